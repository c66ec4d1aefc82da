"""The 0 to 10 scales of the player; it reads them itself, so they work without a network."""

from django import forms

from routines.forms.fields import ScoreField


class BeforeForm(forms.Form):
    """Asked on the page before the first exercise; what "more pain than before" is measured by."""

    pain_before = ScoreField(
        label="Pain right now (optional)",
        help_text="In your hips or back, the worse of the two. It helps to notice if something gets worse.",
        required=False,
    )


class HurtForm(forms.Form):
    """Asked after "This hurts"."""

    score = ScoreField(label="How strong is it? (optional)", required=False)


class CalmForm(forms.Form):
    """Asked a minute after easing off."""

    calm = ScoreField(label="Pain now", required=False)
