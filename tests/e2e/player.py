"""Plays sessions in a real browser with a driven clock, and listens to what they sound like."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.processes import ROOT, App

PASSWORD = "seven quiet hips"

# Chromium has no speakers here: what the player asks of the device is written down instead.
LISTEN = """
window.heard = { tones: [], said: [], buzzed: [] };
class FakeParam { setValueAtTime() {} linearRampToValueAtTime() {} set value(v) {} get value() { return 1; } }
class FakeNode {
  constructor() { this.frequency = { value: 0 }; this.gain = new FakeParam(); }
  connect(other) { return other; } disconnect() { this.silenced = true; }
  start(at) { heard.tones.push({ at, hz: this.frequency.value, node: this }); } stop() {}
}
window.AudioContext = class {
  constructor() { this.state = "suspended"; this.opened = performance.now(); this.destination = new FakeNode(); this.sampleRate = 48000; }
  get currentTime() { return (performance.now() - this.opened) / 1000; }
  createOscillator() { return new FakeNode(); } createGain() { return new FakeNode(); }
  createBuffer() { return {}; } createBufferSource() { const n = new FakeNode(); n.start = () => {}; return n; }
  async resume() { this.state = "running"; } async close() { this.state = "closed"; }
};
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(line) { if (line.text.trim()) heard.said.push(line.text); setTimeout(() => line.onend?.(), 800); }, cancel() {}, getVoices: () => [],
} });
navigator.vibrate = (pattern) => { heard.buzzed.push(pattern); return true; };
"""  # noqa: E501


def ready_person(app: App, *emails: str, **profile) -> None:
    """Accounts after onboarding, with a password: what the sign-up journey makes, made directly."""
    code = f"""
import django; django.setup()
import json
from datetime import timedelta
from django.utils import timezone
from tests import factories as f
now = timezone.now()
for email in {emails!r}:
    user = f.UserFactory(email=email, password={PASSWORD!r}, time_zone="UTC")
    f.ConsentFactory(user=user, given_at=now)
    f.ScreeningFactory(user=user, started_at=now, completed_at=now)
    f.ProfileFactory(user=user, cautions_on=now.date(), **json.loads({json.dumps(profile)!r}))
    f.PlanFactory(user=user, started_on=now.date(), minutes=10, days=list(range(0, 7, 2)))
    f.SymptomCheckInFactory(user=user, on_date=now.date(), updated_at=now)
"""
    run_python(app, code)


def run_python(app: App, code: str) -> str:
    """What this prints in the app's own environment."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**app.env(), "DJANGO_SETTINGS_MODULE": "psoasfit.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sign_in(app: App, page: Page, email: str) -> None:
    page.goto(f"{app.url}/accounts/login/")
    page.get_by_label(re.compile("^e-?mail", re.IGNORECASE)).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^sign in$", re.IGNORECASE)).click()
    page.wait_for_url(re.compile("/today/"))


def stored(app: App, email: str) -> list[dict]:
    """What the server keeps of a person's sessions, oldest first."""
    code = f"""
import django; django.setup()
import json
from routines.models import PracticeSession
rows = []
for s in PracticeSession.objects.filter(user__email={email!r}).order_by("started_at"):
    sets = [[r.step, r.set_number, r.side, r.exercise, r.outcome, r.ms, r.score, r.signals] for r in s.results.order_by("position")]
    rows.append({{"id": str(s.pk), "status": s.status, "counted": s.counted, "sets": sets, "attempts": s.attempts.count(),
                  "check_in": hasattr(s, "check_in") and s.check_in.highest_pain}})
print(json.dumps(rows))
"""  # noqa: E501
    return json.loads(run_python(app, code))


@dataclass
class Player:
    """One page with the player on it; `run` lets the session's own clock pass."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def in_context(cls, context: BrowserContext) -> "Player":
        context.set_default_timeout(60_000)
        context.add_init_script(LISTEN)
        page = context.new_page()
        player = cls(page)
        page.on("pageerror", lambda error: player.complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return player

    def start(self, app: App) -> str:
        """Start the next session from /today/; the session's id."""
        self.page.goto(f"{app.url}/today/")
        self.page.clock.install()
        self.page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
        self.page.wait_for_url(re.compile("/sessions/"))
        self.begin()
        return re.search(r"/sessions/([0-9a-f-]{36})/", self.page.url).group(1)

    def begin(self) -> None:
        button = self.page.get_by_role("button", name="Start session")
        expect(button).to_be_visible()
        button.click()
        expect(self.part("player")).to_be_visible()

    def part(self, name: str):
        return self.page.locator(f"[data-part={name}]")

    def run(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    def press(self, key: str) -> None:
        """A key for the player, whatever button had the focus before."""
        self.page.evaluate("document.activeElement?.blur()")
        self.page.keyboard.press(key)

    def until_end(self, step_ms: int = 5_000) -> None:
        for _ in range(400):
            if self.part("end").is_visible():
                return
            self.run(step_ms)
        raise AssertionError(f"still {self.phase()} after {400 * step_ms} ms")

    def until_phase(self, *phases: str, step_ms: int = 1_000) -> None:
        for _ in range(400):
            if self.phase() in phases:
                return
            self.run(step_ms)
        raise AssertionError(f"still {self.phase()}, wanted {phases}")

    def phase(self) -> str:
        return self.part("player").get_attribute("data-phase") or ""

    def status(self) -> str:
        return self.part("player").get_attribute("data-status") or ""

    def count(self) -> str:
        return self.part("count").inner_text()

    def name(self) -> str:
        return self.part("name").inner_text()

    def heard(self, kind: str) -> list:
        return self.page.evaluate(
            f"heard.{kind}.map((x) => x.node ? {{ at: x.at, hz: x.hz, silenced: !!x.node.silenced }} : x)"
        )

    def choose(self, dialog: str, choice: str) -> None:
        self.page.locator(f"[data-dialog={dialog}] [data-choice={choice}]").click()

    def score(self, form: str, value: int) -> None:
        self.page.locator(f"{form} label", has_text=re.compile(rf"^\s*{value}(\D|$)")).first.click()

    def check_in(self, highest: int = 3, now: int = 2, effort: int = 5) -> None:
        for name, value in (("highest_pain", highest), ("pain_now", now), ("effort", effort)):
            self.page.locator(f"[data-part=check-in] input[name={name}][value='{value}']").check(force=True)
        self.page.locator("[data-part=check-in]").get_by_role("button", name="Save").click()

    def until_saved(self, words: str = "Saved") -> None:
        """Until the end page says so about the results.

        The driven clock also drives the time a request may take, so a slow machine makes the player back off;
        a network that comes back makes it try at once.
        """
        for turn in range(120):
            if self.part("end-saved").inner_text() == words:
                return
            if turn % 20 == 10:
                self.page.evaluate("dispatchEvent(new Event('online'))")
            self.run(300)
            self.page.wait_for_timeout(150)
        expect(self.part("end-saved")).to_have_text(words)

    def let_go_out(self) -> None:
        """Give timers and real requests the chance to be done."""
        for _ in range(10):
            self.run(1_000)
            self.page.wait_for_timeout(60)
