"""What can be followed: whether it exists, what it is called, and a filter's one canonical key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from tracker.domain.text import plain
from tracker.domain.vocabulary import ThreatType
from tracker.models import Actor, Dossier, Publication, TopicKind, Ultimatum
from tracker.queries.filters import LASTING, MOST_WORDS

LONGEST_KEY = 500
ACTORS = ("sender", "target", "actor")
"""The criteria of a filter that name an actor."""
TopicKey = tuple[str, str]
"""Kind and key of a topic."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A topic as pages name it.

    `name` is the title of a case or dossier, the name of an actor, empty for the rest. `parts` are the
    criteria of a filter: parameter and name (of a threat its word, of a search its words). `is_known` is
    False where the record has no such thing, or no longer.
    """

    kind: TopicKind
    key: str
    name: str
    parts: tuple[tuple[str, str], ...]
    is_known: bool


def filter_key(criteria: Mapping[str, str]) -> str:
    """The one query string of a saved filter: what lasts of the criteria, in one order, search words plain.

    Empty where nothing lasting is left.
    """
    kept: list[tuple[str, str]] = []
    for name in LASTING:
        text = criteria.get(name, "")
        value = " ".join(plain(text).split()[:MOST_WORDS]) if name == "q" else text.strip()
        if value:
            kept.append((name, value))
    return urlencode(kept)


def with_actor_renamed(key: str, old: str, new: str) -> str:
    """The key of a filter with another slug in the place of an actor's."""
    pairs = parse_qsl(key)
    named = [(name, new if name in ACTORS and value == old else value) for name, value in pairs]
    return key if named == pairs else urlencode(named)


def followed(topics: Iterable[TopicKey]) -> dict[TopicKey, Followed]:
    """What these topics are, by topic (at the most 3 queries)."""
    wanted = list(dict.fromkeys(topics))
    parts = {key: tuple(parse_qsl(key)) for kind, key in wanted if kind == TopicKind.FILTER}
    pairs = [pair for found in parts.values() for pair in found]
    dossiers = {value for name, value in pairs if name == "dossier"}
    actors = {value for name, value in pairs if name in ACTORS}
    of_kind = {kind: {key for each, key in wanted if each == kind} for kind in TopicKind}
    cases = Ultimatum.objects.filter(publication=Publication.PUBLISHED)
    names = {
        TopicKind.CASE: _names(cases.values_list("slug", "title"), of_kind[TopicKind.CASE]),
        TopicKind.DOSSIER: _names(
            Dossier.objects.values_list("slug", "title"), of_kind[TopicKind.DOSSIER] | dossiers
        ),
        TopicKind.ACTOR: _names(Actor.objects.values_list("slug", "name"), of_kind[TopicKind.ACTOR] | actors),
    }
    return {topic: _followed(topic, names, parts) for topic in wanted}


def _names(rows: object, slugs: Collection[str]) -> dict[str, str]:
    return dict(rows.filter(slug__in=slugs)) if slugs else {}  # type: ignore[attr-defined]  # a QuerySet of pairs


def _followed(
    topic: TopicKey,
    names: Mapping[TopicKind, Mapping[str, str]],
    parts: Mapping[str, tuple[tuple[str, str], ...]],
) -> Followed:
    kind, key = TopicKind(topic[0]), topic[1]
    if kind is TopicKind.EVERYTHING:
        return Followed(kind, key, "", (), is_known=True)
    if kind is not TopicKind.FILTER:
        name = names[kind].get(key)
        return Followed(kind, key, name or key, (), is_known=name is not None)
    tables = {
        "sender": names[TopicKind.ACTOR],
        "target": names[TopicKind.ACTOR],
        "actor": names[TopicKind.ACTOR],
        "dossier": names[TopicKind.DOSSIER],
        "threat": {word.value: word.value for word in ThreatType},
    }
    named = [(name, value if name == "q" else tables[name].get(value)) for name, value in parts[key]]
    is_known = bool(named) and all(value is not None for _, value in named)
    shown = tuple((name, value or dict(parts[key])[name]) for name, value in named)
    return Followed(kind, key, "", shown, is_known)
