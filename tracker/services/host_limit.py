"""How often pages and feeds of one host are asked for: one request a second, whoever of us asks.

Kept in the database (models.CallBudget), so that several workers share it. It is no lock: a worker that took
a turn and died has used it up for a second, and nothing else.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from tracker.models import CallBudget

EVERY = timedelta(seconds=1)
LONGEST_REST = timedelta(hours=24)


def take_turn(host: str, *, now: datetime) -> datetime | None:
    """None: the host may be asked now, once. Else the instant from which on to try again (1 to 3 queries)."""
    budget = CallBudget.objects.filter(name=_name(host))
    # What lies further ahead than any rest was written by a clock that ran ahead.
    is_free = Q(used_until__lte=now) | Q(used_until__gt=now + LONGEST_REST + EVERY)
    if budget.filter(is_free).update(used_until=now + EVERY):
        return None
    found = budget.values_list("used_until", flat=True).first()
    if found is not None:
        return found
    made = CallBudget(name=_name(host), used_until=now)
    CallBudget.objects.bulk_create([made], ignore_conflicts=True)
    return take_turn(host, now=now)


def rest(host: str, *, until: datetime, now: datetime) -> None:
    """Ask a host for nothing before an instant, as its Retry-After wants: a day at the most (1 query)."""
    until = min(until, now + LONGEST_REST)
    CallBudget.objects.filter(name=_name(host), used_until__lt=until).update(used_until=until)


def _name(host: str) -> str:
    return f"pages of {host}"
