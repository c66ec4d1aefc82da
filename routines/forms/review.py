"""The form in which an expert records a review."""

from datetime import date, datetime

from django import forms

from routines.models import ContentReview
from routines.models.exercise import Content


class ReviewForm(forms.ModelForm):
    """Who reviewed `item` and when. `seen` holds the state that was on the screen: only that was reviewed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = ContentReview
        fields = ["reviewer_name", "credential", "reviewed_on", "note"]
        labels = {"reviewer_name": "Name of the reviewer", "reviewed_on": "Date of the review"}
        help_texts = {
            "reviewer_name": "As it shall stand on the public page, with a title if there is one.",
            "credential": "The profession, such as “physiotherapist”. Shown on the public page.",
            "note": "What was looked at, what to change. Seen by experts only.",
        }
        widgets = {
            "reviewer_name": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "name"}),
            "credential": forms.TextInput(attrs={"class": "vTextField"}),
            "reviewed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        }

    def __init__(self, *args, item: Content, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.item, self.today = item, today
        self.initial.setdefault("reviewed_on", today)
        self.initial["seen"] = item.file_checksum
        self.fields["reviewed_on"].widget.attrs["max"] = today.isoformat()

    def clean_reviewed_on(self) -> date:
        day = self.cleaned_data["reviewed_on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come.")
        return day

    def clean(self) -> dict:
        if self.data.get("seen") != self.item.file_checksum:
            raise forms.ValidationError(
                "The content has changed since this page was opened. Open it again, and look once more."
            )
        return super().clean()

    def save(self, *, recorded_by, now: datetime) -> ContentReview:
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return ContentReview.record(item=self.item, recorded_by=recorded_by, now=now, **said)
