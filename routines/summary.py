"""A person's rows → the one-page summary for a physiotherapist or doctor.

Scores are told for all of the time; what hurt, what was changed and notes for the latest twelve weeks. A long
history gets no longer page: first and latest scores with their number, and only so many lines a section.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from accounts.models import User
from routines import during, measures_report, progress, self_test_history, steadiness
from routines.adaptation import Outcome
from routines.cautions import chosen as chosen_cautions
from routines.clearance import latest_screening
from routines.measures import WeekScores, peg
from routines.models import Decision, Exercise, Place, Plan, Profile, SessionCheckIn, SetResult
from routines.models import Outcome as DoneAs
from routines.pauses import where_now
from routines.progress import ENOUGH, FEW, Progress, counted_words, pain_points
from routines.self_test_history import History
from routines.summary_sheet import Section, Summary, first_few, short_date, shortened
from routines.told import standing_reasons

LATELY = timedelta(weeks=12)
HURT_MOST, CHANGED_MOST, FLAGS_MOST, CAUTIONS_MOST, REFERRALS_MOST, NOTES_MOST = 5, 5, 4, 5, 3, 3
EXERCISES_MOST = 7
HURT_READ = 100  # sets, newest first
NOTE_LENGTH, FLAG_LENGTH, WORDS_LENGTH = 180, 120, 110
BACK = (Outcome.REGRESS, Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)


@dataclass(frozen=True, slots=True)
class Source:
    """What the sections are made from. `names` are those of exercises by slug."""

    user: User
    now: datetime
    plan: Plan | None
    profile: Profile | None
    report: Progress
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.on(self.now)

    @property
    def since(self) -> datetime:
        return self.now - LATELY

    def on(self, at: datetime) -> date:
        return at.astimezone(self.user.zone).date()

    def name_of(self, slug: str) -> str:
        return self.names.get(slug, slug.replace("-", " ").capitalize())


def load(user: User, *, now: datetime, parts: Collection[str], name: str = "") -> Summary:
    """The summary with these parts, as of `now`. The same few queries whatever the history."""
    source = Source(
        user=user,
        now=now,
        plan=Plan.objects.select_related("programme", "user").filter(user=user).first(),
        profile=Profile.objects.filter(user=user).first(),
        report=progress.load(user, now=now),
        names=dict(Exercise.objects.values_list("slug", "name")),
    )
    sections = (section for key, make in MAKERS.items() if key in parts for section in make(source))
    return Summary(
        name=name,
        on=source.today,
        facts=tuple(_facts(source)),
        sections=tuple(sections),
        begun=bool(source.report.sessions or source.report.signs),
    )


# --- Who, when, which plan ------------------------------------------------------------------------------


def _facts(source: Source) -> Iterator[str]:
    weeks, plan = source.report.weeks, source.plan
    if weeks:
        first = min(session.on for session in source.report.sessions)
        period = f"{short_date(first)} to {short_date(source.today)}"
        yield f"Period: {period} ({counted_words(len(weeks), 'week')})"
    if plan is None:
        return
    where = where_now(plan, now=source.now)
    if where:
        yield f"Programme: {where.programme}, week {where.week} of {where.programme.weeks}"
    else:
        yield "Programme: none, a stretch and a strength session take turns"
    yield f"Plan: {plan.per_week} sessions a week of {plan.minutes} minutes, level {plan.level} of 3 at most"


# --- Scores ---------------------------------------------------------------------------------------------


def _practice(source: Source) -> Iterator[Section]:
    report = source.report
    if not report.sessions:
        yield Section("practice", "Practice", ("No session yet.",))
        return
    steady = steadiness.load(source.user, report, now=source.now)
    lines = [f"{counted_words(report.session_count, 'session')} done, {report.practised} of moves and holds."]
    if steady.planned:
        lines.append(
            f"In {counted_words(steady.weeks, 'full week')}: {steady.done} done of {steady.planned} planned."
        )
    if lately := steady.adherence:
        sets = f", {lately.sets} of {lately.prescribed} prescribed sets in them" if lately.prescribed else ""
        weeks = counted_words(lately.weeks, "full week")
        lines.append(f"Latest {weeks}: {lately.sessions} done of {lately.planned} planned{sets}.")
    yield Section("practice", "Practice", tuple(lines))


def _pain(source: Source) -> Iterator[Section]:
    lines = []
    profile = source.profile
    if profile and profile.usual_pain is not None:
        places = ", ".join(Place(place).label.lower() for place in profile.pain_places)
        lines.append(f"Usual pain, as told: {profile.usual_pain} of 10{f', at: {places}' if places else ''}.")
    scores = [score for _, score in pain_points(source.report.sessions)]
    count = f"n = {len(scores)} check-ins"
    if len(scores) >= ENOUGH:
        first, last = median(scores[:FEW]), median(scores[-FEW:])
        lines.append(f"Median after sessions: {first:g} at first, {last:g} lately ({count}, {FEW} each).")
        lines.append(f"Highest of all: {max(scores):g}.")
    elif scores:
        lines.append(f"Median after sessions: {median(scores):g} ({count}, too few to compare).")
    yield Section("pain", "Pain (NPRS, 0 to 10, worse of hip and back)", tuple(lines) or ("Not told yet.",))


def _function(source: Source) -> Iterator[Section]:
    weeks, activities = measures_report.weeks_of(source.user)
    rows = [
        (
            shortened(text, 80),
            *_then_and_now([(w.on, w.activities[key]) for w in weeks if key in w.activities]),
        )
        for key, text in activities.items()
    ]
    yield Section(
        "function",
        "Own activities (PSFS: 0 unable, 10 as able as before)",
        () if rows else ("Not scored yet.",),
        ("Activity", "First", "Latest", "n") if rows else (),
        tuple(rows),
        after=_peg(weeks),
    )


def _peg(weeks: Sequence[WeekScores]) -> str:
    means = [round(peg(week.peg), 1) for week in weeks if week.peg]
    if not means:
        return ""
    change = f"{means[0]:g} at first, {means[-1]:g} lately" if len(means) > 1 else f"{means[0]:g}"
    return f"PEG (pain, enjoyment, activity; mean, 0 best): {change} (n = {len(means)})."


def _signs(source: Source) -> Iterator[Section]:
    signs = source.report.signs
    count = counted_words(source.report.sign_check_ins, "check-in")
    yield Section(
        "signs",
        f"Five signs (0 not at all, 10 worst; {count})",
        () if signs else ("Not scored yet.",),
        ("Sign", "First", "Latest") if signs else (),
        tuple((sign.name, f"{sign.first}", f"{sign.last}") for sign in signs),
    )


def _tests(source: Source) -> Iterator[Section]:
    tests = self_test_history.load(source.user, now=source.now)
    rows = [row for history in tests.histories if history.rows for row in _test_rows(history)]
    yield Section(
        "tests",
        "Self-tests at home, trend only",
        () if rows else ("Not done yet.",),
        ("Test", "First", "Latest") if rows else (),
        tuple(rows),
    )


def _test_rows(history: History) -> Iterator[tuple[str, ...]]:
    (now, last), (then, first) = history.rows[0], history.rows[-1]
    for column, was, is_now in zip(history.columns, first, last, strict=True):
        name = f"{history.test.name}, {column.lower()}"
        latest = f"{is_now} ({short_date(now)})" if len(history.rows) > 1 else ""
        yield name, f"{was} ({short_date(then)})", latest


def _then_and_now(scored: Sequence[tuple[date, int]]) -> tuple[str, str, str]:
    (began, first), (ended, last) = scored[0], scored[-1]
    latest = f"{last} ({short_date(ended)})" if len(scored) > 1 else ""
    return f"{first} ({short_date(began)})", latest, str(len(scored))


# --- What happened, and what is done now ----------------------------------------------------------------


def _safety(source: Source) -> Iterator[Section]:
    reasons = standing_reasons(source.user, now=source.now)
    profile = source.profile
    kept = [caution.label for caution in chosen_cautions(profile.cautions)] if profile else []
    said = [reason for reason in reasons if reason.is_answer and reason.said not in kept]
    lines = [
        *first_few([_flag(reason.said, reason.on) for reason in said], FLAGS_MOST, "safety answers"),
        *([f"To keep in mind, as told{_of(profile.cautions_on)}:"] if kept else []),
        *first_few([f"– {shortened(label, FLAG_LENGTH)}" for label in kept], CAUTIONS_MOST, "limits"),
        *first_few(
            [f"Referral: {_flag(reason.said, reason.on)}" for reason in reasons if not reason.is_answer],
            REFERRALS_MOST,
            "referrals",
        ),
    ]
    if profile and profile.clinician_agreed_on:
        lines.append(
            f"A clinician agreed to gentle exercise (told {short_date(profile.clinician_agreed_on)})."
        )
    screening = latest_screening(source.user)
    if screening and screening.completed_at and not screening.stopped:
        lines.insert(0, f"Safety questions: no yes on {short_date(source.on(screening.completed_at))}.")
    yield Section("safety", "Safety answers and limits, as told", tuple(lines) or ("Nothing told.",))


def _flag(words: str, on: date | None) -> str:
    return f"{shortened(words, FLAG_LENGTH)}{f' ({short_date(on)})' if on else ''}"


def _of(day: date | None) -> str:
    return f" on {short_date(day)}" if day else ""


def _now(source: Source) -> Iterator[Section]:
    """The main exercises of the latest session of each kind, as they were planned."""
    latest = {}
    for session in source.report.sessions:
        if session.counted:
            latest.setdefault(session.kind, session.id)
    rows = source.user.practice_sessions.filter(pk__in=latest.values()).order_by("-local_date", "-started_at")
    table = [
        (f"{row.get_kind_display()}, {short_date(row.local_date)}", _doses(row.plan["steps"])) for row in rows
    ]
    yield Section(
        "now",
        "Exercises now",
        () if table else ("No session yet.",),
        ("Session", "Main exercises") if table else (),
        tuple(table),
    )


def _doses(steps: Sequence[Mapping]) -> str:
    mains = [step for step in steps if step["role"] == "main"] or list(steps)
    said = [f"{step['name']} {step['dose']}" for step in mains[:EXERCISES_MOST]]
    more = len(mains) - len(said)
    return "; ".join([*said, *([f"{more} more"] if more else [])])


def _hurt(source: Source) -> Iterator[Section]:
    found = SetResult.objects.filter(
        session__user=source.user, outcome=DoneAs.HURT, finished_at__gte=source.since
    )
    rows = found.order_by("-finished_at").values_list(
        "exercise", "step", "score", "signals", "finished_at", "session__plan"
    )
    told: dict[str, list[tuple[int | None, list[str], date]]] = defaultdict(list)
    for slug, step, score, signals, at, plan in rows[:HURT_READ]:
        told[slug or plan["steps"][step]["id"]].append((score, signals, source.on(at)))
    worst = sorted(told, key=lambda slug: max(score or 0 for score, *_ in told[slug]), reverse=True)
    table = [(source.name_of(slug), *_hurt_cells(told[slug])) for slug in worst[:HURT_MOST]]
    more = len(worst) - len(table)
    yield Section(
        "hurt",
        "What hurt in the latest 12 weeks",
        () if table else ("Nothing was stopped because it hurt.",),
        ("Exercise", "Highest", "Times", "Last", "Like") if table else (),
        tuple(table),
        after=f"And {counted_words(more, 'exercise')} more, less painful." if more > 0 else "",
    )


def _hurt_cells(told: Sequence[tuple[int | None, list[str], date]]) -> tuple[str, str, str, str]:
    scores = [score for score, *_ in told if score is not None]
    like = {key: None for _, signals, _ in told for key in signals if key in during.BY_ID}
    words = ", ".join(during.BY_ID[key].label.lower() for key in like)
    return (
        f"{max(scores)} of 10" if scores else "–",
        str(len(told)),
        short_date(told[0][2]),
        shortened(words, 60),
    )


def _changed(source: Source) -> Iterator[Section]:
    """The latest standing decision against each exercise, the person's own choices, and days of rest."""
    decided = Decision.objects.standing().filter(
        user=source.user, made_at__gte=source.since, outcome__in=BACK
    )
    newest: dict[str, Decision] = {}
    for row in decided.exclude(exercise="").order_by("-made_at", "-id"):
        newest.setdefault(row.exercise, row)
    table = [
        (
            source.name_of(row.exercise),
            f"{shortened(row.words, WORDS_LENGTH)} ({row.rule}, {short_date(source.on(row.made_at))})",
        )
        for row in newest.values()
    ]
    table += [
        (source.name_of(choice.exercise), _choice_words(source, choice.instead))
        for choice in source.user.exercise_choices.order_by("-made_at")
        if choice.exercise not in newest
    ]
    more = len(table) - CHANGED_MOST
    rest = {source.on(row.made_at) for row in decided.filter(exercise="", session=None, rule__startswith="A")}
    said = [
        f"And {counted_words(more, 'exercise')} more." if more > 0 else "",
        f"On {counted_words(len(rest), 'day')} the answers before a session led to rest." if rest else "",
    ]
    yield Section(
        "changed",
        "Taken out or stepped back in the latest 12 weeks",
        () if table else ("Nothing.",),
        ("Exercise", "Why (rule)") if table else (),
        tuple(table[:CHANGED_MOST]),
        after=" ".join(filter(None, said)),
    )


def _choice_words(source: Source, instead: str) -> str:
    return f"Own choice: {source.name_of(instead)} instead" if instead else "Own choice: left out"


def _notes(source: Source) -> Iterator[Section]:
    rows = SessionCheckIn.objects.filter(session__user=source.user, created_at__gte=source.since).exclude(
        note=""
    )
    newest = rows.order_by("-created_at").values_list("session__local_date", "note")[:NOTES_MOST]
    lines = tuple(f"{short_date(on)}: {shortened(note, NOTE_LENGTH)}" for on, note in newest)
    yield Section("notes", "Own notes, the latest", lines or ("None.",))


MAKERS = {
    "practice": _practice,
    "pain": _pain,
    "function": _function,
    "signs": _signs,
    "tests": _tests,
    "safety": _safety,
    "now": _now,
    "hurt": _hurt,
    "changed": _changed,
    "notes": _notes,
}
