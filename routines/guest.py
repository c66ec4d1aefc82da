"""A session for a visitor without an account: careful, because nobody has screened them.

What is left out, beside the statements of guest_safety that keep people from starting at all:

- `hang`, `iap_high`, `hip_flexor_load_high`, `dynamic_fast`: straining and fast work. A dozen cautions rule
  some of it out (blood pressure, pelvic floor, hernia, bones, sciatica, surgery; clinical 2.3), and nobody
  has shown yet that the gentler work before it is free of pain (clinical 5.2).
- `spine_flex_load`: rounding the lower back, ruled out with fragile bones, sciatica and pain on bending.
- `prone`, `abd_pressure`: lying on the front and the roller wait for their own nine questions
  (`screening.ROLLER_REASONS`).
- `wrist_load`: weight on the hands, hard for many and needed by nothing else here.
- Kit: only a floor and a wall are taken for granted (`person.ALWAYS_THERE`). Level 1 throughout, effortful
  holds of ten seconds at most, standing work beside something to hold.

What stays (kneeling, lying on the back, end-range stretches, bridges) is named on the page before it, for
those it is not for. A test holds every caution against both together. Our own cautious choice, not yet
reviewed by a clinician.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from routines.before import resting
from routines.cautions import Caution
from routines.clearance import clearance
from routines.emergency import Numbers
from routines.fitting import fit_session
from routines.models import Exercise, Profile, Routine, RoutineKind
from routines.packs import Pack
from routines.person import GENTLE_LEVEL, Person
from routines.preparing import CHAIR_TITLE
from routines.refusals import NotCleared, NothingLeft, Resting
from routines.restrictions import NONE, Restrictions
from routines.served_plan import served_plan
from routines.session_plan import SessionPlan, TemplateStep
from routines.variants import session_variants

LENGTHS = (10, 15)
USUAL_MINUTES = 10
UNSCREENED = Caution(
    id="guest",
    group="",
    label="Nobody has asked me the safety questions yet",
    reason="this waits for the whole safety check",
    change="Level 1, without kit, strain, speed or pressure.",
    source="Our rule; what is left out follows clinical 2.3",
    removes=frozenset(
        {
            "hang", "iap_high", "hip_flexor_load_high", "dynamic_fast", "spine_flex_load", "prone",
            "abd_pressure", "wrist_load",
        }
    ),
    limits={"balance": "Hold on to a chair, or keep it in reach."},
    short_holds=True,
    care="Small ranges. Breathe all the way through, and stop short of any pain.",
)  # fmt: skip
BARRED = {"stopped", "clinician", "rescreen"}


def check_may_try(user: User | None, *, now: datetime) -> None:
    """Raises NotCleared or Resting when a signed-in person's own answers stop a session: no way round."""
    if user is None or not user.is_authenticated:
        return
    verdict = clearance(user, now=now)
    if verdict.reason in BARRED:
        raise NotCleared(verdict)
    decision = resting(user, now=now)
    if decision:
        raise Resting(decision)


def limits_of(user: User | None) -> Restrictions:
    """What a signed-in person told us about their body; nothing for a visitor."""
    if user is None or not user.is_authenticated:
        return NONE
    profile = Profile.objects.filter(user=user).first()
    return profile.restrictions if profile else NONE


def guest_pack(*, kind: RoutineKind, minutes: int, limits: Restrictions, now: datetime) -> Pack:
    """The article's session of a kind, fitted to somebody nobody knows. Nothing is stored. Three queries.

    Raises NothingLeft when `limits` leave none.
    """
    routine = Routine.objects.current().filter(kind=kind, article=True).first()
    library = {row.slug: row for row in Exercise.objects.current()}
    steps = routine.steps.order_by("order").values_list("exercise__slug", "role")
    fitted = fit_for_guest(
        template=[TemplateStep(library[slug], role) for slug, role in steps if slug in library],
        library=library,
        kind=kind,
        minutes=minutes,
        limits=limits,
    )
    if fitted.leaves_too_little:
        raise NothingLeft
    session, title = uuid.uuid4(), CHAIR_TITLE if fitted.advice else routine.name
    return Pack(
        session=session,
        owner=None,
        made_at=now,
        kind=str(kind),
        title=title,
        minutes=fitted.minutes,
        level=GENTLE_LEVEL,
        routine_id=routine.pk,
        plan=fitted.to_json(session=session, title=title, variants=session_variants(fitted, library=library)),
    )


def serve_guest(pack: Pack, *, figure: str, numbers: Numbers) -> dict[str, Any]:
    """What the player gets; its way back leads to the start of trying."""
    plan = served_plan(pack.plan, session=pack.session, figure=figure, pack=pack.seal(), numbers=numbers)
    return {**plan, "urls": {**plan["urls"], "today": reverse("try")}}


def fit_for_guest(
    *,
    template: Sequence[TemplateStep],
    library: Mapping[str, Exercise],
    kind: str,
    minutes: int,
    limits: Restrictions = NONE,
) -> SessionPlan:
    """The template at level 1 without kit; the same every time. `limits` can only take more out of it."""
    person = Person(
        level=GENTLE_LEVEL,
        level_max=GENTLE_LEVEL,
        equipment=frozenset(),
        restrictions=replace(limits, cautions=(*limits.cautions, UNSCREENED)),
    )
    return fit_session(
        template=template, library=library, kind=kind, minutes=minutes, person=person, whole_article=True
    )
