"""Copies of pages in the Wayback Machine: what its answers mean, and what is to be done next.

Of the interfaces: availability (archive.org/help/wayback_api.php) and Save Page Now 2 (SPN2 Public API
Docs). Both report errors with status 200, and what they say of a job ends an hour after it: a copy counts
for good once it was found a day later.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any


class CopyState(StrEnum):
    """What is known of a page's copy."""

    UNKNOWN = "unknown"
    FOUND = "found"
    MISSING = "missing"
    SAVING = "saving"
    SAVED = "saved"
    REFUSED = "refused"
    NOT_WANTED = "not-wanted"


class Mode(StrEnum):
    """What is done about copies: nothing, those that there are looked up, or new ones asked for too."""

    OFF = "off"
    LOOKUP = "lookup"
    SAVE = "save"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a page: its address, and the day it was made."""

    address: str
    on: date


@dataclass(frozen=True, slots=True)
class Trouble:
    """An answer that tells nothing of the page: `lasts` where asking again would not help."""

    reason: str
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A copy that is being made."""

    id: str


@dataclass(frozen=True, slots=True)
class CopyStanding:
    """What is known of a page's copy, and when to ask next; None: never."""

    state: CopyState = CopyState.UNKNOWN
    copy: Copy | None = None
    job: str = ""
    tries: int = 0
    next_at: datetime | None = None
    reason: str = ""


_COPIES = re.compile(
    r"https?://(www\.)?((web\.)?archive\.org|archive\.(ph|today|is|li|md|fo|vn)|perma\.cc)(:[0-9]+)?/",
    re.IGNORECASE,
)
"""Addresses of pages that are copies themselves."""
POLL_AFTER = timedelta(minutes=1)
JOB_KNOWN_FOR = 60
"""So many times a job is asked about; by then the archive has forgotten it."""
VERIFY_AFTER = timedelta(days=1)
AGAIN_AFTER = timedelta(hours=1)
LOOK_UP_AGAIN_AFTER = timedelta(days=30)
LASTING = frozenset(
    f"error:{word}"
    for word in (
        *(
            "blocked-url",
            "blocked-client-ip",
            "filesize-limit",
            "ftp-access-denied",
            "invalid-host-resolution",
        ),
        *("invalid-url-syntax", "method-not-allowed", "no-access", "not-found", "not-implemented"),
        *("http-version-not-supported", "network-authentication-required", "unauthorized"),
    )
)
"""Errors of Save Page Now that a second try does not change."""
_STAMP = re.compile(r"[0-9]{14}")


def is_copy(address: str) -> bool:
    """Whether an address is that of a copy itself."""
    return _COPIES.match(address) is not None


def read_availability(answer: Any) -> Copy | Trouble | None:
    """The copy that the availability interface names; None where there is none."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("archived_snapshots"), Mapping):
        return Trouble("The archive answered something else than it should.")
    found = answer["archived_snapshots"].get("closest")
    if not isinstance(found, Mapping) or found.get("available") is not True:
        return None
    address, stamp, status = (str(found.get(name, "")) for name in ("url", "timestamp", "status"))
    if not status.startswith("2") or not _STAMP.fullmatch(stamp) or not address.startswith("http"):
        return None
    return Copy(_secure(address), _day(stamp))


def read_saving(answer: Any) -> Job | Trouble:
    """What Save Page Now answers to the wish for a copy."""
    if (
        isinstance(answer, Mapping)
        and isinstance(answer.get("job_id"), str)
        and answer.get("status") != "error"
    ):
        return Job(answer["job_id"][:100])
    return _trouble(answer)


def read_job(answer: Any, *, base: str) -> Copy | Trouble | None:
    """How a job of Save Page Now stands; None while it is not done. `base`: of the addresses of copies."""
    if not isinstance(answer, Mapping):
        return _trouble(answer)
    match answer.get("status"):
        case "pending":
            return None
        case "success" if _STAMP.fullmatch(str(answer.get("timestamp", ""))):
            stamp, original = str(answer["timestamp"]), str(answer.get("original_url", ""))
            return Copy(f"{base}/web/{stamp}/{original}", _day(stamp)) if original else _trouble(answer)
    return _trouble(answer)


def _trouble(answer: Any) -> Trouble:
    told = answer if isinstance(answer, Mapping) else {}
    code = str(told.get("status_ext", ""))
    words = str(told.get("message", "")) or code or "The archive answered something else than it should."
    return Trouble(" ".join(words.split())[:250], lasts=code in LASTING)


def _secure(address: str) -> str:
    """The same address over https, where it is a public archive's."""
    return f"https{address[4:]}" if address.startswith("http://") and is_copy(address) else address


def _day(stamp: str) -> date:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).date()


def after_lookup(
    before: CopyStanding, found: Copy | Trouble | None, mode: Mode, *, is_there: bool, now: datetime
) -> CopyStanding:
    """Where a copy stands once it was looked up; `is_there`: the page can be copied still."""
    if isinstance(found, Trouble):
        return replace(
            before,
            next_at=now + AGAIN_AFTER * 2 ** min(before.tries, 7),
            tries=before.tries + 1,
            reason=found.reason,
        )
    if found:
        return CopyStanding(CopyState.FOUND, found)
    if before.state is CopyState.SAVED:
        reason = "The archive said that it had made a copy, and does not have it."
        return CopyStanding(CopyState.REFUSED, None, next_at=now + LOOK_UP_AGAIN_AFTER, reason=reason)
    asks = mode is Mode.SAVE and is_there and before.state is not CopyState.REFUSED
    wait = timedelta(0) if asks else LOOK_UP_AGAIN_AFTER
    return CopyStanding(CopyState.MISSING, next_at=now + wait, reason="The archive has no copy.")


def after_saving(before: CopyStanding, found: Job | Trouble, *, now: datetime) -> CopyStanding:
    """Where it stands once a copy was asked for."""
    if isinstance(found, Job):
        return CopyStanding(CopyState.SAVING, job=found.id, next_at=now + POLL_AFTER)
    return _refused(before, found, now=now)


def after_job(before: CopyStanding, found: Copy | Trouble | None, *, now: datetime) -> CopyStanding:
    """Where it stands once a job was asked about."""
    if isinstance(found, Copy):
        return CopyStanding(CopyState.SAVED, found, next_at=now + VERIFY_AFTER)
    if isinstance(found, Trouble):
        return _refused(before, found, now=now)
    if before.tries + 1 >= JOB_KNOWN_FOR:
        return CopyStanding(
            CopyState.SAVED, next_at=now + VERIFY_AFTER, reason="Nobody knows whether it was made."
        )
    return replace(before, tries=before.tries + 1, next_at=now + POLL_AFTER)


def _refused(before: CopyStanding, trouble: Trouble, *, now: datetime) -> CopyStanding:
    if trouble.lasts:
        return CopyStanding(CopyState.REFUSED, next_at=now + LOOK_UP_AGAIN_AFTER, reason=trouble.reason)
    tries = before.tries + 1 if before.state is CopyState.MISSING else 1
    wait = AGAIN_AFTER * 2 ** min(tries, 7)
    return CopyStanding(CopyState.MISSING, tries=tries, next_at=now + wait, reason=trouble.reason)
