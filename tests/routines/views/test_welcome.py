"""Onboarding, page by page: stored at once, resumable, and stopped by any yes."""

from datetime import date, time, timedelta

import pytest

from accounts.models import Consent, OutgoingMail
from accounts.models.mail import MailState
from routines import announcing, reminders
from routines.cautions import BY_ID as CAUTIONS
from routines.cautions import WORDING as CAUTIONS_WORDING
from routines.emergency import numbers_for
from routines.models import Plan, PracticeSession, Profile, Screening, SymptomCheckIn
from routines.referral import of_question
from routines.screening import (
    BY_ID,
    CLINICIAN_AGREED,
    PRESSURE_BELOW,
    QUESTIONS,
    ROLLER_REASONS,
    WORDING,
    in_group,
    record,
)
from tests.factories import (
    ConsentFactory,
    PlanFactory,
    PracticeSessionFactory,
    ProfileFactory,
    ScreeningFactory,
    SymptomCheckInFactory,
)

EMERGENCY = {question.id: "no" for question in in_group("emergency")}
URGENT = {question.id: "no" for question in in_group("urgent")}
SIGNS = {"back_pain": 4, "hip_tightness": 6, "posture": 0, "standing_upright": 10, "moving": 3}
PAIN = {"usual_pain": 3, "pain_places": ["lower-back", "front-left"]}
LIMITS = {"nothing": "on"}
WEEK = {
    "per_week": "3",
    "days": ["0", "2", "4"],
    "at": "18:30",
    "minutes": "15",
    "level": "1",
    "time_zone": "Europe/Berlin",
}
# In the order they are asked: page, answer, the next page.
JOURNEY = [
    ("consent", {"adult": "on", "agree": "on"}, "/welcome/safety/"),
    ("safety", EMERGENCY, "/welcome/safety-more/"),
    ("safety-more", URGENT, "/welcome/signs/"),
    ("signs", SIGNS, "/welcome/pain/"),
    ("pain", PAIN, "/welcome/limits/"),
    ("limits", LIMITS, "/welcome/equipment/"),
    ("equipment", {"equipment": ["mat", "chair"]}, "/welcome/week/"),
    ("week", WEEK, "/today/"),
]
PAGES = [page for page, _, _ in JOURNEY]
HEALTH = (Screening, SymptomCheckIn, Profile, Plan)


def health_rows():
    return sum(model.objects.count() for model in HEALTH)


def url(page):
    return f"/welcome/{page}/"


def walk(client, until=None):
    """Answer the pages before `until`, or all of them."""
    for page, answer, _ in JOURNEY:
        if page == until:
            return
        client.post(url(page), answer)


@pytest.fixture
def her(client_for, alice):
    return client_for(alice)


# --- The way through ----------------------------------------------------------------------------------


def test_the_whole_way_ends_at_today_with_everything_stored(her, alice, now):
    for page, answer, after in JOURNEY:
        assert her.get("/welcome/").url == url(page)
        response = her.post(url(page), answer)
        assert (response.status_code, response.url) == (302, after)
    assert her.get("/welcome/").url == "/today/"

    assert Consent.objects.get(user=alice).given_at == now
    screening = Screening.objects.get(user=alice)
    assert screening.completed_at == now
    assert not screening.stopped
    signs = SymptomCheckIn.objects.get(user=alice)
    assert signs.on_date == date(2026, 11, 23)
    assert {name: getattr(signs, name) for name in SIGNS} == SIGNS
    profile = Profile.objects.get(user=alice)
    assert (profile.usual_pain, profile.pain_places) == (3, ["lower-back", "front-left"])
    assert (profile.equipment, profile.roller_ok) == (["mat", "chair"], False)
    plan = Plan.objects.get(user=alice)
    assert (plan.days, plan.at, plan.minutes, plan.level) == ([0, 2, 4], time(18, 30), 15, 1)
    assert plan.started_on == date(2026, 11, 23)


def test_the_last_page_plans_the_first_reminder(her, alice, now):
    walk(her)
    assert Plan.objects.get(user=alice).next_reminder_at > now


@pytest.mark.parametrize("left_at", PAGES)
def test_who_leaves_comes_back_to_the_same_page(client_for, alice, left_at):
    walk(client_for(alice), until=left_at)
    later = client_for(alice)  # another day, another device
    assert later.get("/welcome/").url == url(left_at)
    assert later.get(url(left_at)).status_code == 200
    for page in PAGES[PAGES.index(left_at) + 1 :]:
        assert later.get(url(page)).url == url(left_at)


