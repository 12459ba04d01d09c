"""Writes the figures of a run into docs/scale.md, between two marks; what people wrote around them stays."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measuring import Line
from tests.load.figures import Figures, machine

FILE = Path(__file__).parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- what `make load` measured -->", "<!-- until here -->"


def write(file: Path, figures: Figures, found: Sequence[Line]) -> None:
    """Replace the measured part; a file without the marks gets that part alone."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    measured = "\n".join([BEGIN, "", *_measured(figures, found), "", END])
    file.write_text(f"{before}{measured}{after}" if begin and end else measured + "\n", encoding="utf-8")


def _measured(figures: Figures, found: Sequence[Line]) -> list[str]:
    given, filled = figures.given, figures.filled
    pooled = "through PgBouncer in transaction mode" if figures.is_pooled else "without a pooler"
    day = f"{datetime.now(UTC):%d %B %Y}".lstrip("0")  # noqa: TID251 -- the day of the report
    minutes = f"{figures.took / 60:.0f} minutes"
    asked = " ".join(f"--{name} {given[name]}" for name in ("subscriptions", "cases", "followers", "readers"))
    return [
        f'`make load ARGS="{asked}"`',
        "",
        f"{day}, {machine()}, PostgreSQL {pooled}; {minutes} in all.",
        f"{filled['ultimatum']:,} cases ({filled['phase']:,} phases) were stored in"
        f" {filled['cases_s']:.0f} s, and",
        f"{filled['subscription']:,} subscriptions of {filled['subscriber']:,} subscribers to",
        f"{filled['topic']:,} topics in {filled['subscriptions_s']:.0f} s.",
        "",
        "| what | figure | ratio | goal | |",
        "| --- | ---: | ---: | ---: | --- |",
        *map(_row, found),
        "",
        "| table | rows | MB with indexes | dead rows before VACUUM | after |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| `{name}` | {rows:,} | {size / 1e6:,.0f} | {before:,} | {after:,} |"
            for name, rows, size, before, after in figures.tables
        ),
    ]


def _row(line: Line) -> str:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    sign = "≤" if line.at_most else "≥"
    goal = "" if line.goal is None else f"{sign} {line.goal:g}"
    met = "" if line.goal is None else "met" if line.is_met else "**missed**"
    return f"| {line.what} | {line.figure} | {ratio} | {goal} | {met} |"
