"""The tick at 1,000 and at 100,000 cases of which 10 are due: its cost follows what is due."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.serving import ROOT, folder

SIZES = ("1000", "100000")
ROUNDS = 9


def run() -> bool:
    """Measure and report; whether the goal was met."""
    with folder() as base:
        workers = {size: _Worker(base / size, size) for size in SIZES}
        found = interleaved({size: worker.tick for size, worker in workers.items()}, rounds=ROUNDS)
        for worker in workers.values():
            worker.end()
    lines = [Line(f"tick, {size} cases, 10 due", spread(found[size], "ms", 1)) for size in SIZES]
    lines.append(
        Line(
            "time at 100,000 cases to time at 1,000",
            "",
            ratio(found["100000"], found["1000"]),
            2,
            at_most=True,
        )
    )
    return report("The tick", lines)


class _Worker:
    """A process over one database that ticks when asked, each time with ten cases newly due."""

    def __init__(self, data: Path, size: str) -> None:
        data.mkdir()
        environment = {**os.environ, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.tick", size],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._answer()

    def tick(self) -> float:
        """Milliseconds."""
        assert self.process.stdin
        self.process.stdin.write("tick\n")
        self.process.stdin.flush()
        return float(self._answer())

    def end(self) -> None:
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout
        return str(json.loads(self.process.stdout.readline()))


def _serve(size: int) -> None:
    """Fill the database, then for each line on standard input let ten cases fall due and time one tick."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from tests.factories import store_generated
    from tracker.clock import utc_now
    from tracker.services.tick import tick

    call_command("migrate", verbosity=0)
    now = utc_now()
    store_generated(size, now, due=10)
    tick(now=now)
    print(json.dumps("ready"), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        done = tick(now=now + timedelta(hours=2))
        took = (time.perf_counter() - begun) * 1000
        if len(done.turns) != 10:
            raise RuntimeError(f"{len(done.turns)} cases turned, not 10")
        # A clock set back brings them back, for the next round.
        tick(now=now)
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
