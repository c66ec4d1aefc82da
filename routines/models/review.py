"""Reviews of content: which clinician read what, when, and whether it is still what they read."""

from datetime import datetime

from django.conf import settings
from django.db import models


class ContentReview(models.Model):
    """One review of one piece of content, named by its kind ("exercise") and slug. The latest one counts.

    `file_checksum` is that of the file on the day of the review; see `Content.file_checksum`. Rows are added
    and never edited, and an import does not touch them.
    """

    kind = models.CharField(max_length=20)
    slug = models.SlugField()
    file_checksum = models.CharField(max_length=64)
    reviewer_name = models.CharField(max_length=120)
    credential = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "review"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "slug", "-id"], name="latest_review")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}, {self.reviewer_name}, {self.reviewed_on}"

    @classmethod
    def record(cls, *, item, recorded_by, now: datetime, **said) -> "ContentReview":
        """Add a review of `item` as it is now; the very same one again (a double click) adds nothing.

        `said`: reviewer_name, credential, reviewed_on, note.
        """
        review, _ = cls.objects.get_or_create(
            kind=item.content_kind,
            slug=item.slug,
            file_checksum=item.file_checksum,
            **said,
            defaults={"recorded_by": recorded_by, "recorded_at": now},
        )
        return review
