"""Signed links from mails: they work signed out, and only a POST changes anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from psoasfit import clock
from routines import reminder_links, reminders


@login_not_required
@csrf_exempt  # RFC 8058: mail programs post here without cookies; the signature is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, signed: str) -> HttpResponse:
    """Stop or resume reminders: ask on GET (mail scanners follow every link), act on POST, twice is fine."""
    found = reminder_links.read(signed)
    if found is None:
        raise Http404("This link is not one of ours.")
    action, user = found
    if request.method != "POST":
        return render(request, "routines/reminder_link.html", {"action": action})
    reminders.switch(user=user, on=action == "resume", now=clock.now())
    undo = reminder_links.sign("stop" if action == "resume" else "resume", user)
    return render(request, "routines/reminder_link_done.html", {"action": action, "undo": undo})
