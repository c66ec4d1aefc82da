"""The JSON API the player saves to: ids come from the client, the highest `rev` wins."""

import uuid
from datetime import datetime

from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import exceptions, status
from rest_framework.decorators import api_view, permission_classes, throttle_classes
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from psoasfit import clock
from psoasfit.rest import GuestThrottle
from routines.aftercare import advice_for
from routines.attempts import NoSuchSession, OtherSession, Saved, save_attempt
from routines.clearance import NoConsent
from routines.figures import DEFAULT
from routines.forms.guest import GuestForm
from routines.guest import check_may_try, guest_pack, limits_of, serve_guest
from routines.models import PracticeSession
from routines.packs import BadPack, Pack, open_pack
from routines.refusals import Refused
from routines.serializers import (
    AttemptSerializer,
    HeadSerializer,
    SavedSerializer,
    SessionDetailSerializer,
    SessionSerializer,
    in_words,
)
from routines.served_plan import seal, served_plan
from routines.sessions import next_session, start_session
from routines.told import numbers_of

NO_STORE = {"Cache-Control": "no-store"}


class Newest(CursorPagination):
    """Newest first. A cursor costs the same on every page and needs no count."""

    ordering = ("-local_date", "-started_at")
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100


@api_view(["GET"])
def csrf(request: Request) -> Response:
    """A fresh token for the X-CSRFToken header, and whose it is; 401 says that nobody is signed in."""
    answer = {"token": get_token(request._request), "user": str(request.user.key)}
    return Response(answer, headers=NO_STORE)


@api_view(["GET", "POST"])
def sessions(request: Request) -> Response:
    """List one's own sessions, or start (or resume) today's."""
    return start(request) if request.method == "POST" else listing(request)


@api_view(["GET"])
@permission_classes([])
@throttle_classes([GuestThrottle])
def guest_session(request: Request) -> Response:
    """A session for somebody without an account, with its pack. Public; nothing is stored."""
    form, now = GuestForm(request.query_params), clock.now()
    if not form.is_valid():
        return Response(form.errors, status=status.HTTP_400_BAD_REQUEST, headers=NO_STORE)
    try:
        check_may_try(request.user, now=now)
        pack = guest_pack(**form.cleaned_data, limits=limits_of(request.user), now=now)
    except Refused as refusal:
        return refused(refusal)
    figure, numbers = getattr(request.user, "figure", DEFAULT), numbers_of(request.user)
    return Response(serve_guest(pack, figure=figure, numbers=numbers), headers=NO_STORE)


@api_view(["GET"])
def session(request: Request, pk: uuid.UUID) -> Response:
    """One of one's own sessions with its plan and sets."""
    found = get_object_or_404(request.user.practice_sessions, pk=pk)
    return Response(SessionDetailSerializer(found).data)


@api_view(["PUT"])
def attempt(request: Request, client_id: uuid.UUID) -> Response:
    """Save one attempt, the whole of it, under the id the client made; answers what is stored now.

    A `rev` that is not higher than the stored one changes nothing. 409 "consent": keep it, and try later.
    """
    now = clock.now()
    head = checked(HeadSerializer(data=request.data))
    plan, pack = plan_for(request, head, now=now)
    document = checked(AttemptSerializer(data=request.data, context={"plan": plan}))
    try:
        saved = save_attempt(user=request.user, client_id=client_id, document=document, pack=pack, now=now)
    except NoConsent:
        body = {"detail": "Nothing can be stored before you agree to it.", "reason": "consent"}
        return Response(body, status=status.HTTP_409_CONFLICT)
    except NoSuchSession as error:
        raise Http404 from error
    except OtherSession as error:
        raise exceptions.ValidationError({"session": ["This attempt belongs to another one."]}) from error
    return Response(echo(saved), status=status.HTTP_201_CREATED if saved.created else status.HTTP_200_OK)


@api_view(["GET"])
def session_ahead(request: Request) -> Response:
    """The next session as the player gets it, sealed, with nothing stored; today's open one as it is."""
    user = request.user
    try:
        found, under_way = next_session(user=user, now=clock.now())
    except Refused as refusal:
        return refused(refusal)
    plan = served_plan(
        found.plan,
        session=found.pk,
        user_key=str(user.key),
        figure=user.figure,
        pack=None if under_way else seal(found),
        numbers=numbers_of(user),
    )
    return Response(plan, headers=NO_STORE)


def refused(refusal: Refused) -> Response:
    """409: why there is no session now, and which page comes next if one does."""
    body = {"detail": str(refusal), "reason": refusal.reason, "step": refusal.step}
    return Response(body, status=status.HTTP_409_CONFLICT, headers=NO_STORE)


def listing(request: Request) -> Response:
    paginator = Newest()
    page = paginator.paginate_queryset(request.user.practice_sessions.defer("plan"), request)
    return paginator.get_paginated_response(SessionSerializer(page, many=True).data)


def start(request: Request) -> Response:
    try:
        started = start_session(user=request.user, now=clock.now())
    except Refused as refusal:
        return refused(refusal)
    return Response(SessionDetailSerializer(started).data, status=status.HTTP_201_CREATED)


def plan_for(request: Request, head: dict, *, now: datetime) -> tuple[dict, Pack | None]:
    """What was planned for the session of a document: as stored, else from its pack; 404 without either."""
    found = PracticeSession.objects.filter(pk=head["session"]).only("user", "plan").first()
    if found and found.user_id == request.user.pk:
        return found.plan, None
    if found or not head["pack"]:
        raise Http404
    try:
        pack = open_pack(head["pack"], user=request.user, now=now)
    except BadPack as error:
        raise exceptions.NotFound(str(error)) from error
    if pack.session != head["session"]:
        raise exceptions.ValidationError({"session": ["The pack is that of another one."]})
    return pack.plan, pack


def echo(saved: Saved) -> dict:
    """What is stored, whether somebody said how it felt, and the page on what to do now, if there is any."""
    felt, care = saved.check_in, None
    if felt and advice_for(feelings=felt.feelings, highest_pain=felt.highest_pain):
        care = f"{reverse('session_check_in', args=[saved.session.pk])}?care"
    return {**SavedSerializer(saved.attempt).data, "check_in": felt is not None, "care": care}


def checked(serializer) -> dict:
    """The clean data, or 400 with what is wrong, in words by field."""
    if not serializer.is_valid():
        raise exceptions.ValidationError(in_words(serializer.errors))
    return serializer.validated_data
