"""/today/pause/ with a first day later than today: planned, shown, changed, cancelled, and mistakes named."""

import re
from datetime import date, timedelta

import pytest

from routines.models import Pause, Plan, Screening
from tests.factories import PauseFactory, PracticeSessionFactory

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
PAGE, ANOTHER = "/today/pause/", "/today/pause/ahead/"
ANSWERS = {"reason": "holiday", "start": "2026-12-07", "until": "2026-12-18"}
FIRST, BACK = date(2026, 12, 7), date(2026, 12, 18)


@pytest.fixture
def as_alice(ready_alice, content, client_for):
    return client_for(ready_alice)


@pytest.fixture
def holiday(ready_alice):
    """Planned, from Monday 7 December until Friday 18 December."""
    return PauseFactory(user=ready_alice, started_on=FIRST, until=BACK, ahead=True)


def text(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def change_of(pause):
    return f"{ANOTHER}{pause.pk}/"


def cancel_of(pause):
    return f"{ANOTHER}{pause.pk}/cancel/"


# --- Planning -------------------------------------------------------------------------------------------


def test_the_page_offers_today(as_alice):
    page = text(as_alice.get(PAGE))
    assert 'name="start" value="2026-11-23" min="2026-11-23" max="2027-02-15"' in page
    assert "Today, or a later day up to Monday 15 February." in page


def test_plan_a_pause(as_alice, ready_alice):
    page = text(as_alice.post(PAGE, ANSWERS, follow=True))
    assert "Planned: a pause from Monday 7 December until Friday 18 December." in page
    assert "It begins on Monday 7 December, and you are back on Friday 18 December." in page
    assert "Until then, all goes on as usual." in page
    assert "Start session" in page
    pause = Pause.objects.get()
    assert (pause.user, pause.started_on, pause.until, pause.ahead) == (ready_alice, FIRST, BACK, True)


@pytest.mark.parametrize("start", ["", "2026-11-23"])
def test_without_a_later_day_it_begins_today(as_alice, start):
    page = text(as_alice.post(PAGE, ANSWERS | {"start": start}, follow=True))
    assert "<h1>Paused until Friday 18 December.</h1>" in page
    assert Pause.objects.get().started_on == MONDAY


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": "2026-11-22"}, "Choose today or a later day: a pause cannot begin in the past."),
        ({"start": "2027-02-16"}, "Choose Monday 15 February or a day before it. A pause can be planned"),
        ({"start": "in May"}, "Choose a day."),
        ({"until": "2026-12-07"}, "Choose a day after Monday 7 December, when the pause begins."),
        ({"until": "2026-12-01"}, "Choose a day after Monday 7 December, when the pause begins."),
        ({"until": "2027-03-02"}, "Choose Monday 1 March or a day before it."),
    ],
)
def test_each_mistake_is_named_and_nothing_typed_is_lost(as_alice, change, words):
    typed = ANSWERS | change
    page = text(as_alice.post(PAGE, typed))
    assert "error-summary" in page
    assert words in page
    assert f'name="start" value="{typed["start"]}"' in page
    assert f'name="until" value="{typed["until"]}"' in page
    assert page.count(" checked") == 1
    assert not Pause.objects.exists()


@pytest.mark.parametrize(("start", "until"), [("2026-12-07", "2027-03-01"), ("2027-02-15", "2027-05-10")])
def test_twelve_weeks_ahead_and_twelve_weeks_long_are_the_most(as_alice, start, until):
    as_alice.post(PAGE, ANSWERS | {"start": start, "until": until})
    assert Pause.objects.get().until == date.fromisoformat(until)


def test_sent_twice_it_is_one_and_no_mistake(as_alice):
    for start in ("2026-12-07", "2026-12-07"):
        page = text(as_alice.post(PAGE, ANSWERS | {"start": start}, follow=True))
        assert "Planned: a pause" in page
    Pause.objects.all().delete()
    for _ in range(2):
        page = text(as_alice.post(PAGE, ANSWERS | {"start": ""}, follow=True))
        assert "Paused until Friday 18 December." in page
    assert Pause.objects.count() == 1


# --- Shown ----------------------------------------------------------------------------------------------


def test_the_days_are_marked_and_nothing_is_laid_on_them(as_alice, ready_alice, at):
    PauseFactory(user=ready_alice, started_on=MONDAY + 3 * DAY, until=BACK, ahead=True)
    answer = as_alice.get("/today/")
    page = text(answer)
    assert page.count(": paused<") == 4  # Thursday to Sunday
    assert page.count(": session planned<") == 2  # Monday and Wednesday
    assert "0 of 2 done" in page
    assert {value for value, _ in answer.context["offered"]} <= {"2026-11-24", "2026-11-25"}
    at(MONDAY + 3 * DAY)
    page = text(as_alice.get("/today/"))
    assert "<h1>Paused until Friday 18 December.</h1>" in page
    assert "A pause is planned" not in page


