"""Rows of cases as JSON, written once and kept as text: only the clock is written anew.

A hundred rows through a serializer take longer than the rest of the answer. What a phase stores of a case
never changes under the same text, so what was made of it is kept by that text: 3.9 ms of CPU instead of 21.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from tracker.domain.codes import cameo_code
from tracker.domain.dates.moments import When, utc_text
from tracker.domain.dates.windows import Due, Window
from tracker.domain.status.standing import Countdown, Status, countdown
from tracker.queries.dashboard import DashboardRow, Facet, dashboard_row
from tracker.queries.pagination import Around, Listed, around

CACHE_SIZE = 4096
Plain = dict[str, Any]
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class CachedRow:
    """A row but for its clock: the JSON up to there, and what the clock goes by.

    `told` is a whole row whose clock stands still, None where it runs.
    """

    head: str
    status: Status
    due: Due | None
    told: str | None


def utc_or_none(at: datetime | None) -> str | None:
    """An instant as the API writes it, where there may be none."""
    return utc_text(at) if at else None


def case_url(slug: str) -> str:
    """The public address of a case's page."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('case', args=[slug])}"


def rows(found: Sequence[Listed], at: datetime) -> list[str]:
    """Each row as JSON, its clock at the instant (1 query for those this process has not written before)."""
    return [
        item.told or f"{item.head}{dumps(clock(countdown(item.status, item.due, at)))}}}"
        for item in _cached(found, at)
    ]


def plain_rows(found: Sequence[Listed], at: datetime) -> list[Plain]:
    """The same as plain data, kept nowhere: a download passes over every case but once (1 query)."""
    behind = around([item.place.case for item in found], at)
    read = [(dashboard_row(item.status, item.row, at=at), behind[item.place.case]) for item in found]
    return [_plain(row, case) | {"countdown": clock(row.countdown)} for row, case in read]


def clock(found: Countdown) -> Plain:
    """A countdown as the API tells it."""
    return {
        "kind": found.kind,
        "target_at": utc_or_none(found.target_at),
        "seconds": None if found.span is None else int(found.span.total_seconds()),
        "early": found.early,
    }


def due_date(due: Due | None) -> Plain | None:
    """The bounds as worded and as instants."""
    if due is None:
        return None
    return {
        **bounds(due.window),
        "earliest": due.earliest.text,
        "latest": due.latest.text if due.latest else None,
        "precision": due.precision,
        "timezone": due.timezone,
        "timezone_assumed": due.timezone_assumed,
    }


def bounds(window: Window) -> Plain:
    """The two instants."""
    return {"earliest_at": utc_text(window.earliest_at), "latest_at": utc_or_none(window.latest_at)}


Key = tuple[int | str | datetime, ...]
_rows: OrderedDict[Key, CachedRow] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Drop what is kept in this process: for tests, whose sites have several addresses."""
    with _lock:
        _rows.clear()


def _cached(found: Sequence[Listed], at: datetime) -> Iterable[CachedRow]:
    keys = [(item.place.case, item.status, item.row) for item in found]
    have = {key: kept for key in keys if (kept := _rows.get(key))}
    new = [(key, item) for key, item in zip(keys, found, strict=True) if key not in have]
    if new:
        behind = around([item.place.case for _, item in new], at)
        with _lock:
            for key, item in new:
                row = dashboard_row(item.status, item.row, at=at)
                have[key] = _rows[key] = _made(row, behind[item.place.case])
            while len(_rows) > CACHE_SIZE:
                _rows.popitem(last=False)
    return [have[key] for key in keys]


def _made(row: DashboardRow, behind: Around) -> CachedRow:
    head = f'{dumps(_plain(row, behind))[:-1]},"countdown":'
    stands_still = row.status is Status.RESOLVED or row.countdown.span is None
    told = f"{head}{dumps(clock(row.countdown))}}}" if stands_still else None
    return CachedRow(head, row.status, row.due, told)


def _plain(row: DashboardRow, behind: Around) -> Plain:
    return {
        "slug": row.slug,
        "url": case_url(row.slug),
        "title": row.title,
        "kind": row.kind,
        "dossier": behind.dossier,
        "senders": _linked(behind.senders),
        "targets": _linked(behind.targets),
        "threat_types": row.threat_types,
        "cameo_code": cameo_code(row.kind),
        "status": row.status,
        "moves": row.moves,
        "deadline": _deadline(row),
        "headlines": row.headlines,
        "resolved_on": _text(row.resolved_on),
    }


def _deadline(row: DashboardRow) -> Plain | None:
    if row.announced is None or row.change is None:
        return None
    return {
        "as_stated": row.stated,
        "announced": row.announced.text,
        "change": row.change,
        "due": due_date(row.due),
        "struck": [bounds(window) for window in row.ghosts],
    }


def _linked(facets: Sequence[Facet]) -> list[Plain]:
    return [{"slug": facet.slug, "name": facet.name} for facet in facets]


def _text(when: When | None) -> str | None:
    return when.text if when else None
