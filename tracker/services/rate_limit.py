"""Counting what strangers may do only so often: a row for each attempt, shared by all web processes.

What is counted by (a network, an account, a mailbox) is kept as a keyed hash, for a day.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from tracker.models import Attempt

ATTEMPT_RETENTION = timedelta(days=1)
"""No limit reaches back further; services.retention deletes what is older."""
ASKS_PER_NETWORK = 20
"""How many times a network may send a form in an hour."""
ASKS_PER_WIDE_NETWORK = 60
"""How many times all networks of one owner may (/48 of IPv6)."""
ACCEPTED_IN_ALL = 2000
"""How many forms of all networks are accepted in an hour. What is refused does not count."""


class TooManyRequests(Exception):
    """The network asked too often; `retry_after` says when it may ask again.

    `is_crowd`: not this network did, all together, or all who ask for mails to one domain.
    """

    def __init__(self, retry_after: timedelta, *, is_crowd: bool = False) -> None:
        super().__init__(f"try again in {int(retry_after.total_seconds() // 60) + 1} minutes")
        self.retry_after = retry_after
        self.is_crowd = is_crowd


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of a kind (16 characters at most) by one value within up to `ATTEMPT_RETENTION`."""

    kind: str
    value: str
    most: int
    within: timedelta


def count(limits: Iterable[Limit], *, now: datetime) -> list[int]:
    """Count one attempt under each limit; the ids of its rows, for `forget`.

    Raises `TooManyRequests` where one limit is reached: then it is not counted. The rows are stored before
    they are counted, so of many attempts at one moment no more get through than one after the other.
    """
    wanted = list(limits)
    mine = [note(each.kind, each.value, now=now) for each in wanted]
    for limit in wanted:
        wait = _wait(limit, mine, now)
        if wait is not None:
            forget(mine)
            raise TooManyRequests(wait)
    return mine


def check_network(form: str, network: str, *wider: str, now: datetime) -> None:
    """Count one use of a form by a network and those it lies in; raises `TooManyRequests`."""
    hour = timedelta(hours=1)
    limits = [Limit(form, network, ASKS_PER_NETWORK, hour)]
    count([*limits, *(Limit(f"{form} wide", each, ASKS_PER_WIDE_NETWORK, hour) for each in wider)], now=now)


def check_all(form: str, *, now: datetime) -> None:
    """Count a form that was accepted among those of all networks; raises `TooManyRequests`."""
    try:
        count([Limit(form, "", ACCEPTED_IN_ALL, timedelta(hours=1))], now=now)
    except TooManyRequests as error:
        raise TooManyRequests(error.retry_after, is_crowd=True) from None


def note(kind: str, value: str, *, now: datetime) -> int:
    """Count one attempt without a limit; the id of its row."""
    return Attempt.objects.create(form=kind, network_hash=_hash(value), at=now).pk


def note_all(counted: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """Count attempts, pairs of kind and value, without a limit."""
    Attempt.objects.bulk_create(
        Attempt(form=kind, network_hash=_hash(value), at=now) for kind, value in counted
    )


def pause_of_crowd(kind: str, value: str, most: int, *, within: timedelta, now: datetime) -> timedelta:
    """How long to wait with one more where many together may do something `most` times within that time.

    None up to `most`; then longer and longer, so that what is too much is spread over the time to come.
    Raises `TooManyRequests` at twice as many. Counts nothing by itself.
    """
    found = how_many(kind, value, within=within, now=now)
    if found >= 2 * most:
        first = _of(kind, value, now - within).earliest("at").at
        raise TooManyRequests(first + within - now, is_crowd=True)
    return within * max(0, found - most) / most


def how_many(kind: str, value: str, *, within: timedelta, now: datetime) -> int:
    """How many attempts of a kind by one value are counted within that time."""
    return _of(kind, value, now - within).count()


def forget(rows: Iterable[int]) -> None:
    """Take back attempts that turned out to be none."""
    Attempt.objects.filter(pk__in=list(rows)).delete()


def keyed_hash(text: str, key: str) -> str:
    """A hash of an address or a network that nobody without the key can make."""
    return hmac.new(key.encode(), f"ultimata:{text}".encode(), "sha256").hexdigest()


def _hash(value: str) -> str:
    return keyed_hash(value, settings.SECRET_KEY)


def _wait(limit: Limit, mine: list[int], now: datetime) -> timedelta | None:
    """How long until there is room under a limit for one more; None where there is."""
    others = _of(limit.kind, limit.value, now - limit.within).exclude(pk__in=mine).order_by("-at", "-id")
    full_since = others.values_list("at", flat=True)[limit.most - 1 : limit.most].first()
    return None if full_since is None else full_since + limit.within - now


def _of(kind: str, value: str, since: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(form=kind, network_hash=_hash(value), at__gt=since)
