"""Pain before sessions: the scores of a person, what is usual, and the middle of a week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT

from accounts.models import User
from routines.adaptation import baseline, is_persistent
from routines.models import Attempt, Decision, PracticeSession, Profile
from routines.week import week_start

SCORES_READ = 30
MEDIAN_FEWEST = 2  # scores that make the middle of the newest week; a single one errs by 2 (Childs 2005)
TWO_WEEKS = timedelta(weeks=2)

Scores = Sequence[tuple[UUID, datetime, int]]


def pains_before(user: User) -> list[tuple[UUID, datetime, int]]:
    """Pain before each of the latest sessions, oldest first: session, when it began, score. Two queries."""
    said = {"session__user": user, "session__isnull": False}
    attempts = Attempt.objects.filter(**said, pain_before__isnull=False).order_by("-session__started_at")
    checks = Decision.objects.filter(**said, rule__startswith="A").order_by("-session__started_at")
    fields = ("session_id", "session__started_at")
    scores = {
        session: (session, at, inputs["pain"])
        for session, at, inputs in checks.values_list(*fields, "inputs")[:SCORES_READ]
        if "pain" in inputs
    }
    scores |= {row[0]: row for row in attempts.values_list(*fields, "pain_before")[:SCORES_READ]}
    return sorted(scores.values(), key=lambda row: row[1])


def base_of(scores: Scores, *, usual: int, before: datetime) -> int:
    """Usual pain before sessions, from those begun earlier than `before`."""
    return baseline([pain for _, at, pain in scores if at < before], usual=usual)


def last_base(user: OuterRef) -> Subquery:
    """For a query of rows with a user: the usual pain before their latest session, as its plan has it."""
    sessions = PracticeSession.objects.filter(user=user, plan__base__isnull=False)
    sessions = sessions.order_by(
        "-local_date", "-started_at"
    )  # as the index, so that one plan is looked into
    return Subquery(sessions.annotate(base=KT("plan__base")).values("base")[:1])


def is_constant(*, last: str | int | None, usual: int | None) -> bool:
    """Whether pain is a constant companion, so that function is the headline (4.4): by `last_base`, or before
    a first session by the usual pain said at the start.
    """
    base = usual if last is None else int(last)
    return base is not None and is_persistent(base)


def constant_pain(user: User) -> bool:
    """The same for one person. One query."""
    known = Profile.objects.filter(user=user).annotate(base=last_base(OuterRef("user")))
    row = known.values_list("base", "usual_pain").first()
    return row is not None and is_constant(last=row[0], usual=row[1])


def weekly_medians(scores: Scores, zone: ZoneInfo) -> dict[date, tuple[float, int]]:
    """The middle score of each week that has any, and how many there are, by its Monday in `zone`."""
    weeks: dict[date, list[int]] = {}
    for _, at, pain in scores:
        weeks.setdefault(week_start(at.astimezone(zone).date()), []).append(pain)
    return {monday: (median(pains), len(pains)) for monday, pains in weeks.items()}


def newest_median(medians: dict[date, tuple[float, int]], *, monday: date) -> tuple[date, float] | None:
    """That of the week of `monday`, or of the week before while this one has too few; None without either."""
    for week in (monday, monday - timedelta(weeks=1)):
        middle, count = medians.get(week, (0, 0))
        if count >= MEDIAN_FEWEST:
            return week, middle
    return None
