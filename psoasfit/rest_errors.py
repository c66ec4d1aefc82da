"""Errors of the JSON API in plain words; apart from rest.py, which REST framework itself imports."""

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler


def exception_handler(error: Exception, context: dict) -> Response | None:
    """413 for too large a body, 503 with Retry-After while the database is away."""
    if isinstance(error, RequestDataTooBig):
        return Response({"detail": "This is more than we accept in one go."}, status=413)
    if isinstance(error, OperationalError | InterfaceError):
        return Response(
            {"detail": "Saving is not possible right now. Nothing is lost; it will be tried again."},
            status=status.HTTP_503_SERVICE_UNAVAILABLE,
            headers={"Retry-After": "5"},
        )
    return default_handler(error, context)
