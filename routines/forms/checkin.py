"""Check-ins: after a session, and the five signs week by week."""

from datetime import date, datetime

from django import forms
from django.db import transaction

from accounts.models import User
from routines import morning_asking
from routines.adapting import evaluate_held
from routines.aftercare import record_check_in
from routines.clearance import hold_agreed
from routines.forms.fields import ScoreField
from routines.models import MorningCheckIn, PracticeSession, SessionCheckIn, SymptomCheckIn
from routines.models.checkin import Feeling, Soreness

NOTE_MAX = 1000


class NoteField(forms.CharField):
    """A few optional lines. A line break counts as one character, as it does in the browser."""

    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(max_length=NOTE_MAX, required=False, widget=widget, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class SessionCheckInForm(forms.Form):
    """How a session felt; shows what was said before, if anything was. Without a session it only checks."""

    highest_pain = ScoreField(
        label="Highest pain during the session",
        help_text="In your hips or back, the worse of the two.",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    pain_now = ScoreField(
        label="Pain now",
        help_text="In your hips or back, right after the session.",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    effort = ScoreField(
        label="Effort",
        help_text="0 rest, 3 easy, 5 moderate, 7 hard, 10 maximal.",
        low="rest",
        high="maximal",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    feelings = forms.MultipleChoiceField(
        label="What did it feel like?",
        help_text="Choose all that apply, or none.",
        choices=Feeling.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--pairs"}),
        required=False,
    )
    note = NoteField(label="A note for yourself (optional)")

    def __init__(self, *args, session: PracticeSession | None = None, **kwargs):
        self.session = session
        self.before = session and SessionCheckIn.objects.filter(session=session).first()
        if self.before:
            kwargs["initial"] = {name: getattr(self.before, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.is_edit = self.before is not None

    def save(self, *, now: datetime) -> SessionCheckIn:
        """One row per session, however often it is sent; the plan draws its consequences."""
        with transaction.atomic():
            user = hold_agreed(self.session.user)
            check_in = record_check_in(
                session=self.session, before=self.before, said=self.cleaned_data, at=now, now=now
            )
            evaluate_held(user, self.session, now=now)
        return check_in


class MorningForm(forms.Form):
    """The morning after a session: one score, and two questions that may stay open."""

    pain = ScoreField(
        label="Pain this morning",
        help_text="In your hips or back, the worse of the two.",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    soreness = forms.ChoiceField(
        label="What do you feel, if anything?",
        choices=Soreness.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    woke_at_night = forms.BooleanField(label="Pain from it woke me at night", required=False)

    def __init__(self, *args, session: PracticeSession, shows_before: bool = True, **kwargs):
        self.session = session
        self.before = MorningCheckIn.objects.filter(session=session).first()
        if self.before and shows_before:
            kwargs["initial"] = {name: getattr(self.before, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean_soreness(self) -> str:
        return self.cleaned_data["soreness"] or Soreness.NONE

    def save(self, *, now: datetime) -> MorningCheckIn:
        """One row per session, however often it is sent; the plan draws its consequences."""
        with transaction.atomic():
            user = hold_agreed(self.session.user)
            morning = MorningCheckIn(session=self.session, answered_at=now, **self.cleaned_data)
            MorningCheckIn.objects.bulk_create(
                [morning],
                update_conflicts=True,
                unique_fields=["session"],
                update_fields=[*self.cleaned_data, "answered_at"],
            )
            evaluate_held(user, self.session, now=now)
            morning_asking.follow(user=user, now=now)
        return morning


class WeeklyCheckInForm(forms.Form):
    """The article's five signs over the past week. Never prefilled; last time's score stands beside."""

    note = NoteField(label="A note for yourself (optional)")

    def __init__(self, *args, last: SymptomCheckIn | None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SymptomCheckIn.SIGNS:
            self.fields[name] = ScoreField(
                label=SymptomCheckIn._meta.get_field(name).verbose_name,
                help_text=f"Last time: {getattr(last, name)}" if last else "",
                low="not at all",
                high="as bad as it can be",
                error_messages={"required": "Choose a number from 0 to 10."},
            )
        self.order_fields([*SymptomCheckIn.SIGNS, "note"])

    def save(self, *, user: User, on_date: date, now: datetime) -> SymptomCheckIn:
        """One row per person and day; a second one on the same day replaces the first."""
        check_in, _ = SymptomCheckIn.objects.update_or_create(
            user=user, on_date=on_date, defaults={**self.cleaned_data, "updated_at": now}
        )
        return check_in
