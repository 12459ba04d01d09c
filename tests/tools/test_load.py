"""What `make load` counts and writes; the run itself is no part of the suite."""

from pathlib import Path
from time import monotonic

from tests.load import report
from tests.load.figures import Figures, lines, rate
from tests.load.sink import arrivals

FILLED = dict.fromkeys(
    ("ultimatum", "phase", "subscriber", "subscription", "topic", "cases_s", "subscriptions_s"), 1.0
)
GIVEN = {"subscriptions": 10, "cases": 1, "followers": 4, "readers": 1}


def figures(**changes: float) -> Figures:
    """Those of a run in which all went well, but for the changes."""
    mails = {"rate": 100.0, "alone": 100.0, "took_s": 1.0, "fanned_out_s": 0.5, "move_ms": 9.0}
    pages = {"kept": [1.0] * 99, "made": [20.0], "failed": {}}
    made = Figures(GIVEN, 0.0, filled=FILLED, quiet_pages=pages, arrived=4, followers_told=4)
    made.mails, made.pages = {**mails}, {**pages}
    made.memory = {"web 1": [100.0] * 9}
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def missed(made: Figures) -> list[str]:
    return [line.what.partition(",")[0] for line in lines(made) if not line.is_met]


def test_each_goal_can_be_missed() -> None:
    assert missed(figures()) == []
    assert missed(figures(lost=1)) == ["mails that were lost"]
    assert missed(figures(twice=1)) == ["mails that came twice"]
    assert missed(figures(followers_told=3)) == ["followers of the moved date who were told"]
    slow = figures()
    slow.mails["rate"], slow.pages["kept"] = 79.0, [1.0] * 90 + [6.0] * 10
    slow.memory = {"web 1": [100.0] * 3 + [110.0] * 3 + [130.0] * 3}
    assert missed(slow) == ["mails a second while others read and publish", "kept page", "memory of web 1"]


def test_a_report_replaces_what_was_measured_and_keeps_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "scale.md"
    file.write_text(f"Before.\n\n{report.BEGIN}\nof yesterday\n{report.END}\n\nAfter.\n", encoding="utf-8")
    report.write(file, figures(lost=1), lines(figures(lost=1)))
    text = file.read_text(encoding="utf-8")
    assert (text.startswith("Before."), text.endswith("After.\n"), "of yesterday" in text) == (
        True,
        True,
        False,
    )
    assert "| mails that were lost | 1 of 4 | 1.00 | ≤ 0 | **missed** |" in text


def test_a_rate_is_of_what_came_since_and_half_a_line_is_no_mail(tmp_path: Path) -> None:
    log, now = tmp_path / "sink", monotonic()
    later = "".join(f"{now + at / 10:.3f} b{at}@example.org\n" for at in range(41))
    log.write_text(f"{now - 50:.3f} a@example.org\n{later}{now:.3f} c@exam", encoding="utf-8")
    assert round(rate([log], since=now - 1)) == 10
    assert sum(1 for _ in arrivals(log)) == 42