@pytest.mark.parametrize(("page", "number"), [(page, n) for n, page in enumerate(PAGES, 1)])
def test_each_page_says_how_far_it_is_and_has_one_plain_form(her, page, number):
    walk(her, until=page)
    html = her.get(url(page)).content.decode()
    assert f"Step {number} of 8" in html
    assert html.count("<h1") == 1
    assert '<form class="form" method="post" novalidate>' in html
    assert "csrfmiddlewaretoken" in html
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<script" not in main
    assert "style=" not in main
    assert ("Back</a>" in main) is (page != "consent")


def test_going_back_shows_what_was_answered(her):
    walk(her)
    Plan.objects.all().delete()
    assert her.get(url("signs")).context["form"]["hip_tightness"].value() == 6
    assert her.get(url("pain")).context["form"]["pain_places"].value() == PAIN["pain_places"]
    assert her.get(url("equipment")).context["form"]["equipment"].value() == ["mat", "chair"]
    assert her.get(url("safety")).context["form"]["E1"].value() == "no"


def test_signs_answered_twice_on_a_day_are_one_check_in(her):
    walk(her, until="pain")
    her.post(url("signs"), {**SIGNS, "back_pain": 5})
    assert SymptomCheckIn.objects.get().back_pain == 5


def test_the_signs_are_the_articles_five_in_its_order(her):
    walk(her, until="signs")
    labels = [field.label for field in her.get(url("signs")).context["form"]]
    assert labels == [
        "Chronic lower back pain",
        "Hip tightness or discomfort, especially after sitting",
        "Poor posture or an exaggerated lumbar curve",
        "Difficulty standing upright",
        "Pain or stiffness while running or walking",
    ]


# --- Consent ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES[1:])
def test_without_consent_nothing_about_health_is_written(her, page):
    answers = {page: answer for page, answer, _ in JOURNEY}
    assert her.post(url(page), answers[page]).url == "/welcome/consent/"
    assert health_rows() == 0


@pytest.mark.parametrize(
    ("ticked", "missing"),
    [({}, ["adult", "agree"]), ({"adult": "on"}, ["agree"]), ({"agree": "on"}, ["adult"])],
)
def test_both_boxes_start_empty_and_are_needed(her, ticked, missing):
    assert "checked" not in her.get(url("consent")).content.decode()
    response = her.post(url("consent"), ticked)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == missing
    assert not Consent.objects.exists()


def test_a_consent_taken_back_closes_every_page_again(her, alice, now):
    walk(her, until="pain")
    Consent.withdraw(user=alice, now=now)
    before = health_rows()
    assert her.post(url("pain"), PAIN).url == "/welcome/consent/"
    assert health_rows() == before


@pytest.mark.usefixtures("content")
def test_an_older_text_is_agreed_to_again_and_both_are_kept(her, alice):
    """From the week to the text, which says that it changed, and back to the week; nothing told is lost."""
    walk(her)
    before = health_rows()
    Consent.objects.update(version="2026-11")
    response = her.get("/today/", follow=True)
    assert response.redirect_chain[-1][0] == "/welcome/consent/"
    html = " ".join(response.content.decode().split())
    assert "You agreed to an earlier text on 23 November 2026. It has changed" in html
    assert 'name="agree"' in html
    assert "checked" not in html
    response = her.post(url("consent"), {"adult": "on", "agree": "on"}, follow=True)
    assert response.redirect_chain[-1][0] == "/today/"
    assert Consent.objects.filter(user=alice).count() == 2
    assert health_rows() == before
    html = her.get(url("consent")).content.decode()
    assert "It has changed" not in html
    assert 'name="agree"' not in html


def test_the_text_says_who_may_look_at_what(her):
    html = " ".join(her.get(url("consent")).content.decode().split())
    assert "Who may look at it" in html
    assert "Physiotherapists or coaches of this site, only with permission" in html
    assert "Each report they open is written down" in html
    assert "It has changed" not in html


