"""Programmes: several weeks of stretch and strength sessions, imported from routines/content/programmes/."""

from typing import Any

from django.db import models
from django.urls import reverse

from routines.models.exercise import Content


class RhythmDay(models.TextChoices):
    """What a day of a programme's week is for."""

    STRETCH = "stretch", "Stretch"
    STRENGTH = "strength", "Strength"
    STRENGTH_OR_STRETCH = "strength-or-stretch", "Short strength, or stretch"
    STRETCH_AFTER_RUN = "stretch-after-run", "Short stretch, after the run"
    STRENGTH_AFTER_RUN = "strength-after-run", "Strength, after the run"
    PRE_RUN = "pre-run", "Warm-up before the run"
    BREAKS = "breaks", "Short breaks"
    WALK = "walk", "Walk"
    REST = "rest", "Rest"
    REST_OR_WALK = "rest-or-walk", "Rest or walk"
    FREE = "free", "Free"
    NO_RUN = "no-run", "No run"
    EASY_RUN = "easy-run", "Easy run"
    EASY_OR_NO_RUN = "easy-or-no-run", "Easy run or none"
    FAST_RUN = "fast-run", "Fast run"
    LONG_RUN = "long-run", "Long run"


class Programme(Content):
    """One programme. The lists are as in its file; `phases` cover every week once, in order."""

    name = models.CharField(max_length=80)
    weeks = models.PositiveSmallIntegerField()
    summary = models.TextField()
    for_whom = models.TextField()
    not_for = models.JSONField()
    phases = (
        models.JSONField()
    )  # [{"weeks": [first, last], "about": …, "easy": 1, "stretch": 1, "strength": 1}]
    about_rhythm = models.TextField()
    rhythm = models.JSONField()  # [{"label": …, "days": seven RhythmDay values from Monday}]
    notes = models.JSONField(default=list)  # [{"heading": …, "text": …, "points": […]}]
    exit_rules = models.JSONField()
    steps = models.JSONField()  # by kind: [{"exercise": slug, "role": …, "from_week": 1}] in order of filling
    evidence = models.TextField()
    sources = models.JSONField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("routine", args=[self.slug])

    def phase(self, week: int) -> dict[str, Any]:
        """The phase of a week: its levels by `easy` (warm-up and cool-down), `stretch` and `strength`."""
        return next(phase for phase in self.phases if week <= phase["weeks"][1])
