"""Form fields of the practice: the 0 to 10 scale, the choice of a figure."""

from django import forms

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


class FigureChoice(forms.RadioSelect):
    """Radio buttons, each with a picture of that figure."""

    template_name = "forms/figures.html"

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"picture": still_path("low-lunge-stretch", str(value))}
