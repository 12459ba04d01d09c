"""`read_text`: JSON and lines, without a database as well, and what it says of bad input."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tracker.domain.extraction.cases import KnownCase
from tracker.domain.extraction.reader import LONGEST_TEXT
from tracker.queries.extraction import actor_table, known_cases

TEXT = (
    "LONDON, July 28 (Reuters) - U.S. President Donald Trump on Monday shortened from 50 days to 10 or 12 "
    "days the deadline for Russia to end the war in Ukraine or face sanctions."
)
KEYS = ["score", "sender", "target", "demand", "threat", "deadline", "change", "fits_case", "evidence"]


def run(text: str | bytes, path: Path, *arguments: str, published: str = "2025-07-28") -> tuple[str, str]:
    file = path / "text.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, err = io.StringIO(), io.StringIO()
    call_command("read_text", str(file), "--published", published, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
@pytest.mark.one_database
def test_change_of_a_case_of_the_seeds_where_the_database_is_empty(tmp_path: Path) -> None:
    printed: dict[str, Any] = json.loads(run(TEXT, tmp_path, "--json")[0])
    (found,) = printed["candidates"]
    assert list(found) == KEYS
    assert (found["sender"]["slug"], found["target"]["slug"]) == ("united-states", "russia")
    assert (found["change"], found["fits_case"]) == ("shortened", "us-russia-50-days-2025")
    window = {key: found["deadline"][key] for key in ("earliest", "latest", "precision", "announced")}
    assert window == {
        "earliest": "2025-08-07",
        "latest": "2025-08-09",
        "precision": "range",
        "announced": "2025-07-28",
    }
    assert all(TEXT[each["start"] : each["end"]] == each["quote"] for each in found["evidence"])
    assert "United States to Russia, shortened: 2025-08-07 to 2025-08-09" in run(TEXT, tmp_path)[0]
    assert json.loads(run("Nothing of note.", tmp_path, "--json")[0]) == {"candidates": []}
    assert run("Nothing of note.", tmp_path)[0] == "Nothing was found.\n"
    out, err = run("a " * LONGEST_TEXT, tmp_path)
    assert (out, "the first 200,000 are read" in err) == ("Nothing was found.\n", True)


@pytest.mark.django_db
@pytest.mark.one_database
def test_text_is_read_from_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + TEXT.encode())))
    out = io.StringIO()
    call_command(
        "read_text", "-", "--published", "2025-07-28", "--url", "https://example.org/a", "--json", stdout=out
    )
    printed = json.loads(out.getvalue())
    assert (printed["url"], len(printed["candidates"])) == ("https://example.org/a", 1)


@pytest.mark.parametrize(
    ("text", "published", "says"),
    [
        (b"\xff\xfe", "2025-07-28", "byte 1 is not UTF-8"),
        (TEXT, "28 July", "write 2025"),
        (TEXT, "2025-07", "not a day or an instant"),
        (TEXT, "2025-02-30", "does not exist"),
    ],
)
def test_bad_input_is_named(text: str | bytes, published: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=says):
        run(text, tmp_path, published=published)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("read_text", str(tmp_path / "none.txt"), "--published", "2025-07-28")


@pytest.mark.django_db
@pytest.mark.one_database
def test_other_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="English"):
        run("Росія дала Україні 48 годин. " * 10, tmp_path)


@pytest.mark.django_db
@pytest.mark.one_database
def test_cases_are_as_they_were_known() -> None:
    before, running, after = (_known(month, day) for month, day in ((7, 1), (7, 20), (12, 1)))
    assert before is None
    assert running is not None
    assert (running.is_running, len(running.deadlines)) == (True, 1)
    assert after is not None
    assert not after.is_running
    assert actor_table().actor("united-states")


def _known(month: int, day: int) -> KnownCase | None:
    found = known_cases(datetime(2025, month, day, tzinfo=UTC))
    return next((each for each in found if each.slug == "us-russia-50-days-2025"), None)
