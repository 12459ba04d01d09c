"""What can be taken along against a bare Django view on the same server: kept, revalidated, made anew.

An address a line: whoever adds an output adds its lines to `OUTPUTS`.
"""

import os
import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.pages import CASE, beating, prepared, revalidation, turn
from tests.bench.serving import Target, folder, server

ROUNDS = 5
SIZES = ("seeds", "10000")


@dataclass(frozen=True, slots=True)
class Output:
    """Something to ask for; `{dossier}` in a path is one of the database.

    `kept` and `made_anew` are goals for an answer of about a hundred entries; None: longer, for comparison.
    """

    name: str
    path: str
    sizes: tuple[str, ...] = SIZES
    kept: float | None = 0.7
    made_anew: float | None = 0.08


OUTPUTS = (
    Output("calendar", "/feeds/ultimatums.ics", ("seeds",)),
    Output("calendar of 1,000 cases", "/feeds/ultimatums.ics", ("10000",), kept=None, made_anew=None),
    Output("calendar of a dossier", "/feeds/ultimatums.ics?dossier={dossier}&status=running", ("10000",)),
    Output("calendar of a case", f"/ultimatums/{CASE}/calendar.ics", ("seeds",)),
    Output("what changed", "/feeds/changes.atom"),
    Output("what changed, as JSON", "/feeds/changes.json"),
    Output("what is due", "/feeds/due.atom"),
)


def a_dossier(data: Path) -> str:
    """The name of a dossier that many cases belong to."""
    with sqlite3.connect(data / "ultimata.sqlite3") as database:
        query = (
            "SELECT d.slug FROM tracker_dossier d JOIN tracker_ultimatum u ON u.dossier_id = d.id "
            "GROUP BY d.id ORDER BY COUNT(*) DESC, d.id LIMIT 1"
        )
        return str(database.execute(query).fetchone()[0])


def run() -> bool:
    """Measure and report; whether every goal was met."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with folder() as base, ExitStack() as stack:
        data = {size: prepared(base / size, size) for size in SIZES}
        stack.enter_context(beating(list(data.values())))
        turns = {
            "hello": turn(
                Target(stack.enter_context(server("tests.bench.hello_wsgi:application", data=base)))
            )
        }
        goals: dict[str, float | None] = {"hello": None}
        for size in SIZES:
            site = stack.enter_context(server("config.wsgi:application", data=data[size]))
            bare = stack.enter_context(
                server("config.wsgi:application", data=data[size], settings="tests.bench.uncached")
            )
            dossier = a_dossier(data[size])
            for output in (each for each in OUTPUTS if size in each.sizes):
                path, name = output.path.format(dossier=dossier), f"{output.name}, {size}"
                turns[f"{name}, kept"], goals[f"{name}, kept"] = turn(Target(site, path)), output.kept
                turns[f"{name}, 304"], goals[f"{name}, 304"] = revalidation(site, path), 0.9
                turns[f"{name}, made anew"] = turn(Target(bare, path))
                goals[f"{name}, made anew"] = output.made_anew
        found = interleaved(turns, rounds=ROUNDS)
    lines = [
        Line(
            name,
            spread(figures, "requests/s"),
            None if name == "hello" else ratio(figures, found["hello"]),
            goals[name],
        )
        for name, figures in found.items()
    ]
    return report("Outputs: requests a second on one core, ratio to a bare Django view", lines)
