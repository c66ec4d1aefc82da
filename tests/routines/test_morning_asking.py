"""The next morning by mail: asked once at most, in the morning, only who wants it, and not for ever."""

import email
import email.policy
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts import mime, outbox
from accounts.models import OutgoingMail
from psoasfit.time_limits import TimeIsUp
from routines import morning_asking, morning_mail, privacy, reminder_links, reminders
from routines.by_hand import remove_session
from routines.forms.checkin import MorningForm
from routines.models import MorningCheckIn, MorningQuestion, Plan, PracticeSession
from routines.pauses import come_back, pause_until
from routines.scheduler import one_round
from tests import factories
from tests.accounts.test_transport import serving

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ENDED = datetime(2026, 11, 23, 17, 45, tzinfo=UTC)  # Monday, 18:45 in Berlin
EIGHT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # Tuesday, 08:00 in Berlin
OVER = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    """A deliverer that has not met a dead line yet."""
    monkeypatch.setattr(outbox, "breaker", outbox.Breaker())


@pytest.fixture
def asked(ready_alice, now):
    """Alice on Mondays, Wednesdays and Fridays in Berlin, who wants to be asked."""
    morning_asking.switch(user=ready_alice, on=True, now=now)
    reminders.reschedule(plan=ready_alice.plan, now=now)
    return ready_alice


def practise(user, ended=ENDED, **fields):
    values = {"local_date": ended.astimezone(user.zone).date(), "kind": "stretch"} | fields
    session = factories.PracticeSessionFactory(
        user=user, finished=True, started_at=ended - 15 * MINUTE, **{"ended_at": ended} | values
    )
    reminders.session_done(user=user, now=ended)
    return session


def question_of(user):
    return MorningQuestion.objects.get(user=user)


def mails(**conditions):
    return list(OutgoingMail.objects.filter(kind="morning", **conditions).order_by("id"))


def run(start, end, step=10 * MINUTE):
    while start <= end:
        one_round(now=start)
        start += step


# --- Once, in the morning -------------------------------------------------------------------------------


def test_nobody_is_asked_who_did_not_ask_for_it(ready_alice):
    practise(ready_alice)
    run(EIGHT, EIGHT + HOUR)
    assert not MorningQuestion.objects.exists()
    assert not mails()


def test_one_mail_at_eight_the_next_morning(asked):
    session = practise(asked)
    assert (question_of(asked).session, question_of(asked).next_at) == (session, EIGHT)
    run(EIGHT - HOUR, OVER + HOUR, step=30 * MINUTE)
    [mail] = mails()
    assert (mail.state, mail.created_at, mail.expires_at) == ("sent", EIGHT, OVER)
    assert mail.key == f"morning:{asked.key}:{session.pk}"
    assert question_of(asked).next_at is None


def test_a_cursor_set_back_asks_nothing_twice(asked):
    session = practise(asked)
    run(EIGHT, EIGHT)
    for _ in range(2):
        MorningQuestion.objects.update(session=session, next_at=EIGHT)
        run(EIGHT + HOUR, EIGHT + HOUR)
    assert len(mails()) == 1


def test_what_follows_later_asks_nothing_twice(asked):
    practise(asked)
    run(EIGHT, EIGHT)
    reminders.session_done(user=asked, now=EIGHT + HOUR)
    assert question_of(asked).next_at is None
    run(EIGHT + HOUR, OVER)
    assert len(mails()) == 1


def test_a_session_that_does_not_count_is_not_asked_about(asked):
    practise(asked, counted=False)
    run(EIGHT, EIGHT + HOUR)
    assert not mails()


def test_the_evening_is_too_late(asked):
    practise(asked)
    run(OVER, OVER + HOUR)
    assert not mails()
    assert question_of(asked).next_at is None


def test_with_the_mail_server_down_it_expires_the_same_evening(asked, settings):
    practise(asked)
    with serving(settings, connect="421 not now") as server:
        run(EIGHT, OVER + HOUR, step=2 * HOUR)
    assert [mail.state for mail in mails()] == ["expired"]
    assert server.mails == []


def test_the_conversation_with_a_real_server(asked, settings):
    practise(asked)
    with serving(settings) as server:
        run(EIGHT, EIGHT + HOUR)
    assert [mail.state for mail in mails()] == ["sent"]
    [raw] = server.mails
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed["To"] == asked.email
    assert parsed["Subject"] == "How was the morning after Monday’s session?"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_silence_after_the_last_byte_is_not_followed_by_a_second_copy(asked, settings):
    practise(asked)
    with serving(settings, dot=None) as server:
        run(EIGHT, EIGHT + 3 * HOUR, step=HOUR)
    assert [mail.state for mail in mails()] == ["unknown"]
    assert len(server.mails) == 1


def test_a_bad_row_never_stops_the_sweep(asked, caplog):
    practise(asked)
    bad = factories.UserFactory()
    session = factories.PracticeSessionFactory(user=bad, finished=True, ended_at=ENDED)
    factories.MorningQuestionFactory(user=bad, session=session, next_at=EIGHT)
    type(bad).objects.filter(pk=bad.pk).update(time_zone="Atlantis/Capital")
    morning_asking.plan_due(now=EIGHT)
    assert [mail.user for mail in mails()] == [asked]
    assert question_of(bad).next_at == EIGHT + HOUR
    assert bad.email not in caplog.text


