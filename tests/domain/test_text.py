"""What a text of the record may hold."""

import pytest

from tracker.domain.text import is_forbidden, one_line


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\u2028b", "a b"),
        ("a \u2029 b", "a b"),
        ("a\x0bb", "a b"),
        ("a\r\n\tb", "a b"),
        ("a\x85b", "a b"),
        ("a\x07b", "ab"),
        ("\ufeffa", "a"),
        ("a\u202eb\u202c", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\x00b", "ab"),
        (" a ", "a"),
        ("\n\u202e", ""),
        ("a  b", "a  b"),
        ("a\u00a0b — ї’ 🕊 \u200fא", "a\u00a0b — ї’ 🕊 \u200fא"),
    ],
)
def test_what_cannot_be_seen_is_left_out(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept
    assert not any(map(is_forbidden, one_line(pasted)))
