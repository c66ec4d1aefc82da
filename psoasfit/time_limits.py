"""When Celery says that a task's time is up: the task ends, whatever was being done just then.

Whoever catches every Exception for the sake of the others lets this one through. What is not committed is
taken back, and the next tick does it again.
"""

from billiard.exceptions import (
    SoftTimeLimitExceeded as TimeIsUp,  # celery.exceptions loads 250 modules for it
)

__all__ = ["TimeIsUp"]
