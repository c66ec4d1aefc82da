"""Why there is no session now. Pages lead on by the kind of refusal; the API says its reason."""

from routines.clearance import Clearance
from routines.models import Decision
from routines.models.pause import Away
from routines.week_words import day_in_words

NOTHING_LEFT = (
    "What you told us leaves no exercise for a session, not even on a chair. A physiotherapist can find what "
    "suits you."
)


class Refused(Exception):
    """The message is for the person, in plain words; `reason` is one word for programs.

    `step` is the page of onboarding that comes next, or "".
    """

    reason = ""
    step = ""


class NotCleared(Refused):
    """This person may not practise now; `clearance` says why and which page comes next."""

    def __init__(self, clearance: Clearance):
        super().__init__("Sessions are not open to you now.")
        self.clearance = clearance
        self.reason, self.step = clearance.reason, clearance.step


class NothingLeft(Refused):
    """What this person told us leaves no session, not even on a chair (clinical 2.3)."""

    reason = "nothing-left"

    def __init__(self):
        super().__init__(NOTHING_LEFT)


class NotToday(Refused):
    """No session of this way today."""

    reason = "not-today"


class Resting(Refused):
    """A rest is on; `decision` says why."""

    reason = "resting"

    def __init__(self, decision: Decision):
        super().__init__(decision.words)
        self.decision = decision


class Paused(Refused):
    """The person is on a pause, and says first that they are back."""

    reason = "paused"

    def __init__(self, pause: Away):
        super().__init__(f"You are on a pause until {day_in_words(pause.end)}. Say that you are back first.")
