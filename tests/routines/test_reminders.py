"""Reminders: each session date is announced once at most, and not at all when there is no need."""

import email.policy
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts import mime, outbox
from accounts.models import OutgoingMail
from routines import announcing, reminders
from routines.models import Plan
from routines.scheduler import one_round
from tests import factories

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def utc(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.fixture
def plan(ready_alice, now):
    """Monday, Wednesday, Friday at 18:30 in Berlin, half an hour ahead; the cursor is set."""
    reminders.reschedule(plan=ready_alice.plan, now=now)
    return ready_alice.plan


def again(plan):
    return Plan.objects.select_related("user").get(pk=plan.pk)


def session_mails(**conditions):
    return list(OutgoingMail.objects.filter(kind="session", **conditions).order_by("id"))


def run(start, end, step=10 * MINUTE):
    """The scheduler's rounds from `start` to `end`."""
    at = start
    while at <= end:
        one_round(now=at)
        at += step


def sent_at():
    return [mail.created_at for mail in session_mails(state="sent")]


# --- The cursor ---------------------------------------------------------------------------------------


def test_the_cursor_points_half_an_hour_before_the_session(plan):
    assert plan.next_reminder_at == utc("11-23 17:00")
    assert plan.next_reminder_date == date(2026, 11, 23)


def test_when_todays_moment_has_passed_the_next_day_is_announced(plan):
    reminders.switch(user=plan.user, on=False, now=utc("11-23 16:00"))
    reminders.switch(user=plan.user, on=True, now=utc("11-23 17:00"))
    assert again(plan).next_reminder_at == utc("11-25 17:00")


def test_a_moved_session_is_announced_on_its_new_day(plan, now):
    plan.move(from_date=date(2026, 11, 23), to_date=date(2026, 11, 24))
    plan.save()
    reminders.reschedule(plan=plan, now=now)
    assert plan.next_reminder_at == utc("11-24 17:00")
    run(now, now + 2 * DAY)
    assert sent_at() == [utc("11-24 17:00")]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda plan: Plan.objects.update(reminders_on=False), "off"),
        (lambda plan: type(plan.user).objects.update(is_demo=True), "demo"),
        (lambda plan: type(plan.user).objects.update(is_active=False), "inactive"),
        (lambda plan: EmailAddress.objects.update(verified=False), "unverified"),
        (lambda plan: plan.user.screenings.update(stopped=True), "not-cleared"),
        (lambda plan: plan.user.consents.all().delete(), "not-cleared"),
    ],
)
def test_nobody_is_reminded_who_must_not_be(plan, now, change, why):
    change(plan)
    # a sweep that runs before the cursor was recomputed sends nothing either
    run(now, now + 9 * HOUR)
    assert not session_mails()
    fresh = again(plan)
    assert reminders.silence(fresh, now=now) == why
    reminders.reschedule(plan=fresh, now=now)
    assert again(plan).next_reminder_at is None


def test_who_must_answer_the_questions_again_is_reminded_and_told_so(plan, now):
    later = now + timedelta(days=35)
    reminders.reschedule(plan=plan, now=later)
    run(later, later + 10 * HOUR)
    [mail] = session_mails()
    assert "safety questions we ask from time to time" in mail.text


# --- Planning -----------------------------------------------------------------------------------------


def test_one_mail_for_each_session_of_a_week(plan, now):
    run(now, now + 7 * DAY)
    assert sent_at() == [utc("11-23 17:00"), utc("11-25 17:00"), utc("11-27 17:00")]


def test_the_sweep_moves_the_cursor_with_the_mail(plan):
    assert announcing.plan_due(now=utc("11-23 16:59")) == 0
    assert announcing.plan_due(now=utc("11-23 17:00")) == 1
    [mail] = session_mails()
    assert mail.key == f"session:{plan.user.key}:2026-11-23"
    assert mail.expires_at == utc("11-23 20:00")
    assert again(plan).next_reminder_at == utc("11-25 17:00")
    assert announcing.plan_due(now=utc("11-23 17:00")) == 0


def test_a_rewound_cursor_plans_nothing_twice(plan):
    announcing.plan_due(now=utc("11-23 17:00"))
    Plan.objects.update(next_reminder_at=utc("11-23 17:00"), next_reminder_date=date(2026, 11, 23))
    announcing.plan_due(now=utc("11-23 17:05"))
    assert len(session_mails()) == 1