# --- The safety questions -----------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_any_yes_stops_at_once_and_says_what_to_do(her, alice, question):
    page = "safety" if question.group == "emergency" else "safety-more"
    answers = EMERGENCY if page == "safety" else URGENT
    walk(her, until=page)
    response = her.post(url(page), {**answers, question.id: "yes"}, follow=True)
    assert response.redirect_chain == [("/welcome/stopped/", 302)]
    html = response.content.decode()
    reason = of_question(question, said=question.text, on=None, numbers=numbers_for("DE"))
    for words in (question.text, reason.action, reason.where.label, "What to tell them", 'href="tel:112"'):
        assert words in html
    assert Screening.objects.get(user=alice).stopped


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_a_yes_at_the_four_week_round_closes_every_way_in(client_for, ready_alice, question):
    client = client_for(ready_alice)
    client.post("/welcome/safety/?again=1", {**EMERGENCY, question.id: "yes"})
    if question.group == "urgent":
        client.post("/welcome/safety-more/", {**URGENT, question.id: "yes"})
    assert client.get("/welcome/").url == "/welcome/stopped/"
    for page in PAGES:
        assert client.get(url(page)).url == "/welcome/stopped/"
        assert client.post(url(page), dict(JOURNEY[PAGES.index(page)][1])).url == "/welcome/stopped/"
    assert client.get("/today/").url == "/welcome/stopped/"
    assert client.post("/today/start/").url == "/welcome/stopped/"
    refused = client.post("/api/v1/sessions/", content_type="application/json")
    assert (refused.status_code, refused.json()["step"]) == (409, "stopped")
    assert not PracticeSession.objects.exists()


def test_a_stop_closes_a_session_that_is_under_way(client_for, ready_alice):
    under_way = PracticeSessionFactory(user=ready_alice)
    client = client_for(ready_alice)
    assert client.get(f"/sessions/{under_way.pk}/").status_code == 200
    client.post("/welcome/safety/?again=1", {"E5": "yes"})
    assert client.get(f"/sessions/{under_way.pk}/").url == "/welcome/stopped/"


def test_a_stop_calls_off_reminders_and_a_clear_round_brings_them_back(client_for, ready_alice, now):
    plan = ready_alice.plan
    reminders.reschedule(plan=plan, now=now)
    announcing.plan_due(now=plan.next_reminder_at)
    assert OutgoingMail.objects.get(kind="session").state == MailState.PENDING
    client = client_for(ready_alice)
    client.post("/welcome/safety/?again=1", {**EMERGENCY, "E4": "yes"})
    assert OutgoingMail.objects.get(kind="session").state == MailState.CANCELLED
    plan.refresh_from_db()
    assert plan.next_reminder_at is None
    client.post("/welcome/safety/?again=1", EMERGENCY)
    assert client.post("/welcome/safety-more/", URGENT).url == "/today/"
    plan.refresh_from_db()
    assert plan.next_reminder_at > now


def test_answers_are_stored_with_their_wording(her, alice):
    walk(her, until="signs")
    answers = Screening.objects.get(user=alice).answers
    assert set(answers) == set(BY_ID)
    for key, answer in answers.items():
        assert answer == {"yes": False, "wording": WORDING, "text": BY_ID[key].text}


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/London", '<a href="tel:999">999</a>'), ("UTC", "your local emergency number (112 in the EU,")],
)
def test_the_questions_name_the_number_of_where_one_is(her, alice, zone, words):
    type(alice).objects.update(time_zone=zone)
    walk(her, until="safety")
    assert words in her.get(url("safety")).content.decode()


def test_one_yes_is_enough_without_the_other_answers(her):
    walk(her, until="safety")
    assert her.post(url("safety"), {"E5": "yes"}).url == "/welcome/stopped/"
    assert Screening.objects.get().answers == record({"E5": True})


