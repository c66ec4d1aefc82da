"""Preferences, reminders, privacy."""

from django.http import Http404


def index(request, **kwargs):
    raise Http404


def reminders(request, **kwargs):
    raise Http404


def privacy(request, **kwargs):
    raise Http404
