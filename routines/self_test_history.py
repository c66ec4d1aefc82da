"""One person's self-tests: what is due, what may be done, the results so far and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from routines.charts import Point
from routines.check_ins import start_of
from routines.measures import Change
from routines.models import BedEdgeCheck, ChairStand, KneeLiftHold, Profile
from routines.models.measures import HOLD_SECONDS_MOST, Room
from routines.pauses import pauses_of
from routines.self_tests import (
    BED_EDGE,
    CHAIR_STAND,
    KNEE_LIFT,
    ROOM_ORDER,
    STRONG_PSOAS,
    TESTS,
    Due,
    Hint,
    SelfTest,
    angle_change,
    due,
    hint,
    hold_change,
    obstacle,
    room_change,
    same_time_of_day,
    stands_change,
)

MODELS = {BED_EDGE.slug: BedEdgeCheck, KNEE_LIFT.slug: KneeLiftHold, CHAIR_STAND.slug: ChairStand}
CALM_MOST = 3  # usual pain up to which Strong psoas may be suggested (clinical 5.1, rule 2 before 5)
LONG_PAIN = "P9"  # more than 12 weeks
STANDS_AXIS = 30  # the top of the small chart, unless someone does more


@dataclass(frozen=True, slots=True)
class TestTrend:
    """One side of a test, or the whole of it, over time; `most` is the top of its axis."""

    __test__ = False  # nothing for pytest to collect

    name: str
    points: tuple[Point, ...]
    most: float
    label: str


@dataclass(frozen=True, slots=True)
class History:
    """One test and its results: `rows` newest first, a day and a cell for each of `columns`."""

    test: SelfTest
    obstacle: str | None
    due: Due
    columns: tuple[str, ...]
    rows: tuple[tuple[date, tuple[str, ...]], ...]
    findings: tuple[str, ...]
    trends: tuple[TestTrend, ...]

    @property
    def is_due(self) -> bool:
        return self.due.now and self.obstacle is None


@dataclass(frozen=True, slots=True)
class SelfTests:
    """All tests of one person, and what they suggest together."""

    histories: tuple[History, ...]
    hint: Hint | None
    balance: str = ""  # the kind of which the person chose one more each week

    def of(self, slug: str) -> History:
        return next(history for history in self.histories if history.test.slug == slug)


def load(user: User, *, now: datetime) -> SelfTests:
    """Everything about the self-tests of one person. Five queries however long the history.

    Their schedule stands still during a pause.
    """
    today = now.astimezone(user.zone).date()
    profile = Profile.objects.select_related("user__plan__programme").filter(user=user).first() or Profile(
        user=user
    )
    plan = getattr(profile.user, "plan", None)
    pauses = pauses_of(user, today=today)
    start = start_of(plan and (plan.programme_started_on, plan.started_on), today=today, pauses=pauses)
    results = {slug: list(model.objects.filter(user=user)) for slug, model in MODELS.items()}
    taken = {slug: [pauses.moved_on(row.on_date, today) for row in rows] for slug, rows in results.items()}
    return SelfTests(
        histories=tuple(
            History(
                test,
                obstacle(test, restrictions=profile.restrictions, level_max=profile.level_max),
                due(test, start=start, today=today, taken=taken[test.slug]),
                **DESCRIBED[test.slug](results[test.slug], user),
            )
            for test in TESTS
        ),
        hint=_hint(
            results[BED_EDGE.slug],
            results[KNEE_LIFT.slug],
            today=today,
            following=plan.programme.slug if plan and plan.programme else "",
            calm=_is_calm(profile),
        ),
        balance=plan.balance if plan else "",
    )


def _is_calm(profile: Profile) -> bool:
    """Neither much pain nor a long-lasting one: those come first when a programme is chosen (5.1, rule 2)."""
    little = profile.usual_pain is not None and profile.usual_pain <= CALM_MOST
    return little and LONG_PAIN not in profile.cautions


def _hint(
    checks: Sequence[BedEdgeCheck], holds: Sequence[KneeLiftHold], *, today: date, following: str, calm: bool
) -> Hint | None:
    if not checks or not holds:
        return None
    check, hold = checks[-1], holds[-1]
    return hint(
        room=(check.left, check.right),
        room_on=check.on_date,
        hold=(hold.left, hold.right),
        hold_on=hold.on_date,
        today=today,
        following=following,
        ruled_out=() if calm else (STRONG_PSOAS,),
    )


# --- One test in words, from its results, oldest first --------------------------------------------------


def _bed_edge(checks: Sequence[BedEdgeCheck], user: User) -> dict:
    rows = tuple(
        (check.on_date, (_room(check.left, check.left_angle), _room(check.right, check.right_angle)))
        for check in reversed(checks)
    )
    findings = []
    if len(checks) > 1:
        first, last = checks[0], checks[-1]
        for side in ("left", "right"):
            findings += _side_findings(side, first, last, user)
    trends = tuple(
        TestTrend(
            side.capitalize(),
            tuple((check.on_date, ROOM_ORDER.index(getattr(check, side))) for check in checks),
            most=len(ROOM_ORDER) - 1,
            label=f"{side.capitalize()}: {_words([Room(getattr(check, side)).label for check in checks])}",
        )
        for side in (("left", "right") if checks else ())
    )
    return _described(("Left", "Right"), rows, findings, trends)


def _side_findings(side: str, first: BedEdgeCheck, last: BedEdgeCheck, user: User) -> list[str]:
    then, now = getattr(first, side), getattr(last, side)
    steps = room_change(then, now)
    words = f"{Room(then).label.lower()} → {Room(now).label.lower()}"
    found = [
        f"{side.capitalize()}: {'more room' if steps > 0 else 'less room'}, {words}."
        if steps
        else f"{side.capitalize()}: as before, {Room(now).label.lower()}."
    ]
    change = angle_change(getattr(first, f"{side}_angle"), getattr(last, f"{side}_angle"))
    zone = user.zone
    if (
        change
        and change.is_real
        and same_time_of_day(first.taken_at.astimezone(zone), last.taken_at.astimezone(zone))
    ):
        found.append(f"{side.capitalize()}, by phone: {degrees(change.first)} → {degrees(change.last)}.")
    return found


def _knee_lift(holds: Sequence[KneeLiftHold], user: User) -> dict:
    rows = tuple((hold.on_date, (f"{hold.left} s", f"{hold.right} s")) for hold in reversed(holds))
    findings, trends = [], []
    for side in ("left", "right") if holds else ():
        points = tuple((hold.on_date, getattr(hold, side)) for hold in holds)
        name = side.capitalize()
        trends.append(
            TestTrend(name, points, HOLD_SECONDS_MOST, f"{name}: {_words([f'{s} s' for _, s in points])}")
        )
        if len(points) > 1:
            findings.append(
                f"{name}: {_judged(hold_change(points[0][1], points[-1][1]), 's', 'longer', 'shorter')}"
            )
    return _described(("Left", "Right"), rows, findings, trends)


def _chair_stand(results: Sequence[ChairStand], user: User) -> dict:
    rows = tuple((result.on_date, (str(result.stands),)) for result in reversed(results))
    points = tuple((result.on_date, result.stands) for result in results)
    findings, trends = [], []
    if points:
        most = max(STANDS_AXIS, *(stands for _, stands in points))
        trends = [
            TestTrend("Stands", points, most, f"Stands: {_words([str(stands) for _, stands in points])}")
        ]
    if len(points) > 1:
        findings = [
            _judged(stands_change(points[0][1], points[-1][1]), "stands", "more", "fewer").capitalize()
        ]
    return _described(("Stands",), rows, findings, trends)


DESCRIBED = {BED_EDGE.slug: _bed_edge, KNEE_LIFT.slug: _knee_lift, CHAIR_STAND.slug: _chair_stand}


def _described(columns, rows, findings, trends) -> dict:
    return {"columns": columns, "rows": rows, "findings": tuple(findings), "trends": tuple(trends)}


def _room(room: str, angle: int | None) -> str:
    return Room(room).label if angle is None else f"{Room(room).label} ({degrees(angle)})"


def degrees(angle: float) -> str:
    """ "7° below", "level", "3° above"."""
    return f"{abs(angle):g}° {'below' if angle > 0 else 'above'}" if angle else "level"


def _judged(change: Change, unit: str, better: str, worse: str) -> str:
    word = {"better": better, "same": "about the same", "worse": worse}[change.state]
    return f"{word}, {change.first:g} → {change.last:g} {unit}."


def _words(values: Sequence[str]) -> str:
    """First and latest, for those who don't see the line."""
    return values[0] if len(values) == 1 else f"{values[0]} at first, {values[-1]} now, {len(values)} results"
