"""Check-ins: stored once, kept when invalid, and a stop signal is answered calmly."""

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from accounts.models import Consent
from routines.models import Profile, SessionCheckIn
from tests.factories import PracticeSessionFactory, SessionCheckInFactory

FELT = {
    "highest_pain": "3",
    "pain_now": "2",
    "effort": "5",
    "feelings": ["pull", "muscle"],
    "note": "Better.",
}


@pytest.fixture
def session(ready_alice):
    return PracticeSessionFactory(user=ready_alice, finished=True)


@pytest.fixture
def url(session):
    return f"/sessions/{session.pk}/check-in/"


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- After a session ------------------------------------------------------------------------------------


def test_a_check_in_is_stored_and_leads_to_the_week(signed_in, url, session, now):
    response = signed_in.post(url, FELT)
    assert response.status_code == 302
    assert response.url == "/today/"
    assert said(response) == ["Thank you, noted. That makes 1 session this week."]
    check_in = SessionCheckIn.objects.get(session=session)
    assert (check_in.highest_pain, check_in.pain_now, check_in.effort) == (3, 2, 5)
    assert check_in.feelings == ["pull", "muscle"]
    assert check_in.note == "Better."
    assert check_in.created_at == check_in.updated_at == now


def test_the_page_asks_with_plain_anchors(signed_in, url):
    page = signed_in.get(url).content.decode()
    assert "0 rest, 3 easy, 5 moderate, 7 hard, 10 maximal" in page
    assert "Borg" not in page
    assert "Electric, tingling or numb" in page
    assert "checked" not in page


def test_sent_twice_keeps_one_row(signed_in, url):
    signed_in.post(url, FELT)
    signed_in.post(url, FELT)
    assert SessionCheckIn.objects.count() == 1


def test_it_can_be_changed_later(signed_in, url, session, now):
    earlier = now - timedelta(days=1)
    SessionCheckInFactory(session=session, effort=7, feelings=["ache"], note="Old", created_at=earlier)
    page = signed_in.get(url).content.decode()
    assert "Change your check-in" in page
    assert page.count("checked") == 4
    assert "Old</textarea>" in page
    response = signed_in.post(url, FELT)
    assert response.url == f"/progress/sessions/{session.pk}/"
    check_in = SessionCheckIn.objects.get(session=session)
    assert (check_in.effort, check_in.created_at, check_in.updated_at) == (5, earlier, now)


def test_nothing_needs_to_be_felt_or_noted(signed_in, url):
    signed_in.post(url, {"highest_pain": "0", "pain_now": "0", "effort": "0"})
    check_in = SessionCheckIn.objects.get()
    assert (check_in.highest_pain, check_in.effort, check_in.feelings, check_in.note) == (0, 0, [], "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"highest_pain": "11"},
        {"pain_now": "-1"},
        {"effort": "2.5"},
        {"effort": ""},
        {"feelings": ["pull", "happy"]},
        {"note": "x" * 1001},
        {"note": "a\x00b"},
    ],
    ids=str,
)
def test_an_invalid_answer_stores_nothing_and_keeps_what_was_typed(signed_in, url, wrong):
    response = signed_in.post(url, {**FELT, "note": "Kept as typed", **wrong})
    assert response.status_code == 200
    assert SessionCheckIn.objects.count() == 0
    page = response.content.decode()
    assert "error-summary" in page
    if "note" not in wrong:
        assert "Kept as typed" in page
    if "highest_pain" not in wrong:
        assert 'name="highest_pain" value="3"' in page.replace(' type="radio"', "")


def test_line_breaks_count_once_as_in_the_browser(signed_in, url):
    signed_in.post(url, {**FELT, "note": "x\r\n" * 499 + "yz"})
    assert SessionCheckIn.objects.get().note == "x\n" * 499 + "yz"


def test_a_note_is_shown_as_text(signed_in, url, session):
    signed_in.post(url, {**FELT, "note": "<script>alert(1)</script>"})
    page = signed_in.get(f"/progress/sessions/{session.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("answer", "heading", "action"),
    [
        ({"feelings": ["sharp"]}, "Sharp pain", "red flag"),
        ({"feelings": ["numb"]}, "Electric, tingling or numb", "no more sessions"),
        ({"feelings": ["gave-way"]}, "Something gave way", "no more sessions"),
        ({"feelings": ["dizzy"]}, "Dizzy or faint", "lie down"),
        ({"highest_pain": "6"}, "Pain up to 6 of 10", "Six or more"),
    ],
    ids=str,
)
def test_a_stop_signal_leads_to_what_to_do_now(signed_in, url, session, answer, heading, action):
    response = signed_in.post(url, {**FELT, **answer})
    assert response.url == f"{url}?care"
    page = signed_in.get(response.url).content.decode()
    assert "Take it easy from here" in page
    assert heading in page
    assert action in page
    assert 'href="/welcome/safety/"' in page
    assert heading in signed_in.get(f"/progress/sessions/{session.pk}/").content.decode()


