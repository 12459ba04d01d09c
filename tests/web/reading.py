"""What a reader finds in a page: its words, its links, its forms."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"script", "style"}


@dataclass
class Read(HTMLParser):
    """A page, read."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    silent: int = 0
    in_term: bool = False
    after_term: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.silent += tag in SILENT
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "input":
            self.fields[given.get("name", "")] = given.get("value", "")
        if tag == "option":
            self.options.append(given.get("value", ""))
        self.stamps += [given[name] for name in ("datetime", "data-instant") if name in given]
        told = ["aria-label", "content", "data-over"]
        self.after_term = False
        if tag == "a":
            self.in_term = given.get("class") == "term"
        if tag != "a" or not self.in_term:  # what a word means is said in the glossary, for all pages
            told.append("title")
        self.words += [given[name] for name in told if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.after_term = tag == "a" and self.in_term

    def handle_data(self, data: str) -> None:
        if self.after_term:  # a word is linked, and what follows belongs to it: "Complied, 1 day late"
            self.words[-1] += data
        elif not self.silent:
            self.words.append(data)
        self.after_term = False

    @property
    def text(self) -> str:
        """All words, those of labels and descriptions too but for those of terms, single-spaced."""
        return squeezed(" ".join(self.words))

    @property
    def inner(self) -> list[str]:
        """The links to other pages of the site."""
        return [link for link in self.links if link.startswith(("/", "?"))]


def squeezed(text: str) -> str:
    """The text with single spaces."""
    return re.sub(r"\s+", " ", text).strip()


def read(html: bytes | str) -> Read:
    """Read a page."""
    page = Read()
    page.feed(html.decode() if isinstance(html, bytes) else html)
    return page


def is_case(link: str) -> bool:
    """Whether a link leads to a case, or to a page of it; not to the table of all of them."""
    return link.startswith("/ultimatums/") and link.partition("?")[0] != "/ultimatums/"
