"""Progress: charts and history."""

from django.http import Http404


def progress(request, **kwargs):
    raise Http404


def past_session(request, **kwargs):
    raise Http404
