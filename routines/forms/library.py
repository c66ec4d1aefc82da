"""What to look for in the library. Everything is in the address, so that it can be shared."""

from urllib.parse import urlencode

from django import forms

from routines.library import HAVE, NOT_FOR_ME, Search
from routines.models import ExerciseKind

WORDS_MAX = 100


class KnownChoices(forms.MultipleChoiceField):
    """Choices from an address someone shared: one it does not know is passed over."""

    def clean(self, value):
        return [choice for choice in self.to_python(value) if self.valid_value(choice)]


def _chips(label: str, choices) -> KnownChoices:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices--chips"})
    return KnownChoices(label=label, choices=choices, required=False, widget=widget)


class LibraryForm(forms.Form):
    """The filters of /exercises/; never wrong, at worst it finds nothing."""

    q = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": WORDS_MAX, "autocomplete": "off"}),
    )
    kind = _chips("Kind", [(kind.value, kind.label) for kind in ExerciseKind])
    have = _chips("I have", HAVE)
    avoid = _chips("Not for me", [(key, words) for key, words, _ in NOT_FOR_ME])

    def clean_q(self):
        return self.cleaned_data["q"][:WORDS_MAX]

    @property
    def search(self) -> Search:
        found = self.cleaned_data
        return Search(
            words=found["q"],
            kinds=frozenset(found["kind"]),
            have=frozenset(found["have"]),
            avoid=frozenset(found["avoid"]),
        )

    @property
    def query_string(self) -> str:
        """The filters in use as they belong into an address, "" for none."""
        used = {name: value for name, value in self.cleaned_data.items() if value}
        return f"?{urlencode(used, doseq=True)}" if used else ""
