"""The public library: exercises, routines, and what the psoas is."""

from django.http import Http404


def exercises(request, **kwargs):
    raise Http404


def exercise(request, **kwargs):
    raise Http404


def routines(request, **kwargs):
    raise Http404


def routine(request, **kwargs):
    raise Http404


def learn(request, **kwargs):
    raise Http404
