"""Cases as CSV, JSON Lines and case files, written a few hundred at a time however many there are."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.case_format import case_text
from tracker.domain.dates.moments import utc_text
from tracker.queries.pagination import all_documents, all_rows
from tracker.web.api.rows import Plain, dumps, plain_rows

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet may take for a formula, and the mark that says it is none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV: its name, where in a row of the API its value is, and what it means."""

    name: str
    place: tuple[str, ...]
    meaning: str | Promise
    type: str = "string"
    """In the words of Table Schema, version 1."""


INSTANT, BOOL = "datetime", "boolean"
COLUMNS = (
    Column("slug", ("slug",), _("The permanent name of the case.")),
    Column("url", ("url",), _("Its page.")),
    Column("title", ("title",), _("What is demanded or what ends.")),
    Column("kind", ("kind",), _("What sort of deadline it is (kind).")),
    Column("cameo_code", ("cameo_code",), _("CAMEO code of the act: 139, give ultimatum; else empty.")),
    Column("dossier", ("dossier",), _("The slug of the crisis it belongs to.")),
    Column("senders", ("senders", "name"), _("Who demands.")),
    Column("sender_slugs", ("senders", "slug"), _("Their permanent names, in the same order.")),
    Column("targets", ("targets", "name"), _("Of whom, and those bound by a term that nobody sends.")),
    Column("target_slugs", ("targets", "slug"), _("Their permanent names, in the same order.")),
    Column("threat_types", ("threat_types",), _("What is threatened (threat-type).")),
    Column("status", ("status",), _("Where it stands (status).")),
    Column("moves", ("moves",), _("How often the date was moved."), "integer"),
    Column("as_stated", ("deadline", "as_stated"), _("The time limit in the words it was said.")),
    Column("announced", ("deadline", "announced"), _("When it was first announced.")),
    Column("change", ("deadline", "change"), _("What the latest announcement did (change).")),
    Column("earliest", ("deadline", "due", "earliest"), _("First day or instant on which it can expire.")),
    Column("latest", ("deadline", "due", "latest"), _("Last such day or instant; empty where open-ended.")),
    Column(
        "earliest_at", ("deadline", "due", "earliest_at"), _("The first as an instant, in UTC."), "datetime"
    ),
    Column("latest_at", ("deadline", "due", "latest_at"), _("The last as an instant, in UTC."), INSTANT),
    Column("precision", ("deadline", "due", "precision"), _("How precisely the words fix it (precision).")),
    Column("timezone", ("deadline", "due", "timezone"), _("The IANA zone in which days are read.")),
    Column(
        "timezone_assumed",
        ("deadline", "due", "timezone_assumed"),
        _("false where the words named it."),
        "boolean",
    ),
    Column(
        "headlines",
        ("headlines",),
        _("The outcomes in one word each (headline); empty while there is none."),
    ),
    Column("resolved_on", ("resolved_on",), _("When it was resolved.")),
    Column("countdown", ("countdown", "kind"), _("What the clock counts (countdown-kind).")),
    Column(
        "countdown_at", ("countdown", "target_at"), _("The instant it counts to or from, in UTC."), "datetime"
    ),
    Column(
        "countdown_seconds",
        ("countdown", "seconds"),
        _("Whole seconds, never negative; back to a date given as a day, 86,400 for each day."),
        "integer",
    ),
    Column("as_of", ("at",), _("The instant this row is about, in UTC."), INSTANT),
)
"""In the order of the file. Several values in a cell are joined by '; '."""


def csv_file(criteria: Mapping[str, str], *, at: datetime) -> Iterator[bytes]:
    """CSV by RFC 4180 in UTF-8 with a header (2 queries for each 500 cases)."""
    yield _csv([[column.name for column in COLUMNS]])
    for rows in _rows(criteria, at):
        yield _csv([cell(value_of(row, column.place)) for column in COLUMNS] for row in rows)


def json_lines(criteria: Mapping[str, str], *, at: datetime) -> Iterator[bytes]:
    """One object a line: the rows of the API, and the instant they are about (2 queries for each 500)."""
    for rows in _rows(criteria, at):
        yield "".join(f"{dumps(row)}\n" for row in rows).encode()


def case_files(criteria: Mapping[str, str], *, at: datetime) -> Iterator[bytes]:
    """The case format, one YAML document a case (2 queries for each 500)."""
    for document in all_documents(criteria, at=at):
        yield f"---\n{case_text(document)}".encode()


def value_of(row: Plain, place: tuple[str, ...]) -> object:
    """The value at a place of a row; None where there is nothing on the way; of a list, that of each."""
    value: object = row
    for name in place:
        if isinstance(value, dict):
            value = value[name]
        elif isinstance(value, list):
            value = [item[name] for item in value]
    return value


def cell(value: object) -> str:
    """A value as CSV writes it; an apostrophe before a text that a spreadsheet could take for a formula.

    Whoever takes one leading apostrophe away has every text back.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(criteria: Mapping[str, str], at: datetime) -> Iterator[list[Plain]]:
    seen_at = {"at": utc_text(at)}
    for found in all_rows(at, criteria):
        yield [row | seen_at for row in plain_rows(found, at)]


def _csv(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
