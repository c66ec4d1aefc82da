"""Getting help: what stands, the local number, and the sheet to take along."""

import re
from datetime import timedelta

import pytest

from routines.models import Profile, Screening
from routines.screening import BY_ID, record
from tests.factories import (
    DecisionFactory,
    MorningCheckInFactory,
    PracticeSessionFactory,
    ScreeningFactory,
    SessionCheckInFactory,
)
from tests.html import assert_sound_page, main_of

DAY = timedelta(days=1)
PAGE, SHEET = "/referral/", "/referral/what-to-tell/"


@pytest.fixture
def her(client_for, ready_alice):
    return client_for(ready_alice)


def page_of(client, path=PAGE):
    return client.get(path).content.decode()


def stop(user, *keys):
    ScreeningFactory(user=user, answers=record(dict.fromkeys(keys, True)), stopped=True)


def test_it_is_for_people_who_are_signed_in(client, db):
    for path in (PAGE, SHEET):
        assert client.get(path).url.startswith("/accounts/login/")


def test_without_a_reason_it_says_so_and_still_has_the_number(her):
    assert_sound_page(her.get(SHEET))
    html = assert_sound_page(her.get(PAGE))
    assert "Nothing you have told us" in html
    assert 'href="tel:112"' in html
    assert 'href="/changed/"' in html
    assert 'href="tel:116117"' in html


def test_a_red_flag_says_what_to_do_before_anything_else(her, ready_alice):
    stop(ready_alice, "U3", "E5")
    html = page_of(her)
    assert html.index('href="tel:112"') < html.index(BY_ID["E5"].text) < html.index(BY_ID["U3"].text)
    assert "Call 112 now." in html
    assert "Call the emergency number now" in html


def headings(html):
    return [
        " ".join(words.split())
        for words in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", main_of(html), re.DOTALL)
    ]


STOPPED = "/welcome/stopped/"


@pytest.mark.parametrize("path", [PAGE, STOPPED])
@pytest.mark.parametrize(
    ("keys", "first"),
    [
        (
            ["E1", "E4", "E10"],
            [
                "What to do",
                "Call the emergency number now",
                "Emergency department now",
                "Maternity unit now",
                "About this number",
                "What to tell them",
            ],
        ),
        (
            ["E1", "E7", "U3"],
            [
                "What to do",
                "Emergency department now",
                "Doctor this week",
                "If you can’t get there, or it gets worse",
                "What to tell them",
            ],
        ),
        (
            ["E9", "U1"],
            ["What to do", "Doctor or urgent care today", "If it is an emergency", "What to tell them"],
        ),
    ],
    ids=["call", "go", "today"],
)
def test_both_pages_go_by_urgency_and_name_each_place_once(her, ready_alice, path, keys, first):
    stop(ready_alice, *keys)
    html = page_of(her, path)
    assert headings(html)[: len(first)] == first
    assert html.count('href="tel:112"') == 1
    assert all(BY_ID[key].text in html for key in keys)


def test_two_reasons_for_a_physiotherapist_are_one_card(her, ready_alice, now):
    Profile.objects.update(cautions=["P9"])
    DecisionFactory(
        user=ready_alice, exercise="", rule="D4", outcome="refer", words="6 weeks.", made_at=now - DAY
    )
    html = page_of(her)
    assert headings(html).count("Physiotherapist") == 1
    assert html.count("See a physiotherapist:") == 1
    for words in ("6 weeks.", "Gentle low-back-friendly", "more than 12 weeks"):
        assert words in html


def test_the_words_are_those_that_were_answered(her, ready_alice):
    answers = {**record({"E1": True}), "gone": {"yes": True, "wording": "2020-01", "text": "Asked in 2020?"}}
    answers["E1"]["text"] = "As it was asked then?"
    ScreeningFactory(user=ready_alice, answers=answers, stopped=True)
    for path in (PAGE, SHEET):
        html = page_of(her, path)
        assert "As it was asked then?" in html
        assert "Asked in 2020?" in html
        assert "23 November 2026" in html


def test_ask_first_answers_stand_until_a_clinician_agreed(her, now):
    Profile.objects.update(cautions=["P5", "P9", "M16"], usual_pain=8)
    html = page_of(her)
    for words in ("180/110", "Your usual pain is 8 out of 10", "Gentle low-back-friendly"):
        assert words in html
    Profile.objects.update(clinician_agreed_on=now.date())
    html = page_of(her)
    assert "180/110" not in html
    assert "Gentle low-back-friendly" in html, "advice, whoever agreed"
    assert "A clinician agreed" in page_of(her, SHEET)


