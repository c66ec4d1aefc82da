"""The pages of the weekly check-in, one form each. Nothing is prefilled; last time's score stands beside.

The questions of "impact" follow the PEG (Krebs 2009) and those of "activities" the PSFS (Stratford 1995) in
what they ask and how they are scored; the wording is our own.
"""

from datetime import datetime

from django import forms

from routines.check_ins import CheckInWeek, name_activities, save_numbers, save_scores
from routines.forms.checkin import WeeklyCheckInForm
from routines.forms.fields import RatingField, ScoreField
from routines.models.measures import ACTIVITIES_MOST, ACTIVITY_LENGTH
from routines.weekly import evaluate_week

CHOOSE = {"required": "Choose a number from 0 to 10."}


class GroupForm(forms.Form):
    """A form about one week's check-in."""

    def __init__(self, *args, week: CheckInWeek, **kwargs):
        super().__init__(*args, **kwargs)
        self.week = week
        for name, field in self.fields.items():
            field.help_text = field.help_text or beside(
                now=getattr(week.row, name, None), before=getattr(week.last, name, None)
            )

    def save(self, *, now: datetime) -> None:
        """Keep the answers; the plan draws its consequences."""
        save_numbers(self.week, now=now, **self.cleaned_data)
        evaluate_week(self.week.user, now=now)


class SignsOfWeekForm(WeeklyCheckInForm):
    """The article's five signs as a page of the weekly check-in."""

    def __init__(self, *args, week: CheckInWeek, **kwargs):
        super().__init__(*args, last=week.last_signs, **kwargs)
        self.week = week

    def save(self, *, now: datetime) -> None:
        super().save(user=self.week.user, on_date=self.week.today, now=now)


class ActivitiesForm(GroupForm):
    """One scale for each of the person's own activities."""

    def __init__(self, *args, week: CheckInWeek, **kwargs):
        super().__init__(*args, week=week, **kwargs)
        for activity in week.activities:
            self.fields[f"activity_{activity.pk}"] = ScoreField(
                label=activity.text,
                help_text=beside(now=week.scores.get(activity.pk), before=week.before.get(activity.pk)),
                low="unable to do it",
                high="as able as before",
                error_messages=CHOOSE,
            )

    def save(self, *, now: datetime) -> None:
        scores = {
            activity.pk: self.cleaned_data[f"activity_{activity.pk}"] for activity in self.week.activities
        }
        save_scores(self.week, scores=scores, now=now)
        evaluate_week(self.week.user, now=now)


class ImpactForm(GroupForm):
    """Three questions after the PEG: average pain, enjoyment of life, general activity."""

    average_pain = ScoreField(
        label="How strong was your hip or back pain on average?",
        error_messages=CHOOSE,
    )
    enjoyment = ScoreField(
        label="How much did pain spoil your enjoyment of life?",
        low="not at all",
        high="completely",
        error_messages=CHOOSE,
    )
    general_activity = ScoreField(
        label="How much did pain get in the way of what you do in a day?",
        low="not at all",
        high="completely",
        error_messages=CHOOSE,
    )


class ConfidenceForm(GroupForm):
    """How sure the person is of the coming week."""

    confidence = ScoreField(
        label="How sure are you that you can do next week’s sessions as planned?",
        low="not at all",
        high="completely",
        error_messages=CHOOSE,
    )


class ChangeForm(GroupForm):
    """The global rating of change since the start."""

    rating = RatingField(
        label="All in all, how are your hips and back, compared with when you started?",
        help_text="0 is no change.",
        error_messages={"required": "Choose a number from −5 to +5."},
    )


class NamesForm(forms.Form):
    """Up to three activities in the person's own words, in their order."""

    def __init__(self, *args, week: CheckInWeek, **kwargs):
        super().__init__(*args, **kwargs)
        self.week = week
        named = [activity.text for activity in week.activities]
        for place in range(ACTIVITIES_MOST):
            self.fields[f"activity_{place + 1}"] = forms.CharField(
                label=f"Activity {place + 1}" if place == 0 else f"Activity {place + 1} (optional)",
                initial=named[place] if place < len(named) else "",
                max_length=ACTIVITY_LENGTH,
                required=place == 0,
                error_messages={"required": "Name at least one activity."},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def clean(self):
        cleaned = super().clean()
        for name in self._repeated(cleaned):
            self.add_error(name, "You have named this one already.")
        return cleaned

    def _repeated(self, cleaned: dict[str, str]) -> list[str]:
        seen: set[str] = set()
        repeated = []
        for name, text in cleaned.items():
            if text and text.casefold() in seen:
                repeated.append(name)
            seen.add(text.casefold())
        return repeated

    def save(self, *, now: datetime) -> None:
        name_activities(self.week.user, texts=[text for text in self.cleaned_data.values() if text], now=now)


def beside(*, now: int | None, before: int | None) -> str:
    """What was said, to compare with: this week's answer, else the last one."""
    if now is not None:
        return f"This week so far: {now}"
    return "" if before is None else f"Last time: {before}"
