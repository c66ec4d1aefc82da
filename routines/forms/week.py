"""The week form: how often, which days, when, how long. Onboarding asks it, settings change it."""

from datetime import datetime
from itertools import groupby

from django import forms
from django.db import transaction

from accounts.models import User
from accounts.timezones import offered_time_zones
from routines.goals import keep_goal
from routines.models import Plan
from routines.week import EVERY_OTHER_DAY_MOST

WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]
PER_WEEK = [(2, "Two a week"), (3, "Three a week"), (4, "Four a week")]
MINUTES = [(10, "10 minutes"), (15, "15 minutes"), (20, "20 minutes"), (30, "30 minutes")]
LEVELS = [
    (1, "Gentle: new to this, sore, or coming back"),
    (2, "Steady: used to moving like this"),
    (3, "Strong: settled and ready for more"),
]
NUMBER_WORDS = {2: "two", 3: "three", 4: "four"}


def has_rest_days_between(days: list[int]) -> bool:
    """True if no two of the weekdays (0 Monday to 6 Sunday) touch; Sunday and Monday do."""
    return not any((day + 1) % 7 in days for day in days)


def is_never_three_in_a_row(days: list[int]) -> bool:
    """True if there is no run of three weekdays; Saturday, Sunday and Monday are one."""
    return not any((day + 1) % 7 in days and (day + 2) % 7 in days for day in days)


def time_zone_choices(current: str) -> list:
    """Grouped select options by region; the person's own zone is there even if it has an old name."""
    names = sorted({*offered_time_zones(), current} - {"UTC"})
    groups = [("Universal", [("UTC", "UTC")])]
    for region, members in groupby(names, key=lambda name: name.partition("/")[0]):
        groups.append((region, [(name, _place(name)) for name in members]))
    return groups


def _place(name: str) -> str:
    """ "America/Argentina/Buenos_Aires" → "Argentina, Buenos Aires"."""
    return (name.partition("/")[2] or name).replace("_", " ").replace("/", ", ")


class WeekForm(forms.Form):
    """Days and times of one person. `plan` is the present one, or None during onboarding."""

    per_week = forms.TypedChoiceField(
        label="How many sessions a week?",
        choices=PER_WEEK,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    days = forms.TypedMultipleChoiceField(
        label="On which days?",
        help_text="With a day of rest in between. Four sessions: two days in a row at most.",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--row"}),
        error_messages={"required": "Choose your days."},
    )
    at = forms.TimeField(
        label="At what time?",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": "Choose a time, such as 18:30.",
            "invalid": "Enter a time such as 18:30.",
        },
    )
    minutes = forms.TypedChoiceField(
        label="How long is a session?",
        choices=MINUTES,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    level = forms.TypedChoiceField(
        label="How strong should it be?", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(
        label="Your time zone", help_text="Days, hours and reminders follow this clock."
    )

    def __init__(self, *args, user: User, plan: Plan | None = None, **kwargs):
        start = {"per_week": 3, "days": [0, 2, 4], "at": "18:30", "minutes": 15, "level": 1}
        if plan:
            start = {name: getattr(plan, name) for name in start}
        kwargs["initial"] = {**start, "time_zone": user.time_zone, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.user, self.plan = user, plan
        self.fields["time_zone"].choices = time_zone_choices(user.time_zone)

    def clean_at(self):
        return self.cleaned_data["at"].replace(second=0, microsecond=0)

    def clean(self):
        cleaned = super().clean()
        per_week, days = cleaned.get("per_week"), cleaned.get("days")
        if per_week and days:
            self._check_days(per_week, days)
        return cleaned

    def _check_days(self, per_week: int, days: list[int]) -> None:
        wanted = NUMBER_WORDS[per_week]
        if len(set(days)) != per_week:
            self.add_error("days", f"Choose {wanted} days for {wanted} sessions. You chose {len(set(days))}.")
        elif per_week > EVERY_OTHER_DAY_MOST and not is_never_three_in_a_row(days):
            self.add_error(
                "days",
                "Not more than two days in a row, for example Monday, Tuesday, Thursday, Friday. "
                "Sunday and Monday are neighbours too.",
            )
        elif per_week <= EVERY_OTHER_DAY_MOST and not has_rest_days_between(days):
            self.add_error(
                "days",
                "Leave a day between sessions, for example Monday, Wednesday, Friday. "
                "Sunday and Monday are neighbours too.",
            )

    @transaction.atomic
    def save(self, *, now: datetime) -> Plan:
        """Store the person's zone and plan; a new plan starts on the person's own today."""
        self.user.time_zone = self.cleaned_data["time_zone"]
        self.user.save(update_fields=["time_zone"])
        today = now.astimezone(self.user.zone).date()
        plan = Plan.objects.select_for_update().filter(user=self.user).first() or Plan(
            user=self.user, started_on=today
        )
        self._apply_to(plan)
        plan.save()
        keep_goal(plan, today=today)
        return plan

    def _apply_to(self, plan: Plan) -> None:
        days = sorted(set(self.cleaned_data["days"]))
        if days != plan.days:  # a session moved by hand belonged to the old days
            plan.moved_from = plan.moved_to = None
        plan.days = days
        for name in ("per_week", "at", "minutes", "level"):
            setattr(plan, name, self.cleaned_data[name])