def test_a_session_after_it_is_not_said_to_be_late(as_alice, ready_alice, at):
    """On the evening before, with today's session done."""
    Plan.objects.update(level=2)
    PracticeSessionFactory(user=ready_alice, finished=True, local_date=MONDAY, kind="stretch", level=2)
    PauseFactory(user=ready_alice, started_on=MONDAY + DAY, until=BACK, ahead=True)
    page = text(as_alice.get("/today/"))
    assert "That makes your week." in page
    assert "Next session · Friday 18 December" in page
    assert "The first week back is one level down." in page
    assert "It has been" not in page
    at(BACK)
    assert "It has been 25 days: one level down" in text(as_alice.get("/today/"))


def test_in_force_and_planned_are_both_shown(as_alice, ready_alice, holiday):
    PauseFactory(user=ready_alice)
    page = text(as_alice.get("/today/"))
    assert "<h1>Paused until Friday 4 December.</h1>" in page
    assert "It begins on Monday 7 December" in page
    assert "Plan that pause too" not in page


def test_a_planned_one_costs_no_query(as_alice, ready_alice, django_assert_max_num_queries, holiday):
    with django_assert_max_num_queries(10):
        as_alice.get("/today/")


# --- Beside one in force --------------------------------------------------------------------------------


def test_fallen_ill_the_planned_one_stays(as_alice, holiday):
    assert "stays as it is" in text(as_alice.get(PAGE))
    ill = {"reason": "illness", "start": "2026-11-23"}
    page = text(as_alice.post(PAGE, ill | {"until": "2026-12-10"}))
    assert "The pause you planned begins on Monday 7 December. Choose that day or one before it" in page
    assert 'value="2026-12-10"' in page
    as_alice.post(PAGE, ill | {"until": "2026-12-07"})
    assert [(row.reason, row.started_on, row.until) for row in Pause.objects.all()] == [
        ("holiday", FIRST, BACK),
        ("illness", MONDAY, FIRST),
    ]


def test_a_second_planned_one_is_refused_and_the_first_stays(as_alice, holiday):
    page = text(as_alice.post(PAGE, ANSWERS | {"start": "2026-12-28", "until": "2027-01-04"}))
    assert "You have planned a pause from Monday 7 December already" in page
    assert 'value="2026-12-28"' in page
    assert Pause.objects.get() == holiday


def test_another_is_planned_for_after_the_one_in_force(as_alice, ready_alice):
    PauseFactory(user=ready_alice)
    assert "Plan that pause too" in text(as_alice.get("/today/"))
    page = text(as_alice.get(ANOTHER))
    assert 'value="2026-12-04" min="2026-12-04"' in page
    assert "<h1>Plan another pause</h1>" in page
    assert "when the pause you are in is over" in page
    page = text(as_alice.post(ANOTHER, ANSWERS | {"start": "2026-12-03"}))
    assert "You are on a pause until Friday 4 December. Choose that day or a later one." in page
    page = text(as_alice.post(ANOTHER, ANSWERS, follow=True))
    assert "Planned: a pause from Monday 7 December" in page
    assert Pause.objects.count() == 2
    assert as_alice.get(ANOTHER).url == change_of(Pause.objects.get(ahead=True))


def test_a_page_from_before_the_pause_began_does_not_change_it(as_alice, ready_alice):
    current = PauseFactory(user=ready_alice)
    page = text(as_alice.post(PAGE, ANSWERS | {"start": "2026-11-24"}))
    assert "You are on a pause until Friday 4 December" in page
    current.refresh_from_db()
    assert (current.started_on, current.until) == (MONDAY, date(2026, 12, 4))


# --- Changed and cancelled ------------------------------------------------------------------------------


def test_it_is_changed(as_alice, holiday):
    page = text(as_alice.get(change_of(holiday)))
    assert "<h1>Change the planned pause</h1>" in page
    assert 'name="start" value="2026-12-07"' in page
    assert 'name="until" value="2026-12-18"' in page
    page = text(as_alice.post(change_of(holiday), ANSWERS | {"start": "2026-12-01"}, follow=True))
    assert "Planned: a pause from Tuesday 1 December" in page
    holiday.refresh_from_db()
    assert holiday.started_on == date(2026, 12, 1)


def test_a_change_that_does_not_fit_changes_nothing(as_alice, ready_alice, holiday):
    PauseFactory(user=ready_alice)
    page = text(as_alice.post(change_of(holiday), ANSWERS | {"start": "2026-12-02"}))
    assert "You are on a pause until Friday 4 December. Choose that day or a later one." in page
    assert 'name="start" value="2026-12-02"' in page
    holiday.refresh_from_db()
    assert holiday.started_on == FIRST


