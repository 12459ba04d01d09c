"""JSON-RPC 2.0 as the Model Context Protocol has it over HTTP: one message in, one answer out, no sessions.

Both ages of the protocol are spoken: revisions with a handshake (`initialize`), and from 2026-07-28 on those
whose requests carry their revision in `_meta` and in headers that must say the same.
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HANDSHAKE = ("2025-03-26", "2025-06-18", "2025-11-25")
MODERN = ("2026-07-28",)
MOST_BYTES = 64 * 1024
"""Of a message; arguments are short words."""
PARSE_ERROR = -32700
INVALID_REQUEST = -32600
NO_METHOD = -32601
INVALID_PARAMS = -32602
HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022
META = "io.modelcontextprotocol/"
STATUS = {
    PARSE_ERROR: 400,
    INVALID_REQUEST: 400,
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    UNSUPPORTED_VERSION: 400,
    NO_METHOD: 404,
}
"""The HTTP status of an error; of what is wrong within a message of the handshake's age it is 200."""
_BASE64 = re.compile(r"=\?base64\?(?P<payload>.*)\?=")
_NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
Id = str | int | float | None


@dataclass
class RpcError(Exception):
    """An answer that is an error; `status` is that of HTTP."""

    code: int
    message: str
    data: Any = None
    id: Id = None
    status: int = 400


@dataclass(frozen=True, slots=True)
class Call:
    """A message that was read; `is_notification`: nobody waits for an answer."""

    method: str
    params: Mapping[str, Any]
    id: Id
    is_notification: bool
    is_modern: bool


def read(body: bytes, headers: Mapping[str, str]) -> Call:
    """The message of a request; `headers` by their names in small letters. Raises `RpcError`."""
    if len(body) > MOST_BYTES:
        raise RpcError(INVALID_REQUEST, f"A message has at most {MOST_BYTES} bytes.", status=413)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RpcError(PARSE_ERROR, "The body is not JSON.") from error
    if isinstance(found, list):
        raise RpcError(INVALID_REQUEST, "Send one message at a time; batches are not taken.")
    if not isinstance(found, dict) or found.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, 'A message is an object with "jsonrpc": "2.0".')
    number, method, params = found.get("id"), found.get("method"), found.get("params", {})
    if isinstance(number, bool) or not isinstance(number, str | int | float | None):
        raise RpcError(INVALID_REQUEST, "id: a text or a number.")
    if method is None and ("result" in found or "error" in found):
        return Call("", {}, None, is_notification=True, is_modern=False)  # an answer; nothing was asked
    if not isinstance(method, str):
        raise RpcError(INVALID_REQUEST, "method: a text.", id=number)
    if not isinstance(params, dict):
        raise RpcError(INVALID_PARAMS, "params: an object.", id=number)
    is_modern = _is_modern(method, params, headers, number)
    return Call(method, params, number, "id" not in found, is_modern)


def _is_modern(method: str, params: Mapping[str, Any], headers: Mapping[str, str], number: Id) -> bool:
    """Whether a message is of the age without a handshake, and then whether its parts agree."""
    meta = params.get("_meta")
    meta = meta if isinstance(meta, dict) else {}
    told, version = headers.get("mcp-protocol-version"), meta.get(f"{META}protocolVersion")
    if version is None and (told is None or told in HANDSHAKE or method == "initialize"):
        return False
    if version is None and told not in MODERN:
        raise _unsupported(told, number)
    missing = [name for name in ("protocolVersion", "clientCapabilities") if f"{META}{name}" not in meta]
    if missing or not isinstance(version, str):
        words = ", ".join(f"{META}{name}" for name in missing or ["protocolVersion"])
        raise RpcError(INVALID_PARAMS, f"_meta: {words} is missing or no text.", id=number)
    wanted = {"mcp-protocol-version": version, "mcp-method": method}
    if method in _NAMES:
        wanted["mcp-name"] = str(params.get(_NAMES[method]))
    for name, value in wanted.items():
        if _decoded(headers.get(name)) != value:
            raise RpcError(
                HEADER_MISMATCH, f"The header {name} does not say what the message does.", id=number
            )
    if version not in MODERN:
        raise _unsupported(version, number)
    return True


def _unsupported(version: str | None, number: Id) -> RpcError:
    data = {"supported": [*HANDSHAKE, *MODERN], "requested": version}
    return RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data, number)


def _decoded(value: str | None) -> str | None:
    match = _BASE64.fullmatch(value or "")
    if match is None:
        return value
    try:
        return b64decode(match["payload"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
