"""Boring factories: each makes the plainest valid row."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from accounts.models import Consent, User
from accounts.models.consent import HEALTH_DATA_VERSION
from routines.cautions import WORDING as CAUTIONS_WORDING
from routines.cautions import record as record_cautions
from routines.models import (
    Activity,
    ActivityScore,
    Attempt,
    BedEdgeCheck,
    ChairStand,
    ContentReview,
    Decision,
    ExerciseChoice,
    ExerciseState,
    GivenAnswers,
    KneeLiftHold,
    MicroBreak,
    MorningCheckIn,
    MorningQuestion,
    Pause,
    Plan,
    PracticeSession,
    Profile,
    ReportNote,
    Screening,
    SessionCheckIn,
    SetResult,
    SummaryLink,
    SymptomCheckIn,
    WeeklyCheckIn,
    WeeklyGoal,
)
from routines.screening import BY_ID, record

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin


class UserFactory(DjangoModelFactory):
    """A person with a verified address; the password is "correct horse"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    time_zone = "Europe/Berlin"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or "correct horse")
        self.save()

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        EmailAddress.objects.create(
            user=self, email=self.email, primary=True, verified=extracted is not False
        )


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    version = HEALTH_DATA_VERSION
    given_at = NOW


class ScreeningFactory(DjangoModelFactory):
    """A complete screening without any red flag."""

    class Meta:
        model = Screening

    user = factory.SubFactory(UserFactory)
    answers = factory.LazyFunction(lambda: record(dict.fromkeys(BY_ID, False)))
    started_at = NOW
    completed_at = NOW


class GivenAnswersFactory(DjangoModelFactory):
    """Nothing to keep in mind."""

    class Meta:
        model = GivenAnswers

    user = factory.SubFactory(UserFactory)
    about = "limits"
    answers = factory.LazyFunction(lambda: record_cautions([]))
    given_at = NOW


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    user = factory.SubFactory(UserFactory)
    usual_pain = 3
    pain_places = factory.LazyFunction(lambda: ["lower-back"])
    equipment = factory.LazyFunction(lambda: ["mat", "chair", "cushion"])
    equipment_answered = True
    cautions_wording = CAUTIONS_WORDING
    cautions_on = date(2026, 11, 23)


class PlanFactory(DjangoModelFactory):
    """Monday, Wednesday, Friday at 18:30, 15 minutes, level 1."""

    class Meta:
        model = Plan

    user = factory.SubFactory(UserFactory)
    per_week = 3
    days = factory.LazyFunction(lambda: [0, 2, 4])
    at = time(18, 30)
    minutes = 15
    started_on = date(2026, 11, 23)


class WeeklyGoalFactory(DjangoModelFactory):
    """Three a week from this week on."""

    class Meta:
        model = WeeklyGoal

    plan = factory.SubFactory(PlanFactory)
    monday = date(2026, 11, 23)
    per_week = 3
    days = factory.LazyFunction(lambda: [0, 2, 4])


class PauseFactory(DjangoModelFactory):
    """A holiday from today until Friday of next week, in force."""

    class Meta:
        model = Pause

    user = factory.SubFactory(UserFactory)
    reason = "holiday"
    started_on = date(2026, 11, 23)
    until = date(2026, 12, 4)
    begun_at = NOW


class SymptomCheckInFactory(DjangoModelFactory):
    class Meta:
        model = SymptomCheckIn

    user = factory.SubFactory(UserFactory)
    on_date = date(2026, 11, 23)
    back_pain = 4
    hip_tightness = 6
    posture = 3
    standing_upright = 2
    moving = 3
    updated_at = NOW


class PracticeSessionFactory(DjangoModelFactory):
    """An open stretch session of one step with two sets a side."""

    class Meta:
        model = PracticeSession

    user = factory.SubFactory(UserFactory)
    kind = "stretch"
    title = "Stretch"
    minutes = 15
    plan = factory.LazyFunction(
        lambda: {
            "version": 1,
            "steps": [
                {
                    "index": 0,
                    "id": "low-lunge-stretch",
                    "name": "Low lunge stretch",
                    "role": "main",
                    "kind": "hold",
                    "sides": "each",
                    "alternating": False,
                    "seconds": 20,
                    "reps": None,
                    "secondsPerRep": None,
                    "sets": 2,
                    "restSeconds": 10,
                    "cue": "Tuck the tail, glide the hips forward.",
                    "dose": "2 × 20 s each side",
                }
            ],
        }
    )
    local_date = date(2026, 11, 23)
    started_at = NOW

    class Params:
        finished = factory.Trait(status="finished", counted=True, ended_at=NOW, active_ms=80_000)


class AttemptFactory(DjangoModelFactory):
    """A run through a session, without sets."""

    class Meta:
        model = Attempt

    session = factory.SubFactory(PracticeSessionFactory)
    user = factory.SelfAttribute("session.user")
    client_id = factory.Faker("uuid4", cast_to=None)
    rev = 1
    started_at = NOW
    updated_at = NOW