def test_after_a_long_outage_there_is_silence_not_a_flood(plan):
    run(utc("12-02 20:30"), utc("12-02 21:00"))  # nine days later, after Wednesday's three hours
    assert not session_mails()
    assert again(plan).next_reminder_at == utc("12-04 17:00")


def test_within_three_hours_a_late_reminder_still_goes(plan):
    announcing.plan_due(now=utc("11-23 19:59"))
    assert len(session_mails()) == 1


def test_one_bad_row_never_stops_the_sweep(plan, now, caplog):
    bad = factories.UserFactory(email="bad@example.org")
    factories.PlanFactory(
        user=bad, next_reminder_at=utc("11-23 16:00"), next_reminder_date=date(2026, 11, 23)
    )
    type(bad).objects.filter(pk=bad.pk).update(time_zone="Atlantis/Capital")
    announcing.plan_due(now=utc("11-23 17:00"))
    assert [mail.user for mail in session_mails()] == [plan.user]
    assert Plan.objects.get(user=bad).next_reminder_at == utc("11-23 18:00")
    assert "bad@example.org" not in caplog.text


def test_the_sweep_takes_what_is_due_first_up_to_its_limit(plan, now):
    for n in range(4):
        user = factories.UserFactory()
        factories.PlanFactory(
            user=user, next_reminder_at=now - n * MINUTE, next_reminder_date=date(2026, 11, 23)
        )
    assert announcing.plan_due(now=now, limit=3) == 3
    assert announcing.plan_due(now=now, limit=3) == 1