@pytest.mark.parametrize(
    ("feeling", "locks"), [("numb", True), ("gave-way", True), ("dizzy", True), ("sharp", False)]
)
def test_some_feelings_ask_for_the_safety_questions_before_the_next_session(
    signed_in, url, ready_alice, content, now, feeling, locks
):
    signed_in.post(url, {**FELT, "feelings": [feeling]})
    profile = Profile.objects.get(user=ready_alice)
    assert profile.safety_due_since == (now if locks else None)
    assert signed_in.post("/today/start/").url.startswith("/welcome/safety/") is locks


def test_changing_another_answer_later_does_not_ask_again(signed_in, url, session, ready_alice):
    SessionCheckInFactory(session=session, feelings=["numb"])
    signed_in.post(url, {**FELT, "feelings": ["numb"]})
    assert Profile.objects.get(user=ready_alice).safety_due_since is None
    signed_in.post(url, {**FELT, "feelings": ["numb", "dizzy"]})
    assert Profile.objects.get(user=ready_alice).safety_due_since is not None


def test_several_stop_signals_come_most_pressing_first(signed_in, url):
    signed_in.post(url, {**FELT, "feelings": ["sharp", "numb"], "highest_pain": "8"})
    page = signed_in.get(f"{url}?care").content.decode()
    places = [page.index(text) for text in ("Electric, tingling", "Sharp pain", "Pain up to 8")]
    assert places == sorted(places)


def test_an_ache_or_a_pinch_at_five_is_no_stop_signal(signed_in, url):
    response = signed_in.post(url, {**FELT, "highest_pain": "5", "feelings": ["ache", "pinch"]})
    assert response.url == "/today/"


def test_care_without_a_stop_signal_shows_the_session(signed_in, url, session):
    assert signed_in.get(f"{url}?care").status_code == 404
    signed_in.post(url, FELT)
    assert signed_in.get(f"{url}?care").url == f"/progress/sessions/{session.pk}/"


def test_a_session_that_did_not_count_is_thanked_for_too(signed_in, ready_alice):
    session = PracticeSessionFactory(user=ready_alice, finished=True, status="stopped", counted=False)
    response = signed_in.post(f"/sessions/{session.pk}/check-in/", FELT)
    assert said(response) == ["Thank you, noted. Stopping when it is enough is part of practice."]


def test_an_older_session_is_counted_in_its_own_week(signed_in, ready_alice):
    session = PracticeSessionFactory(user=ready_alice, finished=True, local_date=date(2026, 11, 20))
    response = signed_in.post(f"/sessions/{session.pk}/check-in/", FELT)
    assert said(response) == ["Thank you, noted. That makes 1 session in its week."]


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_open_session_leads_back_to_it(signed_in, ready_alice, method):
    session = PracticeSessionFactory(user=ready_alice)
    response = getattr(signed_in, method)(f"/sessions/{session.pk}/check-in/", FELT)
    assert f'href="/sessions/{session.pk}/"' in response.content.decode()
    assert SessionCheckIn.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_consent_nothing_is_stored(signed_in, ready_alice, url, now, method):
    Consent.withdraw(user=ready_alice, now=now)
    response = getattr(signed_in, method)(url, FELT)
    assert response.url == "/welcome/consent/"
    assert SessionCheckIn.objects.count() == 0


def test_a_stopped_screening_does_not_forbid_saying_how_it_felt(signed_in, ready_alice, url):
    ready_alice.screenings.update(stopped=True)
    signed_in.post(url, FELT)
    assert SessionCheckIn.objects.count() == 1


def test_strangers_and_other_people(signed_in, client_for, bob, url):
    signed_in.logout()
    assert signed_in.get(url).url.startswith("/accounts/login/")
    assert signed_in.post(url, FELT).url.startswith("/accounts/login/")
    other = client_for(bob)
    assert other.get(url).status_code == 404
    assert other.post(url, FELT).status_code == 404
    assert other.get(f"{url}?care").status_code == 404
    assert SessionCheckIn.objects.count() == 0


def test_other_methods_and_unknown_sessions(signed_in, url):
    assert signed_in.put(url).status_code == 405
    assert signed_in.delete(url).status_code == 405
    assert signed_in.get(f"/sessions/{uuid.uuid4()}/check-in/").status_code == 404


def test_queries_of_the_form(signed_in, url, django_assert_num_queries):
    with django_assert_num_queries(5):  # web session, person, practice session, consent, check-in
        signed_in.get(url)
