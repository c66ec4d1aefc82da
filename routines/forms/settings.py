"""Forms of the settings pages."""

from datetime import datetime

from django import forms
from django.db import transaction

from accounts.models import User
from routines import morning_asking, reminders
from routines.forms.fields import FigureChoice
from routines.forms.week import WeekForm
from routines.models import MorningQuestion, Plan

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
    morning_on = forms.BooleanField(
        label="Ask me the next morning",
        help_text="One mail the morning after a session, answered with one tap. None once you have answered, "
        "and none on a day with a reminder.",
        required=False,
    )
    lead_minutes = forms.TypedChoiceField(
        label="How early should the mail come?",
        help_text="No mail comes if you have already practised that day.",
        choices=LEADS,
        coerce=int,
    )

    field_order = [
        *["reminders_on", "lead_minutes", "morning_on"],
        *["per_week", "days", "at", "time_zone", "minutes", "level"],
    ]

    def __init__(self, *args, plan: Plan, **kwargs):
        initial = {
            "reminders_on": plan.reminders_on,
            "lead_minutes": plan.lead_minutes,
            "morning_on": MorningQuestion.objects.filter(user=plan.user, on=True).exists(),
        }
        super().__init__(*args, plan=plan, initial=initial, **kwargs)

    @transaction.atomic
    def save(self, *, now: datetime) -> Plan:
        plan = super().save(now=now)
        morning_asking.switch(user=self.user, on=self.cleaned_data["morning_on"], now=now)
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