def test_when_time_is_up_the_round_ends_and_who_took_it_comes_back_in_an_hour(asked, monkeypatch):
    practise(asked)

    def too_late(session):
        raise TimeIsUp

    compose = morning_mail.compose
    monkeypatch.setattr(morning_mail, "compose", too_late)
    with pytest.raises(TimeIsUp):
        morning_asking.plan_due(now=EIGHT)
    monkeypatch.setattr(morning_mail, "compose", compose)
    assert question_of(asked).next_at == EIGHT + HOUR
    morning_asking.plan_due(now=EIGHT + HOUR)
    assert len(mails()) == 1


def test_an_idle_sweep_is_one_query(asked, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert morning_asking.plan_due(now=EIGHT) == 0


# --- Only if it is wanted -------------------------------------------------------------------------------


def test_answered_before_means_no_mail(asked):
    session = practise(asked)
    factories.MorningCheckInFactory(session=session)
    run(EIGHT, EIGHT + HOUR)
    assert not mails()


def test_answered_while_the_mail_waits_calls_it_off(asked, content):
    session = practise(asked)
    morning_asking.plan_due(now=EIGHT)
    form = MorningForm({"pain": "2"}, session=session)
    assert form.is_valid()
    form.save(now=EIGHT)
    outbox.deliver(now=EIGHT + MINUTE)
    assert [mail.state for mail in mails()] == ["cancelled"]


def test_at_most_one_mail_a_day(asked):
    Plan.objects.update(days=[0, 1])
    practise(asked)
    Plan.objects.update(next_reminder_at=OVER - HOUR, next_reminder_date=date(2026, 11, 24))
    run(EIGHT, EIGHT + HOUR)
    assert not mails()
    assert question_of(asked).next_at is None


CHANGES = {
    "switched off": lambda user: morning_asking.switch(user=user, on=False, now=EIGHT),
    "demo": lambda user: type(user).objects.update(is_demo=True),
    "inactive": lambda user: type(user).objects.update(is_active=False),
    "unverified": lambda user: EmailAddress.objects.update(verified=False),
    "stopped": lambda user: user.screenings.update(stopped=True),
    "no consent": lambda user: user.consents.all().delete(),
    "session gone": lambda user: PracticeSession.objects.all().delete(),
    "not counted": lambda user: PracticeSession.objects.update(counted=False),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nobody_is_asked_who_must_not_be(asked, change):
    practise(asked)
    change(asked)
    run(EIGHT, EIGHT + 2 * HOUR)
    assert not mails()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_waiting_mail_is_called_off_with_the_next_change(asked, change):
    practise(asked)
    morning_asking.plan_due(now=EIGHT)
    change(asked)
    reminders.reschedule(plan=Plan.objects.get(), now=EIGHT)
    assert [mail.state for mail in mails()] == ["cancelled"]
    assert question_of(asked).next_at is None


def test_saving_without_a_change_keeps_the_waiting_mail(asked):
    practise(asked)
    morning_asking.plan_due(now=EIGHT)
    reminders.reschedule(plan=Plan.objects.get(), now=EIGHT + MINUTE)
    assert [mail.state for mail in mails()] == ["pending"]
    assert question_of(asked).next_at is None


def test_a_removed_session_calls_it_off(asked):
    session = practise(asked, self_reported=True)
    morning_asking.plan_due(now=EIGHT)
    remove_session(session=session, now=EIGHT)
    assert [mail.state for mail in mails()] == ["cancelled"]


def test_withdrawing_consent_calls_it_off_and_forgets_the_setting(asked):
    practise(asked)
    morning_asking.plan_due(now=EIGHT)
    privacy.withdraw_consent(user=asked, now=EIGHT)
    assert [mail.state for mail in mails()] == ["cancelled"]
    assert not MorningQuestion.objects.exists()


def test_deleting_the_account_deletes_it(asked):
    practise(asked)
    morning_asking.plan_due(now=EIGHT)
    privacy.delete_account(user=asked)
    assert not mails()
    assert not MorningQuestion.objects.exists()


def test_stopping_the_reminders_leaves_the_question_and_the_other_way_round(asked):
    practise(asked)
    reminders.switch(user=asked, on=False, now=ENDED)
    assert question_of(asked).next_at == EIGHT
    morning_asking.switch(user=asked, on=False, now=ENDED)
    reminders.switch(user=asked, on=True, now=ENDED)
    assert question_of(asked).next_at is None
    assert Plan.objects.get().next_reminder_at is not None


def test_switched_on_in_the_morning_it_waits_for_the_next_session(ready_alice):
    practise(ready_alice)
    morning_asking.switch(user=ready_alice, on=True, now=EIGHT + HOUR)
    assert question_of(ready_alice).next_at is None
    run(EIGHT + HOUR, OVER)
    assert not mails()


def test_without_a_plan_there_is_nothing_to_switch(alice, now):
    morning_asking.switch(user=alice, on=True, now=now)
    assert not MorningQuestion.objects.exists()


# --- Other clocks ---------------------------------------------------------------------------------------


def test_flying_west_overnight_it_comes_at_eight_there(asked):
    practise(asked)
    type(asked).objects.update(time_zone="America/New_York")  # and nobody told the cursor
    run(EIGHT, EIGHT + 8 * HOUR)
    assert [mail.created_at for mail in mails()] == [EIGHT + 6 * HOUR]


@pytest.mark.parametrize(
    ("day", "eight"), [("2026-10-24", "2026-10-25 07:00"), ("2027-03-27", "2027-03-28 06:00")]
)
def test_the_nights_the_clocks_change(asked, day, eight):
    at = datetime.fromisoformat(f"{day} 16:45").replace(tzinfo=UTC)
    factories.ScreeningFactory(user=asked, started_at=at - DAY, completed_at=at - DAY)
    practise(asked, at)
    run(at + 15 * MINUTE, at + DAY, step=30 * MINUTE)
    assert [mail.created_at for mail in mails()] == [datetime.fromisoformat(eight).replace(tzinfo=UTC)]


# --- Backing off ----------------------------------------------------------------------------------------


def week_by_week(user, count, answered=()):
    """One session each Monday, the mail on Tuesday, and an answer by noon for some."""
    for number in range(count):
        later = number * 7 * DAY
        factories.ScreeningFactory(user=user, started_at=ENDED + later, completed_at=ENDED + later)
        session = practise(user, ENDED + later)
        run(EIGHT + later, EIGHT + later)
        if number in answered:
            factories.MorningCheckInFactory(session=session, answered_at=EIGHT + later + HOUR)


def test_after_three_without_an_answer_it_stops_and_says_since_when(asked):
    week_by_week(asked, 5)
    assert len(mails()) == 3
    question = question_of(asked)
    assert (question.on, question.gave_up_at, question.next_at) == (False, EIGHT + 21 * DAY, None)


def test_an_answer_in_between_keeps_it_going(asked):
    week_by_week(asked, 5, answered=[2])
    assert len(mails()) == 5
    assert question_of(asked).on


def test_switched_on_again_it_counts_anew(asked):
    week_by_week(asked, 4)
    later = EIGHT + 27 * DAY
    morning_asking.switch(user=asked, on=True, now=later)
    assert question_of(asked).gave_up_at is None
    factories.ScreeningFactory(user=asked, started_at=later, completed_at=later)
    practise(asked, ENDED + 28 * DAY)
    run(EIGHT + 28 * DAY, EIGHT + 28 * DAY)
    assert len(mails()) == 4


# --- What it says ---------------------------------------------------------------------------------------

HEALTH = r"pain|ache|sore|hurt|hips?\b|symptom|spine|injur|score|clinician|condition|stiff|\bof 10\b"


def test_the_mail_as_it_leaves_says_nothing_about_health(asked, settings):
    session = practise(asked)
    factories.SessionCheckInFactory(session=session, highest_pain=7)
    morning_asking.plan_due(now=EIGHT)
    [mail] = mails()
    parsed = email.message_from_bytes(mime.write(mail), policy=email.policy.default)
    text, html = parsed.get_body(("plain",)).get_content(), parsed.get_body(("html",)).get_content()
    answer = f"{settings.SITE_ORIGIN}/r/{reminder_links.sign_morning(session)}/"
    stop = f"{settings.SITE_ORIGIN}/r/{reminder_links.sign('stop-mornings', asked)}/"
    for part in (text, html):
        assert "How was the morning after Monday’s session?" in part
        assert answer in part
        assert stop in part
    said = [mail.subject, text, re.sub(r"<style>.*?</style>", "", html, flags=re.S), *mail.headers.values()]
    assert not [found for part in said if (found := re.findall(HEALTH, part, re.IGNORECASE))]
    assert parsed["List-ID"].startswith("Next-morning questions <morning.reminders.")
    assert parsed["List-Unsubscribe"] == f"<{stop}>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert all(len(line) <= 72 or line.startswith("http") for line in text.splitlines())
    assert "<img" not in html


def test_one_link_to_answer_and_it_is_the_same_whatever_was_felt(asked):
    session = practise(asked)
    before = morning_mail.compose(session)
    MorningCheckIn.objects.create(session=session, pain=8, answered_at=EIGHT)
    assert morning_mail.compose(PracticeSession.objects.get()) == before


def test_the_preview_needs_no_session(ready_alice, now):
    assert morning_asking.preview(ready_alice, now=now)["subject"].endswith("after Monday’s session?")


# --- Pauses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("until", "asked_on"), [(date(2026, 11, 24), EIGHT), (date(2026, 11, 25), None)])
def test_a_morning_within_a_pause_is_not_asked_about(asked, until, asked_on):
    practise(asked)
    pause_until(user=asked, until=until, reason="holiday", now=ENDED)
    assert question_of(asked).next_at == asked_on
    come_back(user=asked, now=ENDED)
    assert question_of(asked).next_at == EIGHT
