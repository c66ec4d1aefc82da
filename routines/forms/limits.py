"""The page "What should we keep in mind?": cautions to tick, or "None of these"."""

from datetime import date, datetime

from django import forms

from routines.cautions import CAUTIONS, GROUPS, WORDING, locking, record
from routines.models import About, GivenAnswers, Profile

NONE_OF_THESE = "None of these"
SAY_SOMETHING = "Tick what applies, or “None of these” at the end."
NOT_BOTH = "Tick either what applies or “None of these”, not both."
KEPT = ("cautions", "cautions_wording", "cautions_on", "clinician_agreed_on")
WHICH_PREGNANCY = "Tick also how far you are: pregnant up to 16 weeks, 16 weeks or more, or after birth."


class LimitsForm(forms.Form):
    """One field of checkboxes a group. Ticking nothing is no answer, so "None of these" is a box too."""

    def __init__(self, *args, profile: Profile, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile, self.today = profile, today
        for group, label in GROUPS:
            choices = [(caution.id, caution.label) for caution in CAUTIONS if caution.group == group]
            self.fields[group] = forms.MultipleChoiceField(
                label=label,
                choices=choices,
                initial=[key for key, _ in choices if key in profile.cautions],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["nothing"] = forms.BooleanField(
            label=NONE_OF_THESE,
            initial=profile.cautions_answered and not profile.cautions,
            required=False,
        )

    @property
    def ticked(self) -> list[str]:
        return [key for group, _ in GROUPS for key in self.cleaned_data.get(group, [])]

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if bool(self.ticked) == cleaned["nothing"]:
            self.add_error("nothing", NOT_BOTH if self.ticked else SAY_SOMETHING)
        elif "P6" in self.ticked and not {"M1", "M2", "M3"} & set(self.ticked):
            self.add_error("birth", WHICH_PREGNANCY)
        return cleaned

    def save(self, *, now: datetime) -> Profile:
        """Store the ids with wording and date, and keep each answer in its words.

        A clinician's word covers the answers it was given for.
        """
        profile = self.profile
        new = {caution.id for caution in locking(self.ticked)} - set(profile.cautions)
        profile.cautions = self.ticked
        profile.cautions_wording = WORDING
        profile.cautions_on = self.today
        if new or not profile.needs_clinician:
            profile.clinician_agreed_on = None
        # A stop signal that arrives meanwhile must not be written over; a new profile has none.
        profile.save(update_fields=KEPT if profile.pk else None)
        GivenAnswers.objects.create(
            user=profile.user, about=About.LIMITS, answers=record(self.ticked), given_at=now
        )
        return profile
