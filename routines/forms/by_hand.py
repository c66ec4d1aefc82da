"""A session told by hand: which one it was, how many sets were done, when, and how it felt."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from accounts.models import User
from routines.card import SetKey, amount_words, sides_of
from routines.forms.checkin import SessionCheckInForm
from routines.forms.week import MINUTES
from routines.models import RoutineKind
from routines.reminders import resolve

BACK_DAYS = 14
SCORES = ("highest_pain", "pain_now", "effort")
ALL_THREE = "Choose a number here too, or leave the whole part about how it felt empty."
NOTHING_DONE = "Choose at least one set that you did."
WHICH_DAY = "Choose the day."
NOT_A_DAY = "Enter a day such as 20 November 2026."
TOO_LONG_AGO = f"Choose a day within the last {BACK_DAYS} days."
STILL_TO_COME = "Choose a day and time that are not in the future."
NO_SUCH_DAY = "That day did not exist where you are. Choose the one before or after."


@dataclass(frozen=True, slots=True)
class Told:
    """What the person said: the sets done, the instant it ended (UTC), and the check-in or None."""

    sets: frozenset[SetKey]
    finished_at: datetime
    check_in: Mapping[str, Any] | None


class DayField(forms.DateField):
    """One of the last 14 days of the person, today included."""

    def __init__(self, *, today: date, **kwargs):
        self.earliest, self.latest = earliest_day(today), today
        limits = {"min": self.earliest.isoformat(), "max": today.isoformat()}
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        errors = {"required": WHICH_DAY, "invalid": NOT_A_DAY}
        super().__init__(widget=widget, error_messages=errors, **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > self.latest:
            raise forms.ValidationError(STILL_TO_COME)
        if value and value < self.earliest:
            raise forms.ValidationError(TOO_LONG_AGO)


def earliest_day(today: date) -> date:
    """The first day a session may still be told or corrected for."""
    return today - timedelta(days=BACK_DAYS)


class ByHandForm(forms.Form):
    """One group of radio buttons for each exercise and side, then when, then how it felt.

    `done` are the sets known to be done, all of them where nothing is known (None). `client_id` makes a
    repeated send harmless. With `asks_another` the person has to say that it is one more on the same day.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    another = forms.BooleanField(required=False)

    def __init__(
        self,
        *args,
        plan: Mapping[str, Any],
        user: User,
        now: datetime,
        done: Collection[SetKey] | None = None,
        finished_at: datetime | None = None,
        check_in: Mapping[str, Any] | None = None,
        needs_sets: bool = True,
        **kwargs,
    ):
        local = (finished_at or now).astimezone(user.zone)
        start = {"client_id": uuid.uuid4(), "on": local.date(), "at": local.time(), **(check_in or {})}
        super().__init__(*args, initial={**start, **kwargs.pop("initial", {})}, **kwargs)
        self.plan, self.user, self.now, self.needs_sets = plan, user, now, needs_sets
        self.known = frozenset(all_sets(plan) if done is None else done)
        self._ask_sets()
        self._ask_when()
        self._ask_how_it_felt()

    # --- Asking -----------------------------------------------------------------------------------------

    def _ask_sets(self) -> None:
        for place, step in enumerate(self.plan["steps"]):
            for side in self._sides(step):
                name = set_field(place, side)
                self.initial.setdefault(name, len(self._known_of(place, side)))
                self.fields[name] = forms.TypedChoiceField(
                    label=f"{step['name']}, {side} side" if side else step["name"],
                    choices=[(count, str(count)) for count in range(step["sets"] + 1)],
                    coerce=int,
                    widget=forms.RadioSelect(attrs={"class": "choices--chips"}),
                    error_messages={"required": "Choose how many sets you did."},
                )

    def _ask_when(self) -> None:
        today = self.now.astimezone(self.user.zone).date()
        self.fields["on"] = DayField(
            today=today, label="Which day?", help_text=f"Today or up to {BACK_DAYS} days back."
        )
        self.fields["at"] = forms.TimeField(
            label="At about what time did you finish?",
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={
                "required": "Enter a time, such as 18:30.",
                "invalid": "Enter a time such as 18:30.",
            },
        )

    def _ask_how_it_felt(self) -> None:
        """The questions of the check-in after a session, all of them free to leave out."""
        for name, field in SessionCheckInForm.base_fields.items():
            self.fields[name] = deepcopy(field)
            self.fields[name].required = False

    def ask_for_another(self, day_words: str) -> None:
        """There is a session on that day already: the form passes once this box is ticked."""
        self.fields["another"].label = f"You already have one on {day_words}. Add another."

    # --- Fields for the page ----------------------------------------------------------------------------

    def set_groups(self) -> Iterator[dict]:
        """For each exercise its name, how much one set is, and its fields with their sides."""
        for place, step in enumerate(self.plan["steps"]):
            fields = [(side, self[set_field(place, side)]) for side in self._sides(step)]
            yield {"name": step["name"], "amount": amount_words(step), "fields": fields}

    def when_fields(self) -> list[forms.BoundField]:
        return [self["on"], self["at"]]

    def felt_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SessionCheckInForm.base_fields]

    # --- Answers ----------------------------------------------------------------------------------------

    def clean(self) -> dict:
        cleaned = super().clean()
        self._check_when(cleaned)
        self._check_felt(cleaned)
        if self.needs_sets and not self.errors and not self._sets():
            self.add_error(None, NOTHING_DONE)
        return cleaned

    def _check_when(self, cleaned: dict) -> None:
        if cleaned.get("on") is None or cleaned.get("at") is None:
            return
        cleaned["finished_at"] = resolve(cleaned["on"], cleaned["at"], self.user.zone)
        if cleaned["finished_at"] is None:
            self.add_error("on", NO_SUCH_DAY)
        elif cleaned["finished_at"] > self.now:
            self.add_error("at", STILL_TO_COME)

    def _check_felt(self, cleaned: dict) -> None:
        """All three numbers or none; what it felt like is never dropped for want of a number."""
        missing = [name for name in SCORES if cleaned.get(name) is None and name not in self.errors]
        said = len(missing) < len(SCORES) or cleaned.get("feelings") or cleaned.get("note")
        if said:
            for name in missing:
                self.add_error(name, ALL_THREE)

    def told(self) -> Told:
        """What a valid form says."""
        cleaned = self.cleaned_data
        felt = {name: cleaned[name] for name in SessionCheckInForm.base_fields}
        said = felt["highest_pain"] is not None
        return Told(frozenset(self._sets()), cleaned["finished_at"], felt if said else None)

    def _sets(self) -> list[SetKey]:
        """Sets known to be done come first, then those with the lowest numbers."""
        chosen = []
        for place, step in enumerate(self.plan["steps"]):
            for side in self._sides(step):
                known = self._known_of(place, side)
                others = [number for number in range(1, step["sets"] + 1) if number not in known]
                count = self.cleaned_data[set_field(place, side)]
                chosen += [(place, number, side) for number in [*known, *others][:count]]
        return chosen

    def _sides(self, step: Mapping[str, Any]) -> tuple[str, ...]:
        return sides_of(step, self.plan.get("sideFirst", "left"))

    def _known_of(self, place: int, side: str) -> list[int]:
        return sorted(number for step, number, its_side in self.known if (step, its_side) == (place, side))


def all_sets(plan: Mapping[str, Any]) -> list[SetKey]:
    """Every set of every side of a plan."""
    return [
        (place, number, side)
        for place, step in enumerate(plan["steps"])
        for number in range(1, step["sets"] + 1)
        for side in sides_of(step)
    ]


def set_field(place: int, side: str) -> str:
    """ "sets_0_left", "sets_3"."""
    return f"sets_{place}_{side}" if side else f"sets_{place}"


class WhichSessionForm(forms.Form):
    """Which session was done without PsoasFit: of what kind, how long, on which day."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=RoutineKind.choices,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": "Choose one."},
    )
    minutes = forms.TypedChoiceField(
        label="About how long was it?",
        choices=MINUTES,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": "Choose a length."},
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = DayField(
            today=today, label="Which day?", help_text=f"Today or up to {BACK_DAYS} days back."
        )
