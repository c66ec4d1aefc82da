"""The JSON API the player saves to."""

from django.http import Http404


def csrf(request, **kwargs):
    raise Http404


def sessions(request, **kwargs):
    raise Http404


def session(request, **kwargs):
    raise Http404


def session_set(request, **kwargs):
    raise Http404
