"""Ask the API, and hold what it answers against what it says it answers."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve
from jsonschema import Draft202012Validator, FormatChecker

from tracker.web.api.document import document, exact_document
from tracker.web.problems import Problem

API = "/api/v1/"


def ask(client: Client, address: str, status: int = 200, **query: str | int) -> Any:
    """The JSON of an answer, valid by the OpenAPI document; `address` below /api/v1/, or whole."""
    whole = address if address.startswith(("/", "http")) else f"{API}{address}"
    parts = urlsplit(whole)
    answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, query or None)
    assert answer.status_code == status, answer.content[:500]
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.headers["Content-Type"] == kind
    found = answer.json()
    if status == 200:
        assert list(_validator(_shape_of(parts.path)).iter_errors(found)) == []
    else:
        assert list(_validator("Problem").iter_errors(found)) == []
        assert found["status"] == status
        page, _, kind = found["type"].partition("#")
        assert (page, Problem(kind).value) == (f"{settings.SITE_URL}/developers/problems/", kind)
    return found


def problems(client: Client, address: str, status: int = 400, **query: str | int) -> list[str]:
    """The problems that were named."""
    found: list[str] = ask(client, address, status, **query)["errors"]
    return found


def _shape_of(path: str) -> str:
    name = str(resolve(path).url_name)
    for operation in _operations():
        if f"api-{operation['name']}" == name:
            return str(operation["shape"])
    raise LookupError(name)


@cache
def _operations() -> list[dict[str, str]]:
    found = []
    for path, methods in document()["paths"].items():
        schema = methods["get"]["responses"][200]["content"]["application/json"]["schema"]
        word = path.removeprefix(API)
        name = word.removesuffix("s/{slug}") if "{" in word else word or "start"
        found.append({"name": name, "shape": schema["$ref"].rpartition("/")[2]})
    return found


@cache
def _validator(shape: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": exact_document()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())
