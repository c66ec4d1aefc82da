"""The card, the log by hand, the session without the app, the correction and its way back."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from accounts.models import Consent
from routines.models import Attempt, Plan, PracticeSession, Screening, SessionCheckIn
from routines.packs import open_pack
from routines.restrictions import SEATED
from tests.attempts import pack_of, said, save
from tests.factories import NOW, ExerciseStateFactory, PracticeSessionFactory, SessionCheckInFactory
from tests.html import assert_sound_page

SETS = {"sets_0_left": "2", "sets_0_right": "2"}
WHEN = {"on": "2026-11-23", "at": "10:00"}
FELT = {"highest_pain": "3", "pain_now": "2", "effort": "5", "feelings": ["pull"], "note": "Fine."}


def answers(**changes):
    return {"client_id": str(uuid.uuid4()), **SETS, **WHEN, **changes}


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


@pytest.fixture
def opened(ready_alice):
    return PracticeSessionFactory(user=ready_alice, started_at=NOW - timedelta(minutes=30))


@pytest.fixture
def url(opened):
    return f"/sessions/{opened.pk}/card/"


@pytest.fixture
def played(opened):
    save(opened, sets=[said(0), said(1, side="right")], status="stopped", ended_at=NOW)
    return PracticeSession.objects.get()


def past(session, what=""):
    return f"/progress/sessions/{session.pk}/{what}"


# --- The card -------------------------------------------------------------------------------------------


def test_the_card_says_why_it_is_not_as_planned(signed_in, ready_alice, content):
    """The word about a step, and the one about the day."""
    held = ExerciseStateFactory(user=ready_alice, fewer_sets=1)
    PracticeSessionFactory(
        user=ready_alice, finished=True, kind="strength", local_date=NOW.date() - timedelta(days=8)
    )
    signed_in.post("/today/start/")
    session = PracticeSession.objects.get(status="open")
    page = signed_in.get(f"/sessions/{session.pk}/card/").content.decode()
    assert f'<p class="limit">{held.why}</p>' in page
    assert "It has been 8 days: the same as last time." in page


def test_the_whole_session_is_on_the_card(signed_in, ready_alice, content):
    signed_in.post("/today/start/")
    session = PracticeSession.objects.get()
    page = assert_sound_page(signed_in.get(f"/sessions/{session.pk}/card/"))
    for step in session.plan["steps"]:
        assert step["name"].replace("’", "’") in page
        assert step["dose"] in page
    assert "Begins at</span> 0:00" in page
    assert page.count("figures/") == len(session.plan["steps"])
    assert "Tuck your tailbone" in page
    assert "<strong>Stop if:</strong>" in page
    assert "Without Reclined psoas stretch: a bed or sturdy bench is needed." in page
    assert "Gentle discomfort is okay. Sharp pain is a red flag: stop." in page
    assert "Drink when you are thirsty." in page
    assert "A sip of water now, if you like." in page
    assert "8 s to change sides" in page
    boxes = sum(step["sets"] * (2 if step["sides"] == "each" else 1) for step in session.plan["steps"])
    assert page.count('class="box"') == boxes


def test_a_plan_of_version_one_has_a_card_without_any_library(signed_in, url):
    page = assert_sound_page(signed_in.get(url))
    assert "Low lunge stretch" in page
    assert "1:56" in page
    assert "by-hand" in page


def test_a_session_on_a_chair_says_so_and_leaves_out_the_way_it_is_done_otherwise(
    signed_in, opened, url, content
):
    opened.plan["steps"][0] |= {"id": "marching-in-place", "limits": [SEATED]}
    opened.plan |= {"advice": "Take it slowly.", "care": ["Keep a hand on the chair."]}
    opened.save()
    page = signed_in.get(url).content.decode()
    assert SEATED in page
    assert "Take it slowly." in page
    assert "Keep a hand on the chair." in page
    assert "Stand up tall" not in page


def test_a_finished_session_is_a_record_without_a_form(signed_in, played):
    page = assert_sound_page(signed_in.get(f"/sessions/{played.pk}/card/"))
    assert "Stopped early, Monday 23 November 2026" in page
    assert page.count('data-state="done"') == 2
    assert page.count('data-state="open"') == 2
    assert 'name="client_id"' not in page
    assert "Day and time" not in page


def test_what_stood_in_for_a_move_is_on_the_record(signed_in, opened):
    step = opened.plan["steps"][0]
    step["variants"] = [
        {"relation": "easier", "why": "", "step": {**step, "id": "standing", "name": "Standing one"}}
    ]
    opened.save()
    save(opened, sets=[said(0, exercise="standing")], status="stopped", ended_at=NOW)
    assert "Done instead: Standing one." in signed_in.get(f"/sessions/{opened.pk}/card/").content.decode()


def test_what_may_not_be_done_now_is_not_shown_but_can_be_logged(signed_in, opened, url):
    Screening.objects.update(stopped=True)
    page = assert_sound_page(signed_in.get(url))
    assert "Tuck the tail" not in page
    assert "sheet__" not in page
    assert 'href="/welcome/stopped/"' in page
    assert signed_in.post(url, answers()).url == past(opened)
    assert signed_in.post("/today/start/").url == "/welcome/stopped/"


def test_while_a_rest_is_on_it_is_not_shown_either(signed_in, opened, url):
    signed_in.post("/today/start/", {"check": "1", "pain": "8"})
    page = signed_in.get(url).content.decode()
    assert "sheet__" not in page
    assert 'href="/today/check/"' in page
    assert signed_in.post(url, answers()).url == past(opened)


@pytest.mark.parametrize("steps", [1, 3])
def test_queries_do_not_grow_with_the_steps(signed_in, opened, url, steps, django_assert_num_queries):
    opened.plan["steps"] *= steps
    opened.save()
    # web session, person, session, clearance, pause, resting, sets, exercises, routine
    with django_assert_num_queries(9):
        signed_in.get(url)


@pytest.mark.parametrize("what", ["card/", None])
def test_the_card_is_ones_own(client, client_for, bob, url, what):
    assert client.get(url).url.startswith("/accounts/login/")
    assert client.post(url, answers()).url.startswith("/accounts/login/")
    other = client_for(bob)
    assert other.get(url).status_code == 404
    assert other.post(url, answers()).status_code == 404
    assert not Attempt.objects.exists()


def test_other_methods_and_unknown_sessions(signed_in, url):
    assert signed_in.put(url).status_code == 405
    assert signed_in.delete(url).status_code == 405
    assert signed_in.get(f"/sessions/{uuid.uuid4()}/card/").status_code == 404


# --- By hand --------------------------------------------------------------------------------------------


def test_a_log_is_saved_and_shown(signed_in, opened, url):
    response = signed_in.post(url, answers(**FELT))
    assert response.url == past(opened)
    assert messages_of(response) == ["Saved for Monday 23 November."]
    page = assert_sound_page(signed_in.get(response.url))
    assert "Self-reported" in page
    assert "4 of 4 sets" in page
    assert "Fine." in page
    assert "Self-reported" in signed_in.get("/progress/").content.decode()


def test_less_than_half_is_said_plainly(signed_in, url):
    response = signed_in.post(url, answers(sets_0_left="1", sets_0_right="0"))
    assert "does not count" in messages_of(response)[0]


def test_sent_twice_is_stored_once(signed_in, opened, url):
    sent = answers(**FELT)
    first, second = signed_in.post(url, sent), signed_in.post(url, sent)
    assert first.url == second.url == past(opened)
    assert Attempt.objects.count() == SessionCheckIn.objects.count() == 1


def test_a_second_page_is_told_that_it_ended(signed_in, opened, url):
    signed_in.post(url, answers())
    response = signed_in.post(url, answers(sets_0_left="2"))
    assert response.url == past(opened)
    assert messages_of(response)[-1] == "This session has ended already. You can correct it here."
    assert signed_in.post(url, {}).url == past(opened)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sets_0_left": "3"}, "Select a valid choice"),
        ({"sets_0_left": "0", "sets_0_right": "0"}, "Choose at least one set that you did."),
        ({"on": "2026-11-08"}, "Choose a day within the last 14 days."),
        ({"on": "2026-11-24"}, "Choose a day and time that are not in the future."),
        ({"at": "10:01"}, "Choose a day and time that are not in the future."),
        ({"feelings": ["sharp"]}, "Choose a number here too"),
        ({"client_id": "nonsense"}, "Enter a valid UUID."),
    ],
    ids=str,
)
def test_an_invalid_log_stores_nothing_and_keeps_what_was_typed(signed_in, opened, url, wrong, words):
    response = signed_in.post(
        url,
        {**answers(note="Kept as typed"), **FELT, "note": "Kept as typed", **wrong}
        if "feelings" not in wrong
        else answers(note="Kept as typed", **wrong),
    )
    page = assert_sound_page(response)
    assert "error-summary" in page
    assert words in page
    assert "Kept as typed" in page
    assert not Attempt.objects.exists()
    opened.refresh_from_db()
    assert opened.status == "open"


@pytest.mark.parametrize("answer", [{"feelings": ["sharp"]}, {"highest_pain": "6"}], ids=str)
def test_a_stop_signal_leads_to_what_to_do_now(signed_in, opened, url, answer):
    response = signed_in.post(url, answers(**{**FELT, **answer}))
    assert response.url == f"/sessions/{opened.pk}/check-in/?care"
    assert "Take it easy from here" in signed_in.get(response.url).content.decode()


def test_how_it_felt_is_still_asked_if_it_was_left_out(signed_in, opened, url):
    assert "Say how it felt" in signed_in.get(signed_in.post(url, answers()).url).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_consent_nothing_is_stored(signed_in, ready_alice, url, method):
    Consent.withdraw(user=ready_alice, now=NOW)
    assert getattr(signed_in, method)(url, answers()).url == "/welcome/consent/"
    assert not Attempt.objects.exists()


# --- Without the app ------------------------------------------------------------------------------------

WHICH = {"kind": "strength", "minutes": "10", "on": "2026-11-20"}


def sealed_in(page):
    return re.search(r'name="pack" value="([^"]+)"', page)[1]


@pytest.mark.parametrize("page", ["/today/", "/progress/"])
def test_both_pages_lead_there(signed_in, content, page):
    assert 'href="/sessions/log/"' in signed_in.get(page).content.decode()


def test_first_it_is_asked_which_one(signed_in):
    page = assert_sound_page(signed_in.get("/sessions/log/"))
    assert 'value="15" required id="id_minutes_1" checked' in page or re.search(
        r'value="15"[^>]*checked', page
    )
    assert 'name="pack"' not in page


def test_a_wrong_choice_is_said_in_words(signed_in):
    page = assert_sound_page(signed_in.get("/sessions/log/", {**WHICH, "on": "2026-10-01"}))
    assert "Choose a day within the last 14 days." in page
    assert 'name="pack"' not in page


def test_looking_at_it_stores_nothing(signed_in, content, ready_alice):
    page = assert_sound_page(signed_in.get("/sessions/log/", WHICH))
    assert not PracticeSession.objects.exists()
    assert 'value="2026-11-20"' in page
    pack = open_pack(sealed_in(page), user=ready_alice, now=NOW)
    assert all(step["name"] in page for step in pack.plan["steps"])


def test_it_is_added_on_its_day(signed_in, content, ready_alice):
    page = signed_in.get("/sessions/log/", WHICH).content.decode()
    pack = open_pack(sealed_in(page), user=ready_alice, now=NOW)
    sets = dict(re.findall(r'name="(sets_[^"]+)" value="(\d)"[^>]*checked', page))
    sent = {**answers(on="2026-11-20", at="18:30", **FELT), **sets, "pack": sealed_in(page)}
    response = signed_in.post("/sessions/log/", sent)
    assert response.url == f"/progress/sessions/{pack.session}/"
    session = PracticeSession.objects.get()
    assert (session.pk, session.kind, session.local_date) == (pack.session, "strength", date(2026, 11, 20))
    assert (session.status, session.counted, session.self_reported) == ("finished", True, True)
    assert signed_in.post("/sessions/log/", sent).url == response.url
    assert PracticeSession.objects.count() == Attempt.objects.count() == 1


def test_a_second_one_on_the_same_day_has_to_be_meant(signed_in, ready_alice, played):
    sent = answers(pack=pack_of(owner=ready_alice).seal())
    page = assert_sound_page(signed_in.post("/sessions/log/", sent))
    assert "You already have one on Monday 23 November: add another" in page
    assert PracticeSession.objects.count() == 1
    signed_in.post("/sessions/log/", {**sent, "another": "on"})
    assert PracticeSession.objects.count() == 2


@pytest.mark.parametrize("pack", ["", "nonsense", "guest", "bob"])
def test_a_session_that_was_not_made_here_for_this_person_does_not_exist(signed_in, bob, pack):
    sealed = {"guest": pack_of().seal(), "bob": pack_of(owner=bob).seal()}.get(pack, pack)
    assert signed_in.post("/sessions/log/", answers(pack=sealed)).status_code == 404
    assert not PracticeSession.objects.exists()


def test_not_cleared_history_may_still_be_added(signed_in, ready_alice):
    Screening.objects.update(stopped=True)
    assert signed_in.get("/sessions/log/").status_code == 200
    signed_in.post("/sessions/log/", answers(pack=pack_of(owner=ready_alice).seal()))
    assert PracticeSession.objects.get().counted


def test_before_there_is_a_plan_onboarding_comes_first(signed_in):
    Plan.objects.all().delete()
    assert signed_in.get("/sessions/log/").url == "/welcome/week/"


def test_adding_is_for_signed_in_people_and_two_methods(signed_in, ready_alice):
    assert signed_in.put("/sessions/log/").status_code == 405
    signed_in.logout()
    assert signed_in.get("/sessions/log/").url.startswith("/accounts/login/")
    assert signed_in.post("/sessions/log/", answers()).url.startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_adding_do_not_grow(signed_in, ready_alice, count, content, django_assert_num_queries):
    for n in range(count):
        day = NOW - timedelta(days=n)
        PracticeSessionFactory(user=ready_alice, finished=True, local_date=day.date())
    # web session, person, clearance (3), plan, pauses, weeks, library, days
    with django_assert_num_queries(10):
        signed_in.get("/sessions/log/", WHICH)


# --- Correcting -----------------------------------------------------------------------------------------


def test_the_form_shows_what_is_stored(signed_in, played):
    SessionCheckInFactory(session=played, highest_pain=4, note="As it was.")
    page = assert_sound_page(signed_in.get(past(played, "correct/")))
    checked = re.findall(r'name="([^"]+)" value="(\d+)"[^>]*checked', page)
    assert checked == [
        ("sets_0_left", "1"),
        ("sets_0_right", "1"),
        ("highest_pain", "4"),
        ("pain_now", "2"),
        ("effort", "5"),
    ]
    assert "As it was.</textarea>" in page


def test_a_correction_is_marked_and_can_be_taken_back(signed_in, played):
    assert 'href="{}"'.format(past(played, "correct/")) in signed_in.get(past(played)).content.decode()
    response = signed_in.post(past(played, "correct/"), answers())
    assert response.url == past(played)
    page = assert_sound_page(signed_in.get(response.url))
    assert "4 of 4 sets" in page
    assert "As it was recorded" in page
    assert "2 of 4 sets" in page
    assert "You corrected this session on 23 November 2026." in page
    back = signed_in.post(past(played, "take-back/"))
    assert back.url == past(played)
    page = signed_in.get(back.url).content.decode()
    assert "Self-reported" not in page
    assert "4 of 4 sets" not in page


def test_nothing_new_changes_nothing(signed_in, played):
    response = signed_in.post(past(played, "correct/"), answers(sets_0_left="1", sets_0_right="1"))
    assert messages_of(response) == ["Nothing was different, so nothing is changed."]
    played.refresh_from_db()
    assert played.corrected_at is None


def test_an_invalid_correction_stores_nothing(signed_in, played):
    page = assert_sound_page(signed_in.post(past(played, "correct/"), answers(on="2026-12-24")))
    assert "not in the future" in page
    assert Attempt.objects.count() == 1


def test_a_stop_signal_in_a_correction_leads_to_care(signed_in, played):
    response = signed_in.post(past(played, "correct/"), answers(**{**FELT, "feelings": ["numb"]}))
    assert response.url == f"/sessions/{played.pk}/check-in/?care"


def test_after_fourteen_days_it_says_why_not(signed_in, ready_alice):
    old = PracticeSessionFactory(user=ready_alice, finished=True, local_date=date(2026, 11, 8))
    last = PracticeSessionFactory(user=ready_alice, finished=True, local_date=date(2026, 11, 9))
    page = assert_sound_page(signed_in.get(past(old, "correct/")))
    assert "can be corrected for 14 days" in page
    assert "can be corrected for 14 days" in signed_in.post(past(old, "correct/"), answers()).content.decode()
    assert "can be corrected for 14 days" in signed_in.get(past(old)).content.decode()
    assert 'name="client_id"' in signed_in.get(past(last, "correct/")).content.decode()
    assert not Attempt.objects.exists()


def test_taking_back_too_late_says_why_not(signed_in, played, monkeypatch):
    signed_in.post(past(played, "correct/"), answers())
    monkeypatch.setattr("psoasfit.clock.now", lambda: NOW + timedelta(days=15))
    response = signed_in.post(past(played, "take-back/"))
    assert response.url == past(played, "correct/")
    played.refresh_from_db()
    assert played.corrected_at


def test_an_open_session_leads_to_its_card(signed_in, opened, url):
    assert signed_in.get(past(opened, "correct/")).url == url


# --- Removing -------------------------------------------------------------------------------------------


def test_a_session_told_by_mistake_is_removed_after_a_question(signed_in, ready_alice):
    signed_in.post("/sessions/log/", answers(pack=pack_of(owner=ready_alice).seal()))
    session = PracticeSession.objects.get()
    assert past(session, "remove/") in signed_in.get(past(session)).content.decode()
    page = assert_sound_page(signed_in.get(past(session, "remove/")))
    assert "Remove this session?" in page
    assert PracticeSession.objects.exists()
    response = signed_in.post(past(session, "remove/"))
    assert response.url == "/progress/"
    assert messages_of(response)[-1] == "The session of Monday 23 November is removed."
    assert not PracticeSession.objects.exists()


def test_what_a_phone_recorded_can_not_be_removed(signed_in, played):
    signed_in.post(past(played, "correct/"), answers())
    assert past(played, "remove/") not in signed_in.get(past(played)).content.decode()
    assert signed_in.get(past(played, "remove/")).status_code == 404
    assert signed_in.post(past(played, "remove/")).status_code == 404
    assert PracticeSession.objects.exists()


@pytest.mark.parametrize("what", ["correct/", "take-back/", "remove/"])
def test_corrections_are_ones_own(signed_in, client_for, bob, played, what):
    assert signed_in.put(past(played, what)).status_code == 405
    if what == "take-back/":
        assert signed_in.get(past(played, what)).status_code == 405
    signed_in.logout()
    assert signed_in.post(past(played, what), answers()).url.startswith("/accounts/login/")
    assert client_for(bob).post(past(played, what), answers()).status_code == 404
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("what", ["correct/", "take-back/", "remove/"])
def test_corrections_need_consent(signed_in, ready_alice, what):
    signed_in.post("/sessions/log/", answers(pack=pack_of(owner=ready_alice).seal()))
    session = PracticeSession.objects.get()
    signed_in.post(past(session, "correct/"), answers(sets_0_left="0"))
    before = PracticeSession.objects.values().get()
    Consent.objects.all().delete()
    assert signed_in.post(past(session, what), answers(sets_0_left="1")).url == "/welcome/consent/"
    assert PracticeSession.objects.values().get() == before


def test_taking_back_twice_says_nothing_the_second_time(signed_in, played):
    signed_in.post(past(played, "correct/"), answers())
    assert len(messages_of(signed_in.post(past(played, "take-back/")))) == 2
    assert signed_in.post(past(played, "take-back/")).url == past(played)
