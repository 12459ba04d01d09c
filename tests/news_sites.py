"""News sites on this machine: feeds and articles by host and path, fetched by the real client."""

import html
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.webhook_receivers import Behaviour, Receiver, answering, receiver
from tracker.transports.web_pages import PageReader

RSS = {"Content_Type": "application/rss+xml; charset=utf-8"}
HTML = {"Content_Type": "text/html; charset=utf-8"}


@dataclass
class Sites:
    """All hosts there are: what each address (host and path) answers. What is not there answers 404."""

    there: Receiver
    answers: dict[str, Behaviour] = field(default_factory=dict)

    def pages(self, resolver: Callable[[str, int], list[str]] | None = None) -> PageReader:
        """The real client, whose connections all lead here."""
        return PageReader(self.there.connections(resolver), user_agent="Tests/1", total_seconds=3.0)

    @property
    def local(self) -> str:
        """Where they are on this machine, for who may go there."""
        return f"127.0.0.1:{self.there.port}"

    @property
    def asked(self) -> list[str]:
        """Hosts and paths, in the order they were asked for."""
        return [f"{each.headers['host']}{each.path}" for each in self.there.received]

    def feed(self, address: str, *entries: str, **headers: str) -> None:
        """Serve an RSS feed of these entries."""
        body = rss(*entries).encode()
        self.answers[address] = answering(200, body, **RSS, **headers)

    def article(self, address: str, text: str, **more: str) -> None:
        """Serve an article of these paragraphs."""
        self.answers[address] = answering(200, article(text, **more).encode(), **HTML)


@contextmanager
def sites() -> Iterator[Sites]:
    """Sites that end with the block."""
    with receiver(is_tls=False) as there:
        made = Sites(there)

        def behave(handler: BaseHTTPRequestHandler) -> None:
            address = f"{handler.headers['Host']}{handler.path}"
            made.answers.get(address, answering(404, b"not found"))(handler)

        there.behave = behave
        yield made


def rss(*entries: str, title: str = "Daily") -> str:
    """An RSS 2.0 document."""
    inner = f"<title>{title}</title>{''.join(entries)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{inner}</channel></rss>'


def entry(
    link: str,
    title: str,
    *,
    summary: str = "",
    guid: str = "",
    published: str = "Tue, 10 Mar 2026 08:00:00 GMT",
) -> str:
    """One item of it; an empty text leaves an element out."""
    parts = {"title": title, "link": link, "pubDate": published, "description": summary}
    inner = "".join(f"<{name}>{html.escape(value)}</{name}>" for name, value in parts.items() if value)
    named = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item>{inner}{named}</item>"


def article(text: str, *, title: str = "An article", language: str = "en", day: str = "2026-03-10") -> str:
    """A page of HTML around paragraphs, which blank lines part."""
    paragraphs = "".join(f"<p>{html.escape(each)}</p>" for each in text.split("\n\n"))
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="Daily"><meta name="date" content="{day}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
