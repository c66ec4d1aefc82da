"""The public library: exercises, and the page about the psoas."""

import re
from datetime import date

import pytest

from routines.models import Exercise, Routine
from tests.factories import ContentReviewFactory
from tests.html import assert_sound_page

pytestmark = pytest.mark.usefixtures("content")

PUBLIC = [
    "/exercises/",
    "/exercises/?kind=strength",
    "/exercises/low-lunge-stretch/",
    "/exercises/psoas-release-foam-roller/",
    "/exercises/hanging-leg-raise/",
    "/learn/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_visitor_may_read_it(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert_sound_page(response)


@pytest.mark.parametrize("path", PUBLIC)
def test_page_costs_a_visitor_at_most_three_queries(client, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(3):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_page_costs_a_signed_in_person_two_more(client_for, alice, django_assert_max_num_queries, path):
    client = client_for(alice)
    with django_assert_max_num_queries(5):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405


def test_every_exercise_has_a_page_of_its_own(client):
    exercises = list(Exercise.objects.current())
    assert len(exercises) == 25
    for exercise in exercises:
        html = assert_sound_page(client.get(exercise.get_absolute_url()))
        assert exercise.steps[-1] in html.replace("&#x27;", "'").replace("&quot;", '"')


def test_library_shows_all_of_them_by_kind(client):
    html = client.get("/exercises/").content.decode()
    assert html.count('class="tile"') == 25
    assert re.findall(r"<h2 id=\"shelf-\d\">([^<]+)</h2>", html) == [
        "Stretches",
        "Release",
        "Strength",
        "Warm-ups",
        "Cool-downs",
    ]


def test_library_can_show_one_kind(client):
    html = client.get("/exercises/?kind=release").content.decode()
    assert html.count('class="tile"') == 1
    assert re.search(r'value="release"[^>]* checked', html)
    assert "1 of 25 exercises" in html


def test_library_ignores_a_kind_it_does_not_know(client):
    response = client.get("/exercises/?kind='\"<script>")
    assert assert_sound_page(response).count('class="tile"') == 25


def test_posters_load_late_and_keep_their_place(client):
    posters = re.findall(r"<img [^>]+>", client.get("/exercises/").content.decode())
    assert len(posters) == 25
    assert all('width="480" height="300"' in poster and 'alt=""' in poster for poster in posters)
    assert sum('loading="lazy"' in poster for poster in posters) >= 15


def test_exercise_shows_dose_limits_and_evidence(client):
    html = client.get("/exercises/low-lunge-stretch/").content.decode()
    exercise = Exercise.objects.get(slug="low-lunge-stretch")
    for text in ("2 × 20 s each side", "3 × 30 s each side", "3 × 45 s each side"):
        assert text in html
    for text in (exercise.normal, *exercise.stop_if, *exercise.skip_if, *exercise.mistakes):
        assert text in html
    assert "Not yet reviewed by a clinician" in html
    assert 'href="/exercises/standing-hip-flexor-stretch/"' in html
    assert "Winters MV" in html
    assert "2004" in html


def test_exercise_hides_levels_it_is_not_meant_for(client):
    html = client.get("/exercises/boat-pose/").content.decode()
    assert re.findall(r"<th scope=\"row\">(\d)", html) == ["2", "3"]


def test_reviewed_exercise_names_who_and_when(client):
    ContentReviewFactory(item=Exercise.objects.get(slug="bridge-pose"))
    html = client.get("/exercises/bridge-pose/").content.decode()
    assert "Reviewed by Dr R. Example, physiotherapist, 12 November 2026" in html
    assert "No clinician has reviewed this page yet" not in html
    assert "ot yet reviewed by a clinician" not in html


@pytest.mark.parametrize("path", ["/exercises/bridge-pose/", "/routines/stretch/"])
def test_review_of_an_earlier_version_says_so(client, path):
    for item in (Exercise.objects.get(slug="bridge-pose"), Routine.objects.get(slug="stretch")):
        ContentReviewFactory(item=item, file_checksum="of another day")
    html = client.get(path).content.decode()
    assert "Reviewed by Dr R. Example, physiotherapist, on 12 November 2026; it has changed since" in html


def test_latest_review_counts(client):
    bridge = Exercise.objects.get(slug="bridge-pose")
    ContentReviewFactory(item=bridge)
    ContentReviewFactory(item=bridge, reviewer_name="S. Example", reviewed_on=date(2026, 11, 20))
    html = client.get("/exercises/bridge-pose/").content.decode()
    assert "Reviewed by S. Example, physiotherapist, 20 November 2026" in html
    assert "Dr R. Example" not in html


@pytest.mark.parametrize(
    "path", ["/exercises/bridge-pose/", "/routines/stretch/", "/routines/psoas-foundation/", "/learn/"]
)
def test_page_may_be_framed_by_this_site_only(client, path):
    response = client.get(path)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert client.get("/exercises/")["X-Frame-Options"] == "DENY"


def test_drawing_is_still_until_a_script_starts_it(client):
    html = client.get("/exercises/low-lunge-stretch/").content.decode()
    assert 'role="img"' in html
    assert 'begin="0s"' not in html
    assert re.search(r"figure-card__controls\" hidden", html)


def test_retired_content_is_gone(client):
    Exercise.objects.filter(slug="bridge-pose").update(retired=True)
    assert client.get("/exercises/bridge-pose/").status_code == 404
    assert "/exercises/bridge-pose/" not in client.get("/exercises/").content.decode()


def test_unknown_address_answers_404(client):
    assert client.get("/exercises/no-such-move/").status_code == 404


@pytest.mark.parametrize(
    "fact",
    [
        "SO-as",
        "lower spine",
        "thigh bone",
        "walking, running and sitting",
        "stabilises your core",
        "supports your posture",
        "even sore knees",
        "Chronic lower back pain",
        "after sitting",
        "Poor posture",
        "Difficulty standing upright",
        "stiffness when running or walking",
        "two to three times a week",
        "Alternate",
        "Listen to your body",
        "Warm up",
        "Drink",
        "Sharp pain is a red flag",
        "physical therapist",
        "yoga block",
        "strap",
        "cushion",
        "never on the belly",
        "not yet been reviewed by a clinician",
    ],
)
def test_learn_page_tells(client, fact):
    text = " ".join(re.sub(r"<[^>]+>", "", client.get("/learn/").content.decode()).split())
    assert fact in text


def test_learn_page_leads_to_all_nine_moves_of_the_article(client):
    html = client.get("/learn/").content.decode()
    nine = Exercise.objects.filter(article=True)
    assert nine.count() == 9
    assert all(exercise.get_absolute_url() in html for exercise in nine)
