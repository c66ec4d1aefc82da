"""A session told by hand: which one it was, how many sets were done, when, and how it felt."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from django import forms

from accounts.models import User
from routines.by_hand import BACK_DAYS, Told, earliest_day
from routines.card import SetKey, amount_words, sides_of, timeline
from routines.forms.checkin import SessionCheckInForm
from routines.forms.week import MINUTES
from routines.models import RoutineKind
from routines.reminders import resolve

SCORES = ("highest_pain", "pain_now", "effort")
ALL_THREE = "Choose a number here too, or leave the whole part about how it felt empty."
NOTHING_DONE = "Choose at least one set that you did."
WHICH_DAY = "Choose the day."
NOT_A_DAY = "Enter a day such as 20 November 2026."
TOO_LONG_AGO = f"Choose a day within the last {BACK_DAYS} days."
STILL_TO_COME = "Choose a day and time that are not in the future."
NO_SUCH_DAY = "That day did not exist where you are. Choose the one before or after."
ONE_MORE = "Tick this if it is one more on the same day, or choose another day."


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


class ByHandForm(forms.Form):
    """One group of radio buttons for each exercise and side, then when, then how it felt.

    `done` are the sets chosen at first, None for all; those `recorded` by a device can't be left out.
    `finished_at` and `check_in` are what is stored. On a day that is `taken` the person has to say that it is
    one more. `client_id` makes a repeated send harmless.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        plan: Mapping[str, Any],
        user: User,
        now: datetime,
        done: Collection[SetKey] | None = None,
        recorded: Collection[SetKey] = (),
        finished_at: datetime | None = None,
        check_in: Mapping[str, Any] | None = None,
        taken: Collection[date] = (),
        initial: Mapping[str, Any] | None = None,
        needs_sets: bool = True,
        **kwargs,
    ):
        local = (finished_at or now).astimezone(user.zone).replace(second=0, microsecond=0)
        start = {"client_id": uuid.uuid4(), "on": local.date(), "at": local.time(), **(check_in or {})}
        super().__init__(*args, initial={**start, **(initial or {})}, **kwargs)
        self.plan, self.user, self.now, self.needs_sets = plan, user, now, needs_sets
        self.finished_at, self.taken = finished_at, taken
        everything = [bout.key for bout in timeline(plan)]
        self.known = frozenset(everything if done is None else done)
        self.recorded = frozenset(recorded)
        self._ask_sets()
        self._ask_when()
        self._ask_how_it_felt()

    # --- Asking -----------------------------------------------------------------------------------------

    def _ask_sets(self) -> None:
        for place, step in enumerate(self.plan["steps"]):
            for side in self._sides(step):
                name = set_field(place, side)
                least = len(_numbers(self.recorded, place, side))
                self.initial.setdefault(name, len(_numbers(self.known, place, side)))
                self.fields[name] = forms.TypedChoiceField(
                    label=f"{step['name']}, {side} side" if side else step["name"],
                    choices=[(count, str(count)) for count in range(least, step["sets"] + 1)],
                    coerce=int,
                    widget=forms.RadioSelect(attrs={"class": "choices--chips"}),
                    error_messages={"required": "Choose how many sets you did."},
                )

    def _ask_when(self) -> None:
        today = self.now.astimezone(self.user.zone).date()
        self.fields["on"] = DayField(
            today=today, label="Which day?", help_text=f"Today or up to {BACK_DAYS} days back."
        )
        self._ask_for_another()
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
        self.fields["pain_now"].label = "Pain right after the session"
        self.fields["pain_now"].help_text = "In your hips or back, the worse of the two."

    def _ask_for_another(self) -> None:
        """The box that says it is one more; it appears once a day is chosen that has a session already."""
        chosen = self.fields["on"].widget.value_from_datadict(self.data, self.files, self.add_prefix("on"))
        day = _day(chosen) if self.is_bound else self.initial["on"]
        if day in self.taken:
            label = f"You already have one on {day:%A} {day.day} {day:%B}: add another"
            self.fields["another"] = forms.BooleanField(label=label, required=False)

    # --- Fields for the page ----------------------------------------------------------------------------

    def set_groups(self) -> Iterator[dict]:
        """For each exercise its name, how much one set is, and its fields with their sides."""
        for place, step in enumerate(self.plan["steps"]):
            fields = [(side, self[set_field(place, side)]) for side in self._sides(step)]
            yield {"name": step["name"], "amount": amount_words(step), "fields": fields}

    def when_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("on", "at", "another") if name in self.fields]

    def felt_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SessionCheckInForm.base_fields]

    # --- Answers ----------------------------------------------------------------------------------------

    def clean(self) -> dict:
        cleaned = super().clean()
        self._check_when(cleaned)
        self._check_felt(cleaned)
        if "another" in self.fields and cleaned.get("on") in self.taken and not cleaned["another"]:
            self.add_error("another", ONE_MORE)
        if self.needs_sets and not self.errors and not self._sets():
            self.add_error(None, NOTHING_DONE)
        return cleaned

    def _check_when(self, cleaned: dict) -> None:
        """As instants: a time that happens twice is the first one, unless it is the stored one left alone."""
        if cleaned.get("on") is None or cleaned.get("at") is None:
            return
        if self.finished_at and not {"on", "at"}.intersection(self.changed_data):
            cleaned["finished_at"] = self.finished_at
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

    @property
    def says_something_new(self) -> bool:
        """Whether anything differs from what the page showed."""
        return set(self.changed_data) != {"client_id"}

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
                known = _numbers(self.known, place, side)
                others = [number for number in range(1, step["sets"] + 1) if number not in known]
                count = self.cleaned_data[set_field(place, side)]
                chosen += [(place, number, side) for number in [*known, *others][:count]]
        return chosen

    def _sides(self, step: Mapping[str, Any]) -> tuple[str, ...]:
        return sides_of(step, self.plan.get("sideFirst", "left"))


def _numbers(sets: Collection[SetKey], place: int, side: str) -> list[int]:
    """Of these sets the numbers of one exercise and side, in order."""
    return sorted(number for step, number, its_side in sets if (step, its_side) == (place, side))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


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
