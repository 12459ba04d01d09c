"""What would follow one actor into another, and what stands against it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from hashlib import blake2b
from operator import or_

from django.db.models import Q, QuerySet

from tracker.domain.aliases import Alias, added, read_all
from tracker.domain.vocabulary import Role
from tracker.models import (
    GOES_ON,
    Actor,
    Deadline,
    Demand,
    Endpoint,
    Exposure,
    Outcome,
    Party,
    Subscription,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.queries.topics import with_actor_renamed


@dataclass(frozen=True, slots=True)
class Merging:
    """All that would follow `gone` into `into`; `problems` say why it cannot be, and what would be right.

    `aliases` are those `into` would gain, `speakers` who speaks for `gone`, `readers` how many follow it and
    `doubled` how many of them follow both. `state` tells one stored state of all of it from the next.
    """

    gone: Actor
    into: Actor
    cases: tuple[Ultimatum, ...]
    aliases: tuple[Alias, ...]
    speakers: tuple[Actor, ...]
    addresses: tuple[str, ...]
    readers: int
    doubled: int
    webhooks: int
    problems: tuple[str, ...] = field(default=())
    state: str = ""

    @property
    def alias_lines(self) -> list[str]:
        """The aliases as they are shown."""
        return [alias.line() for alias in self.aliases]


def merging(gone: Actor, into: Actor) -> Merging:
    """The preview (about 12 queries)."""
    cases = tuple(cases_naming(gone).order_by("title"))
    moving = moving_topics(gone, into)
    topics = [old for old, _ in moving]
    followers = Subscription.objects.filter(topic__in=topics, state__in=GOES_ON)
    targets = [new for _, new in moving if new is not None]
    both = followers.filter(
        subscriber__in=Subscription.objects.filter(topic__in=targets, state__in=GOES_ON).values("subscriber")
    )
    speakers = tuple(gone.speakers.order_by("name"))
    addresses = (gone.slug, *gone.redirects.order_by("slug").values_list("slug", flat=True))
    others = [*map(Alias, (gone.name, *gone.names.values())), *read_all(gone.aliases)]
    aliases = added(read_all(into.aliases), others, known=[into.name, *into.names.values()])
    held = [repr(row.__dict__ | {"_state": None}) for row in (gone, into)]
    held += [f"{case.pk} {case.revision}" for case in cases] + [str(row.pk) for row in speakers]
    return Merging(
        gone,
        into,
        cases,
        aliases,
        speakers,
        addresses,
        followers.values("subscriber").distinct().count(),
        both.values("subscriber").distinct().count(),
        Endpoint.objects.filter(topic__in=topics).count(),
        tuple(_problems(gone, into, cases)),
        blake2b("\n".join(held).encode(errors="surrogatepass"), digest_size=12).hexdigest(),
    )


def cases_naming(actor: Actor) -> QuerySet[Ultimatum]:
    """Every case that names an actor anywhere, published or not."""
    # A subquery for each table: joined, their rows would multiply.
    by_table = (
        Party.objects.filter(Q(actor=actor) | Q(stated_by=actor)).values("ultimatum"),
        Demand.objects.filter(target=actor).values("ultimatum"),
        Exposure.objects.filter(actor=actor).values("threat__ultimatum"),
        Deadline.objects.filter(stated_by=actor).values("ultimatum"),
        Outcome.objects.filter(Q(target=actor) | Q(enforced_by=actor)).values("ultimatum"),
    )
    return Ultimatum.objects.filter(reduce(or_, (Q(pk__in=rows) for rows in by_table)))


def moving_topics(gone: Actor, into: Actor) -> list[tuple[Topic, Topic | None]]:
    """The topics that follow or filter by the one, each with the stored topic that does so by the other."""
    named = Q(kind=TopicKind.ACTOR, key=gone.slug) | Q(kind=TopicKind.FILTER, key__contains=f"={gone.slug}")
    renamed = [(topic, new_key(topic, gone, into)) for topic in Topic.objects.filter(named).order_by("pk")]
    moving = [(topic, key) for topic, key in renamed if key != topic.key]
    stored = {
        (topic.kind, topic.key): topic for topic in Topic.objects.filter(key__in=[key for _, key in moving])
    }
    return [(topic, stored.get((topic.kind, key))) for topic, key in moving]


def new_key(topic: Topic, gone: Actor, into: Actor) -> str:
    """The key of a topic once the one actor is the other."""
    if topic.kind == TopicKind.ACTOR:
        return into.slug
    return with_actor_renamed(topic.key, gone.slug, into.slug)


def _problems(gone: Actor, into: Actor, cases: tuple[Ultimatum, ...]) -> Iterator[str]:
    if gone.pk == into.pk:
        yield f"{gone} is this actor itself. Allowed: another one."
        return
    for one, other in ((gone, into), (into, gone)):
        if one.represents_id == other.pk:
            yield f"{one} speaks for {other}: they are two. Allowed: actors that are the same."
    titles = {case.pk: case.title for case in cases}
    parts = Party.objects.filter(ultimatum__in=cases, actor__in=[gone, into])
    stands = set(parts.values_list("ultimatum", "role", "actor"))
    for pk, title in titles.items():
        for one, other in ((gone, into), (into, gone)):
            if {(pk, Role.SENDER.value, one.pk), (pk, Role.TARGET.value, other.pk)} <= stands:
                yield f"In “{title}” {one} demands something of {other}. Allowed: change that case first."
    outcomes = Outcome.objects.filter(ultimatum__in=cases, target__in=[gone, into]).values_list("ultimatum")
    for (pk,), count in Counter(outcomes).items():
        if count > 1:
            yield f"In “{titles[pk]}” each has an outcome of its own. Allowed: make those one first."
