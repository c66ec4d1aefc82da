"""What search engines ask for: the list of public pages, and which pages are private."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from routines.models import Article, Exercise, Programme, Routine

PUBLIC = ("landing", "try", "learn", "exercises", "routines")
PRIVATE = (
    "/accounts/", "/admin/", "/api/", "/calendar/", "/check-ins/", "/inbox/", "/progress/", "/r/", "/s/",
    "/sessions/", "/settings/", "/today/", "/try/session/", "/welcome/",
)  # fmt: skip


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page."""
    return sitemap_views.sitemap(request, {"pages": PublicPages()})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Private places are not to be visited, and where the sitemap is."""
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in PRIVATE]]
    lines += ["", f"Sitemap: {settings.SITE_ORIGIN}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class PublicPages(Sitemap):
    """Path and day of the last change (articles only); every address starts with the site's own origin."""

    @property
    def protocol(self) -> str:
        return urlsplit(settings.SITE_ORIGIN).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_ORIGIN).netloc

    def items(self) -> list[tuple[str, date | None]]:
        pages: list[tuple[str, date | None]] = [(reverse(name), None) for name in PUBLIC]
        pages += [(article.get_absolute_url(), article.updated) for article in Article.objects.current()]
        for model in (Exercise, Routine, Programme):
            pages += [(item.get_absolute_url(), None) for item in model.objects.current()]
        return pages

    def location(self, item: tuple[str, date | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, date | None]) -> date | None:
        return item[1]
