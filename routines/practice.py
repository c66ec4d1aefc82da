"""A person's practice as it stands: the plan, the sessions that matter now, and the week they make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from routines.before import about_rest, lately
from routines.break_log import stretched_in_breaks
from routines.check_ins import WeekAnswers, answers_of, week_answers
from routines.choices import Stops, stopped_lately
from routines.gaps import Done
from routines.measures_report import own_scores
from routines.models import (
    Decision,
    Plan,
    PracticeSession,
    Profile,
    RoutineKind,
    SessionStatus,
    SetResult,
    SymptomCheckIn,
)
from routines.models.decision import MAINTENANCE
from routines.models.practice import KINDS_READ
from routines.pains import is_constant, last_base
from routines.pauses import pause_rows, pauses_among
from routines.pausing import Pauses
from routines.person import Person
from routines.preparing import to_prepare
from routines.progress import card_start
from routines.proposals import known_tests
from routines.settling import as_ended, is_left_open, with_left_open
from routines.week import Week, closed_dates, dates_to_move_to, plan_week
from routines.week_rules import InForce, in_force
from routines.weekly import newest_weekly

SESSIONS_READ = 100  # newest first; more than twelve weeks hold, however often someone practises
CHECK_IN_EVERY_DAYS = 7
ASK_HOW_IT_FELT_DAYS = 2
ASKED_AFTER_DAYS = 1  # clinical 3.1: the next morning


@dataclass(frozen=True, slots=True)
class Practice:
    """Sessions are newest first, with their check-ins and without their plans.

    One of another day that is still open is `left_open`, as the next start will end it: that is what
    `counted` goes by, while `sessions` are as they are stored.
    """

    plan: Plan
    today: date
    sessions: list[PracticeSession]
    left_open: PracticeSession | None
    counted: list[PracticeSession]
    week: Week
    stops: Stops
    answers: WeekAnswers
    decisions: list[Decision]  # about weeks, about rests, and after yesterday's session
    pauses: Pauses

    @property
    def weekly(self) -> list[Decision]:
        """Decisions about weeks, newest first."""
        return [row for row in self.decisions if row.week or row.rule == MAINTENANCE]

    @property
    def done(self) -> list[Done]:
        """The sessions that counted as the rules about gaps see them, newest first."""
        return [Done(session.local_date, session.kind, session.level) for session in self.counted]

    @property
    def done_dates(self) -> set[date]:
        return {session.local_date for session in self.counted}

    @property
    def last(self) -> PracticeSession | None:
        return self.counted[0] if self.counted else None

    @property
    def offered(self) -> list[date]:
        """Other days the next session may be done on; today among them, unless a rest is due."""
        return dates_to_move_to(
            today=self.today,
            per_week=self.plan.per_week,
            done_dates=self.done_dates,
            planned=self.week.next_date,
            closed=self.closed,
        )

    @property
    def closed(self) -> frozenset[date]:
        """Dates that are not for the next session."""
        return closed_dates(
            last_kind=self.last and self.last.kind,
            last_strength=last_strength(self.counted),
            paused=self.pauses.dates,
        )

    @property
    def stays(self) -> bool:
        """Whether at least two sessions were finished: someone who comes back, not only looks around."""
        return sum(session.status == SessionStatus.FINISHED for session in self.sessions) >= 2

    @property
    def told(self) -> list[PracticeSession]:
        """Those that ended, newest first, with the one that was left open if it will count."""
        return with_left_open([s for s in self.sessions if s.status != SessionStatus.OPEN], self.left_open)

    @property
    def unfinished(self) -> PracticeSession | None:
        """Today's session that was started and not ended."""
        is_open = (s for s in self.sessions if s.status == SessionStatus.OPEN and s.local_date == self.today)
        return next(is_open, None)

    @property
    def of_yesterday(self) -> PracticeSession | None:
        """The latest session, if it ended yesterday."""
        return session_of_yesterday(self.sessions, self.today)

    @property
    def unanswered(self) -> PracticeSession | None:
        """The latest session, if it ended lately and nobody said how it felt."""
        ended = [s for s in self.sessions if s.status != SessionStatus.OPEN]
        if not ended or hasattr(ended[0], "check_in"):
            return None
        recent = self.today - ended[0].local_date <= timedelta(days=ASK_HOW_IT_FELT_DAYS)
        return ended[0] if recent else None

    @property
    def in_force(self) -> InForce:
        """The decisions about weeks that hold today."""
        return in_force(self.weekly, on=self.today, zone=self.plan.user.zone)

    @property
    def constant_pain(self) -> bool:
        """Whether function is the headline, and not pain (4.4)."""
        return is_constant(last=self.plan.last_base, usual=self.plan.user.profile.usual_pain)

    @property
    def weekly_check_in_due(self) -> bool:
        """A week has passed since the last one; paused days are not counted."""
        last = self.plan.last_symptom_check_in
        if last is None:
            return True
        return (self.today - self.pauses.moved_on(last, self.today)).days >= CHECK_IN_EVERY_DAYS


def last_strength(counted: Iterable[PracticeSession]) -> date | None:
    """Date of the newest strength session; `counted` newest first."""
    return next((one.local_date for one in counted if one.kind == RoutineKind.STRENGTH), None)


