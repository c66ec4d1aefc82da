"""Starts PsoasFit as its users do: `manage.py up`, or the commands of docker-compose.yml."""

import email
import email.policy
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import psycopg
import redis
import yaml
from aiosmtpd.controller import Controller

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 180
MAIL_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Mail:
    """What a person sees of a mail, and the headers a mail program acts on."""

    subject: str
    to: str
    text: str
    html: str
    headers: dict[str, str]

    def link(self, part: str) -> str:
        """The first address in the text that contains `part`."""
        return next(url for url in re.findall(r"https?://\S+", self.text) if part in url)


class App:
    """A running PsoasFit with its own folder, port and clock."""

    def __init__(self, var: Path):
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock_file = var / "clock-offset"
        self.processes: list[subprocess.Popen] = []

    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "VAR_DIR": str(self.var),
            "PORT": str(self.port),
            "CLOCK_OFFSET_FILE": str(self.clock_file),
            "TICK_SECONDS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def advance_to(self, seconds_from_now: float) -> None:
        """Let the server's clock run ahead by this much."""
        self.clock_file.write_text(str(int(seconds_from_now)))

    def spawn(self, *command: str) -> subprocess.Popen:
        with (self.var / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.env(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def log(self) -> str:
        return (self.var / "processes.log").read_text(errors="replace")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:
                    if json.load(answer)["status"] == "ok":
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        self.stop()
        raise AssertionError(f"not ready after {START_SECONDS} s:\n{self.log()}")

    def stop(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)

    def mails(self) -> list[Mail]:
        """Every mail sent so far, oldest first."""
        raise NotImplementedError("each way to run has its own mailbox")

    def wait_for_mail(self, *, to: str, subject: str, after: int = 0) -> Mail:
        """The newest mail to this address whose subject contains the words; skips the first `after`."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for mail in reversed(self.mails()[after:]):
                if mail.to == to and subject.lower() in mail.subject.lower():
                    return mail
            time.sleep(0.2)
        seen = [(mail.to, mail.subject) for mail in self.mails()]
        raise AssertionError(f"no mail “{subject}” to {to}; seen {seen}\n{self.log()}")

    def __exit__(self, *problem) -> None:
        self.stop()


class Embedded(App):
    """One command, SQLite, no Redis; mails are read at /inbox/."""

    def env(self) -> dict[str, str]:
        return {**super().env(), "DATABASE_URL": "", "REDIS_URL": ""}

    def __enter__(self) -> "Embedded":
        self.spawn(sys.executable, "manage.py", "up")
        self.wait_until_ready()
        return self

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return answer.read().decode()

    def mails(self) -> list[Mail]:
        ids = dict.fromkeys(re.findall(r'href="/inbox/(\d+)/"', self.get("/inbox/")))
        return [self.mail(pk) for pk in reversed(ids)]

    def mail(self, pk: str) -> Mail:
        page = self.get(f"/inbox/{pk}/")
        return Mail(
            subject=unescape(re.search(r"<h1>(.*?)</h1>", page, re.DOTALL).group(1)),
            to=unescape(re.search(r"<dt>To</dt><dd>(.*?)</dd>", page).group(1)),
            text=unescape(
                re.sub(r"<[^>]+>", "", re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL).group(1))
            ),
            html=self.get(f"/inbox/{pk}/html/"),
            headers={},
        )


class Sink:
    """Takes every mail a real SMTP conversation brings."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


class Production(App):
    """granian, a Celery worker and beat, started with the commands docker-compose.yml and Dockerfile name."""

    def __init__(self, var: Path):
        super().__init__(var)
        self.sink = Sink()
        self.smtp = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.name = f"psoasfit_e2e_{uuid.uuid4().hex[:8]}"
        self.server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
        self.redis = os.environ["REDIS_URL"]

    def env(self) -> dict[str, str]:
        return {
            **super().env(),
            "PRODUCTION": "1",
            "SECRET_KEY": "only-for-this-test-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
            "SITE_ORIGIN": self.url,
            "DATABASE_URL": f"{self.server}/{self.name}",
            "REDIS_URL": self.redis,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
            "CELERY_QUEUE": self.name,
            "STATIC_ROOT": str(self.var / "static"),
        }

    def __enter__(self) -> "Production":
        self.smtp.start()
        with psycopg.connect(f"{self.server}/postgres", autocommit=True, connect_timeout=20) as connection:
            connection.execute(f"CREATE DATABASE {self.name}")
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        self.call("python manage.py collectstatic --noinput -v0")
        self.call(compose["migrate"]["command"][2])
        self.spawn(*self.local(self.web_command()))
        self.spawn(*self.local(compose["worker"]["command"]))
        self.spawn(*self.local(compose["beat"]["command"]))
        self.wait_until_ready()
        return self

    def web_command(self) -> list[str]:
        line = next(
            line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD ")
        )
        return json.loads(line.removeprefix("CMD "))

    def local(self, command: list[str]) -> list[str]:
        """The same command with this machine's Python, this test's port and its own schedule file."""
        own = {"python": sys.executable, "8000": str(self.port), "0.0.0.0": "127.0.0.1"}
        own["/tmp/celerybeat-schedule"] = str(self.var / "celerybeat-schedule")
        return [own.get(word, word) for word in command]

    def check_health(self, service: str) -> None:
        """Run the health check docker-compose.yml names for a service; raises if it fails."""
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        command = [
            word.replace(":8000/", f":{self.port}/") for word in compose[service]["healthcheck"]["test"][1:]
        ]
        subprocess.run(self.local(command), env=self.env(), cwd=ROOT, check=True, timeout=60)

    def call(self, script: str) -> None:
        folder = Path(sys.executable).parent
        env = {**self.env(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["sh", "-c", script], env=env, cwd=ROOT, check=True, timeout=START_SECONDS)

    def mails(self) -> list[Mail]:
        return [self.mail(message) for message in self.sink.received]

    def mail(self, message: EmailMessage) -> Mail:
        return Mail(
            subject=message["Subject"],
            to=message["To"],
            text=message.get_body(("plain",)).get_content(),
            html=message.get_body(("html",)).get_content(),
            headers=dict(message.items()),
        )

    def __exit__(self, *problem) -> None:
        super().__exit__(*problem)
        self.smtp.stop()
        redis.Redis.from_url(self.redis).delete(self.name)
        with psycopg.connect(f"{self.server}/postgres", autocommit=True, connect_timeout=20) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
