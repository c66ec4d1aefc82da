"""Where the person is, so that the right number is called."""

from django import forms

from accounts.countries import country_of
from accounts.models import User
from routines.emergency import ELSEWHERE, LISTED, numbers_for


class CountryForm(forms.Form):
    """A country of the list, another one, or as the time zone says."""

    country = forms.ChoiceField(
        label="Where are you?",
        help_text="The number to call follows it. It is stored with your account, and you can change it.",
        required=False,
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, initial={"country": user.country}, **kwargs)
        self.user = user
        by_zone = numbers_for(country_of(user.time_zone))
        listed = sorted(((numbers.country, numbers.name) for numbers in LISTED), key=lambda pair: pair[1])
        self.fields["country"].choices = [
            ("", f"As my time zone says: {by_zone.name}"),
            *listed,
            (ELSEWHERE, "Another country"),
        ]

    def save(self) -> None:
        self.user.country = self.cleaned_data["country"]
        self.user.save(update_fields=["country"])
