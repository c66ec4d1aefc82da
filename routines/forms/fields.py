"""Form fields of the practice: the 0 to 10 scale, the choice of a figure."""

from django import forms

from routines.models.measures import RATING_MOST
from routines.pictures import still_path


class ScaleWidget(forms.RadioSelect):
    """Eleven radio buttons in a row, the two ends in words."""

    template_name = "forms/scale.html"

    def __init__(self, *, low: str, high: str):
        super().__init__()
        self.low, self.high = low, high

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high}
        return context


class ScoreField(forms.TypedChoiceField):
    """A score from 0 to 10: cleaned to an int, or None where it is optional and left out.

    The default end labels are those of the numeric pain rating scale (NPRS).
    """

    def __init__(self, *, low: str = "no pain", high: str = "worst imaginable", **kwargs):
        kwargs.setdefault("widget", ScaleWidget(low=low, high=high))
        super().__init__(
            choices=[(score, str(score)) for score in range(11)], coerce=int, empty_value=None, **kwargs
        )


class RatingField(forms.TypedChoiceField):
    """The global rating of change: -5 to +5, in words at both ends, cleaned to an int."""

    def __init__(self, **kwargs):
        scale = ScaleWidget(low="much worse", high="much better")
        ratings = range(-RATING_MOST, RATING_MOST + 1)
        choices = [(rating, _signed(rating)) for rating in ratings]
        super().__init__(choices=choices, coerce=int, empty_value=None, widget=scale, **kwargs)


def _signed(number: int) -> str:
    """ "−3", "0", "+3", with a true minus sign."""
    return f"{number:+}".replace("-", "\N{MINUS SIGN}") if number else "0"


class FigureChoice(forms.RadioSelect):
    """Radio buttons, each with a picture of that figure."""

    template_name = "forms/figures.html"

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"picture": still_path("low-lunge-stretch", str(value))}
