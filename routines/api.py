"""The JSON API the player saves to: ids come from the client, the highest `rev` wins."""

import uuid

from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import api_view, permission_classes, throttle_classes
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from psoasfit import clock
from psoasfit.rest import GuestThrottle
from routines.clearance import Clearance
from routines.figures import DEFAULT
from routines.forms.guest import GuestForm
from routines.guest import GUEST_KEY, NotForThem, check_may_try, guest_pack, limits_of
from routines.models import PracticeSession
from routines.serializers import (
    EndSerializer,
    SessionDetailSerializer,
    SessionSerializer,
    SetResultSerializer,
    SetSerializer,
)
from routines.served_plan import served_plan
from routines.sessions import NotCleared, end_session, record_set, start_session

NO_STORE = {"Cache-Control": "no-store"}


class Newest(CursorPagination):
    """Newest first. A cursor costs the same on every page and needs no count."""

    ordering = ("-local_date", "-started_at")
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100


@api_view(["GET"])
def csrf(request: Request) -> Response:
    """A fresh token for the X-CSRFToken header; also how the player learns that it is signed out (401)."""
    return Response({"token": get_token(request._request)}, headers=NO_STORE)


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
    except NotForThem as refusal:
        return refused(refusal.clearance)
    pack = guest_pack(**form.cleaned_data, limits=limits_of(request.user), now=now)
    figure = getattr(request.user, "figure", DEFAULT)
    plan = served_plan(pack.plan, user_key=GUEST_KEY, figure=figure, pack=pack.seal())
    return Response(plan, headers=NO_STORE)


@api_view(["GET", "PUT"])
def session(request: Request, pk: uuid.UUID) -> Response:
    """One session with its plan and sets, or its end."""
    found = own_session(request, pk)
    return end(request, found) if request.method == "PUT" else Response(SessionDetailSerializer(found).data)


@api_view(["PUT"])
def session_set(request: Request, pk: uuid.UUID, client_id: uuid.UUID) -> Response:
    """Save one set under the id the client made. A stale `rev` is answered with what is stored."""
    found = own_session(request, pk)
    data = checked(SetSerializer(data=request.data, context={"plan": found.plan}))
    result, created = record_set(session=found, client_id=client_id, now=clock.now(), **data)
    code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
    return Response(SetResultSerializer(result).data, status=code)


def listing(request: Request) -> Response:
    paginator = Newest()
    page = paginator.paginate_queryset(request.user.practice_sessions.defer("plan"), request)
    return paginator.get_paginated_response(SessionSerializer(page, many=True).data)


def start(request: Request) -> Response:
    try:
        started = start_session(user=request.user, now=clock.now())
    except NotCleared as refusal:
        return refused(refusal.clearance)
    return Response(SessionDetailSerializer(started).data, status=status.HTTP_201_CREATED)


def refused(verdict: Clearance) -> Response:
    """409 with why this person may not practise now and which page comes next."""
    body = {"detail": "Sessions are not open to you now.", "reason": verdict.reason, "step": verdict.step}
    return Response(body, status=status.HTTP_409_CONFLICT)


def end(request: Request, found: PracticeSession) -> Response:
    data = checked(EndSerializer(data=request.data))
    ended = end_session(session=found, now=clock.now(), **data)
    return Response(SessionSerializer(ended).data)


def own_session(request: Request, pk: uuid.UUID) -> PracticeSession:
    return get_object_or_404(request.user.practice_sessions, pk=pk)


def checked(serializer) -> dict:
    """The clean data, or 400 with what is wrong."""
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
