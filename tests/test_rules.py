"""House rules that no tool checks: no task for later, no clock behind our back, nothing inline in pages."""

import ast
import re
from collections.abc import Iterator

import pytest

from config.env import ROOT

SOURCES = sorted(path for room in ("config", "tracker", "tools") for path in (ROOT / room).rglob("*.py"))
FOREIGN = {ROOT / "templates/embeds/frame.html", ROOT / "templates/embeds/picture.html"}
"""What others put into their own pages, where no style sheet of ours is."""
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - FOREIGN)


SENDS = {"apply_async", "send_task", "signature", "subtask", "set", "retry"}


def delays(source: str) -> Iterator[int]:
    """The lines that ask Celery to run something later or again, or not once it is late.

    Beyond the visibility timeout a task with an ETA ran four times; what is due is a row in the database. A
    worker whose clock is ahead of beat's by more than `expires` throws every task away.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        sends = isinstance(node.func, ast.Attribute) and node.func.attr in SENDS
        named = {keyword.arg for keyword in node.keywords}
        is_retry = isinstance(node.func, ast.Attribute) and node.func.attr == "retry"
        is_timed = sends and named & {"eta", "countdown", "expires"}
        if is_retry or is_timed or named & {"autoretry_for", "acks_late"}:
            yield node.lineno


def test_no_task_is_delayed_or_retried_by_celery() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in SOURCES for line in delays(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "tick.apply_async(eta=now)",
        "tick.apply_async(\n countdown=5)",
        "tick.apply_async(expires=5)",
        "self.retry()",
        "@shared_task(acks_late=True)\ndef f(): ...",
    ],
)
def test_the_rule_sees_each_way_to_delay(source: str) -> None:
    assert len(list(delays(source))) == 1


def test_only_the_clock_reads_the_clock() -> None:
    """Ruff's TID251 names the ways; this makes sure nobody switches it off."""
    allowed = {"tracker/clock.py"}
    silenced = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any("noqa" in line and "TID251" in line for line in path.read_text("utf-8").splitlines())
    }
    assert silenced <= allowed


def test_every_suppression_says_why() -> None:
    silencer = re.compile(r"# (noqa: [A-Z0-9, ]+ -- \S|type: ignore\[[a-z, -]+\] +# \S)")
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ("# noqa" in line or "# type: ignore" in line) and not silencer.search(line)
    ]
    assert bare == []


def test_the_pins_name_no_package_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index" not in text


def test_templates_hold_no_inline_script_or_style() -> None:
    banned = ("<style", " style=", " onclick=", " onload=", " onchange=", "javascript:", "<script>")
    texts = {path: path.read_text("utf-8").lower() for path in TEMPLATES}
    assert [(path, word) for path, text in texts.items() for word in banned if word in text] == []
