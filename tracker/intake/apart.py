"""Feeds and pages read in a process of their own, for the web server.

Their parsers are large and meet what anybody sends: a process that takes too long is ended, one that takes
too much memory ends itself, and the web server keeps nothing of either. The worker of intake, which reads
many, imports them instead.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from tracker.intake.feed_document import FeedDocument, FeedItem, NotAFeed, read_feed
from tracker.intake.page_text import PageText, page_text

SECONDS = 15.0
MOST_MEMORY = 1024 * 1024 * 1024


class NotReadApart(Exception):
    """The process came to no end; the message is a sentence."""


def feed_apart(body: bytes, *, charset: str, address: str) -> FeedDocument:
    """As `read_feed`; also raises `NotReadApart`."""
    found = _run("feed", charset, address, body)
    if "refused" in found:
        raise NotAFeed(found["refused"])
    items = tuple(FeedItem(**item) for item in found.pop("items"))
    return FeedDocument(found["title"], items, tuple(found["notes"]))


def page_apart(body: bytes, *, charset: str, address: str) -> PageText:
    """As `page_text`; raises `NotReadApart`."""
    return PageText(**_run("page", charset, address, body))


def _run(*arguments: Any) -> dict[str, Any]:
    *words, body = arguments
    command = [sys.executable, "-m", "tracker.intake.apart", *words]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired as error:
        raise NotReadApart(f"Reading it took more than {SECONDS:g} seconds.") from error
    except subprocess.CalledProcessError as error:
        raise NotReadApart("It could not be read.") from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(kind: str, charset: str, address: str) -> dict[str, Any]:
    """What the other process does: read standard input, and give plain values."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    body = sys.stdin.buffer.read()
    if kind == "page":
        return asdict(page_text(body, charset=charset, address=address))
    try:
        return asdict(read_feed(body, charset=charset, address=address))
    except NotAFeed as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
