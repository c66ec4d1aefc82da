"""The local inbox and the demo account. Both exist in the embedded default only."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.models import OutgoingMail, User

MAILS_PER_PAGE = 50
MAIL_POLICY = {  # a mail may style itself, and nothing else
    **{name: [NONE] for name in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]},
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}


@login_not_required
@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail the app wrote, newest first. Open to all: a sign-up code must be readable before sign-in."""
    mails = Paginator(inbox_mails().defer("text", "html"), MAILS_PER_PAGE)
    return render(request, "inbox/list.html", {"page": mails.get_page(request.GET.get("page"))})


@login_not_required
@require_safe
@never_cache
def inbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "inbox/mail.html", {"mail": get_object_or_404(inbox_mails(), pk=pk)})


@login_not_required
@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)
def inbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame; its links open in a new tab."""
    mail = get_object_or_404(inbox_mails().exclude(html=""), pk=pk)
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_blank">', 1))


@login_not_required
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo person, who has eight weeks behind them."""
    person = User.objects.filter(is_demo=True, is_active=True).first() if settings.DEMO_ACCOUNT else None
    if person is None:
        raise Http404("There is no demo account here.")
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("today")


def inbox_mails():
    """All mails, or 404 where the inbox is not for everybody's eyes."""
    if not settings.SHOW_INBOX:
        raise Http404("There is no inbox here.")
    return OutgoingMail.objects.order_by("-id")
