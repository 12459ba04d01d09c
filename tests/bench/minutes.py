"""Middleware for which a minute goes by before each request, with nothing written meanwhile."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from django.http import HttpRequest, HttpResponse

from tracker import clock
from tracker.queries import dashboard


def turn_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware. No tick comes with its minutes; what the last one stored counts as current."""
    dashboard.BEAT_LIMIT = timedelta.max
    minutes = count(1)

    def answer(request: HttpRequest) -> HttpResponse:
        at = datetime.now(UTC) + timedelta(minutes=next(minutes))  # noqa: TID251 -- it is what sets the clock
        clock._reading = clock._Reading(at, time.clock_gettime(clock.STEADY))
        return get_response(request)

    return answer