def test_an_open_question_is_named_keeps_the_others_and_stores_nothing(her):
    walk(her, until="safety")
    response = her.post(url("safety"), {key: "no" for key in EMERGENCY if key != "E7"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["E7"]
    html = response.content.decode()
    assert 'href="#id_E7_0"' in html
    assert 'id="id_E7_0"' in html
    assert html.count(" checked") == 9
    assert "<title>Error: " in html
    assert not Screening.objects.exists()


def test_a_made_up_answer_is_refused(her):
    walk(her, until="safety")
    assert her.post(url("safety"), {**EMERGENCY, "E3": "maybe"}).status_code == 200
    assert not Screening.objects.exists()


def test_nothing_is_chosen_beforehand(her):
    walk(her, until="safety")
    assert " checked" not in her.get(url("safety")).content.decode()


@pytest.mark.parametrize(
    "address", ["/welcome/safety/", "/welcome/safety-more/", "/welcome/signs/", "/welcome/week/"]
)
def test_once_stopped_an_old_form_sent_again_changes_nothing(her, address):
    walk(her, until="safety-more")
    her.post(url("safety-more"), {**URGENT, "U2": "yes"})
    answers = {**EMERGENCY, **URGENT, **SIGNS, **WEEK}
    assert her.post(address, answers).url == "/welcome/stopped/"
    screening = Screening.objects.get()
    assert screening.stopped
    assert screening.answers["U2"]["yes"]


def test_answering_again_opens_a_new_round_and_keeps_the_old_one(her, alice):
    walk(her, until="safety")
    her.post(url("safety"), {**EMERGENCY, "E9": "yes"})
    again = her.post("/welcome/stopped/")
    assert again.url == "/welcome/safety/?again=1"
    assert her.get(again.url).status_code == 200
    assert " checked" not in her.get(again.url).content.decode()
    assert Screening.objects.get().stopped, "asking again alone opens nothing"
    assert her.post(again.url, EMERGENCY).url == "/welcome/safety-more/"
    assert her.post("/welcome/safety-more/", URGENT).url == "/welcome/signs/"
    new, old = Screening.objects.filter(user=alice)
    assert (new.stopped, old.stopped) == (False, True)
    assert old.answers["E9"]["yes"]


def test_another_yes_stops_again(her):
    walk(her, until="safety")
    her.post(url("safety"), {"E9": "yes"})
    assert her.post("/welcome/safety/?again=1", {"E1": "yes"}).url == "/welcome/stopped/"
    assert Screening.objects.filter(stopped=True).count() == 2


def test_the_most_urgent_action_comes_first_and_offers_the_numbers(her):
    walk(her, until="safety")
    html = her.post(url("safety"), {"E9": "yes", "E4": "yes"}, follow=True).content.decode()
    assert html.index(BY_ID["E4"].text) < html.index(BY_ID["E9"].text)
    assert "Call 112 now." in html
    assert html.index("tel:112") < html.index(BY_ID["E4"].text)


def test_the_stopped_page_is_only_for_who_is_stopped(client_for, ready_alice, bob):
    ScreeningFactory(user=bob, stopped=True, answers=record({"E1": True}))
    client = client_for(ready_alice)
    assert client.get("/welcome/stopped/").url == "/welcome/"
    assert client.post("/welcome/stopped/").url == "/welcome/"


def test_stopped_without_present_consent_asks_for_it_before_new_answers(her, alice):
    ScreeningFactory(user=alice, stopped=True, answers=record({"U3": True}))
    assert her.post("/welcome/stopped/").url == "/welcome/consent/"
    assert her.post("/welcome/safety/?again=1", EMERGENCY).url == "/welcome/stopped/"
    assert Screening.objects.count() == 1
    her.post(url("consent"), {"adult": "on", "agree": "on"})
    assert her.post("/welcome/stopped/").url == "/welcome/safety/?again=1"


# --- Every four weeks, and when something changed -----------------------------------------------------


def test_after_four_weeks_the_questions_come_back(client_for, ready_alice, now, monkeypatch):
    monkeypatch.setattr("psoasfit.clock.now", lambda: now + timedelta(days=29))
    client = client_for(ready_alice)
    assert client.get("/welcome/").url == "/welcome/safety/"
    page = client.get("/welcome/safety/")
    assert " checked" not in page.content.decode()
    assert "Step " not in page.content.decode()
    client.post("/welcome/safety/", EMERGENCY)
    assert client.get("/welcome/").url == "/welcome/safety-more/"
    assert client.post("/welcome/safety-more/", URGENT).url == "/today/"
    assert Screening.objects.filter(user=ready_alice).count() == 2


def test_something_changed_can_be_said_at_any_time(client_for, ready_alice):
    client = client_for(ready_alice)
    assert client.get("/welcome/safety/?again=1").status_code == 200
    assert Screening.objects.count() == 1, "looking changes nothing"
    client.post("/welcome/safety/?again=1", EMERGENCY)
    assert client.get("/welcome/").url == "/welcome/safety-more/"
    assert client.post("/welcome/safety-more/", URGENT).url == "/today/"
    assert Screening.objects.count() == 2


def test_going_back_within_a_round_goes_on_with_the_same_round(her):
    walk(her, until="safety-more")
    assert her.get("/welcome/safety/").context["form"]["E2"].value() == "no"
    her.post("/welcome/safety/", EMERGENCY)
    her.post("/welcome/safety-more/", URGENT)
    assert Screening.objects.count() == 1


# --- High pain ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pain", [7, 10])
def test_strong_pain_waits_for_a_clinicians_word(her, alice, pain):
    walk(her, until="pain")
    her.post(url("pain"), {**PAIN, "usual_pain": pain})
    assert her.post(url("limits"), LIMITS).url == "/welcome/clinician/"
    assert f"{pain} out of 10" in her.get(url("clinician")).content.decode()
    assert her.get(url("equipment")).url == "/welcome/clinician/"
    assert her.post(url("clinician"), {}).status_code == 200
    assert Profile.objects.get(user=alice).clinician_agreed_on is None
    assert her.post(url("clinician"), {"agreed": "on"}).url == "/welcome/equipment/"
    assert Profile.objects.get(user=alice).clinician_agreed_on == date(2026, 11, 23)


def test_after_a_clinicians_word_only_the_gentlest_level_is_offered(her, alice):
    walk(her, until="pain")
    her.post(url("pain"), {**PAIN, "usual_pain": 8})
    her.post(url("limits"), LIMITS)
    her.post(url("clinician"), {"agreed": "on"})
    her.post(url("equipment"), {})
    response = her.post(url("week"), {**WEEK, "level": "2"})
    assert list(response.context["form"].errors) == ["level"]
    assert her.post(url("week"), WEEK).url == "/today/"
    assert Plan.objects.get(user=alice).level == 1


def test_less_pain_forgets_the_word_and_more_pain_asks_for_it_again(client_for, ready_alice, now):
    client = client_for(ready_alice)
    Profile.objects.update(usual_pain=8, clinician_agreed_on=now.date())
    assert client.post(url("pain"), {**PAIN, "usual_pain": 9}).url == "/today/"
    client.post(url("pain"), {**PAIN, "usual_pain": 2})
    assert client.post(url("pain"), {**PAIN, "usual_pain": 9}).url == "/welcome/clinician/"


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"pain_places": ["lower-back"]}, "usual_pain"),
        ({"usual_pain": 11, "pain_places": ["lower-back"]}, "usual_pain"),
        ({"usual_pain": -1, "pain_places": ["lower-back"]}, "usual_pain"),
        ({"usual_pain": 4}, "pain_places"),
        ({"usual_pain": 4, "pain_places": ["elbow"]}, "pain_places"),
    ],
)
def test_a_pain_answer_that_does_not_hold_is_named_and_not_stored(her, answer, field):
    walk(her, until="pain")
    response = her.post(url("pain"), answer)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Profile.objects.exists()


