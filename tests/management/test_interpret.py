"""`interpret`: the JSON of a reading, a refusal and choices, and the status it ends with."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

KEYS = ["earliest", "latest", "precision", "timezone", "timezone_from", "notes", "left_out"]


def run(words: str, *arguments: str, announced: str = "2025-07-14T18:00Z") -> tuple[int, str]:
    out, status = StringIO(), 0
    try:
        call_command(
            "interpret", words, "--announced", announced, "--zone", "America/New_York", *arguments, stdout=out
        )
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue()


def as_json(words: str, *arguments: str, **changes: str) -> tuple[int, Any]:
    status, text = run(words, "--json", *arguments, **changes)
    return status, json.loads(text)


def test_reading_has_exactly_its_keys() -> None:
    status, found = as_json("leave the city by 5 pm Kyiv time on Friday")
    assert (status, list(found)) == (0, KEYS)
    assert found == {
        "earliest": "2025-07-18T17:00:00+03:00",
        "latest": "2025-07-18T17:00:00+03:00",
        "precision": "instant",
        "timezone": "Europe/Kyiv",
        "timezone_from": "words",
        "notes": [],
        "left_out": ["leave city"],
    }


def test_refusal_says_why_and_ends_with_one() -> None:
    assert as_json("at least 10 days") == (
        1,
        {"refused": "'at least' says when the time limit does not end, not when it ends"},
    )


def test_choices_stand_beside_the_refusal_each_with_the_keys_of_a_reading() -> None:
    status, found = as_json("9/2/2025")
    assert (status, list(found)) == (1, ["refused", "choices"])
    assert [list(each) for each in found["choices"]] == [KEYS, KEYS]
    assert [each["earliest"] for each in found["choices"]] == ["2025-09-02", "2025-02-09"]


def test_language_and_announcement_are_told() -> None:
    assert as_json("bis Ende August", "--language", "de")[1]["latest"] == "2025-08-31"
    assert as_json("within 50 days", announced="14 July")[0] == 1
    assert as_json("до п'ятниці", "--language", "xx")[1]["refused"].startswith("words are not read in")


def test_without_json_it_is_told_in_lines() -> None:
    status, text = run("before Friday")
    assert (status, text.splitlines()[:2]) == (
        0,
        [
            "2025-07-17 (day), America/New_York (from the seat)",
            "note: “Before” a day is taken as the end of the day before.",
        ],
    )
    assert run("next Friday") == (
        1,
        "not read: 'next' may be the day of this week or that of the next\n"
        "perhaps: 2025-07-18 (day), America/New_York (from the seat)\n"
        "perhaps: 2025-07-25 (day), America/New_York (from the seat)\n",
    )


@pytest.mark.parametrize("words", ["", "   ", "x" * 501])
def test_words_that_are_none_are_refused(words: str) -> None:
    assert run(words)[0] == 1