def test_an_idle_sweep_is_one_query(plan, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert announcing.plan_due(now=now) == 0


# --- Done, moved, changed -----------------------------------------------------------------------------


def do_session(user, on, now):
    factories.PracticeSessionFactory(
        user=user, finished=True, local_date=on, started_at=now, ended_at=now, kind="stretch"
    )
    reminders.session_done(user=user, now=now)


def test_done_early_means_no_mail_that_day(plan, now):
    do_session(plan.user, date(2026, 11, 23), now)
    assert again(plan).next_reminder_at == utc("11-25 17:00")
    run(now, now + DAY)
    assert not session_mails()


def test_done_while_the_mail_waits_cancels_it(plan, now):
    announcing.plan_due(now=utc("11-23 17:00"))
    do_session(plan.user, date(2026, 11, 23), utc("11-23 17:01"))
    outbox.deliver(now=utc("11-23 17:02"))
    assert [mail.state for mail in session_mails()] == ["cancelled"]


def test_done_on_a_free_day_leaves_a_day_of_rest(plan, now):
    do_session(plan.user, date(2026, 11, 24), now + DAY)
    assert again(plan).next_reminder_date == date(2026, 11, 27)


def test_a_full_week_is_quiet_until_the_next(plan, now):
    for day in (23, 25, 27):
        do_session(plan.user, date(2026, 11, day), datetime(2026, 11, day, 9, tzinfo=UTC))
    run(now + 4 * DAY, now + 6 * DAY)
    assert not session_mails()
    assert again(plan).next_reminder_at == utc("11-30 17:00")


def test_session_done_without_a_plan_is_fine(alice, now):
    reminders.session_done(user=alice, now=now)
    assert not Plan.objects.exists()


def test_a_new_hour_replaces_the_waiting_mail(plan):
    announcing.plan_due(now=utc("11-23 17:00"))
    plan = again(plan)
    plan.at = time(20, 0)
    plan.save()
    reminders.reschedule(plan=plan, now=utc("11-23 17:05"))
    run(utc("11-23 17:05"), utc("11-23 22:05"))
    assert [mail.state for mail in session_mails()] == ["cancelled", "sent"]
    assert sent_at() == [utc("11-23 18:35")]


def test_saving_without_a_change_still_sends_one_mail(plan):
    announcing.plan_due(now=utc("11-23 17:00"))
    for _ in range(2):
        reminders.reschedule(plan=again(plan), now=utc("11-23 17:05"))
    run(utc("11-23 17:05"), utc("11-23 18:05"))
    assert sent_at() == [utc("11-23 17:05")]
    assert again(plan).next_reminder_at == utc("11-25 17:00")


def test_a_save_between_the_hour_and_the_sweep_loses_no_mail(plan):
    reminders.reschedule(plan=again(plan), now=utc("11-23 17:00"))
    run(utc("11-23 17:01"), utc("11-23 18:01"))
    assert sent_at() == [utc("11-23 17:01")]


def test_an_earlier_hour_that_has_passed_is_not_made_up_for(plan):
    plan = again(plan)
    plan.at = time(17, 30)
    plan.save()
    reminders.reschedule(plan=plan, now=utc("11-23 16:30"))
    assert plan.next_reminder_date == date(2026, 11, 25)


def test_a_tab_that_read_the_plan_before_another_changed_it_undoes_nothing(plan):
    stale = again(plan)
    Plan.objects.update(at=time(20, 0))
    reminders.reschedule(plan=stale, now=utc("11-23 12:00"))
    assert again(plan).next_reminder_at == utc("11-23 18:30")


def test_a_plan_that_went_with_the_consent_is_left_alone(plan, now):
    stale = again(plan)
    Plan.objects.all().delete()
    reminders.reschedule(plan=stale, now=now)
    assert not Plan.objects.exists()


def test_a_change_of_minutes_while_the_mail_waits_changes_what_it_says(plan, content):
    announcing.plan_due(now=utc("11-23 17:00"))
    assert "15 minutes of stretching" in session_mails()[0].text
    plan = again(plan)
    plan.minutes = 10
    plan.save()
    reminders.reschedule(plan=plan, now=utc("11-23 17:05"))
    run(utc("11-23 17:05"), utc("11-23 18:05"))
    assert ["10 minutes of stretching" in mail.text for mail in session_mails(state="sent")] == [True]
    assert sent_at() == [utc("11-23 17:05")]


def test_a_mail_that_is_being_handed_over_is_not_written_again(plan):
    announcing.plan_due(now=utc("11-23 17:00"))
    OutgoingMail.objects.update(state="submitting")
    reminders.reschedule(plan=again(plan), now=utc("11-23 17:00"))
    assert [mail.state for mail in session_mails()] == ["submitting"]
    assert again(plan).next_reminder_at == utc("11-25 17:00")


def test_a_later_hour_after_the_mail_went_is_not_announced_again(plan):
    run(utc("11-23 17:00"), utc("11-23 17:10"))
    plan = again(plan)
    plan.at = time(21, 0)
    plan.save()
    reminders.reschedule(plan=plan, now=utc("11-23 17:20"))
    run(utc("11-23 17:20"), utc("11-23 22:50"))
    assert sent_at() == [utc("11-23 17:00")]
    assert plan.next_reminder_date == date(2026, 11, 25)


def move_to(plan, zone, now):
    plan = again(plan)
    plan.user.time_zone = zone
    plan.user.save()
    reminders.reschedule(plan=plan, now=now)


def test_flying_west_before_the_mail_gives_one_mail_on_the_new_clock(plan, now):
    move_to(plan, "America/New_York", utc("11-23 11:00"))  # Monday noon in Berlin
    run(utc("11-23 11:00"), utc("11-24 22:00"))
    assert sent_at() == [utc("11-23 23:00")]  # 18:00 in New York


def test_flying_after_the_mail_gives_no_second_one_for_that_date(plan):
    run(utc("11-23 17:00"), utc("11-23 17:00"))
    for zone in ("America/New_York", "Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati"):
        move_to(plan, zone, utc("11-23 17:30"))
    run(utc("11-23 17:30"), utc("11-24 20:00"))
    assert sent_at() == [utc("11-23 17:00")]


def test_switching_off_cancels_and_switching_on_starts_again(plan):
    announcing.plan_due(now=utc("11-23 17:00"))
    reminders.switch(user=plan.user, on=False, now=utc("11-23 17:01"))
    run(utc("11-23 17:02"), utc("11-26 17:00"))
    assert [mail.state for mail in session_mails()] == ["cancelled"]
    reminders.switch(user=plan.user, on=True, now=utc("11-26 17:00"))
    assert again(plan).next_reminder_at == utc("11-27 17:00")


def test_new_time_zone_rules_move_only_what_was_computed_with_the_old(plan, now, monkeypatch):
    monkeypatch.setattr(reminders, "_settled_version", "")
    Plan.objects.update(tzdata_version="2019a", next_reminder_at=utc("11-23 16:00"))
    assert reminders.follow_tzdata(now=now) == 1
    assert again(plan).next_reminder_at == utc("11-23 17:00")
    assert reminders.follow_tzdata(now=now) == 0


# --- What it says -------------------------------------------------------------------------------------


def first_mail(plan):
    announcing.plan_due(now=plan.next_reminder_at)
    return session_mails()[-1]


def test_the_subject_counts_and_names_the_hour(plan):
    assert first_mail(plan).subject == "Session 1 of 3 – 18:30 today"


def test_the_last_one_of_the_week_says_so(plan, now):
    for day in (23, 25):
        do_session(plan.user, date(2026, 11, day), datetime(2026, 11, day, 9, tzinfo=UTC))
    mail = first_mail(again(plan))
    assert mail.subject == "One left this week – 18:30 today"
    assert "This one completes your week." in mail.text


def test_a_short_first_week_is_counted_by_what_was_possible(plan):
    Plan.objects.update(started_on=date(2026, 11, 25))
    reminders.reschedule(plan=again(plan), now=utc("11-25 09:00"))
    assert first_mail(again(plan)).subject == "Session 1 of 2 – 18:30 today"


def test_just_after_midnight_the_mail_says_tomorrow(plan, now):
    Plan.objects.update(at=time(0, 10))
    reminders.reschedule(plan=again(plan), now=now)
    mail = first_mail(again(plan))
    assert mail.created_at == utc("11-24 22:40")
    assert mail.subject.endswith("– 00:10 tomorrow")


def test_stretch_and_strength_in_turn(plan, now, content):
    assert "15 minutes of stretching" in first_mail(plan).text
    do_session(plan.user, date(2026, 11, 23), utc("11-23 18:00"))
    assert "15 minutes of strengthening" in first_mail(again(plan)).text


@pytest.mark.parametrize(("balance", "activity"), [("", "strengthening"), ("stretch", "stretching")])
def test_the_activity_follows_the_balance_somebody_chose(plan, now, content, balance, activity):
    Plan.objects.update(balance=balance)
    do_session(plan.user, date(2026, 11, 23), now)
    assert f"15 minutes of {activity}" in announcing.preview(again(plan), now=now)["text"]


def test_after_a_pause_a_greeting_and_no_count_of_misses(plan, now):
    do_session(plan.user, date(2026, 11, 23), now)
    factories.ScreeningFactory(user=plan.user, started_at=utc("12-10 09:00"), completed_at=utc("12-10 09:00"))
    reminders.reschedule(plan=again(plan), now=utc("12-11 09:00"))
    text = first_mail(again(plan)).text
    assert "Back today?" in text
    assert not re.search(r"miss|streak|overdue|days ago", text)


HEALTH = r"pain|ache|sore|hurt|hip\b|hips\b|back pain|symptom|spine|injur|score|clinician|condition|stiff"


def test_no_word_about_health_in_any_part(plan, now):
    texts = []
    for day in range(23, 30):
        reminders.reschedule(plan=again(plan), now=datetime(2026, 11, day, 9, tzinfo=UTC))
        mail = first_mail(again(plan))
        texts += [mail.subject, mail.text, re.sub(r"<style>.*?</style>", "", mail.html, flags=re.S)]
        texts += mail.headers.values()
        do_session(plan.user, again(plan).next_reminder_date, datetime(2026, 11, day, 10, tzinfo=UTC))
    assert not [found for text in texts if (found := re.findall(HEALTH, text, re.IGNORECASE))]


def test_the_mail_as_it_leaves(plan, settings, content):
    mail = first_mail(plan)
    raw = mime.write(mail)
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    text, html = parsed.get_body(("plain",)).get_content(), parsed.get_body(("html",)).get_content()
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    for part in (text, html):
        assert "15 minutes of stretching" in part
        assert "18:30 today" in part
        assert f"{settings.SITE_ORIGIN}/today/" in part
    assert parsed["From"] == settings.REMINDER_FROM_EMAIL
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<(http.+/r/[^/>]+/)>", parsed["List-Unsubscribe"])[1]
    assert stop in text
    assert parsed["List-ID"].startswith("Session reminders <session.reminders.")
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Message-ID"] == mail.message_id
    assert parsed["Date"].datetime == mail.created_at
    assert all(len(line) <= 72 or line.startswith("http") for line in text.splitlines())
    assert len(raw) < 100_000
    assert "<img" not in html
    assert b"List-Unsubscribe: <http" in raw  # on one line
