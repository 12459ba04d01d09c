"""The table of TIES: read whole, or refused with every fault by row and column."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.case_format.ties_tables import HEADER, ROWS, as_csv, as_xls
from tracker.intake.ties import MOST_FAULTS, TiesCase, read_ties

CASES = (
    TiesCase("1990010101", "1990-01-01", True, True, 7),
    TiesCase("1991020001", "1991-02", True, False, 3),
    TiesCase("1992000001", "1992", False, True, None),
    TiesCase("1965063101", "1965-06", True, False, 2),
)


def test_csv_and_xls_read_alike() -> None:
    for name, data in (("ties.csv", as_csv(HEADER, *ROWS)), ("ties.xls", as_xls(HEADER, *ROWS))):
        table = read_ties(name, data)
        assert (table.cases, table.faults) == (CASES, ())
        assert len(table.digest) == 64


def test_other_columns_their_order_and_empty_lines_do_not_matter() -> None:
    header = ["note", *reversed(HEADER)]
    rows = [["x", *reversed(row)] for row in ROWS]
    data = as_csv(header, rows[0], [], ["", "", "", "", "", "", "", ""], *rows[1:])
    assert read_ties("t.csv", b"\xef\xbb\xbf" + data).cases == CASES


def faults(data: bytes) -> list[str]:
    table = read_ties("t.csv", data)
    assert table.cases == ()
    return [str(fault) for fault in table.faults]


def test_every_fault_of_a_table_is_named_at_once() -> None:
    assert faults(
        as_csv(
            HEADER,
            ["1990010101", "1990", "13", "1", "1", "0", "7"],
            ["", "nineteen", "1", "32", "2", "", "11"],
            ["1990010102", "1990.5", "", "", "yes", "0", "0"],
            ["1990010103", "1990", "1", "1", "1", "1", "7"],
            ["1990010103", "1990", "1", "1", "1", "1", "7"],
        )
    ) == [
        "t.csv: row 2, column startmonth: found 13; allowed: 1 to 12, or nothing",
        "t.csv: row 3, column caseid: found nothing; "
        "allowed: a number of ten digits, year, month, day and a count",
        "t.csv: row 3, column startyear: found 'nineteen'; allowed: 1800 to 2199",
        "t.csv: row 3, column startday: found 32; allowed: 1 to 31, or nothing",
        "t.csv: row 3, column threat: found 2; allowed: 0 to 1",
        "t.csv: row 3, column imposition: found nothing; allowed: 0 to 1",
        "t.csv: row 3, column finaloutcome: found 11; allowed: 1 to 10, or nothing",
        "t.csv: row 4, column startyear: found '1990.5'; allowed: 1800 to 2199",
        "t.csv: row 4, column threat: found 'yes'; allowed: 0 to 1",
        "t.csv: row 4, column finaloutcome: found 0; allowed: 1 to 10, or nothing",
        "t.csv: row 6, column caseid: found '1990010103', also the case of row 5; allowed: each case once",
    ]


def test_missing_and_doubled_columns_are_named() -> None:
    (missing, doubled) = faults(as_csv([*HEADER[1:], "threat"], *ROWS))
    assert missing.startswith("t.csv: row 1: found no column caseid; allowed: the columns caseid, ")
    assert doubled == "t.csv: row 1: found the column threat 2 times; allowed: each column once"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found nothing; allowed: a first row"),
        (as_csv(HEADER), "found no row below the names"),
        (b"\xff\xfe\x00", "found neither an .xls file nor a text in UTF-8"),
        (b'"a', "found a .csv that cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing", "found an .xls that cannot be read"),
        (b"a" * (16 * 1024 * 1024 + 1), "found more than 16 MiB"),
    ],
    ids=["empty", "no row", "no text", "no csv", "damaged", "too large"],
)
def test_what_is_no_table_is_told(data: bytes, told: str) -> None:
    (fault,) = faults(data)
    assert told in fault


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    found = faults(as_csv(HEADER, *[["", "1990", "", "", "0", "0", ""]] * 150))
    assert len(found) == MOST_FAULTS + 1
    assert "50 more faults" in found[-1]


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: ",".join(HEADER).encode() + text.encode())
)
def test_reader_never_raises(data: bytes) -> None:
    table = read_ties("t", data)
    assert bool(table.cases) != bool(table.faults)


@pytest.mark.parametrize("place", [0, 4, 30, 100, 400])
def test_damaged_xls_is_refused_or_read_but_never_raises(place: int) -> None:
    data = io.BytesIO(as_xls(HEADER, *ROWS))
    data.seek(place)
    data.write(b"\xff" * 16)
    table = read_ties("t.xls", data.getvalue())
    assert bool(table.cases) != bool(table.faults)
