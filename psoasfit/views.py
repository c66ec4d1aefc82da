"""The landing page, and the pages for when something went wrong."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from psoasfit.manifest import manifest_data


@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    """What PsoasFit is, for someone who has never seen it; signed-in people go to their week."""
    if request.user.is_authenticated:
        return redirect("today")
    return render(request, "landing.html")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """How PsoasFit is installed as an app; the same for everybody."""
    return JsonResponse(manifest_data(), content_type="application/manifest+json")


@login_not_required
def admin_login(request: HttpRequest) -> HttpResponse:
    """Experts sign in like everybody else: same limits, same codes. Who is signed in needs more than that."""
    if request.user.is_authenticated:
        return forbidden(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@login_not_required
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@login_not_required
@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@login_not_required
@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request's context: whatever broke must not break this page too."""
    return HttpResponse(render_plain("errors/500.html"), status=500)


@login_not_required
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def render_plain(template: str) -> str:
    """A template rendered without request, user, session or database."""
    from django.template.loader import render_to_string

    return render_to_string(template)


@login_not_required
def show_error(request: HttpRequest, status: int) -> HttpResponse:
    """Look at an error page while working on it (DEBUG only)."""
    pages = {400: bad_request, 403: forbidden, 404: not_found, 500: server_error, 419: csrf_failure}
    return pages.get(status, not_found)(request)
