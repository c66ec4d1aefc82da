"""The guided session in a real browser, with its own clock driven: nothing is lost, and every cue comes."""

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.player import Player, ready_person, sign_in, stored
from tests.e2e.watcher import AXE_OPTIONS

pytestmark = pytest.mark.e2e

PLAN_IS_KEPT = """() => new Promise((done) => {
  const open = indexedDB.open("psoasfit");
  open.onerror = () => done(false);
  open.onsuccess = () => {
    const all = open.result.transaction("plans").objectStore("plans").getAll();
    all.onsuccess = () => { open.result.close(); done(all.result.length > 0); };
  };
})"""


PEOPLE = 40  # more than the tests below need; made at once, since each look into the database costs seconds


@pytest.fixture(scope="module")
def people(embedded):
    """Addresses of people who are ready to start, each for one test only."""
    emails = [f"player{n}@example.org" for n in range(PEOPLE)]
    ready_person(embedded, *emails)
    return iter(emails)


@pytest.fixture
def make(embedded, browser, people):
    """`make()`: someone signed in with a player of their own; complaints of the page fail the test."""
    contexts, players = [], []

    def signed_in(**context):
        made = browser.new_context(timezone_id="UTC", locale="en-GB", **context)
        contexts.append(made)
        player = Player.in_context(made)
        player.email = next(people)
        players.append(player)
        sign_in(embedded, player.page, player.email)
        return player

    yield signed_in
    for context in contexts:
        context.close()
    assert [complaint for player in players for complaint in player.complaints] == []


def look(page, where):
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    assert not found, where + str([(v["id"], v["nodes"][0]["html"][:200]) for v in found])


def wait_until_kept(page):
    """Until the device has a plan; wait_for_function would take the promise itself for a yes."""
    for _ in range(300):
        if page.evaluate(PLAN_IS_KEPT):
            return
        page.wait_for_timeout(200)
    raise AssertionError("no plan was kept on the device")


# --- A whole session ------------------------------------------------------------------------------------


def test_a_whole_session_by_itself(embedded, make):
    """Ten minutes without a touch: both sides in full, cues in order, saved once with its check-in."""
    player = make()
    session = player.start(embedded)
    player.until_end()
    expect(player.part("end-title")).to_have_text(re.compile(r"Done: \d+ active minutes"))
    look(player.page, "the end")
    player.let_go_out()
    player.check_in(highest=2)
    player.page.wait_for_url(re.compile("/today/"))
    (kept,) = stored(embedded, player.email)
    assert (kept["id"], kept["status"], kept["counted"], kept["attempts"], kept["check_in"]) == (
        session, "finished", True, 1, 2,
    )  # fmt: skip
    assert {outcome for *_, outcome, _, _, _ in kept["sets"]} == {"done"}
    by_side = {"left": 0, "right": 0}
    for _, _, side, _, _, ms, _, _ in kept["sets"]:
        if side:
            by_side[side] += ms
    assert by_side["left"] == by_side["right"] > 0


def test_cues_can_be_followed_with_eyes_shut(embedded, make):
    """The voice names exercise and side, three tones count down, and the phone buzzes at each change."""
    player = make()
    player.start(embedded)
    player.until_phase("work", "manual")
    player.run(12_000)
    said = player.heard("said")
    assert said[0].startswith("Get ready: ")
    assert player.name() in said[0]
    assert any(
        line.startswith(("Hold", "Keep moving")) or "each side" in line or "times" in line for line in said
    )
    assert player.heard("buzzed")[:2] == [[160], [160]]
    tones = player.heard("tones")
    assert len(tones) >= 4
    gaps = [round(later["at"] - tone["at"], 2) for tone, later in pairwise(tones[:4])]
    assert gaps == [1, 1, 1]


def test_the_same_with_sound_off_is_all_on_the_screen(embedded, make):
    player = make()
    player.start(embedded)
    player.press("m")
    expect(player.part("mute")).to_have_attribute("aria-pressed", "true")
    player.until_phase("work", "manual")
    expect(player.part("status")).not_to_be_empty()
    expect(player.part("next")).not_to_be_empty()
    player.page.evaluate("heard.said.length = 0")
    player.run(60_000)
    assert player.heard("said") == []
    player.page.reload()
    expect(player.part("mute")).to_have_attribute("aria-pressed", "true")


# --- Nothing lost ---------------------------------------------------------------------------------------


def test_a_closed_lid_pauses_and_credits_only_on_request(embedded, make):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    player.run(3_000)
    before = int(player.count())
    player.page.clock.fast_forward(90_000)
    player.run(1_000)
    assert player.status() == "paused"
    assert int(player.count()) == before
    expect(player.part("notice-text")).to_contain_text("asleep")
    look(player.page, "interrupted")
    player.page.get_by_role("button", name="I kept going").click()
    assert player.phase() != "work"
    player.let_go_out()
    assert [row[4] for row in stored(embedded, player.email)[0]["sets"]] == ["credited"]


