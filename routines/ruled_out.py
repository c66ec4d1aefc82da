"""Whether a plan that was made earlier still suits the person. Reads no clock.

Answers change while a session is open, or while its pack waits on a device: what they rule out is then not
served any more (clinical 2.3).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from routines.models import Exercise, Profile
from routines.restrictions import SEATED, Restrictions, Verdict
from routines.session_plan import steps_and_variants


def still_suits(plan: Mapping[str, Any], profile: Profile, *, level: int) -> bool:
    """Whether everything in a stored plan is still for this person, done as it was planned; variants too.

    Not only whether: also no higher, no longer, and with every sentence on how to do it that is said now.
    `level` is that of a session whose steps do not say theirs. One query.
    """
    restrictions = profile.restrictions
    if plan.get("advice"):
        restrictions = replace(restrictions, chair=True)
    steps = list(steps_and_variants(plan))
    known = Exercise.objects.filter(slug__in={step["id"] for step in steps})
    library = {row.slug: row for row in known.only("slug", "tags", "level_required", "gate")}
    return all(
        _suits(step, library[step["id"]], restrictions, profile, level=level)
        for step in steps
        if step["id"] in library
    )


def _suits(
    step: Mapping[str, Any], exercise: Exercise, restrictions: Restrictions, profile: Profile, *, level: int
) -> bool:
    if exercise.gate == "roller" and not profile.roller_ok:
        return False
    limits = step.get("limits", ())
    if SEATED in limits:
        return restrictions.judge_seated(exercise.slug).allowed
    verdict = restrictions.judge(exercise.slug, exercise.tags, exercise.level_required)
    is_low = step.get("level", level) <= min(verdict.level_max, profile.level_max)
    return verdict.allowed and is_low and _is_short(step, verdict) and set(verdict.limits) <= set(limits)


def _is_short(step: Mapping[str, Any], verdict: Verdict) -> bool:
    """No hold above the cap, nor one that may be made longer than it."""
    longest = max(step.get("seconds") or 0, step.get("secondsMax") or 0)
    return verdict.hold_seconds_max is None or longest <= verdict.hold_seconds_max
