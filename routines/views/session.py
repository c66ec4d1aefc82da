"""The guided session."""

from django.http import Http404


def session(request, **kwargs):
    raise Http404
