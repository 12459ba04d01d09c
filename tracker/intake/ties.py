"""The case-level table of TIES 4.0: read whole, every fault named by row and column, or not at all.

The table is not ours to ship; whoever runs the site brings the file, as it is published (.xls) or as .csv.
"""

import calendar
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import xlrd  # type: ignore[import-untyped]  # it comes without types

from tracker.case_format.faults import WHOLE_FILE, Fault, shown
from tracker.domain.dates.moments import FIRST_YEAR, LAST_YEAR
from tracker.domain.statistics.ties import FINAL_OUTCOMES

COLUMNS = ("caseid", "startyear", "startmonth", "startday", "threat", "imposition", "finaloutcome")
"""What is read; the table has more columns, which are left alone."""
LARGEST_FILE = 16 * 1024 * 1024
MOST_FAULTS = 100
XLS_MARKS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x00\x04\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
"""How an .xls begins: a compound file, or the bare stream of an older one."""
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TiesCase:
    """One case: `started` as exactly as it is known, `final_outcome` 1 to 10 or None where it is not coded.

    A day that its month does not have (the table has 31 June 1965) is left out of `started`.
    """

    caseid: str
    started: str
    threatened: bool
    imposed: bool
    final_outcome: int | None


@dataclass(frozen=True, slots=True)
class TiesTable:
    """What a file holds; `cases` are empty where there are `faults`. `digest` is its SHA-256."""

    cases: tuple[TiesCase, ...]
    faults: tuple[Fault, ...]
    digest: str


