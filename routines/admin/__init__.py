"""What experts may look at, and the few things they may add: reviews of content, notes on pain reports."""

from routines.admin import content, personal, reports

__all__ = ["content", "personal", "reports"]
