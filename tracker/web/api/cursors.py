"""Cursors: where a page of a list ended, opaque, and good for the very question it was made for.

A cursor is the place as JSON behind a keyed digest of the place and the question, as base64url. One that
somebody made up, or that another question gave, does not fit its digest.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from hmac import compare_digest

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.web.problems import HttpProblem, Problem

DIGEST_BYTES = 12


def cursor_of(place: Sequence[str | int], question: Mapping[str, str | None]) -> str:
    """The cursor of a place in the answers to a question."""
    body = json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_digest(body, question) + body).rstrip(b"=").decode()


def place_of(cursor: str, question: Mapping[str, str | None]) -> list[str | int]:
    """The place in it; raises `HttpProblem` where it is none, or none of this question."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raw = b""
    digest, body = raw[:DIGEST_BYTES], raw[DIGEST_BYTES:]
    if not body or not compare_digest(digest, _digest(body, question)):
        problem = _(
            "cursor: it belongs to another question or was not made here; leave it out to start anew."
        )
        raise HttpProblem(400, _("That cursor leads nowhere here"), [problem], kind=Problem.WRONG_CURSOR)
    place: list[str | int] = json.loads(body)
    return place


def _digest(body: bytes, question: Mapping[str, str | None]) -> bytes:
    asked = json.dumps(question, sort_keys=True).encode()
    key = blake2b(settings.SECRET_KEY.encode(), person=b"api cursors").digest()
    return blake2b(asked + b"\0" + body, key=key, digest_size=DIGEST_BYTES).digest()
