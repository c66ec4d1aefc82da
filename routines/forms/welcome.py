"""The forms of onboarding, one per page. Each is given its person, or that person's rows, and saves them."""

from collections.abc import Iterable
from datetime import date, datetime

from django import forms

from accounts.models import Consent, User
from routines.cautions import locking
from routines.forms.fields import ScoreField
from routines.models import About, GivenAnswers, Place, Profile, Screening, SymptomCheckIn
from routines.models.plan import Equipment
from routines.screening import (
    CLINICIAN_AGREED,
    PRESSURE_BELOW,
    QUESTIONS,
    ROLLER_QUESTION,
    ROLLER_REASONS,
    Question,
    answered,
    assess,
    clinician_first,
    covers,
    record,
    record_one,
    record_roller,
)

YES_NO = [("yes", "Yes"), ("no", "No")]
NO_ROLLER_REASON = ("none", "None of these apply to me")


class ConsentForm(forms.Form):
    """Two boxes, both unticked: of age, and the agreement itself."""

    adult = forms.BooleanField(
        label="I am 18 or older",
        error_messages={"required": "PsoasFit is for adults. Tick the box if you are 18 or older."},
    )
    agree = forms.BooleanField(
        label="I agree that PsoasFit stores these answers about my health to plan my sessions",
        error_messages={"required": "Without your agreement we can’t store your answers or plan sessions."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, *, now: datetime) -> Consent:
        return Consent.give(user=self.user, now=now)


class SafetyForm(forms.Form):
    """Yes or no to each question of a page, nothing chosen beforehand.

    A single yes is enough to stop, so then the rest of the page may stay open.
    """

    def __init__(
        self,
        *args,
        questions: tuple[Question, ...],
        screening: Screening,
        earlier: dict | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.screening = screening
        for question in questions:
            kept = (earlier or {}).get(question.id)
            self.fields[question.id] = forms.TypedChoiceField(
                label=question.text,
                initial=_shown(kept) if kept and kept["wording"] == question.wording else None,
                choices=YES_NO,
                coerce=lambda value: value == "yes",
                empty_value=None,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "choices--row"}),
            )

    def clean(self):
        cleaned = super().clean()
        if True not in cleaned.values():
            for name in [name for name, value in cleaned.items() if value is None]:
                self.add_error(name, "Answer yes or no.")
        return cleaned

    def save(self, *, now: datetime) -> Screening:
        """Add the answers to the round; any yes, or the last answer, ends it."""
        answers = {key: yes for key, yes in self.cleaned_data.items() if yes is not None}
        self.screening.answers = {**self.screening.answers, **record(answers)}
        self.screening.stopped = assess(answered(self.screening.answers)).stopped
        if self.screening.stopped or covers(self.screening.answers, QUESTIONS):
            self.screening.completed_at = now
        self.screening.save()
        return self.screening


def _shown(kept: dict) -> str:
    return "yes" if kept["yes"] else "no"


class SignsForm(forms.Form):
    """The article's five signs in its order, each 0 to 10, kept as the check-in of the day."""

    def __init__(self, *args, user: User, today: date, **kwargs):
        kept = SymptomCheckIn.objects.filter(user=user, on_date=today).values(*SymptomCheckIn.SIGNS).first()
        super().__init__(*args, initial=kept or {}, **kwargs)
        self.user, self.today = user, today
        for name in SymptomCheckIn.SIGNS:
            self.fields[name] = ScoreField(
                label=SymptomCheckIn._meta.get_field(name).verbose_name,
                low="not at all",
                high="as bad as it can be",
                error_messages={"required": "Choose a number from 0 to 10."},
            )

    def save(self, *, now: datetime) -> SymptomCheckIn:
        check_in, _ = SymptomCheckIn.objects.update_or_create(
            user=self.user, on_date=self.today, defaults={**self.cleaned_data, "updated_at": now}
        )
        return check_in


