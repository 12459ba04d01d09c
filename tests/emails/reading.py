"""Mails read back as their readers' programs do."""

import re
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

from tracker.transports.base import Outgoing

SITE = "https://ultimata.example"
LINK = re.compile(r"https?://\S+")
SPACE = re.compile(r"\s+")


def parsed(outgoing: Outgoing | None) -> EmailMessage:
    """The message in an outgoing mail, checked to have no defects in any part."""
    assert outgoing is not None
    message = message_from_bytes(outgoing.data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    return message


def text_of(message: EmailMessage) -> str:
    """The plain text with bare line feeds."""
    return _content(message, "plain")


def html_of(message: EmailMessage) -> str:
    """The HTML."""
    return _content(message, "html")


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


class Page(HTMLParser):
    """The tags, links and words of an HTML mail; words in `<s>` and in style sheets are left out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.links: set[str] = set()
        self.text: list[str] = []
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(name for name, _ in attrs)
        self.links |= {value for name, value in attrs if name == "href" and value}
        self._silent += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)

    @property
    def words(self) -> str:
        """All words in a row, blanks made equal."""
        return flat(" ".join(self.text))


def flat(text: str) -> str:
    """Text with every run of blanks as one space."""
    return SPACE.sub(" ", text).strip()


def links_in(text: str) -> set[str]:
    """The addresses in plain text."""
    return set(LINK.findall(text))
