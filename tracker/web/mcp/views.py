"""`POST /mcp`: a message of the Model Context Protocol, answered from the record as it is public."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tracker import __version__
from tracker.clock import utc_now
from tracker.web.mcp.protocol import (
    HANDSHAKE,
    INVALID_PARAMS,
    INVALID_REQUEST,
    META,
    MODERN,
    MOST_BYTES,
    NO_METHOD,
    STATUS,
    Call,
    RpcError,
    read,
)
from tracker.web.mcp.tools import BY_NAME, TOOLS, call
from tracker.web.problems import HttpProblem, problem_details

Plain = dict[str, Any]
MAX_AGE_SECONDS = 3600
INSTRUCTIONS = (
    "Ultimata records ultimatums and deadlines between states and other actors: who demanded what, from "
    "whom, under which threat, by when, how the date moved, and what happened. Every tool takes as_of and "
    "then answers with what was known at that instant, and nothing later. Say a date as it is given: it may "
    "be a window. Cite the url of what you use; each fact of get_case names its sources."
)


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """One message, one answer as JSON; notifications are taken with 202. Nothing is kept between two."""
    with translation.override(settings.LANGUAGE_CODE):
        if request.method != "POST":
            problem = _("Send a message by POST; there is no stream to open and no session to end.")
            response = problem_details(
                request, HttpProblem(405, _("Only messages are taken here"), [problem])
            )
            response.headers["Allow"] = "POST, OPTIONS"
            return response
        try:
            answer = _answer(request, utc_now())
        except RpcError as error:
            answer = _error(error)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _answer(request: HttpRequest, now: datetime) -> HttpResponse:
    if request.content_type != "application/json":
        raise RpcError(INVALID_REQUEST, "Content-Type: send application/json.", status=415)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise RpcError(INVALID_REQUEST, f"A message has at most {MOST_BYTES} bytes.", status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    message = read(request.body, headers)
    if message.is_notification:
        return HttpResponse(status=202)
    try:
        result = _result(message, request, now)
    except RpcError as error:
        error.id = message.id
        error.status = STATUS.get(error.code, 400) if message.is_modern else 200
        raise
    if message.is_modern:
        result = {**result, "resultType": "complete", "_meta": {f"{META}serverInfo": _server()}}
    return JsonResponse({"jsonrpc": "2.0", "id": message.id, "result": result})


def _error(error: RpcError) -> HttpResponse:
    told = {"code": error.code, "message": error.message}
    told |= {} if error.data is None else {"data": error.data}
    return JsonResponse({"jsonrpc": "2.0", "id": error.id, "error": told}, status=error.status)


def _result(message: Call, request: HttpRequest, now: datetime) -> Plain:
    answers: Mapping[str, Callable[[], Plain]] = {
        "tools/list": lambda: {"tools": [tool.described() for tool in TOOLS], **_lasting(message)},
        "tools/call": lambda: _called(message, request, now),
    }
    of_age: Mapping[str, Callable[[], Plain]] = {
        "initialize": lambda: _initialized(message),
        "ping": dict,
    }
    if message.is_modern:
        of_age = {"server/discover": lambda: {**_discovered(), **_lasting(message)}}
    found = answers.get(message.method) or of_age.get(message.method)
    if found is None:
        known = ", ".join([*answers, *of_age])
        raise RpcError(NO_METHOD, f"There is no method {message.method[:100]}; there are {known}.")
    return found()


def _called(message: Call, request: HttpRequest, now: datetime) -> Plain:
    name, arguments = message.params.get("name"), message.params.get("arguments") or {}
    tool = BY_NAME.get(name) if isinstance(name, str) else None
    if tool is None:
        raise RpcError(INVALID_PARAMS, f"There is no tool {str(name)[:100]}; there are {', '.join(BY_NAME)}.")
    if not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "arguments: an object.")
    return call(tool, arguments, request, now)


def _initialized(message: Call) -> Plain:
    asked = message.params.get("protocolVersion")
    version = asked if asked in HANDSHAKE else HANDSHAKE[-1]
    return {"protocolVersion": version, **_able(), "serverInfo": _server()}


def _discovered() -> Plain:
    return {"supportedVersions": list(MODERN), **_able()}


def _able() -> Plain:
    return {"capabilities": {"tools": {}}, "instructions": INSTRUCTIONS}


def _server() -> Plain:
    site = f"{settings.SITE_URL}{reverse('developers')}"
    return {"name": "ultimata", "title": "Ultimata", "version": __version__, "websiteUrl": site}


def _lasting(message: Call) -> Plain:
    """How long others may keep an answer that is the same for everybody."""
    return {"ttlMs": MAX_AGE_SECONDS * 1000, "cacheScope": "public"} if message.is_modern else {}
