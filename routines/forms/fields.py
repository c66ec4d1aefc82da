"""Form fields of the practice: the 0 to 10 scale."""

from django import forms


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
