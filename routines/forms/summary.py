"""What is on the summary, and how long a link to it works."""

from django import forms

from routines.models.summary_link import NAME_LENGTH
from routines.summary_links import DAYS
from routines.summary_sheet import KEYS, PARTS, USUAL, chosen


class PartsForm(forms.Form):
    """Ticks for the parts of the page, and a name if the person wants one on it."""

    parts = forms.MultipleChoiceField(
        label="What is on the page",
        choices=[(key, label) for key, label, _ in PARTS],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--pairs"}),
        error_messages={"required": "Tick at least one part."},
    )
    named = forms.BooleanField(label="Put a name on it", required=False)
    name = forms.CharField(
        label="The name, if you ticked that",
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("named") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Type the name, or take the tick away.")
        return cleaned

    def choice(self) -> dict:
        """What is kept in the browser session: parts, and the name only where it was ticked."""
        cleaned = self.cleaned_data
        return {"parts": chosen(cleaned["parts"]), "name": cleaned["name"] if cleaned["named"] else ""}


class LinkForm(forms.Form):
    """How long a new link works."""

    days = forms.TypedChoiceField(
        label="How long should the link work?",
        choices=[(days, f"{days} days") for days in DAYS],
        initial=DAYS[0],
        coerce=int,
        widget=forms.RadioSelect,
    )


def kept_choice(session) -> dict:
    """What the person chose earlier in this browser session, else what is usual; never an unknown part."""
    kept = session.get("summary") or {}
    parts = chosen(key for key in kept.get("parts", USUAL) if key in KEYS)
    return {"parts": parts or USUAL, "name": kept.get("name", "")}
