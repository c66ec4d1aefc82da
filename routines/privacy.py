"""Everything kept about one person: counted, exported, erased."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q

from accounts import outbox
from accounts.models import Consent, OutgoingMail, User
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
from routines.report_log import looks_at


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one model that belong to a person. `path` leads to the user; `hidden` fields stay inside."""

    name: str
    model: type[Model]
    path: str = "user"
    hidden: tuple[str, ...] = ()

    def rows(self, user: User) -> Iterator[dict]:
        fields = [
            field.attname for field in self.model._meta.concrete_fields if field.name not in self.hidden
        ]
        return (
            self.model._default_manager.filter(**{self.path: user.pk})
            .order_by("pk")
            .values(*fields)
            .iterator()
        )


EXPORTED = (
    Table("account", User, path="pk", hidden=("id", "password")),
    Table("email_addresses", EmailAddress, hidden=("id", "user")),
    Table("consents", Consent, hidden=("id", "user")),
    Table("safety_answers", Screening, hidden=("id", "user")),
    Table("given_answers", GivenAnswers, hidden=("id", "user")),
    Table("profile", Profile, hidden=("id", "user")),
    Table("plan", Plan, hidden=("id", "user")),
    Table("weekly_goals", WeeklyGoal, path="plan__user", hidden=("id", "plan")),
    Table("next_morning_question", MorningQuestion, hidden=("id", "user")),
    Table("pauses", Pause, hidden=("id", "user")),
    Table("exercise_choices", ExerciseChoice, hidden=("id", "user")),
    Table("signs", SymptomCheckIn, hidden=("id", "user")),
    Table("activities", Activity, hidden=("user",)),
    Table("weekly_check_ins", WeeklyCheckIn, hidden=("user",)),
    Table("activity_scores", ActivityScore, path="check_in__user", hidden=("id",)),
    Table("bed_edge_checks", BedEdgeCheck, hidden=("id", "user")),
    Table("knee_lift_holds", KneeLiftHold, hidden=("id", "user")),
    Table("chair_stands", ChairStand, hidden=("id", "user")),
    Table("sessions", PracticeSession, hidden=("user",)),
    Table("micro_breaks", MicroBreak, hidden=("id", "user")),
    Table("attempts", Attempt, hidden=("user",)),
    Table("sets", SetResult, path="session__user", hidden=("id",)),
    Table("session_check_ins", SessionCheckIn, path="session__user", hidden=("id",)),
    Table("morning_check_ins", MorningCheckIn, path="session__user", hidden=("id",)),
    Table("decisions", Decision, hidden=("id", "user")),
    Table("exercise_states", ExerciseState, hidden=("id", "user")),
    Table("expert_notes", ReportNote, hidden=("id", "user", "author")),
    Table("summary_links", SummaryLink, hidden=("id", "user", "token_hash")),
    # The text of a mail holds sign-in codes and signed links, so it stays inside.
    Table(
        "mails",
        OutgoingMail,
        hidden=("id", "user", "key", "text", "html", "headers", "lease_token", "lease_until"),
    ),
    Table("admin_actions", LogEntry, hidden=("id", "user")),
    Table("content_reviews", ContentReview, path="recorded_by", hidden=("id", "recorded_by")),
)
NOT_EXPORTED = {
    EmailConfirmation: "nothing but a secret key; the address itself is exported",
}

# What the consent covers. Attempts, sets and check-ins go with their session, activity scores with a week,
# goals with the plan.
HEALTH_DATA = (
    Screening,
    GivenAnswers,
    SymptomCheckIn,
    WeeklyCheckIn,
    Activity,
    BedEdgeCheck,
    KneeLiftHold,
    ChairStand,
    PracticeSession,
    Profile,
    Plan,
    MorningQuestion,
    Pause,
    ExerciseChoice,
    Decision,
    ExerciseState,
    ReportNote,
    MicroBreak,
    SummaryLink,
)


def export(user: User, *, now: datetime) -> dict:
    """All rows about `user` as plain values, by table; instants in UTC, dates in the person's own zone."""
    rows = {table.name: list(table.rows(user)) for table in EXPORTED}
    return {"exported_at": now, **rows, "report_openings": [asdict(look) for look in looks_at(user)]}


def health_data_counts(user: User) -> dict[str, int]:
    """How many rows of each kind a withdrawal would delete."""
    counts = {model._meta.model_name: model.objects.filter(user=user).count() for model in HEALTH_DATA}
    counts["setresult"] = SetResult.objects.filter(session__user=user).count()
    return counts


@transaction.atomic
def withdraw_consent(*, user: User, now: datetime) -> None:
    """Close the consent, delete all health data and call off what would be mailed."""
    User.objects.hold(user.pk)
    Consent.withdraw(user=user, now=now)
    for model in HEALTH_DATA:
        model.objects.filter(user=user).delete()
    for kind in ("session", "morning"):  # last: a sweep that held the plan may have planned one meanwhile
        outbox.cancel(user=user, kind=kind)


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete the person and everything that belongs to them, mails and signed-in devices included."""
    User.objects.hold(user.pk)
    for model in (Plan, MorningQuestion):  # from here on no sweep plans a mail for them
        list(model.objects.select_for_update().filter(user=user))
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    to_them = Q(user=user)
    for address in addresses:
        to_them |= Q(to__iexact=address)
    OutgoingMail.objects.filter(to_them).delete()
    Session.objects.filter(pk__in=_session_keys(user)).delete()
    User.objects.get(pk=user.pk).delete()


def _session_keys(user: User) -> list[str]:
    # Django's sessions have no user column; reading them all is fine for something this rare.
    sessions = Session.objects.iterator()
    return [s.pk for s in sessions if s.get_decoded().get("_auth_user_id") == str(user.pk)]
