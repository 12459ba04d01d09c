"""What is no message, no tool or no argument is refused with what would be right; nothing is too large."""

import json
import re
from typing import Any

import pytest
from django.test import Client, override_settings
from jsonschema import Draft202012Validator

from tests.factories import a_case, load
from tests.filled import shared_record
from tracker.web.mcp.protocol import META, MODERN, MOST_BYTES
from tracker.web.mcp.tools import TOOLS

pytestmark = pytest.mark.django_db
_record = shared_record(lambda: load(a_case()))
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ENVELOPE = {f"{META}protocolVersion": MODERN[0], f"{META}clientCapabilities": {}}


def post(client: Client, message: object, **headers: str) -> Any:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.post("/mcp", body, content_type="application/json", headers=headers)


def called(client: Client, name: str, arguments: object) -> Any:
    params = {"name": name, "arguments": arguments}
    return post(client, {**LIST, "method": "tools/call", "params": params})


@pytest.mark.parametrize(
    ("message", "status", "code", "words"),
    [
        (b"{", 400, -32700, "not JSON"),
        (b"\xff", 400, -32700, "not JSON"),
        (b"[" * 60_000, 400, -32700, "not JSON"),
        ([LIST], 400, -32600, "one message at a time"),
        ({"id": 1, "method": "ping"}, 400, -32600, '"jsonrpc": "2.0"'),
        ({**LIST, "method": 7}, 400, -32600, "method: a text"),
        ({**LIST, "id": {}}, 400, -32600, "id: a text or a number"),
        ({**LIST, "params": []}, 400, -32602, "params: an object"),
        (b'"' + b"a" * MOST_BYTES + b'"', 413, -32600, "at most 65536 bytes"),
        (
            {**LIST, "method": "tools/forget"},
            200,
            -32601,
            "There is no method tools/forget; there are tools/list",
        ),
        ({**LIST, "method": "tools/call", "params": {"name": "drop"}}, 200, -32602, "There is no tool drop"),
        (
            {**LIST, "method": "tools/call", "params": {"name": "search", "arguments": [1]}},
            200,
            -32602,
            "arguments: an object",
        ),
    ],
)
def test_what_is_no_message_is_refused(
    client: Client, message: object, status: int, code: int, words: str
) -> None:
    answer = post(client, message)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    error = answer.json()["error"]
    assert (error["code"], words in error["message"]) == (code, True), error


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("search", {}, "query is missing."),
        ("search", {"query": "a" * 10_000}, "query holds more than 600 characters."),
        ("search", {"query": "a" * 200}, "at most 100 characters"),
        ("search", {"query": {"a": 1}}, "query: a text or a whole number."),
        (
            "search",
            {"query": "river", "limit": 5},
            "no argument limit here; there are as_of, query.",
        ),
        ("search", {"query": "river", "as_of": "2199"}, "lies ahead"),
        ("get_case", {"slug": "../../metrics"}, "slug: String should match pattern"),
        ("get_case", {"slug": "nothing"}, "nobody knows nothing"),
        ("get_case", {"slug": "open-the-river", "as_of": "1914"}, "the case was announced only on"),
        ("list_cases", {"status": "asleep"}, "status: Input should be"),
        ("list_cases", {"limit": 10**400}, "limit: Input should be less than or equal to 100"),
        ("list_cases", {"limit": True}, "limit: a text or a whole number."),
        ("list_cases", {"limit": 0.5}, "limit: a text or a whole number."),
        ("list_cases", {"limit": 1e300}, "limit: Input should be less than or equal to 100"),
        ("list_cases", {"sender": "atlantis"}, "no case known by then has atlantis there"),
        ("upcoming_deadlines", {"days": 0}, "days: Input should be greater than or equal to 1"),
        ("changes_since", {"since": "lately"}, "since: "),
        ("changes_since", {"since": "2025", "kind": "moved"}, "There is no argument kind here"),
    ],
)
def test_a_wrong_argument_is_a_result_that_says_what_is_right(
    client: Client, name: str, arguments: dict[str, object], problem: str
) -> None:
    result = called(client, name, arguments).json()["result"]
    assert result["isError"]
    assert problem in result["content"][0]["text"]


