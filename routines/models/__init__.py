"""Models of the practice."""

from routines.models.answers import About, GivenAnswers
from routines.models.article import Article, Myth
from routines.models.attempt import Attempt, Outcome, SetResult
from routines.models.checkin import MorningCheckIn, SessionCheckIn, SymptomCheckIn
from routines.models.choice import ExerciseChoice
from routines.models.decision import Decision, ExerciseState
from routines.models.exercise import Exercise, ExerciseKind, Role, Routine, RoutineKind, RoutineStep
from routines.models.goal import WeeklyGoal
from routines.models.measures import (
    Activity,
    ActivityScore,
    BedEdgeCheck,
    ChairStand,
    KneeLiftHold,
    WeeklyCheckIn,
)
from routines.models.micro_break import MicroBreak
from routines.models.morning import MorningQuestion
from routines.models.pause import Pause
from routines.models.plan import Place, Plan, Profile
from routines.models.practice import PracticeSession, SessionStatus, Source
from routines.models.programme import Programme, RhythmDay
from routines.models.report import ReportNote
from routines.models.review import ContentReview
from routines.models.screening import Screening
from routines.models.summary_link import SummaryLink

__all__ = [
    "About",
    "Activity",
    "ActivityScore",
    "Article",
    "Attempt",
    "BedEdgeCheck",
    "ChairStand",
    "ContentReview",
    "Decision",
    "Exercise",
    "ExerciseChoice",
    "ExerciseKind",
    "ExerciseState",
    "GivenAnswers",
    "KneeLiftHold",
    "MicroBreak",
    "MorningCheckIn",
    "MorningQuestion",
    "Myth",
    "Outcome",
    "Pause",
    "Place",
    "Plan",
    "PracticeSession",
    "Profile",
    "Programme",
    "ReportNote",
    "RhythmDay",
    "Role",
    "Routine",
    "RoutineKind",
    "RoutineStep",
    "Screening",
    "SessionCheckIn",
    "SessionStatus",
    "SetResult",
    "Source",
    "SummaryLink",
    "SymptomCheckIn",
    "WeeklyCheckIn",
    "WeeklyGoal",
]
