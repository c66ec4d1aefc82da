"""Onboarding: one question group per page."""

from django.http import Http404


def welcome(request, **kwargs):
    raise Http404


def stopped(request, **kwargs):
    raise Http404


def step(request, **kwargs):
    raise Http404
