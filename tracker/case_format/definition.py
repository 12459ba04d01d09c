"""The JSON Schema of a case file, made from the types of the format; `seeds/case.schema.json` is its copy.

`python -m tools.case_schema` writes the copy anew. What is no mapping is described in `DEFINITIONS`; error
messages say by these descriptions what is allowed.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from tracker.domain.aliases import AliasKind
from tracker.domain.case import (
    BACKGROUND,
    CRITERIA,
    LISTS,
    PARTS,
    SUMMARIES,
    TITLES,
    Criteria,
    Field,
    Sentence,
    Text,
    Value,
    fields_of,
)
from tracker.domain.dates.windows import Precision
from tracker.domain.vocabulary import ActorType, Kind, Review

Schema = dict[str, Any]
AT_LEAST_ONE = ("parties", "deadlines")
MOST_SENTENCES = 5


@cache
def schema() -> Schema:
    """The JSON Schema of a case; actors and dossiers are in its `$defs`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ultimatum or deadline case, format version 2",
        "description": "One file of cases/. The entries of actors.yaml and dossiers.yaml are $defs/actor and "
        "$defs/dossier. The order of properties is the order in which they are written. Files of version 1 "
        "are valid.",
        **_mapping(
            {
                "slug": _is("slug"),
                "title": _text(5, 80),
                TITLES: _is("titles"),
                "summary": _text(20, 400),
                SUMMARIES: _is("summaries"),
                BACKGROUND: {"type": "array", "maxItems": MOST_SENTENCES, "items": _entry(Sentence)},
                "kind": _one_of(Kind),
                "dossier": _is("slug"),
                "tags": _distinct(_is("slug")),
                "related": _distinct(_is("slug")),
                "review": _one_of(Review),
                CRITERIA: {**_entry(Criteria), "minProperties": 1},
                **{name: _part(name) for name in LISTS},
                "sources": _sources(),
                "notes": {"type": "array", "items": _is("remark")},
            },
            optional=(TITLES, SUMMARIES, BACKGROUND, CRITERIA, "related", "notes"),
        ),
        "$defs": DEFINITIONS,
    }


def _part(name: str) -> Schema:
    at_least = {"minItems": 1} if name in AT_LEAST_ONE else {}
    return {"type": "array", **at_least, "items": _entry(PARTS[name])}


def _sources() -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "description": "a mapping of source names (s1, s2, …) to sources",
        "patternProperties": {"^s[0-9]{1,11}$": _entry(PARTS["sources"])},
        "additionalProperties": False,
    }


def _entry(part: type) -> Schema:
    fields = fields_of(part)
    return _mapping(
        {each.name: _value(each) for each in fields},
        optional=[each.name for each in fields if each.is_optional],
    )


def _value(field: Field) -> Schema:
    if field.vocabulary:
        return _one_of(field.vocabulary)
    if field.text and not field.text.format:
        return _text(field.text.shortest, field.text.longest)
    return {
        Value.KEY: _is("id"),
        Value.TEXT: _is((field.text or Text()).format),
        Value.DATE: _is("when"),
        Value.FLAG: {"type": "boolean"},
        Value.ACTOR: _is("slug"),
        Value.ACTORS: _distinct(_is("slug")),
        Value.ENTRY: _is("id"),
        Value.DUE: _due(),
        Value.SOURCES: _is("refs"),
        Value.QUOTES: _is("quotes"),
        Value.COPY: _is("copy"),
    }[field.value]


def _due() -> Schema:
    window = {
        "earliest": _is("when"),
        "latest": {
            "description": "a date as in earliest, or null when the precision is open-ended",
            "oneOf": [{"type": "null"}, _is("when")],
        },
        "precision": _one_of(Precision),
        "timezone": _is("timezone"),
        "timezone_assumed": {"type": "boolean"},
    }
    return {
        "description": "null, or a mapping of earliest, latest, precision, timezone and timezone_assumed",
        "oneOf": [{"type": "null"}, _mapping(window)],
    }


def _mapping(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    left_out = set(optional)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in properties if name not in left_out],
        "properties": dict(properties),
    }


