"""Three self-tests: how each is done, for whom it is not, when it is due, and what a change means.

Protocols and schedule: clinical 3. "Trend only": a result never starts or stops anything by itself, and
nobody is told that something of theirs is short. "Our rule" is a cautious choice of our own. Not yet
reviewed by a clinician. Reads no clock and no database.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from routines.measures import DAYS_OF_WEEK, Change, weeks_since
from routines.restrictions import LEVEL_MAX, Restrictions

ANGLE_REAL = 6  # degrees; the lab needs 2.4–3.7° (Kim & Ha 2015), a phone at home more (our rule)
LEVEL_WITHIN = 3  # degrees either way that a phone calls level: what the lab can tell apart (our rule)
HOLD_REAL = 5  # seconds; none is published (our rule)
STANDS_REAL = 3  # full stands; the error is about 2.5 (Gill 2022, knee arthritis)

SAME_TIME_MINUTES = 180  # "same time of day" (clinical 3); how near is our rule
MINUTES_OF_DAY = 24 * 60

SHORT_HOLD = 20  # seconds on a side (clinical 5.1, rule 5)
LONG_HOLD = 30  # seconds on both sides (clinical 5.1, balance)
STRONG_PSOAS = "strong-psoas"
FRESH_DAYS = 56  # an older result says nothing about now (our rule: the length of the schedule)

ROOM_ORDER = ("above", "level", "below")  # from least room at the front of the hip to most
ALTERED = "for you it would have to be done in a gentler way, and then it measures nothing"
LEVEL_1 = "you start at level 1, and this goes to the end of what you can do"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One test. `weeks` after the start in which it is due; `like` is the exercise whose rules it shares.

    `at_most`: as long or as many as one can, so it is not for people held at level 1.
    """

    slug: str
    name: str
    about: str
    minutes: int
    weeks: tuple[int, ...]
    like: str
    tags: frozenset[str]
    needs: str
    steps: tuple[str, ...]
    not_when: tuple[str, ...]
    trend: str
    source: str
    at_most: bool = False
    drawing: str = ""


BED_EDGE = SelfTest(
    slug="bed-edge",
    name="Bed-edge hip check",
    about="How much room there is at the front of each hip.",
    minutes=5,
    weeks=(0, 2, 4, 6, 8),
    like="reclined-psoas-stretch",
    tags=frozenset({"supine", "hip_ext_end", "hip_flex_deep"}),
    needs="A bed or a sturdy bench. Somebody who looks, or your phone.",
    steps=(
        "Walk about for two minutes, so that you are warm.",
        "Sit on the very edge, roll back and hug one knee, until your lower back just touches the bed.",
        "Keep that touch all the time. If your back lifts, the result means nothing.",
        "Lower the other leg and let it hang for 10 seconds.",
        "See whether the thigh is below, level with, or above the line of the bed. Ask a helper, or film it.",
        "Do each side twice and keep the second result.",
    ),
    not_when=(
        "Your hip or back hurts more than usual today.",
        "Hugging the knee pinches in the groin.",
        "You can’t get up safely from the edge of a bed.",
    ),
    trend="Trend only. It is a rough look: compare yourself with yourself, at the same time of day.",
    source="A simplified modified Thomas test. It follows the hip only while the pelvis is kept still "
    "(Vigotsky 2016). Doing it alone at home has not been validated.",
    drawing="reclined-psoas-stretch",
)
KNEE_LIFT = SelfTest(
    slug="knee-lift-hold",
    name="Seated knee-lift hold",
    about="How long each hip can hold the knee up.",
    minutes=3,
    weeks=(0, 3, 6),
    like="seated-knee-lift-hold",
    tags=frozenset({"iso_hold", "hip_flex_deep"}),
    needs="A firm chair.",
    steps=(
        "Sit tall on a firm chair, hips and knees at right angles, fingertips on the seat.",
        "Start the clock and lift one thigh 5 cm off the seat.",
        "Breathe, and count aloud.",
        "Stop the clock when the thigh wobbles or sinks, or when you lean back. Stop at 60 seconds.",
        "Rest for a minute, then do the other side.",
    ),
    not_when=(
        "Your hip or back hurts more than usual today.",
        "Lifting the knee pinches in the groin.",
        "You strained the front of the hip or the groin lately.",
    ),
    trend="Trend only. We speak of a change from 5 seconds up.",
    source="Our own protocol. No figures are published for it.",
    at_most=True,
    drawing="seated-knee-lift-hold",
)
CHAIR_STAND = SelfTest(
    slug="chair-stand",
    name="30-second chair stand",
    about="How often you can stand up in half a minute.",
    minutes=2,
    weeks=(0, 4, 8),
    like="chair-stand",
    tags=frozenset({"balance", "dynamic_fast", "hip_flex_deep"}),
    needs="A firm chair without armrests, 43 to 45 cm high, its back against a wall.",
    steps=(
        "Put the chair’s back against a wall. Sit in the middle of the seat, feet flat, a little apart.",
        "Cross your arms over your chest.",
        "Start the 30 seconds. Stand up fully, sit down again, and go on at your own best pace.",
        "Count each full stand. More than half-way up when the time is over counts as one.",
        "If you had to use your hands, the result is 0.",
    ),
    not_when=(
        "Your hip, knee or back hurts more than usual today.",
        "You feel dizzy, unwell or unsteady.",
        "You get chest pain or strong breathlessness on effort: see a doctor first.",
    ),
    trend="Trend only. The second try often goes better just from practice; we speak of a change from "
    "3 stands up.",
    source="CDC STEADI; error of about 2.5 stands with knee arthritis (Gill 2022).",
    at_most=True,
    drawing="chair-stand",
)
TESTS = (BED_EDGE, KNEE_LIFT, CHAIR_STAND)
BY_SLUG = {test.slug: test for test in TESTS}


