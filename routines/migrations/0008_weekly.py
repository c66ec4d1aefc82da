"""The global rating on eleven points, decisions about a week, and what a programme is proposed from."""

import django.core.validators
from django.db import migrations, models

OLD_MOST, NEW_MOST = 7, 5


def scaled(rating, *, old, new):
    """The same place on a scale of another length, rounded; halves away from 0."""
    size = (2 * abs(rating) * new + old) // (2 * old)
    return size if rating > 0 else -size


def rescale(apps, schema_editor, *, old=OLD_MOST, new=NEW_MOST):
    """One update for each rating: never more than fifteen. Outwards in, or inwards out: none is moved twice."""
    rows = apps.get_model("routines", "WeeklyCheckIn").objects
    sizes = range(1, old + 1) if new < old else range(old, 0, -1)
    for size in sizes:
        for rating in (size, -size):
            rows.filter(rating=rating).update(rating=scaled(rating, old=old, new=new))


def rescale_back(apps, schema_editor):
    rescale(apps, schema_editor, old=NEW_MOST, new=OLD_MOST)


def in_range(most):
    return models.CheckConstraint(
        condition=models.Q(("rating__isnull", True))
        | models.Q(("rating__gte", -most), ("rating__lte", most)),
        name="weekly_rating_in_range",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("routines", "0007_decisions"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="weeklycheckin", name="weekly_rating_in_range"),
        migrations.RunPython(rescale, rescale_back),
        migrations.AlterField(
            model_name="weeklycheckin",
            name="rating",
            field=models.SmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-NEW_MOST),
                    django.core.validators.MaxValueValidator(NEW_MOST),
                ],
            ),
        ),
        migrations.AddConstraint(model_name="weeklycheckin", constraint=in_range(NEW_MOST)),
        migrations.AddField("decision", "week", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("week__isnull", False)),
                fields=("user", "week", "rule"),
                name="one_decision_a_rule_and_week",
            ),
        ),
        migrations.AddField("profile", "runs", models.BooleanField(blank=True, null=True)),
        migrations.AddField(
            "profile",
            "sitting_hours",
            models.PositiveSmallIntegerField(
                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(24)]
            ),
        ),
        migrations.AddField("plan", "proposal_later", models.SlugField(blank=True, default=""), False),
        migrations.AddField(
            "plan",
            "balance",
            models.CharField(
                blank=True,
                choices=[("stretch", "Stretch"), ("strength", "Strength")],
                default="",
                max_length=10,
            ),
            False,
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sitting_hours__isnull", True)) | models.Q(("sitting_hours__lte", 24)),
                name="sitting_within_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__in", ["", "stretch", "strength"])),
                name="balance_is_a_kind_or_none",
            ),
        ),
    ]
