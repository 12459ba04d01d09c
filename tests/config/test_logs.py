"""Log lines for machines are one JSON object each."""

import json
import logging
import sys

import pytest

from config.logs import JsonFormatter, TextFormatter


def test_a_line_is_one_json_object() -> None:
    record = logging.LogRecord("tracker", logging.INFO, __file__, 1, "two\nlines of %s", ("Київ",), None)
    record.created, record.msecs = 1752451200.25, 250.0
    assert json.loads(JsonFormatter().format(record)) == {
        "at": "2025-07-14T00:00:00.250Z",
        "level": "INFO",
        "logger": "tracker",
        "message": "two\nlines of Київ",
    }
    assert "\n" not in JsonFormatter().format(record)


def test_a_line_carries_the_traceback() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("tracker", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    assert json.loads(JsonFormatter().format(record))["traceback"].endswith("ValueError: broken")


@pytest.mark.parametrize("what", ["confirm", "unsubscribe", "manage"])
def test_no_line_holds_a_token(what: str) -> None:
    path = f"/subscriptions/{what}/1.secret/data.json"
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Broken", path), None)
    left = f"Broken: /subscriptions/{what}/…/data.json"
    assert TextFormatter("%(message)s").format(record) == left
    assert json.loads(JsonFormatter().format(record))["message"] == left


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "100%% of %s", ("/subscriptions/new/?case=a",), None)
    assert TextFormatter("%(message)s").format(record) == "100% of /subscriptions/new/?case=a"
