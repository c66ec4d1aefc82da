"""What the API accepts and shows. Unknown fields are ignored; everything else is checked."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from routines.during import BY_ID
from routines.forms.checkin import NOTE_MAX, SessionCheckInForm
from routines.models import Attempt, Outcome, PracticeSession, SessionStatus, SetResult

LONGEST_MS = 6 * 60 * 60 * 1000
REVISIONS = {"min_value": 1, "max_value": 1_000_000}
SCORE = {"min_value": 0, "max_value": 10}
SETS_MOST = 300  # the longest session has about 60 bouts; the rest is for doing some again
SWAPS_MOST = 100
PACK_MOST = 200_000  # characters; the body as a whole may have 256 KiB


class InstantField(serializers.DateTimeField):
    """An ISO 8601 instant; without an offset nobody knows when it was."""

    default_error_messages = {"offset": "Give the time with its offset, such as 2026-11-23T18:30:00Z."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("offset")
        return super().enforce_timezone(value)


class WordField(serializers.CharField):
    """One of a list's ids, or null; stored as "" then."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, allow_null=True, default="", **kwargs)


class HeadSerializer(serializers.Serializer):
    """Which session a document belongs to; the rest is checked against the plan of that."""

    session = serializers.UUIDField()
    pack = serializers.CharField(max_length=PACK_MOST, allow_null=True, default=None)


class SetSerializer(serializers.Serializer):
    """One set, as the player saves it. Give the session's plan as context `plan`."""

    position = serializers.IntegerField(min_value=0, max_value=9_999)
    step = serializers.IntegerField(min_value=0)
    set = serializers.IntegerField(min_value=1)
    side = serializers.ChoiceField(["left", "right"], allow_null=True, allow_blank=True, default="")
    exercise = serializers.CharField(max_length=50, allow_blank=True, default="")
    outcome = serializers.ChoiceField(Outcome.choices)
    ms = serializers.IntegerField(min_value=0, max_value=LONGEST_MS)
    at = InstantField()
    score = serializers.IntegerField(allow_null=True, default=None, **SCORE)
    signals = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=len(BY_ID) + 5, default=list
    )
    felt = WordField()
    reason = WordField()

    def validate_signals(self, signals: list[str]) -> list[str]:
        known = BY_ID.keys() | ids(self.context["plan"], "signals")
        if not known.issuperset(signals):
            raise serializers.ValidationError("There is no such signal.")
        return list(dict.fromkeys(signals))

    def validate_felt(self, felt: str | None) -> str:
        return self._known(felt, "felt")

    def validate_reason(self, reason: str | None) -> str:
        return self._known(reason, "skipReasons")

    def _known(self, key: str | None, name: str) -> str:
        if key and key not in ids(self.context["plan"], name):
            raise serializers.ValidationError("This session has no such answer.")
        return key or ""

    def validate(self, data: dict) -> dict:
        planned = planned_step(self.context["plan"], data["step"])
        exercise = data["exercise"] or planned["id"]
        done = {planned["id"]: planned, **variants(planned)}.get(exercise)
        if done is None:
            raise serializers.ValidationError({"exercise": "This step has no such exercise."})
        if data["set"] > max(planned["sets"], done["sets"]):
            raise serializers.ValidationError({"set": "This step has no such set."})
        if (done["sides"] == "each") != bool(data["side"]):
            raise serializers.ValidationError({"side": "Name the side exactly when sides take turns."})
        return {
            **{name: value for name, value in data.items() if name not in ("set", "at")},
            "set_number": data["set"],
            "finished_at": data["at"],
            "side": data["side"] or "",
            "exercise": "" if exercise == planned["id"] else exercise,
        }


class SwapSerializer(serializers.Serializer):
    """Another exercise for the rest of a step. Give the session's plan as context `plan`."""

    step = serializers.IntegerField(min_value=0)
    from_set = serializers.IntegerField(min_value=1)
    to = serializers.CharField(max_length=50)
    for_good = serializers.BooleanField(default=False)

    def validate(self, data: dict) -> dict:
        planned = planned_step(self.context["plan"], data["step"])
        if data["from_set"] > planned["sets"]:
            raise serializers.ValidationError({"from_set": "This step has no such set."})
        if data["to"] not in {planned["id"], *variants(planned)}:
            raise serializers.ValidationError({"to": "This step has no such exercise."})
        return dict(data)