def test_a_found_case_and_one_that_is_not_there(client: Client) -> None:
    result = called(client, "search", {"query": "riever"}).json()["result"]["structuredContent"]
    assert (result["searched_for"], [item["slug"] for item in result["items"]]) == (
        "river",
        ["open-the-river"],
    )
    listed = called(client, "list_cases", {"limit": 5.0, "cursor": None}).json()["result"]
    assert [item["slug"] for item in listed["structuredContent"]["items"]] == ["open-the-river"]
    nothing = called(client, "search", {"query": "qwertyuiop"}).json()["result"]
    assert (nothing["isError"], nothing["content"][0]["text"]) == (False, "Nothing in the record fits.")


def test_changes_since_an_instant_leave_out_what_was_known_before(client: Client) -> None:
    def kinds(since: str) -> list[str]:
        told = called(client, "changes_since", {"since": since}).json()["result"]["structuredContent"]
        return [item["kind"] for item in told["items"]]

    assert kinds("2020") == ["set"]
    assert kinds("2026-11-01") == []


def test_notifications_and_answers_are_taken_and_streams_are_not(client: Client) -> None:
    for message in (
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
    ):
        answer = post(client, message)
        assert (answer.status_code, answer.content) == (202, b"")
    for method in ("get", "delete", "put"):
        answer = getattr(client, method)("/mcp")
        assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
        assert answer["Content-Type"] == "application/problem+json"
    assert client.post("/mcp", "a=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.post("/mcp", {"a": 1}).status_code == 415


@pytest.mark.parametrize("version", ["2025-03-26", "2025-06-18", "2025-11-25", "1999-01-01", None])
def test_the_handshake_settles_a_version_that_both_know(client: Client, version: str | None) -> None:
    message = {**LIST, "method": "initialize", "params": {"protocolVersion": version, "capabilities": {}}}
    result = post(client, message).json()["result"]
    known = version is not None and version > "2000"
    assert result["protocolVersion"] == (version if known else "2025-11-25")
    assert result["capabilities"] == {"tools": {}}
    assert post(client, {**LIST, "method": "ping"}).json()["result"] == {}


def test_a_modern_request_says_the_same_in_its_headers(client: Client) -> None:
    message = {**LIST, "params": {"_meta": ENVELOPE}}
    right = {"MCP-Protocol-Version": MODERN[0], "Mcp-Method": "tools/list"}
    result = post(client, message, **right).json()["result"]
    assert (result["resultType"], result["cacheScope"]) == ("complete", "public")
    for headers, code in [
        ({**right, "Mcp-Method": "tools/call"}, -32020),
        ({**right, "MCP-Protocol-Version": "2025-11-25"}, -32020),
        ({}, -32020),
    ]:
        answer = post(client, message, **headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    newer = {"_meta": {**ENVELOPE, f"{META}protocolVersion": "2030-01-01"}}
    answer = post(client, {**LIST, "params": newer}, **{**right, "MCP-Protocol-Version": "2030-01-01"})
    assert answer.json()["error"]["data"]["supported"][-1] == MODERN[0]
    gone = post(client, {**message, "method": "ping"}, **{**right, "Mcp-Method": "ping"})
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, -32601)


def test_schemas_of_arguments_are_schemas_and_forbid_what_is_not_there() -> None:
    for tool in TOOLS:
        schema = tool.described()["inputSchema"]
        Draft202012Validator.check_schema(schema)
        assert (schema["type"], schema["additionalProperties"]) == ("object", False)
        assert all(
            each.get("description") for each in schema["properties"].values() if "$ref" not in str(each)
        )


def test_asking_counts_as_the_api_does_and_any_page_may_ask(client: Client) -> None:
    answer = post(client, LIST)
    assert answer["RateLimit"].startswith('"reading";r=')
    assert answer["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/mcp", headers={"origin": "https://example.org"})
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert "Mcp-Method" in asked["Access-Control-Allow-Headers"]
    with override_settings(API_REQUESTS_A_MINUTE=1):
        limited = Client()
        statuses = [post(limited, LIST).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_llms_txt_names_addresses_that_are_there(client: Client) -> None:
    text = client.get("/llms.txt").content.decode()
    assert text.startswith("# Ultimata\n\n> ")
    addresses = re.findall(r"\]\(http://localhost:8000(/[^)]*)\)", text)
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address).status_code == (405 if address == "/mcp" else 200), address
