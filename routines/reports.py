"""Pain reports: what people told us that asks for help, as a queue for experts. Nobody watches it live.

A report is one session that hurt or led to rest or a referral, or one such decision outside any session, of
somebody who agreed to the present text: that one says that experts may look. Nothing is stored for it but the
notes of experts, so that it always is what the person's own rows say. It is new again when something is added
after the last note.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst

from accounts.models import Consent, User
from routines import during
from routines.adaptation import Outcome
from routines.json_rows import PlannedExercise
from routines.models import Decision, Exercise, PracticeSession, ReportNote, SetResult
from routines.models import Outcome as DoneAs
from routines.models.report import Step

HELP = (Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)
STATES = {"new": "New", "noted": "Noted", "resolved": "Resolved"}
OPEN = ("new", "noted")
FIELDS = ("about", "ref", "told_at", "urgent", "state")
SESSION, DECISION = "session", "decision"
ENDING = [signal.id for signal in during.SIGNALS if during.ends_session([signal.id])]


def pseudonym(user: User) -> str:
    """The same words for the same person as long as the secret key lasts; without it they lead to nobody."""
    digest = salted_hmac("psoasfit.reports.person", str(user.key), algorithm="sha256").hexdigest()
    return f"Person {digest[:4]}-{digest[4:8]}"


# --- The queue ------------------------------------------------------------------------------------------


def queue(*, states: Collection[str] = (), rule: str = "", exercise: str = "") -> QuerySet:
    """Rows of FIELDS, urgent ones first and then the newest; what is left empty does not filter."""
    sessions, decisions = _of_sessions(rule, exercise), _of_decisions(rule, exercise)
    if states:
        sessions, decisions = sessions.filter(state__in=states), decisions.filter(state__in=states)
    rows = sessions.values(*FIELDS).union(decisions.values(*FIELDS), all=True)
    return rows.order_by("-urgent", "-told_at", "ref")


def asking_for_help() -> QuerySet[Decision]:
    return Decision.objects.filter(outcome__in=HELP)


def hurting() -> QuerySet[SetResult]:
    """Sets that hurt, each with `slug`, the exercise it was of."""
    planned = PlannedExercise(F("session__plan"), F("step"))
    return SetResult.objects.filter(outcome=DoneAs.HURT).annotate(
        slug=Case(When(exercise="", then=planned), default=F("exercise"), output_field=CharField())
    )


def rules_and_exercises() -> tuple[list[str], list[str]]:
    """What can be filtered by: rules and slugs of exercises, each in order. Two queries."""
    pairs = set(asking_for_help().order_by().values_list("rule", "exercise").distinct())
    hurt = set(hurting().order_by().values_list("slug", flat=True).distinct())
    rules, slugs = {rule for rule, _ in pairs}, {slug for _, slug in pairs} | hurt
    return sorted(rules), sorted(slug for slug in slugs if slug)


def _of_sessions(rule: str, exercise: str) -> QuerySet:
    """Sessions that asked for help or hurt, with FIELDS."""
    helped, hurt = asking_for_help().exclude(session=None), hurting()
    ours = Q(pk__in=helped.values("session")) | Q(pk__in=hurt.values("session"))
    rows = _agreed(PracticeSession.objects.filter(ours))
    if rule:
        rows = rows.filter(pk__in=helped.filter(rule=rule).values("session"))
    if exercise:
        by_decision = helped.filter(exercise=exercise).values("session")
        rows = rows.filter(Q(pk__in=by_decision) | Q(pk__in=hurt.filter(slug=exercise).values("session")))
    helped, hurt = (some.filter(session=OuterRef("pk")).order_by() for some in (helped, hurt))
    told = helped.order_by("-made_at").values("made_at")[:1]
    felt = hurt.order_by("-finished_at").values("finished_at")[:1]
    rows = rows.annotate(
        told_at=Greatest(Coalesce(Subquery(told), "started_at"), Coalesce(Subquery(felt), "started_at")),
        urgent=_flag(Exists(helped.filter(outcome=Outcome.REFER_URGENT)) | Exists(_ending(hurt))),
    )
    return _with_state(rows.order_by(), SESSION)


def _of_decisions(rule: str, exercise: str) -> QuerySet:
    """The same of decisions that belong to no session."""
    rows = _agreed(asking_for_help().filter(session=None))
    if rule:
        rows = rows.filter(rule=rule)
    if exercise:
        rows = rows.filter(exercise=exercise)
    rows = rows.annotate(told_at=F("made_at"), urgent=_flag(Q(outcome=Outcome.REFER_URGENT)))
    return _with_state(rows.order_by(), DECISION)


def _agreed(rows: QuerySet) -> QuerySet:
    """Those of people who agreed to the present text, which says that experts may look at reports."""
    return rows.filter(Exists(Consent.objects.standing().filter(user=OuterRef("user"))))


def _with_state(rows: QuerySet, about: str) -> QuerySet:
    """Adds `about`, `ref` and `state`. What was told after the last note is new."""
    last = ReportNote.objects.filter(**{about: OuterRef("pk")}).order_by("-id")
    return rows.annotate(
        about=Value(about),
        ref=Cast("pk", CharField()),
        last_note_at=Subquery(last.values("at")[:1]),
        last_step=Subquery(last.values("step")[:1]),
        state=Case(
            When(Q(last_note_at=None) | Q(last_note_at__lt=F("told_at")), then=Value("new")),
            When(last_step=Step.RESOLVE, then=Value("resolved")),
            default=Value("noted"),
        ),
    )


def _ending(hurt: QuerySet[SetResult]) -> QuerySet[SetResult]:
    """Those with a signal that ends a session (routines.during); signals are stored as a JSON list."""
    ends = Q()
    for signal in ENDING:
        ends |= Q(signals_text__contains=f'"{signal}"')
    return hurt.alias(signals_text=Cast("signals", TextField())).filter(ends)


def _flag(condition) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


# --- One report -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """One row of the queue with what stands behind it. `name` leads back to it in addresses."""

    about: str
    ref: str
    told_at: datetime
    urgent: bool
    state: str
    user: User
    session: PracticeSession | None
    decisions: Sequence[Decision]
    hurt: Sequence[SetResult]
    names: Mapping[str, str]

    @property
    def owner(self) -> PracticeSession | Decision:
        """What it is about."""
        return self.session or self.decisions[0]

    @property
    def name(self) -> str:
        return f"{self.about}-{self.owner.pk}"

    @property
    def person(self) -> str:
        return pseudonym(self.user)

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def slugs(self) -> list[str]:
        """Exercises it is about, without repetition."""
        found = [row.slug for row in self.hurt] + [row.exercise for row in self.decisions]
        return list(dict.fromkeys(slug for slug in found if slug))

    @property
    def exercises(self) -> list[str]:
        return [self.names.get(slug, slug) for slug in self.slugs]

    @property
    def rules(self) -> list[str]:
        return list(dict.fromkeys(row.rule for row in self.decisions))

    @property
    def highest(self) -> int | None:
        """The highest pain said when it hurt, 0 to 10."""
        return max((row.score for row in self.hurt if row.score is not None), default=None)

    @property
    def summary(self) -> str:
        """What happened, in one line."""
        told = "hurt" if self.hurt else ""
        told += f", {self.highest} of 10" if self.highest is not None else ""
        told += f": {', '.join(self.signals).lower()}" if self.signals else ""
        outcomes = dict.fromkeys(row.get_outcome_display() for row in self.decisions)
        return capfirst("; ".join(part for part in (told, ", ".join(outcomes)) if part))

    @property
    def signals(self) -> list[str]:
        """What it felt like when it hurt, in words."""
        return signal_words([signal for row in self.hurt for signal in row.signals])


def signal_words(signals: Iterable[str]) -> list[str]:
    """Labels of signals of routines.during, each once."""
    return [during.BY_ID[key].label for key in dict.fromkeys(signals) if key in during.BY_ID]


def names_of_exercises() -> dict[str, str]:
    return dict(Exercise.objects.values_list("slug", "name"))


def filled(rows: Sequence[Mapping], names: Mapping[str, str]) -> list[Report]:
    """The reports behind rows of `queue()`. Four queries, however many rows."""
    sessions = PracticeSession.objects.defer("plan", "before_correction").select_related("user")
    by_session = sessions.in_bulk([uuid.UUID(row["ref"]) for row in rows if row["about"] == SESSION])
    of_sessions = list(asking_for_help().filter(session__in=by_session).order_by("made_at", "id"))
    alone = [row["ref"] for row in rows if row["about"] == DECISION]
    by_pk = Decision.objects.select_related("user").in_bulk([int(ref) for ref in alone])
    hurt = list(hurting().filter(session__in=by_session))
    found = []
    for row in rows:
        session = by_session.get(uuid.UUID(row["ref"])) if row["about"] == SESSION else None
        decision = by_pk.get(int(row["ref"])) if row["about"] == DECISION else None
        owner = session or decision
        if owner is None:  # gone since the rows were read
            continue
        found.append(
            Report(
                **{**row, "urgent": bool(row["urgent"])},
                user=owner.user,
                session=session,
                decisions=[decision] if decision else [d for d in of_sessions if d.session_id == session.pk],
                hurt=[s for s in hurt if session and s.session_id == session.pk],
                names=names,
            )
        )
    return found


def find(name: str) -> Report | None:
    """The report of that name ("session-<uuid>", "decision-<number>"), or None."""
    about, _, ref = name.partition("-")
    try:
        pk = {SESSION: uuid.UUID, DECISION: int}[about](ref)
    except (KeyError, ValueError):
        return None
    rows = _of_sessions("", "") if about == SESSION else _of_decisions("", "")
    return next(iter(filled(rows.filter(pk=pk).values(*FIELDS), names_of_exercises())), None)


# --- Notes ----------------------------------------------------------------------------------------------


def notes_on(report: Report) -> QuerySet[ReportNote]:
    """Oldest first."""
    return ReportNote.objects.filter(**{report.about: report.owner}).select_related("author")


@transaction.atomic
def write_note(report: Report, *, author: User, step: str, text: str, now: datetime) -> ReportNote:
    """Add a note; the very same one again by the same expert (a double click) adds nothing."""
    User.objects.hold(report.user.pk)
    last = notes_on(report).last()
    if last and (last.author_id, last.step, last.text) == (author.pk, step, text):
        return last
    return ReportNote.objects.create(
        user=report.user, author=author, step=step, text=text, at=now, **{report.about: report.owner}
    )
