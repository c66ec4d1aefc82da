"""The one-page summary: choose, print, download, share by a link that ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from psoasfit import clock
from psoasfit.rest import SharedThrottle
from routines import summary_links
from routines.forms.summary import LinkForm, PartsForm, kept_choice
from routines.summary import load
from routines.summary_pdf import render as render_pdf
from routines.summary_sheet import Summary

NEW_LINK = "new_summary_link"  # in the browser session until the list has shown it


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest) -> HttpResponse:
    """The page as it is printed, and what is on it."""
    kept = kept_choice(request.session)
    if request.method == "POST":
        form = PartsForm(request.POST)
        if form.is_valid():
            request.session["summary"] = form.choice()
            messages.success(request, "The page now shows what you chose.")
            return redirect("summary")
    else:
        form = PartsForm(initial={**kept, "named": bool(kept["name"])})
    context = {"form": form, "summary": _summary(request)}
    return render(request, "routines/summary.html", context)


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The same page as a file."""
    now = clock.now()
    page = _summary(request)
    headers = {"Content-Disposition": f'attachment; filename="psoasfit-summary-{page.on}.pdf"'}
    return HttpResponse(render_pdf(page, at=now), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Links made so far, and a new one with what is on the page now."""
    now = clock.now()
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            request.session[NEW_LINK] = summary_links.make(
                user=request.user, days=form.cleaned_data["days"], now=now, **kept_choice(request.session)
            )
            return redirect("summary_links")
        except summary_links.TooManyLinks:
            form.add_error("days", f"{summary_links.MOST} links work already. Revoke one of them first.")
    token = request.session.pop(NEW_LINK, None)  # shown once, as a message is
    context = {
        "form": form,
        "links": [(link, link.works(now)) for link in request.user.summary_links.all()],
        "new": token and request.build_absolute_uri(reverse("shared_summary", args=[token])),
    }
    return render(request, "routines/summary_links.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link for good, or take an expired one off the list."""
    get_object_or_404(request.user.summary_links, pk=pk).delete()
    messages.success(request, "That link is gone. Whoever opens it finds nothing.")
    return redirect("summary_links")


@login_not_required
@require_safe
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The summary as it is at this moment, for whoever holds the link. Needs no cookie and sets none."""
    now = clock.now()
    if not SharedThrottle().allow_request(request, None):
        return _private(render(request, "429.html", status=429))
    link = summary_links.find(token, now=now)
    if link is None:
        return _private(render(request, "routines/summary_gone.html", status=404))
    page = load(link.user, now=now, parts=link.parts, name=link.name)
    if request.method == "GET":
        summary_links.count_opening(link, now=now)
    with timezone.override(link.user.zone):  # their days and hours, whoever looks
        context = {"summary": page, "at": now, "until": link.expires_at}
        return _private(render(request, "routines/summary_shared.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no search engine, and the address passed on to nobody."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _summary(request: HttpRequest) -> Summary:
    return load(request.user, now=clock.now(), **kept_choice(request.session))
