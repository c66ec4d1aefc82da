"""Try it first: a whole session without an account. Reading changes nothing, and nothing is stored here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from psoasfit import clock
from routines.emergency import CHECKED
from routines.figures import DEFAULT
from routines.forms.guest import GuestForm, WhereForm
from routines.guest import check_may_try, guest_pack, limits_of, serve_guest
from routines.guest_safety import by_action, by_urgency
from routines.refusals import NotCleared, NothingLeft, Resting
from routines.told import numbers_of
from routines.views.session import page_context


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """When not to start, and the two answers to it."""
    context = {"groups": by_urgency(numbers_of(request.user)), "wish": request.GET.get("kind", "")}
    return render(request, "routines/try.html", context)


@login_not_required
@require_safe
def stop(request: HttpRequest) -> HttpResponse:
    """What to do when one of them may apply, and whom to call. There is no session."""
    where = None if request.user.is_authenticated else WhereForm(request.GET)
    numbers = where.numbers if where else numbers_of(request.user)
    context = {
        "answers": by_action(numbers),
        "numbers": numbers,
        "numbers_checked": CHECKED,
        "where": where,
    }
    return render(request, "routines/try_stop.html", context)


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which session, and how long."""
    if "ok" not in request.GET:
        return redirect("try")
    wish = GuestForm(request.GET)
    wish.is_valid()
    form = GuestForm(initial=wish.cleaned_data)
    return render(request, "routines/try_choose.html", {"form": form})


@login_not_required
@require_safe
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """The player with a fresh session, or the whole list of it where scripts do not run."""
    if "ok" not in request.GET:
        return redirect("try")
    form = GuestForm(request.GET)
    if not form.is_valid():
        return render(request, "routines/try_choose.html", {"form": form})
    now = clock.now()
    try:
        check_may_try(request.user, now=now)
    except NotCleared as refusal:
        return redirect("welcome_step", step=refusal.clearance.step)
    except Resting:
        return redirect("check_first")
    try:
        pack = guest_pack(**form.cleaned_data, limits=limits_of(request.user), now=now)
    except NothingLeft as refusal:
        messages.warning(request, str(refusal))
        return redirect("today")
    figure = getattr(request.user, "figure", DEFAULT)
    numbers = numbers_of(request.user)
    plan = serve_guest(pack, figure=figure, numbers=numbers)
    context = page_context(plan, figure=figure, guest=True, numbers=numbers)
    return render(request, "routines/session.html", context)
