"""The hanging gate (clinical 5.1): what has to go well on the floor before hanging leg raises are offered.

Dead bug at level 3 and straight-leg raise at level 2, each in two sessions with pain of 2 or less. A bar that
holds the person and no caution against hanging or high pressure are asked for wherever exercises are chosen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from routines.ladder import ladder_of
from routines.models import Exercise, Outcome, PracticeSession, Profile, SetResult, Source
from routines.session_plan import steps_and_variants

FIRST: Mapping[str, int] = {"dead-bug": 3, "straight-leg-raise": 2}  # exercise, and the level of its dose
SESSIONS = 2
PAIN_MOST = 2  # NPRS, the highest of the session
SESSIONS_READ = 30  # newest first
DONE = {Outcome.DONE, Outcome.CREDITED}


def open_if_earned(*, user: User, now: datetime) -> bool:
    """Open the gate if its conditions hold; says whether it did just now. Once open, it stays open.

    Asked after a session without pain. One query, at most four while both exercises are practised.
    """
    if not is_earned(user, user__profile__isnull=False, user__profile__hanging_open_on=None):
        return False
    closed = Profile.objects.filter(user=user, hanging_open_on=None)
    return bool(closed.update(hanging_open_on=now.astimezone(user.zone).date()))


def is_earned(user: User, **whose: Any) -> bool:
    """Whether each of the exercises was done often enough, at its level, without pain; `whose` narrows it."""
    painless = user.practice_sessions.filter(check_in__highest_pain__lte=PAIN_MOST, **whose)
    sessions = list(painless.order_by("-local_date", "-started_at")[:SESSIONS_READ])
    planned = Counter(slug for one in sessions for slug in _planned(one))
    if any(planned[slug] < SESSIONS for slug in FIRST):
        return False
    results, rungs = _results(sessions), _rungs()
    times = Counter(slug for one in sessions for slug in _done_well(one, results[one.pk], rungs))
    return all(times[slug] >= SESSIONS for slug in FIRST)


def _planned(session: PracticeSession) -> set[str]:
    """What was in it, also in place of something else."""
    return {step["id"] for step in steps_and_variants(session.plan)}


def _rungs() -> dict[str, int]:
    """The lowest rung of each ladder that counts."""
    exercises = Exercise.objects.filter(slug__in=FIRST)
    return {one.slug: ladder_of(one).rung_of_level(FIRST[one.slug]) for one in exercises}


def _results(sessions: Sequence[PracticeSession]) -> Mapping[object, list[SetResult]]:
    """The sets that count of each session: those of the correction where there is one."""
    corrected = {one.pk for one in sessions if one.corrected_at}
    found = defaultdict(list)
    for row in SetResult.objects.filter(session__in=sessions).select_related("attempt"):
        if row.session_id not in corrected or row.attempt.source == Source.CORRECTION:
            found[row.session_id].append(row)
    return found


def _done_well(session: PracticeSession, results: Iterable[SetResult], rungs: Mapping[str, int]) -> set[str]:
    """Which of the exercises were done in it at their level or above, all that was begun of them."""
    planned = session.plan["steps"]
    high = {
        step["id"]
        for step in steps_and_variants(session.plan)
        if step["id"] in rungs and step.get("rung", -1) >= rungs[step["id"]]
    }
    outcomes = defaultdict(set)
    for row in results:
        outcomes[row.exercise or planned[row.step]["id"]].add(row.outcome)
    return {slug for slug in high if outcomes[slug] and outcomes[slug] <= DONE}
