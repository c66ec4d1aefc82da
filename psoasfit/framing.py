"""Which pages may be shown inside a page of our own: those that experts preview in the admin."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.views.decorators.clickjacking import xframe_options_sameorigin


def shown_in_own_frames(view):
    """Let this very site, and nobody else, show the page in a frame."""
    return xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(view))
