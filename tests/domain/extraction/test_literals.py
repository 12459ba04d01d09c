"""Words that are looked for before a pattern is tried stand in all that it matches."""

import re
from itertools import chain

import pytest

from tests.domain.extraction.test_parts import ON
from tests.domain.extraction.test_reader import table
from tests.domain.extraction.texts import FOUND, ORDINARY
from tracker.domain.extraction.cues import CHANGES, DEMANDS, THREATS
from tracker.domain.extraction.literals import literals
from tracker.domain.extraction.patterns import MARKED, PATTERNS, PLAIN, may_match
from tracker.domain.extraction.reader import _outlined


@pytest.mark.parametrize(
    ("pattern", "known", "words"),
    [
        (r"\b(?:unless|until) [a-z]+", (), ("until ", "unless ")),
        (r"@(?: %)? reserv(?:es|ed) the right", (), ("@ reserve", "@ % reserve")),
        (r"(?:(?P<s>@) )?\bwarn\w* (?:that|of) [a-z]", (), ("warn",)),
        (r"(?:[a-z]+ )?(?:hell|doom)\b", (), ("doom", "hell")),
        (r"[a-z]+", (), ()),
        (r"(?:long|) road", (), (" road",)),
        (r"(?:very )*old(?!er) town", (), ("old town",)),
        (r"(?i:Hell) will", (), (" will",)),
        (r"(?:fire){2,} [#=]", (), ("fire",)),
        (r"[a-z]+ed", ("would",), ("would",)),
    ],
)
def test_fewest_and_rarest_words_of_each_match(
    pattern: str, known: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert literals(re.compile(pattern), known) == words


def test_pattern_of_any_case_tells_no_words() -> None:
    assert literals(re.compile("hell will", re.IGNORECASE)) == ()


def test_words_stand_in_all_that_the_tables_match() -> None:
    texts = [*(each.text for each in FOUND), *(each[2] for each in ORDINARY)]
    told = [each.text for text in texts for each in _outlined(text, table(), ON, [])]
    patterns = [
        *(pattern for pattern, *_ in chain(CHANGES, DEMANDS, THREATS, MARKED, PLAIN)),
        *(pattern for _, pattern, *_ in PATTERNS),
    ]
    wrong = [
        (pattern.pattern, words, each)
        for pattern in patterns
        for words in (literals(pattern),)
        for each in told
        if not may_match(words, each) and pattern.search(each)
    ]
    assert wrong == []