def test_the_rules_own_referrals_stand_for_four_weeks_each_once(her, ready_alice, now):
    given = {"user": ready_alice, "exercise": "", "outcome": "refer", "rule": "D3"}
    DecisionFactory(**given, words="3 steps back or rests.", made_at=now - 20 * DAY)
    DecisionFactory(**given, words="4 steps back or rests.", made_at=now - DAY)
    DecisionFactory(
        **{**given, "rule": "D4"}, words="6 weeks, and little has changed.", made_at=now - 29 * DAY
    )
    DecisionFactory(**{**given, "outcome": "hold"}, words="Held.")
    for path in (PAGE, SHEET):
        html = page_of(her, path)
        assert "4 steps back" in html
        for words in ("3 steps back", "little has changed", "Held."):
            assert words not in html
    assert "22 Nov 2026, rule D3, 2026-11" in page_of(her, SHEET)


def test_an_urgent_referral_ends_with_a_clear_round_begun_after_it(her, ready_alice, now):
    given = {"user": ready_alice, "exercise": "", "rule": "A1", "outcome": "refer-urgent"}
    DecisionFactory(**given, words="Something is new and worrying.", made_at=now + DAY / 24)
    Screening.objects.update(started_at=now)
    assert "new and worrying" in page_of(her)
    Screening.objects.update(started_at=now + DAY)
    assert "new and worrying" not in page_of(her)


@pytest.mark.parametrize(
    ("zone", "number"), [("Europe/London", "999"), ("America/New_York", "911"), ("UTC", "112")]
)
def test_the_number_follows_the_time_zone(her, ready_alice, zone, number):
    ready_alice.time_zone = zone
    ready_alice.save()
    html = page_of(her)
    assert f'href="tel:{number}"' in html
    assert ("works in many countries" in html) == (zone == "UTC")


def test_the_country_can_be_chosen_and_given_back(her, ready_alice):
    response = her.post(PAGE, {"country": "AU"}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    html = response.content.decode()
    assert 'href="tel:000"' in html
    assert 'href="tel:1800022222"' in html
    her.post(PAGE, {"country": "ZZ"})
    assert "works in many countries" in page_of(her)
    her.post(PAGE, {"country": ""})
    ready_alice.refresh_from_db()
    assert ready_alice.country == ""
    assert "numbers for: Germany" in page_of(her)


def test_a_made_up_country_is_refused_in_words(her, ready_alice):
    response = her.post(PAGE, {"country": "QQ"})
    assert response.status_code == 200
    assert response.context["form"].errors
    ready_alice.refresh_from_db()
    assert ready_alice.country == ""


def test_the_sheet_holds_pain_places_and_the_last_five_sessions(her, ready_alice, now):
    stop(ready_alice, "U6")
    for days in range(6):
        session = PracticeSessionFactory(
            user=ready_alice, finished=True, title=f"Session {days}", local_date=now.date() - days * DAY
        )
        SessionCheckInFactory(session=session, highest_pain=6, pain_now=4)
    MorningCheckInFactory(session=ready_alice.practice_sessions.get(title="Session 1"), pain=0)
    html = main_of(page_of(her, SHEET))
    for words in ("it is not a diagnosis", "3 of 10", "lower back", BY_ID["U6"].text, "Session 4"):
        assert words in html
    assert "Session 5" not in html
    assert BY_ID["U5"].text not in html
    assert '<td class="num">0</td>' in html.replace("\n", "")
    assert "alice" not in html, "no name unless the person writes it there"


def test_nothing_on_the_sheet_is_sent(her):
    html = main_of(page_of(her, SHEET))
    assert "<form" not in html
    assert "name=" not in html
    assert html.count("<input") == 4


def test_other_peoples_answers_stay_theirs(client_for, ready_alice, bob):
    stop(ready_alice, "E1")
    for path in (PAGE, SHEET):
        html = page_of(client_for(bob), path)
        assert BY_ID["E1"].text not in html
        assert "lower back" not in html.replace("hips and lower back", "")


@pytest.mark.parametrize("rows", [1, 4])
def test_queries_do_not_grow(her, ready_alice, now, django_assert_num_queries, rows):
    for days in range(rows):
        session = PracticeSessionFactory(user=ready_alice, finished=True, local_date=now.date() - days * DAY)
        SessionCheckInFactory(session=session)
        DecisionFactory(user=ready_alice, exercise="", outcome="refer", rule=f"D{days}")
    with django_assert_num_queries(6):  # session, user; profile, screening, decisions; clearance
        her.get(PAGE)
    with django_assert_num_queries(6):  # session, user; profile, sessions, screening, decisions
        her.get(SHEET)