def test_reloading_in_a_hold_comes_back_to_the_same_second(embedded, make):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    player.run(7_300)
    player.press(" ")
    count, name = player.count(), player.name()
    for _ in range(2):
        player.page.reload()
        expect(player.part("count")).to_have_text(count)
        assert (player.status(), player.name()) == ("paused", name)
    player.page.get_by_role("button", name="Go on").click()
    player.run(3_200)
    assert player.status() == "running"


def test_a_whole_session_without_a_network_arrives_once(embedded, make):
    """Offline from start to check-in, with a reload in between; then exactly one row."""
    player = make()
    context = player.page.context
    player.page.goto(f"{embedded.url}/today/")
    player.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    wait_until_kept(player.page)
    player.page.wait_for_timeout(1_500)  # for the drawings, which may come or not
    context.set_offline(True)
    player.page.clock.install()
    player.page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    player.page.wait_for_url(re.compile("/sessions/"))
    player.begin()
    player.until_phase("work")
    player.run(2_000)
    player.press(" ")
    count = player.count()
    player.page.reload()
    expect(player.part("count")).to_have_text(count)
    player.page.get_by_role("button", name="Go on").click()
    player.until_end()
    expect(player.part("end-saved")).to_have_text("Saved on this device")
    player.check_in(highest=4)
    look(player.page, "the end without a network")
    assert stored(embedded, player.email) == []
    context.set_offline(False)
    player.page.evaluate("dispatchEvent(new Event('online'))")
    player.let_go_out()
    player.page.wait_for_url(re.compile("/today/"))
    (kept,) = stored(embedded, player.email)
    assert (kept["status"], kept["counted"], kept["attempts"], kept["check_in"]) == ("finished", True, 1, 4)


def test_signed_out_in_between_keeps_everything(embedded, make):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    cookies = player.page.context.cookies()
    player.page.context.clear_cookies(name=re.compile("sessionid$"))
    player.until_end()
    player.until_saved("Sign in to save")
    expect(player.part("sign-in")).to_be_visible()
    assert all(not row["sets"] for row in stored(embedded, player.email))
    player.page.context.clear_cookies()
    assert cookies
    sign_in(embedded, player.page, player.email)
    player.let_go_out()
    (kept,) = stored(embedded, player.email)
    assert (kept["status"], kept["attempts"]) == ("finished", 1)


def test_a_new_csrf_secret_in_between_costs_nothing(embedded, make):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    player.until_phase("switch", "rest", "transition")
    player.let_go_out()
    player.page.context.clear_cookies(name=re.compile("csrftoken$"))
    player.until_end()
    player.until_saved()
    (kept,) = stored(embedded, player.email)
    assert kept["status"] == "finished"


def test_two_tabs_never_run_the_same_session(embedded, make):
    player = make()
    session = player.start(embedded)
    player.until_phase("work")
    other = Player(player.page.context.new_page())
    other.page.clock.install()
    other.page.goto(f"{embedded.url}/sessions/{session}/")
    other.page.get_by_role("button", name="Go on").click()
    player.page.wait_for_timeout(300)
    assert player.status() == "paused"
    expect(player.part("notice-text")).to_contain_text("another tab")
    assert other.status() in ("running", "resuming")
    player.page.get_by_role("button", name="Go on").click()
    other.page.wait_for_timeout(300)
    assert other.status() == "paused"
    player.until_end()
    player.let_go_out()
    (kept,) = stored(embedded, player.email)
    assert (kept["attempts"], {row[4] for row in kept["sets"]}) == (1, {"done"})


def test_a_second_account_never_gets_the_first_ones_rows(embedded, make):
    player = make()
    second = make().email
    player.start(embedded)
    player.until_phase("work")
    player.page.context.clear_cookies(name=re.compile("sessionid$"))
    player.until_end()
    player.let_go_out()
    player.page.context.clear_cookies()
    sign_in(embedded, player.page, second)
    player.let_go_out()
    assert stored(embedded, second) == []
    player.page.context.clear_cookies()
    sign_in(embedded, player.page, player.email)
    player.let_go_out()
    assert stored(embedded, player.email)[0]["status"] == "finished"


# --- Listening to the body ------------------------------------------------------------------------------


def at_a_main_hold(player):
    """On to a bout of work that has other versions."""
    for _ in range(60):
        if player.phase() in ("work", "manual") and player.part("swap").is_visible():
            return
        player.run(2_000)
    raise AssertionError("no exercise with another version")


