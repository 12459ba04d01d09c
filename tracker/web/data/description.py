"""What the files are, for programs: a Data Package with the schema of the table, and how to cite them."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import yaml
from django.conf import settings
from django.urls import reverse

from tracker.domain.dates.moments import utc_text
from tracker.web import licence
from tracker.web.data.files import COLUMNS

TITLE = "Ultimata: ultimatums and deadlines"
ABOUT = (
    "Who demanded what, from whom, under which threat, by when, how the date moved, and what happened: every "
    "published case of the record, each fact with its source."
)
KEYWORDS = ("ultimatum", "deadline", "coercive diplomacy", "sanctions", "international crisis")
TABLES = ("ultimatums.csv", "ultimatums.jsonl")
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "yaml": "application/yaml",
    "zip": "application/zip",
}


def citation_of(version: str, at: datetime) -> str:
    """How to cite it, in the Citation File Format, version 1.2.0."""
    found = {
        "cff-version": "1.2.0",
        "message": "Name Ultimata and the version of the data you used.",
        "type": "dataset",
        "title": TITLE,
        "abstract": ABOUT,
        "authors": [{"name": "Ultimata", "website": f"{settings.SITE_URL}/"}],
        "version": version,
        "date-released": f"{at:%Y-%m-%d}",
        "url": f"{settings.SITE_URL}{reverse('data')}",
        "keywords": list(KEYWORDS),
        "license": licence.SPDX,
    }
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True)


def package_of(version: str, at: datetime, paths: Iterable[str]) -> str:
    """The descriptor of files that stand beside it (Data Package, version 1), as JSON.

    The CSV has a Table Schema; empty cells are missing values.
    """
    found = {
        "profile": "data-package",
        "name": "ultimata",
        "title": TITLE,
        "description": ABOUT,
        "version": version,
        "created": utc_text(at),
        "homepage": f"{settings.SITE_URL}/",
        "keywords": list(KEYWORDS),
        "licenses": [{"name": licence.SPDX, "path": licence.URL, "title": licence.NAME}],
        "contributors": [{"title": "Ultimata", "path": f"{settings.SITE_URL}/", "role": "author"}],
        "resources": [_resource(path) for path in paths],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _resource(path: str) -> dict[str, Any]:
    stem, _, ending = path.rpartition(".")
    found: dict[str, Any] = {
        "name": stem if ending in ("csv", "zip") or stem != "ultimatums" else f"{stem}-{ending}",
        "path": path,
        "format": ending,
        "mediatype": MEDIA_TYPES[ending],
    }
    if ending != "zip":
        found["encoding"] = "utf-8"
    if ending == "csv":
        found |= {"profile": "tabular-data-resource", "schema": _table()}
    return found


def _table() -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"name": each.name, "type": each.type, "description": str(each.meaning)} for each in COLUMNS
    ]
    fields[0]["constraints"] = {"required": True, "unique": True}
    return {"fields": fields, "missingValues": [""], "primaryKey": [COLUMNS[0].name]}
