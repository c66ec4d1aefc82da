"""What a browser needs to work without a network: the service worker, and a page that knows nobody."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from psoasfit.fold import imported
from psoasfit.minify import STYLE_IMPORT

FOLDER = settings.BASE_DIR / "static"
WORKER = "js/sw.js"
STYLES = ["css/site.css", "css/session.css"]


@login_not_required
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script. It is at the root so that it may answer for every page."""
    script = worker_script.__wrapped__() if settings.DEBUG else worker_script()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Shown instead of a page that cannot be reached; scripts fill it with what this device keeps."""
    return render(request, "offline.html")


@cache
def worker_script() -> str:
    """What to keep, and the worker that keeps it. Any change in either is a new version for browsers."""
    files = kept_files()
    pages = {"offline": reverse("offline"), "shell": reverse("session_shell")}
    site = {
        "version": version_of(files, pages.values()),
        "statics": [static(path) for path in files],
        "root": settings.STATIC_URL,
        "csrf": reverse("api_csrf"),
        "attempts": f"{reverse('api_csrf').removesuffix('csrf/')}attempts/",
        **pages,
    }
    return f"self.PSOASFIT = {json.dumps(site)};\nimportScripts({json.dumps(static(WORKER))});\n"


def kept_files() -> list[str]:
    """Static paths of the icon and of what every page and the player load."""
    return ["icon.svg", *STYLES, *imported_styles(), *scripts()]


def imported_styles() -> list[str]:
    """The parts a style sheet imports; none where collectstatic has made one file of them."""
    if settings.HASHED_STATIC:
        return []
    return [f"css/{name}" for path in STYLES for name in STYLE_IMPORT.findall((FOLDER / path).read_text())]


def scripts() -> list[str]:
    """All but the worker, and without what others import where collectstatic has made one file of them."""
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("js/**/*.js")} - {WORKER}
    parts = {part for name in found for part in imported(name, _text)} if settings.HASHED_STATIC else set()
    return sorted(found - parts)


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def version_of(files: list[str], pages) -> str:
    """Sixteen hex digits over all that is kept, and the worker itself."""
    digest = hashlib.sha256()
    for path in [*files, WORKER]:
        digest.update(static(path).encode() + (FOLDER / path).read_bytes())
    for address in pages:
        digest.update(page_for_nobody(address))
    return digest.hexdigest()[:16]


def page_for_nobody(address: str) -> bytes:
    """A public page as a browser without cookies gets it."""
    request = HttpRequest()
    request.method, request.path, request.user = "GET", address, AnonymousUser()
    match = resolve(address)
    return match.func(request, *match.args, **match.kwargs).content
