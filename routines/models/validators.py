"""Checks shared by models: the 0–10 scales, in Python and in the database."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q


class ScoreField(models.PositiveSmallIntegerField):
    """A whole number from 0 to 10, as on the NPRS (0 none, 10 worst imaginable)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [MaxValueValidator(10)])
        super().__init__(*args, **kwargs)


def score_constraint(model_name: str, *fields: str) -> models.CheckConstraint:
    """A database constraint that each field is empty or 0 to 10."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 10})
    return models.CheckConstraint(condition=condition, name=f"{model_name}_scores_0_to_10")
