"""Small made tables of the form of TIES, as .csv and as .xls."""

import csv
import io
import struct
from collections.abc import Sequence

Values = Sequence[str]
HEADER = ["caseid", "startyear", "startmonth", "startday", "threat", "imposition", "finaloutcome"]
ROWS = (
    ["1990010101", "1990", "1", "1", "1", "1", "7"],
    ["1991020001", "1991", "2", "", "1", "0", "3"],
    ["1992000001", "1992", "", "", "0", "1", ""],
    ["1965063101", "1965", "6", "31", "1", "0", "2"],
)


def as_csv(*rows: Values) -> bytes:
    """The rows as a text in UTF-8."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def as_xls(*rows: Values) -> bytes:
    """The rows as an .xls of the oldest form (BIFF 2), numbers as numbers, empty cells left out."""
    records = [_record(0x0009, struct.pack("<HH", 2, 0x0010))]
    for row, values in enumerate(rows):
        for column, text in enumerate(values):
            place = struct.pack("<HH3x", row, column)
            if text.isdigit():
                records.append(_record(0x0003, place + struct.pack("<d", float(text))))
            elif text:
                records.append(_record(0x0004, place + bytes([len(text)]) + text.encode("ascii")))
    return b"".join([*records, _record(0x000A, b"")])


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
