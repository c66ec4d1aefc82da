"""Models of the practice."""

from routines.models.article import Article, Myth
from routines.models.attempt import Attempt, Outcome, SetResult
from routines.models.checkin import MorningCheckIn, SessionCheckIn, SymptomCheckIn
from routines.models.choice import ExerciseChoice
from routines.models.decision import Decision, ExerciseState
from routines.models.exercise import Exercise, ExerciseKind, Role, Routine, RoutineKind, RoutineStep
from routines.models.measures import (
    Activity,
    ActivityScore,
    BedEdgeCheck,
    ChairStand,
    KneeLiftHold,
    WeeklyCheckIn,
)
from routines.models.pause import Pause
from routines.models.plan import Place, Plan, Profile
from routines.models.practice import PracticeSession, SessionStatus, Source
from routines.models.programme import Programme, RhythmDay
from routines.models.review import ContentReview
from routines.models.screening import Screening

__all__ = [
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
    "KneeLiftHold",
    "MorningCheckIn",
    "Myth",
    "Outcome",
    "Pause",
    "Place",
    "Plan",
    "PracticeSession",
    "Profile",
    "Programme",
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
    "SymptomCheckIn",
    "WeeklyCheckIn",
]
