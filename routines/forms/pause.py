"""The form of a pause: why, and until which day."""

from datetime import date, timedelta

from django import forms

from routines.models import Pause
from routines.models.pause import Reason
from routines.pausing import WEEKS_MOST
from routines.week_words import day_in_words


class PauseForm(forms.Form):
    """A new pause, or another reason or day for `pause`. `until` is the first day back."""

    reason = forms.ChoiceField(
        label="Why do you pause?",
        help_text="After being ill or hurt, the first session back is a gentle one.",
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
    )
    until = forms.DateField(
        label="Until which day?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose the day you want to be back.", "invalid": "Choose a day."},
    )

    def __init__(self, *args, today: date, pause: Pause | None, **kwargs):
        if pause:
            kwargs["initial"] = {"reason": pause.reason, "until": pause.until}
        super().__init__(*args, **kwargs)
        begun = max(today, pause.started_on) if pause else today
        self.earliest, self.latest = begun + timedelta(days=1), today + timedelta(weeks=WEEKS_MOST)
        until = self.fields["until"]
        until.help_text = (
            f"The first day on which a session may come again. Up to {WEEKS_MOST} weeks ahead, which is "
            f"{day_in_words(self.latest)}."
        )
        until.widget.attrs |= {"min": self.earliest.isoformat(), "max": self.latest.isoformat()}

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < self.earliest:
            raise forms.ValidationError("Choose a day from tomorrow on.")
        if until > self.latest:
            raise forms.ValidationError(
                f"Choose {day_in_words(self.latest)} or a day before it. You can make the pause longer later."
            )
        return until
