"""Forms of the experts' queue: what to show of it, and a note on one report."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import forms

from accounts.models import User
from routines import reports
from routines.models import ReportNote
from routines.models.report import NOTE_MAX, Step

STATE_CHOICES = [("open", "Open"), *reports.STATES.items(), ("all", "All")]


class QueueForm(forms.Form):
    """Filters of the queue, from the address. What is not a choice counts as left out."""

    state = forms.ChoiceField(choices=STATE_CHOICES, required=False)
    rule = forms.ChoiceField(required=False)
    exercise = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping, *, rules: Sequence[str], exercises: Sequence[tuple[str, str]]):
        super().__init__(data)
        self.fields["rule"].choices = [("", "All"), *((rule, rule) for rule in rules)]
        self.fields["exercise"].choices = [("", "All"), *exercises]
        self.is_valid()

    @property
    def chosen(self) -> dict[str, str]:
        """state, rule and exercise as they hold."""
        said = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {**said, "state": said["state"] or "open"}

    def rows(self):
        """Rows of `reports.queue` as chosen."""
        chosen = self.chosen
        states = {"open": reports.OPEN, "all": ()}.get(chosen["state"], (chosen["state"],))
        return reports.queue(states=states, rule=chosen["rule"], exercise=chosen["exercise"])


class NoteForm(forms.Form):
    """What an expert says about a report; to resolve it, or open it again, words are optional."""

    text = forms.CharField(
        label="Note",
        help_text="Kept as it is: notes are added, never changed. The person can read it in their export.",
        max_length=NOTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
    )
    step = forms.ChoiceField(choices=Step.choices)

    def clean(self) -> dict:
        said = super().clean()
        if said.get("step") == Step.NOTE and "text" in said and not said["text"]:
            self.add_error("text", "Write what you want to keep.")
        return said

    def save(self, *, report: reports.Report, author: User, now: datetime) -> ReportNote:
        return reports.write_note(report, author=author, now=now, **self.cleaned_data)
