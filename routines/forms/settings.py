"""Forms of the settings pages."""

from datetime import datetime

from django import forms
from django.db import transaction

from accounts.models import User
from routines import reminders
from routines.forms.fields import FigureChoice
from routines.forms.week import WeekForm
from routines.models import Plan

LEADS = [
    (0, "When it starts"),
    (15, "15 minutes before"),
    (30, "30 minutes before"),
    (60, "1 hour before"),
    (120, "2 hours before"),
    (180, "3 hours before"),
]


class RemindersForm(WeekForm):
    """The week, and whether and how early a mail announces each session."""

    reminders_on = forms.BooleanField(label="Send me a mail before each session", required=False)
    lead_minutes = forms.TypedChoiceField(
        label="How early should the mail come?",
        help_text="No mail comes if you have already practised that day.",
        choices=LEADS,
        coerce=int,
    )

    field_order = ["reminders_on", "lead_minutes", "per_week", "days", "at", "time_zone", "minutes", "level"]

    def __init__(self, *args, plan: Plan, **kwargs):
        initial = {"reminders_on": plan.reminders_on, "lead_minutes": plan.lead_minutes}
        super().__init__(*args, plan=plan, initial=initial, **kwargs)

    @transaction.atomic
    def save(self, *, now: datetime) -> Plan:
        plan = super().save(now=now)
        reminders.reschedule(plan=plan, now=now)
        return plan

    def _apply_to(self, plan: Plan) -> None:
        super()._apply_to(plan)
        plan.reminders_on = self.cleaned_data["reminders_on"]
        plan.lead_minutes = self.cleaned_data["lead_minutes"]


class LooksForm(forms.ModelForm):
    """Light, dark, or as the device says; and who shows the exercises."""

    class Meta:
        model = User
        fields = ["theme", "figure"]
        labels = {"theme": "Colours", "figure": "Who shows you the exercises?"}
        widgets = {"theme": forms.RadioSelect(attrs={"class": "choices--row"}), "figure": FigureChoice}
