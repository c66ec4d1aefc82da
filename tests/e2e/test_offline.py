"""What works without a network beside the player, and that nothing private is kept where it must not be."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.player import ready_person, sign_in, stored
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e

DB = "const { openDb } = await import(window.dbModule); const db = openDb();"  # the site's own module
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
KEPT_ANSWERS = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      found.push([new URL(request.url).pathname, await response.text()]);
    }
  }
  return found;
}"""
ANOTHER_VERSION = "navigator.serviceWorker.register('/sw.js?another', { updateViaCache: 'none' })"
REFUSED = (
    "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } })"
)
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@pytest.fixture
def context(embedded, browser):
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(60_000)
    know_the_module(embedded, context)
    yield context
    context.close()


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def person(embedded, page, request):
    """Somebody after onboarding, signed in, on their week; answers with the address they sign in with."""
    email = f"{request.node.name.replace('_', '-')}@example.org"
    ready_person(embedded, email)
    sign_in(embedded, page, email)
    return email


def know_the_module(app, context):
    """Its name has a hash. Pages have it as a part of their own scripts; here it is fetched by itself."""
    (module,) = (app.var / "static/js").glob("db.????????????.js")
    context.add_init_script(f"window.dbModule = '/static/js/{module.name}';")


def in_db(page, code: str, argument=None):
    """Run code with `db`, the page's own database, and `argument`; what it returns."""
    return page.evaluate(f"async (argument) => {{ {DB} {code} }}", argument)


def controlled(page):
    page.wait_for_function(CONTROLLED)


def rows(page, store: str) -> list[dict]:
    return in_db(page, "return db.all(argument);", store)


def prepared(page) -> dict:
    """The row of the session that /today/ keeps for a day without a network."""
    until(page, "(await db.all('plans')).length > 0")
    (row,) = rows(page, "plans")
    return row


def put_attempt(page, kept: dict, **changes) -> str:
    """What the player leaves after the first set of a prepared session, all of it unsent; its id."""
    step = kept["plan"]["steps"][0]
    side = "left" if step["sides"] == "each" else None
    began = page.evaluate("new Date(Date.now() - 60000).toISOString()")
    ended = page.evaluate("new Date().toISOString()")
    first = {
        "position": 0, "step": 0, "set": 1, "side": side, "exercise": step["id"], "outcome": "done",
        "ms": 30_000, "at": ended, "score": None, "signals": [], "felt": None, "reason": None,
    }  # fmt: skip
    doc = {
        "started_at": began, "status": "stopped", "ended_at": ended, "active_ms": 30_000,
        "pain_before": None, "sets": [first], "swaps": [], "check_in": None,
    }  # fmt: skip
    row = {
        "id": str(uuid.uuid4()), "session": kept["session"], "userKey": kept["userKey"], "doc": doc, "rev": 1,
        "title": kept["plan"]["title"], "pack": kept["plan"]["pack"], "dead": None,
        "queuedAt": page.evaluate("Date.now()"),
    }  # fmt: skip
    in_db(page, "await db.put('attempts', argument);", {**row, **changes})
    return row["id"]


def cut_saving(context):
    """The network is there, but nothing can be saved."""
    context.route("**/api/v1/attempts/**", lambda route: route.abort())


def mend_saving(context):
    context.unroute("**/api/v1/attempts/**")


def sign_out(page):
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="Sign out").click()


