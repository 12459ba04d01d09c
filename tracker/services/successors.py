"""The next ultimatum of the same two: offered once to whoever followed a case that is over.

The last mail about the case offers it, the one with the outcome that ends it. A further mail would be one
that nobody asked for: readers agreed to mails about what they follow and about nothing else. Which mail
offered it is stored with the subscription before that mail is begun. So a mail that is made anew, after a
lost reply or a crash, says the same, and no other mail ever does.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tracker.domain.alerts import AlertKind
from tracker.domain.status.standing import Status
from tracker.models import GOES_ON, Delivery, Phase, Subscriber, Subscription, TopicKind
from tracker.queries.successors import Pair, following, offered_in, pairs
from tracker.services.outbox.lease import durable
from tracker.services.subscriptions.subscribe import Consent, Wish, follow


def offer(wanted: Collection[int], mails: Collection[int]) -> Mapping[int, tuple[Pair, ...]]:
    """What each of these mails offers, of those that tell these subscriptions of an outcome.

    Nothing to whoever would hear of it anyway (1 query where no case is over, else 6).
    """
    over = Phase.objects.filter(until_at__isnull=True, status=Status.RESOLVED).values("ultimatum__slug")
    rows = Subscription.objects.filter(
        pk__in=wanted, topic__kind=TopicKind.CASE, topic__key__in=over, state__in=GOES_ON
    )
    found = {pk: (reader, case) for pk, reader, case in rows.values_list("pk", "subscriber", "topic__key")}
    if not found:
        return {}
    pair_of = pairs({case for _reader, case in found.values()})
    known = following({reader for reader, _case in found.values()}, set(pair_of.values()))
    free = [
        pk for pk, (reader, case) in found.items() if case in pair_of and (reader, pair_of[case]) not in known
    ]
    offered: dict[int, list[Pair]] = {}
    for pk, mail in _stored(free, mails):
        offered.setdefault(mail, []).append(pair_of[found[pk][1]])
    return {mail: tuple(dict.fromkeys(each)) for mail, each in offered.items()}


@transaction.atomic
def _stored(free: list[int], mails: Collection[int]) -> list[tuple[int, int]]:
    """Of these subscriptions, those whose next is offered by one of these mails, with that mail."""
    durable()
    told = Delivery.objects.filter(
        Q(pk__in=mails) | Q(digest__in=mails), subscription=OuterRef("pk"), alert__kind=AlertKind.OUTCOME
    )
    first = told.annotate(mail=Coalesce(F("digest"), F("pk"))).order_by("pk").values("mail")[:1]
    rows = Subscription.objects.filter(pk__in=free)
    rows.filter(successor_offered_by__isnull=True).update(successor_offered_by=Subquery(first))
    found = rows.filter(successor_offered_by__in=mails).order_by("pk")
    return [(pk, mail or 0) for pk, mail in found.values_list("pk", "successor_offered_by")]


def follow_next(
    subscriber: Subscriber, mail: int, subscription: int, consent: Consent, *, now: datetime
) -> Pair | None:
    """Follow the pair that a mail offered, as the case was followed; None: the mail did not offer it.

    Twice changes nothing. Raises what `follow` does.
    """
    found = next(
        (each for each in offered_in(subscriber.pk, mail) if each.subscription_id == subscription), None
    )
    if found is None:
        return None
    if not found.is_followed:
        row = Subscription.objects.get(pk=subscription)
        wish = Wish(TopicKind.FILTER, found.pair.topic_key, row.wishes, row.cadence)
        follow(subscriber, wish, consent, now=now)
    return found.pair
