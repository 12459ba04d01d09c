"""Pages for people who write programs: how to begin, and what each address takes and gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from tracker.web.api.document import WORDS, document
from tracker.web.decorators import AsOf, public_page
from tracker.web.middleware.rate_limit import FILE_COSTS, NARROWED_COSTS, WINDOW_SECONDS
from tracker.web.pages.recipes import recipes

CURL_LIST = 'curl "{api}ultimatums?status=running&limit=5"'
CURL_PAST = 'curl "{api}ultimatums/us-russia-50-days-2025?as_of=2025-07-24"'
CURL_AGAIN = (
    'curl --etag-save next.etag --etag-compare next.etag \\\n  --output next.json "{api}next?days=30"'
)
CURL_CSV = 'curl --output resolved.csv "{csv}?status=resolved"'
PYTHON_LIST = """import json
from urllib.request import urlopen

address = "{api}ultimatums?sort=title&limit=20"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for case in page["items"]:
        print(case["countdown"]["target_at"], case["title"])
    address = page["next"]
"""
PYTHON_CHANGES = """import json
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

kept = Path("ultimata.cursor")
query = {{"limit": 100}}
if kept.exists():
    query["cursor"] = kept.read_text()
has_more = True
while has_more:
    with urlopen("{api}changes?" + urlencode(query)) as answer:
        stream = json.load(answer)
    for change in stream["items"]:
        print(change["at"], change["kind"], change["case"]["title"])
    query["cursor"] = stream["cursor"]
    kept.write_text(stream["cursor"])
    has_more = stream["has_more"]
"""
CALENDAR = """[general]
status_path = "~/.vdirsyncer/"

[pair ultimata]
a = "ultimata_site"
b = "ultimata_here"
collections = null
conflict_resolution = "a wins"

[storage ultimata_site]
type = "http"
url = "{calendar}"

[storage ultimata_here]
type = "singlefile"
path = "~/ultimata.ics"
"""
FEEDS = (
    "calendar-feed",
    "changes-feed",
    "due-feed",
    "week-feed",
    "changes-json",
    "due-json",
    "week-json",
)


@public_page()
def developers(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/developers/`: working examples, limits, promises, and where all outputs are (no query)."""
    feeds = {name.replace("-", "_"): _address(name) for name in FEEDS}
    places = {"api": _address("api-start"), "csv": _address("data-csv"), "calendar": feeds["calendar_feed"]}
    examples = {
        "curl_list": CURL_LIST,
        "curl_past": CURL_PAST,
        "curl_again": CURL_AGAIN,
        "curl_csv": CURL_CSV,
        "python_list": PYTHON_LIST,
        "python_changes": PYTHON_CHANGES,
        "calendar": CALENDAR,
    }
    written = {name: text.format(**places).strip() for name, text in examples.items()}
    context = {
        **asked.context(),
        "section": "developers",
        "examples": {**written, **recipes({"api": places["api"], "mcp": _address("mcp")})},
        "llms": _address("llms"),
        **feeds,
        "api": places["api"],
        "requests": settings.API_REQUESTS_A_MINUTE,
        "seconds": WINDOW_SECONDS,
        "file_costs": FILE_COSTS,
        "narrowed_costs": NARROWED_COSTS,
        "canonical": f"{settings.SITE_URL}{reverse('developers')}",
    }
    return render(request, "pages/developers.html", context)


def _address(name: str) -> str:
    """The whole address of a page without parts; empty where this site has none of that name."""
    try:
        return f"{settings.SITE_URL}{reverse(name)}"
    except NoReverseMatch:
        return ""


# --- The reference ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of an answer; `type` in words, `refers` the name of the shape it holds."""

    name: str
    type: str
    refers: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    id: str
    path: str
    text: str
    parameters: tuple[Field, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The OpenAPI document as a page shows it: operations by their tags, and the shapes of answers."""

    groups: tuple[tuple[str, tuple[Operation, ...]], ...]
    shapes: tuple[tuple[str, str, tuple[Field, ...]], ...]


@public_page()
def reference(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/developers/api/`: the OpenAPI document as a page (no query)."""
    context = {
        **asked.context(),
        "section": "developers",
        "reference": made_reference(),
        "openapi": f"{settings.SITE_URL}{reverse('api-openapi')}",
        "canonical": f"{settings.SITE_URL}{reverse('api-docs')}",
    }
    return render(request, "pages/api_reference.html", context)


@cache
def made_reference() -> Reference:
    """Read from the document once."""
    found = document()
    groups: dict[str, list[Operation]] = {}
    for path, methods in found["paths"].items():
        for item in methods.values():
            groups.setdefault(item["tags"][0], []).append(_operation(path, item))
    shapes = found["components"]["schemas"]
    return Reference(
        tuple((name, tuple(items)) for name, items in groups.items()),
        tuple(
            (name, _text(shape), tuple(_fields(shape)))
            for name, shape in shapes.items()
            if "properties" in shape
        ),
    )


def _operation(path: str, item: Mapping[str, Any]) -> Operation:
    parameters = tuple(
        Field(each["name"], *_type(each["schema"]), _text(each)) for each in item["parameters"]
    )
    answer = item["responses"][200]["content"]["application/json"]["schema"]
    return Operation(item["operationId"], path, item["description"], parameters, _type(answer)[1])


def _fields(shape: Mapping[str, Any]) -> Iterator[Field]:
    for name, value in shape["properties"].items():
        yield Field(name, *_type(value), _text(value))


def _text(value: Mapping[str, Any]) -> str:
    return str(value.get("description", "")).replace("\n", " ").replace("`", "")


def _type(value: Mapping[str, Any]) -> tuple[str, str]:
    """The type in words, and the shape it refers to, if it does."""
    shapes = document()["components"]["schemas"]
    if "allOf" in value:
        return _type(value["allOf"][0])
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        meant = shapes[name]
        return (name, name) if "properties" in meant else _type(meant)
    if "anyOf" in value:
        types = [_type(one) for one in value["anyOf"]]
        return " or ".join(text for text, _ in types), next((name for _, name in types if name), "")
    if "enum" in value or WORDS in value:
        return ", ".join(map(str, value.get("enum") or value[WORDS])), ""
    if value.get("type") == "array":
        text, name = _type(value["items"])
        return f"list of {text}", name
    return " ".join([str(value.get("type", "anything")), *_bounds(value)]), ""


def _bounds(value: Mapping[str, Any]) -> Iterator[str]:
    if "format" in value:
        yield f"({value['format']})"
    if "maximum" in value:
        yield f"{value.get('minimum', 0)} to {value['maximum']}"
    if "default" in value:
        yield f"(default {value['default']})"