def test_no_pain_needs_no_place(her):
    walk(her, until="pain")
    assert her.post(url("pain"), {"usual_pain": 0}).url == "/welcome/limits/"


@pytest.mark.parametrize("value", ["", "11", "-1", "3.5", "lots"])
def test_a_sign_out_of_range_keeps_the_others_and_stores_nothing(her, value):
    walk(her, until="signs")
    response = her.post(url("signs"), {**SIGNS, "posture": value})
    assert list(response.context["form"].errors) == ["posture"]
    assert response.content.decode().count(" checked") == 4
    assert not SymptomCheckIn.objects.exists()


# --- What to keep in mind -----------------------------------------------------------------------------


def test_what_is_ticked_is_kept_with_wording_and_date(her, alice):
    walk(her, until="limits")
    answer = {"hip": ["M7"], "hard": ["M16", "M22"]}
    assert her.post(url("limits"), answer).url == "/welcome/equipment/"
    profile = Profile.objects.get(user=alice)
    assert profile.cautions == ["M7", "M16", "M22"]
    assert (profile.cautions_wording, profile.cautions_on) == (CAUTIONS_WORDING, date(2026, 11, 23))


def test_none_of_these_is_an_answer_and_is_shown_again(her, alice):
    walk(her, until="equipment")
    profile = Profile.objects.get(user=alice)
    assert (profile.cautions, profile.cautions_answered) == ([], True)
    assert her.get(url("limits")).context["form"]["nothing"].value() is True


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "nothing"),
        ({"hard": ["M16"], "nothing": "on"}, "nothing"),
        ({"hip": ["M16"]}, "hip"),
        ({"back": ["M99"]}, "back"),
        ({"birth": ["P6"]}, "birth"),
    ],
)
def test_an_unclear_answer_about_limits_is_asked_again(her, answer, field):
    walk(her, until="limits")
    response = her.post(url("limits"), answer)
    assert list(response.context["form"].errors) == [field]
    assert not Profile.objects.get().cautions_answered


