"""How it felt: after each session, and the article's five signs week by week."""

from django.conf import settings
from django.db import models

from routines.models.practice import PracticeSession
from routines.models.validators import ScoreField, score_constraint


class Feeling(models.TextChoices):
    """What the session felt like (clinical 3.1); the last four are stop signals."""

    PULL = "pull", "A stretch or pull"
    MUSCLE = "muscle", "Muscles working"
    ACHE = "ache", "A dull ache"
    PINCH = "pinch", "A pinch"
    SHARP = "sharp", "Sharp pain"
    NUMB = "numb", "Electric, tingling or numb"
    GAVE_WAY = "gave-way", "Something gave way"
    DIZZY = "dizzy", "Dizzy or faint"


class SessionCheckIn(models.Model):
    """After a session. Pain is NPRS 0–10 for hip and back, worst of both; effort 0 rest to 10 maximal."""

    session = models.OneToOneField(PracticeSession, on_delete=models.CASCADE, related_name="check_in")
    highest_pain = ScoreField()
    pain_now = ScoreField()
    effort = ScoreField()
    feelings = models.JSONField(default=list)
    note = models.TextField(blank=True, max_length=1000)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [score_constraint("check_in", "highest_pain", "pain_now", "effort")]

    def __str__(self) -> str:
        return f"check-in for {self.session_id}"

    @property
    def feeling_labels(self) -> list[str]:
        """What it felt like, in words."""
        return [Feeling(key).label for key in self.feelings]


class Soreness(models.TextChoices):
    """What hurts the next morning: muscles that worked are allowed to (clinical 4.4, C4)."""

    NONE = "none", "Nothing much"
    MUSCLE = "muscle", "Muscles, as after work"
    JOINT_OR_BACK = "joint-or-back", "A joint, the groin or my back"


class MorningCheckIn(models.Model):
    """The morning after a session. Pain is NPRS 0–10 for hip and back, worst of both."""

    session = models.OneToOneField(PracticeSession, on_delete=models.CASCADE, related_name="morning")
    pain = ScoreField()
    soreness = models.CharField(max_length=15, choices=Soreness, default=Soreness.NONE)
    woke_at_night = models.BooleanField(default=False)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [score_constraint("morning", "pain")]

    def __str__(self) -> str:
        return f"morning after {self.session_id}"


class SymptomCheckIn(models.Model):
    """The article's five signs, each 0 (not at all) to 10 (as bad as it can be), over the past week."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="symptom_check_ins"
    )
    on_date = models.DateField()
    back_pain = ScoreField("Chronic lower back pain")
    hip_tightness = ScoreField("Hip tightness or discomfort, especially after sitting")
    posture = ScoreField("Poor posture or an exaggerated lumbar curve")
    standing_upright = ScoreField("Difficulty standing upright")
    moving = ScoreField("Pain or stiffness while running or walking")
    note = models.TextField(blank=True, max_length=1000)
    updated_at = models.DateTimeField()

    SIGNS = ("back_pain", "hip_tightness", "posture", "standing_upright", "moving")

    class Meta:
        ordering = ["on_date"]
        constraints = [
            models.UniqueConstraint(fields=["user", "on_date"], name="one_symptom_check_in_a_day"),
            score_constraint(
                "symptoms", "back_pain", "hip_tightness", "posture", "standing_upright", "moving"
            ),
        ]

    def __str__(self) -> str:
        return f"signs on {self.on_date}"