def open_hurt(player):
    player.page.get_by_role("button", name="This hurts").click()
    expect(player.page.locator("[data-dialog=hurt]")).to_be_visible()


def test_hurt_a_little_eases_off_and_asks_a_minute_later(embedded, make):
    player = make()
    player.start(embedded)
    at_a_main_hold(player)
    open_hurt(player)
    look(player.page, "hurt dialog")
    player.page.locator("[data-dialog=hurt] input[name=score][value='5']").check(force=True)
    expect(player.part("hurt-text")).to_contain_text("After a minute we ask again")
    player.choose("hurt", "ease")
    name = player.name()
    for _ in range(90):
        if player.page.locator("[data-dialog=check]").is_visible() or player.name() != name:
            break
        player.run(1_000)
    if player.page.locator("[data-dialog=check]").is_visible():
        look(player.page, "check dialog")
        player.page.get_by_role("button", name="It has calmed down").click()
        assert player.status() in ("resuming", "running")
    player.let_go_out()
    hurt = [row for row in stored(embedded, player.email)[0]["sets"] if row[4] == "hurt"]
    assert [row[6] for row in hurt] == [5]


def test_too_much_pain_ends_the_exercise_and_lets_it_settle(embedded, make):
    player = make()
    player.start(embedded)
    at_a_main_hold(player)
    name = player.name()
    open_hurt(player)
    player.page.locator("[data-dialog=hurt] input[name=score][value='7']").check(force=True)
    expect(player.page.locator("[data-dialog=hurt] [data-choice=ease]")).to_be_hidden()
    player.page.keyboard.press("Escape")
    expect(player.page.locator("[data-dialog=hurt]")).to_be_visible()
    player.choose("hurt", "skip")
    settle = player.page.locator("[data-dialog=settle]")
    expect(settle).to_be_visible()
    look(player.page, "settle dialog")
    player.page.reload()
    expect(settle).to_be_visible()
    player.page.get_by_role("button", name="It has settled").click()
    assert player.name() != name
    player.press("ArrowLeft")
    assert player.name() != name


def test_what_has_not_settled_in_five_minutes_leads_to_the_cool_down(embedded, make):
    player = make()
    player.start(embedded)
    at_a_main_hold(player)
    open_hurt(player)
    player.page.locator("[data-dialog=hurt] input[name=score][value='8']").check(force=True)
    player.choose("hurt", "skip")
    player.run(301_000)
    expect(player.part("settled")).to_be_hidden()
    player.page.get_by_role("button", name="Cool down and end").last.click()
    player.until_end()
    player.let_go_out()
    outcomes = [row[4] for row in stored(embedded, player.email)[0]["sets"]]
    assert "hurt" in outcomes


@pytest.mark.parametrize(("signal", "words"), [("numb", "doctor"), ("chest", "emergency number")])
def test_a_stop_signal_ends_the_session_and_locks_the_next(embedded, make, signal, words):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    player.run(2_000)
    open_hurt(player)
    player.page.locator(f"[data-dialog=hurt] input[value={signal}]").check()
    for choice in ("ease", "gentler", "instead", "skip"):
        expect(player.page.locator(f"[data-dialog=hurt] [data-choice={choice}]")).to_be_hidden()
    player.choose("hurt", "stop")
    expect(player.part("safety")).to_contain_text(words)
    look(player.page, "stopped for safety")
    player.let_go_out()
    player.page.goto(f"{embedded.url}/today/")
    player.page.wait_for_url(re.compile("/welcome/safety/"))
    (kept,) = stored(embedded, player.email)
    assert (kept["status"], [row[7] for row in kept["sets"] if row[4] == "hurt"]) == ("stopped", [[signal]])


def test_sharp_pain_takes_another_exercise(embedded, make):
    player = make()
    player.start(embedded)
    at_a_main_hold(player)
    name = player.name()
    open_hurt(player)
    player.page.locator("[data-dialog=hurt] input[value=sharp]").check()
    player.choose("hurt", "instead")
    swap = player.page.locator("[data-dialog=swap]")
    expect(swap).to_be_visible()
    swap.locator("[data-part=swap-choices] button").first.click()
    assert player.name() != name
    assert player.status() in ("running", "resuming")


def test_swapping_in_place_and_for_good(embedded, make):
    player = make()
    player.start(embedded)
    at_a_main_hold(player)
    name = player.name()
    player.press("s")
    swap = player.page.locator("[data-dialog=swap]")
    expect(swap).to_be_visible()
    look(player.page, "swap dialog")
    other = swap.locator("[data-part=swap-choices] button:has(span:text-matches('^Instead'))").first
    wanted = other.locator("b").inner_text()
    swap.get_by_label("From now on, not just today").check()
    other.click()
    assert player.name() == wanted != name
    player.until_phase("work", "manual")
    player.until_end()
    player.let_go_out()
    done = {row[3] for row in stored(embedded, player.email)[0]["sets"]}
    assert len(done) > 1
    player.page.goto(f"{embedded.url}/settings/limits/")
    expect(player.page.get_by_text(wanted).first).to_be_visible()