def session_of_yesterday(sessions: Iterable[PracticeSession], today: date) -> PracticeSession | None:
    """The newest that ended, if that was yesterday; `sessions` newest first."""
    last = next((one for one in sessions if one.status != SessionStatus.OPEN), None)
    asked = last and (today - last.local_date).days == ASKED_AFTER_DAYS
    return last if asked else None


def person_of(user: User) -> tuple[Person, Plan | None] | None:
    """Level, kit and cautions of someone who got that far in onboarding, with the plan. One query."""
    profile = Profile.objects.select_related("user__plan__programme").filter(user=user).first()
    if profile is None or not profile.cautions_answered:
        return None
    plan = getattr(profile.user, "plan", None)
    return Person.of(plan=plan, profile=profile), plan


def practice_of(user: User, *, now: datetime, lock: bool = False, plan: Plan | None = None) -> Practice:
    """The person's practice as of `now`; `plan` where it is read already, as by `plans_of`.

    Two queries, whatever the history; one more while it may matter that something was sharp, which is two
    weeks, one where something was decided about a week, lately about a rest, or after the session of
    yesterday, and one where a session of another day was left open.
    """
    today = now.astimezone(user.zone).date()
    if lock:
        Plan.objects.filter(user=user).select_for_update().first()
    plan = plan or _plans(today=today, now=now).get(user=user)
    sessions = _sessions_of(user, today=today)
    left_open = _left_open(sessions, today=today, now=now)
    counted = with_left_open([session for session in sessions if session.counted], left_open)
    pauses = pauses_among(plan.pause_rows, today=today)
    week = plan_week(
        today=today,
        days=plan.days,
        per_week=plan.per_week,
        started_on=plan.started_on,
        done_dates={session.local_date for session in counted},
        recent=[(session.local_date, session.kind) for session in counted[:KINDS_READ]],
        balance=plan.balance,
        last_strength=last_strength(counted),
        paused=pauses.dates,
        moved_from=plan.moved_from,
        moved_to=plan.moved_to,
    )
    return Practice(
        plan=plan,
        today=today,
        sessions=sessions,
        left_open=left_open,
        counted=counted,
        week=week,
        stops=SetResult.objects.stops_of(user) if plan.stopped_lately else {},
        answers=answers_of(plan, today=today),
        decisions=_decisions(plan, session_of_yesterday(sessions, today), now=now),
        pauses=pauses,
    )


def plans_of(users: Collection[User], *, zone: ZoneInfo, now: datetime) -> dict[int, Plan]:
    """By person the plan that `practice_of` reads, of people in one zone. One query."""
    plans = _plans(today=now.astimezone(zone).date(), now=now).filter(user__in=users)
    return {plan.user_id: plan for plan in plans}


def _plans(*, today: date, now: datetime) -> QuerySet[Plan]:
    """Plans with all that is one value or one list."""
    check_ins = SymptomCheckIn.objects.filter(user=OuterRef("user")).order_by("-on_date")
    return Plan.objects.select_related("user__profile", "programme").annotate(
        last_symptom_check_in=Subquery(check_ins.values("on_date")[:1]),
        stopped_lately=stopped_lately(now),
        last_base=last_base(OuterRef("user")),
        **known_tests(OuterRef("user")),
        decided_weekly=Exists(Decision.objects.about_weeks().filter(user=OuterRef("user"))),
        **lately(now),
        stretched_in_breaks=stretched_in_breaks(today),
        pause_rows=pause_rows(),
        own_scores=own_scores(),
        **week_answers(today=today),
        **to_prepare(),
    )


def _sessions_of(user: User, *, today: date) -> list[PracticeSession]:
    """The sessions that matter now, newest first. Only the plans that are looked into come along."""
    sessions = list(_sessions(today).filter(user=user)[:SESSIONS_READ])
    for session in sessions:
        session.user = user
    return sessions


def _sessions(today: date) -> QuerySet[PracticeSession]:
    relevant = Q(counted=True) | Q(local_date__gte=card_start(today)) | Q(status=SessionStatus.OPEN)
    answered = When(
        local_date=today - timedelta(days=ASKED_AFTER_DAYS), morning__isnull=False, then=F("plan")
    )
    of_another_day = When(~Q(local_date=today), status=SessionStatus.OPEN, then=F("plan"))
    rows = PracticeSession.objects.filter(relevant).with_check_in().defer("plan")
    rows = rows.annotate(
        plan_if_answered=Case(answered, output_field=JSONField()),
        plan_if_left_open=Case(of_another_day, output_field=JSONField()),
    )
    return rows.order_by("-local_date", "-started_at")


def _left_open(sessions: Iterable[PracticeSession], *, today: date, now: datetime) -> PracticeSession | None:
    """The one of another day that is still open, as the next start will end it. One query, or none."""
    for session in sessions:
        if is_left_open(session, today=today):
            session.plan = session.plan_if_left_open
            return as_ended(session, now=now)
    return None


def _decisions(plan: Plan, yesterday: PracticeSession | None, *, now: datetime) -> list[Decision]:
    """About weeks, about rests and after yesterday's session, newest first. One query, or none."""
    wanted = Q()
    if plan.decided_weekly:
        wanted |= Q(pk__in=newest_weekly(plan.user_id).values("pk"))
    if plan.rested_lately:
        wanted |= about_rest(now)
    if yesterday and hasattr(yesterday, "morning"):
        wanted |= Q(session=yesterday.pk)
    if not wanted:
        return []
    return list(Decision.objects.filter(wanted, user=plan.user_id).order_by("-made_at", "rule"))
