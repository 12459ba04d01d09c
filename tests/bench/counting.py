"""The track record after one case changed, at 10,000 and at 100,000 cases: its cost follows what changed."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.serving import ROOT, folder

SIZES = ("10000", "100000")
ROUNDS = 9


def run() -> bool:
    """Measure and report; whether the goal was met."""
    with folder() as base:
        workers = {size: _Worker(base / size, size) for size in SIZES}
        found = interleaved({size: worker.change for size, worker in workers.items()}, rounds=ROUNDS)
        lines = [
            Line(f"{size} cases, one changed: read, counted, shown", spread(found[size], "ms", 1))
            for size in SIZES
        ]
        for size, worker in workers.items():
            whole = f"{worker.whole:,.0f} ms, {worker.memory:,.0f} MiB of memory"
            lines.append(Line(f"{size} cases, the first time of a process", whole))
            worker.end()
    grown = ratio(found["100000"], found["10000"])
    lines.append(Line("time at 100,000 cases to time at 10,000", "", grown, 1.5, at_most=True))
    return report("The track record after one change", lines)


class _Worker:
    """A process over one database that changes a case and asks for the track record."""

    def __init__(self, data: Path, size: str) -> None:
        data.mkdir()
        environment = {**os.environ, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR"}
        environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.uncached"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.counting", size],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.whole, self.memory = self._answer()

    def change(self) -> float:
        """Milliseconds from the change to the page."""
        assert self.process.stdin
        self.process.stdin.write("change\n")
        self.process.stdin.flush()
        return self._answer()[0]

    def end(self) -> None:
        self.process.communicate()

    def _answer(self) -> tuple[float, float]:
        assert self.process.stdout
        took, memory = json.loads(self.process.stdout.readline())
        return float(took), float(memory)


def _serve(size: str) -> None:
    """Fill the database; then for each line on standard input rewrite a case, and time `/record/`."""
    subprocess.run([sys.executable, "-m", "tests.bench.prepare", size], cwd=ROOT, check=True)
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from tracker.clock import utc_now
    from tracker.models import Ultimatum
    from tracker.services.cases.publish import refresh_phases
    from tracker.services.tick import tick

    def shown() -> float:
        begun = time.perf_counter()
        answer = client.get("/record/", headers={"host": "localhost"})
        took = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"/record/ answered {answer.status_code}")
        return took

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # plans that know how much there is, as in the benchmark of growth
    client = Client()
    client.get("/about/", headers={"host": "localhost"})
    tick(now=utc_now())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = shown()
    print(
        json.dumps([took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]), flush=True
    )
    for _ in sys.stdin:
        refresh_phases(Ultimatum.objects.order_by("pk")[7:8], now=utc_now())
        tick(now=utc_now())
        print(json.dumps([shown(), 0]), flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