def test_an_amber_answer_leads_to_the_clinicians_page_which_names_it(her, alice):
    walk(her, until="limits")
    assert her.post(url("limits"), {"inside": ["P5", "M9"]}).url == "/welcome/clinician/"
    html = her.get(url("clinician")).content.decode()
    assert "heart disease" in html
    assert "osteoporosis" not in html
    assert "out of 10" not in html
    assert "Change what I ticked" in html
    assert her.get(url("equipment")).url == "/welcome/clinician/"
    assert her.get(url("limits")).status_code == 200
    refused = her.post(url("clinician"), {"agreed": "on"})
    assert "At 180/110 or more, don’t start." in refused.content.decode()
    assert Profile.objects.get(user=alice).clinician_agreed_on is None
    her.post(url("clinician"), {"agreed": "on", "pressure": "on"})
    assert Profile.objects.get(user=alice).clinician_agreed_on == date(2026, 11, 23)


@pytest.mark.parametrize("caution", [f"P{n}" for n in (1, 2, 3, 4, 7, 8, 10, 12)])
def test_the_blood_pressure_is_asked_of_nobody_else(client_for, ready_alice, caution):
    Profile.objects.update(cautions=[caution])
    assert "180/110" not in client_for(ready_alice).get(url("clinician")).content.decode()


def test_all_answers_are_kept_dated_in_their_words(her, alice, now):
    walk(her, until="limits")
    her.post(url("limits"), {"inside": ["P5"], "hard": ["M16"]})
    her.post(url("clinician"), {"agreed": "on", "pressure": "on"})
    her.post(url("equipment"), {"equipment": ["mat"]})
    her.post(url("equipment"), {"equipment": ["roller"], "roller": ["clot", "skin"]})
    her.post(url("limits"), {"nothing": "on"})
    kept = list(alice.given_answers.order_by("id").values_list("about", "answers", "given_at"))
    assert [about for about, _, _ in kept] == ["limits", "clinician", "roller", "limits"]
    assert {given_at for _, _, given_at in kept} == {now}
    limits, word, roller, later = (answers for _, answers, _ in kept)
    assert limits.keys() == CAUTIONS.keys()
    assert {key for key, answer in limits.items() if answer["yes"]} == {"P5", "M16"}
    assert not any(answer["yes"] for answer in later.values())
    for key, answer in limits.items():
        assert (answer["wording"], answer["text"]) == (CAUTIONS_WORDING, CAUTIONS[key].label)
    assert word["agreed"] == {"yes": True, "wording": WORDING, "text": CLINICIAN_AGREED, "for": ["P5"]}
    assert word["pressure"]["text"] == PRESSURE_BELOW
    assert (roller["roller"]["yes"], roller["roller"]["wording"]) == (True, WORDING)
    for _, label in ROLLER_REASONS:
        assert label in roller["roller"]["text"], "all of them were asked, and which one applies is not kept"


def test_who_is_under_18_never_gets_in(her, alice):
    """P11: adults only. Without the box nothing else opens, whatever is sent."""
    response = her.post(url("consent"), {"agree": "on"})
    assert "PsoasFit is for adults" in response.content.decode()
    for page, answer, _ in JOURNEY[1:]:
        assert her.post(url(page), answer).url == "/welcome/consent/"
    refused = her.post("/api/v1/sessions/", content_type="application/json")
    assert (refused.status_code, refused.json()["step"]) == (409, "consent")


def test_pain_and_an_amber_answer_are_both_named(her):
    walk(her, until="pain")
    her.post(url("pain"), {**PAIN, "usual_pain": 9})
    her.post(url("limits"), {"back": ["P4"]})
    html = her.get(url("clinician")).content.decode()
    assert "9 out of 10" in html
    assert "every morning" in html


