"""What leads every page of the practice to the same place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from routines.clearance import NoConsent

GetResponse = Callable[[HttpRequest], HttpResponse]


def ask_for_consent(get_response: GetResponse) -> GetResponse:
    """Whoever took their consent back meanwhile, in another tab, comes to the page that asks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return redirect("welcome_step", "consent") if isinstance(exception, NoConsent) else None

    middleware.process_exception = process_exception
    return middleware
