"""Check-ins: after a session and every week."""

from django.http import Http404


def after_session(request, **kwargs):
    raise Http404


def weekly(request, **kwargs):
    raise Http404
