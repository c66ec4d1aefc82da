"""What the API accepts and shows. Unknown fields are ignored; everything else is checked."""

from datetime import datetime

from rest_framework import serializers

from routines.models import Outcome, PracticeSession, SessionStatus, SetResult

LONGEST_MS = 6 * 60 * 60 * 1000
REVISIONS = {"min_value": 1, "max_value": 1_000_000}


class InstantField(serializers.DateTimeField):
    """An ISO 8601 instant; without an offset nobody knows when it was."""

    default_error_messages = {"offset": "Give the time with its offset, such as 2026-11-23T18:30:00Z."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("offset")
        return super().enforce_timezone(value)


class SetSerializer(serializers.Serializer):
    """One set, as the player saves it. Give the session's plan as context `plan`."""

    rev = serializers.IntegerField(**REVISIONS)
    step = serializers.IntegerField(min_value=0)
    set = serializers.IntegerField(min_value=1)
    side = serializers.ChoiceField(["left", "right"], allow_null=True, allow_blank=True, default="")
    outcome = serializers.ChoiceField(Outcome.choices)
    ms = serializers.IntegerField(min_value=0, max_value=LONGEST_MS)
    finished_at = InstantField()

    def validate_side(self, side: str | None) -> str:
        return side or ""

    def validate(self, data: dict) -> dict:
        steps = self.context["plan"]["steps"]
        if data["step"] >= len(steps):
            raise serializers.ValidationError({"step": "This session has no such step."})
        step = steps[data["step"]]
        if data["set"] > step["sets"]:
            raise serializers.ValidationError({"set": "This step has no such set."})
        if (step["sides"] == "each") != bool(data["side"]):
            raise serializers.ValidationError({"side": "Name the side exactly when sides take turns."})
        data["set_number"] = data.pop("set")
        return data


class EndSerializer(serializers.Serializer):
    """The end of a session, as the player saves it."""

    rev = serializers.IntegerField(**REVISIONS)
    status = serializers.ChoiceField([SessionStatus.FINISHED, SessionStatus.STOPPED])
    active_ms = serializers.IntegerField(min_value=0, max_value=LONGEST_MS)
    finished_at = InstantField(required=False)


class SetResultSerializer(serializers.ModelSerializer):
    """A stored set. `id` is the one the player made."""

    id = serializers.UUIDField(source="client_id")
    set = serializers.IntegerField(source="set_number")

    class Meta:
        model = SetResult
        fields = ["id", "rev", "step", "set", "side", "outcome", "ms", "finished_at"]


class SessionSerializer(serializers.ModelSerializer):
    """A session without its plan, for lists and as the echo of a save."""

    class Meta:
        model = PracticeSession
        fields = [
            "id", "rev", "kind", "title", "minutes", "level", "local_date", "started_at", "ended_at",
            "status", "counted", "active_ms",
        ]  # fmt: skip


class SessionDetailSerializer(SessionSerializer):
    """A session with what was prescribed and what was done."""

    results = SetResultSerializer(many=True)

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "plan", "results"]
