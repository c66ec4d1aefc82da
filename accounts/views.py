"""The local inbox and the demo account."""

from django.http import Http404


def inbox(request, **kwargs):
    raise Http404


def inbox_mail(request, **kwargs):
    raise Http404


def inbox_html(request, **kwargs):
    raise Http404


def demo(request, **kwargs):
    raise Http404
