"""A day of 200 feeds replayed in minutes: how much memory its worker takes, and what mails have of it.

`python -m tests.bench intake` starts a PostgreSQL, a news server on this machine, and the worker, a process
of lower priority as the launcher starts it. 5,000 articles come in 10 waves, of which 3 of 100 pass the sieve
and are fetched and read, each fifth of those with the text of another. Before and during each wave 2,000
mails are sent to a loopback sink.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from tests.bench import outbox
from tests.bench.measuring import Line, ratio, report, spread
from tests.bench.serving import ROOT, folder
from tools.run_tests import postgresql

FEEDS, WAVES, LISTED = 200, 10, 50
ARTICLES = 5_000
PASSING, REPEATED = 33, 5
"""One article in so many is worth fetching; of these, one in so many has the text of another."""
PUBLIC = "93.184.215.14"
"""No connection goes there: each is led to the news server."""
FLAT_MIB = 24.0
"""By so much the worker may be larger at the end than in the middle."""
WORDS = re.findall(
    r"\w+",
    """
    the of and to in a is that for it as was with be by on not he this are or his from at which but have an
    had they you were their one all we can her has there been if more when will would who so no harbour
    council minister river grain border market budget winter bridge railway doctor village teacher forest
    """,
)


def run() -> bool:
    """Measure and report; whether every goal was met."""
    with postgresql() as address, folder() as data:
        environment = {
            **os.environ, "DATABASE_URL": address, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings", "DEFAULT_FROM_EMAIL": outbox.SENDER,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.bench.intake", "measure"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


# --- The news -----------------------------------------------------------------------------------------------


def _articles(feed: int, wave: int) -> range:
    """The numbers of the articles that a feed lists in a wave, the newest last; each feed has 25 in a day."""
    newest = (wave + 1) * ARTICLES // FEEDS // WAVES
    return range(max(0, newest - LISTED), newest)


def _is_passing(feed: int, number: int) -> bool:
    return (feed * 25 + number) % PASSING == 0


def _feed(feed: int, wave: int) -> str:
    from tests.news_sites import entry, rss

    published = format_datetime(datetime.now(UTC))  # noqa: TID251 -- a news server has a clock of its own
    entries = []
    for number in reversed(_articles(feed, wave)):
        title = f"Item {number} of feed {feed}: the council met and spoke about the harbour"
        if _is_passing(feed, number):
            title = f"Iran has until Friday to answer, item {number} of feed {feed}"
        summary = " ".join(Random(number).choices(WORDS, k=60))
        entries.append(
            entry(f"/{number}", title, summary=summary, guid=f"{feed}-{number}", published=published)
        )
    return rss(*entries, title=f"Feed {feed}")


def _article(feed: int, number: int) -> str:
    from tests.news_sites import article

    at = feed * 25 + number
    random = Random(0 if at // PASSING % REPEATED == 0 else at)
    filler = [" ".join(random.choices(WORDS, k=80)).capitalize() + "." for _ in range(8)]
    said = (
        "The United States on Monday gave Iran three days to agree to a nuclear deal or face military"
        " strikes, the White House said after the talks of the weekend had brought no result."
    )
    return article("\n\n".join([said, *filler]), title=f"Iran has until Friday, {number}")


def _serve() -> None:
    """The news server: a feed and its articles at each host `f<number>.example`; `/wave/3` sets the wave."""
    state = {"wave": 0}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, word, *rest = self.path.split("/")
            if word == "wave":
                state["wave"] = int(rest[0])
                self._answer("text/plain", "")
                return
            feed = int(self.headers["Host"].removeprefix("f").split(".")[0])
            if word == "feed":
                self._answer("application/rss+xml", _feed(feed, state["wave"]))
            else:
                self._answer("text/html; charset=utf-8", _article(feed, int(word)))

        def _answer(self, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


# --- The worker ---------------------------------------------------------------------------------------------


def _work(port: int) -> None:
    """A worker that polls and reads all that is due each time it is told to, and says what that took."""
    import psutil

    from tracker.clock import utc_now
    from tracker.services.intake.engine import Rules
    from tracker.services.intake.poll import poll_due
    from tracker.services.intake.read_item import read_due
    from tracker.transports.connections import Connections, dial_directly
    from tracker.transports.web_pages import PageReader

    connections = Connections(
        resolver=lambda _host, _port: [PUBLIC],
        dial=lambda _address, _port, seconds: dial_directly("127.0.0.1", port, seconds),
    )
    pages, own = PageReader(connections, user_agent="Bench/1"), psutil.Process()

    def said(**more: float) -> None:
        print(json.dumps({**more, "mib": own.memory_full_info().uss / 2**20}), flush=True)

    said()
    for _ in sys.stdin:
        began = time.perf_counter()
        polled = poll_due(pages=pages, sieve=Rules(utc_now()).sieve, clock=utc_now, seconds=120)
        read = read_due(pages=pages, engine=Rules(utc_now()), clock=utc_now, seconds=120)
        said(polled=polled, read=read, seconds=time.perf_counter() - began)


@contextmanager
def _process(*arguments: str, nice: bool = False) -> "Iterator[subprocess.Popen[str]]":
    command = [
        *(("nice", "-n", "10") if nice else ()),
        sys.executable,
        "-m",
        "tests.bench.intake",
        *arguments,
    ]
    made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield made
    finally:
        made.terminate()
        made.communicate()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


# --- The measurement ----------------------------------------------------------------------------------------


def _measure() -> bool:
    from urllib.request import urlopen

    from tracker.clock import utc_now
    from tracker.models import Candidate, Feed, IntakeItem

    mails = _Mails()
    now = utc_now()
    Feed.objects.bulk_create(
        Feed(address=f"http://f{n}.example/feed", next_poll_at=now, added_at=now) for n in range(FEEDS)
    )
    alone, beside, waves = [], [], []
    with _process("serve") as news:
        port = _line(news).strip()
        with _process("work", port, nice=True) as worker:
            start = json.loads(_line(worker))["mib"]
            for wave in range(WAVES):
                urlopen(f"http://127.0.0.1:{port}/wave/{wave}").close()
                Feed.objects.update(next_poll_at=utc_now())
                mails.plan()
                alone.append(mails.send())
                mails.plan()
                assert worker.stdin
                worker.stdin.write("go\n")
                worker.stdin.flush()
                time.sleep(0.3)  # it is at it
                beside.append(mails.send())
                waves.append(json.loads(_line(worker)))
    states = {
        state: IntakeItem.objects.filter(state=state).count()
        for state in ("sieved-out", "read", "duplicate", "waiting", "failed")
    }
    memory = [each["mib"] for each in waves]
    middle = memory[len(memory) // 2]
    is_whole = sum(states.values()) == ARTICLES and not states["waiting"] + states["failed"]
    per_wave = [each["seconds"] for each in waves]
    print(f"\n  {states}, {Candidate.objects.count()} candidates, MiB by wave: {[round(m) for m in memory]}")
    return report(
        f"{IntakeItem.objects.count():,} articles of {FEEDS} feeds in {WAVES} waves, read by one worker",
        [
            Line("a wave (500 articles, 200 polls)", spread(per_wave, "s", 1)),
            Line("articles that fell through the sieve, of all", "", states["sieved-out"] / ARTICLES, 0.95),
            Line("all came in, and none waits or failed", "", float(is_whole), 1),
            Line("memory of the worker before it did anything", f"{start:.0f} MiB"),
            Line("  in the middle", f"{middle:.0f} MiB"),
            Line("  at the end", f"{memory[-1]:.0f} MiB"),
            Line("  and beyond the middle, MiB", "", memory[-1] - middle, FLAT_MIB, at_most=True),
            Line("mails/s alone", spread(alone, "mails/s")),
            Line("mails/s meanwhile, to alone", spread(beside, "mails/s"), ratio(beside, alone), 0.8),
        ],
    )  # fmt: skip


class _Mails:
    """The mails of one alert, planned and sent again and again."""

    def __init__(self) -> None:
        self._case = outbox._record()
        outbox._subscribers(outbox.MAILS, self._case.slug)
        self._alert = outbox._alert(self._case)

    def plan(self) -> None:
        """Let them be due."""
        from tracker.services.alerts.fan_out import fan_out_due

        outbox._forget(self._alert)
        fan_out_due(now=outbox.NOW)

    def send(self) -> float:
        """Send them: mails a second."""
        with outbox._sink() as port:
            began = time.perf_counter()
            if outbox._drain(port, 1) != outbox.MAILS:
                raise RuntimeError("not all were sent")
            return outbox.MAILS / (time.perf_counter() - began)


def main() -> None:
    """One of the processes."""
    part, *rest = sys.argv[1:]
    if part == "serve":
        _serve()
        return
    import django
    from django.core.management import call_command

    django.setup()
    if part == "work":
        _work(int(rest[0]))
        return
    call_command("migrate", verbosity=0)
    call_command("load_cases", "seeds", verbosity=0)
    sys.exit(0 if _measure() else 1)


if __name__ == "__main__":
    main()
