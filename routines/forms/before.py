"""Before a session: pain now, and what may change the day."""

from django import forms

from routines.before import Said
from routines.forms.fields import ScoreField


class CheckForm(forms.Form):
    """Only the pain must be said."""

    pain = ScoreField(
        label="Pain right now",
        help_text="In your hips or back, the worse of the two.",
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    worrying = forms.BooleanField(
        label="Something is new and worries me",
        help_text="The safety questions come first then.",
        required=False,
    )
    fever = forms.BooleanField(label="I have a fever", required=False)
    ill = forms.BooleanField(label="I am a little ill", required=False)
    slept_badly = forms.BooleanField(label="I slept badly", required=False)

    def said(self) -> Said:
        return Said(**self.cleaned_data)
