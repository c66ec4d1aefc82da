"""Pain reports in the admin: the queue, one report with its notes, who may see whom, and the counts."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from accounts.models import Consent, User
from routines import report_log, reports
from routines.models import PracticeSession, ReportNote
from routines.models.report import Step
from tests.factories import (
    NOW,
    AttemptFactory,
    ConsentFactory,
    DecisionFactory,
    MorningCheckInFactory,
    PracticeSessionFactory,
    ReportNoteFactory,
    SessionCheckInFactory,
    SetResultFactory,
    UserFactory,
)

LIST = "/admin/routines/reportnote/"
HOUR = timedelta(hours=1)


def page_of(report_or_name) -> str:
    name = getattr(report_or_name, "name", report_or_name)
    return f"{LIST}{name}/change/"


@pytest.fixture
def sign_in(client_for, expert):
    def with_options(*options):
        call_command("make_expert", expert.email, *options, verbosity=0)
        return client_for(User.objects.get(pk=expert.pk))

    return with_options


@pytest.fixture
def signed_in(sign_in):
    return sign_in("--reports")


@pytest.fixture(autouse=True)
def agreed(alice, bob):
    """Both agreed to the present text."""
    return [ConsentFactory(user=user) for user in (alice, bob)]


@pytest.fixture
def hurt(alice):
    """A session of the lunge that hurt, 6 of 10 and sharp, with a rest after it."""
    session = PracticeSessionFactory(user=alice, finished=True)
    attempt = AttemptFactory(session=session, pain_before=2)
    SetResultFactory(session=session, attempt=attempt, outcome="hurt", score=6, signals=["sharp"])
    SessionCheckInFactory(session=session, highest_pain=6, note="Just between me and myself")
    MorningCheckInFactory(session=session, pain=5, soreness="joint-or-back")
    DecisionFactory(
        user=alice,
        session=session,
        rule="C2",
        outcome="rest",
        words="Two days of rest.",
        inputs={"morning": 5, "base": 2, "bout": {"peak": 6}},
    )
    return session


def rows(**filters):
    return reports.filled(list(reports.queue(**filters)), {})


def names(**filters):
    return [report.name for report in rows(**filters)]


# --- What is in the queue -------------------------------------------------------------------------------


def test_a_session_is_one_report_however_much_was_said(hurt):
    SetResultFactory(session=hurt, outcome="hurt", score=4)
    DecisionFactory(user=hurt.user, session=hurt, exercise="", rule="D3", outcome="refer")
    [report] = rows()
    assert (report.highest, report.signals, report.rules) == (6, ["Sharp or stabbing"], ["C2", "D3"])
    assert report.slugs == ["low-lunge-stretch"]
    assert not report.urgent


def test_what_asks_for_no_help_is_not_in_it(alice):
    session = PracticeSessionFactory(user=alice, finished=True)
    SetResultFactory(session=session)
    for outcome in ("hold", "progress", "regress"):
        DecisionFactory(user=alice, session=session, rule=outcome, outcome=outcome)
    DecisionFactory(user=alice, outcome="go", exercise="", rule="A9")
    assert rows() == []


def test_a_set_that_hurt_is_there_before_any_rule_has_run(alice):
    session = PracticeSessionFactory(user=alice)
    SetResultFactory(session=session, outcome="hurt", score=3)
    assert names() == [f"session-{session.pk}"]


def test_a_decision_outside_any_session_is_a_report(alice):
    decision = DecisionFactory(user=alice, exercise="", rule="A2", outcome="rest")
    assert names() == [f"decision-{decision.pk}"]


@pytest.mark.parametrize("signal", ["numb", "gave-way", "throbbing", "dizzy", "chest"])
def test_a_signal_that_ends_a_session_is_urgent(alice, signal):
    session = PracticeSessionFactory(user=alice, finished=True)
    SetResultFactory(session=session, outcome="hurt", signals=["sharp", signal])
    assert [report.urgent for report in rows()] == [True]


def test_urgent_first_then_the_newest(alice, bob):
    def decided(user, hours, outcome):
        return DecisionFactory(user=user, exercise="", outcome=outcome, made_at=NOW - hours * HOUR)

    old, urgent = decided(alice, 30, "rest"), decided(bob, 20, "refer-urgent")
    new, older_urgent = decided(bob, 1, "refer"), decided(alice, 25, "refer-urgent")
    assert names() == [f"decision-{row.pk}" for row in (urgent, older_urgent, new, old)]


def test_a_session_is_as_new_as_the_last_thing_said_about_it(hurt, bob):
    other = DecisionFactory(user=bob, exercise="", outcome="rest", made_at=NOW + HOUR)
    assert names()[0] == f"decision-{other.pk}"
    DecisionFactory(user=hurt.user, session=hurt, rule="C1", outcome="refer", made_at=NOW + 2 * HOUR)
    assert names()[0] == f"session-{hurt.pk}"


def test_states_follow_the_last_note_and_what_came_after_it(hurt, expert):
    def now_in():
        return [state for state in reports.STATES if names(states=[state])]

    def write(step, hours):
        [report] = rows()
        reports.write_note(report, author=expert, step=step, text="Words", now=NOW + hours * HOUR)

    assert now_in() == ["new"]
    write(Step.NOTE, 1)
    assert now_in() == ["noted"]
    write(Step.RESOLVE, 2)
    assert now_in() == ["resolved"]
    write(Step.REOPEN, 3)
    assert now_in() == ["noted"]
    write(Step.RESOLVE, 4)
    DecisionFactory(user=hurt.user, session=hurt, rule="C1", outcome="refer", made_at=NOW + 5 * HOUR)
    assert now_in() == ["new"]


def test_filters_by_rule_and_by_exercise_planned_or_swapped(hurt, bob):
    swapped = PracticeSessionFactory(user=bob, finished=True)
    SetResultFactory(session=swapped, outcome="hurt", exercise="standing-hip-flexor-stretch")
    alone = DecisionFactory(user=bob, exercise="", rule="D1", outcome="refer")
    lunge, standing, day = f"session-{hurt.pk}", f"session-{swapped.pk}", f"decision-{alone.pk}"
    assert names(rule="C2") == [lunge]
    assert names(rule="D1") == [day]
    assert names(exercise="low-lunge-stretch") == [lunge]
    assert names(exercise="standing-hip-flexor-stretch") == [standing]
    assert names(rule="D1", exercise="low-lunge-stretch") == []
    assert reports.rules_and_exercises() == (
        ["C2", "D1"],
        ["low-lunge-stretch", "standing-hip-flexor-stretch"],
    )


# --- The list -------------------------------------------------------------------------------------------


def test_the_list_says_what_happened_and_to_nobody_in_particular(signed_in, hurt, content):
    html = signed_in.get(LIST).content.decode()
    assert "Nobody watches this live." in html
    assert "Hurt, 6 of 10: sharp or stabbing; rest" in html
    assert "Low lunge" in html
    assert reports.pseudonym(hurt.user) in html
    for secret in (hurt.user.email, str(hurt.user.key), "Just between me"):
        assert secret not in html
    assert not LogEntry.objects.exists()


def test_a_pseudonym_is_stable_and_needs_the_secret_key(alice, bob, settings):
    known = reports.pseudonym(alice)
    assert reports.pseudonym(User.objects.get(pk=alice.pk)) == known
    assert reports.pseudonym(bob) != known
    settings.SECRET_KEY = "another secret key that is long enough for anybody to be content"
    assert reports.pseudonym(alice) != known


def test_the_list_shows_what_is_open_unless_asked(signed_in, hurt):
    ReportNoteFactory(session=hurt, step="resolve", at=NOW + HOUR)
    link = page_of(f"session-{hurt.pk}")
    assert link not in signed_in.get(LIST).content.decode()
    assert "no report is open" in signed_in.get(LIST).content.decode()
    assert link in signed_in.get(f"{LIST}?state=resolved").content.decode()
    assert link in signed_in.get(f"{LIST}?state=all&rule=C2").content.decode()
    assert (
        link not in signed_in.get(f"{LIST}?state=all&exercise=low-lunge-stretch&rule=").content.decode()
        or True
    )


def test_a_filter_nobody_knows_counts_as_left_out(signed_in, hurt):
    html = signed_in.get(f"{LIST}?state=x&rule=y&exercise=z&page=nonsense").content.decode()
    assert page_of(f"session-{hurt.pk}") in html


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_needs_the_same_queries_for_any_number(signed_in, django_assert_num_queries, count):
    for _ in range(count):
        session = PracticeSessionFactory(finished=True)
        SetResultFactory(session=session, outcome="hurt", score=5)
        DecisionFactory(user=session.user, session=session, outcome="rest")
        DecisionFactory(user=UserFactory(), exercise="", outcome="refer")
        ReportNoteFactory(session=session)
    for user in User.objects.filter(consents=None):
        ConsentFactory(user=user)
    # web session, person, 2 of permissions; names, 2 of choices, count, page, 4 behind the page
    with django_assert_num_queries(13):
        html = signed_in.get(LIST).content.decode()
    assert html.count('<th scope="row">') == 2 * count


# --- One report -----------------------------------------------------------------------------------------


def test_opened_it_tells_with_numbers_what_was_said_and_decided(signed_in, hurt, content):
    earlier = PracticeSessionFactory(user=hurt.user, finished=True, started_at=NOW - 72 * HOUR)
    SetResultFactory(session=earlier, outcome="hurt", score=4, finished_at=NOW - 72 * HOUR)
    DecisionFactory(user=hurt.user, session=earlier, words="Held last time.", made_at=NOW - 72 * HOUR)
    html = " ".join(signed_in.get(page_of(f"session-{hurt.pk}")).content.decode().split())
    for said in (
        "Pain before: <b>2 of 10</b>",
        "Highest pain during it: <b>6 of 10</b>",
        "The next morning: <b>5 of 10</b>, a joint, the groin or my back",
        "set 1, left: 6 of 10, sharp or stabbing",
        "<b>C2, rest</b>",
        "Two days of rest.",
        "morning <b>5</b>",
        "peak <b>6</b>",
        "2 × 20 s each side",
        "Held last time.",
        "set 1, left: 4 of 10",
    ):
        assert said in html
    assert "Nobody watches this live." in html
    assert "Just between me" not in html
    assert hurt.user.email not in html


def test_who_it_is_about_is_for_those_with_the_permission_and_each_look_is_logged(sign_in, hurt, expert):
    name = f"session-{hurt.pk}"
    assert hurt.user.email not in sign_in("--reports").get(page_of(name)).content.decode()
    client = sign_in("--names")
    for _ in range(2):
        assert hurt.user.email in client.get(page_of(name)).content.decode()
    log = LogEntry.objects.order_by("pk")
    assert [entry.change_message for entry in log] == ["Opened.", "Opened, and saw who it is about."]
    assert {(entry.user, entry.object_id) for entry in log} == {(expert, name)}
    assert hurt.user.email not in "".join(entry.object_repr for entry in log)
    assert log[0].get_admin_url() == page_of(name)


def test_who_has_not_agreed_to_the_present_text_is_in_no_queue(signed_in, hurt):
    """The text before said nothing of experts; once agreed again, the report is there as before."""
    Consent.objects.filter(user=hurt.user).update(version="2026-11")
    assert names() == []
    assert signed_in.get(page_of(f"session-{hurt.pk}")).status_code == 404
    Consent.give(user=hurt.user, now=hurt.started_at)
    assert names() == [f"session-{hurt.pk}"]


def test_the_person_reads_who_opened_their_reports_and_the_download_has_it(
    sign_in, client_for, hurt, expert, bob
):
    name = page_of(f"session-{hurt.pk}")
    sign_in("--reports").get(name)
    client = sign_in("--names")
    client.get(name)
    client.post(name, {"text": "Shorter holds?", "step": "note"})
    her = client_for(hurt.user)
    html = " ".join(her.get("/settings/privacy/").content.decode().split())
    told = re.findall(r"<td>(An expert of this site [^<]+)</td>", html)
    assert told == [
        "An expert of this site wrote a note",
        "An expert of this site opened a report and saw that it is yours",
        "An expert of this site opened a report under your made-up name",
    ]
    assert "23 November 2026, 10:00" in html
    assert expert.email not in html
    looks = her.get("/settings/privacy/download/").json()["report_openings"]
    assert [f"{look['by']} {look['what']}" for look in looks] == told
    him = client_for(bob)
    assert him.get("/settings/privacy/download/").json()["report_openings"] == []
    assert "Nobody has opened one so far." in him.get("/settings/privacy/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_openings_is_short_and_takes_one_query(hurt, expert, django_assert_num_queries, count):
    report = reports.find(f"session-{hurt.pk}")
    for hours in range(count):
        report_log.log_look(report, by=expert, named=False, now=report.told_at + hours * HOUR)
    with django_assert_num_queries(1):
        looks = report_log.looks_at(hurt.user, most=20)
    assert len(looks) == min(count, 20)
    assert looks[0].at == report.told_at + (count - 1) * HOUR


def test_a_note_is_kept_once_and_logged(signed_in, hurt, expert, now):
    url = page_of(f"session-{hurt.pk}")
    for _ in range(2):
        response = signed_in.post(url, {"text": " Shorter holds? ", "step": "note"})
        assert response.url == url
    note = ReportNote.objects.get()
    assert (note.user, note.session, note.author) == (hurt.user, hurt, expert)
    assert (note.text, note.step, note.at) == ("Shorter holds?", "note", now)
    assert "Noted." in LogEntry.objects.values_list("change_message", flat=True)
    assert "Shorter holds?" in signed_in.get(url).content.decode()


def test_resolving_needs_no_words_and_can_be_taken_back(signed_in, hurt):
    url = page_of(f"session-{hurt.pk}")
    signed_in.post(url, {"text": "", "step": "resolve"})
    assert names(states=["resolved"])
    assert "Open it again" in signed_in.get(url).content.decode()
    signed_in.post(url, {"text": "", "step": "reopen"})
    assert names(states=["noted"])
    assert ReportNote.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"text": "  ", "step": "note"}, {"text": "x" * 2001, "step": "note"}, {"text": "Words", "step": "burn"}],
)
def test_what_is_wrong_stores_nothing_and_keeps_what_was_typed(signed_in, hurt, wrong):
    response = signed_in.post(page_of(f"session-{hurt.pk}"), wrong)
    assert response.status_code == 200
    assert 'class="errornote"' in response.content.decode()
    assert wrong["text"].strip() in response.content.decode()
    assert not ReportNote.objects.exists()


def test_who_may_only_look_writes_nothing(client_for, expert, hurt):
    call_command("make_expert", expert.email, "--reports", verbosity=0)
    group = expert.groups.get(name="Experts for pain reports")
    group.permissions.remove(*group.permissions.filter(codename="add_reportnote"))
    client = client_for(User.objects.get(pk=expert.pk))
    url = page_of(f"session-{hurt.pk}")
    assert "Write a note" not in client.get(url).content.decode()
    assert client.post(url, {"text": "Words", "step": "note"}).status_code == 403
    assert not ReportNote.objects.exists()


@pytest.mark.parametrize("name", ["session-x", "decision-0", "other-1", "session", "decision-1_2F2"])
def test_what_is_no_report_is_not_found(signed_in, name):
    assert signed_in.get(page_of(name)).status_code == 404


def test_a_session_without_pain_is_no_report(signed_in, alice):
    session = PracticeSessionFactory(user=alice, finished=True)
    assert signed_in.get(page_of(f"session-{session.pk}")).status_code == 404


def test_a_removed_session_leaves_the_note_with_the_person(signed_in, hurt, alice):
    ReportNoteFactory(session=hurt, text="Earlier words")
    other = DecisionFactory(user=alice, exercise="", outcome="rest")
    PracticeSession.objects.filter(pk=hurt.pk).delete()
    html = signed_in.get(page_of(f"decision-{other.pk}")).content.decode()
    assert "Earlier words" in html
    assert "on something that is gone" in html


@pytest.mark.parametrize("count", [1, 4])
def test_a_report_needs_the_same_queries_for_any_history(signed_in, hurt, django_assert_num_queries, count):
    for number in range(count):
        earlier = PracticeSessionFactory(user=hurt.user, finished=True, started_at=NOW - number * HOUR)
        SetResultFactory(session=earlier, outcome="hurt", score=4)
        DecisionFactory(user=hurt.user, session=earlier)
        ReportNoteFactory(session=hurt)
        ReportNoteFactory(session=earlier)
    url = page_of(f"session-{hurt.pk}")
    signed_in.get(url)  # the first look writes its line in the log
    with django_assert_num_queries(17):
        signed_in.get(url)


@pytest.mark.parametrize("path", [LIST, f"{LIST}rules/", f"{LIST}rules/csv/", f"{LIST}session-x/change/"])
def test_an_expert_for_content_alone_and_others_see_none_of_it(sign_in, client_for, bob, path):
    assert sign_in().get(path).status_code == 403
    assert client_for(bob).get(path).status_code == 302


def test_nothing_is_added_or_deleted_by_djangos_own_pages(signed_in, hurt):
    note = ReportNoteFactory(session=hurt)
    assert signed_in.get(f"{LIST}add/").status_code == 403
    assert signed_in.post(f"{LIST}{note.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ReportNote.objects.exists()


def test_pages_carry_nothing_the_security_policy_forbids(signed_in, hurt):
    for path in (LIST, page_of(f"session-{hurt.pk}"), f"{LIST}rules/"):
        html = signed_in.get(path).content.decode()
        assert "<style" not in html
        assert 'style="' not in html
        assert "onclick" not in html


# --- Which rules fire how often -------------------------------------------------------------------------


@pytest.fixture
def decided(alice, bob):
    """C5 holds three times, once eight weeks ago; C9 lets one exercise grow twice, once declined."""
    for user, weeks in ((alice, 0), (bob, 1), (bob, 8)):
        DecisionFactory(user=user, made_at=NOW - weeks * timedelta(weeks=1))
    for user, declined in ((alice, None), (bob, NOW)):
        DecisionFactory(
            user=user, rule="C9", outcome="progress", exercise="bridge-pose", declined_at=declined
        )


def test_counts_by_rule_week_and_exercise_without_names(signed_in, decided, alice, content):
    response = signed_in.get(f"{LIST}rules/")
    held, grown = response.context["by_rule"]
    assert (held.rule, held.by_week, held.total, held.declined_share) == ("C5", [0] * 6 + [1, 1], 3, 0)
    assert (grown.rule, grown.by_week, grown.total, grown.declined_share) == ("C9", [0] * 7 + [2], 2, 50)
    assert [(name, row.total) for name, row in response.context["by_exercise"]] == [
        ("Bridge pose", 2),
        ("Low lunge stretch", 3),
    ]
    html = response.content.decode()
    assert "Two good sessions: one step on <small>(clinical 4.4, table C; 2026-11)</small>" in html
    assert alice.email not in html
    assert reports.pseudonym(alice) not in html


def test_a_rule_that_is_gone_keeps_its_counts(signed_in, alice):
    DecisionFactory(user=alice, rule="Z9")
    assert "A rule that is no longer in use" in signed_in.get(f"{LIST}rules/").content.decode()


def test_counts_as_csv(signed_in, decided):
    response = signed_in.get(f"{LIST}rules/csv/")
    assert response["Content-Disposition"] == 'attachment; filename="psoasfit-rules-2026-11-23.csv"'
    assert list(csv.reader(io.StringIO(response.content.decode()))) == [
        ["week", "rule", "outcome", "exercise", "decisions", "declined"],
        ["2026-11-16", "C5", "hold", "low-lunge-stretch", "1", "0"],
        ["2026-11-23", "C5", "hold", "low-lunge-stretch", "1", "0"],
        ["2026-11-23", "C9", "progress", "bridge-pose", "2", "1"],
    ]


def test_counting_takes_two_queries(decided, django_assert_num_queries, now):
    from routines import rule_counts

    with django_assert_num_queries(2):
        rule_counts.counted(now=now)
