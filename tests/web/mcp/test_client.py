"""The endpoint as the protocol's own client has it, in both ages of the protocol."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from mcp import Client

from tests.public_site import public_site

__all__ = ["public_site"]
pytestmark = pytest.mark.django_db
FIFTY_DAYS = "us-russia-50-days-2025"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "USA", "as_of": "2025-07-24"},
    "get_case": {"slug": FIFTY_DAYS, "as_of": "2025-07-24"},
    "list_cases": {"sender": "united-states", "status": "running", "as_of": "2025-07-24", "limit": 3},
    "upcoming_deadlines": {"days": 60, "as_of": "2025-07-24"},
    "changes_since": {"since": "2025-07-01", "case": FIFTY_DAYS, "as_of": "2025-07-30"},
    "track_record": {"as_of": "2025-07-24"},
}


def asked(site: str, calls: Mapping[str, Mapping[str, Any]], mode: Any) -> tuple[list[Any], dict[str, Any]]:
    """The tools there are, and what each call gives."""

    async def ask() -> tuple[list[Any], dict[str, Any]]:
        async with Client(f"{site}/mcp", mode=mode) as client:
            tools = (await client.list_tools()).tools
            return tools, {
                name: await client.call_tool(name, dict(arguments)) for name, arguments in calls.items()
            }

    return asyncio.run(ask())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_answers_as_of_an_instant_with_sentences_and_addresses(
    public_site: str, mode: str
) -> None:
    tools, found = asked(public_site, CALLS, mode)
    assert [tool.name for tool in tools] == list(CALLS)
    assert all("as_of" in tool.input_schema["properties"] for tool in tools)
    assert all(tool.annotations.read_only_hint for tool in tools)
    for name, result in found.items():
        told = result.structured_content
        assert not result.is_error, (name, result.content)
        assert told["as_of"] == CALLS[name]["as_of"]
        entries = told.get("items", [told])
        assert entries, name
        for entry in entries:
            assert f"{entry['sentence']} {entry['url']}" in result.content[0].text
        if told["as_of"] < "2025-07-28":
            assert "2025-08-08" not in str(told), f"{name} tells of what was not known by then"
    case = found["get_case"].structured_content
    assert case["sentence"].endswith(
        "(United States → Russia): Running. "
        "Until: the end of 2 September 2025 in Washington (UTC−4), zone assumed."
    )
    assert len(found["list_cases"].structured_content["items"]) == 3
    assert FIFTY_DAYS in {item["slug"] for item in found["search"].structured_content["items"]}
    assert "2025-07-28" in found["changes_since"].content[0].text
    assert found["track_record"].structured_content["overall"]
