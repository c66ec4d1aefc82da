"""Request ids, probes, allowed methods and the response headers Django does not set."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from psoasfit import health
from psoasfit.logs import current_request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
# Only for the page that measures with the phone (routines.views.self_tests).
PERMISSIONS_WITH_MOTION = PERMISSIONS.replace("accelerometer=()", "accelerometer=(self)").replace(
    "gyroscope=()", "gyroscope=(self)"
)


def request_id(get_response: GetResponse) -> GetResponse:
    """Take the proxy's X-Request-Id if it looks like one, else make one; echo it and log with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        value = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else uuid.uuid4().hex
        token = current_request_id.set(value)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = value
        return response

    return middleware


def known_methods(get_response: GetResponse) -> GetResponse:
    """Answer 405 to TRACE and made-up methods, which Django would run as if they were GET."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return middleware


def probes(get_response: GetResponse) -> GetResponse:
    """Answer /healthz and /readyz before host checks and https redirects."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return health.alive()
        if request.path == "/readyz":
            return health.ready()
        return get_response(request)

    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Isolation headers everywhere; `no-store` on whatever a signed-in person sees."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if (
            getattr(request, "user", None)
            and request.user.is_authenticated
            and "Cache-Control" not in response
        ):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