def test_long_pain_brings_advice_and_no_lock(her):
    walk(her, until="limits")
    response = her.post(url("limits"), {"back": ["P9"]}, follow=True)
    assert response.redirect_chain[-1][0] == "/welcome/equipment/"
    assert "physiotherapist" in response.content.decode()
    assert "Gentle low-back-friendly" in response.content.decode()


def test_a_word_given_before_does_not_cover_a_new_amber_answer(client_for, ready_alice, now):
    client = client_for(ready_alice)
    Profile.objects.update(cautions=["P4"], clinician_agreed_on=now.date())
    assert client.post(url("limits"), {"back": ["P4"], "hard": ["M16"]}).url == "/today/"
    assert client.post(url("limits"), {"back": ["P4"], "hip": ["P7"]}).url == "/welcome/clinician/"
    Profile.objects.update(clinician_agreed_on=now.date())
    client.post(url("limits"), LIMITS)
    assert Profile.objects.get().clinician_agreed_on is None


def test_a_word_for_an_answer_does_not_cover_new_strong_pain(client_for, ready_alice, now):
    client = client_for(ready_alice)
    Profile.objects.update(cautions=["P4"], clinician_agreed_on=now.date())
    assert client.post(url("pain"), {**PAIN, "usual_pain": 5}).url == "/today/"
    assert client.post(url("pain"), {**PAIN, "usual_pain": 8}).url == "/welcome/clinician/"


# --- Equipment and the roller -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equipment", "roller", "fine"),
    [
        (["roller"], ["none"], True),
        (["roller"], ["pregnant"], False),
        (["roller"], ["clot", "skin"], False),
        (["mat"], ["none"], False),
        ([], [], False),
    ],
)
def test_the_roller_is_fine_only_when_none_of_the_reasons_applies(her, equipment, roller, fine):
    walk(her, until="equipment")
    assert her.post(url("equipment"), {"equipment": equipment, "roller": roller}).url == "/welcome/week/"
    profile = Profile.objects.get()
    assert profile.roller_ok is fine
    assert profile.equipment == equipment
    assert profile.equipment_answered


@pytest.mark.parametrize("roller", [[], ["none", "hernia"], ["sunburn"]])
def test_an_unclear_roller_answer_is_asked_again(her, roller):
    walk(her, until="equipment")
    response = her.post(url("equipment"), {"equipment": ["roller", "mat"], "roller": roller})
    assert list(response.context["form"].errors) == ["roller"]
    assert response.context["form"]["equipment"].value() == ["roller", "mat"]
    assert not Profile.objects.get().equipment_answered


def test_why_the_roller_is_left_out_is_not_kept(her, alice):
    walk(her, until="equipment")
    her.post(url("equipment"), {"equipment": ["roller"], "roller": ["pregnant"]})
    row = Profile.objects.filter(user=alice).values().get()
    assert "pregnant" not in str(row)


# --- Doors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/welcome/", "/welcome/stopped/", "/welcome/consent/", "/welcome/week/"])
def test_strangers_sign_in_first(client, db, path):
    assert client.get(path).url.startswith("/accounts/login/")
    assert client.post(path).status_code in (302, 405)


def test_an_unknown_page_is_not_found(her):
    assert her.get("/welcome/shoe-size/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/welcome/", "/welcome/consent/", "/welcome/stopped/"])
def test_other_methods_are_refused(her, method, path):
    assert getattr(her, method)(path).status_code == 405


def test_posting_to_the_crossroads_is_refused(her):
    assert her.post("/welcome/").status_code == 405


def test_other_peoples_answers_stay_as_they_are(client_for, alice, bob):
    ConsentFactory(user=bob)
    ScreeningFactory(user=bob, stopped=True, answers=record({"E1": True}))
    SymptomCheckInFactory(user=bob, back_pain=9)
    ProfileFactory(user=bob, usual_pain=9)
    PlanFactory(user=bob, level=3)
    before = [list(model.objects.filter(user=bob).values()) for model in HEALTH]
    walk(client_for(alice))
    assert [list(model.objects.filter(user=bob).values()) for model in HEALTH] == before


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_many_rounds_there_were(
    client_for, ready_alice, now, rows, django_assert_max_num_queries
):
    for n in range(1, rows):
        ScreeningFactory(user=ready_alice, started_at=now - n * timedelta(days=28))
    client = client_for(ready_alice)
    with django_assert_max_num_queries(9):
        assert client.get("/welcome/pain/").status_code == 200