@dataclass(frozen=True, slots=True)
class Due:
    """Whether a test is due, and if not, from which date it is; `on` is None once the schedule is over."""

    now: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class Hint:
    """What the tests suggest, and why. `programme` is a slug, or empty: then it is about the balance, and
    `balance` the kind of which there could be one more each week, or empty for equal parts.
    """

    text: str
    reason: str
    programme: str = ""
    balance: str = ""


# --- For whom, and when ---------------------------------------------------------------------------------


def obstacle(test: SelfTest, *, restrictions: Restrictions, level_max: int = LEVEL_MAX) -> str | None:
    """Why the test is not for this person now, completing "not for you now: …", or None when it is.

    It shares the rules of the exercise it is like; what may only be done with changes is no test.
    """
    verdict = restrictions.judge(test.like, test.tags)
    if not verdict.allowed:
        return verdict.reason
    if test.at_most and level_max < LEVEL_MAX:
        return LEVEL_1
    if verdict.limits or verdict.hold_seconds_max:
        return ALTERED
    return None


def due(test: SelfTest, *, start: date, today: date, taken: Iterable[date]) -> Due:
    """Due from the beginning of each of its weeks until it is done; missed ones never pile up."""
    week = weeks_since(start, today)
    begun = [number for number in test.weeks if number <= week]
    since = start + timedelta(days=begun[-1] * DAYS_OF_WEEK)
    if not any(day >= since for day in taken):
        return Due(now=True, on=since)
    ahead = [number for number in test.weeks if number > week]
    return Due(now=False, on=start + timedelta(days=ahead[0] * DAYS_OF_WEEK) if ahead else None)


# --- What a change means --------------------------------------------------------------------------------


def room_change(first: str, last: str) -> int:
    """Steps of room won (or lost, below 0) between two of above, level and below."""
    return ROOM_ORDER.index(last) - ROOM_ORDER.index(first)


def angle_change(first: int | None, last: int | None) -> Change | None:
    """Degrees below level, then and now; None without both."""
    return None if first is None or last is None else _more_is_better(first, last, ANGLE_REAL)


def same_time_of_day(first: datetime, last: datetime) -> bool:
    """Within three hours of each other on the clock, both in the person's own zone."""
    minutes = [moment.hour * 60 + moment.minute for moment in (first, last)]
    apart = abs(minutes[0] - minutes[1])
    return min(apart, MINUTES_OF_DAY - apart) <= SAME_TIME_MINUTES


def hold_change(first: int, last: int) -> Change:
    return _more_is_better(first, last, HOLD_REAL)


def stands_change(first: int, last: int) -> Change:
    return _more_is_better(first, last, STANDS_REAL)


def _more_is_better(first: int, last: int, real: int) -> Change:
    if abs(last - first) < real:
        return Change(first, last, "same")
    return Change(first, last, "better" if last > first else "worse")


# --- Strength or stretch (clinical 5.1) -----------------------------------------------------------------


def hint(
    *,
    room: Sequence[str] | None,
    room_on: date | None,
    hold: Sequence[int] | None,
    hold_on: date | None,
    today: date,
    following: str = "",
    ruled_out: Collection[str] = (),
) -> Hint | None:
    """What bed-edge check and hold, each left and right, suggest together. Never applied by itself.

    None when one is missing or older than eight weeks, or when they suggest nothing. `following` is the
    slug of the person's programme, `ruled_out` those that are not for them.
    """
    if room is None or hold is None or not (_fresh(room_on, today) and _fresh(hold_on, today)):
        return None
    fine = all(side != "above" for side in room)
    if fine and min(hold) < SHORT_HOLD:
        return _strength(min(hold), offered=STRONG_PSOAS not in {following, *ruled_out})
    if all(side == "above" for side in room):
        return _stretch_or_both(min(hold))
    return None


def _strength(seconds: int, *, offered: bool) -> Hint:
    reason = (
        "Your thigh hangs level or lower on both sides, so there is room at the front of the hip. "
        f"The shorter hold was {seconds} seconds, under {SHORT_HOLD}."
    )
    if offered:
        text = "More strength than stretch may suit you: the programme Strong psoas."
        return Hint(text, reason, STRONG_PSOAS)
    text = "More strength may suit you: one stretch day a week could be a strength day."
    return Hint(text, reason, balance="strength")


def _stretch_or_both(seconds: int) -> Hint | None:
    room = "Your thigh stays above the bed line on both sides, and"
    if seconds >= LONG_HOLD:
        text = "More stretch may suit you: one strength day a week could be a stretch day."
        return Hint(text, f"{room} you hold {LONG_HOLD} seconds or more.", balance="stretch")
    if seconds < SHORT_HOLD:
        reason = f"{room} the shorter hold was {seconds} seconds, under {SHORT_HOLD}."
        return Hint("Keep stretch and strength in equal parts.", reason)
    return None


def _fresh(on: date | None, today: date) -> bool:
    return on is not None and (today - on).days <= FRESH_DAYS