class _Wrong(ValueError):
    """A value that cannot stand there: what was found and what is allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(found)
        self.found, self.allowed = found, allowed


class _Placed(NamedTuple):
    """A fault with its row and column."""

    where: str
    wrong: _Wrong


def read_ties(name: str, data: bytes) -> TiesTable:
    """Read the table from a file by its name and content; never raises for what it holds."""
    digest = sha256(data).hexdigest()
    try:
        header, rows = _table(data)
    except _Wrong as error:
        return TiesTable((), (Fault(name, WHOLE_FILE, error.found, error.allowed),), digest)
    placed = list(_header_faults(header))
    cases: list[TiesCase] = []
    for found in () if placed else _cases(header, rows):
        if isinstance(found, TiesCase):
            cases.append(found)
        else:
            placed.append(found)
    if not cases and not placed:
        placed.append(_Placed(WHOLE_FILE, _Wrong("no row below the names", "one row a case")))
    faults = [Fault(name, where, wrong.found, wrong.allowed) for where, wrong in placed]
    if len(faults) > MOST_FAULTS:
        more = f"{len(faults) - MOST_FAULTS} more faults than the {MOST_FAULTS} named"
        faults = [*faults[:MOST_FAULTS], Fault(name, WHOLE_FILE, more, "none")]
    return TiesTable(() if faults else tuple(cases), tuple(faults), digest)


def _table(data: bytes) -> tuple[Sequence[object], list[Sequence[object]]]:
    """The names of the columns, and the rows below them."""
    if len(data) > LARGEST_FILE:
        raise _Wrong(f"more than {LARGEST_FILE // 1024 // 1024} MiB", "a file that is smaller")
    rows: list[Sequence[object]] = _sheet(data) if data.startswith(XLS_MARKS) else _lines(data)
    if not rows:
        raise _Wrong("nothing", "a first row with the names of the columns")
    return rows[0], rows[1:]


def _sheet(data: bytes) -> list[Sequence[object]]:
    try:
        sheet = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True).sheet_by_index(
            0
        )
        return [sheet.row_values(at) for at in range(sheet.nrows)]
    # The reader of a format this old raises whatever a damaged byte leads it to.
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise _Wrong(
            f"an .xls that cannot be read ({reason[:200]})", "the file as it was published"
        ) from error


def _lines(data: bytes) -> list[Sequence[object]]:
    try:
        text = data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise _Wrong("neither an .xls file nor a text in UTF-8", "the table as .xls or .csv") from error
    except csv.Error as error:
        raise _Wrong(f"a .csv that cannot be read ({error})", "values with commas between them") from error


def _header_faults(header: Sequence[object]) -> Iterator[_Placed]:
    names = [str(name).strip().lower() for name in header]
    for column in COLUMNS:
        count = names.count(column)
        if count == 0:
            yield _Placed("row 1", _Wrong(f"no column {column}", f"the columns {', '.join(COLUMNS)}"))
        elif count > 1:
            yield _Placed("row 1", _Wrong(f"the column {column} {count} times", "each column once"))


def _cases(header: Sequence[object], rows: Sequence[Sequence[object]]) -> Iterator[TiesCase | _Placed]:
    """Each case, or each fault of its row."""
    places = {str(name).strip().lower(): at for at, name in enumerate(header)}
    seen: dict[str, int] = {}
    for number, values in enumerate(rows, 2):
        if not any(str(value).strip() for value in values):
            continue
        row = {name: values[places[name]] if places[name] < len(values) else "" for name in COLUMNS}
        found: dict[str, Any] = {}
        wrong: list[_Placed] = []
        for name, read in _READERS.items():
            try:
                found[name] = read(row)
            except _Wrong as error:
                wrong.append(_Placed(f"row {number}, column {name}", error))
        case = found.get("caseid")
        if case in seen:
            twice = _Wrong(f"{shown(case)}, also the case of row {seen[case]}", "each case once")
            wrong.append(_Placed(f"row {number}, column caseid", twice))
        elif case is not None:
            seen[case] = number
        if wrong:
            yield from wrong
        else:
            started = _started(found["startyear"], found["startmonth"], found["startday"])
            yield TiesCase(
                found["caseid"], started, found["threat"], found["imposition"], found["finaloutcome"]
            )


def _started(year: int, month: int | None, day: int | None) -> str:
    """As exactly as it is known: a day without a month tells nothing, nor does one that its month lacks."""
    if month is None:
        return f"{year}"
    exists = day is not None and day <= calendar.monthrange(year, month)[1]
    return f"{year}-{month:02d}-{day:02d}" if exists else f"{year}-{month:02d}"


def _number(row: Row, column: str, allowed: str) -> int | None:
    """The whole number in a column, None where it is empty; .xls keeps all numbers as floats."""
    value = row[column]
    text = str(value).strip()
    if not text:
        return None
    try:
        number = float(text)
        whole = int(number)
    except (ValueError, OverflowError) as error:
        raise _Wrong(shown(value), allowed) from error
    if number != whole or isinstance(value, bool):
        raise _Wrong(shown(value), allowed)
    return whole


def _caseid(row: Row) -> str:
    allowed = "a number of ten digits, year, month, day and a count"
    number = _number(row, "caseid", allowed)
    if number is None or not 10**9 <= number < 10**10:
        raise _Wrong("nothing" if number is None else shown(number), allowed)
    return str(number)


def _within(column: str, first: int, last: int, *, needed: bool = False) -> Callable[[Row], int | None]:
    allowed = f"{first} to {last}" + ("" if needed else ", or nothing")

    def read(row: Row) -> int | None:
        number = _number(row, column, allowed)
        if number is None and not needed:
            return None
        if number is None or not first <= number <= last:
            raise _Wrong("nothing" if number is None else shown(number), allowed)
        return number

    return read


def _flag(column: str) -> Callable[[Row], bool]:
    number = _within(column, 0, 1, needed=True)
    return lambda row: bool(number(row))


_READERS: Mapping[str, Callable[[Row], Any]] = {
    "caseid": _caseid,
    "startyear": _within("startyear", FIRST_YEAR, LAST_YEAR, needed=True),
    "startmonth": _within("startmonth", 1, 12),
    "startday": _within("startday", 1, 31),
    "threat": _flag("threat"),
    "imposition": _flag("imposition"),
    "finaloutcome": _within("finaloutcome", FINAL_OUTCOMES[0], FINAL_OUTCOMES[-1]),
}
