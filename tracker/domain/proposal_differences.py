"""What an editor made of what was read in a text: field by field, proposed against published.

This is how the next version of the reader is judged, so only fields that can be compared are: words are as
the text has them, and an editor words a demand anew without the reader having been wrong about it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.domain.case import Document
from tracker.domain.vocabulary import Role

FIELDS = ("sender", "target", "demand", "threat", "words", "window", "announced", "change")
"""What is compared: slugs, sorts, and of the time limit its words, window, day of announcement and change."""


OF_A_MOVE = ("sender", "target", "words", "window", "announced", "change")
"""What is compared where only an announcement was added to a case that was there."""


def differences(
    proposal: Mapping[str, Any], document: Document, fields: Sequence[str] = FIELDS
) -> dict[str, Any]:
    """`compared`: the fields that both have or one has; `changed`: of these, what was proposed and published.

    `proposal` is a candidate as JSON (domain.extraction.result). A text that tells of a running case is
    compared with the announcement nearest to what was proposed.
    """
    proposed, published = _of_proposal(proposal), _of_case(proposal, document)
    compared = [name for name in fields if proposed[name] or published[name]]
    changed = {
        name: {"proposed": proposed[name], "published": published[name]}
        for name in compared
        if not _is_same(name, proposed[name], published[name])
    }
    return {"compared": compared, "changed": changed}


def _of_proposal(proposal: Mapping[str, Any]) -> dict[str, Any]:
    deadline = proposal["deadline"] or {}
    return {
        "sender": (proposal["sender"] or {}).get("slug", ""),
        "target": (proposal["target"] or {}).get("slug", ""),
        "demand": (proposal["demand"] or {}).get("type") or "",
        "threat": ((proposal["threat"] or {}).get("types") or [""])[0],
        "words": deadline.get("as_stated", ""),
        "window": _window(deadline),
        "announced": deadline.get("announced", ""),
        "change": proposal["change"] if deadline else "",
    }


def _of_case(proposal: Mapping[str, Any], document: Document) -> dict[str, Any]:
    deadline = _nearest(proposal, document)
    senders = [item["actor"] for item in document["parties"] if item["role"] == Role.SENDER]
    targets = [item["actor"] for item in document["parties"] if item["role"] in (Role.TARGET, Role.PARTY)]
    found = _of_proposal(proposal)
    return {
        "sender": _one_of(found["sender"], senders),
        "target": _one_of(found["target"], targets),
        "demand": _one_of(found["demand"], [item["type"] for item in document["demands"]]),
        "threat": _one_of(found["threat"], [item["type"] for item in document["threats"]]),
        "words": deadline.get("as_stated", ""),
        "window": _window(deadline.get("due") or {}),
        "announced": deadline.get("announced", ""),
        "change": deadline.get("change", ""),
    }


def _nearest(proposal: Mapping[str, Any], document: Document) -> Mapping[str, Any]:
    """The announcement with the same words, else of the same day, else the newest."""
    deadlines, wanted = document["deadlines"], proposal["deadline"] or {}
    same_words = [item for item in deadlines if item["as_stated"] == wanted.get("as_stated")]
    day = wanted.get("announced", "")[:10]
    same_day = [item for item in deadlines if day and item["announced"][:10] == day]
    found = [*same_words, *same_day, *reversed(deadlines)]
    return found[0] if found else {}


def _one_of(wanted: str, held: list[str]) -> str:
    """What was wanted where a case of several has it, else the first."""
    return wanted if wanted in held else held[0] if held else ""


def _window(due: Mapping[str, Any]) -> str:
    bounds = [due.get("earliest") or "", due.get("latest") or ""]
    return "/".join(bounds) if bounds[0] else ""


def _is_same(name: str, proposed: str, published: str) -> bool:
    if name == "announced":  # an editor may know the hour, or the day alone
        return proposed[:10] == published[:10]
    return " ".join(proposed.split()).lower() == " ".join(published.split()).lower()
