"""One person's proposal: gather what clinical 5.1 looks at, take it with one tap, or not now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from routines.adaptation import VERSION, Outcome
from routines.json_rows import row_of
from routines.models import BedEdgeCheck, Decision, KneeLiftHold, Plan, Programme, RoutineKind
from routines.pains import last_base
from routines.proposing import Facts, Proposal, propose
from routines.self_test_history import LONG_PAIN
from routines.self_tests import FRESH_DAYS, Hint

FLOOR_TAG = "floor_transfer"
BALANCE_RULE = "5.1.balance"


class NotProposed(Exception):
    """This is not what is proposed (any more)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal with its programme, None where none is for now, and what it was made from."""

    proposal: Proposal
    programme: Programme | None
    facts: Facts


def known_tests(user: OuterRef) -> dict[str, Subquery]:
    """Annotations for a query of plans: the latest bed-edge check and knee-lift hold."""
    checks = BedEdgeCheck.objects.filter(user=user).order_by("-on_date")
    holds = KneeLiftHold.objects.filter(user=user).order_by("-on_date")
    fields = ("on_date", "left", "right")
    return {"room": row_of(checks, *fields), "hold": row_of(holds, *fields)}


def facts_of(plan: Plan, *, today: date, cleared: bool = True) -> Facts:
    """What is known of somebody. `plan` was read with all of `known_plans`."""
    profile = plan.user.profile
    base = plan.last_base
    restrictions = profile.restrictions
    return Facts(
        pain=profile.usual_pain if base is None else int(base),
        places=tuple(profile.pain_places),
        long_pain=LONG_PAIN in profile.cautions,
        cleared=cleared,
        clinician_agreed=profile.clinician_agreed_on is not None,
        runs=profile.runs,
        sitting_hours=profile.sitting_hours,
        minutes=plan.minutes,
        no_floor=restrictions.chair_only or any(FLOOR_TAG in c.removes for c in restrictions.cautions),
        room=_fresh(plan.room, today=today),
        hold=_fresh(plan.hold, today=today),
    )


def _fresh(result: Sequence | None, *, today: date) -> tuple | None:
    """Left and right of a result of `known_tests`, unless there is none of the last eight weeks."""
    if result is None:
        return None
    on, left, right = result
    return None if date.fromisoformat(on) < today - timedelta(days=FRESH_DAYS) else (left, right)


def offer_of(plan: Plan, *, today: date, cleared: bool = True, unless: str = "") -> Offer | None:
    """What is proposed to somebody whose plan was read as for `facts_of`, but not the programme `unless`. One
    query.
    """
    facts = facts_of(plan, today=today, cleared=cleared)
    proposal = propose(facts)
    if proposal is None or (unless and proposal.programme == unless):
        return None
    programme = Programme.objects.current().filter(slug=proposal.programme).first()
    if proposal.programme and programme is None:
        return None
    return Offer(proposal, programme, facts)


def known_plans(user: User):
    """Plans of one person, at most one, with all that `facts_of` needs."""
    plans = Plan.objects.filter(user=user, user__profile__isnull=False)
    return plans.select_related("user__profile", "programme").annotate(
        last_base=last_base(OuterRef("user")), **known_tests(OuterRef("user"))
    )


# --- The person's own word ------------------------------------------------------------------------------


@transaction.atomic
def take(*, user: User, slug: str, now: datetime) -> Programme:
    """Follow the proposed programme from today, and keep why it was proposed. Raises NotProposed."""
    plan, offer = _offered(user, slug, now=now)
    today = now.astimezone(user.zone).date()
    plan.start_programme(offer.programme, on=today)
    plan.proposal_later = ""
    plan.save(update_fields=["programme", "programme_started_on", "proposal_later"])
    Decision.objects.create(
        user=user,
        rule=offer.proposal.rule,
        version=VERSION,
        outcome=Outcome.GO,
        words=offer.proposal.reason,
        inputs={**offer.facts.to_json(), "programme": slug},
        made_at=now,
    )
    return offer.programme


@transaction.atomic
def not_now(*, user: User, slug: str, now: datetime) -> None:
    """Do not show this proposal on the week any more; another one may still come. Raises NotProposed."""
    plan, _ = _offered(user, slug, now=now)
    plan.proposal_later = slug
    plan.save(update_fields=["proposal_later"])


def _offered(user: User, slug: str, *, now: datetime) -> tuple[Plan, Offer]:
    User.objects.hold(user.pk)
    plan = known_plans(user).first()
    offer = plan and offer_of(plan, today=now.astimezone(user.zone).date())
    if not offer or offer.programme is None or offer.programme.slug != slug:
        raise NotProposed
    return plan, offer


@transaction.atomic
def balance(*, user: User, hint: Hint | None, kind: str, now: datetime) -> None:
    """One session of a kind more each week, as the self-tests suggest; "" for equal parts again.

    Raises NotProposed for what they do not suggest.
    """
    User.objects.hold(user.pk)
    if kind and (hint is None or hint.balance != kind):
        raise NotProposed
    if not Plan.objects.filter(user=user).update(balance=kind):
        raise NotProposed
    taken = Decision.objects.filter(user=user, rule=BALANCE_RULE, declined_at=None)
    taken.update(declined_at=now)
    if kind:
        Decision.objects.create(
            user=user,
            rule=BALANCE_RULE,
            version=VERSION,
            outcome=Outcome.GO,
            words=f"{RoutineKind(kind).label} once more each week. {hint.reason}",
            inputs={"kind": kind, "hint": hint.text},
            made_at=now,
        )