def until(page, what: str, argument=None):
    """Wait until this, about `db` and `argument`, is so; promises in it are awaited."""
    for _ in range(100):
        if in_db(page, f"return {what};", argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {what}")


# --- The service worker ---------------------------------------------------------------------------------


def test_worker_installs_without_a_complaint_and_takes_the_page(embedded, page):
    watch = Watcher(page, closely=False)
    page.goto(embedded.url)
    controlled(page)
    kept = {HASH.sub("", path) for path, _ in page.evaluate(KEPT_ANSWERS)}
    assert {
        "/offline/",
        "/offline/session/",
        "/static/js/session/main.js",
        "/static/css/site.css",
    } <= kept
    watch.assert_silent()


def test_nothing_private_is_kept_after_a_signed_in_visit(embedded, page, person):
    controlled(page)
    for path in ("/", "/today/", "/progress/", "/settings/", "/exercises/", "/offline/", "/offline/session/"):
        page.goto(embedded.url + path)
    prepared_for = page.evaluate("localStorage.getItem('psoasfit.user')")
    answers = page.evaluate(KEPT_ANSWERS)
    pages = {path for path, _ in answers if not path.startswith("/static/")}
    assert pages == {"/offline/", "/offline/session/"}
    assert prepared_for
    assert not [path for path, text in answers if person in text or prepared_for in text]
    assert not [path for path, text in answers if "csrfmiddlewaretoken" in text]


def test_without_a_network_every_page_is_the_offline_page_and_comes_back(embedded, context, page):
    page.goto(embedded.url)
    controlled(page)
    context.set_offline(True)
    page.goto(f"{embedded.url}/exercises/")
    expect(page.get_by_role("heading", level=1)).to_have_text("On this device")
    expect(page.get_by_text("There is no connection right now")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="Try the page again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find the move that fits you today.")
    assert page.url == f"{embedded.url}/exercises/"


def test_new_version_is_offered_and_never_interrupts_a_session(embedded, context, page, person):
    controlled(page)
    other = context.new_page()
    other.goto(f"{embedded.url}/today/")
    other.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    other.wait_for_url(re.compile("/sessions/"))
    other.get_by_role("button", name="Start session").click()
    expect(other.locator("[data-part=player]")).to_be_visible()

    page.evaluate(ANOTHER_VERSION)
    note = page.locator("[data-toast=version]")
    expect(note).to_contain_text("A new version of PsoasFit is ready.")
    assert other.locator("[data-toast]").count() == 0
    note.get_by_role("button", name="Update now").click()
    expect(note).to_contain_text("A session is open in another tab")
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")

    other.close()
    note.get_by_role("button", name="Update now").click()
    page.wait_for_function("() => navigator.serviceWorker.controller.scriptURL.endsWith('another')")


def test_updating_reloads_the_page_that_asked_for_it(embedded, page):
    page.goto(embedded.url)
    controlled(page)
    page.evaluate("window.before = true")
    page.evaluate(ANOTHER_VERSION)
    page.locator("[data-toast=version]").get_by_role("button", name="Update now").click()
    page.wait_for_function("() => !window.before")


# --- The database ---------------------------------------------------------------------------------------


def test_two_tabs_change_one_row_without_losing_a_change(embedded, context, page):
    other = context.new_page()
    for tab in (page, other):
        tab.goto(f"{embedded.url}/offline/")
    count = """const add = (old) => ({ id: 'a', rev: (old?.rev ?? 0) + 1 });
      for (let n = 0; n < 40; n++) await db.update('attempts', 'a', add);"""
    other.evaluate(f"() => {{ window.done = (async () => {{ {DB} {count} }})(); }}")
    in_db(page, count)
    other.evaluate("() => window.done")
    assert rows(page, "attempts") == [{"id": "a", "rev": 80}]


def test_a_browser_that_refuses_the_database_still_has_a_page(embedded, browser):
    context = browser.new_context()
    know_the_module(embedded, context)
    context.add_init_script(REFUSED)
    page = context.new_page()
    watch = Watcher(page, closely=False)
    page.goto(f"{embedded.url}/offline/")
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    remember = "await db.put('plans', { session: 's' }); return [await db.get('plans', 's'), db.durable()];"
    assert in_db(page, remember) == [{"session": "s"}, False]
    watch.assert_silent()
    context.close()


# --- The prepared session -------------------------------------------------------------------------------


def test_todays_session_is_prepared_with_its_drawings_and_starts_without_a_network(
    embedded, context, page, person
):
    controlled(page)
    row = prepared(page)
    assert (row["state"], row["plan"]["session"]) == ("next", row["session"])
    assert row["plan"]["pack"]
    drawn = "(await Promise.all(argument.map((url) => caches.match(url)))).every(Boolean)"
    until(page, drawn, list(row["plan"]["drawings"].values()))
    assert stored(embedded, person) == []
    context.set_offline(True)
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    page.wait_for_url(f"{embedded.url}/sessions/{row['session']}/")
    expect(page.get_by_role("heading", level=1).first).to_have_text(row["plan"]["title"])
    expect(page.get_by_role("button", name="Start session")).to_be_visible()


def test_with_a_network_starting_goes_to_the_server(embedded, page, person):
    row = prepared(page)
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    page.wait_for_url(re.compile("/sessions/"))
    (kept,) = stored(embedded, person)
    assert page.url == f"{embedded.url}/sessions/{kept['id']}/"
    assert (kept["status"], kept["id"] == row["session"]) == ("open", False)


def test_a_prepared_session_goes_when_sessions_are_no_longer_open_to_the_person(embedded, page, person):
    prepared(page)
    refusal = {"detail": "Sessions are not open to you now.", "reason": "red", "step": "stopped"}
    page.route("**/api/v1/sessions/next/", lambda route: route.fulfill(status=409, json=refusal))
    page.goto(f"{embedded.url}/today/")
    until(page, "(await db.all('plans')).length === 0")


def test_offline_page_lists_what_can_be_started_what_waits_and_what_was_refused(
    embedded, context, page, person
):
    controlled(page)
    row = prepared(page)
    cut_saving(context)
    put_attempt(page, row, session=str(uuid.uuid4()))
    no = {"status": 400, "detail": "sets: Too many."}
    put_attempt(page, row, session=str(uuid.uuid4()), dead=no)
    put_attempt(page, row, session=str(uuid.uuid4()), userKey=str(uuid.uuid4()))
    context.set_offline(True)
    page.goto(f"{embedded.url}/progress/")
    ready, waits, refusals, others = (
        page.locator(f"[data-part={name}]") for name in ("sessions", "waiting", "refused", "others")
    )
    expect(ready.get_by_role("heading", level=3)).to_have_text(row["plan"]["title"])
    expect(ready.get_by_role("link", name="Start it here")).to_have_attribute(
        "href", f"/sessions/{row['session']}/"
    )
    expect(waits).to_contain_text("Waits for a connection.")
    expect(refusals).to_contain_text("Not accepted (400). sets: Too many.")
    expect(others).to_contain_text("1 result of somebody who is not signed in here.")
    with page.expect_download() as download:
        refusals.get_by_role("button", name="Download a copy").click()
    assert download.value.suggested_filename.startswith("psoasfit-20")
    assert row["plan"]["steps"][0]["id"] in download.value.path().read_text()
    ready.get_by_role("link", name="Start it here").click()
    expect(page.get_by_role("button", name="Start session")).to_be_visible()


def test_offline_page_is_accessible_in_every_state(embedded, context, page, person):
    controlled(page)
    watch = Watcher(page, closely=True)
    row = prepared(page)
    page.goto(f"{embedded.url}/offline/")
    expect(page.get_by_role("link", name="Start it here")).to_be_visible()
    watch.look("offline-ready")
    cut_saving(context)
    put_attempt(page, row, session=str(uuid.uuid4()))
    no = {"status": 400, "detail": "This session was not planned here."}
    put_attempt(page, row, session=str(uuid.uuid4()), dead=no)
    page.reload()
    expect(page.locator("[data-part=refused]")).to_be_visible()
    watch.look("offline-waiting")
    in_db(page, "for (const { id } of await db.all('attempts')) await db.remove('attempts', id);")
    in_db(page, "for (const { session } of await db.all('plans')) await db.remove('plans', session);")
    page.reload()
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    watch.look("offline-empty")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# --- What waits, whose it is, and signing out ------------------------------------------------------------


def test_every_page_sends_what_waits_and_says_so(embedded, page, person):
    put_attempt(page, prepared(page))
    page.goto(f"{embedded.url}/learn/")
    expect(page.locator("[data-toast=unsent]")).to_contain_text("1 session from this device saved.")
    until(page, "(await db.all('attempts')).length === 0")
    (kept,) = stored(embedded, person)
    assert (kept["attempts"], kept["status"], len(kept["sets"])) == (1, "stopped", 1)


def test_what_has_waited_for_more_than_a_day_is_pointed_out(embedded, context, page, person):
    cut_saving(context)
    two_days_ago = page.evaluate("Date.now() - 50 * 3600e3")
    put_attempt(page, prepared(page), queuedAt=two_days_ago)
    page.goto(f"{embedded.url}/learn/")
    note = page.locator("[data-toast=unsent]")
    expect(note).to_contain_text("1 session on this device has waited for 2 days to be saved.")
    Watcher(page, closely=True).look("toast")
    note.get_by_role("link", name="See what waits").click()
    expect(page.get_by_role("heading", name="Waiting to be saved")).to_be_visible()


def test_signing_out_with_everything_saved_asks_nothing_and_leaves_no_plan(embedded, page, person):
    prepared(page)
    sign_out(page)
    page.wait_for_url(f"{embedded.url}/")
    until(page, "(await db.all('plans')).length === 0")
    page.wait_for_function(
        "() => Object.keys(localStorage).filter((key) => key.startsWith('psoasfit.')).length === 0"
    )


def test_signing_out_saves_first_when_it_can(embedded, page, person):
    put_attempt(page, prepared(page))
    sign_out(page)
    page.wait_for_url(f"{embedded.url}/")
    assert rows(page, "attempts") == []
    assert stored(embedded, person)[0]["attempts"] == 1


def test_signing_out_tells_what_is_unsaved_and_keeps_it_for_its_person(embedded, context, page, person):
    row = prepared(page)
    cut_saving(context)
    kept = put_attempt(page, row)
    sign_out(page)
    dialog = page.get_by_role("dialog", name="1 result is not saved yet")
    expect(dialog).to_contain_text(row["plan"]["title"])
    Watcher(page, closely=True).look("sign-out-question")
    dialog.get_by_role("button", name="Save first").click()
    expect(dialog.get_by_role("status")).to_have_text("That did not work yet. You can try again in a moment.")
    dialog.get_by_role("button", name="Stay").click()
    expect(dialog).to_have_count(0)
    assert "/today/" in page.url

    sign_out(page)
    page.get_by_role("dialog").get_by_role("button", name="Sign out anyway").click()
    page.wait_for_url(f"{embedded.url}/")
    until(page, "(await db.all('plans')).length === 0")
    assert [attempt["id"] for attempt in rows(page, "attempts")] == [kept]
    page.goto(f"{embedded.url}/offline/")
    expect(page.locator("[data-part=others]")).to_contain_text(
        "1 result of somebody who is not signed in here."
    )
    expect(page.get_by_text(row["plan"]["title"])).to_have_count(0)

    mend_saving(context)
    sign_in(embedded, page, person)
    until(page, "(await db.all('attempts')).length === 0")
    assert stored(embedded, person)[0]["attempts"] == 1


def test_save_first_signs_out_once_it_is_saved(embedded, context, page, person):
    cut_saving(context)
    put_attempt(page, prepared(page))
    sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    mend_saving(context)
    dialog.get_by_role("button", name="Save first").click()
    page.wait_for_url(f"{embedded.url}/")
    assert stored(embedded, person)[0]["attempts"] == 1


def test_a_second_person_on_the_device_sees_and_sends_nothing_of_the_first(embedded, context, page, person):
    row = prepared(page)
    second = "second-on-the-device@example.org"
    ready_person(embedded, second)
    cut_saving(context)
    put_attempt(page, row)
    context.clear_cookies()
    mend_saving(context)
    sign_in(embedded, page, second)
    until(page, f"(await db.all('plans')).every((plan) => plan.userKey !== {row['userKey']!r})")
    page.goto(f"{embedded.url}/offline/")
    expect(page.locator("[data-part=others]")).to_contain_text("1 result of somebody")
    assert len(rows(page, "attempts")) == 1
    assert (stored(embedded, second), stored(embedded, person)) == ([], [])


def test_the_worker_saves_after_the_last_page_was_closed(embedded, context, page, person):
    controlled(page)
    devtools = context.new_cdp_session(page)
    seen = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: seen.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    put_attempt(page, prepared(page))
    page.wait_for_timeout(200)
    page.goto("about:blank")
    registration = next(found for found in seen if found["scopeURL"] == f"{embedded.url}/")
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": embedded.url,
            "registrationId": registration["registrationId"],
            "tag": "psoasfit-outbox",
            "lastChance": False,
        },
    )
    for _ in range(50):
        if stored(embedded, person):
            break
        page.wait_for_timeout(100)
    assert stored(embedded, person)[0]["attempts"] == 1
    page.goto(f"{embedded.url}/healthz")
