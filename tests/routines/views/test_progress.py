"""The progress page and the page of one past session."""

import uuid
from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SetResultFactory,
    SymptomCheckInFactory,
)


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


def practise(user, scores):
    """A finished session every other day up to now, the oldest first; None is one without check-in."""
    for n, score in enumerate(reversed(scores)):
        day = NOW - timedelta(days=2 * n)
        session = PracticeSessionFactory(
            user=user, finished=True, started_at=day, ended_at=day, local_date=day.date()
        )
        if score is not None:
            SessionCheckInFactory(session=session, pain_now=score)


def page_of(signed_in, url="/progress/"):
    response = signed_in.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_finding_is_the_heading(signed_in, ready_alice):
    practise(ready_alice, [6, 6, 7, 4, 3, 3, 2])
    assert "<h1>Pain after sessions is down from 6 to 3</h1>" in page_of(signed_in)


def test_rising_pain_comes_with_advice(signed_in, ready_alice):
    practise(ready_alice, [2, 2, 2, 4, 4, 5])
    page = page_of(signed_in)
    assert "<h1>Pain after sessions is up from 2 to 4: worth easing off</h1>" in page
    assert 'href="/welcome/safety/"' in page


def test_both_drawings_and_the_table_say_the_same(signed_in, ready_alice):
    practise(ready_alice, [5, None, 4])
    page = page_of(signed_in)
    assert page.count('class="chart chart--narrow"') == page.count('class="chart chart--wide"') == 1
    assert page.count('<circle class="chart__dot"') == 4
    assert '<th scope="row">Thu 19 Nov 2026</th><td>5</td>' in page
    assert '<th scope="row">Mon 23 Nov 2026</th><td>4</td>' in page
    assert '<th scope="row">23 Nov 2026</th><td>1</td><td>1</td>' in page


def test_sessions_without_any_check_in_still_make_a_page(signed_in, ready_alice):
    practise(ready_alice, [None])
    page = page_of(signed_in)
    assert "No check-in yet" in page
    assert "chart--wide" in page


def test_numbers_of_practice(signed_in, ready_alice):
    practise(ready_alice, [3, 3])
    page = page_of(signed_in)
    assert "<dt>sessions</dt><dd>2</dd>" in page
    assert "<dt>this week</dt><dd>1</dd>" in page
    assert "<dd>3 min</dd>" in page


def test_signs_then_and_now(signed_in, ready_alice):
    practise(ready_alice, [3])
    SymptomCheckInFactory(user=ready_alice, on_date=NOW.date() - timedelta(weeks=4), back_pain=7)
    page = page_of(signed_in)
    assert "<b>7</b> then, <b>4</b> now: down 3" in page
    assert page.count("chart--spark") == 5


def test_before_the_first_session_the_page_shows_a_way_to_start(signed_in, ready_alice):
    ready_alice.symptom_check_ins.all().delete()
    page = page_of(signed_in)
    assert "Your progress starts with one session" in page
    assert 'href="/today/"' in page
    assert "chart" not in page.split("<main")[1]


def test_signs_scored_at_the_start_show_before_the_first_session(signed_in):
    assert page_of(signed_in).count("chart--spark") == 5


def test_past_sessions_are_paged_and_linked(signed_in, ready_alice):
    practise(ready_alice, [3] * 21)
    first, second = page_of(signed_in), page_of(signed_in, "/progress/?page=2")
    assert first.count('href="/progress/sessions/') == 20
    assert second.count('href="/progress/sessions/') == 1
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert "Page 2 of 2" in page_of(signed_in, "/progress/?page=99")


def test_how_steadily_in_kind_words(signed_in, ready_alice):
    ready_alice.plan.started_on = NOW.date() - timedelta(weeks=4)
    ready_alice.plan.save()
    practise(ready_alice, [3] * 11)
    page = page_of(signed_in)
    assert "Steady, with room to breathe</h2>" in page
    assert "<dt>weeks on goal, of 4</dt><dd>3</dd>" in page
    assert "In your latest 4 full weeks:" in page
    assert "came back" not in page


def test_new_people_have_begun_and_have_no_number(signed_in, ready_alice):
    practise(ready_alice, [3])
    page = page_of(signed_in)
    assert "You have begun</h2>" in page
    assert "of 100, steadiness" not in page


