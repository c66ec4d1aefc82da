"""What follows from pain, effort and gaps: tables A, C, D and G of clinical 4.4 and the thresholds of 4.3.

Table B, during the session, is in during.py. The first row that matches wins. Where the order of the text
would let more pain loosen a ruling, the row that protects more is asked first; each such place says so. Reads
no clock and no database: the same inputs give the same ruling.

Pain is NPRS 0–10 for hip and back, the worse of the two. A single score carries an error of about 2 (Childs
2005), so one point never changes a plan. Up to 5 is tolerated in the pain-monitoring model (Thomeé 1997;
Silbernagel 2007); to *progress* we ask for 3 or less, because nobody is watching. Not yet reviewed by a
clinician.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from math import floor
from statistics import median
from typing import Any

VERSION = "2026-11"  # stored with every decision; raise it when a rule changes in substance

# Clinical 4.3, unless another place is named.
BASELINE_SCORES, BASELINE_FEWEST = 5, 3
CALM_MOST = 3  # painGreenMax
WORK_INSIDE = 5  # painAmberMax
PAINFUL_FROM = 6  # painRedMin
REST_FROM = 8  # painNoSession
GENTLE_RISE, REST_RISE = 2, 4  # A3, A2
PEAK_RISE_TO_STOP = 3  # riseDuringStop, B2
STRENGTH_HOURS = 48  # minHoursBetweenStrength
SORE_HOURS = 72  # C4
MORNING_HOLD, MORNING_REGRESS, MORNING_REST = 1, 2, 3
AFTER_RISE = 2  # C3
ALSO_PAINFUL_FROM = 4  # C3: other exercises than the worst one
EFFORT_TOO_HARD, EFFORT_TOO_EASY = 8, 3
PULL_MOST = 4  # C9; upper end of stretchPullTarget
DONE_TO_PROGRESS, DONE_TO_HOLD = 0.90, 0.70
GOOD_SESSIONS = 2  # goodSessionsToProgress
STEP_EVERY = timedelta(days=7)  # maxStepsPerExercisePerWeek is 1
GROWING_MOST = 2  # maxExercisesProgressedPerSession
REFER_WINDOW_DAYS, REFER_SETBACKS, REFER_NO_GAIN_WEEKS = 14, 3, 6
PEG_WORSE, PSFS_WORSE, RATING_WORSE = 2, 2, -3  # D1
PEG_BETTER, PSFS_SMALL, PSFS_GOOD, RATING_BETTER = 0.30, 1.3, 2.3, 2  # D4, D5
ATTENDED_WELL, ATTENDED_LITTLE = 0.60, 0.50  # D4, D6
DELOAD_FACTOR = 0.5  # deloadVolumeFactor
GAP_HOLD_DAYS, GAP_DROP_LEVEL_DAYS, GAP_RESCREEN_DAYS = 7, 14, 28

# Persistent-pain mode (4.4): with a clear screening, rises count and not the level.
PERSISTENT = range(4, 7)
NO_PROGRAMME_FROM = 7
PERSISTENT_STOP_FROM, PERSISTENT_STOP_RISE = 7, 2  # B2
PERSISTENT_MORNING_REST_FROM = 8  # C2


class Outcome(StrEnum):
    """What a rule decides."""

    GO = "go"
    GENTLE = "gentle"
    HELD = "held"  # go, and nothing grows
    OTHER_KIND = "other-kind"
    REST = "rest"
    REFER = "refer"
    REFER_URGENT = "refer-urgent"
    PROGRESS = "progress"
    HOLD = "hold"
    REGRESS = "regress"
    DELOAD = "deload"
    SHORTEN = "shorten"
    CONTINUE = "continue"


SETBACKS = (Outcome.REGRESS, Outcome.REST, Outcome.REFER)  # what D3 counts


class Gap(IntEnum):
    """How much a gap takes back (table G)."""

    NONE = 0
    REPEAT = 1
    LEVEL_DOWN = 2
    RESCREEN = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """One row of a table that matched. `inputs` are the numbers it looked at, `words` says why, plainly.

    `steps` is how far up (+) or down (−) the ladder of 4.2 an exercise goes; `rest_hours` counts from the
    moment of the ruling, for C4 from the session; `other_kind` asks for a stretch in place of strength.
    """

    rule: str
    outcome: Outcome
    words: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    steps: int = 0
    rest_hours: int = 0
    fewer_sets: int = 0
    other_kind: bool = False
    version: str = VERSION


def baseline(before: Sequence[int], *, usual: int) -> int:
    """Pain before a session as it usually is: `before` are the scores of earlier sessions, oldest first.

    The median of the last five; with fewer than three, the usual pain said at the start. Half a point counts
    as the lower score, which is the stricter one.
    """
    last = before[-BASELINE_SCORES:]
    return floor(median(last)) if len(last) >= BASELINE_FEWEST else usual


def is_persistent(base: int) -> bool:
    """True where pain is a constant companion (4.4)."""
    return base in PERSISTENT


# --- A. Before the session ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Before:
    """What is known as a session is about to start. `hours_since_strength` is None without an earlier one.

    `strength_hours` is what strength waits for: 48, or 72 after a session that left the muscles sore.
    `rest_hours_left` is what remains of a rest by C2.
    """

    pain: int
    base: int
    worrying: bool = False
    clinician_agreed: bool = False
    rested_yesterday: bool = False  # A2 yesterday
    rest_hours_left: float = 0
    is_strength: bool = False
    hours_since_strength: float | None = None
    strength_hours: int = STRENGTH_HOURS
    ill: bool = False
    fever: bool = False
    slept_badly: bool = False

    @property
    def strength_too_soon(self) -> bool:
        since = self.hours_since_strength
        return self.is_strength and since is not None and since < self.strength_hours

    @property
    def weary(self) -> bool:
        return self.ill or self.slept_badly


def before_session(now: Before) -> Ruling:
    """Table A. What A5 and A6 ask for holds in a gentle or held session too: more pain never loosens it."""
    ruling = _no_session(now)
    if ruling:
        return ruling
    ruling = _session(now)
    if now.strength_too_soon and ruling.rule != "A5":
        ruling = replace(ruling, other_kind=True, words=f"{ruling.words} {_OTHER_KIND}")
    return replace(ruling, fewer_sets=1) if now.weary else ruling


_OTHER_KIND = "Strength needs more time in between, so it is a stretch today."


def _no_session(now: Before) -> Ruling | None:
    """A1, A2 and what else closes the day. A fever counts at any pain, so it is asked before A3."""
    inputs = {"pain": now.pain, "base": now.base}
    if now.worrying:
        return Ruling("A1", Outcome.REFER_URGENT, "Something is new and worrying: that comes first.", inputs)
    if now.base >= NO_PROGRAMME_FROM and not now.clinician_agreed:
        words = f"Pain is usually {now.base} of 10. Please see a clinician before the next session."
        return Ruling("base-7", Outcome.REFER, words, inputs)
    if now.pain >= REST_FROM or now.pain >= now.base + REST_RISE:
        return _too_painful(now, inputs)
    if now.fever:
        return Ruling("A6", Outcome.REST, "With a fever, rest. The session waits.", {"fever": True})
    if now.rest_hours_left > 0:
        hours = round(now.rest_hours_left)
        words = (
            f"The last session left too much behind. About {max(1, hours)} more hours of rest, then gently."
        )
        return Ruling("C2", Outcome.REST, words, {"rest_hours_left": hours})
    return None


def _too_painful(now: Before, inputs: Mapping[str, Any]) -> Ruling:
    """A2."""
    if now.rested_yesterday:
        words = f"Pain is {now.pain} of 10, and it was too much yesterday too. Please have it looked at."
        return Ruling("A2", Outcome.REFER, words, inputs)
    words = (
        f"Pain is {now.pain} of 10, usually {now.base}. Rest today, or breathe calmly, in whatever way is "
        "comfortable."
    )
    return Ruling("A2", Outcome.REST, words, inputs)


def _session(now: Before) -> Ruling:
    """A3 to A7."""
    inputs = {"pain": now.pain, "base": now.base}
    if now.pain >= PAINFUL_FROM or now.pain >= now.base + GENTLE_RISE:
        words = f"Pain is {now.pain} of 10, usually {now.base}: a short, gentle session, half the range."
        return Ruling("A3", Outcome.GENTLE, words, inputs)
    tolerated = is_persistent(now.base) and now.pain <= now.base + 1
    if now.pain > CALM_MOST and not tolerated:
        words = f"Pain is {now.pain} of 10: the plan stays as it is. Keep every exercise at 5 or less."
        return Ruling("A4", Outcome.HELD, words, inputs)
    if now.strength_too_soon:
        hours = {"hours": round(now.hours_since_strength or 0), "needed": now.strength_hours}
        return Ruling(
            "A5", Outcome.OTHER_KIND, _OTHER_KIND, hours, other_kind=True, fewer_sets=int(now.weary)
        )
    if now.weary:
        said = {"ill": now.ill, "slept_badly": now.slept_badly}
        return Ruling("A6", Outcome.HELD, "Not your best day: one set less of everything.", said)
    return Ruling("A7", Outcome.GO, "Ready for the session as planned.", inputs)


# --- C. After the session and the next morning -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bout:
    """One exercise in one session, with what was said after it and the next morning (None: not answered).

    `completion` is the share of planned sets that were done, 0 to 1. `pull` is that of a stretch, 0–10, None
    where nobody asked. `stopped` is a stop signal in this exercise, `warning` a sign of section 2.1.
    """

    exercise: str
    peak: int
    completion: float
    base: int
    before: int
    after: int
    morning: int | None
    effort: int
    is_strength: bool = False
    is_worst: bool = False  # no other exercise of the session hurt more
    pull: int | None = None
    stopped: bool = False
    gave_up: bool = False  # sets are missing because of pain, or because it was too hard
    muscle_soreness: bool = False  # the next morning
    woke_at_night: bool = False
    warning: bool = False

    @property
    def peak_most(self) -> int:
        """The highest peak that still lets it grow (C9)."""
        return min(WORK_INSIDE, self.base + 1) if is_persistent(self.base) else CALM_MOST

    @property
    def hurt_too_much(self) -> bool:
        """B2."""
        if is_persistent(self.base):
            return self.peak >= PERSISTENT_STOP_FROM or self.peak >= self.before + PERSISTENT_STOP_RISE
        return self.peak >= PAINFUL_FROM or self.peak >= self.before + PEAK_RISE_TO_STOP

    @property
    def was_good(self) -> bool:
        """C9 for one session. Without a score for the pull, a stretch goes by its peak.

        Effort of 3 or less is fine here too: when it was so both times, C10 gives the bigger step.
        """
        fits = self.effort < EFFORT_TOO_HARD if self.is_strength else (self.pull or 0) <= PULL_MOST
        return (
            self.peak <= self.peak_most
            and self.morning is not None
            and self.morning <= self.base
            and self.completion >= DONE_TO_PROGRESS
            and fits
            and not (self.stopped or self.hurt_too_much or self.warning or self.woke_at_night)
        )


@dataclass(frozen=True, slots=True)
class History:
    """What went before: the last other session with this exercise, and earlier setbacks of the person."""

    last: Bout | None = None
    rested_lately: bool = False  # C2 within the last 14 days
    cut_short_before: bool = False  # C6 at the last session


NOTHING_BEFORE = History()


def after_exercise(bout: Bout, history: History = NOTHING_BEFORE) -> Ruling:
    """Table C for one exercise."""
    return (
        _alarm(bout, history)
        or _setback(bout)
        or _reason_to_hold(bout)
        or _too_little_known(bout, history)
        or _progress(bout, history)
    )


def _alarm(bout: Bout, history: History) -> Ruling | None:
    """C1 and C2. Waking at night counts in persistent-pain mode too: the stricter reading."""
    if bout.warning:
        words = "That can be a sign that needs checking: the safety questions come first."
        return Ruling("C1", Outcome.REFER_URGENT, words)
    rest_from = PERSISTENT_MORNING_REST_FROM if is_persistent(bout.base) else PAINFUL_FROM
    painful = bout.morning is not None and (
        bout.morning >= bout.base + MORNING_REST or bout.morning >= rest_from
    )
    if not painful and not bout.woke_at_night:
        return None
    inputs = {"morning": bout.morning, "base": bout.base, "woke_at_night": bout.woke_at_night}
    said = (
        f"The next morning was {bout.morning} of 10, usually {bout.base}"
        if painful
        else "It woke you at night"
    )
    if history.rested_lately:
        words = f"{said}, for the second time in two weeks. Please see a physiotherapist."
        return Ruling("C2", Outcome.REFER, words, inputs, steps=-2, rest_hours=48, fewer_sets=1)
    words = f"{said}: two days of rest, then much gentler."
    return Ruling("C2", Outcome.REST, words, inputs, steps=-2, rest_hours=48, fewer_sets=1)


def _setback(bout: Bout) -> Ruling | None:
    """C3, B2 (which asks for an easier next time) and C7.

    C7 is asked before C5: a set left out because of pain steps back, however high the pain was.
    """
    if _worse_afterwards(bout) and (bout.is_worst or bout.peak >= ALSO_PAINFUL_FROM):
        inputs = {"morning": bout.morning, "base": bout.base, "after": bout.after, "before": bout.before}
        words = f"One step back: it was {bout.morning} of 10 the next morning, {_measured_by(bout)}."
        return Ruling("C3", Outcome.REGRESS, words, inputs, steps=-1)
    if bout.hurt_too_much:
        words = f"One step back: last one peaked at {bout.peak} of 10."
        return Ruling("B2", Outcome.REGRESS, words, {"peak": bout.peak, "before": bout.before}, steps=-1)
    if bout.completion < DONE_TO_HOLD and (bout.gave_up or bout.effort >= EFFORT_TOO_HARD):
        inputs = {"completion": round(bout.completion, 2), "effort": bout.effort}
        words = "One step back: pain or effort cut it short."
        return Ruling("C7", Outcome.REGRESS, words, inputs, steps=-1)
    return None


def _worse_afterwards(bout: Bout) -> bool:
    """C3. Without a morning answer nobody knows whether it settled: that is C8."""
    if bout.morning is None:
        return False
    not_settled = bout.morning >= bout.before + AFTER_RISE
    return bout.morning >= bout.base + MORNING_REGRESS or (
        bout.after >= bout.before + AFTER_RISE and not_settled
    )


def _measured_by(bout: Bout) -> str:
    """What made that morning too much (C3): what is usual, else what it was before the session."""
    if bout.morning >= bout.base + MORNING_REGRESS:
        return f"usually {bout.base}"
    return f"and {bout.before} before the session"


def _reason_to_hold(bout: Bout) -> Ruling | None:
    """C4 and C5."""
    sore = bout.muscle_soreness and not bout.stopped and bout.morning is not None
    if sore and bout.morning <= bout.base + MORNING_REGRESS:
        words = "Held: your muscles were sore, which is normal. The same again once that has eased."
        rest = SORE_HOURS if bout.is_strength else 0
        return Ruling("C4", Outcome.HOLD, words, {"morning": bout.morning}, rest_hours=rest)
    seen = {"peak": bout.peak, "morning": bout.morning, "base": bout.base, "effort": bout.effort}
    if bout.peak > bout.peak_most:
        words = f"Held: last one peaked at {bout.peak} of 10. Two calm sessions and it grows again."
        return Ruling("C5", Outcome.HOLD, words, seen)
    if bout.morning == bout.base + MORNING_HOLD:
        words = f"Held: it was {bout.morning} of 10 the next morning, usually {bout.base}."
        return Ruling("C5", Outcome.HOLD, words, seen)
    if bout.effort >= EFFORT_TOO_HARD:
        words = f"Held: effort was {bout.effort} of 10. At 7 or less it grows again."
        return Ruling("C5", Outcome.HOLD, words, seen)
    if DONE_TO_HOLD <= bout.completion < DONE_TO_PROGRESS:
        words = "Held: once all of it is done, it grows again."
        return Ruling("C5", Outcome.HOLD, words, {**seen, "completion": round(bout.completion, 2)})
    return None


def _too_little_known(bout: Bout, history: History) -> Ruling | None:
    """C6 and C8: no reason to worry, and too little to grow on."""
    if bout.completion < DONE_TO_HOLD:
        share = {"completion": round(bout.completion, 2)}
        if history.cut_short_before:
            words = "Held: twice in a row not all of it was done. Shorter sessions can be chosen in settings."
            return Ruling("C6", Outcome.SHORTEN, words, share)
        return Ruling("C6", Outcome.HOLD, "Held: not all of it was done, so the same again.", share)
    if bout.morning is None:
        words = "Held: without your answer from the next morning, nothing grows."
        return Ruling("C8", Outcome.HOLD, words)
    return None


def _progress(bout: Bout, history: History) -> Ruling:
    """C9 to C11."""
    pair = [b for b in (history.last, bout) if b is not None]
    inputs = {"peaks": [b.peak for b in pair], "mornings": [b.morning for b in pair]}
    if len(pair) < GOOD_SESSIONS or not all(b.was_good for b in pair):
        more = "one more calm session" if bout.was_good else "two calm sessions"
        return Ruling("C11", Outcome.HOLD, f"Held: {more} and it grows.", inputs)
    peaks = " and ".join(str(b.peak) for b in pair)
    if all(b.effort <= EFFORT_TOO_EASY for b in pair):
        words = f"A bigger step: the last two felt easy and peaked at {peaks} of 10."
        return Ruling("C10", Outcome.PROGRESS, words, inputs, steps=2)
    words = f"A little more: the last two peaked at {peaks} of 10, and the mornings after were as usual."
    return Ruling("C9", Outcome.PROGRESS, words, inputs, steps=1)


def who_may_grow(
    growing: Sequence[str], *, stepped_at: Mapping[str, datetime], now: datetime
) -> tuple[str, ...]:
    """Which of these exercises really grow: at most two in one session, each at most once in seven days.

    `growing` in order of the session; `stepped_at` is when each last grew. Who waited longest goes first
    (4.2 rule 7).
    """
    free = [slug for slug in growing if slug not in stepped_at or stepped_at[slug] <= now - STEP_EVERY]
    free.sort(key=lambda slug: (slug in stepped_at, stepped_at.get(slug, now)))
    return tuple(free[:GROWING_MOST])


# --- D. Weekly ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """The weekly check-in beside where it began. Changes are now minus then; None where it was not answered.

    `peg_change` and `psfs_change` are against last week; `peg_gain` (share of the first score, 0.3 is 30%
    better) and `psfs_gain` against the start; `rating` is the global rating of change of this week, −5 to +5,
    `last_rating` the latest one: it is asked in some weeks only.
    """

    peg_change: float | None = None
    psfs_change: float | None = None
    rating: int | None = None
    last_rating: int | None = None
    median_pain_rise: float | None = None  # of the weekly median before sessions, over two weeks
    setbacks: int = 0  # steps back and rests within 14 days
    weeks: int = 0
    attended: float = 1.0  # share of the sessions of this week; `attended_all` of the whole programme
    attended_before: float = 1.0
    attended_all: float = 1.0
    peg_gain: float | None = None
    psfs_gain: float | None = None
    deloaded_last_week: bool = False


def weekly(week: Week) -> Ruling | None:
    """Table D; None when no row matches. D2 and D3 refer, so they are asked before a deload by D1."""
    worse = _worse(week)
    if worse and week.deloaded_last_week:
        words = "The second week in a row that things got worse. Please see a physiotherapist."
        return Ruling("D1", Outcome.REFER, words, worse)
    referral = _rising(week) or refer_for_setbacks(week.setbacks)
    if referral:
        return referral
    if worse:
        words = "Things got worse this week: half the sets for a week, and the safety questions once more."
        return Ruling("D1", Outcome.DELOAD, words, worse)
    return _no_gain(week) or _helping(week)


def of_week(week: Week) -> tuple[Ruling, ...]:
    """The row of table D, with what else changes sessions: half the sets (D1) and level 1 (D2) are not lost
    to another row that protects as well.
    """
    first = weekly(week)
    if first is None:
        return ()
    others = (weekly(replace(week, median_pain_rise=None, setbacks=0)), _rising(week))
    return (first, *(o for o in others if o and o.rule in ("D1", "D2") and o.rule != first.rule))


def _worse(week: Week) -> dict[str, Any]:
    """What of D1 applies, by name."""
    found: dict[str, Any] = {}
    if week.peg_change is not None and week.peg_change >= PEG_WORSE:
        found["peg_change"] = week.peg_change
    if week.psfs_change is not None and week.psfs_change <= -PSFS_WORSE:
        found["psfs_change"] = week.psfs_change
    if week.rating is not None and week.rating <= RATING_WORSE:
        found["rating"] = week.rating
    return found


def _rising(week: Week) -> Ruling | None:
    """D2."""
    if week.median_pain_rise is None or week.median_pain_rise < GENTLE_RISE:
        return None
    words = "Pain before sessions has gone up for two weeks. Please have it looked at; level 1 until then."
    return Ruling("D2", Outcome.REFER, words, {"rise": week.median_pain_rise})


def refer_for_setbacks(count: int) -> Ruling | None:
    """D3. `count` is of steps back and rests within 14 days, one for each session."""
    if count < REFER_SETBACKS:
        return None
    words = f"{count} steps back or rests in two weeks. Please see a physiotherapist before going on."
    return Ruling("D3", Outcome.REFER, words, {"setbacks": count})


def _no_gain(week: Week) -> Ruling | None:
    """D4. What was not answered counts as no gain, but something must be known."""
    rating = week.last_rating if week.rating is None else week.rating
    gains = {"peg_gain": week.peg_gain, "psfs_gain": week.psfs_gain, "rating": rating}
    long_enough = week.weeks >= REFER_NO_GAIN_WEEKS and week.attended_all >= ATTENDED_WELL
    gained = (
        (week.peg_gain or 0) >= PEG_BETTER
        or (week.psfs_gain or 0) >= PSFS_SMALL
        or (rating or 0) >= RATING_BETTER
    )
    if not long_enough or gained or all(value is None for value in gains.values()):
        return None
    words = f"{week.weeks} weeks, and little has changed. Exercise may need tailoring: see a physiotherapist."
    return Ruling("D4", Outcome.REFER, words, gains)


def _helping(week: Week) -> Ruling | None:
    """D5 and D6."""
    if (week.peg_gain or 0) >= PEG_BETTER or (week.psfs_gain or 0) >= PSFS_GOOD:
        gains = {"peg_gain": week.peg_gain, "psfs_gain": week.psfs_gain}
        return Ruling("D5", Outcome.CONTINUE, "It is helping. Keep going.", gains)
    if week.attended < ATTENDED_LITTLE and week.attended_before < ATTENDED_LITTLE:
        words = "Two thin weeks: shorter sessions fit better than easier ones."
        attended = [week.attended_before, week.attended]
        return Ruling("D6", Outcome.SHORTEN, words, {"attended": attended})
    return None


# --- G. Gaps --------------------------------------------------------------------------------------------


def gap(days: int) -> Gap:
    """Table G: what so many days without a session take back."""
    if days >= GAP_RESCREEN_DAYS:
        return Gap.RESCREEN
    if days >= GAP_DROP_LEVEL_DAYS:
        return Gap.LEVEL_DOWN
    return Gap.REPEAT if days >= GAP_HOLD_DAYS else Gap.NONE
