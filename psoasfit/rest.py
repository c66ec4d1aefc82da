"""How our JSON API speaks: 401 instead of redirects, plain errors, no surprises in the parser."""

from django.core.exceptions import RequestDataTooBig
from rest_framework import authentication, exceptions, parsers, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler


class SessionAuthentication(authentication.SessionAuthentication):
    """Signed-in browsers; anonymous ones get 401, so that the player keeps its queue and asks to sign in."""

    def authenticate_header(self, request):
        return "Session"


class StrictJSONParser(parsers.JSONParser):
    """JSON only; absurd nesting is the sender's error, not ours."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("This JSON is nested too deeply.") from error


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Too large a body is 413 with a sentence; the rest as REST framework does it."""
    if isinstance(error, RequestDataTooBig):
        return Response(
            {"detail": "This is more than we accept in one go."},
            status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
        )
    return rest_exception_handler(error, context)
