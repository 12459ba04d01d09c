"""Wrong passwords: counted by network and by account before a password is looked at.

A network that tried too often must wait. An account is never locked, or any stranger could lock it: after
many wrong passwords for it, wherever from, each network has fewer tries left for that account.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.services import rate_limit
from tracker.services.rate_limit import Limit, TooManyRequests

WITHIN = timedelta(minutes=15)
PER_NETWORK = 10
"""How many wrong passwords a network may try within that time."""
PER_WIDE_NETWORK = 40
"""How many all networks of one owner may (/48 of IPv6)."""
MANY = 20
"""From so many wrong passwords for an account on, a network may try only `WHEN_MANY` for it."""
WHEN_MANY = 2
BEGUN = 60
"""How many log-ins by passkey or provider a network may begin within that time: each makes a session."""
CODES = 5
"""How many wrong codes for an account are looked at within that time, wherever from."""
CODE_LIFE = timedelta(minutes=5)
"""Longer than any code is good."""


def begin(account: str, networks: Sequence[str], *, now: datetime) -> list[int]:
    """Count an attempt to log in, which is wrong until `succeeded` takes it back.

    `networks` are the visitor's, the narrowest first. Raises `attempts.TooManyRequests`.
    """
    account = account.casefold()
    is_attacked = rate_limit.how_many("log-in account", account, within=WITHIN, now=now) >= MANY
    limits = [Limit("log-in", networks[0], PER_NETWORK, WITHIN)]
    limits += [Limit("log-in wide", each, PER_WIDE_NETWORK, WITHIN) for each in networks[1:]]
    per_pair = WHEN_MANY if is_attacked else PER_NETWORK
    limits.append(Limit("log-in pair", f"{networks[0]} {account}", per_pair, WITHIN))
    counted = rate_limit.count(limits, now=now)
    return [*counted, rate_limit.note("log-in account", account, now=now)]


def begin_code(account: int, *, now: datetime) -> list[int]:
    """Count a code for an account whose password was right; raises `TooManyRequests`."""
    return rate_limit.count([Limit("log-in code", str(account), CODES, WITHIN)], now=now)


def begin_passkey(networks: Sequence[str], *, now: datetime) -> list[int]:
    """Count a passkey, which names its account only once it is looked at; raises `TooManyRequests`."""
    limits = [Limit("log-in", networks[0], PER_NETWORK, WITHIN)]
    limits += [Limit("log-in wide", each, PER_WIDE_NETWORK, WITHIN) for each in networks[1:]]
    return rate_limit.count(limits, now=now)


def begin_elsewhere(networks: Sequence[str], *, now: datetime) -> None:
    """Count the beginning of a log-in by passkey or provider; raises `TooManyRequests`."""
    rate_limit.count([Limit("log-in begun", networks[0], BEGUN, WITHIN)], now=now)


def is_first_use(account: int, code: str, *, now: datetime) -> bool:
    """Whether a right code is used for the first time; from now on it is used."""
    try:
        rate_limit.count([Limit("code used", f"{account} {code}", 1, CODE_LIFE)], now=now)
    except TooManyRequests:
        return False
    return True


def succeeded(counted: Sequence[int]) -> None:
    """The password was right: the attempt was none."""
    rate_limit.forget(counted)