class CheckInSerializer(serializers.Serializer):
    """How the session felt: as on the website, and when it was said."""

    highest_pain = serializers.IntegerField(**SCORE)
    pain_now = serializers.IntegerField(**SCORE)
    effort = serializers.IntegerField(**SCORE)
    feelings = serializers.ListField(child=serializers.CharField(max_length=20), max_length=20, default=list)
    note = serializers.CharField(max_length=2 * NOTE_MAX, allow_blank=True, default="")
    at = InstantField()

    def validate(self, data: dict) -> dict:
        form = SessionCheckInForm(data)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return {**form.cleaned_data, "at": data["at"]}


class AttemptSerializer(HeadSerializer):
    """One attempt, as the player saves it. Give the session's plan as context `plan`."""

    rev = serializers.IntegerField(**REVISIONS)
    status = serializers.ChoiceField(SessionStatus.choices)
    started_at = InstantField()
    ended_at = InstantField(allow_null=True, default=None)
    active_ms = serializers.IntegerField(min_value=0, max_value=LONGEST_MS)
    pain_before = serializers.IntegerField(allow_null=True, default=None, **SCORE)
    sets = SetSerializer(many=True, max_length=SETS_MOST)
    swaps = SwapSerializer(many=True, max_length=SWAPS_MOST, default=list)
    check_in = CheckInSerializer(allow_null=True, default=None)

    def validate_sets(self, sets: list[dict]) -> list[dict]:
        if len({row["position"] for row in sets}) < len(sets):
            raise serializers.ValidationError("Every set has a position of its own.")
        return sets

    def validate(self, data: dict) -> dict:
        if data["check_in"] and data["status"] == SessionStatus.OPEN:
            raise serializers.ValidationError({"check_in": "Finish or stop the session first."})
        return data


class SavedSerializer(serializers.ModelSerializer):
    """What is stored of an attempt now: the echo of a save. `care` is added by the API."""

    id = serializers.UUIDField(source="client_id")
    session = serializers.UUIDField(source="session_id")
    counted = serializers.BooleanField(source="session.counted")

    class Meta:
        model = Attempt
        fields = ["id", "rev", "session", "status", "counted"]


class SetResultSerializer(serializers.ModelSerializer):
    """A stored set. `attempt` is the id the player made, `exercise` is empty when it was the planned one."""

    attempt = serializers.UUIDField(source="attempt.client_id")
    set = serializers.IntegerField(source="set_number")
    at = serializers.DateTimeField(source="finished_at")

    class Meta:
        model = SetResult
        fields = [
            "attempt", "position", "step", "set", "side", "exercise", "outcome", "ms", "at", "score",
            "signals", "felt", "reason",
        ]  # fmt: skip


class SessionSerializer(serializers.ModelSerializer):
    """A session without its plan, for lists."""

    class Meta:
        model = PracticeSession
        fields = [
            "id", "kind", "title", "minutes", "level", "local_date", "started_at", "ended_at", "status",
            "counted", "active_ms", "self_reported",
        ]  # fmt: skip


class SessionDetailSerializer(SessionSerializer):
    """A session with what was prescribed and what was done."""

    results = serializers.SerializerMethodField()

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "plan", "results"]

    def get_results(self, session: PracticeSession) -> list[dict]:
        return SetResultSerializer(session.results_in_force().select_related("attempt"), many=True).data


# --- Plans ------------------------------------------------------------------------------------------------


def planned_step(plan: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    """The step at `index`; it is the sender's error if there is none."""
    if index >= len(plan["steps"]):
        raise serializers.ValidationError({"step": "This session has no such step."})
    return plan["steps"][index]


def variants(step: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What may be done in place of a planned step, by slug; plans of version 1 offer nothing."""
    return {variant["step"]["id"]: variant["step"] for variant in step.get("variants", ())}


def ids(plan: Mapping[str, Any], name: str) -> set[str]:
    """Ids of one of the plan's lists; empty where a plan is older than the list."""
    return {item["id"] for item in plan.get(name, ())}


# --- Errors -----------------------------------------------------------------------------------------------


def in_words(errors: Mapping[str, Any]) -> dict[str, list[str]]:
    """Errors by top-level field, each a list of words; what is wrong inside a list says where."""
    return {field: list(dict.fromkeys(_words(found))) for field, found in errors.items()}


def _words(found: Any, place: str = "") -> Iterator[str]:
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _words(inner, f"{place}{key}: ")
    elif isinstance(found, list | tuple):
        for inner in found:
            yield from _words(inner, place)
    else:
        yield f"{place}{found}".encode(errors="replace").decode()  # half a character can’t be sent back
