"""The form of a pause: why, from which day, and until which."""

from datetime import date, timedelta

from django import forms

from routines.models import Pause
from routines.models.pause import Reason
from routines.pausing import WEEKS_MOST
from routines.week_words import day_in_words

MOST = timedelta(weeks=WEEKS_MOST)
ONE_DAY = timedelta(days=1)


def _day(**attrs) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class PauseForm(forms.Form):
    """A new pause, or a change to `pause`. `until` is the first day back.

    `start` may be left out: then it is today, or where another pause is `in_force`, the day that one is over.
    A pause that has begun has no `start` to choose.
    """

    reason = forms.ChoiceField(
        label="Why do you pause?",
        help_text="After being ill or hurt, the first session back is a gentle one.",
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
    )
    start = forms.DateField(
        label="From which day?", widget=_day(), required=False, error_messages={"invalid": "Choose a day."}
    )
    until = forms.DateField(
        label="Until which day?",
        widget=_day(),
        error_messages={"required": "Choose the day you want to be back.", "invalid": "Choose a day."},
    )

    def __init__(
        self, *args, today: date, pause: Pause | None = None, in_force: Pause | None = None, **kwargs
    ):
        self.today, first = today, in_force.until if in_force else today
        kwargs["initial"] = {"start": first}
        if pause:
            kwargs["initial"] = {"reason": pause.reason, "start": pause.started_on, "until": pause.until}
        super().__init__(*args, **kwargs)
        last = today + MOST
        if pause and not pause.ahead:
            del self.fields["start"]
            self._limit("until", max(today, pause.started_on) + ONE_DAY, last)
            ahead = f"{WEEKS_MOST} weeks ahead, which is {day_in_words(last)}"
        else:
            self._limit("start", first, last)
            self._limit("until", first + ONE_DAY, last + MOST)
            soonest = day_in_words(first) + ", when the pause you are in is over" if in_force else "Today"
            self.fields["start"].help_text = f"{soonest}, or a later day up to {day_in_words(last)}."
            ahead = f"{WEEKS_MOST} weeks after the pause begins"
        self.fields["until"].help_text = f"The first day on which a session may come again. Up to {ahead}."

    def _limit(self, name: str, first: date, last: date) -> None:
        field = self.fields[name]
        field.first, field.last = first, last
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_start(self) -> date:
        start, last = self.cleaned_data["start"] or self.initial["start"], self.fields["start"].last
        if start < self.today:
            raise forms.ValidationError("Choose today or a later day: a pause cannot begin in the past.")
        if start > last:
            raise forms.ValidationError(
                f"Choose {day_in_words(last)} or a day before it. A pause can be planned up to {WEEKS_MOST} "
                "weeks ahead."
            )
        return start

    def clean_until(self) -> date:
        until, start = self.cleaned_data["until"], self.cleaned_data.get("start")
        first, last = self.fields["until"].first, self.fields["until"].last
        if start:
            first, last = start + ONE_DAY, start + MOST
        if until < first:
            is_ahead = start and start > self.today
            after = f"after {day_in_words(start)}, when the pause begins" if is_ahead else "from tomorrow on"
            raise forms.ValidationError(f"Choose a day {after}.")
        if until > last:
            raise forms.ValidationError(
                f"Choose {day_in_words(last)} or a day before it. You can make the pause longer later."
            )
        return until
