"""Signed links from mails."""

from django.http import Http404


def link(request, **kwargs):
    raise Http404