def test_skipping_asks_why_and_takes_no_answer_too(embedded, make):
    player = make()
    player.start(embedded)
    player.until_phase("work")
    player.run(2_000)
    player.press("ArrowRight")
    ask = player.part("ask")
    expect(ask).to_be_visible()
    look(player.page, "skip reasons")
    ask.get_by_role("button").first.click()
    if player.page.locator("[data-dialog=hurt]").is_visible():
        player.choose("hurt", "ease")
    expect(ask).to_be_hidden()


def test_a_stretch_felt_in_the_back_twice_goes_on_more_gently(embedded, make):
    """B5."""
    player = make()
    player.start(embedded)
    back = player.part("ask").get_by_role("button", name="Lower back")
    for _ in range(2):
        for _ in range(300):
            if back.is_visible():
                break
            player.run(1_000)
        name = player.name()
        back.click()
        expect(back).to_be_hidden()
    expect(player.part("caption")).to_have_text(re.compile("the rest of this exercise is gentler"))
    assert player.name() != name
    player.until_end()


# --- Hands, screens, settings ---------------------------------------------------------------------------


def test_keyboard_only(embedded, make):
    """From the list to the end without a mouse; focus never gets lost."""
    player = make()
    player.page.goto(f"{embedded.url}/today/")
    player.page.clock.install()
    start = player.page.get_by_role("button", name=re.compile("Start session|Do it today"))
    start.focus()
    player.page.keyboard.press("Enter")
    player.page.wait_for_url(re.compile("/sessions/"))
    begin = player.page.get_by_role("button", name="Start session")
    expect(begin).to_be_visible()
    begin.focus()
    player.page.keyboard.press("Enter")
    expect(player.part("name")).to_be_focused()
    player.page.keyboard.press(" ")
    assert player.status() == "paused"
    player.page.keyboard.press(" ")
    player.page.keyboard.press("h")
    expect(player.page.locator("[data-dialog=hurt]")).to_be_visible()
    player.page.keyboard.press("Escape")
    player.page.keyboard.press("?")
    expect(player.page.locator("[data-dialog=help]")).to_be_visible()
    player.page.keyboard.press("Escape")
    player.page.keyboard.press("Escape")
    leave = player.page.locator("[data-dialog=leave]")
    expect(leave).to_be_visible()
    look(player.page, "leave dialog")
    player.page.keyboard.press("Enter")
    expect(leave).to_be_hidden()
    assert player.status() == "paused"
    player.press(" ")
    assert player.status() in ("running", "resuming")


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390), (1280, 800)], ids=str)
def test_every_screen_shows_all_and_is_clean(embedded, make, size):
    player = make(viewport={"width": size[0], "height": size[1]})
    player.start(embedded)
    player.until_phase("work")
    for name in ("side", "name", "count", "next"):
        box = player.part(name).bounding_box()
        assert box, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= size[0] + 1, name
    assert player.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    in_both_schemes(player.page, f"work {size}")
    player.page.get_by_role("button", name="Large clock").click()
    height = player.part("count").evaluate("(el) => parseFloat(getComputedStyle(el).fontSize)")
    assert height >= 104
    in_both_schemes(player.page, f"far view {size}")


def in_both_schemes(page, where):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look(page, f"{where} {scheme}")


def test_reduced_motion_keeps_the_figure_still(embedded, make):
    player = make(reduced_motion="reduce")
    player.start(embedded)
    player.until_phase("work")
    figure = player.page.locator(".player .figure:not([hidden]) svg")
    before = figure.screenshot()
    player.page.wait_for_timeout(300)
    player.run(2_000)
    assert figure.screenshot() == before
    assert player.heard("buzzed") == []


def test_waiting_for_me_and_other_settings(embedded, make):
    player = make()
    player.start(embedded)
    player.page.locator(".player").get_by_role("button", name="Sound and timing").click()
    look(player.page, "settings")
    player.page.get_by_label("Wait for me before every set").check()
    player.page.get_by_role("button", name="Done").last.click()
    player.run(120_000)
    assert player.phase() == "prepare"
    player.press("d")
    assert player.phase() in ("work", "manual")
    player.page.reload()
    player.page.locator(".player").get_by_role("button", name="Sound and timing").click()
    expect(player.page.get_by_label("Wait for me before every set")).to_be_checked()
