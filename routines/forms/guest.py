"""What a visitor chooses before a session without an account; the same for the page and the API."""

from django import forms

from routines.emergency import LISTED, Numbers, numbers_for
from routines.forms.week import MINUTES
from routines.guest import LENGTHS, USUAL_MINUTES
from routines.models import RoutineKind

KINDS = [
    (RoutineKind.STRETCH, "Stretch: make room at the front of the hips"),
    (RoutineKind.STRENGTH, "Strength: steady the hips and the trunk"),
]
COUNTRIES = [("", "Not said"), *sorted(((n.country, n.name) for n in LISTED), key=lambda pair: pair[1])]
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


class WhereForm(forms.Form):
    """The country whose numbers a guest wants to see. It is in the address only; nothing of it is kept."""

    country = forms.ChoiceField(label="Where are you?", choices=COUNTRIES, required=False)

    @property
    def numbers(self) -> Numbers:
        """Those of that country; for one that is not listed, what works in many."""
        return numbers_for(self.cleaned_data["country"] if self.is_valid() else "")
