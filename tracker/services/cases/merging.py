"""Two actors that are the same made one: all that names the one names the other, and nobody is mailed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tracker.domain.case import LISTS, with_actors_renamed
from tracker.models import (
    GOES_ON,
    LONGEST_NOTE,
    Actor,
    ActorRedirect,
    Change,
    Correction,
    Endpoint,
    EndpointState,
    Exposure,
    Milestone,
    Party,
    Subscription,
    SubscriptionState,
    SwitchedOff,
    Ultimatum,
)
from tracker.queries.documents import document_of
from tracker.queries.merging import Merging, cases_naming, merging, moving_topics, new_key
from tracker.services.alerts.fan_out import pass_on
from tracker.services.cases.editing import refresh_actor
from tracker.services.cases.publish import locked_site_state, refresh_case
from tracker.services.subscriptions.subscribe import plan_digests


class CannotMerge(ValueError):
    """The actors cannot be merged, or are not any more what was shown; the message says why."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merging did: the actor that is left, and what followed it."""

    into: Actor
    followed: Merging


@transaction.atomic
def merge_actors(gone: int, into: int, *, state: str, now: datetime) -> Merged:
    """Let all that names one actor name another, and delete the one; `state` is that of the preview shown.

    Cases, whoever speaks for it, subscriptions, webhooks, corrections and old addresses follow; its names
    become aliases; its address leads on. Of two subscriptions of one reader one is left, which wants what
    both wanted, at the sooner cadence. Public pages follow in the same transaction; as no fact changed,
    nothing is news. Raises `CannotMerge`.
    """
    # In the order in which editors' savings lock: the row that is edited, then the board's.
    locked = Actor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[gone, into])
    actors = {row.pk: row for row in locked.order_by("pk")}
    if len(actors) < len({gone, into}):
        raise CannotMerge("One of the two is no more: somebody has merged or deleted it since.")
    list(cases_naming(actors[gone]).select_for_update(of=("self",)).order_by("pk"))
    locked_site_state()
    plan = merging(actors[gone], actors[into])
    if plan.problems:
        raise CannotMerge(" ".join(plan.problems))
    if plan.state != state:
        raise CannotMerge(
            "One of the two, or a case of theirs, has changed since this was shown: look again."
        )
    ended = _move_topics(plan, now=now)
    _rename_facts(plan)
    _move_rows(plan)
    kept = plan.into
    kept.aliases = [*kept.aliases, *(alias.entry() for alias in plan.aliases)]
    kept.save()
    ActorRedirect.objects.create(slug=plan.gone.slug, actor=kept, merged_at=now)
    plan.gone.delete()
    for case in Ultimatum.objects.filter(pk__in=[case.pk for case in plan.cases]).order_by("pk"):
        case.document = document_of(case)  # what it said before, by the name it goes by now: no news
        refresh_case(case, now=now)
    refresh_actor(kept, now=now)
    for subscription in ended:
        pass_on(subscription, reason="two subscriptions became one")
        plan_digests(subscription.subscriber, now=now)
    return Merged(kept, plan)


def _move_rows(plan: Merging) -> None:
    """Every column that names the one; where both are named in one place, the other stays."""
    for party in Party.objects.filter(actor=plan.gone):
        twin = Party.objects.filter(ultimatum=party.ultimatum_id, role=party.role, actor=plan.into).first()
        if twin is not None:
            twin.stated_by = twin.stated_by or party.stated_by
            twin.label = twin.label or party.label
            twin.save(update_fields=["stated_by", "label"])
            party.delete()
    exposed = Exposure.objects.filter(actor=plan.into).values("threat")
    Exposure.objects.filter(actor=plan.gone, threat__in=exposed).delete()
    for relation in Actor._meta.related_objects:
        if relation.many_to_many:  # by the rows of its table
            continue
        name = relation.field.name
        rows: Any = relation.related_model._base_manager
        rows.filter(**{name: plan.gone}).update(**{name: plan.into})


def _rename_facts(plan: Merging) -> None:
    """What is known by the target it is about, and the public log, which keeps what facts said."""
    old, new = f"outcome:{plan.gone.slug}", f"outcome:{plan.into.slug}"
    cases = [case.pk for case in plan.cases]
    for case in plan.cases:
        for alert in case.alerts.filter(key=old):
            alert.key, alert.about = new, alert.about.replace(old, new, 1)
            if case.alerts.filter(kind=alert.kind, about=alert.about).exists():
                alert.about = f"{alert.about} {alert.pk}"
            alert.save(update_fields=["key", "about"])
    Milestone.objects.filter(ultimatum__in=cases, key=old).update(key=new, about=new)
    Change.objects.filter(ultimatum__in=cases, key=old).update(key=new)
    renamed = {plan.gone.slug: plan.into.slug}
    for correction in Correction.objects.filter(ultimatum__in=cases):
        part, _, rest = correction.path.partition("[")
        for name in ("before", "after"):
            setattr(correction, name, _fact_renamed(part, getattr(correction, name), renamed))
        words = [renamed.get(word, word) for word in rest.removesuffix("]").split(", ")]
        correction.path = f"{part}[{', '.join(words)}]" if rest else part
        correction.save(update_fields=["path", "before", "after"])


def _fact_renamed(part: str, fact: Any, renamed: dict[str, str]) -> Any:
    if not isinstance(fact, dict):
        return fact
    empty: dict[str, Any] = {name: [] for name in LISTS}
    return with_actors_renamed({**empty, part: [fact]}, renamed)[part][0]


def _move_topics(plan: Merging, *, now: datetime) -> list[Subscription]:
    """Let what follows the one follow the other; the subscriptions that ended as their readers have both."""
    ended: list[Subscription] = []
    for topic, same in moving_topics(plan.gone, plan.into):
        if same is None:
            topic.key = new_key(topic, plan.gone, plan.into)
            topic.save(update_fields=["key"])
            continue
        going_on = Subscription.objects.filter(state__in=GOES_ON)
        kept_by = {row.subscriber_id: row for row in going_on.filter(topic=same)}
        for row in going_on.filter(topic=topic).select_related("subscriber"):
            other = kept_by.get(row.subscriber_id)
            if other is not None:
                ended.append(_collapse(row, other, now=now))
        topic.subscriptions.update(topic=same)
        taken = Endpoint.objects.filter(topic=same).values_list("subscriber", "url")
        for endpoint in topic.endpoints.all():
            if (endpoint.subscriber_id, endpoint.url) in set(taken):
                endpoint.state, endpoint.off_why = EndpointState.OFF, SwitchedOff.OPERATOR
                endpoint.off_at = now
                endpoint.save(update_fields=["state", "off_why", "off_at"])
            else:
                Endpoint.objects.filter(pk=endpoint.pk).update(topic=same)
    return ended


def _collapse(one: Subscription, other: Subscription, *, now: datetime) -> Subscription:
    """End one of two subscriptions of a reader, the paused one, else the first; that one."""
    if other.state == SubscriptionState.PAUSED and one.state == SubscriptionState.ACTIVE:
        one, other = other, one
    if one.state == other.state:
        other.wishes |= one.wishes
        other.cadence = min(one.cadence, other.cadence)
    other.note = " ".join(filter(None, [other.note, one.note]))[:LONGEST_NOTE]
    other.save(update_fields=["wishes", "cadence", "note"])
    one.state, one.ended_at, one.note = SubscriptionState.ENDED, now, ""
    one.save(update_fields=["state", "ended_at", "note"])
    return one
