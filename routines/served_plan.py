"""A stored plan as the player gets it: whose it is, where to save and read, and its drawings."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from routines import during, felt
from routines.emergency import UNKNOWN, Numbers
from routines.figures import DEFAULT
from routines.models import PracticeSession
from routines.packs import Pack
from routines.pictures import inline_drawing, inline_path
from routines.session_plan import steps_and_variants

GUEST = "guest"  # the user key of somebody without an account


def served_plan(
    plan: Mapping[str, Any],
    *,
    session: uuid.UUID,
    user_key: str = GUEST,
    figure: str = DEFAULT,
    pack: str | None = None,
    numbers: Numbers = UNKNOWN,
) -> dict[str, Any]:
    """The player's contract: `plan` with what only the page needs.

    `pack` is the sealed session while the server has no row for it. Drawings are those of the person's
    `figure`, by slug. The rules for pain are today's, whenever it was planned; `numbers` are whom to call.
    """
    slugs = {step["id"] for step in steps_and_variants(plan)}
    return {
        **felt.for_player(),
        **plan,
        **during.for_player(base=plan.get("base"), numbers=numbers),
        "userKey": user_key,
        "urls": _urls(session),
        "drawings": {
            slug: static(inline_path(slug, figure)) for slug in sorted(slugs) if inline_drawing(slug, figure)
        },
        "pack": pack,
    }


def seal(session: PracticeSession) -> str:
    """A session that is planned and not stored, as a pack for its person's device."""
    return Pack(
        session=session.pk,
        owner=session.user.key,
        made_at=session.started_at,
        kind=session.kind,
        title=session.title,
        minutes=session.minutes,
        level=session.level,
        routine_id=session.routine_id,
        plan=session.plan,
    ).seal()


def _urls(session: uuid.UUID) -> dict[str, str]:
    page = reverse("session", args=[session])
    return {
        "csrf": reverse("api_csrf"),
        "attempts": "/api/v1/attempts/",  # each under the id its device makes
        "page": page,
        "card": f"{page}card/",
        "done": reverse("session_check_in", args=[session]),
        "today": reverse("today"),
        "signIn": reverse("account_login"),
        "signUp": reverse("account_signup"),
    }
