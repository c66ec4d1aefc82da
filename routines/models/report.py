"""What experts write down about pain reports. The reports themselves are in routines.reports."""

from django.conf import settings
from django.db import models

from routines.models.decision import Decision
from routines.models.practice import PracticeSession

NOTE_MAX = 2000


class Step(models.TextChoices):
    """What a note does to its report."""

    NOTE = "note", "Noted"
    RESOLVE = "resolve", "Resolved"
    REOPEN = "reopen", "Opened again"


class ReportNote(models.Model):
    """One note about one report: a session, or a decision that belongs to none. The latest note counts.

    Rows are added and never edited. They belong to the person they are about (`user`): exported and deleted
    with everything else of theirs, and kept when the session or the decision goes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_notes")
    session = models.ForeignKey(
        PracticeSession, null=True, on_delete=models.SET_NULL, related_name="report_notes"
    )
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="report_notes")
    step = models.CharField(max_length=10, choices=Step)
    text = models.TextField(blank=True, max_length=NOTE_MAX)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="written_notes"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "note on a pain report"
        verbose_name_plural = "pain reports and referrals"  # what its place in the admin shows
        ordering = ["id"]
        default_permissions = ("add", "view")
        permissions = [("view_person_in_reports", "Can see who a pain report is about")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(step="note", text=""), name="a_note_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} on {self.at:%Y-%m-%d}"

    @property
    def report_name(self) -> str:
        """Name of the report it is about (routines.reports), empty once that is gone."""
        if self.session_id:
            return f"session-{self.session_id}"
        return f"decision-{self.decision_id}" if self.decision_id else ""
