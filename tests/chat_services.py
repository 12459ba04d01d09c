"""Receivers that judge what they get as chat and push services do, and answer as those do."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.webhook_receivers import Received, Receiver, answering
from tracker.transports.chats import Service

ADDRESSES = {
    Service.SLACK: "https://hooks.slack.com/services/T01/B02/x3",
    Service.DISCORD: "https://discord.com/api/webhooks/123/to-ken_?thread_id=9",
    Service.TELEGRAM: "https://api.telegram.org/bot12:AA-b/sendMessage?chat_id=@river",
    Service.MATRIX: "https://matrix.example.org/_matrix/client/v3/rooms/!ab:example.org/send/m.room.message"
    "?access_token=syt_1",
    Service.TEAMS: "https://prod-01.westus.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a-b_c%2Bd",
    Service.NTFY: "https://ntfy.sh/river_alerts",
}
WAIT = 40
"""Seconds that every service asks to wait for when it has had enough."""
TOO_MANY: dict[Service, tuple[bytes, dict[str, str]]] = {
    Service.SLACK: (b"", {"Retry_After": str(WAIT)}),
    Service.DISCORD: (
        b'{"message": "You are being rate limited.", "retry_after": 39.2, "global": false}',
        {},
    ),
    Service.TELEGRAM: (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 40",'
        b'"parameters":{"retry_after":40}}',
        {},
    ),
    Service.MATRIX: (b'{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many","retry_after_ms":39500}', {}),
    Service.TEAMS: (b'{"error":{"code":"WorkflowTriggerIsNotEnabled"}}', {"Retry_After": str(WAIT)}),
    Service.NTFY: (
        b'{"code":42901,"http":429,"error":"limit reached: too many requests"}',
        {"Retry_After": str(WAIT)},
    ),
}


class Refused(Exception):
    """What a service answers: a status and a body."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(body)
        self.status, self.body = status, body.encode()


@dataclass(frozen=True)
class Shown:
    """What people see: the words of the link, where it leads, and the text."""

    title: str
    url: str
    text: str


@dataclass
class ChatService:
    """Behaves as a service; `shown` is what it took, in order; while `is_tired` it answers 429."""

    service: Service
    there: Receiver
    shown: list[Shown] = field(default_factory=list)
    is_tired: bool = False
    transactions: dict[str, str] = field(default_factory=dict)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        """Judge and answer."""
        came = self.there.received[-1]
        if self.is_tired:
            body, headers = TOO_MANY[self.service]
            answering(429, body, **headers)(handler)
            return
        try:
            status, body = _JUDGES[self.service](self, handler.command, came)
        except Refused as refused:
            status, body = refused.status, refused.body
        answering(status, body)(handler)


def _need(is_right: object, status: int, body: str) -> None:
    if not is_right:
        raise Refused(status, body)


def _content(came: Received, most: int = 100_000) -> Any:
    _need(came.headers["content-type"].startswith("application/json"), 400, "no JSON")
    _need(len(came.body) <= most, 413, "too long")
    return json.loads(came.body)


