"""A newcomer's first week, as a person would live it: used for both ways to run PsoasFit."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.player import Player
from tests.e2e.processes import App, Mail
from tests.e2e.watcher import Watcher

EMAIL = "newcomer@example.org"
PASSWORD = "seven quiet hips"
ZONE = "America/New_York"


@dataclass
class Newcomer:
    """One person with one browser, on one running PsoasFit."""

    app: App
    page: Page
    watch: Watcher

    @classmethod
    def arrive(cls, app: App, browser: Browser, *, closely: bool) -> tuple["Newcomer", BrowserContext]:
        """Open a browser window; `closely` checks every page for accessibility in both widths and schemes."""
        context = browser.new_context(timezone_id=ZONE, locale="en-GB")
        context.set_default_timeout(60_000)
        page = context.new_page()
        return cls(app, page, Watcher(page, closely=closely)), context

    def live_first_week(self) -> Mail:
        """Everything from the front page to stopping the reminder; returns that reminder."""
        self.look_around()
        self.sign_up()
        self.answer_everything()
        self.start_session()
        self.pause_and_reload()
        self.finish_session()
        self.say_how_it_felt()
        self.check_in_weekly()
        self.see_progress()
        mail = self.read_the_reminder()
        self.stop_reminders(mail)
        return mail

    # --- Coming in -------------------------------------------------------------------------------------

    def look_around(self) -> None:
        for path, name in [
            ("/", "landing"),
            ("/exercises/", "library"),
            ("/exercises/low-lunge-stretch/", "exercise"),
            ("/routines/", "routines"),
            ("/routines/stretch/", "routine"),
            ("/learn/", "learn"),
        ]:
            self.page.goto(self.app.url + path)
            self.watch.look(name)

    def sign_up(self) -> None:
        self.page.goto(self.app.url)
        self.page.get_by_role("link", name="Sign up").first.click()
        self.watch.look("sign-up")
        self.page.get_by_label(re.compile("^e-?mail", re.IGNORECASE)).fill(EMAIL)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign up").click()
        self.watch.look("code")
        mail = self.app.wait_for_mail(to=EMAIL, subject="code")
        code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail.text, re.MULTILINE).group(1)
        self.page.get_by_label("Code from the mail").fill(code)
        self.page.get_by_role("button", name="Continue").click()

    # --- Onboarding ------------------------------------------------------------------------------------

    def answer_everything(self) -> None:
        self.on_page("consent", "Agree and continue", lambda: self.tick("I am 18 or older", "I agree that"))
        self.on_page("safety", "Continue", self.answer_no)
        self.on_page("safety-more", "Continue", self.answer_no)
        self.on_page("signs", "Continue", lambda: self.scores(4, 6, 3, 2, 5))
        self.on_page("pain", "Continue", self.answer_pain)
        self.on_page("limits", "Continue", lambda: self.tick("None of these"))
        self.on_page("equipment", "Continue", lambda: self.tick("Mat or rug", "Firm chair", "Cushion"))
        self.on_page("week", "Plan my week", self.answer_week)
        expect(self.page).to_have_url(re.compile("/today/"))

    def on_page(self, step: str, button: str, fill) -> None:
        """Check that it is this step, look at it, send it empty where that must not do, fill it, go on."""
        expect(self.page).to_have_url(re.compile(f"/welcome/{step}/"))
        self.watch.look(f"welcome-{step}")
        fill()
        self.page.get_by_role("button", name=button).click()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label).first.check()

    def answer_no(self) -> None:
        groups = self.page.locator("fieldset")
        for index in range(groups.count()):
            groups.nth(index).get_by_label("No", exact=True).check()

    def scores(self, *values: int) -> None:
        """Choose these numbers on the page's 0–10 scales, top to bottom."""
        self.scores_in(self.page.locator("main"), *values)

    def scores_in(self, place: Locator, *values: int) -> None:
        scales = place.locator(".scale")
        for index, value in enumerate(values):
            scales.nth(index).locator(f"input[value='{value}']").check(force=True)

    def answer_pain(self) -> None:
        self.scores(3)
        self.tick("Lower back")

    def answer_week(self) -> None:
        """Three fixed days, ten minutes; the browser's zone is there already."""
        expect(self.page.get_by_label("Your time zone")).to_have_value(ZONE)
        self.tick("Three a week", "10 minutes")

    # --- A session -------------------------------------------------------------------------------------

    def start_session(self) -> None:
        self.watch.look("today")
        self.page.clock.install()
        self.page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
        expect(self.page).to_have_url(re.compile("/sessions/"))
        self.watch.look("session-list")
        self.page.get_by_role("button", name="Start session").click()
        self.page.clock.run_for(12_000)
        self.watch.look("session-work")

    def pause_and_reload(self) -> None:
        """The session survives a reload to the same second, paused."""
        self.page.keyboard.press("Space")
        expect(self.page.get_by_role("button", name="Go on")).to_be_visible()
        count = self.page.locator("[data-part=count]").inner_text()
        self.page.reload()
        self.page.clock.run_for(1_000)
        expect(self.page.locator("[data-part=count]")).to_have_text(count)
        self.page.get_by_role("button", name="Go on").click()

    def finish_session(self) -> None:
        """Let the clock run to the end; the results go to the server on the way."""
        end = self.page.locator("[data-part=end]")
        for _ in range(600):
            if end.is_visible():
                break
            self.page.clock.run_for(4_000)
        Player(self.page).until_saved()
        self.watch.look("session-end")

    def say_how_it_felt(self) -> None:
        """On the same page; once it is saved the week comes by itself."""
        self.scores_in(self.page.locator("[data-part=check-in]"), 3, 2, 5)
        self.tick("A stretch or pull")
        self.page.get_by_label("A note for yourself (optional)").fill("Left hip opened up a little.")
        self.page.get_by_role("button", name="Save", exact=True).click()
        for _ in range(20):
            if "/today/" in self.page.url:
                break
            self.page.clock.run_for(2_000)
            self.page.wait_for_timeout(100)
        expect(self.page).to_have_url(re.compile("/today/"))
        self.watch.look("today-after")

    def see_progress(self) -> None:
        self.page.goto(f"{self.app.url}/progress/")
        expect(self.page.locator("svg.chart").first).to_be_attached()
        self.watch.look("progress")
        self.page.get_by_role("link", name=re.compile("Stretch|front of the hips")).first.click()
        expect(self.page.get_by_text("Left hip opened up a little.")).to_be_visible()
        self.watch.look("past-session")

    def check_in_weekly(self) -> None:
        """The signs again, then what is new: an activity of one's own, pain in one's days, confidence."""
        self.page.goto(f"{self.app.url}/check-ins/")
        self.watch.look("weekly-check-in")
        self.page.get_by_role("link", name="The five signs").click()
        self.check_in_page("signs", lambda: self.scores(3, 5, 3, 2, 4))
        self.check_in_page("names", lambda: self.page.get_by_label("Activity 1").fill("Walking to work"))
        self.check_in_page("activities", lambda: self.scores(4))
        self.check_in_page("impact", lambda: self.scores(5, 4, 3))
        self.check_in_page("confidence", lambda: self.scores(8))
        expect(self.page).to_have_url(re.compile("/progress/"))

    def check_in_page(self, group: str, fill) -> None:
        expect(self.page).to_have_url(re.compile(f"/check-ins/{group}/"))
        self.watch.look(f"check-in-{group}")
        fill()
        self.page.get_by_role("button", name=re.compile("^Save")).click()

    # --- The reminder ----------------------------------------------------------------------------------

    def read_the_reminder(self) -> Mail:
        """The mail comes when the settings say, not before, and its button leads to the week."""
        self.page.goto(f"{self.app.url}/settings/reminders/")
        self.watch.look("settings-reminders")
        sent = len(self.app.mails())
        due = datetime.fromisoformat(self.page.locator(".notice time").get_attribute("datetime"))
        self.app.advance_to((due - datetime.now(UTC)).total_seconds() - 600)
        self.page.wait_for_timeout(3_000)
        assert len(self.app.mails()) == sent, "a reminder came ten minutes early"
        self.app.advance_to((due - datetime.now(UTC)).total_seconds() + 1)
        mail = self.app.wait_for_mail(to=EMAIL, subject="of 3 – 18:30 today", after=sent)
        self.page.goto(mail.link("/today/"))
        expect(self.page).to_have_url(re.compile("/today/"))
        return mail

    def stop_reminders(self, mail: Mail) -> None:
        """Opening the link changes nothing; the button does."""
        self.page.goto(mail.link("/r/"))
        self.watch.look("stop-reminders")
        self.page.get_by_role("button", name=re.compile("Stop")).click()
        self.watch.look("reminders-stopped")

    def look_at_the_rest(self) -> None:
        for path, name in [
            ("/settings/", "settings"),
            ("/settings/privacy/", "privacy"),
            ("/accounts/email/", "account-email"),
        ]:
            self.page.goto(self.app.url + path)
            self.watch.look(name)
