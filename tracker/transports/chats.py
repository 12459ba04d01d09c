"""Messages for people where a webhook's address is one of a chat or push service, told by the address alone.

Each service has its own request; words are escaped as it asks, so that what a case holds is shown as it was
written and mentions nobody. A service can echo no challenge: that it accepts a message is the answer.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.utils.translation import gettext as _

LONGEST_TITLE = 200
LONGEST_TEXT = 1500
"""In characters, before they are escaped: within the limits of every service, so that none refuses it."""
NTFY_BYTES = 4000
"""ntfy makes a file of a longer text."""
MARKDOWN = re.compile(r"([\\*_~`|>#\[\]()<@])")


class Service(StrEnum):
    """A service whose addresses are recognised, by the name it has for people."""

    SLACK = "Slack"
    DISCORD = "Discord"
    TELEGRAM = "Telegram"
    MATRIX = "Matrix"
    TEAMS = "Microsoft Teams"
    NTFY = "ntfy"


OF_ALL = (Service.SLACK, Service.DISCORD, Service.TELEGRAM, Service.TEAMS)
"""Those at hosts of their own, which the addresses of all owners share, each with a secret in it."""
ANSWERS = {Service.MATRIX: '"event_id"', Service.NTFY: '"event":"message"'}
"""What the answers hold of those that may be at any host, and what we send does not."""


class IncompleteAddress(ValueError):
    """An address of a service that lacks what it needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: a title that leads to `url`, a text, whether it is pressing; `name` stays at retries."""

    title: str
    text: str
    url: str
    name: str
    is_pressing: bool = False


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request of a service; `headers` are those beside the usual ones, `answer` what its answer holds."""

    url: str
    body: bytes
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Address:
    host: str
    path: str
    query: Mapping[str, str]
    raw_query: str
    base: str


_PATHS: tuple[tuple[Service, str, str], ...] = (
    (Service.SLACK, r"hooks\.slack(-gov)?\.com", r"/services/[^/]+/[^/]+/[^/]+"),
    (
        Service.DISCORD,
        r"((ptb|canary)\.)?discord(app)?\.com",
        r"/api(/v[0-9]+)?/webhooks/[0-9]+/[A-Za-z0-9_-]+",
    ),
    (Service.TELEGRAM, r"api\.telegram\.org", r"/bot[^/]+(/sendMessage)?"),
    (
        Service.MATRIX,
        r".+",
        r"/_matrix/client/(v[0-9]+|r0)/rooms/(?P<room>[^/]+)(/send(/m\.room\.message)?)?/?",
    ),
    (
        Service.TEAMS,
        r"(.+\.)?(logic\.azure\.com|environment\.api\.powerplatform\.com)",
        r"(/powerautomate/automations/direct)?/workflows/[^/]+/triggers/[^/]+/paths/invoke",
    ),
    (Service.NTFY, r"ntfy\..+", r"/(?P<topic>[A-Za-z0-9_-]{1,64})/?"),
)
EXAMPLES = {
    Service.SLACK: "https://hooks.slack.com/services/T…/B…/…",
    Service.DISCORD: "https://discord.com/api/webhooks/…/…",
    Service.TELEGRAM: "https://api.telegram.org/bot…/sendMessage?chat_id=…",
    Service.MATRIX: "https://…/_matrix/client/v3/rooms/…/send/m.room.message?access_token=…",
    Service.TEAMS: "https://….environment.api.powerplatform.com/…/workflows/…/paths/invoke?…",
    Service.NTFY: "https://ntfy.sh/…",
}
"""How an address of each begins and what it must hold, for the forms."""


def service_of(url: str) -> Service | None:
    """The service that an address is of; None where it is any other."""
    found = _found(url)
    return found[0] if found else None


def check(url: str) -> None:
    """Raise `IncompleteAddress` for an address of a service that lacks what it needs."""
    service, query = service_of(url), _address(url).query
    if service is Service.TELEGRAM and not query.get("chat_id"):
        raise IncompleteAddress(
            _("Telegram needs the chat: add ?chat_id= with its number or @name to the address.")
        )
    if service is Service.MATRIX and not query.get("access_token"):
        raise IncompleteAddress(
            _("Matrix needs to know who writes: add ?access_token= with the token of a user in the room.")
        )


def request_of(url: str, message: Message) -> ChatRequest | None:
    """The request that says a message at an address of a service; None where it is any other."""
    found = _found(url)
    if found is None:
        return None
    service, match = found
    made = _WRITERS[service](_address(url), match, _cut(message))
    return replace(made, answer=ANSWERS.get(service, ""))


def _found(url: str) -> tuple[Service, re.Match[str]] | None:
    address = _address(url)
    for service, host, path in _PATHS:
        match = re.fullmatch(path, address.path)
        if match and re.fullmatch(host, address.host):
            return service, match
    return None


