"""`make load`: fills a site, lets a date of very many move while others read and publish, and reports.

PostgreSQL through PgBouncer, Valkey, two web servers, two mail workers, a mail server on loopback: all are
started and ended here. The figures go to docs/scale.md; what people wrote there stays.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from config.launcher.site import BEHIND_PAGES
from tests.bench.measuring import report
from tests.bench.serving import ROOT
from tests.load import report as scale
from tests.load.figures import Figures, lines, rate, tables
from tests.load.filling import MOVES, QUIET
from tests.load.sink import arrivals
from tests.load.site import Memory, Site, site

CASES = (f"/ultimatums/{MOVES}/", f"/ultimatums/{QUIET}/")
PATHS = ("/", *CASES, "/timeline/", "/dossiers/", "/week/", "/record/")
ALONE_PART = 4
"""One in so many mails leaves with nothing beside it, for the rate of the two workers by themselves."""
FIRST_SECONDS = 120
"""What the first page of statistics may take, for which a server reads the whole record."""
WARM_UP_SECONDS, QUIET_SECONDS = 15, 30
BEHIND_READERS = 5
"""What waits for a page has a machine of its own elsewhere, and is measured: all else here goes after it."""
LONGEST_SECONDS, LAST_SECONDS = 3600, 12
PUBLISHED_EVERY_SECONDS = 10.0
HANDED_OUT = """
    SELECT 1 FROM tracker_alert alert JOIN tracker_ultimatum c ON c.id = alert.ultimatum_id
    WHERE c.slug = %s AND alert.state = 'done' AND alert.id > %s
"""
NOT_HANDED_OUT = (
    "SELECT 1 FROM tracker_alert WHERE state IN ('planned', 'open') AND release_at <= now() LIMIT 1"
)
WAITING = """
    SELECT EXISTS (SELECT 1 FROM tracker_delivery WHERE state IN ('due', 'unknown')),
           EXISTS (SELECT 1 FROM tracker_delivery WHERE state IN ('leased', 'sending'))
"""


def main() -> int:
    """Run it; 0 where every goal was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--followers", type=int, default=200_000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two pages of a reader")
    parser.add_argument("--report", type=Path, default=scale.FILE, help="where the figures go")
    given = parser.parse_args()
    if given.followers > given.subscriptions:
        parser.error("--subscriptions: fewer than --followers")
    figures = Figures(vars(given), began=time.monotonic())
    readers = Readers(vars(given))
    os.nice(BEHIND_READERS)
    with readers, tempfile.TemporaryDirectory(prefix="ultimata-load-") as name, site(Path(name)) as place:
        try:
            measure(place, readers, figures)
        except BaseException:
            for log in Path(name).glob("*.log"):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}", file=sys.stderr)
            raise
    figures.took = time.monotonic() - figures.began
    found = lines(figures)
    met = report("The site under load", found)
    scale.write(given.report, figures, found)
    print(f"It took {figures.took / 60:.1f} minutes; the report is {given.report}")
    return 0 if met else 1


def measure(place: Site, readers: "Readers", figures: Figures) -> None:
    """Fill, measure what is quiet, then all at once, then what it left."""
    say = figures.say
    wanted = {key: figures.given[key] for key in ("subscriptions", "cases", "followers")}
    say("filling")
    figures.filled = json.loads(place.run("tests.load.filling", json.dumps(wanted)))
    figures.is_pooled = place.is_pooled
    # What is measured waits for the disk, as it would elsewhere.
    for statement in ("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", "CHECKPOINT"):
        place.rows(statement)
    place.start_all()
    say("each page once")
    for port in place.ports:
        for path in PATHS:
            with urlopen(f"http://localhost:{port}{path}", timeout=FIRST_SECONDS) as answer:
                answer.read()
    say("readers alone")
    readers.warm_up(place.ports)
    place.put_behind_pages()
    readers.come(place.ports)
    time.sleep(QUIET_SECONDS)
    figures.quiet_pages = readers.go()
    say(f"{figures.given['followers']:,} mails, the first of them alone")
    with Memory(place.running) as memory:
        figures.mails, last = move(place), count(place)
        alone_since = time.monotonic()
        while count(place) - last < figures.given["followers"] // ALONE_PART:
            time.sleep(1)
        figures.mails["alone"] = rate(place.logs, since=alone_since)
        say("the others, readers and an editor")
        # A program of its own, as an import is; before the readers, who see nothing of its start.
        publish = (sys.executable, "-m", "tests.load.cases", "publish", str(PUBLISHED_EVERY_SECONDS))
        editor = place.start("editor", *BEHIND_PAGES, *publish)
        del place.running["editor"]
        readers.warm_up(place.ports)
        place.put_behind_pages()
        readers.come(place.ports)
        busy_since = time.monotonic()
        wait_for_mails(place)
        figures.mails["rate"] = rate(place.logs, since=busy_since)
        figures.mails["took_s"] = figures.mails["fanned_out_s"] + time.monotonic() - alone_since
        figures.pages = readers.go()
        figures.published_ms = [float(line) for line in editor.communicate()[0].splitlines()]
    figures.memory = memory.samples
    say("what it left")
    wait_until_all_left(place)
    figures.check(place)
    figures.tables = tables(place)


class Readers:
    """The process of the readers, started before all others and before this one gives way to it."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.wanted = {"paths": PATHS, "pause": given["pause"], "readers": given["readers"]}
        command = (sys.executable, "-m", "tests.load.readers")
        self.process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def warm_up(self, ports: Sequence[int]) -> None:
        """Let them read for a moment that is not measured."""
        self.come(ports)
        time.sleep(WARM_UP_SECONDS)
        self.go()

    def come(self, ports: Sequence[int]) -> None:
        """Let them read."""
        self._write(json.dumps({**self.wanted, "ports": ports}))

    def go(self) -> dict[str, Any]:
        """Let them go home; what they have seen."""
        self._write("")
        assert self.process.stdout
        seen: dict[str, Any] = json.loads(self.process.stdout.readline())
        return seen

    def _write(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


def move(place: Site) -> dict[str, float]:
    """Let the date move and wait until all its deliveries are planned: what took how long."""
    [(last,)] = place.rows("SELECT COALESCE(MAX(id), 0) FROM tracker_alert")
    move_ms = float(place.run("tests.load.cases", "move", MOVES))
    began = time.monotonic()
    while not place.rows(HANDED_OUT, [MOVES, last]):
        if time.monotonic() - began > LONGEST_SECONDS:
            raise TimeoutError(f"not all deliveries were planned within {LONGEST_SECONDS} s")
        time.sleep(0.5)
    return {"move_ms": move_ms, "fanned_out_s": time.monotonic() - began}


def count(place: Site) -> int:
    """How many mails have come."""
    return sum(1 for _ in arrivals(*place.logs))


def wait_for_mails(place: Site) -> None:
    """Wait until all mails have left."""
    give_up_at = time.monotonic() + LONGEST_SECONDS
    while has_mails(place):
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"not all mails left within {LONGEST_SECONDS} s")
        time.sleep(1)


def has_mails(place: Site) -> bool:
    """Whether a mail waits or is being sent."""
    return any(place.rows(WAITING)[0])


def wait_until_all_left(place: Site) -> None:
    """Wait for what was published last, which few follow: until nothing was to be done for two ticks."""
    quiet_since, give_up_at = time.monotonic(), time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < quiet_since + LAST_SECONDS and time.monotonic() < give_up_at:
        if has_mails(place) or place.rows(NOT_HANDED_OUT):
            quiet_since = time.monotonic()
        time.sleep(1)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
