"""The OpenAPI document, from the types of parameters and answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tracker.web.api.operations import api
from tracker.web.api.parameters import AsOfParameter
from tracker.web.api.rows import dumps
from tracker.web.api.schemas import Problem
from tracker.web.api.webhook_document import WEBHOOKS
from tracker.web.decorators import AsOf

PROBLEMS = {
    400: "Something was asked that there is not: each problem is named.",
    404: "Nothing by that name was known at that instant.",
    410: "The case was public and has been taken back: delete your copy.",
    429: "Too many requests from one network; Retry-After says when the next will be answered.",
}
HEADERS = {
    "ETag": "Send it back as If-None-Match and be answered with 304 while nothing changed.",
    "Last-Modified": "When the answer was made; If-Modified-Since does the same as the ETag, by the second.",
    "RateLimit": "What is left of each quota: r, renewed in t seconds.",
    "RateLimit-Policy": "The quotas of one address: q requests, or what qu names, in w seconds.",
}
WORDS = "x-extensible-enum"
"""The words of a vocabulary that may grow; programs take any text."""
MORE_WORDS = "More words may be added: take one you do not know for a plain text."


@cache
def document() -> dict[str, Any]:
    """The whole document (OpenAPI 3.1); the same for everybody and at any instant.

    Answers are described as open: fields and words may be added (`/developers/` promises no more), so no
    shape forbids further fields, and no vocabulary is an `enum`. What may be asked is described exactly.
    """
    found = exact_document()
    shapes = found["components"]["schemas"].items()
    opened = {name: _open_words(shape) if "enum" in shape else _open(shape) for name, shape in shapes}
    return {**found, "components": {**found["components"], "schemas": opened}}


@cache
def exact_document() -> dict[str, Any]:
    """The same with answers exactly as they are sent today: no other field, no other word."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=reverse("api-start").lstrip("/")))
    found["servers"] = [{"url": settings.SITE_URL}]
    found["webhooks"] = WEBHOOKS
    schemas = found["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(mode="serialization")
    for path, methods in found["paths"].items():
        for operation in methods.values():
            _complete(operation, is_named="{" in path)
    # Ninja describes the arguments of its functions as shapes as well; nothing refers to them.
    text = dumps(found)
    unused = [name for name in schemas if f'"#/components/schemas/{name}"' not in text]
    for name in unused:
        del schemas[name]
    return found


def _open(shape: Any) -> Any:
    """A shape, and all within it, without the ban on further fields."""
    if isinstance(shape, dict):
        return {
            name: _open(value)
            for name, value in shape.items()
            if (name, value) != ("additionalProperties", False)
        }
    return [_open(item) for item in shape] if isinstance(shape, list) else shape


def _open_words(vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """A vocabulary that names its words, and to which more may be added."""
    rest = {name: value for name, value in vocabulary.items() if name != "enum"}
    text = f"{rest.get('description', '')} {MORE_WORDS}".strip()
    return {**rest, "description": text, WORDS: vocabulary["enum"]}


def _complete(operation: dict[str, Any], *, is_named: bool) -> None:
    """What every operation has in common: its problems, its headers, and a name without modules."""
    operation["operationId"] = operation["operationId"].rpartition("operations_")[2].rstrip("_")
    if all(parameter["name"] != "as_of" for parameter in operation["parameters"]):
        schema = AsOfParameter.json_schema()["properties"]["as_of"]
        as_of = {"in": "query", "name": "as_of", "schema": schema, "required": False}
        operation["parameters"].append(as_of | {"description": schema["description"]})
    for parameter in operation["parameters"]:
        # Ninja repeats the list of examples from the schema where OpenAPI wants a map of Example Objects.
        parameter.pop("examples", None)
    answers = operation["responses"]
    answers[200]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    answers[304] = {"description": "What you have is what there is."}
    for status, text in PROBLEMS.items():
        if {404: is_named, 410: operation["operationId"] == "ultimatum"}.get(status, True):
            problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
            answers[status] = {"description": text, "content": {"application/problem+json": problem}}


def openapi(_request: HttpRequest, _asked: AsOf) -> HttpResponse:
    """`/api/v1/openapi.json` (no query)."""
    return HttpResponse(dumps(document()).encode(), content_type="application/json")
