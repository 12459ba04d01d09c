"""A source by its address alone: what its page says of itself goes into the fields, and the form says so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import QueryDict

from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.domain.vocabulary import Quality
from tracker.intake.page_facts import PageFacts, page_facts
from tracker.queries.sources import habit_of_host
from tracker.services.http_clients import page_reader
from tracker.transports.http_client import NotFetched

BUTTON = re.compile(r"sources-([0-9]{1,4})-look_up", re.ASCII)
OFFICIAL = re.compile(r"(^|\.)(gov|mil|int|gob|gouv|gc)(\.[a-z]{2})?$", re.ASCII)
"""Hosts of governments and international organisations, by the names that their registries keep for them."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What became of looking a page up: the values of the source's fields, and what the editor is told."""

    is_found: bool
    sentences: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)


def posted_lookup(data: QueryDict) -> str | None:
    """The number of the source whose button was pressed; None when another button was."""
    return next((match[1] for name in data if (match := BUTTON.fullmatch(name))), None)


def look_up(address: str) -> LookedUp:
    """Fetch a page and read what it says of itself; never raises for what is there."""
    address = address.strip()
    if not address:
        return LookedUp(False, ("Paste the address of the page first.",))
    if "://" not in address:
        address = f"https://{address}"
    try:
        web_address(address)
    except NotAWebAddress as error:
        return LookedUp(False, (f"Found an address {error}.",))
    host = urlsplit(address).hostname or ""
    try:
        found, problem = _facts(address), ""
    except NotFetched as error:
        found, problem = page_facts(b"", address=address), str(error)
    usual = usual_of_host(address)
    fields = {
        "url": address,
        "title": found.title,
        "publisher": usual["publisher"] or found.publisher or host.removeprefix("www."),
        "published": found.day,
        "language": "" if found.language == "en" else found.language,
        "quality": usual["quality"],
    }
    sentences = (
        (f"{problem} Type what is missing: the source can be entered all the same.",)
        if problem
        else (*_sentences(found),)
    )
    taken = "as in the last source from there" if usual["publisher"] else "by its host"
    sentences += (f"Quality and publisher are taken {taken}; please check.",)
    return LookedUp(not problem, sentences, {name: value for name, value in fields.items() if value})


def usual_of_host(address: str) -> dict[str, str]:
    """Publisher and quality as in the last source from there; of a new host the quality alone (1 query)."""
    host = urlsplit(address).hostname or ""
    habit = habit_of_host(host)
    if habit:
        return {"publisher": habit.publisher, "quality": str(habit.quality)}
    quality = Quality.PRIMARY if OFFICIAL.search(host) else Quality.SECONDARY
    return {"publisher": "", "quality": quality.value}


def _facts(address: str) -> PageFacts:
    page = page_reader().read(address)
    return page_facts(page.body, charset=page.charset, address=page.address)


def _sentences(found: PageFacts) -> Iterator[str]:
    parts = {"title": found.title, "publisher": found.publisher, "day": found.day, "language": found.language}
    there = [name for name, value in parts.items() if value]
    missing = [name for name, value in parts.items() if not value and name != "language"]
    if there:
        yield f"The page gives its {_listed(there)}."
    if missing:
        yield f"It gives no {_listed(missing, 'and no')}: type {'it' if len(missing) == 1 else 'them'}."


def _listed(names: list[str], joint: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"
