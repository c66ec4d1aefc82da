"""The weekly check-in: a page a group, resumed within the week, one row a week."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from accounts.models import Consent
from routines.models import Activity, ActivityScore, Plan, SymptomCheckIn, WeeklyCheckIn
from tests.factories import (
    ActivityFactory,
    ActivityScoreFactory,
    SymptomCheckInFactory,
    WeeklyCheckInFactory,
)
from tests.html import assert_sound_page

SIGNS = {"back_pain": "3", "hip_tightness": "6", "posture": "0", "standing_upright": "10", "moving": "4"}
IMPACT = {"average_pain": "5", "enjoyment": "4", "general_activity": "3"}
PAGES = ["signs", "names", "activities", "impact", "confidence", "change"]


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


@pytest.fixture
def earlier(ready_alice):
    """Alice scored the signs a week ago, and not yet this week."""
    ready_alice.symptom_check_ins.all().delete()
    return SymptomCheckInFactory(user=ready_alice, on_date=date(2026, 11, 16), back_pain=7)


@pytest.fixture
def walking(ready_alice):
    return ActivityFactory(user=ready_alice, text="Walking to work")


@pytest.fixture
def in_week_two(ready_alice):
    ready_alice.plan.started_on = date(2026, 11, 9)
    ready_alice.plan.save()


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def everything(activity) -> dict[str, dict]:
    return {
        "signs": SIGNS,
        "activities": {f"activity_{activity.pk}": "4"},
        "impact": IMPACT,
        "confidence": {"confidence": "8"},
        "change": {"rating": "3"},
    }


# --- From page to page ----------------------------------------------------------------------------------


def test_each_answer_leads_to_the_next_page_and_the_last_to_progress(
    signed_in, earlier, walking, in_week_two, now
):
    address, seen = "/check-ins/signs/", []
    while address.startswith("/check-ins/"):
        seen.append(address.split("/")[2])
        response = signed_in.post(address, everything(walking)[seen[-1]])
        address = response.url
    assert seen == ["signs", "activities", "impact", "confidence", "change"]
    assert address == "/progress/#findings"
    assert said(response) == [
        "Thank you, that was this week’s check-in.",
        "Two thin weeks: shorter sessions fit better than easier ones.",  # none was done since the start
    ]
    row = WeeklyCheckIn.objects.get()
    assert (row.monday, row.answered_on, row.updated_at) == (date(2026, 11, 23), date(2026, 11, 23), now)
    assert (row.average_pain, row.enjoyment, row.general_activity) == (5, 4, 3)
    assert (row.confidence, row.rating) == (8, 3)
    assert ActivityScore.objects.get().score == 4


def test_the_overview_says_where_to_go_on(signed_in, earlier, walking):
    assert 'href="/check-ins/signs/">Start' in assert_sound_page(signed_in.get("/check-ins/"))
    signed_in.post("/check-ins/signs/", SIGNS)
    page = assert_sound_page(signed_in.get("/check-ins/"))
    assert "1 of 4 pages answered" in page
    assert 'href="/check-ins/activities/">Go on' in page
    assert page.count("Answered") == 1
    assert "/check-ins/change/" not in page


def test_the_signs_of_onboarding_are_this_weeks(signed_in):
    assert 'href="/check-ins/activities/">Go on' in signed_in.get("/check-ins/").content.decode()


def test_a_page_left_out_is_not_asked_for_again_but_stays_open(signed_in, walking):
    signed_in.post("/check-ins/impact/", IMPACT)
    page = signed_in.get("/check-ins/").content.decode()
    assert 'href="/check-ins/confidence/">Go on' in page
    assert 'href="/check-ins/activities/"><span>' in page
    response = signed_in.post("/check-ins/activities/", {f"activity_{walking.pk}": "2"})
    assert response.url == "/check-ins/confidence/"


def test_a_half_answered_week_is_resumed_within_it_and_left_alone_after_it(signed_in, monkeypatch, now):
    signed_in.post("/check-ins/impact/", IMPACT)
    for days, where in [(6, "/check-ins/confidence/"), (7, "/check-ins/signs/"), (24, "/check-ins/signs/")]:
        monkeypatch.setattr("psoasfit.clock.now", lambda days=days: now + timedelta(days=days))
        assert f'href="{where}">' in signed_in.get("/check-ins/").content.decode()
    signed_in.post("/check-ins/confidence/", {"confidence": "9"})
    assert list(WeeklyCheckIn.objects.values_list("average_pain", "confidence")) == [(5, None), (None, 9)]


def test_a_second_answer_in_the_week_takes_the_place_of_the_first(signed_in):
    signed_in.post("/check-ins/impact/", IMPACT)
    assert "This week so far: 5" in signed_in.get("/check-ins/impact/").content.decode()
    signed_in.post("/check-ins/impact/", {**IMPACT, "average_pain": "9"})
    assert WeeklyCheckIn.objects.get().average_pain == 9


def test_last_times_score_stands_beside_and_nothing_is_prefilled(signed_in, ready_alice, walking):
    week = WeeklyCheckInFactory(user=ready_alice, monday=date(2026, 11, 2), average_pain=6, confidence=3)
    ActivityScoreFactory(check_in=week, activity=walking, score=1)
    for page, text in [
        ("impact", "Last time: 6"),
        ("confidence", "Last time: 3"),
        ("activities", "Last time: 1"),
    ]:
        html = assert_sound_page(signed_in.get(f"/check-ins/{page}/"))
        assert text in html
        assert " checked" not in html


def test_the_persons_own_week_counts(signed_in, ready_alice, earlier):
    ready_alice.time_zone = "Pacific/Pago_Pago"  # still Sunday there
    ready_alice.save()
    signed_in.post("/check-ins/signs/", {**SIGNS, "note": "Long drive"})
    signed_in.post("/check-ins/impact/", IMPACT)
    signs = SymptomCheckIn.objects.get(on_date=date(2026, 11, 22))
    assert [getattr(signs, name) for name in SymptomCheckIn.SIGNS] == [3, 6, 0, 10, 4]
    assert signs.note == "Long drive"
    assert WeeklyCheckIn.objects.get().monday == date(2026, 11, 16)


# --- The five signs -------------------------------------------------------------------------------------


def test_a_second_one_on_the_same_day_takes_its_place(signed_in, earlier):
    signed_in.post("/check-ins/signs/", SIGNS)
    signed_in.post("/check-ins/signs/", {**SIGNS, "back_pain": "9"})
    assert SymptomCheckIn.objects.count() == 2
    assert SymptomCheckIn.objects.latest("on_date").back_pain == 9
    assert "takes the place of today" in signed_in.get("/check-ins/signs/").content.decode()


def test_the_signs_come_in_order_with_last_times_score_and_no_prefilled_answer(signed_in, earlier):
    page = signed_in.get("/check-ins/signs/").content.decode()
    names = [page.index(f'name="{name}"') for name in SymptomCheckIn.SIGNS]
    assert names == sorted(names)
    assert "Last time: 7" in page
    assert "Monday 16 November" in page
    assert "checked" not in page


def test_the_first_time_there_is_nothing_to_compare_with(signed_in, ready_alice):
    ready_alice.symptom_check_ins.all().delete()
    assert "Last time" not in signed_in.get("/check-ins/signs/").content.decode()
    assert "The five signs so far" not in signed_in.get("/check-ins/").content.decode()


# --- Own activities -------------------------------------------------------------------------------------


def test_activities_are_named_first_and_then_scored(signed_in, now):
    assert signed_in.get("/check-ins/activities/").url == "/check-ins/names/"
    response = signed_in.post(
        "/check-ins/names/", {"activity_1": " Sitting <still> ", "activity_3": "Running"}
    )
    assert response.url == "/check-ins/activities/"
    rows = Activity.objects.values_list("text", "place", "created_at", "retired_at")
    assert list(rows) == [("Sitting <still>", 1, now, None), ("Running", 2, now, None)]
    page = assert_sound_page(signed_in.get("/check-ins/activities/"))
    assert "Sitting &lt;still&gt;" in page
    assert "unable to do it" in page


def test_a_changed_activity_is_retired_with_its_scores_and_comes_back_with_them(
    signed_in, ready_alice, walking, now
):
    score = ActivityScoreFactory(check_in=WeeklyCheckInFactory(user=ready_alice), activity=walking)
    signed_in.post("/check-ins/names/", {"activity_1": "Running"})
    walking.refresh_from_db()
    assert walking.retired_at == now
    assert ActivityScore.objects.get() == score
    signed_in.post("/check-ins/names/", {"activity_1": "Running", "activity_2": "Walking to work"})
    walking.refresh_from_db()
    assert (walking.place, walking.retired_at) == (2, None)
    assert Activity.objects.count() == 2


def test_two_activities_can_change_places(signed_in, ready_alice, walking):
    running = ActivityFactory(user=ready_alice, text="Running", place=2)
    signed_in.post("/check-ins/names/", {"activity_1": "Running", "activity_2": "Walking to work"})
    assert list(Activity.objects.values_list("pk", "retired_at")) == [(running.pk, None), (walking.pk, None)]


def test_an_activity_can_be_taken_away(signed_in, ready_alice, walking):
    ActivityFactory(user=ready_alice, text="Running", place=2)
    signed_in.post("/check-ins/names/", {"activity_1": "Running"})
    assert list(ready_alice.activities.filter(retired_at=None).values_list("text", "place")) == [
        ("Running", 1)
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"activity_1": ""},
        {"activity_1": "x" * 81},
        {"activity_2": "walking TO work"},
        {"activity_1": "a\x00"},
    ],
    ids=str,
)
def test_invalid_names_change_nothing(signed_in, walking, wrong):
    response = signed_in.post("/check-ins/names/", {"activity_1": "Walking to work", **wrong})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert list(Activity.objects.values_list("text", "retired_at")) == [("Walking to work", None)]


def test_an_activity_of_someone_else_is_never_asked_for_nor_scored(signed_in, walking, bob):
    his = ActivityFactory(user=bob, text="Bowling")
    assert "Bowling" not in signed_in.get("/check-ins/activities/").content.decode()
    signed_in.post("/check-ins/activities/", {f"activity_{walking.pk}": "4", f"activity_{his.pk}": "9"})
    assert list(ActivityScore.objects.values_list("activity", flat=True)) == [walking.pk]


# --- Confidence and the global rating -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "minutes", "smaller"), [("6", 15, True), ("7", 15, False), ("6", 10, False)]
)
def test_confidence_below_seven_says_that_next_week_gets_smaller(
    signed_in, ready_alice, confidence, minutes, smaller
):
    Plan.objects.update(minutes=minutes)
    response = signed_in.post("/check-ins/confidence/", {"confidence": confidence})
    assert ("Next week gets smaller: shorter sessions, with fewer exercises." in said(response)) is smaller


@pytest.mark.parametrize(("weeks", "status"), [(0, 404), (1, 404), (2, 200), (3, 404), (8, 200), (10, 404)])
def test_the_global_rating_is_there_in_its_weeks_only(signed_in, ready_alice, weeks, status):
    ready_alice.plan.started_on = date(2026, 11, 23) - timedelta(weeks=weeks)
    ready_alice.plan.save()
    assert signed_in.get("/check-ins/change/").status_code == status
    assert signed_in.post("/check-ins/change/", {"rating": "-5"}).status_code == (
        302 if status == 200 else 404
    )
    assert WeeklyCheckIn.objects.filter(rating=-5).exists() is (status == 200)


def test_the_rating_has_eleven_points_with_words_at_the_ends(signed_in, in_week_two):
    page = assert_sound_page(signed_in.get("/check-ins/change/"))
    assert page.count('type="radio"') == 11
    assert "−5 much worse" in page
    assert "+5 much better" in page
    assert "9 November 2026" in page


# --- What must not happen -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("signs", {**SIGNS, "moving": ""}),
        ("signs", {**SIGNS, "posture": "11"}),
        ("signs", {**SIGNS, "note": "x" * 1001}),
        ("activities", {}),
        ("impact", {**IMPACT, "enjoyment": "-1"}),
        ("impact", {"average_pain": "3"}),
        ("confidence", {"confidence": "6.5"}),
        ("change", {"rating": "6"}),
        ("change", {"rating": ""}),
    ],
    ids=str,
)
def test_invalid_answers_store_nothing(signed_in, earlier, walking, in_week_two, page, wrong):
    response = signed_in.post(f"/check-ins/{page}/", wrong)
    assert response.status_code == 200
    assert "error-summary" in assert_sound_page(response)
    assert SymptomCheckIn.objects.count() == 1
    assert WeeklyCheckIn.objects.count() == ActivityScore.objects.count() == 0


def test_without_consent_nothing_is_shown_or_stored(signed_in, ready_alice, walking, in_week_two, now):
    Consent.withdraw(user=ready_alice, now=now)
    assert signed_in.get("/check-ins/").url == "/welcome/consent/"
    for page in PAGES:
        answer = everything(walking).get(page, {"activity_1": "Running"})
        assert signed_in.get(f"/check-ins/{page}/").url == "/welcome/consent/"
        assert signed_in.post(f"/check-ins/{page}/", answer).url == "/welcome/consent/"
    assert WeeklyCheckIn.objects.count() == ActivityScore.objects.count() == 0
    assert Activity.objects.count() == 1


def test_it_is_for_signed_in_people_and_its_methods(signed_in):
    assert signed_in.post("/check-ins/").status_code == 405
    assert signed_in.put("/check-ins/signs/").status_code == 405
    assert signed_in.get("/check-ins/nonsense/").status_code == 404
    signed_in.logout()
    for path in ["/check-ins/", *(f"/check-ins/{page}/" for page in PAGES)]:
        assert signed_in.get(path).url.startswith("/accounts/login/")
    assert signed_in.post("/check-ins/impact/", IMPACT).url.startswith("/accounts/login/")


def test_earlier_signs_are_ones_own(signed_in, earlier, bob):
    SymptomCheckInFactory(user=bob, on_date=date(2026, 11, 2))
    page = signed_in.get("/check-ins/").content.decode()
    assert ">16&nbsp;Nov 2026<" in page
    assert ">2&nbsp;Nov 2026<" not in page


def test_earlier_signs_are_paged(signed_in, ready_alice):
    for week in range(1, 25):
        SymptomCheckInFactory(user=ready_alice, on_date=date(2026, 11, 23) - timedelta(weeks=week))
    first, second = (signed_in.get(f"/check-ins/?page={page}").content.decode() for page in (1, 2))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (20, 5)
    assert signed_in.get("/check-ins/?page=nonsense").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(signed_in, ready_alice, django_assert_num_queries, count):
    for number in range(count):
        monday = date(2026, 11, 16) - timedelta(weeks=number)
        SymptomCheckInFactory(user=ready_alice, on_date=monday)
        activity = ActivityFactory(user=ready_alice, text=f"Activity {number}", place=number + 1)
        ActivityScoreFactory(
            check_in=WeeklyCheckInFactory(user=ready_alice, monday=monday), activity=activity
        )
    with django_assert_num_queries(11):  # web session, person, consent, five of the week, count, page
        signed_in.get("/check-ins/")
    with django_assert_num_queries(9):
        signed_in.get("/check-ins/activities/")
