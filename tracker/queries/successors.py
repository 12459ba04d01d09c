"""Who stood against whom in a case that is over: the next ultimatum of the same two can be followed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from tracker.domain.vocabulary import Role
from tracker.models import GOES_ON, Party, Subscription, TopicKind
from tracker.queries.emails import cleaned
from tracker.queries.topics import filter_key


@dataclass(frozen=True, slots=True)
class Pair:
    """The first sender and the first target of a case: slugs and names."""

    sender: str
    target: str
    sender_name: str
    target_name: str

    @property
    def topic_key(self) -> str:
        """The key of the filter that follows these two."""
        return filter_key({"sender": self.sender, "target": self.target})


@dataclass(frozen=True, slots=True)
class Offered:
    """A subscription to a case whose next was offered in a mail; `is_followed`: its reader has that."""

    subscription_id: int
    pair: Pair
    is_followed: bool


def pairs(cases: Collection[str]) -> dict[str, Pair]:
    """The two of each case that has both a sender and a target, by slug (1 query)."""
    rows = Party.objects.filter(ultimatum__slug__in=cases, role__in=[Role.SENDER, Role.TARGET])
    columns = ("ultimatum__slug", "role", "actor__slug", "actor__name")
    first: dict[str, dict[str, tuple[str, str]]] = {}
    for case, role, slug, name in rows.order_by("position", "id").values_list(*columns):
        first.setdefault(case, {}).setdefault(role, (slug, cleaned(name)))
    return {
        case: Pair(both[Role.SENDER][0], both[Role.TARGET][0], both[Role.SENDER][1], both[Role.TARGET][1])
        for case, both in first.items()
        if len(both) == len((Role.SENDER, Role.TARGET))
    }


def following(readers: Collection[int], wanted: Collection[Pair]) -> set[tuple[int, Pair]]:
    """Which of these readers would hear of the next of which pair anyway (1 query)."""
    actors = {slug for pair in wanted for slug in (pair.sender, pair.target)}
    keys = {pair.topic_key for pair in wanted}
    topics = (
        Q(topic__kind=TopicKind.EVERYTHING)
        | Q(topic__kind=TopicKind.ACTOR, topic__key__in=actors)
        | Q(topic__kind=TopicKind.FILTER, topic__key__in=keys)
    )
    rows = Subscription.objects.filter(topics, subscriber__in=readers, state__in=GOES_ON)
    found = set(rows.values_list("subscriber", "topic__kind", "topic__key"))
    return {(reader, pair) for reader, kind, key in found for pair in wanted if _covers(kind, key, pair)}


def _covers(kind: str, key: str, pair: Pair) -> bool:
    if kind == TopicKind.EVERYTHING:
        return True
    return key in ((pair.sender, pair.target) if kind == TopicKind.ACTOR else (pair.topic_key,))


def offered_in(subscriber: int, delivery: int) -> tuple[Offered, ...]:
    """What a mail offered its reader (3 queries)."""
    rows = Subscription.objects.filter(subscriber=subscriber, successor_offered_by=delivery)
    case_of = dict(rows.order_by("pk").values_list("pk", "topic__key"))
    found = pairs(set(case_of.values()))
    known = following([subscriber], set(found.values())) if found else set()
    return tuple(
        Offered(pk, found[case], (subscriber, found[case]) in known)
        for pk, case in case_of.items()
        if case in found
    )