def test_it_is_cancelled(as_alice, holiday):
    page = text(as_alice.post(cancel_of(holiday), follow=True))
    assert "The pause you planned is cancelled." in page
    assert "A pause is planned" not in page
    assert not Pause.objects.exists()
    assert "it is cancelled" in text(as_alice.post(cancel_of(holiday), follow=True))


def test_one_that_has_begun_is_neither_changed_nor_cancelled(as_alice, holiday, at):
    at(FIRST)
    assert "has begun already" in text(as_alice.get(change_of(holiday), follow=True))
    assert "has begun already" in text(as_alice.post(cancel_of(holiday), follow=True))
    as_alice.post(change_of(holiday), ANSWERS | {"until": "2026-12-08"})
    holiday.refresh_from_db()
    assert holiday.until == BACK
    assert "Welcome back." in text(as_alice.post("/today/pause/back/", follow=True))


def test_somebody_elses_stays(as_alice, bob):
    theirs = PauseFactory(user=bob, started_on=FIRST, until=BACK, ahead=True)
    assert as_alice.get(change_of(theirs)).url == "/today/"
    as_alice.post(change_of(theirs), ANSWERS | {"until": "2026-12-09"})
    as_alice.post(cancel_of(theirs))
    assert Pause.objects.get().until == BACK


def test_who_may_do_what(as_alice, client, holiday):
    assert as_alice.get(cancel_of(holiday)).status_code == 405
    Screening.objects.update(stopped=True)
    for url in (ANOTHER, change_of(holiday)):
        assert as_alice.post(url, ANSWERS).url == "/welcome/"
    client.logout()
    for url in (ANOTHER, change_of(holiday), cancel_of(holiday)):
        assert client.post(url)["Location"].startswith("/accounts/login/")
    assert Pause.objects.get().until == BACK


# --- Planned again after it was cancelled ----------------------------------------------------------------


def again(page):
    """What the button that plans it again sends; None without that button."""
    fields = re.findall(r'<input type="hidden" name="(reason|start|until)" value="([^"]*)">', page)
    return dict(fields) if "Plan it again" in page else None


@pytest.mark.parametrize("reason", ["holiday", "injury"])
def test_a_cancelled_one_is_planned_again_as_it_was(as_alice, holiday, reason):
    Pause.objects.update(reason=reason)
    page = text(as_alice.post(cancel_of(holiday), follow=True))
    assert "You cancelled the pause from Monday 7 December until Friday 18 December." in page
    assert again(page) == ANSWERS | {"reason": reason}
    for _ in range(2):  # pressed twice it is one
        page = text(as_alice.post(PAGE, again(page) or ANSWERS | {"reason": reason}, follow=True))
    pause = Pause.objects.get()
    assert (pause.reason, pause.started_on, pause.until, pause.ahead) == (reason, FIRST, BACK, True)
    assert "A pause is planned" in page
    assert again(page) is None


def test_it_is_offered_all_day_and_not_the_day_after(as_alice, holiday, at):
    as_alice.post(cancel_of(holiday))
    for _ in range(2):
        assert again(text(as_alice.get("/today/")))
    at(MONDAY + DAY)
    assert again(text(as_alice.get("/today/"))) is None
    at(MONDAY)
    assert again(text(as_alice.get("/today/"))) is None


def test_it_is_not_offered_where_another_pause_took_its_days(as_alice, holiday):
    as_alice.post(cancel_of(holiday))
    as_alice.post(PAGE, {"reason": "illness", "until": "2026-12-10"})
    assert again(text(as_alice.get("/today/"))) is None


def test_it_is_offered_while_paused_until_before_it(as_alice, holiday):
    as_alice.post(cancel_of(holiday))
    as_alice.post(PAGE, {"reason": "illness", "until": "2026-12-01"})
    page = text(as_alice.get("/today/"))
    assert "Paused until Tuesday 1 December." in page
    page = text(as_alice.post(PAGE, again(page), follow=True))
    assert Pause.objects.count() == 2
    assert "A pause is planned" in page


def test_nothing_to_offer_where_nothing_was_cancelled(as_alice, holiday, at):
    at(FIRST)
    as_alice.post(cancel_of(holiday))
    assert again(text(as_alice.get("/today/"))) is None


def test_consent_taken_back_forgets_it(as_alice, holiday):
    as_alice.post(cancel_of(holiday))
    assert "called_off" in as_alice.session
    as_alice.post("/settings/privacy/withdraw/")
    assert "called_off" not in as_alice.session
