"""Two questions about somebody's days, from which a programme is proposed. Both may stay open."""

from django import forms

from routines.models import Profile
from routines.models.plan import HOURS_OF_DAY

HOURS = f"Enter whole hours from 0 to {HOURS_OF_DAY}."


class DaysForm(forms.Form):
    """Running and sitting (clinical 3 and 5.1)."""

    runs = forms.TypedChoiceField(
        label="Do you run twice a week or more?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "I’d rather not say")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    sitting_hours = forms.IntegerField(
        label="How many hours do you sit on a usual workday?",
        help_text="At work, at home and on the way together. Leave it empty if you don’t know.",
        min_value=0,
        max_value=HOURS_OF_DAY,
        required=False,
        error_messages={"invalid": HOURS, "min_value": HOURS, "max_value": HOURS},
    )

    def __init__(self, *args, profile: Profile, **kwargs):
        runs = {True: "yes", False: "no", None: ""}[profile.runs]
        initial = {"runs": runs, "sitting_hours": profile.sitting_hours}
        super().__init__(*args, initial=initial, **kwargs)
        self.profile = profile

    def save(self) -> None:
        self.profile.runs = self.cleaned_data["runs"]
        self.profile.sitting_hours = self.cleaned_data["sitting_hours"]
        self.profile.save(update_fields=["runs", "sitting_hours"])
