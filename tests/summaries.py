"""Summaries without a database: a usual one, and the fullest that routines.summary makes."""

from datetime import date

from routines.summary_sheet import Section, Summary, shortened

DAY = date(2026, 11, 23)
WORDS = "Sitting down on a low sofa and getting up again after a long evening with friends " * 5
FACTS = (
    "Period: 2 Jan 2023 to 23 Nov 2026 (203 weeks)",
    "Programme: Psoas foundation with a rather long name, week 8 of 8",
    "Plan: 3 sessions a week of 30 minutes, level 3 of 3 at most",
)
SIGNS = (
    "Chronic lower back pain",
    "Hip tightness or discomfort, especially after sitting",
    "Poor posture or an exaggerated lumbar curve",
    "Difficulty standing upright",
    "Pain or stiffness while running or walking",
)
TESTS = (
    "Bed-edge hip check, left",
    "Bed-edge hip check, right",
    "Seated knee-lift hold, left",
    "Seated knee-lift hold, right",
    "30-second chair stand, stands",
)
SCORES = (
    Section(
        "practice",
        "Practice",
        (
            "602 sessions done, 142 h 47 min of moves and holds.",
            "In 202 full weeks: 590 done of 606 planned.",
            "Latest 4 full weeks: 12 done of 12 planned, 198 of 204 prescribed sets in them.",
        ),
    ),
    Section(
        "pain",
        "Pain (NPRS, 0 to 10, worse of hip and back)",
        (
            "Usual pain, as told: 5 of 10, at: lower back, front of the left hip, front of the right hip, "
            "side of a hip, buttock, front of a thigh, knee.",
            "Median after sessions: 5 at first, 2 lately (n = 590 check-ins, 3 each).",
            "Highest of all: 8.",
        ),
    ),
    Section(
        "function",
        "Own activities (PSFS: 0 unable, 10 as able as before)",
        columns=("Activity", "First", "Latest", "n"),
        rows=((shortened(WORDS, 80), "3 (2 Jan 2023)", "10 (23 Nov 2026)", "203"),) * 3,
        after="PEG (pain, enjoyment, activity; mean, 0 best): 6.7 at first, 1.3 lately (n = 203).",
    ),
    Section(
        "signs",
        "Five signs (0 not at all, 10 worst; 203 check-ins)",
        columns=("Sign", "First", "Latest"),
        rows=tuple((sign, "10", "10") for sign in SIGNS),
    ),
    Section(
        "tests",
        "Self-tests at home, trend only",
        columns=("Test", "First", "Latest"),
        rows=tuple(
            (
                test,
                "Above the bed line (12° above) (3 Jan 2023)",
                "Below the bed line (12° below) (3 Nov 2026)",
            )
            for test in TESTS
        ),
    ),
)
FLAG = f"{shortened(WORDS, 120)} (23 Nov 2026)"


def usual() -> Summary:
    """Everything that is ticked to begin with, of somebody to whom not much happened."""
    happened = (
        Section(
            "safety", "Safety answers and limits, as told", ("Safety questions: no yes on 23 Nov 2026.",)
        ),
        _now(4),
        Section("hurt", "What hurt in the latest 12 weeks", ("Nothing was stopped because it hurt.",)),
        _changed(2),
    )
    return Summary("", DAY, FACTS, (*SCORES, *happened))


def fullest() -> Summary:
    """Every part, each with all it may hold."""
    safety = (
        *[FLAG] * 4,
        "And 12 more safety answers, kept in the app.",
        "To keep in mind, as told on 23 Nov 2026:",
        *[f"– {shortened(WORDS, 120)}"] * 5,
        "And 15 more limits, kept in the app.",
        *[f"Referral: {FLAG}"] * 3,
        "And 2 more referrals, kept in the app.",
        "A clinician agreed to gentle exercise (told 23 Nov 2026).",
    )
    hurt = ("Half-kneeling hip flexor stretch", "10 of 10", "34", "23 Nov 2026", shortened(WORDS, 60))
    happened = (
        Section("safety", "Safety answers and limits, as told", safety),
        _now(7),
        Section(
            "hurt",
            "What hurt in the latest 12 weeks",
            columns=("Exercise", "Highest", "Times", "Last", "Like"),
            rows=(hurt,) * 5,
            after="And 14 exercises more, less painful.",
        ),
        _changed(5),
        Section("notes", "Own notes, the latest", (f"23 Nov 2026: {shortened(WORDS, 180)}",) * 3),
    )
    return Summary(shortened(WORDS, 80), DAY, FACTS, (*SCORES, *happened))


def _now(exercises: int) -> Section:
    said = "; ".join(["Half-kneeling hip flexor stretch 3 × 45 s each side"] * exercises)
    return Section(
        "now",
        "Exercises now",
        columns=("Session", "Main exercises"),
        rows=(("Stretch, 25 Nov 2026", said), ("Strength, 23 Nov 2026", said)),
    )


def _changed(count: int) -> Section:
    why = f"{shortened(WORDS, 110)} (C10, 23 Nov 2026)"
    return Section(
        "changed",
        "Taken out or stepped back in the latest 12 weeks",
        columns=("Exercise", "Why (rule)"),
        rows=(("Half-kneeling hip flexor stretch", why),) * count,
        after="And 9 exercises more. On 12 days the answers before a session led to rest.",
    )