class ExerciseChoiceFactory(DjangoModelFactory):
    """The standing stretch in place of the lunge."""

    class Meta:
        model = ExerciseChoice

    user = factory.SubFactory(UserFactory)
    exercise = "low-lunge-stretch"
    instead = "standing-hip-flexor-stretch"
    made_at = NOW


class SetResultFactory(DjangoModelFactory):
    """A set on the left side, of an attempt of its own unless one is given."""

    class Meta:
        model = SetResult

    session = factory.SubFactory(PracticeSessionFactory)
    attempt = factory.SubFactory(AttemptFactory, session=factory.SelfAttribute("..session"))
    position = factory.Sequence(lambda n: n % 10_000)
    step = 0
    set_number = 1
    side = "left"
    outcome = "done"
    ms = 20_000
    finished_at = NOW


class SessionCheckInFactory(DjangoModelFactory):
    class Meta:
        model = SessionCheckIn

    session = factory.SubFactory(PracticeSessionFactory, finished=True)
    highest_pain = 3
    pain_now = 2
    effort = 5
    created_at = NOW
    updated_at = NOW


class MorningCheckInFactory(DjangoModelFactory):
    class Meta:
        model = MorningCheckIn

    session = factory.SubFactory(PracticeSessionFactory, finished=True)
    pain = 2
    answered_at = NOW


class MorningQuestionFactory(DjangoModelFactory):
    """Switched on, with nothing to ask yet."""

    class Meta:
        model = MorningQuestion

    user = factory.SubFactory(UserFactory)
    on = True
    since = NOW


class DecisionFactory(DjangoModelFactory):
    """The lunge of a session is held."""

    class Meta:
        model = Decision

    user = factory.SubFactory(UserFactory)
    exercise = "low-lunge-stretch"
    rule = "C5"
    version = "2026-11"
    outcome = "hold"
    words = "Held: last one peaked at 5 of 10. Two calm sessions and it grows again."
    made_at = NOW


class ExerciseStateFactory(DjangoModelFactory):
    """The lunge stays at the dose of level 1."""

    class Meta:
        model = ExerciseState

    user = factory.SubFactory(UserFactory)
    exercise = "low-lunge-stretch"
    level = 1
    offset = 0
    held = True
    last = "held"
    why = "Held: last one peaked at 5 of 10. Two calm sessions and it grows again."
    placed_at = NOW


class ReportNoteFactory(DjangoModelFactory):
    """A note on a session, without an author."""

    class Meta:
        model = ReportNote

    session = factory.SubFactory(PracticeSessionFactory)
    user = factory.SelfAttribute("session.user")
    step = "note"
    text = "Asked for a calmer start."
    at = NOW


class ContentReviewFactory(DjangoModelFactory):
    """A review of `item` (any content) as it is now."""

    class Meta:
        model = ContentReview
        exclude = ["item"]

    kind = factory.SelfAttribute("item.content_kind")
    slug = factory.SelfAttribute("item.slug")
    file_checksum = factory.SelfAttribute("item.file_checksum")
    reviewer_name = "Dr R. Example"
    credential = "physiotherapist"
    reviewed_on = date(2026, 11, 12)
    recorded_at = NOW


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    user = factory.SubFactory(UserFactory)
    text = "Walking to work"
    place = 1
    created_at = NOW


class WeeklyCheckInFactory(DjangoModelFactory):
    """The numbers of one week, without activities and without a global rating."""

    class Meta:
        model = WeeklyCheckIn

    user = factory.SubFactory(UserFactory)
    monday = date(2026, 11, 23)
    answered_on = factory.SelfAttribute("monday")
    average_pain = 5
    enjoyment = 4
    general_activity = 3
    confidence = 8
    updated_at = NOW


class ActivityScoreFactory(DjangoModelFactory):
    class Meta:
        model = ActivityScore

    check_in = factory.SubFactory(WeeklyCheckInFactory)
    activity = factory.SubFactory(ActivityFactory)
    score = 4


class SelfTestFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    user = factory.SubFactory(UserFactory)
    on_date = date(2026, 11, 23)
    taken_at = NOW


class BedEdgeCheckFactory(SelfTestFactory):
    class Meta:
        model = BedEdgeCheck

    left = "level"
    right = "above"


class KneeLiftHoldFactory(SelfTestFactory):
    class Meta:
        model = KneeLiftHold

    left = 22
    right = 31


class ChairStandFactory(SelfTestFactory):
    class Meta:
        model = ChairStand

    stands = 14


class MicroBreakFactory(DjangoModelFactory):
    """Two minutes with 20 s of stretch a side."""

    class Meta:
        model = MicroBreak

    user = factory.SubFactory(UserFactory)
    client_id = factory.Faker("uuid4", cast_to=None)
    local_date = date(2026, 11, 23)
    seconds = 120
    hip_stretch_seconds = 20
    taken_at = NOW


class SummaryLinkFactory(DjangoModelFactory):
    """A link for a week; nobody knows its token."""

    class Meta:
        model = SummaryLink

    user = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    parts = factory.LazyFunction(lambda: ["pain"])
    made_at = NOW
    expires_at = NOW + timedelta(days=7)
