"""The session as one page of paper, and telling by hand what was done of it or of one never started."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from psoasfit import clock
from routines.aftercare import advice_for
from routines.by_hand import (
    ANSWERS,
    NotByHand,
    NotEnded,
    NotOpen,
    Told,
    TooLate,
    correct_session,
    earliest_day,
    log_past_session,
    log_session,
    may_correct,
    past_pack,
    recorded_sets,
    remove_session,
    take_back_correction,
    was_only_told,
)
from routines.card import SIP, WARNING, SetKey, make_card, swapped_in
from routines.clearance import clearance
from routines.forms.by_hand import ByHandForm, WhichSessionForm
from routines.models import Exercise, Plan, PracticeSession, Routine, SessionStatus, SetResult
from routines.packs import BadPack, Pack, open_pack
from routines.session_plan import Swap
from routines.views.session import why_not_now

BLANKS = ("Day and time", "Highest pain, 0–10", "Pain after, 0–10", "Effort, 0–10")
CARD_FIELDS = ("slug", "name", "kind", "start", "steps", "stop_if", "figure_sentence", "has_figure")
SHORT = "Saved. Less than half of it was done, so it does not count towards your week."


# --- The card -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, pk) -> HttpResponse:
    """One's own session on paper. While open it can be logged by hand, even if none may be started now."""
    session = _own(request, pk)
    is_open = session.status == SessionStatus.OPEN
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if verdict.reason == "consent":
        return redirect("welcome_step", verdict.step)
    why_not = why_not_now(request.user, verdict, now=now) if is_open else ""
    recorded = recorded_sets(session)
    form = None
    if is_open or request.method == "POST":
        form = ByHandForm(
            request.POST or None, plan=session.plan, user=request.user, now=clock.now(), recorded=recorded
        )
        if form.is_valid():
            return _log(request, session, form)
        if not is_open:
            return redirect("past_session", pk)
    context = {"session": session, "is_open": is_open, "form": form, "why_not": why_not}
    if not why_not:  # what may not be done now is not shown as something to do
        context |= {"blanks": BLANKS if is_open else (), **card_context(session, recorded)}
    return render(request, "routines/session_card.html", context)


def card_context(session: PracticeSession, recorded: Mapping[SetKey, SetResult]) -> dict[str, Any]:
    """What a card shows of a session and the sets done of it. Two queries, whatever its length."""
    plan = session.plan
    slugs = {step["id"] for step in plan["steps"]}
    library = {row.slug: row for row in Exercise.objects.filter(slug__in=slugs).only(*CARD_FIELDS)}
    done = [(row.step, row.exercise) for row in recorded.values()]
    routine = Routine.objects.current().filter(kind=session.kind).first()
    return {
        "plan": plan,
        "card": make_card(plan, library=library, done=recorded.keys(), instead=swapped_in(plan, done)),
        "swaps": [Swap(**swap).sentence for swap in plan.get("swaps", ())],
        "warning": WARNING,
        "sip": SIP,
        "water": routine.hydration if routine else SIP,
    }


def _log(request: HttpRequest, session: PracticeSession, form: ByHandForm) -> HttpResponse:
    told = form.told()
    try:
        logged = log_session(
            session=session, client_id=form.cleaned_data["client_id"], told=told, now=clock.now()
        )
    except NotOpen:
        messages.info(request, "This session has ended already. You can correct it here.")
        return redirect("past_session", session.pk)
    return _saved(request, logged, told)


