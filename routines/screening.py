"""The safety questions: what each one asks, and what to do about a yes.

A stop rule, not a diagnosis. Single warning signs have no proven accuracy (Finucane 2020), so a yes errs
towards "get checked" and stops every session. Prepared from published sources and not yet reviewed by a
clinician. Sources: Finucane LM et al. 2020, J Orthop Sports Phys Ther 50:350–372; NICE NG59 (2016, updated
2020); NHS and nidirect public pages; ACOG Committee Opinion 804 (2020); Robertson GA, Wood AM 2017, Sports
Med Int Open 1:E58–E68. Items marked "general knowledge" have not been checked against a source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

RESCREEN_AFTER_DAYS = 28  # product rule: every four weeks, and whenever something changed
CLINICIAN_FIRST_FROM = 7  # usual pain 0–10; product rule: at 7 or more a clinician comes first
# What is called where the country is not known; routines.emergency has the number of each country.
EMERGENCY_NUMBER = "your local emergency number (112 in the EU, 999 in the UK, 911 in the US and Canada)"

# Raise it when a question changes in substance: screenings in older wording then no longer count as clear.
WORDING = "2026-11"


class Urgency(IntEnum):
    """How fast to act; the smaller, the more urgent."""

    NOW = 1
    TODAY = 2
    TWO_DAYS = 3
    THIS_WEEK = 4

    @property
    def label(self) -> str:
        return ("Now", "Today", "Within two days", "This week")[self - 1]


Group = Literal["emergency", "urgent"]


@dataclass(frozen=True, slots=True)
class Question:
    """One yes-or-no question; `action` says what a yes means doing, and how fast."""

    id: str
    group: Group
    text: str
    action: str
    urgency: Urgency
    source: str
    wording: str = WORDING


@dataclass(frozen=True, slots=True)
class Assessment:
    """Outcome of a set of answers. `raised` are the questions answered yes, most urgent first."""

    stopped: bool
    raised: tuple[Question, ...]


_CAUDA_EQUINA = "Possible pressure on the nerves at the base of the spine. Finucane 2020; NHS services"

QUESTIONS: tuple[Question, ...] = (
    Question(
        id="E1",
        group="emergency",
        text="Have you lost feeling between your legs, around your genitals or around your back passage, "
        "or does it feel different there?",
        action="Go to a hospital emergency department now.",
        urgency=Urgency.NOW,
        source=_CAUDA_EQUINA,
    ),
    Question(
        id="E2",
        group="emergency",
        text="Along with back or leg pain: has it become hard to start, stop or feel passing urine, have you "
        "lost control of your bladder or bowels, or have you lost sexual feeling or function?",
        action="Go to a hospital emergency department now.",
        urgency=Urgency.NOW,
        source=_CAUDA_EQUINA,
    ),
    Question(
        id="E3",
        group="emergency",
        text="Do you have new weakness, numbness or pain in both legs, a leg that is quickly getting weaker, "
        "or trouble controlling how you walk?",
        action="Go to a hospital emergency department now.",
        urgency=Urgency.NOW,
        source=_CAUDA_EQUINA,
    ),
    Question(
        id="E4",
        group="emergency",
        text="Do you have sudden, severe pain in your tummy or back, do you feel faint, sweaty or clammy, "
        "or do you have a throbbing lump in your tummy with pain?",
        action=f"Call {EMERGENCY_NUMBER} now.",
        urgency=Urgency.NOW,
        source="Possible burst aortic aneurysm. NHS and nidirect public pages",
    ),
    Question(
        id="E5",
        group="emergency",
        text="Do you have chest pain or pressure, are you out of breath while resting, have you fainted, or "
        "is your heartbeat newly irregular?",
        action=f"Call {EMERGENCY_NUMBER} now.",
        urgency=Urgency.NOW,
        source="Heart and circulation, as in pre-exercise questionnaires (general knowledge)",
    ),
    Question(
        id="E6",
        group="emergency",
        text="Did this start with a serious fall, crash or blow? Or, since a fall, are you unable to stand "
        "or put weight on the leg, or has the leg become shorter or turned outwards?",
        action=f"Go to a hospital emergency department now. If you can’t get there, call {EMERGENCY_NUMBER}.",
        urgency=Urgency.NOW,
        source="Possible fracture or dislocation. NHS hip pathways",
    ),
    Question(
        id="E7",
        group="emergency",
        text="Is your hip hot, red or swollen, or can you hardly move it, while you have a fever or feel "
        "very unwell?",
        action="Go to a hospital emergency department now.",
        urgency=Urgency.NOW,
        source="Possible joint infection. NHS hip warning signs",
    ),
    Question(
        id="E8",
        group="emergency",
        text="Do you have a lump in your groin or tummy that has become hard or very painful, that can’t be "
        "pushed back, or that comes with vomiting or with no wind or stool passing?",
        action="Go to a hospital emergency department now.",
        urgency=Urgency.NOW,
        source="Possible trapped hernia. NHS-type leaflet",
    ),
    Question(
        id="E9",
        group="emergency",
        text="Is one calf painful, swollen or red, with or without breathlessness?",
        action="See a doctor or go to urgent care today. If you are also out of breath, call "
        f"{EMERGENCY_NUMBER} now.",
        urgency=Urgency.TODAY,
        source="Possible blood clot (general knowledge)",
    ),
    Question(
        id="E10",
        group="emergency",
        text="Are you pregnant and do you have bleeding, fluid loss, regular painful tightenings, a baby "
        "that moves less than usual, a severe headache or a swollen calf?",
        action="Call your maternity unit now. If you can’t reach it, go to a hospital emergency department.",
        urgency=Urgency.NOW,
        source="ACOG Committee Opinion 804 (2020); the list from general knowledge",
    ),
    Question(
        id="U1",
        group="urgent",
        text="Does your back or hip pain come with fever, chills, night sweats or a recent serious "
        "infection, or do you have a weakened immune system or inject drugs?",
        action="Speak to a doctor or an urgent medical helpline today.",
        urgency=Urgency.TODAY,
        source="Possible infection of spine or joint. Finucane 2020",
    ),
    Question(
        id="U2",
        group="urgent",
        text="Have you ever had cancer and now have new, constant or worsening back or hip pain, or are you "
        "losing weight without trying?",
        action="Ask your doctor for an urgent appointment in the next day or two.",
        urgency=Urgency.TWO_DAYS,
        source="Cancer has to be ruled out. NICE NG59; Finucane 2020",
    ),
    Question(
        id="U3",
        group="urgent",
        text="Is the pain constant and getting worse, does it stay the same in every position, or does it "
        "wake you most nights?",
        action="See your doctor this week, and do no sessions until then.",
        urgency=Urgency.THIS_WEEK,
        source="NHS advice pages",
    ),
    Question(
        id="U4",
        group="urgent",
        text="Did back or hip pain come on suddenly after a small strain or fall, and are you over 65, do "
        "you have osteoporosis, or do you take steroid tablets?",
        action="Ask your doctor for an urgent appointment in the next day or two.",
        urgency=Urgency.TWO_DAYS,
        source="Possible fragility fracture. Finucane 2020",
    ),
    Question(
        id="U5",
        group="urgent",
        text="Do you have pain deep in the groin or the front of the thigh that gets worse with running, "
        "hopping or walking, makes you limp, or comes at night? This matters most if you run or have "
        "recently trained more.",
        action="Stop running and do no sessions here. See a sports doctor or your own doctor in the next day "
        "or two; waiting can make it worse.",
        urgency=Urgency.TWO_DAYS,
        source="Possible stress fracture, often taken for a tight hip flexor. Robertson & Wood 2017",
    ),
    Question(
        id="U6",
        group="urgent",
        text="Do you newly trip over a foot that won’t lift, does a leg give way, or is numbness spreading "
        "down one leg?",
        action="See your doctor or go to urgent care within the next 24 to 48 hours.",
        urgency=Urgency.TWO_DAYS,
        source="Possible pressure on a nerve. NICE NG59",
    ),
)
BY_ID: dict[str, Question] = {question.id: question for question in QUESTIONS}

# Asked when a foam roller is among the kit; any of them takes the roller out of the plan. Sources: Bartsch KM
# et al. 2021, J Clin Med 10:5360 (fracture, broken skin, clots); the tummy, vessel, hernia and pregnancy
# items are our own cautious choice.
ROLLER_REASONS: tuple[tuple[str, str], ...] = (
    ("pregnant", "I am pregnant"),
    ("aneurysm", "I have an aneurysm, or something throbs in my tummy"),
    ("hernia", "I have a hernia"),
    ("surgery", "I had surgery on my tummy, groin or hip in the last 12 weeks"),
    ("clot", "I take blood thinners, or have had a blood clot"),
    ("graft", "I have a graft or stent in a blood vessel"),
    ("bowel", "I have a flare-up of a bowel condition"),
    ("skin", "The skin there is numb or broken"),
    ("fracture", "I have a broken bone there"),
)


ROLLER_QUESTION = "Before you use a foam roller: does any of these apply to you?"
CLINICIAN_AGREED = "A clinician has told me I can do gentle hip and back exercise"
PRESSURE_BELOW = "My blood pressure, as last measured, is below 180/110"


def in_group(group: Group) -> tuple[Question, ...]:
    """The questions of one page, in the order they are asked."""
    return tuple(question for question in QUESTIONS if question.group == group)


def assess(answers: Mapping[str, bool]) -> Assessment:
    """Judge answers (question id → yes). Any yes stops, also to a question that is no longer asked."""
    raised = sorted((q for q in QUESTIONS if answers.get(q.id)), key=lambda question: question.urgency)
    return Assessment(stopped=any(answers.values()), raised=tuple(raised))


def record(answers: Mapping[str, bool]) -> dict[str, dict]:
    """Answers as they are stored: id → {"yes", "wording", "text"}, so that old ones stay readable."""
    return {
        key: {"yes": yes, "wording": BY_ID[key].wording, "text": BY_ID[key].text}
        for key, yes in answers.items()
    }


def record_one(key: str, text: str, *, yes: bool) -> dict[str, dict]:
    """The answer to a question that stands alone, as it is stored."""
    return {key: {"yes": yes, "wording": WORDING, "text": text}}


def record_roller(*, applies: bool) -> dict[str, dict]:
    """The roller questions as they were asked, and whether any applied; which one is not kept."""
    asked = "; ".join(label for _, label in ROLLER_REASONS)
    return record_one("roller", f"{ROLLER_QUESTION} {asked}.", yes=applies)


def answered(stored: Mapping[str, Mapping]) -> dict[str, bool]:
    """Stored answers as `assess` takes them."""
    return {key: bool(answer["yes"]) for key, answer in stored.items()}


def covers(stored: Mapping[str, Mapping], questions: tuple[Question, ...] = QUESTIONS) -> bool:
    """True if every one of the questions was answered in its present wording."""
    return all(stored.get(q.id, {}).get("wording") == q.wording for q in questions)


def clinician_first(usual_pain: int) -> bool:
    """True if pain (0–10) is so high that a clinician has to agree before any session."""
    return usual_pain >= CLINICIAN_FIRST_FROM
