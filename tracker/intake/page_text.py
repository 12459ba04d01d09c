"""The text of an article, taken out of its web page by trafilatura.

`trafilatura` is imported when the first page is read, so that only the process that reads pages has it. The
admin, which runs in the web server, reads a page in a process of its own (intake.apart).
"""

from dataclasses import dataclass
from typing import Any

from tracker.domain.text import one_line
from tracker.intake.page_facts import PageFacts, date_or_empty, page_facts


@dataclass(frozen=True, slots=True)
class PageText:
    """The text, a blank line between paragraphs, and what the page says of itself; `day` as 2025-07-15."""

    text: str
    title: str
    publisher: str
    day: str
    language: str


def page_text(body: bytes, *, charset: str = "", address: str = "") -> PageText:
    """Read a page; never raises for what it holds. The text is empty where none was found.

    What the page says of itself comes before what trafilatura makes of it.
    """
    facts = page_facts(body, charset=charset, address=address)
    found = _extracted(_unicode(body, charset), address)
    if found is None:
        return _of(facts, "", "")
    paragraphs = filter(None, clean(found.text or "").split("\n"))
    return _of(facts, "\n\n".join(paragraphs), found.date or "")


def clean(text: str) -> str:
    """A text as it is stored and read, line by line, without what cannot be seen."""
    lines = (one_line(line) for line in text.splitlines())
    return "\n".join(lines).strip()


def _of(facts: PageFacts, text: str, day: str) -> PageText:
    return PageText(text, facts.title, facts.publisher, facts.day or date_or_empty(day), facts.language)


def _unicode(body: bytes, charset: str) -> str | bytes:
    """What trafilatura is given: a text where the header names its encoding, else it finds out."""
    if charset:
        try:
            return body.decode(charset, "replace")
        except (LookupError, ValueError):
            return body
    return body


def _extracted(page: str | bytes, address: str) -> Any:
    import trafilatura  # noqa: PLC0415 -- only where pages are read

    return trafilatura.bare_extraction(
        page, url=address or None, with_metadata=True, include_comments=False, include_tables=False
    )