class PainForm(forms.Form):
    """Usual pain of the past week, and where."""

    usual_pain = ScoreField(
        label="Over the past week, how strong was your usual pain in the hips or back?",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    pain_places = forms.MultipleChoiceField(
        label="Where do you feel it?",
        help_text="Choose all that apply. Leave it empty if nothing hurts.",
        choices=Place.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, profile: Profile, **kwargs):
        initial = {"usual_pain": profile.usual_pain, "pain_places": profile.pain_places}
        super().__init__(*args, initial=initial, **kwargs)
        self.profile = profile

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("usual_pain") and not cleaned.get("pain_places") and "pain_places" not in self.errors:
            self.add_error("pain_places", "Choose where you feel it.")
        return cleaned

    def save(self, *, now: datetime) -> Profile:
        """A clinician's word counts for the pain it was given for; where none is needed, none is kept."""
        before, pain = self.profile.usual_pain, self.cleaned_data["usual_pain"]
        self.profile.usual_pain = pain
        self.profile.pain_places = self.cleaned_data["pain_places"]
        newly_strong = clinician_first(pain) and not clinician_first(before or 0)
        if newly_strong or not self.profile.needs_clinician:
            self.profile.clinician_agreed_on = None
        self.profile.save()
        return self.profile


class ClinicianForm(forms.Form):
    """The dated tick that opens sessions at high pain, or after an answer that asks for it.

    With heart or blood pressure trouble the bound of clinical 2.2, P5, is asked too: from 180/110, no start.
    """

    agreed = forms.BooleanField(
        label=CLINICIAN_AGREED,
        error_messages={"required": "Sessions start once a clinician has agreed. Your answers are kept."},
    )

    def __init__(self, *args, profile: Profile, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile, self.today = profile, today
        if "P5" in profile.cautions:
            self.fields["pressure"] = forms.BooleanField(
                label=PRESSURE_BELOW,
                help_text="Not measured lately? A pharmacy or your practice can do it.",
                error_messages={"required": "At 180/110 or more, don’t start. See a doctor about it first."},
            )

    def save(self, *, now: datetime) -> Profile:
        """The word is kept with the answers it was given for."""
        self.profile.clinician_agreed_on = self.today
        self.profile.save()
        answers = record_one("agreed", CLINICIAN_AGREED, yes=True)
        answers["agreed"]["for"] = [caution.id for caution in locking(self.profile.cautions)]
        if "pressure" in self.fields:
            answers |= record_one("pressure", PRESSURE_BELOW, yes=True)
        _keep(self.profile.user, About.CLINICIAN, answers, now=now)
        return self.profile


class EquipmentForm(forms.Form):
    """What is at hand. A foam roller is used only after "none of these apply"; the reasons are not kept."""

    equipment = forms.MultipleChoiceField(
        label="What do you have at hand?",
        help_text="Choose all that apply. Nothing is needed: a floor and a wall will do.",
        choices=Equipment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roller = forms.MultipleChoiceField(
        label=ROLLER_QUESTION,
        help_text="If one does, we leave the roller out and use a gentler rest instead. "
        "We keep only whether the roller is fine, not which of these you tick.",
        choices=[*ROLLER_REASONS, NO_ROLLER_REASON],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, profile: Profile, **kwargs):
        roller = [NO_ROLLER_REASON[0]] if profile.roller_ok else []
        super().__init__(*args, initial={"equipment": profile.equipment, "roller": roller}, **kwargs)
        self.profile = profile

    def clean(self):
        cleaned = super().clean()
        if Equipment.ROLLER in cleaned.get("equipment", []) and "roller" in cleaned:
            self._check_roller(cleaned["roller"])
        return cleaned

    def _check_roller(self, ticked: Iterable[str]) -> None:
        if not ticked:
            self.add_error("roller", "Tick what applies, or “None of these apply to me”.")
        elif NO_ROLLER_REASON[0] in ticked and len(ticked) > 1:
            self.add_error("roller", "Tick either what applies or “None of these apply to me”, not both.")

    def save(self, *, now: datetime) -> Profile:
        kit = self.cleaned_data["equipment"]
        self.profile.equipment = kit
        self.profile.equipment_answered = True
        self.profile.roller_ok = Equipment.ROLLER in kit and self.cleaned_data["roller"] == ["none"]
        self.profile.save()
        if Equipment.ROLLER in kit:
            answers = record_roller(applies=not self.profile.roller_ok)
            _keep(self.profile.user, About.ROLLER, answers, now=now)
        return self.profile


def _keep(user: User, about: About, answers: dict[str, dict], *, now: datetime) -> None:
    GivenAnswers.objects.create(user=user, about=about, answers=answers, given_at=now)