def _address(url: str) -> _Address:
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    return _Address(parts.hostname or "", parts.path, dict(parse_qsl(parts.query)), parts.query, base)


def _cut(message: Message) -> Message:
    title, text = (
        words if len(words) <= most else f"{words[: most - 1]}…"
        for words, most in ((message.title, LONGEST_TITLE), (message.text, LONGEST_TEXT))
    )
    return replace(message, title=title, text=text)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _slack(address: _Address, _match: re.Match[str], message: Message) -> ChatRequest:
    """Incoming webhooks with Block Kit: the text is plain, so of markup only the link has to be escaped."""
    title, text = (escape(words, quote=False) for words in (message.title, message.text))
    link = {"type": "mrkdwn", "text": f"<{message.url}|{title}>"}
    words = {"type": "plain_text", "text": message.text, "emoji": False}
    content = {
        "text": f"{title}: {text}",
        "blocks": [{"type": "section", "text": link}, {"type": "section", "text": words}],
        "unfurl_links": False,
    }
    return ChatRequest(address.base + address.path, _json(content))


def _discord(address: _Address, _match: re.Match[str], message: Message) -> ChatRequest:
    """Execute Webhook: an embed, and nobody may be mentioned. A thread stays in the address."""
    title, text = _without_markdown(message.title, 256), _without_markdown(message.text, 4096)
    content = {
        "embeds": [{"title": title, "url": message.url, "description": text}],
        "allowed_mentions": {"parse": []},
    }
    thread = {name: value for name, value in address.query.items() if name == "thread_id"}
    query = f"?{urlencode(thread)}" if thread else ""
    return ChatRequest(address.base + address.path + query, _json(content))


def _without_markdown(words: str, most: int) -> str:
    """Words with their Markdown escaped, cut so that all of it has so many characters at the most."""
    escaped = MARKDOWN.sub(r"\\\1", words)
    while len(escaped) > most:
        words = f"{words[:-2]}…"
        escaped = MARKDOWN.sub(r"\\\1", words)
    return escaped


def _telegram(address: _Address, _match: re.Match[str], message: Message) -> ChatRequest:
    """sendMessage of the Bot API in HTML; the chat goes from the address into the body."""
    link = f'<a href="{escape(message.url)}">{escape(message.title)}</a>'
    content = {
        **{name: address.query[name] for name in ("chat_id", "message_thread_id") if name in address.query},
        "text": f"<b>{link}</b>\n{escape(message.text)}",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    path = address.path if address.path.endswith("/sendMessage") else f"{address.path}/sendMessage"
    return ChatRequest(address.base + path, _json(content))


def _matrix(address: _Address, match: re.Match[str], message: Message) -> ChatRequest:
    """Client-server API: PUT under a transaction's name, so that a retry is no second message."""
    link = f'<a href="{escape(message.url)}">{escape(message.title)}</a>'
    content = {
        "msgtype": "m.notice",
        "body": f"{message.title}\n{message.text}\n{message.url}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"<strong>{link}</strong><br>{escape(message.text)}",
        "m.mentions": {},
    }
    room, version = quote(unquote(match["room"]), safe=""), match[1]
    path = f"/_matrix/client/{version}/rooms/{room}/send/m.room.message/{quote(message.name, safe='')}"
    who = ("Authorization", f"Bearer {quote(address.query.get('access_token', ''), safe='+/=')}")
    return ChatRequest(address.base + path, _json(content), "PUT", (who,))


def _teams(address: _Address, _match: re.Match[str], message: Message) -> ChatRequest:
    """A workflow that posts an Adaptive Card; text runs know no markup. The query signs the address."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _line({"type": "TextRun", "text": message.title, "weight": "Bolder"}),
            _line({"type": "TextRun", "text": message.text}),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Ultimata", "url": message.url}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    content = {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
    query = f"?{address.raw_query}" if address.raw_query else ""
    return ChatRequest(address.base + address.path + query, _json(content))


def _line(run: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [run]}


def _ntfy(address: _Address, match: re.Match[str], message: Message) -> ChatRequest:
    """Publishing as JSON at the root of the server, where words need no encoding as they would in headers."""
    content = {
        "topic": match["topic"],
        "title": message.title,
        "message": message.text.encode()[:NTFY_BYTES].decode(errors="ignore"),
        "click": message.url,
        "priority": 4 if message.is_pressing else 3,
        "tags": ["hourglass"],
    }
    auth = {name: value for name, value in address.query.items() if name == "auth"}
    query = f"?{urlencode(auth)}" if auth else ""
    return ChatRequest(f"{address.base}/{query}", _json(content))


_WRITERS: dict[Service, Callable[[_Address, re.Match[str], Message], ChatRequest]] = {
    Service.SLACK: _slack,
    Service.DISCORD: _discord,
    Service.TELEGRAM: _telegram,
    Service.MATRIX: _matrix,
    Service.TEAMS: _teams,
    Service.NTFY: _ntfy,
}
