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
        self.words += [
            given[name] for name in ("aria-label", "title", "content", "data-over") if name in given
        ]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words, those of labels and descriptions too, single-spaced."""
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
