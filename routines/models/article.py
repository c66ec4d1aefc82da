"""What people read: short articles and myth cards, imported from routines/content/."""

from math import ceil

from django.db import models
from django.urls import reverse

from routines.models.exercise import Content

WORDS_A_MINUTE = 200


class Article(Content):
    """One article of 300 to 450 words: a figure, an action, and when to get help."""

    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=160)
    updated = models.DateField()
    figure = models.JSONField()  # {"exercise": slug, "caption": …}
    sections = models.JSONField()  # [{"heading": …, "paragraphs": […], "points": [{"lead": …, "text": …}]}]
    action = models.JSONField()  # {"heading": …, "text": …}
    get_help = models.TextField()
    related = models.JSONField()  # slugs of exercises
    sources = models.JSONField()  # [{"citation": …, "year": …, "checked": …}]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def words(self) -> int:
        """Length of the running text: paragraphs, points, action and help, without headings and sources."""
        texts = [self.action["text"], self.get_help]
        for section in self.sections:
            texts += section["paragraphs"]
            texts += [f"{point['lead']} {point['text']}" for point in section["points"]]
        return sum(len(text.split()) for text in texts)

    @property
    def minutes(self) -> int:
        """Reading time, rounded up."""
        return ceil(self.words / WORDS_A_MINUTE)


class Myth(Content):
    """A claim that is often heard, and what is known about it in 60 to 90 words."""

    claim = models.CharField(max_length=120)
    verdict = models.CharField(max_length=40)
    text = models.TextField()
    sources = models.JSONField()

    def __str__(self) -> str:
        return self.claim

    def get_absolute_url(self) -> str:
        return f"{reverse('learn')}#{self.slug}"
