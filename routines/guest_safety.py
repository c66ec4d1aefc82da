"""What a visitor reads before a session without an account: when not to start, and what to do instead.

The sixteen safety questions and the cautions that the guest's session does not already take care of,
condensed into a page. Each statement names the questions it stands for, and the source is theirs; a test
keeps every question and every clinician-first caution covered. Nothing of it is stored. Not yet reviewed by a
clinician.
"""

from dataclasses import dataclass
from itertools import groupby

from routines.emergency import Numbers
from routines.screening import BY_ID as QUESTIONS
from routines.screening import CLINICIAN_FIRST_FROM, EMERGENCY_NUMBER, Urgency

BEFORE = "Before your first session"
WHOLE_CHECK = (
    "Go through the whole safety check first. It is free, takes an e-mail address and about three minutes, "
    "says if a clinician should agree, and leaves out of your sessions what is not for you."
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One reason not to start. `covers` are ids of safety questions, or of cautions where nothing is urgent.

    Questions are covered by one statement only if a yes to them means doing the same.
    """

    covers: tuple[str, ...]
    text: str
    asks_first: bool = False  # nothing urgent, but the whole safety check has to come first

    @property
    def action(self) -> str:
        return WHOLE_CHECK if self.asks_first else QUESTIONS[self.covers[0]].action

    @property
    def urgency(self) -> Urgency | None:
        return None if self.asks_first else QUESTIONS[self.covers[0]].urgency

    @property
    def label(self) -> str:
        """How soon to act."""
        return self.urgency.label if self.urgency else BEFORE


# Most urgent first; among what is for now, calling comes before going (routines.referral.Where).
STATEMENTS: tuple[Statement, ...] = (
    Statement(
        ("E4", "E5"),
        "You have sudden, severe pain in your tummy or back, a painful throbbing lump in your tummy, or "
        "pain or pressure in your chest. Or you are out of breath while resting, feel faint or clammy, have "
        "fainted, or your heartbeat is newly irregular.",
    ),
    Statement(
        ("E1", "E2", "E3"),
        "Feeling between your legs or around your back passage is lost or different, or your bladder, bowels "
        "or sexual function have changed along with back or leg pain. Or both legs are newly weak, numb or "
        "painful, a leg is quickly getting weaker, or walking is hard to control.",
    ),
    Statement(
        ("E6",),
        "It started with a serious fall, crash or blow. Or, since a fall, you can’t stand or put weight on "
        "a leg, or the leg looks shorter or turned outwards.",
    ),
    Statement(
        ("E7", "E8"),
        "A hip is hot, red, swollen or hardly moves, and you have a fever or feel very unwell. Or a lump in "
        "your groin or tummy is hard or very painful, can’t be pushed back, or comes with vomiting or with "
        "no wind or stool passing.",
    ),
    Statement(
        ("E10",),
        "You are pregnant and have bleeding, fluid loss, regular painful tightenings, a baby that moves "
        "less than usual, a severe headache or a swollen calf.",
    ),
    Statement(("E9",), "One calf is painful, swollen or red."),
    Statement(
        ("U1",),
        "Your back or hip pain comes with fever, chills, night sweats or a recent serious infection, or you "
        "have a weakened immune system or inject drugs.",
    ),
    Statement(
        ("U2", "U4"),
        "You have had cancer and now have new, constant or worsening back or hip pain, or you are losing "
        "weight without trying. Or the pain came on suddenly after a small strain or fall, and you are over "
        "65, have osteoporosis or take steroid tablets.",
    ),
    Statement(
        ("U5",),
        "Pain deep in the groin or the front of the thigh gets worse with running, hopping or walking, "
        "makes you limp, or comes at night.",
    ),
    Statement(
        ("U6",),
        "You newly trip over a foot that won’t lift, a leg gives way, or numbness is spreading down one leg.",
    ),
    Statement(
        ("U3",),
        "The pain is constant and getting worse, stays the same in every position, or wakes you most nights.",
    ),
    Statement(
        ("P5", "P12", "M12"),
        f"Your usual pain is {CLINICIAN_FIRST_FROM} out of 10 or more. Or you have heart disease, had a "
        "stroke, your blood pressure is not under control, or you have an aneurysm, a graft in a blood "
        "vessel, a clotting disorder, active cancer, glaucoma or had an eye operation.",
        asks_first=True,
    ),
    Statement(
        ("P3", "P1", "P2", "M4", "M5"),
        "You have a fracture, a stress fracture or a hip replacement, or a hip bone with poor blood supply. "
        "Or you had surgery on a hip, your spine, tummy, groin or pelvis in the last 12 weeks.",
        asks_first=True,
    ),
    Statement(
        ("P6", "M1", "M2", "M3"),
        "You are pregnant, gave birth in the last 6 months, or your tummy domes, or you leak or feel "
        "heaviness below.",
        asks_first=True,
    ),
    Statement(
        ("P7", "M7", "M8", "P8"),
        "A hip locks, catches, gives way or pinches at the front, is very flexible or unstable, or you have "
        "dysplasia or a labral tear. Or you strained a hip flexor or your groin in the last 72 hours.",
        asks_first=True,
    ),
    Statement(
        ("P4", "P10", "M14"),
        "Your back is stiff for more than half an hour every morning, or arching hurts it. Or you have a "
        "neurological condition or fall often.",
        asks_first=True,
    ),
    Statement(
        ("M16", "M18", "M22"),
        "Kneeling, lying flat, or getting down to the floor and up again is hard for you.",
        asks_first=True,
    ),
)


# What a yes to each group of them means in short; what exactly to do is the statement's own action.
IN_SHORT: dict[Urgency | None, str] = {
    Urgency.NOW: f"Get help now: call {EMERGENCY_NUMBER} or go to a hospital emergency department",
    Urgency.TODAY: "See a doctor or go to urgent care today",
    Urgency.TWO_DAYS: "Ask a doctor for an urgent appointment in the next day or two",
    Urgency.THIS_WEEK: "See your doctor this week",
    None: "Go through the whole safety check first, with an account",
}


def by_urgency(numbers: Numbers) -> list[tuple[str, list[Statement]]]:
    """The statements under what a yes to them means in short, most urgent first; `numbers` to call."""
    groups = groupby(STATEMENTS, key=lambda each: each.urgency)
    return [(numbers.put_into(IN_SHORT[urgency]), list(group)) for urgency, group in groups]


def by_action(numbers: Numbers) -> list[tuple[str, list[Statement]]]:
    """Neighbours with the same action under one, so that it is said once; `numbers` are whom to call."""
    groups = groupby(STATEMENTS, key=lambda each: each.action)
    return [(numbers.put_into(action), list(group)) for action, group in groups]
