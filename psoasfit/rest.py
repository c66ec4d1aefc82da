"""How our JSON API listens: 401 instead of redirects, limits, and no surprises in the parser."""

from rest_framework import authentication, exceptions, parsers, throttling


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


class GuestThrottle(throttling.SimpleRateThrottle):
    """So many requests per address, signed in or not: what is open to everyone costs the server work."""

    scope = "guest"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class SharedThrottle(GuestThrottle):
    """The same for summaries opened by a link, with a limit of their own."""

    scope = "shared"
