"""A break that was taken, as its page sends it."""

from django import forms

from routines.models.micro_break import SECONDS_MOST


class BreakForm(forms.Form):
    """`client_id` comes with the page, `seconds` from the timer; without one the break lasted as planned."""

    client_id = forms.UUIDField()
    seconds = forms.IntegerField(min_value=1, max_value=SECONDS_MOST, required=False)
