"""The form that moves the next session to another day, or takes the move back."""

from datetime import date

from django import forms

from routines.models import Plan


class MoveForm(forms.Form):
    """`to` is one of the dates offered. `undo` takes an earlier move back instead."""

    to = forms.TypedChoiceField(coerce=date.fromisoformat, empty_value=None, required=False)
    undo = forms.BooleanField(required=False)

    def __init__(self, *args, plan: Plan, planned: date, offered: list[date], **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, self.planned = plan, planned
        self.fields["to"].choices = [(day.isoformat(), day.isoformat()) for day in offered]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("to") and not cleaned.get("undo") and "to" not in self.errors:
            self.add_error("to", "Choose a day.")
        return cleaned

    def save(self) -> Plan:
        if self.cleaned_data["undo"]:
            self.plan.moved_from = self.plan.moved_to = None
        else:
            self.plan.move(from_date=self.planned, to_date=self.cleaned_data["to"])
        self.plan.save(update_fields=["moved_from", "moved_to"])
        return self.plan
