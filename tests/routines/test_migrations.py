"""Migrations that carry data: from the rows of before to those of now, and back."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import UserFactory

BEFORE, AFTER = [("routines", "0001_initial")], [("routines", "0002_attempts")]
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def migrate(targets):
    """Go there; returns the models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def before():
    """The models of before; afterwards everything is up to date again."""
    yield migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def rows_of_before(apps, user_id):
    """A finished session with three sets, an open one with one, and one that was stopped without any."""
    sessions = {}
    for name, status, rev in [("finished", "finished", 2), ("open", "open", 0), ("empty", "stopped", 1)]:
        sessions[name] = apps.get_model("routines", "PracticeSession").objects.create(
            user_id=user_id,
            kind="stretch",
            title=name,
            minutes=15,
            plan={"steps": []},
            local_date=AT.date(),
            started_at=AT,
            ended_at=None if status == "open" else AT + timedelta(minutes=9),
            status=status,
            active_ms=70_000,
            rev=rev,
        )
    for minute, name, rev in [(3, "finished", 1), (1, "finished", 5), (2, "finished", 1), (1, "open", 1)]:
        apps.get_model("routines", "SetResult").objects.create(
            session=sessions[name],
            client_id=uuid.uuid4(),
            rev=rev,
            step=0,
            set_number=minute,
            side="left",
            outcome="done",
            ms=minute,
            finished_at=AT + timedelta(minutes=minute),
        )
    return sessions


def test_set_rows_become_one_attempt_a_session(before):
    user = UserFactory()
    sessions = rows_of_before(before, user.pk)
    now = migrate(AFTER)
    attempts = {row.session.title: row for row in now.get_model("routines", "Attempt").objects.all()}
    assert attempts.keys() == {"finished", "open"}

    finished = attempts["finished"]
    assert (finished.client_id, finished.session_id, finished.user_id) == (
        sessions["finished"].pk, sessions["finished"].pk, user.pk,
    )  # fmt: skip
    assert (finished.rev, finished.status, finished.active_ms) == (5, "finished", 70_000)
    assert (finished.started_at, finished.ended_at) == (AT, AT + timedelta(minutes=9))
    assert (finished.swaps, finished.pain_before) == ([], None)
    sets = finished.sets.order_by("position").values_list("position", "ms", "session", "exercise", "signals")
    assert list(sets) == [(n, n + 1, sessions["finished"].pk, "", []) for n in range(3)]

    is_open = attempts["open"]
    assert (is_open.rev, is_open.status, is_open.ended_at) == (1, "open", None)
    assert is_open.updated_at == AT + timedelta(minutes=1)
    assert is_open.sets.count() == 1


def test_many_sessions_are_taken_in_portions(before, monkeypatch):
    monkeypatch.setattr("routines.migrations.0002_attempts.SESSIONS_AT_A_TIME", 2, raising=True)
    user = UserFactory()
    for _ in range(3):
        before.get_model("routines", "PracticeSession").objects.update(status="stopped")
        rows_of_before(before, user.pk)
    now = migrate(AFTER)
    assert now.get_model("routines", "Attempt").objects.count() == 6
    assert now.get_model("routines", "SetResult").objects.filter(attempt__user=user.pk).count() == 12


def test_the_way_back_keeps_every_set(before):
    rows_of_before(before, UserFactory().pk)
    migrate(AFTER)
    again = migrate(BEFORE)
    rows = list(again.get_model("routines", "SetResult").objects.all())
    assert sorted(row.ms for row in rows) == [1, 1, 2, 3]
    assert len({row.client_id for row in rows}) == 4
    finished = again.get_model("routines", "PracticeSession").objects.get(title="finished")
    assert (finished.rev, {row.rev for row in rows if row.session_id == finished.pk}) == (5, {5})
    assert again.get_model("routines", "PracticeSession").objects.get(title="open").rev == 0


# --- The global rating on eleven points -----------------------------------------------------------------

FIFTEEN, ELEVEN = [("routines", "0007_decisions")], [("routines", "0008_weekly")]


@pytest.fixture
def on_fifteen_points():
    yield migrate(FIFTEEN)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def ratings(apps):
    rows = apps.get_model("routines", "WeeklyCheckIn").objects.order_by("monday")
    return list(rows.values_list("rating", flat=True))


def test_the_global_rating_keeps_its_place_on_the_shorter_scale(on_fifteen_points):
    user = UserFactory()
    for week, rating in enumerate([None, *range(-7, 8)]):
        monday = AT.date() + timedelta(weeks=week)
        on_fifteen_points.get_model("routines", "WeeklyCheckIn").objects.create(
            user_id=user.pk, monday=monday, answered_on=monday, rating=rating, updated_at=AT
        )
    # What was really worse or better (2.5 of eleven points) stays so, what was not does not become so.
    assert ratings(migrate(ELEVEN)) == [None, -5, -4, -4, -3, -2, -1, -1, 0, 1, 1, 2, 3, 4, 4, 5]
    back = [None, -7, -6, -6, -4, -3, -1, -1, 0, 1, 1, 3, 4, 6, 6, 7]
    assert ratings(migrate(FIFTEEN)) == back
    assert ratings(migrate(ELEVEN)) == [None, -5, -4, -4, -3, -2, -1, -1, 0, 1, 1, 2, 3, 4, 4, 5]


# --- Goals with the week from which they hold -----------------------------------------------------------

WITHOUT_GOALS, WITH_GOALS = [("routines", "0015_pause_ahead")], [("routines", "0016_weekly_goals")]


@pytest.fixture
def without_goals():
    yield migrate(WITHOUT_GOALS)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_a_plan_keeps_its_goal_from_the_week_it_began_in(without_goals):
    began = AT.date() - timedelta(days=11)  # a Thursday
    for count, days in ((2, [0, 3]), (4, [0, 1, 3, 4])):
        without_goals.get_model("routines", "Plan").objects.create(
            user_id=UserFactory().pk, per_week=count, days=days, started_on=began
        )
    rows = migrate(WITH_GOALS).get_model("routines", "WeeklyGoal").objects.order_by("per_week")
    monday = began - timedelta(days=3)
    assert list(rows.values_list("monday", "per_week", "days")) == [
        (monday, 2, [0, 3]),
        (monday, 4, [0, 1, 3, 4]),
    ]