def test_a_comeback_is_celebrated(signed_in, ready_alice):
    practise(ready_alice, [3])
    day = NOW - timedelta(days=12)
    PracticeSessionFactory(user=ready_alice, finished=True, started_at=day, local_date=day.date())
    assert "On 23 November you came back after 12 days." in page_of(signed_in)


def test_minutes_a_side_have_their_finding_as_heading(signed_in, ready_alice, content):
    practise(ready_alice, [3])
    session = ready_alice.practice_sessions.get()
    for side, ms in (("left", 360_000), ("right", 120_000)):
        SetResultFactory(session=session, side=side, ms=ms)
    page = page_of(signed_in)
    assert "Left gets more than right: 6 against 2 minutes a week</h2>" in page
    assert page.count('class="chart__left"') == 2
    assert '<th scope="row">23 Nov 2026</th><td>6.0</td><td>2.0</td>' in page


def test_progress_shows_nothing_of_anyone_else(signed_in, bob):
    practise(bob, [9, 9])
    assert "Your progress starts with one session" in page_of(signed_in)


@pytest.mark.parametrize("count", [1, 3])
def test_progress_queries_do_not_grow(signed_in, ready_alice, django_assert_num_queries, count):
    practise(ready_alice, [3] * count)
    # web session, person, sessions, signs, breaks, 5 of how steadily, 2 of the weeks, 4 tests, usual pain
    with django_assert_num_queries(20):
        signed_in.get("/progress/")


def test_progress_is_private_and_read_only(signed_in):
    assert signed_in.post("/progress/").status_code == 405
    signed_in.logout()
    assert signed_in.get("/progress/").url.startswith("/accounts/login/")


# --- One past session -----------------------------------------------------------------------------------


@pytest.fixture
def session(ready_alice):
    return PracticeSessionFactory(user=ready_alice, finished=True, title="Stretch and settle", level=2)


@pytest.fixture
def url(session):
    return f"/progress/sessions/{session.pk}/"


def test_what_was_prescribed_and_done(signed_in, session, url):
    SetResultFactory(session=session)
    hurt = {"outcome": "hurt", "ms": 9_000, "score": 7, "signals": ["sharp"]}
    SetResultFactory(session=session, side="right", exercise="cat-cow", **hurt)
    page = page_of(signed_in, url)
    assert "Stretch and settle" in page
    assert "2 × 20 s each side" in page
    assert "1 of 4 sets" in page
    assert "Left 1: " in page
    assert "Right 1: This hurts, cat-cow (pain 7 of 10, sharp or stabbing)" in page


def test_the_check_in_and_the_way_to_change_it(signed_in, session, url):
    SessionCheckInFactory(session=session, highest_pain=5, feelings=["pull", "ache"], note="One\ntwo")
    page = page_of(signed_in, url)
    assert "A stretch or pull" in page
    assert "A dull ache" in page
    assert "One\ntwo" in page
    assert "Worth a pause" not in page
    assert f'href="/sessions/{session.pk}/check-in/"' in page


def test_a_session_without_check_in_asks_for_one(signed_in, session, url):
    page = page_of(signed_in, url)
    assert "Say how it felt" in page
    assert f'href="/sessions/{session.pk}/check-in/"' in page


def test_a_stop_signal_stays_visible(signed_in, session, url):
    SessionCheckInFactory(session=session, feelings=["numb"])
    assert "Worth a pause" in page_of(signed_in, url)


def test_an_open_session_leads_to_the_player(signed_in, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    response = signed_in.get(f"/progress/sessions/{session.pk}/")
    assert response.url == f"/sessions/{session.pk}/"


def test_past_session_is_ones_own(signed_in, client_for, bob, url):
    signed_in.logout()
    assert signed_in.get(url).url.startswith("/accounts/login/")
    assert client_for(bob).get(url).status_code == 404


def test_past_session_is_read_only_and_must_exist(signed_in, url):
    assert signed_in.post(url).status_code == 405
    assert signed_in.get(f"/progress/sessions/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_past_session_queries_do_not_grow(signed_in, session, url, django_assert_num_queries, count):
    for number in range(count):
        SetResultFactory(session=session, set_number=number + 1)
    SessionCheckInFactory(session=session)
    with django_assert_num_queries(5):  # web session, person, session with check-ins, sets, decisions
        signed_in.get(url)
