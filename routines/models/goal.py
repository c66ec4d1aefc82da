"""How often a week: what somebody aimed at, with the week from which it holds."""

from django.db import models
from django.db.models import Q

from routines.models.plan import Plan


class WeeklyGoal(models.Model):
    """From the week of `monday` on, until a later row. `days` are weekdays (0 Monday)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    monday = models.DateField()
    per_week = models.PositiveSmallIntegerField()
    days = models.JSONField(default=list)

    class Meta:
        ordering = ["monday"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "monday"], name="one_goal_a_week"),
            models.CheckConstraint(condition=Q(per_week__in=[2, 3, 4]), name="goal_of_two_to_four"),
        ]

    def __str__(self) -> str:
        return f"{self.per_week} a week from {self.monday}"
