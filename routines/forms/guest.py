"""What a visitor chooses before a session without an account; the same for the page and the API."""

from django import forms

from routines.forms.week import MINUTES
from routines.guest import LENGTHS, USUAL_MINUTES
from routines.models import RoutineKind

KINDS = [
    (RoutineKind.STRETCH, "Stretch: make room at the front of the hips"),
    (RoutineKind.STRENGTH, "Strength: steady the hips and the trunk"),
]
OFFERED = [(minutes, words) for minutes, words in MINUTES if minutes in LENGTHS]


class GuestForm(forms.Form):
    """Kind and length of a session."""

    kind = forms.TypedChoiceField(
        label="What would you like to try?",
        choices=KINDS,
        coerce=RoutineKind,
        initial=RoutineKind.STRETCH,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose stretch or strength."),
    )
    minutes = forms.TypedChoiceField(
        label="How long?",
        choices=OFFERED,
        coerce=int,
        initial=USUAL_MINUTES,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose 10 or 15 minutes."),
    )
