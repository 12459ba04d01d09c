"""The recipes of the page for developers, done by hand as their programs would, against a running site."""

import json
import re
import shutil
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from jinja2 import Environment, StrictUndefined
from pytest_django import Settings

from tests.public_site import public_site
from tests.web.test_developers import Examples, run
from tracker.clock import utc_now

__all__ = ["public_site"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def recipes(public_site: str, client: Client, settings: Settings) -> dict[str, str]:
    settings.SITE_URL = public_site
    parser = Examples()
    parser.feed(client.get("/developers/").content.decode())
    return parser.found


def fetched(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


def at(path: str, value: Any) -> Any:
    """What stands at a path such as `$.items[0]` or `title`."""
    for name in re.findall(r"[A-Za-z_]+|\d+", path):
        value = value[int(name) if name.isdigit() else name]
    return value


def timestamp(when: datetime | str, default: int | None = None) -> float | None:
    """As Home Assistant has `as_timestamp`."""
    try:
        return (when if isinstance(when, datetime) else datetime.fromisoformat(when)).timestamp()
    except ValueError:
        return default


def test_home_assistant_finds_what_the_recipe_names(recipes: dict[str, str]) -> None:
    found = yaml.safe_load(recipes["home-assistant"])
    (rest,) = found["rest"]
    (sensor,) = rest["sensor"]
    answer = fetched(rest["resource"])
    jinja = Environment(undefined=StrictUndefined)
    state = jinja.from_string(sensor["value_template"]).render(value_json=answer)
    due_at = datetime.fromisoformat(state)
    now = utc_now()
    assert due_at > now
    is_there = jinja.from_string(sensor["availability"])
    assert is_there.render(value_json=answer) == "True"
    assert is_there.render(value_json={"items": []}) == "False"
    row = at(sensor["json_attributes_path"], answer)
    attributes = {name: row[name] for name in sensor["json_attributes"]}
    assert set(attributes) == {"title", "url", "status"}

    name = "sensor." + sensor["name"].lower().replace(" ", "_")
    functions = {
        "states": {name: state}.__getitem__,
        "state_attr": lambda entity, attribute: {name: attributes}[entity][attribute],
        "now": lambda: now,
        "as_timestamp": timestamp,
    }
    (automation,) = found["automation"]
    (trigger,) = automation["triggers"]
    fires = jinja.from_string(trigger["value_template"]).render(**functions)
    assert fires == str(due_at - now < timedelta(days=1))
    away = {**functions, "states": {name: "unavailable"}.__getitem__}
    assert jinja.from_string(trigger["value_template"]).render(**away) == "False"
    data = automation["actions"][0]["data"]
    assert jinja.from_string(data["message"]).render(**functions) == row["title"]
    assert jinja.from_string(data["data"]["url"]).render(**functions) == row["url"]


def test_n8n_goes_from_node_to_node_with_what_is_there(recipes: dict[str, str]) -> None:
    flow = json.loads(recipes["n8n"])
    nodes = {node["name"]: node for node in flow["nodes"]}
    assert len(nodes) == len(flow["nodes"])
    path = ["Every morning"]
    while following := flow["connections"].get(path[-1]):
        path.append(following["main"][0][0]["node"])
    assert path == list(nodes)
    kinds = [nodes[name]["type"].removeprefix("n8n-nodes-base.") for name in path]
    assert kinds == ["scheduleTrigger", "httpRequest", "splitOut", "set"]
    answer = fetched(nodes[path[1]]["parameters"]["url"])
    items = answer[nodes[path[2]]["parameters"]["fieldToSplitOut"]]
    assert items != []
    (made,) = nodes[path[3]]["parameters"]["assignments"]["assignments"]
    assert made["value"].startswith("=")
    named = re.findall(r"\{\{ \$json\.([a-z_.]+) \}\}", made["value"])
    assert len(named) == made["value"].count("{{") == 3
    assert [at(name, item) for item in items for name in named if not at(name, item)] == []


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_the_endpoint_for_models_answers_the_example(
    recipes: dict[str, str], public_site: str, tmp_path: Path
) -> None:
    result = json.loads(run(recipes["curl-mcp"], tmp_path))["result"]
    assert result["structuredContent"]["as_of"] == "2025-07-24"
    assert "/ultimatums/us-russia-50-days-2025/" in result["content"][0]["text"]
    config = json.loads(recipes["mcp-config"])["mcpServers"]["ultimata"]
    assert config == {"type": "http", "url": f"{public_site}/mcp"}
