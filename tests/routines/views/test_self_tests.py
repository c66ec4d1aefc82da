"""The pages of the self-tests: for whom, how, what is kept, and what it says."""

from datetime import date, timedelta

import pytest

from psoasfit.minify import minify
from routines.models import BedEdgeCheck, ChairStand, KneeLiftHold, Profile, Screening
from tests.factories import BedEdgeCheckFactory, ChairStandFactory, KneeLiftHoldFactory
from tests.html import assert_sound_page

RESULTS = {
    "bed-edge": {"left": "below", "right": "above", "left_angle": "12", "right_angle": "-3"},
    "knee-lift-hold": {"left": "18", "right": "60"},
    "chair-stand": {"stands": "13"},
}
MODELS = {"bed-edge": BedEdgeCheck, "knee-lift-hold": KneeLiftHold, "chair-stand": ChairStand}
SLUGS = sorted(RESULTS)


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


def page_of(slug=""):
    return f"/progress/tests/{slug}/" if slug else "/progress/tests/"


def stored() -> int:
    return sum(model.objects.count() for model in MODELS.values())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_result_is_kept_and_shown(signed_in, ready_alice, slug, now):
    page = assert_sound_page(signed_in.get(page_of(slug)))
    assert "None yet" in page
    assert "Trend only" in page
    assert "Not today if" in page
    response = signed_in.post(page_of(slug), RESULTS[slug])
    assert response.url == page_of(slug)
    row = MODELS[slug].objects.get()
    assert (row.user, row.on_date, row.taken_at) == (ready_alice, date(2026, 11, 23), now)
    assert {key: str(getattr(row, key)) for key in RESULTS[slug]} == RESULTS[slug]
    assert "23 Nov 2026" in assert_sound_page(signed_in.get(page_of(slug)))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_second_result_of_the_day_takes_the_place_of_the_first(signed_in, slug):
    signed_in.post(page_of(slug), RESULTS[slug])
    signed_in.post(page_of(slug), RESULTS[slug])
    assert stored() == 1


def test_the_phone_is_optional(signed_in):
    signed_in.post(page_of("bed-edge"), {"left": "level", "right": "level", "left_angle": ""})
    assert (BedEdgeCheck.objects.get().left_angle, BedEdgeCheck.objects.get().right_angle) == (None, None)


@pytest.mark.parametrize(
    ("slug", "wrong"),
    [
        ("bed-edge", {"left": "short"}),
        ("bed-edge", {"right": ""}),
        ("bed-edge", {"left_angle": "91"}),
        ("knee-lift-hold", {"left": "61"}),
        ("knee-lift-hold", {"right": ""}),
        ("chair-stand", {"stands": "-1"}),
        ("chair-stand", {"stands": "many"}),
    ],
    ids=str,
)
def test_an_invalid_result_stores_nothing(signed_in, slug, wrong):
    response = signed_in.post(page_of(slug), {**RESULTS[slug], **wrong})
    assert response.status_code == 200
    assert "error-summary" in assert_sound_page(response)
    assert stored() == 0


@pytest.mark.parametrize("wrong", ["", "-1", "61", "many"])
def test_a_wrong_number_is_named_by_what_would_be_right(signed_in, wrong):
    page = signed_in.post(page_of("knee-lift-hold"), {"left": wrong, "right": "20"}).content.decode()
    assert "Enter a whole number from 0 to 60." in page
    assert 'value="20"' in page
    assert "This field" not in page


@pytest.mark.parametrize(
    ("caution", "slug", "reason"),
    [
        ("M4", "bed-edge", "your hip replacement should not be taken far back"),
        ("M11", "knee-lift-hold", "for you it would have to be done in a gentler way"),
        ("M21", "chair-stand", "your balance is unsure"),
        ("P5", "chair-stand", "you start at level 1"),
    ],
)
def test_what_is_not_for_someone_has_its_reason_and_no_form(signed_in, caution, slug, reason):
    Profile.objects.update(cautions=[caution], clinician_agreed_on=date(2026, 11, 20))
    page = assert_sound_page(signed_in.get(page_of(slug)))
    assert f"Not for you now: {reason}" in page
    assert "How to do it" not in page
    assert signed_in.post(page_of(slug), RESULTS[slug]).status_code == 200
    assert stored() == 0
    assert "Not for you now" in signed_in.get(page_of()).content.decode()


def test_after_a_warning_sign_no_test_is_offered_or_kept(signed_in):
    Screening.objects.update(stopped=True)
    page = assert_sound_page(signed_in.get(page_of("chair-stand")))
    assert "waits until your safety questions" in page
    assert "How to do it" not in page
    assert signed_in.post(page_of("chair-stand"), RESULTS["chair-stand"]).url == "/welcome/stopped/"
    assert stored() == 0