def _slack(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    _need((method, came.path) == ("POST", "/services/T01/B02/x3"), 404, "no_service")
    content = _content(came)
    _need(not set(content) - {"text", "blocks", "unfurl_links"} and content["text"], 400, "no_text")
    link, words = (block["text"] for block in content["blocks"])
    for each, kind in ((link, "mrkdwn"), (words, "plain_text")):
        _need(each["type"] == kind and 0 < len(each["text"]) <= 3000, 400, "invalid_blocks")
    found = re.fullmatch(r"<(?P<url>https?://[^|<>]+)\|(?P<words>[^<>]+)>", link["text"])
    _need(found, 400, "invalid_blocks")
    for text in (content["text"], found["words"] if found else ""):
        _need(re.fullmatch(r"([^<>&]|&(amp|lt|gt);)*", text), 400, "invalid_payload")
    assert found is not None
    self.shown.append(Shown(unescape(found["words"]), found["url"], words["text"]))
    return 200, b"ok"


def _discord(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    _need((method, came.path) == ("POST", "/api/webhooks/123/to-ken_?thread_id=9"), 404, '{"code": 10015}')
    content = _content(came)
    _need(content.get("embeds") or content.get("content"), 400, '{"code": 50006}')
    _need(content["allowed_mentions"] == {"parse": []}, 400, "somebody would be mentioned")
    (embed,) = content["embeds"]
    _need(len(embed["title"]) <= 256 and len(embed["description"]) <= 4096, 400, '{"code": 50035}')
    for words in (embed["title"], embed["description"]):
        _need(not re.search(r"(?<!\\)[*_~`|<]", words.replace("\\\\", "")), 400, "Markdown")
    plain = [re.sub(r"\\(.)", r"\1", embed[name]) for name in ("title", "description")]
    self.shown.append(Shown(plain[0], embed["url"], plain[1]))
    return 204, b""


class _Html(HTMLParser):
    """Of the few elements the service knows: the words of the link and those after it."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known, self.href, self.words = known, "", ["", ""]
        self.in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _need(tag in self.known, 400, "can't parse entities")
        self.href = dict(attrs).get("href") or self.href
        self.in_link = self.in_link or tag == "a"

    def handle_endtag(self, tag: str) -> None:
        self.in_link = self.in_link and tag != "a"

    def handle_data(self, data: str) -> None:
        self.words[0 if self.in_link else 1] += data


def _read(html: str, *known: str) -> Shown:
    parser = _Html(set(known))
    parser.feed(html)
    parser.close()
    return Shown(parser.words[0], parser.href, parser.words[1].strip())


def _telegram(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    _need((method, came.path) == ("POST", "/bot12:AA-b/sendMessage"), 404, '{"ok":false,"error_code":404}')
    content = _content(came)
    _need(content.get("chat_id") == "@river", 400, '{"ok":false,"description":"Bad Request: chat not found"}')
    _need(content["parse_mode"] == "HTML" and len(content["text"]) <= 4096, 400, "too long")
    self.shown.append(_read(content["text"], "b", "a"))
    return 200, b'{"ok":true,"result":{"message_id":7}}'


def _matrix(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    start = "/_matrix/client/v3/rooms/%21ab%3Aexample.org/send/m.room.message/"
    _need(method == "PUT" and came.path.startswith(start), 404, '{"errcode":"M_UNRECOGNIZED"}')
    _need(came.headers.get("authorization") == "Bearer syt_1", 401, '{"errcode":"M_MISSING_TOKEN"}')
    content = _content(came, 65_536)
    transaction = came.path.removeprefix(start)
    if transaction not in self.transactions:
        self.transactions[transaction] = f"${len(self.transactions)}"
        _need(content["msgtype"] == "m.notice" and content["m.mentions"] == {}, 400, "M_BAD_JSON")
        self.shown.append(_read(content["formatted_body"], "strong", "a", "br"))
        assert content["body"].splitlines() == [
            self.shown[-1].title,
            self.shown[-1].text,
            self.shown[-1].url,
        ]
    return 200, json.dumps({"event_id": self.transactions[transaction]}).encode()


def _teams(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    query = parse_qs(urlsplit(came.path).query)
    _need(method == "POST" and query.get("sig") == ["a-b_c+d"], 401, "DirectApiAuthorizationRequired")
    content = _content(came, 28_000)
    (attachment,) = content["attachments"]
    card = attachment["content"]
    is_card = attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    _need(content["type"] == "message" and is_card and card["type"] == "AdaptiveCard", 400, "no card")
    title, text = (block["inlines"][0] for block in card["body"])
    _need({block["type"] for block in card["body"]} == {"RichTextBlock"}, 400, "markup")
    (action,) = card["actions"]
    _need(action["type"] == "Action.OpenUrl", 400, "no link")
    self.shown.append(Shown(title["text"], action["url"], text["text"]))
    return 202, b""


def _ntfy(self: ChatService, method: str, came: Received) -> tuple[int, bytes]:
    _need((method, came.path) == ("POST", "/"), 404, '{"code":40401,"http":404,"error":"page not found"}')
    content = _content(came, 4096)
    known = {"topic", "title", "message", "click", "priority", "tags"}
    _need(set(content) <= known and content["topic"] == "river_alerts", 400, '{"code":40009}')
    _need(content["priority"] in range(1, 6), 400, '{"code":40007}')
    self.shown.append(Shown(content["title"], content["click"], content["message"]))
    told = {"id": "sPs71M8A2T", "time": 1, "expires": 2, "event": "message", **content}
    return 200, json.dumps(told, separators=(",", ":")).encode()


_JUDGES: dict[Service, Callable[[ChatService, str, Received], tuple[int, bytes]]] = {
    Service.SLACK: _slack,
    Service.DISCORD: _discord,
    Service.TELEGRAM: _telegram,
    Service.MATRIX: _matrix,
    Service.TEAMS: _teams,
    Service.NTFY: _ntfy,
}
