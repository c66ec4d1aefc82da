"""The results of a self-test, as the timer or the phone's sensor filled them in, or by hand."""

from datetime import date, datetime

from django import forms
from django.db import transaction

from accounts.models import User
from routines.clearance import hold_agreed
from routines.models import BedEdgeCheck, ChairStand, KneeLiftHold
from routines.models.measures import ANGLE_MOST, HOLD_SECONDS_MOST, STANDS_MOST, Room
from routines.self_tests import BED_EDGE, CHAIR_STAND, KNEE_LIFT, LEVEL_WITHIN, SelfTest


def number(
    label: str, *, low: int = 0, high: int, unit: str, required: bool = True, **kwargs
) -> forms.IntegerField:
    """A whole number with its unit in the label, typed or filled in by a tool of the page."""
    words = f"Enter a whole number from {low} to {high}.".replace("-", "\N{MINUS SIGN}")
    return forms.IntegerField(
        label=f"{label} ({unit})",
        min_value=low,
        max_value=high,
        required=required,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        **kwargs,
    )


class SelfTestForm(forms.Form):
    """The form of one test. `model` is where the result is kept."""

    model: type

    @transaction.atomic
    def save(self, *, user: User, on_date: date, now: datetime) -> None:
        """One result a person and day: a second takes the place of the first."""
        hold_agreed(user)
        result = {**self.cleaned_data, "taken_at": now}
        self.model.objects.update_or_create(user=user, on_date=on_date, defaults=result)


class BedEdgeForm(SelfTestForm):
    model = BedEdgeCheck

    left = forms.ChoiceField(label="Left thigh", choices=Room, widget=forms.RadioSelect)
    left_angle = number(
        "Left, by phone",
        low=-ANGLE_MOST,
        high=ANGLE_MOST,
        unit="degrees below level, optional",
        required=False,
    )
    right = forms.ChoiceField(label="Right thigh", choices=Room, widget=forms.RadioSelect)
    right_angle = number(
        "Right, by phone",
        low=-ANGLE_MOST,
        high=ANGLE_MOST,
        unit="degrees below level, optional",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for side in ("left", "right"):
            self.fields[side].error_messages["required"] = "Choose where the thigh came to rest."
            self.fields[
                f"{side}_angle"
            ].help_text = f"Above level it is negative. Up to {LEVEL_WITHIN}° either way we would call level."


class KneeLiftForm(SelfTestForm):
    model = KneeLiftHold

    left = number("Left", high=HOLD_SECONDS_MOST, unit="seconds, 60 at most")
    right = number("Right", high=HOLD_SECONDS_MOST, unit="seconds, 60 at most")


class ChairStandForm(SelfTestForm):
    model = ChairStand

    stands = number("Full stands in 30 seconds", high=STANDS_MOST, unit="0 if you used your hands")


FORMS = {BED_EDGE.slug: BedEdgeForm, KNEE_LIFT.slug: KneeLiftForm, CHAIR_STAND.slug: ChairStandForm}


def form_of(test: SelfTest) -> type[SelfTestForm]:
    return FORMS[test.slug]
