"""Signed links from mails: they work signed out, and only a POST changes anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from psoasfit import clock
from routines import morning_asking, reminder_links, reminders
from routines.clearance import has_agreed
from routines.forms.checkin import MorningForm
from routines.models import PracticeSession
from routines.mornings import changes_of, may_be_answered

UNDO = {
    "stop": "resume",
    "resume": "stop",
    "stop-mornings": "resume-mornings",
    "resume-mornings": "stop-mornings",
}
JUST_ANSWERED = "morning_just_answered"  # in the web session: the session whose answer is shown once


@login_not_required
@csrf_exempt  # RFC 8058: mail programs post here without cookies; the signature is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, signed: str) -> HttpResponse:
    """What a link in a mail leads to: ask on GET (mail scanners follow every link), act on POST."""
    session = reminder_links.read_morning(signed)
    if session:
        return _morning(request, signed, session)
    found = reminder_links.read(signed)
    if found is None:
        raise Http404("This link is not one of ours.")
    return _switch(request, *found)


def _switch(request: HttpRequest, action: str, user: User) -> HttpResponse:
    """Stop or resume one kind of mails; twice is fine."""
    context = {"action": action, "about_mornings": action.endswith("-mornings")}
    if request.method != "POST":
        return render(request, "routines/reminder_link.html", context)
    kind = morning_asking if context["about_mornings"] else reminders
    kind.switch(user=user, on=action.startswith("resume"), now=clock.now())
    context["undo"] = reminder_links.sign(UNDO[action], user)
    return render(request, "routines/reminder_link_done.html", context)


def _morning(request: HttpRequest, signed: str, session: PracticeSession) -> HttpResponse:
    """The morning after one session, without signing in.

    Who holds the link may answer; an answer is shown once, and only to the browser that gave it.
    """
    user, now = session.user, clock.now()
    open_now = user.is_active and may_be_answered(session, today=now.astimezone(user.zone).date())
    if not (open_now and has_agreed(user)):
        return render(request, "routines/morning_link_over.html", status=410)
    shown = request.method == "GET" and request.session.pop(JUST_ANSWERED, None) == str(session.pk)
    data = request.POST if request.method == "POST" else None
    form = MorningForm(data, session=session, shows_before=shown)
    if form.is_valid():
        form.save(now=now)
        request.session[JUST_ANSWERED] = str(session.pk)
        return redirect("reminder_link", signed)
    context = {
        "form": form,
        "session": session,
        "answered": form.before is not None,
        "shown": shown,
        "changes": changes_of(session) if shown else (),
        "stop": reminder_links.sign("stop-mornings", user),
    }
    return render(request, "routines/morning_link.html", context)
