"""The week: what is next, start it, move it."""

from django.http import Http404


def today(request, **kwargs):
    raise Http404


def start(request, **kwargs):
    raise Http404


def move(request, **kwargs):
    raise Http404
