"""What the answers of the Wayback Machine mean, and what is done next about the copy of a page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tracker.domain.archived_copies import (
    JOB_KNOWN_FOR,
    Copy,
    CopyStanding,
    CopyState,
    Job,
    Mode,
    Trouble,
    after_job,
    after_lookup,
    after_saving,
    is_copy,
    read_availability,
    read_job,
    read_saving,
)

NOW = datetime(2026, 3, 10, tzinfo=UTC)
BASE = "https://web.archive.org"
COPY = Copy(f"{BASE}/web/20250728101112/https://example.org/a", date(2025, 7, 28))


def closest(**changes: Any) -> Any:
    found = {
        "status": "200",
        "available": True,
        "url": "http://web.archive.org/web/20250728101112/https://example.org/a",
        "timestamp": "20250728101112",
        **changes,
    }
    return {"url": "https://example.org/a", "archived_snapshots": {"closest": found}}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (closest(), COPY),
        ({"url": "https://example.org/a", "archived_snapshots": {}}, None),
        (closest(available=False), None),
        (closest(status="404"), None),
        (closest(timestamp="2025"), None),
        ({"error": "busy"}, Trouble("The archive answered something else than it should.")),
        ([], Trouble("The archive answered something else than it should.")),
    ],
)
def test_the_availability_interface_is_read(answer: Any, found: Any) -> None:
    assert read_availability(answer) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"url": "https://example.org/a", "job_id": "spn2-1"}, Job("spn2-1")),
        (
            {"status": "error", "status_ext": "error:user-session-limit", "message": "Wait a minute."},
            Trouble("Wait a minute."),
        ),
        ({"status": "error", "status_ext": "error:blocked-url"}, Trouble("error:blocked-url", lasts=True)),
        ("", Trouble("The archive answered something else than it should.")),
    ],
)
def test_errors_of_saving_come_with_status_200_and_are_errors(answer: Any, found: Any) -> None:
    assert read_saving(answer) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"status": "pending", "resources": []}, None),
        (
            {
                "status": "success",
                "timestamp": "20250728101112",
                "original_url": "https://example.org/a",
            },
            COPY,
        ),
        ({"status": "error", "status_ext": "error:no-access"}, Trouble("error:no-access", lasts=True)),
        ({"status": "success"}, Trouble("The archive answered something else than it should.")),
    ],
)
def test_a_job_is_read(answer: Any, found: Any) -> None:
    assert read_job(answer, base=BASE) == found


@pytest.mark.parametrize(
    ("state", "mode", "is_there", "found", "then", "wait"),
    [
        ("unknown", "lookup", True, COPY, "found", None),
        ("unknown", "lookup", True, None, "missing", timedelta(days=30)),
        ("unknown", "save", True, None, "missing", timedelta(0)),
        ("unknown", "save", False, None, "missing", timedelta(days=30)),
        ("unknown", "save", True, Trouble("busy"), "unknown", timedelta(hours=1)),
        ("saved", "save", True, COPY, "found", None),
        ("saved", "save", True, None, "refused", timedelta(days=30)),
        ("refused", "save", True, None, "missing", timedelta(days=30)),
    ],
)
def test_after_a_lookup(
    state: str, mode: str, is_there: bool, found: Any, then: str, wait: timedelta | None
) -> None:
    copy = COPY if state == "saved" else None
    stands = after_lookup(CopyStanding(CopyState(state), copy), found, Mode(mode), is_there=is_there, now=NOW)
    assert (stands.state, stands.next_at) == (then, None if wait is None else NOW + wait)
    assert stands.copy == (COPY if then == "found" else None)


def test_a_copy_is_asked_for_polled_and_verified_a_day_later() -> None:
    asked = after_saving(CopyStanding(CopyState.MISSING), Job("spn2-1"), now=NOW)
    assert (asked.state, asked.job, asked.next_at) == ("saving", "spn2-1", NOW + timedelta(minutes=1))
    waiting = after_job(asked, None, now=NOW)
    assert (waiting.state, waiting.job, waiting.tries) == ("saving", "spn2-1", 1)
    made = after_job(waiting, COPY, now=NOW)
    assert (made.state, made.copy, made.next_at) == ("saved", COPY, NOW + timedelta(days=1))
    for _ in range(JOB_KNOWN_FOR - 1):
        waiting = after_job(waiting, None, now=NOW)
    assert (waiting.state, waiting.copy) == ("saved", None), "the archive knows of a job for an hour"


def test_who_is_refused_asks_later_and_rarely_where_it_would_not_help() -> None:
    first = after_saving(CopyStanding(CopyState.MISSING), Trouble("busy"), now=NOW)
    again = after_saving(first, Trouble("busy"), now=NOW)
    assert [each.next_at for each in (first, again)] == [NOW + timedelta(hours=hours) for hours in (2, 4)]
    lasting = after_saving(CopyStanding(CopyState.MISSING), Trouble("no", lasts=True), now=NOW)
    assert (lasting.state, lasting.next_at) == ("refused", NOW + timedelta(days=30))


def test_a_copy_is_known_by_its_address() -> None:
    assert is_copy(COPY.address)
    assert is_copy("https://archive.ph/AbCdE")
    assert not is_copy("https://example.org/web.archive.org/")
