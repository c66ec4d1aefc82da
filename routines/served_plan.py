"""The plan as the player gets it: what is stored, and what only the page needs."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from routines import during
from routines.pictures import drawing_path


def served_plan(
    stored: dict[str, Any], *, user_key: str, figure: str, pack: str | None = None
) -> dict[str, Any]:
    """`stored` with whose it is, where to save, and the drawings of its exercises in the figure they chose.

    `pack` is the sealed plan while the server has no row for the session.
    """
    return {
        **during.for_player(),
        **stored,
        "userKey": user_key,
        "urls": addresses(stored["session"]),
        "drawings": drawings(stored, figure=figure),
        "pack": pack,
    }


def addresses(session: str) -> dict[str, str]:
    """Where the player reads, saves and goes on."""
    page, today, start = reverse("session", args=[session]), reverse("today"), reverse("api_csrf")
    return {
        "csrf": start,
        "attempts": f"{start.removesuffix('csrf/')}attempts/",
        "page": page,
        "card": f"{page}card/",
        "done": reverse("session_check_in", args=[session]),
        "today": today,
        "signIn": f"{reverse('account_login')}?next={today}",
        "signUp": f"{reverse('account_signup')}?next={today}",
    }


def drawings(stored: dict[str, Any], *, figure: str) -> dict[str, str]:
    """Address of the moving drawing of every exercise and variant that has one, by slug."""
    steps = stored["steps"]
    slugs = {step["id"] for step in steps}
    slugs |= {variant["step"]["id"] for step in steps for variant in step.get("variants", ())}
    paths = {slug: drawing_path(slug, figure) for slug in sorted(slugs)}
    return {slug: static(path) for slug, path in paths.items() if path}