# --- A session that was never started -------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def log_past(request: HttpRequest) -> HttpResponse:
    """Which session was done without PsoasFit, then how much of it. Nothing is stored before the end."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    plan = Plan.objects.select_related("user__profile", "programme").filter(user=user).first()
    if plan is None or verdict.reason in ("consent", "incomplete"):
        return redirect("welcome_step", verdict.step)
    today = now.astimezone(user.zone).date()
    if request.method == "POST":
        pack = _sealed(request, now)
        if user.practice_sessions.filter(pk=pack.session).exists():  # sent twice
            return redirect("past_session", pack.session)
        return _log_past(request, pack, today=today)
    asked = request.GET if "on" in request.GET else None
    which = WhichSessionForm(asked, today=today, initial={"on": today, "minutes": plan.minutes})
    if not which.is_valid():
        return render(request, "routines/log_session.html", {"form": which})
    pack = past_pack(plan, now=now, **which.cleaned_data)
    return _log_past(request, pack, today=today, on=which.cleaned_data["on"])


def _log_past(request: HttpRequest, pack: Pack, *, today: date, on: date | None = None) -> HttpResponse:
    user, now = request.user, clock.now()
    form = ByHandForm(
        request.POST or None,
        plan=pack.plan,
        user=user,
        now=now,
        taken=_taken_days(user, today=today),
        initial={"on": on or today},
    )
    if form.is_valid():
        told = form.told()
        session = log_past_session(
            user=user, pack=pack, client_id=form.cleaned_data["client_id"], told=told, now=now
        )
        return _saved(request, session, told)
    return render(
        request, "routines/log_session_sets.html", {"form": form, "pack": pack, "sealed": pack.seal()}
    )


def _sealed(request: HttpRequest, now: datetime) -> Pack:
    """The session the page was about; one that was not made here for this person does not exist."""
    try:
        pack = open_pack(request.POST.get("pack", ""), user=request.user, now=now)
    except BadPack as error:
        raise Http404(str(error)) from error
    if pack.owner is None:
        raise Http404("A guest's session is added by playing it.")
    return pack


def _taken_days(user: User, *, today: date) -> set[date]:
    """Days of the last two weeks that have a session."""
    recent = user.practice_sessions.filter(local_date__gte=earliest_day(today))
    return set(recent.values_list("local_date", flat=True))


# --- Correcting -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk) -> HttpResponse:
    """Say what was really done; after 14 days the page says why not any more."""
    session = _own(request, pk)
    if session.status == SessionStatus.OPEN:
        return redirect("session_card", pk)
    now = clock.now()
    if clearance(request.user, now=now).reason == "consent":
        return redirect("welcome_step", "consent")
    if not may_correct(session, now=now):
        return render(request, "routines/correct_too_late.html", {"session": session})
    check_in = getattr(session, "check_in", None)
    form = ByHandForm(
        request.POST or None,
        plan=session.plan,
        user=request.user,
        now=now,
        done=recorded_sets(session),
        finished_at=session.ended_at,
        check_in={name: getattr(check_in, name) for name in ANSWERS} if check_in else None,
        needs_sets=False,
    )
    if form.is_valid():
        return _correct(request, session, form)
    return render(request, "routines/correct_session.html", {"session": session, "form": form})


def _correct(request: HttpRequest, session: PracticeSession, form: ByHandForm) -> HttpResponse:
    if not form.says_something_new:
        messages.info(request, "Nothing was different, so nothing is changed.")
        return redirect("past_session", session.pk)
    told = form.told()
    try:
        corrected = correct_session(
            session=session, client_id=form.cleaned_data["client_id"], told=told, now=clock.now()
        )
    except (NotEnded, TooLate):
        return redirect("correct_session", session.pk)
    return _saved(request, corrected, told)


@require_POST
def take_back(request: HttpRequest, pk) -> HttpResponse:
    """Let what was recorded count again."""
    session = _own(request, pk)
    if session.corrected_at is None:  # sent twice
        return redirect("past_session", pk)
    try:
        take_back_correction(session=session, now=clock.now())
    except TooLate:
        return redirect("correct_session", pk)
    messages.success(request, "The correction is taken back. The session is as it was recorded.")
    return redirect("past_session", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk) -> HttpResponse:
    """Ask, then delete a session that was told by mistake."""
    session = _own(request, pk)
    if not was_only_told(session):
        raise Http404("Only a session that was told by hand can be removed.")
    if request.method != "POST":
        return render(request, "routines/remove_session.html", {"session": session})
    try:
        remove_session(session=session, now=clock.now())
    except NotByHand as error:
        raise Http404("A device has recorded some of it.") from error
    messages.success(request, f"The session of {_day(session.local_date)} is removed.")
    return redirect("progress")


# --- Common ---------------------------------------------------------------------------------------------


def _own(request: HttpRequest, pk) -> PracticeSession:
    session = get_object_or_404(request.user.practice_sessions.with_check_in(), pk=pk)
    session.user = request.user
    return session


def _saved(request: HttpRequest, session: PracticeSession, told: Told) -> HttpResponse:
    """On to what to do now, if something gave a stop signal; else to what is stored."""
    said: Mapping[str, Any] = told.check_in or {"feelings": (), "highest_pain": 0}
    if advice_for(feelings=said["feelings"], highest_pain=said["highest_pain"]):
        return redirect(f"{reverse('session_check_in', args=[session.pk])}?care")
    messages.success(request, f"Saved for {_day(session.local_date)}." if session.counted else SHORT)
    return redirect("past_session", session.pk)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
