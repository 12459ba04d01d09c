"""Whether the tracker is alive: a page for people, two answers for machines."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tracker import __version__
from tracker.clock import utc_now
from tracker.queries.cited_pages import page_shares
from tracker.queries.dashboard import BEAT_LIMIT
from tracker.queries.status import beat_age_seconds, status_page

log = logging.getLogger(__name__)


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """`/status/`: the public heartbeat."""
    now = utc_now()
    found = status_page(now=now)
    age = found.beat_age_seconds
    context = {
        "now": now,
        "at": now,
        "is_now": True,
        "section": "status",
        "status": found,
        "pages": page_shares(),
        "software": __version__,
        "is_alive": age is not None and age < BEAT_LIMIT.total_seconds(),
        "beat_limit_seconds": int(BEAT_LIMIT.total_seconds()),
    }
    return render(request, "pages/status.html", context)


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """`/healthz`: 200 while the database answers and the last tick is less than two minutes old, else 503."""
    try:
        age = beat_age_seconds(now=utc_now())
    except DatabaseError:
        log.warning("Not healthy: the database does not answer")
        return JsonResponse({"healthy": False, "database": "unreachable"}, status=503)
    healthy = age is not None and age < BEAT_LIMIT.total_seconds()
    if not healthy:
        log.warning("Not healthy: %s", "no tick yet" if age is None else f"the last tick is {age:.0f} s old")
    return JsonResponse({"healthy": healthy, "seconds_since_tick": age}, status=200 if healthy else 503)


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 once the database answers and every migration has been applied, else 503."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        log.warning("Not ready: the database does not answer")
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    if missing:
        log.warning("Not ready: %s migrations are missing", missing)
    return JsonResponse({"ready": not missing, "missing_migrations": missing}, status=503 if missing else 200)
