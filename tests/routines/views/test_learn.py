"""Learn: everybody may read it, nothing is missing, nothing promises too much."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse

from routines.models import Article, Exercise, Myth, Programme, Routine
from tests.factories import ContentReviewFactory

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = ["/learn/", "/learn/the-pain-traffic-light/", "/learn/feed/", "/sitemap.xml", "/robots.txt"]

SEED_FACTS = [
    "SO-as",
    "one of the most important muscles that bend the hip",
    "from your lower spine to your thigh bone",
    "stabilises your core",
    "supports your posture",
    "walking, running and sitting possible",
    "tight or weak",
    "how hips and back line up",
    "how freely you move",
    "sore hips, a sore back, even sore knees",
    "Recognising these signs is the key",
    "Stretches for relief and flexibility",
    "stability and support in the long run",
    "two to three times a week",
    "Alternate",
    "Listen to your body",
    "Warm up",
    "Drink",
    "Rest",
    "Do not push into pain.",
    "Gentle discomfort is okay.",
    "Sharp pain is a red flag",
    "is chronic, see a physical therapist",
    "yoga block",
    "strap",
    "cushion",
    "never on the belly",
]
SIGNS = [
    "Chronic lower back pain",
    "Tight or uncomfortable hips, above all after sitting",
    "Poor posture, or a lower back that curves in more than it used to",
    "Difficulty standing upright",
    "Pain or stiffness when running or walking",
]

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """The page on one line, so that a line break in a template does not matter."""
    return " ".join(response.content.decode().split())


# --- The index ------------------------------------------------------------------------------------------


def test_every_fact_of_the_source_article_is_on_the_page(client, content):
    page = text_of(client.get("/learn/"))
    assert [fact for fact in SEED_FACTS if fact not in page] == []
    places = [page.index(f"<li>{sign}</li>") for sign in SIGNS]
    assert places == sorted(places)
    for exercise in Exercise.objects.filter(article=True):
        assert f'href="{exercise.get_absolute_url()}"' in page


def test_index_lists_every_article_and_myth_in_order(client, content):
    page = text_of(client.get("/learn/"))
    places = [page.index(f'href="{each.get_absolute_url()}"') for each in Article.objects.all()]
    assert len(places) == 10
    assert places == sorted(places)
    for myth in Myth.objects.all():
        assert f"“{myth.claim}”" in page
        assert myth.verdict in page


def test_footer_link_to_safety_lands_on_the_index(client, content):
    page = text_of(client.get("/learn/"))
    assert f'href="{reverse("learn")}#safety"' in page
    assert 'id="safety"' in page


def test_retired_articles_and_myths_are_gone(client, content):
    Article.objects.filter(slug="release-safely").update(retired=True)
    Myth.objects.filter(slug="stretching-fixes-posture").update(retired=True)
    page = text_of(client.get("/learn/"))
    assert "/learn/release-safely/" not in page
    assert "Stretching fixes posture" not in page
    assert client.get("/learn/release-safely/").status_code == 404


def test_review_of_a_myth_is_shown(client, content):
    ContentReviewFactory(item=Myth.objects.first())
    page = text_of(client.get("/learn/"))
    assert page.count("Reviewed by Dr R. Example, physiotherapist, 12 November 2026") == 1
    assert page.count("Not yet reviewed by a clinician</span>") == 4


# --- An article -----------------------------------------------------------------------------------------


def test_article_shows_all_its_parts(client, content):
    page = text_of(client.get("/learn/the-pain-traffic-light/"))
    article = Article.objects.get(slug="the-pain-traffic-light")
    assert f'<h1 itemprop="headline">{article.title}</h1>' in page
    assert "2 minutes to read" in page
    assert "Not yet reviewed by a clinician" in page
    assert article.figure["caption"] in page
    assert "figures/bridge-pose.svg" in page
    assert "<strong>Green, 0 to 3:</strong> carry on." in page
    for section in article.sections:
        assert f"<h2>{section['heading']}</h2>" in page
    assert article.action["heading"] in page
    assert article.get_help in page
    for slug in article.related:
        assert reverse("exercise", args=[slug]) in page
    for source in article.sources:
        assert f"{source['citation']} {source['year']}." in page
    assert page.count("Quoted from memory, not yet checked.") == 1


def test_article_leads_to_its_neighbours(client, content):
    first = text_of(client.get("/learn/meet-your-psoas/"))
    assert 'rel="prev"' not in first
    assert 'href="/learn/signs-of-a-tight-or-weak-psoas/" rel="next"' in first
    last = text_of(client.get("/learn/when-to-see-a-physiotherapist-or-doctor/"))
    assert 'href="/learn/release-safely/" rel="prev"' in last
    assert 'rel="next"' not in last


def test_article_says_who_reviewed_it(client, content):
    ContentReviewFactory(item=Article.objects.get(slug="release-safely"))
    page = text_of(client.get("/learn/release-safely/"))
    assert "Reviewed by Dr R. Example, physiotherapist, 12 November 2026" in page
    assert "No clinician has reviewed" not in page
    assert "ot yet reviewed by a clinician" not in page


def test_article_survives_a_retired_exercise(client, content):
    Exercise.objects.filter(slug="bridge-pose").update(retired=True)
    response = client.get("/learn/the-pain-traffic-light/")
    assert response.status_code == 200
    assert "/exercises/bridge-pose/" not in text_of(response)


def test_article_is_marked_up_for_search_engines(client, content, settings):
    settings.SITE_ORIGIN = "https://hips.example.org"
    page = text_of(client.get("/learn/release-safely/"))
    assert 'itemtype="https://schema.org/Article"' in page
    assert '<time itemprop="dateModified" datetime="2026-11-23">' in page
    assert '<link rel="canonical" href="https://hips.example.org/learn/release-safely/">' in page
    assert 'type="application/atom+xml" href="/learn/feed/"' in page


def test_unknown_article_is_not_found(client, content):
    assert client.get("/learn/no-such-article/").status_code == 404


# --- Feed, sitemap, robots ------------------------------------------------------------------------------


def test_feed_is_atom_with_absolute_addresses(client, content, settings):
    settings.SITE_ORIGIN = "https://hips.example.org"
    response = client.get("/learn/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        article.title for article in Article.objects.current()
    ]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "PsoasFit"
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert all(address.startswith("https://hips.example.org/learn/") for address in links + ids)
    assert entries[0].findtext(f"{ATOM}updated") == "2026-11-23T00:00:00+00:00"


def test_sitemap_lists_every_current_page_and_no_retired_one(client, content, settings):
    settings.SITE_ORIGIN = "https://hips.example.org"
    Exercise.objects.filter(slug="leg-swing").update(retired=True)
    Programme.objects.filter(slug="strong-psoas").update(retired=True)
    Article.objects.filter(slug="release-safely").update(retired=True)
    listed = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [element.text for element in listed.iter(f"{SITEMAP}loc")]
    current = [
        each.get_absolute_url()
        for model in (Article, Exercise, Programme, Routine)
        for each in model.objects.current()
    ]
    expected = ["/", "/try/", "/learn/", "/exercises/", "/routines/", *current]
    assert sorted(addresses) == sorted("https://hips.example.org" + path for path in expected)
    gone = ("leg-swing", "release-safely", "strong-psoas")
    assert not [address for address in addresses if any(name in address for name in gone)]


def test_everything_in_the_sitemap_can_be_read_without_an_account(client, content, settings):
    listed = ElementTree.fromstring(client.get("/sitemap.xml").content)
    for element in listed.iter(f"{SITEMAP}loc"):
        path = element.text.removeprefix(settings.SITE_ORIGIN)
        assert client.get(path).status_code == 200, path


def test_robots_names_the_sitemap_and_keeps_private_places_out(client, settings):
    settings.SITE_ORIGIN = "https://hips.example.org"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://hips.example.org/sitemap.xml" in lines
    private = ["today", "settings", "progress", "weekly_check_in", "welcome", "admin:index", "account_login"]
    for name in private:
        assert any(reverse(name).startswith(line[10:]) for line in lines if line.startswith("Disallow: "))
    public = ["landing", "learn", "exercises", "routines"]
    for name in public:
        assert not any(reverse(name).startswith(line[10:]) for line in lines if line.startswith("Disallow: "))


# --- For everybody --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_public_pages_answer_reading_only(client, content, path):
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_signed_in_people_read_the_same_pages(client_for, alice, content, path):
    assert client_for(alice).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("articles", [1, 3, 10])
def test_number_of_queries_does_not_grow(client, content, django_assert_max_num_queries, path, articles):
    kept = ["the-pain-traffic-light", *Article.objects.values_list("slug", flat=True)[: articles - 1]]
    Article.objects.exclude(slug__in=kept).delete()
    with django_assert_max_num_queries(4):
        client.get(path)
