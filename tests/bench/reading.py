"""Reading texts for ultimatums, beside taking the same texts out of their pages; and how its time grows.

The yardstick is trafilatura, which each fetched article goes through before it is read. What is read are
labelled texts of tests/intake_texts, and for the growth paragraphs that are repeated: with a time limit, a
quotation mark or a name at every turn, which are dearest.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from itertools import starmap

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.intake_report.record import known_cases, table
from tests.intake_report.texts import LabelledText, labelled_texts
from tests.news_sites import article
from tracker.domain.dates.moments import When
from tracker.domain.extraction.cases import KnownCase
from tracker.domain.extraction.reader import LONGEST_TEXT, read_text
from tracker.domain.extraction.result import NotRead
from tracker.intake.page_text import page_text

ROUNDS = 5
EVERY = 8
"""Of the labelled texts one of so many is read."""
AN_ARTICLE = 5_000
"""The length, in characters, for which times are told."""
MOST = 6.5
"""So many times what its page takes may the reading of a text take."""
MOST_GROWTH = 1.5
"""So many times what it takes in a text of a tenth of the length may a character take in the longest one."""
PUBLISHED = When("2025-05-12")
REPEATED = {
    "a limit in each paragraph": (
        "On Monday Turkey gave Iraq ten days to close the camps or face an attack, and the minister spoke of"
        " patience. Nothing else was said in Baghdad that day about the matter.\n\n"
    ),
    "a limit in each sentence": "Trump gave Iran 50 days to leave. ",
    "a condition without an end": "unless the Iran ",
    "quotation marks": '" ',
    "words that begin like names": "Aa of the ",
}


def run() -> bool:
    """Measure and report; whether every goal was met."""
    texts = labelled_texts("dev", "held_out")[::EVERY]
    asked = [(each, known_cases(each.news_on, on=each.published)) for each in texts]
    pages = [article(each.text).encode() for each in texts]
    per_article = AN_ARTICLE / sum(len(each.text) for each in texts)
    found = interleaved(
        {
            "page": lambda: per_article * _ms(lambda: [page_text(each, charset="utf-8") for each in pages]),
            "read": lambda: per_article * _ms(lambda: list(starmap(_read, asked))),
        },
        rounds=ROUNDS,
    )
    lines = [
        Line("the text out of its page (trafilatura), 5,000 characters", spread(found["page"], "ms", 1)),
        Line(
            "read for ultimatums, 5,000 characters",
            spread(found["read"], "ms", 1),
            ratio(found["read"], found["page"]),
            MOST,
            at_most=True,
        ),
    ]
    return report(
        "Reading texts, time to that of their pages, and its growth", [*lines, *map(_growth, REPEATED)]
    )


def _read(text: LabelledText, cases: list[KnownCase]) -> None:
    with suppress(NotRead):
        read_text(text.text, published=text.published, actors=table(), cases=cases)


def _growth(name: str) -> Line:
    """A text of the greatest length; the ratio is that of a character in it to one in a tenth of it."""

    def turn(length: int) -> float:
        text = (REPEATED[name] * length)[:length]
        return _ms(lambda: read_text(text, published=PUBLISHED, actors=table())) / length

    found = interleaved(
        {"tenth": lambda: turn(LONGEST_TEXT // 10), "all": lambda: turn(LONGEST_TEXT)}, rounds=1, warm_up=0
    )
    return Line(
        f"{LONGEST_TEXT:,} characters, {name}",
        f"{found['all'][0] * LONGEST_TEXT:,.0f} ms",
        ratio(found["all"], found["tenth"]),
        MOST_GROWTH,
        at_most=True,
    )


def _ms(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000
