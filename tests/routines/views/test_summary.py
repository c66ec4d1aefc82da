"""Choose, print, download and share the summary; what a stranger with a link sees, and without one."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from routines.models import SummaryLink
from routines.summary_links import MOST, make
from tests.factories import NOW, PracticeSessionFactory, SessionCheckInFactory, SummaryLinkFactory
from tests.html import assert_sound_page, main_of

PAGE, PDF, LINKS = "/progress/summary/", "/progress/summary.pdf", "/progress/summary/links/"


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


@pytest.fixture
def client_class():
    return Client


@pytest.fixture
def session(ready_alice):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    SessionCheckInFactory(session=session, note="canary note")
    return session


def page_of(client, url=PAGE):
    response = client.get(url)
    assert response.status_code == 200
    return main_of(assert_sound_page(response))


def choose(client, *parts, **fields):
    return client.post(PAGE, {"parts": parts, **fields})


# --- The page -------------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_and_leaves_notes_and_name_out(signed_in, session):
    page = page_of(signed_in)
    assert "<h1>Summary of home exercise for hips and lower back</h1>" in page
    assert "Told by the person, not measured by a clinician. Not a diagnosis." in page
    assert "have not been reviewed by a clinician yet" in page
    assert "23 November 2026" in page
    assert "1 session done" in page
    assert "canary note" not in page
    assert "Name:" not in page
    assert "alice@example.org" not in page


def test_what_is_chosen_is_kept_for_page_and_file(signed_in, session):
    assert choose(signed_in, "notes", "pain", named="on", name="Alice & Co").url == PAGE
    page = page_of(signed_in)
    assert "Name: Alice &amp; Co" in page
    assert "canary note" in page
    assert "Five signs" not in page
    text = " ".join(PdfReader(BytesIO(signed_in.get(PDF).content)).pages[0].extract_text().split())
    assert "Name: Alice & Co" in text
    assert "canary note" in text
    assert "Five signs" not in text
    ticked = re.findall(r'value="(\w+)"[^>]*checked', page)
    assert ticked == ["pain", "notes"]


def test_a_name_that_is_not_ticked_is_not_kept(signed_in, session):
    choose(signed_in, "pain", name="Alice")
    assert "Name:" not in page_of(signed_in)
    assert "Alice" not in repr(dict(signed_in.session))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"name": "Kept"}, "Tick at least one part."),
        ({"parts": ["pain"], "named": "on"}, "Type the name, or take the tick away."),
        ({"parts": ["secrets"], "name": "Kept"}, "secrets"),
        ({"parts": ["pain"], "named": "on", "name": "Kept" * 21}, "80"),
    ],
)
def test_mistakes_are_said_and_nothing_typed_is_lost(signed_in, session, data, error):
    response = signed_in.post(PAGE, data)
    assert response.status_code == 200
    html = assert_sound_page(response)
    assert "error-summary" in html
    assert error in html
    assert data.get("name", "") in html
    assert "<title>Error: " in html


def test_before_anything_there_is_a_way_to_start(client_for, alice):
    page = page_of(client_for(alice))
    assert "Nothing to sum up yet" in page
    assert 'href="/today/"' in page


def test_the_progress_page_leads_to_it(signed_in, session):
    assert f'href="{PAGE}"' in page_of(signed_in, "/progress/")


def test_a_broken_choice_in_the_session_shows_what_is_usual(signed_in, session):
    kept = signed_in.session
    kept["summary"] = {"parts": ["gone"], "name": ""}
    kept.save()
    assert "Five signs" in page_of(signed_in)


def test_the_file_is_a_pdf_to_keep(signed_in, session):
    response = signed_in.get(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="psoasfit-summary-2026-11-23.pdf"'
    assert response["Cache-Control"] == "no-store, private"
    pdf = PdfReader(BytesIO(response.content))
    assert len(pdf.pages) == 1
    assert "1 session done" in pdf.pages[0].extract_text()


@pytest.mark.parametrize("url", [PAGE, PDF, LINKS])
def test_the_own_pages_are_private(client, db, url):
    assert client.get(url).url.startswith("/accounts/login/")


@pytest.mark.parametrize(("url", "method"), [(PDF, "post"), ("/s/x/", "post"), (f"{LINKS}1/revoke/", "get")])
def test_other_methods_are_refused(signed_in, url, method):
    assert getattr(signed_in, method)(url).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_queries_of_the_page_do_not_grow(signed_in, ready_alice, django_assert_num_queries, count):
    for _ in range(count):
        SessionCheckInFactory(session__user=ready_alice, session__finished=True)
    with django_assert_num_queries(30):  # web session, person, and 28 of the summary without notes
        signed_in.get(PAGE)


# --- Links ----------------------------------------------------------------------------------------------


def new_link(client, **data) -> str:
    """Make one and read its path off the page."""
    assert client.post(LINKS, {"days": 7, **data}).url == LINKS
    return re.search(r'value="http://testserver(/s/[^"]+/)"', page_of(client, LINKS)).group(1)


def test_nothing_is_shared_by_default(signed_in):
    assert "None. Nothing of yours is shared." in page_of(signed_in, LINKS)
    assert not SummaryLink.objects.exists()


def test_a_new_link_is_shown_once_and_listed(signed_in, session):
    path = new_link(signed_in, days=30)
    page = page_of(signed_in, LINKS)
    assert path not in page
    assert "Works until 23 December 2026, 10:00." in page
    assert "Not opened yet." in page


def test_the_link_shows_the_summary_to_somebody_without_cookies(signed_in, session, client_class):
    path = new_link(signed_in)
    stranger = client_class()
    response = stranger.get(path)
    html = assert_sound_page(response)
    assert "1 session done" in html
    assert "true on 23 November 2026, 10:00 (CET)" in html
    assert "when you\n        opened it" in html
    assert "canary note" not in html
    assert "alice@example.org" not in html
    assert not stranger.cookies
    assert "<script" not in html
    assert "csrf" not in html.lower()


def test_a_shared_page_is_kept_by_nobody(signed_in, session):
    for path in (new_link(signed_in), "/s/wrong/"):
        response = signed_in.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
    assert "Disallow: /s/" in signed_in.get("/robots.txt").content.decode().splitlines()


def test_it_shows_what_is_true_when_opened(signed_in, session, ready_alice, client_class):
    path = new_link(signed_in)
    PracticeSessionFactory(user=ready_alice, finished=True)
    assert "2 sessions done" in client_class().get(path).content.decode()


def test_it_shows_what_was_chosen_when_it_was_made(signed_in, session, client_class):
    choose(signed_in, "notes", named="on", name="Alice")
    path = new_link(signed_in)
    choose(signed_in, "pain")
    html = client_class().get(path).content.decode()
    assert "canary note" in html
    assert "Name: Alice" in html
    assert "NPRS" not in html


def test_whoever_is_signed_in_sees_the_persons_summary_and_not_their_own(
    client_for, bob, ready_alice, session
):
    token = make(user=ready_alice, parts=("practice",), name="", days=7, now=NOW)
    html = client_for(bob).get(f"/s/{token}/").content.decode()
    assert "1 session done" in html
    assert "bob@example.org" not in html


def test_openings_are_told_to_the_person(signed_in, session, client_class):
    path = new_link(signed_in)
    client_class().get(path)
    client_class().get(path)
    client_class().head(path)
    assert "Opened 2 times, last on 23 November 2026, 10:00." in page_of(signed_in, LINKS)


def test_wrong_ended_and_revoked_links_look_the_same(signed_in, ready_alice, session, client_class):
    revoked, ended = new_link(signed_in), new_link(signed_in, days=30)
    SummaryLink.objects.filter(expires_at=NOW + timedelta(days=30)).update(expires_at=NOW)
    first = SummaryLink.objects.get(expires_at=NOW + timedelta(days=7))
    assert signed_in.post(f"{LINKS}{first.pk}/revoke/").url == LINKS
    answers = [client_class().get(path) for path in (revoked, ended, "/s/wrong/", f"/s/{'x' * 43}/")]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1
    assert "There is no summary at this address" in answers[0].content.decode()
    assert "can make a new one" in answers[0].content.decode()
    of_now = {"X-Request-Id", "Expires"}
    headers = [{name: value for name, value in a.items() if name not in of_now} for a in answers]
    assert headers == [headers[0]] * 4


def test_only_ones_own_link_can_be_revoked(signed_in, bob):
    link = SummaryLinkFactory(user=bob)
    assert signed_in.post(f"{LINKS}{link.pk}/revoke/").status_code == 404
    assert SummaryLink.objects.filter(pk=link.pk).exists()
    assert "Made on" not in page_of(signed_in, LINKS)


def test_an_ended_link_can_be_taken_off_the_list(signed_in, ready_alice):
    link = SummaryLinkFactory(user=ready_alice, expires_at=NOW)
    page = page_of(signed_in, LINKS)
    assert "Ended on 23 November 2026, 10:00." in page
    assert "Take off the list" in page
    signed_in.post(f"{LINKS}{link.pk}/revoke/")
    assert not ready_alice.summary_links.exists()


def test_looking_makes_and_ends_no_link(signed_in, ready_alice):
    SummaryLinkFactory(user=ready_alice)
    signed_in.get(LINKS)
    signed_in.head(LINKS)
    assert ready_alice.summary_links.count() == 1


@pytest.mark.parametrize("days", ["", "8", "3650", "x"])
def test_a_link_lasts_seven_or_thirty_days(signed_in, ready_alice, days):
    response = signed_in.post(LINKS, {"days": days})
    assert "error-summary" in assert_sound_page(response)
    assert not ready_alice.summary_links.exists()


def test_an_eleventh_link_is_refused_in_plain_words(signed_in, ready_alice):
    SummaryLinkFactory.create_batch(MOST, user=ready_alice)
    response = signed_in.post(LINKS, {"days": 7})
    assert "10 links work already. Revoke one of them first." in assert_sound_page(response)
    assert ready_alice.summary_links.count() == MOST


def test_links_need_the_token_of_the_form(client_class, ready_alice):
    client = client_class(enforce_csrf_checks=True)
    client.force_login(ready_alice)
    assert client.post(LINKS, {"days": 7}).status_code == 403


def test_guessing_is_slowed_down(client_class, db):
    stranger = client_class()
    statuses = [stranger.get(f"/s/guess-{n}/").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
    other = client_class(REMOTE_ADDR="10.9.8.7")
    assert other.get("/s/guess/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_queries_of_a_shared_page_do_not_grow(ready_alice, client, django_assert_num_queries, count):
    token = make(user=ready_alice, parts=("practice", "pain", "signs"), name="", days=7, now=NOW)
    for _ in range(count):
        SessionCheckInFactory(session__user=ready_alice, session__finished=True)
    with django_assert_num_queries(20):  # 6 of the limit, the link, 12 of the summary, the count
        client.get(f"/s/{token}/")
