"""Form fields of the practice: the 0 to 10 scale, the choice of a figure."""

from django import forms

from routines.models.measures import RATING_MOST
from routines.pictures import still_path


class ScaleWidget(forms.RadioSelect):
    """Radio buttons in a row, eleven if nothing else is said, the two ends in words."""

    template_name = "forms/scale.html"

    def __init__(self, *, low: str, high: str, wide: bool = False):
        super().__init__()
        self.low, self.high, self.wide = low, high, wide

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high, "wide": self.wide}
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
    """The global rating of change: -7 to +7, in words at both ends, cleaned to an int."""

    def __init__(self, **kwargs):
        scale = ScaleWidget(low="very much worse", high="very much better", wide=True)
        ratings = range(-RATING_MOST, RATING_MOST + 1)
        choices = [
            (rating, f"{rating:+}".replace("-", "\N{MINUS SIGN}") if rating else "0") for rating in ratings
        ]
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