def _is(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(shortest: int, longest: int) -> Schema:
    return {"type": "string", "minLength": shortest, "maxLength": longest}


def _one_of(vocabulary: type[StrEnum]) -> Schema:
    return {"enum": [word.value for word in vocabulary]}


def _distinct(items: Schema) -> Schema:
    return {"type": "array", "items": items, "uniqueItems": True}


def _by_language(description: str, text: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "propertyNames": _is("language"),
        "additionalProperties": text,
        "minProperties": 1,
    }


DEFINITIONS: Schema = {
    "slug": {
        "description": "a slug: lower-case letters and digits in words joined by single hyphens, "
        "at most 80 characters",
        "type": "string",
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "maxLength": 80,
    },
    "id": {
        "description": "an id: a lower-case letter and a number, such as d1",
        "type": "string",
        "pattern": "^[a-z][0-9]+$",
        "maxLength": 12,
    },
    "quote": {
        "description": "the words as they were said, 2 to 160 characters",
        "type": "string",
        "minLength": 2,
        "maxLength": 160,
    },
    "prose": {
        "description": "a sentence or two, 5 to 2000 characters",
        "type": "string",
        "minLength": 5,
        "maxLength": 2000,
    },
    "remark": {
        "description": "a sentence or two, 1 to 2000 characters",
        "type": "string",
        "minLength": 1,
        "maxLength": 2000,
    },
    "when": {
        "description": "a date that exists, in quotes: '2025', '2025-07', '2025-07-14' or "
        "'2025-07-14T20:00:00+03:00'",
        "type": "string",
        "format": "when",
        "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}"
        "(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?$",
    },
    "language": {
        "description": "a language code of two or three lower-case letters, such as en",
        "type": "string",
        "pattern": "^[a-z]{2,3}$",
    },
    "language_tag": {
        "description": "a language code, such as en or zh-Hant",
        "type": "string",
        "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
        "maxLength": 35,
    },
    "timezone": {
        "description": "an IANA time zone, such as Europe/Kyiv",
        "type": "string",
        "format": "timezone",
        "maxLength": 64,
    },
    "address": {
        "description": "a web address that begins with http:// or https:// and holds no user name "
        "or password",
        "type": "string",
        "format": "web-address",
        "pattern": "^https?://",
        "maxLength": 2000,
    },
    "copy": {
        "description": "a copy in an archive: its address as url, and on, the day it was made",
        **_mapping({"url": _is("copy_address"), "on": _is("when")}),
    },
    "copy_address": {
        "description": "a web address that begins with http:// or https:// and holds no user name "
        "or password",
        "type": "string",
        "format": "web-address",
        "pattern": "^https?://",
        "maxLength": 2100,
    },
    "refs": {
        "description": "a list of names of sources of this file, such as [s1, s2], at least one",
        "type": "array",
        "items": {
            "description": "the name of a source of this file, such as s1",
            "type": "string",
            "pattern": "^s[0-9]+$",
        },
        "minItems": 1,
        "uniqueItems": True,
    },
    "quotes": {
        "description": "a mapping of names of sources of the entry to what each says, such as "
        "{s1: He gave them 50 days.}",
        "type": "object",
        "minProperties": 1,
        "patternProperties": {"^s[0-9]{1,11}$": {"$ref": "#/$defs/sentence"}},
        "additionalProperties": False,
    },
    "sentence": {
        "description": "what the source says, as it stands there, 5 to 1000 characters",
        "type": "string",
        "minLength": 5,
        "maxLength": 1000,
    },
    "country": {
        "description": "two capital letters in quotes, such as 'NO' (ISO 3166-1 alpha-2, EU or XK)",
        "type": "string",
        "pattern": "^[A-Z]{2}$",
    },
    "names": _by_language(
        "a mapping of language codes to what it is called in that language, such as "
        "{uk: Україна}; English is the name itself",
        _text(1, 200),
    ),
    TITLES: _by_language(
        "a mapping of language codes to the title in that language, 5 to 120 characters; English "
        "is the title itself",
        _text(5, 120),
    ),
    SUMMARIES: _by_language(
        "a mapping of language codes to the summary in that language, 20 to 600 characters; English "
        "is the summary itself",
        _text(20, 600),
    ),
    "alias": {
        "description": "a text of 1 to 200 characters, or a mapping of name, kind "
        f"({', '.join(AliasKind)}) and, if need be, since and until",
        **_mapping(
            {
                "name": _text(1, 200),
                "kind": _one_of(AliasKind),
                "since": _is("when"),
                "until": _is("when"),
            },
            optional=("since", "until"),
        ),
        "type": ["string", "object"],
        "minLength": 1,
        "maxLength": 200,
    },
    "actor": {
        "description": "a mapping with at least name and type",
        **_mapping(
            {
                "name": _text(1, 200),
                "type": _one_of(ActorType),
                "code": _is("country"),
                "represents": _is("slug"),
                "successor": {
                    "description": "a list of country codes, such as [AT, HU]",
                    "type": "array",
                    "items": _is("country"),
                    "minItems": 1,
                    "uniqueItems": True,
                },
                "timezone": _is("timezone"),
                "names": _is("names"),
                "aliases": {
                    "description": "a list of other names it is known by, each a text or a mapping with its "
                    "kind, such as [USA, {name: American, kind: demonym}]",
                    "type": "array",
                    "items": _is("alias"),
                    "minItems": 1,
                    "uniqueItems": True,
                },
            },
            optional=("code", "represents", "successor", "timezone", "names", "aliases"),
        ),
    },
    "dossier": {
        "description": "a mapping with at least title and summary",
        **_mapping(
            {
                "title": _text(1, 200),
                "summary": _is("remark"),
                "started": _is("when"),
                "ended": _is("when"),
                "names": _is("names"),
            },
            optional=("started", "ended", "names"),
        ),
    },
}
