"""Weekly check-in and self-tests in a browser: stopwatch, countdown, and a phone whose tilt is injected."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.player import LISTEN, ready_person, sign_in
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e

# A thigh that wobbles before it hangs still; beta is the tilt of the phone's long axis.
TILT = """([beta, wobble]) => window.dispatchEvent(
  new DeviceOrientationEvent("deviceorientation", { alpha: 0, beta: beta + wobble, gamma: 0 }))"""


@pytest.fixture
def page(embedded, browser, request):
    email = f"{request.node.name[:50]}@example.org".replace("_", "-")
    ready_person(embedded, email)
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(60_000)
    context.add_init_script(LISTEN)
    page = context.new_page()
    sign_in(embedded, page, email)
    yield page
    context.close()


@pytest.fixture
def watch(page):
    watch = Watcher(page, closely=True)
    yield watch
    watch.assert_silent()


def open_test(embedded, page: Page, slug: str) -> None:
    page.clock.install()
    page.goto(f"{embedded.url}/progress/tests/{slug}/")


def tilt(page: Page, beta: float, *, seconds: float, wobble: float = 0) -> None:
    """Sensor events at 10 Hz while the page's clock passes."""
    for number in range(int(seconds * 10)):
        page.evaluate(TILT, [beta, wobble if number % 2 else -wobble])
        page.clock.run_for(100)


def tool(page: Page, name: str):
    return page.get_by_role("group", name=name)


def test_the_weekly_check_in_is_left_and_gone_on_with(embedded, page, watch):
    page.goto(f"{embedded.url}/check-ins/")
    watch.look("check-in-overview")
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("Activity 1").fill("Walking to work")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{embedded.url}/today/")
    page.get_by_role("link", name="Add how your days go").click()
    page.get_by_role("link", name="Go on").click()
    expect(page).to_have_url(re.compile("/check-ins/activities/"))
    page.get_by_role("radio", name="4", exact=True).check(force=True)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Leave this page out").click()
    page.get_by_role("radio", name="6", exact=True).check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Next week gets smaller")).to_have_count(0)  # ten minutes is the shortest
    expect(page.get_by_text("that was this week’s check-in")).to_be_visible()
    watch.look("progress-after-check-in")
    page.goto(f"{embedded.url}/today/")
    expect(page.locator("a[href='/check-ins/']")).to_have_count(0)


def test_a_hold_is_timed_and_stops_at_sixty(embedded, page, watch):
    open_test(embedded, page, "knee-lift-hold")
    watch.look("self-test-hold")
    left, right = tool(page, "Left side"), tool(page, "Right side")
    left.get_by_role("button", name="Start").click()
    page.clock.run_for(17_400)
    expect(left.locator("output")).to_have_text("17 s")
    left.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("spinbutton", name=re.compile("^Left"))).to_have_value("17")
    right.get_by_role("button", name="Start").click()
    page.clock.run_for(61_000)
    expect(right.get_by_role("button")).to_have_text("Start")
    expect(page.get_by_role("spinbutton", name=re.compile("^Right"))).to_have_value("60")
    assert page.evaluate("heard.tones.length") == 1
    page.get_by_role("button", name="Save the result").click()
    expect(page.get_by_role("cell", name="17 s")).to_be_visible()
    watch.look("self-test-hold-done")


def test_half_a_minute_is_counted_down(embedded, page, watch):
    open_test(embedded, page, "chair-stand")
    clock = tool(page, "Thirty seconds")
    clock.get_by_role("button", name="Start").click()
    page.clock.run_for(2_000)
    expect(clock.locator("output")).to_have_text("Get ready: 3")
    page.clock.run_for(13_100)
    expect(clock.locator("output")).to_have_text("20 s")
    page.clock.run_for(20_000)
    expect(clock.locator("output")).to_have_text("Time is up.")
    field = page.get_by_label(re.compile("Full stands"))
    expect(field).to_be_focused()
    field.fill("14")
    watch.look("self-test-chair")
    page.get_by_role("button", name="Save the result").click()
    expect(page.get_by_role("cell", name="14")).to_be_visible()


def test_the_phone_reads_an_angle_once_the_leg_hangs_still(embedded, page, watch):
    open_test(embedded, page, "bed-edge")
    watch.look("self-test-bed-edge")
    left = tool(page, "Left thigh")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 5)  # else time also passes by itself
    left.get_by_role("button", name="Measure").click()
    tilt(page, -5, seconds=9)
    expect(left.locator("output")).to_have_text(re.compile("Let it hang"))
    tilt(page, -12, seconds=4, wobble=2)
    expect(left.locator("output")).to_have_text("Hold still")
    expect(page.get_by_label(re.compile("^Left, by phone"))).to_have_value("")
    tilt(page, -12.3, seconds=3, wobble=0.4)
    expect(left.locator("output")).to_have_text("12°")
    expect(page.get_by_label(re.compile("^Left, by phone"))).to_have_value("12")
    assert page.evaluate("heard.tones.length") == 1
    page.clock.resume()
    page.get_by_role("radio", name="Below the bed line").first.check()
    page.get_by_role("radio", name="Level with the bed line").last.check()
    page.get_by_role("button", name="Save the result").click()
    expect(page.get_by_role("cell", name="Below the bed line (12° below)")).to_be_visible()
    watch.look("self-test-bed-edge-done")


def test_without_a_sensor_or_without_leave_the_page_says_so(embedded, page, watch):
    open_test(embedded, page, "bed-edge")
    left = tool(page, "Left thigh")
    left.get_by_role("button", name="Measure").click()
    page.clock.run_for(4_500)
    expect(left.locator("output")).to_have_text("No tilt sensor here.")
    page.evaluate("DeviceOrientationEvent.requestPermission = async () => 'denied'")
    left.get_by_role("button", name="Measure").click()
    expect(left.locator("output")).to_have_text("The phone did not allow it.")
    page.evaluate("DeviceOrientationEvent.requestPermission = async () => { asked = true; return 'granted' }")
    left.get_by_role("button", name="Measure").click()
    tilt(page, 3, seconds=13)
    expect(page.get_by_label(re.compile("^Left, by phone"))).to_have_value("-3")
    assert page.evaluate("asked")


def test_without_scripts_results_are_typed_in(embedded, browser):
    ready_person(embedded, "no-scripts@example.org")
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(embedded, page, "no-scripts@example.org")
    page.goto(f"{embedded.url}/progress/tests/knee-lift-hold/")
    expect(page.get_by_role("button", name="Start")).to_have_count(0)
    page.get_by_role("spinbutton", name=re.compile("^Left")).fill("21")
    page.get_by_role("spinbutton", name=re.compile("^Right")).fill("33")
    page.get_by_role("button", name="Save the result").click()
    expect(page.get_by_role("cell", name="33 s")).to_be_visible()
    context.close()