def test_the_list_says_what_is_due(signed_in, ready_alice):
    assert assert_sound_page(signed_in.get(page_of())).count("Due, ") == 3
    BedEdgeCheckFactory(user=ready_alice)
    page = signed_in.get(page_of()).content.decode()
    assert page.count("Due, ") == 2
    assert "Next from 7 December" in page
    ready_alice.plan.started_on = date(2026, 9, 28)  # eight weeks
    ready_alice.plan.save()
    assert "Whenever you like" in signed_in.get(page_of()).content.decode()


def earlier_and_now(factory, user, then, now):
    factory(user=user, on_date=date(2026, 11, 9), **then)
    factory(user=user, **now)


def test_changes_are_said_against_the_first_result(signed_in, ready_alice):
    earlier_and_now(KneeLiftHoldFactory, ready_alice, {"left": 12, "right": 20}, {"left": 18, "right": 24})
    page = signed_in.get(page_of("knee-lift-hold")).content.decode()
    assert "Left: longer, 12 → 18 s." in page
    assert "Right: about the same, 20 → 24 s." in page
    earlier_and_now(ChairStandFactory, ready_alice, {"stands": 15}, {"stands": 12})
    assert "Fewer, 15 → 12 stands." in signed_in.get(page_of("chair-stand")).content.decode()


@pytest.mark.parametrize(
    ("angle", "hours", "said"), [(8, 0, True), (7, 0, False), (8, 3, True), (8, 4, False)], ids=str
)
def test_an_angle_is_a_change_from_six_degrees_at_the_same_time_of_day(
    signed_in, ready_alice, now, angle, hours, said
):
    then = {"left": "level", "left_angle": 2, "taken_at": now - timedelta(days=14, hours=hours)}
    earlier_and_now(BedEdgeCheckFactory, ready_alice, then, {"left": "below", "left_angle": angle})
    page = signed_in.get(page_of("bed-edge")).content.decode()
    assert "Left: more room, level with the bed line → below the bed line." in page
    assert "Right: as before, above the bed line." in page
    assert (f"Left, by phone: 2° below → {angle}° below." in page) is said


def test_room_and_a_short_hold_hint_at_strong_psoas_and_change_nothing(signed_in, ready_alice, content):
    BedEdgeCheckFactory(user=ready_alice, left="below", right="level")
    KneeLiftHoldFactory(user=ready_alice, left=12, right=30)
    for page in (page_of(), "/progress/"):
        html = signed_in.get(page).content.decode()
        assert "the programme Strong psoas" in html
        assert "The shorter hold was 12 seconds, under 20." in html
        assert 'href="/routines/strong-psoas/"' in html
    ready_alice.plan.refresh_from_db()
    assert ready_alice.plan.programme is None


@pytest.mark.parametrize("profile", [{"usual_pain": 4}, {"cautions": ["P9"]}], ids=str)
def test_with_more_or_long_pain_no_programme_is_hinted_at(signed_in, ready_alice, profile):
    Profile.objects.update(**profile)
    BedEdgeCheckFactory(user=ready_alice, left="below", right="level")
    KneeLiftHoldFactory(user=ready_alice, left=12, right=30)
    html = signed_in.get(page_of()).content.decode()
    assert "Strong psoas" not in html
    assert "one stretch day a week could be a strength day" in html


def test_results_are_ones_own(signed_in, bob):
    KneeLiftHoldFactory(user=bob, left=7, right=7)
    assert "7 s" not in signed_in.get(page_of("knee-lift-hold")).content.decode()


def test_only_the_bed_edge_page_may_read_the_phones_motion(signed_in):
    policy = signed_in.get(page_of("bed-edge"))["Permissions-Policy"]
    assert "accelerometer=(self)" in policy
    assert "gyroscope=(self)" in policy
    assert "camera=()" in policy
    for page in (page_of(), page_of("chair-stand"), "/settings/"):
        assert "accelerometer=()" in signed_in.get(page)["Permissions-Policy"]


def test_they_are_for_signed_in_people_and_their_methods(signed_in):
    assert signed_in.post(page_of()).status_code == 405
    assert signed_in.put(page_of("bed-edge")).status_code == 405
    assert signed_in.get(page_of("sit-ups")).status_code == 404
    signed_in.logout()
    for path in [page_of(), *map(page_of, SLUGS)]:
        assert signed_in.get(path).url.startswith("/accounts/login/")
    assert signed_in.post(page_of("chair-stand"), RESULTS["chair-stand"]).url.startswith("/accounts/login/")
    assert stored() == 0


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(signed_in, ready_alice, django_assert_num_queries, count):
    for number in range(count):
        on_date = date(2026, 11, 23) - timedelta(weeks=number)
        BedEdgeCheckFactory(user=ready_alice, on_date=on_date)
        ChairStandFactory(user=ready_alice, on_date=on_date)
    with django_assert_num_queries(7):  # web session, person, profile with plan, three tests
        signed_in.get(page_of())
    with django_assert_num_queries(8):  # and one of clearance
        signed_in.get(page_of("bed-edge"))


def test_the_script_is_at_most_three_kilobytes_as_shipped(settings):
    source = (settings.BASE_DIR / "static/js/self-test.js").read_text()
    assert len(minify("js/self-test.js", source).encode()) <= 3 * 1024
