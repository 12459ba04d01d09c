"""Real clients on a running site: vdirsyncer subscribes, khal lists, newsboat reads, while dates move.

    .venv/bin/python -m tools.clients

Starts a site of its own on an empty database and plays a small story: two deadlines are set, one is moved,
the other withdrawn. After each step the clients ask again and must show what is true then: one event where
the date moved to, a cancelled one, no third. Uses khal, vdirsyncer and newsboat where they are on the PATH
(Debian has all three), else installs the first two into a virtual environment that is thrown away.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMAT = "{start-date-long} {start-time} | {status}| {title}"
TITLES = {"moves": "Open the river or lose the ports", "withdrawn": "Leave the islands"}


def main() -> int:
    """Play the story; 1 where a client shows anything else."""
    with tempfile.TemporaryDirectory(prefix="ultimata-clients-") as name:
        base = Path(name)
        programs = found_programs(base)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        os.environ |= {"DATA_DIR": str(base / "data"), "PORT": str(port), "LOG_LEVEL": "ERROR", "TZ": "UTC"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        (base / "data").mkdir()
        with running_site(port):
            return play(Clients(base, f"http://localhost:{port}", programs))


def found_programs(base: Path) -> dict[str, str]:
    """Where the clients are; khal and vdirsyncer are installed for the occasion where they are missing."""
    found = {name: shutil.which(name) or "" for name in ("khal", "vdirsyncer", "newsboat")}
    if not (found["khal"] and found["vdirsyncer"]):
        venv = base / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", "khal", "vdirsyncer"], check=True)
        found |= {name: str(venv / "bin" / name) for name in ("khal", "vdirsyncer")}
    return found


@contextmanager
def running_site(port: int) -> Iterator[None]:
    """The site on its own empty database."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT, check=True)
    command = [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as site:
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/feeds/ultimatums.ics", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield
        finally:
            site.terminate()


class Clients:
    """A calendar and a feed reader that subscribe to one site."""

    def __init__(self, base: Path, site: str, programs: dict[str, str]) -> None:
        self.base, self.site, self.programs = base, site, programs
        self.calendar = base / "calendar"
        self.calendar.mkdir()
        (base / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{base}/status"\n\n'
            '[pair feed]\na = "site"\nb = "here"\ncollections = null\nconflict_resolution = "a wins"\n\n'
            f'[storage site]\ntype = "http"\nurl = "{site}/feeds/ultimatums.ics"\n\n'
            f'[storage here]\ntype = "filesystem"\npath = "{self.calendar}"\nfileext = ".ics"\n'
        )
        (base / "khal").write_text(
            f"[calendars]\n[[ultimata]]\npath = {self.calendar}\nreadonly = True\n\n"
            f"[sqlite]\npath = {base}/khal.db\n\n"
            "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )
        (base / "urls").write_text(f"{site}/feeds/changes.atom\n{site}/feeds/due.atom\n")
        self.run("vdirsyncer", "-c", str(base / "vdirsyncer"), "discover", "feed")

    def run(self, program: str, *arguments: str) -> str:
        """What a client prints; raises where it fails."""
        command = [self.programs[program], *arguments]
        environment = {**os.environ, "HOME": str(self.base), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{program} {' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout

    def events(self) -> list[str]:
        """What khal lists once vdirsyncer has asked the site again."""
        self.run("vdirsyncer", "-c", str(self.base / "vdirsyncer"), "sync")
        listed = self.run(
            "khal", "-c", str(self.base / "khal"), "list", "--day-format", "", "--format", FORMAT,
            "2030-01-01", "365d",
        )  # fmt: skip
        return [line.strip() for line in listed.splitlines() if "|" in line]

    def entries(self) -> list[str]:
        """The titles newsboat has after a reload, in the order of their dates; nothing without newsboat."""
        if not self.programs["newsboat"]:
            return []
        place = ("-u", str(self.base / "urls"), "-c", str(self.base / "newsboat.db"), "-C", "/dev/null")
        self.run("newsboat", *place, "-x", "reload")
        with sqlite3.connect(self.base / "newsboat.db") as database:  # SQL: newsboat's own database
            rows = database.execute("SELECT title FROM rss_item ORDER BY pubDate, id").fetchall()
        return [title for (title,) in rows]


def play(clients: Clients) -> int:
    """The story, step by step."""
    import django  # noqa: PLC0415 -- set up on a database of its own first

    django.setup()
    from tests.factories import a_case, a_deadline, a_due, load  # noqa: PLC0415 -- as above
    from tracker.clock import utc_now  # noqa: PLC0415 -- as above

    now = utc_now()
    day = f"{now - timedelta(days=2):%Y-%m-%d}"
    later = (now - timedelta(minutes=5)).replace(microsecond=0).isoformat()
    first = a_deadline("d1", day, a_due("2030-04-01", timezone="America/New_York"))
    hour = a_deadline("d1", day, a_due("2030-06-01T12:00:00+02:00"))
    moved = a_deadline(
        "d2", later, a_due("2030-03-20", timezone="America/New_York"), "shortened", replaces="d1"
    )
    withdrawn = a_deadline("d2", later, None, "withdrawn", replaces="d1")

    def entered(slug: str, *deadlines: dict[str, object]) -> None:
        load(a_case(slug, title=TITLES[slug], deadlines=[*deadlines]), now=utc_now())
        time.sleep(1.2)  # a page may be a second old

    def shown(what: str, expected: list[str], news: list[str]) -> bool:
        events, entries = clients.events(), clients.entries()
        print(f"\n{what}\n  khal:", *events, sep="\n    ")
        print("  newsboat:", *(entries or ["(not installed)"]), sep="\n    ")
        return events == expected and all(any(line in title for title in entries) for line in news if entries)

    river, islands = TITLES["moves"], TITLES["withdrawn"]
    entered("moves", first)
    entered("withdrawn", hour)
    fine = [
        shown(
            "Two deadlines are set.",
            [f"2030-04-01  | CONFIRMED | {river}", f"2030-06-01 10:00 | CONFIRMED | {islands}"],
            [f"Deadline set, 1 Apr 2030: {river}"],
        )
    ]
    entered("moves", first, moved)
    fine.append(
        shown(
            "The first is moved to 20 March.",
            [f"2030-03-20  | CONFIRMED | {river}", f"2030-06-01 10:00 | CONFIRMED | {islands}"],
            [f"Shortened, 1 Apr 2030 → 20 Mar 2030: {river}"],
        )
    )
    entered("withdrawn", hour, withdrawn)
    fine.append(
        shown(
            "The second is withdrawn.",
            [f"2030-03-20  | CONFIRMED | {river}", f"2030-06-01 10:00 | CANCELLED | Withdrawn: {islands}"],
            [f"Withdrawn, 1 Jun 2030, 10:00 → no date: {islands}"],
        )
    )
    print("\nEach client shows what is true." if all(fine) else "\nA client shows something else.")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
