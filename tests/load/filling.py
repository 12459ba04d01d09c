"""Fill an empty PostgreSQL by a few large statements: `python -m tests.load.filling '{"cases": …}'`.

A few thousand cases are made as the tests make them, the others are copies of these with slugs of their own.
Subscribers from 1 to `followers` follow the case that moves.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import django
from django.core.management import call_command
from django.db import connection, models, transaction

GENERATED = 2000
"""Cases made one by one; the most that the others are copies of."""
MOVES, QUIET = "the-date-that-moves", "the-quiet-date"
SUBSCRIPTIONS_EACH = 2
FILTERS = 50
"""Saved filters, each followed by a few: an alert asks of each whether its case meets it."""


def main() -> None:
    """Migrate and fill; prints one JSON object with what there is and the seconds it took."""
    wanted = json.loads(sys.argv[1])
    django.setup()
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _cases(wanted["cases"])
    cases = time.monotonic()
    _subscriptions(wanted["subscriptions"], wanted["followers"])
    subscriptions = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        counts = {}
        for table in ("ultimatum", "phase", "subscriber", "subscription", "topic"):
            cursor.execute(f"SELECT COUNT(*) FROM tracker_{table}")
            counts[table] = cursor.fetchone()[0]
    print(json.dumps({**counts, "cases_s": cases - began, "subscriptions_s": subscriptions - cases}))


def _cases(number: int) -> None:
    from tests.factories import ACTORS, DOSSIERS, store_generated
    from tests.load.cases import a_running_case
    from tracker.clock import utc_now
    from tracker.services.cases.catalogue import load_catalogue

    now = utc_now()
    times = -(-number // GENERATED)
    store_generated(-(-number // times), now, with_milestones=True, with_search=True)
    with transaction.atomic():
        _copy(times - 1)
    # A week ago and so long confirmed: nobody who follows it is to be told that it is new.
    earlier = now - timedelta(days=7)
    cases = [a_running_case(slug, earlier) for slug in (MOVES, QUIET)]
    load_catalogue(actors=ACTORS, dossiers=DOSSIERS, cases=cases, now=earlier, reason="")
    call_command("tick", verbosity=0)


def _copy(times: int) -> None:
    """Copy every case so many times, with all that belongs to it."""
    from tracker.models import (
        CaseText,
        Deadline,
        EditorText,
        Milestone,
        Party,
        Phase,
        Threat,
        Ultimatum,
    )

    if times < 1:
        return
    span = Ultimatum.objects.order_by("-pk").values_list("pk", flat=True)[0]
    last_phase = Phase.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        for model in (Ultimatum, Party, Threat, Deadline, Phase, Milestone, CaseText, EditorText):
            columns, chosen = zip(*_columns(model), strict=True)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(chosen)}"
                f" FROM {model._meta.db_table}, generate_series(1, %s) AS copy",
                [*[span] * sum("%s" in each for each in chosen), times],
            )
        cursor.execute("SELECT setval(pg_get_serial_sequence('tracker_ultimatum', 'id'), MAX(id))"
                       " FROM tracker_ultimatum")  # fmt: skip
    _count(last_phase)


def _columns(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """The columns of a copy, each with what is chosen for it; a mark stands for how many cases there were."""
    name = model._meta.model_name
    for field in model._meta.concrete_fields:
        column, kind = f'"{field.column}"', field.get_internal_type()
        if field.column == "id" and name == "ultimatum":
            yield column, "id + copy * %s"
        elif field.column == "ultimatum_id":
            yield column, "ultimatum_id + copy * %s"
        elif name in ("ultimatum", "phase") and kind in ("SlugField", "CharField", "TextField", "JSONField"):
            cast = "::jsonb" if kind == "JSONField" else ""
            yield column, f"replace({column}::text, 'case-0', 'case-' || copy || '-0'){cast}"
        elif field.column != "id" and not getattr(field, "generated", False):
            yield column, column


def _count(after: int) -> None:
    """Count the phases that were copied, as whoever stores cases does."""
    from tracker.models import Dossier, Phase
    from tracker.services.cases.counts import add_to_weeks, count_dossiers
    from tracker.services.cases.publish import locked_site_state, move_tally, refresh_facets, tally_of

    fields = ("shelf", "headline", "status", "from_at", "until_at", "is_current")
    last = Phase.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for start in range(after, last, 50_000):
        come = list(Phase.objects.filter(pk__gt=start, pk__lte=start + 50_000).only(*fields))
        add_to_weeks(come=come)
        current = tally_of(phase for phase in come if phase.is_current)
        move_tally(locked_site_state(), gone=tally_of(()), come=current)
    count_dossiers(set(Dossier.objects.values_list("pk", flat=True)))
    refresh_facets()


def _subscriptions(number: int, followers: int) -> None:
    from tracker.clock import utc_now
    from tracker.domain.alerts import ALL_WISHES

    at = utc_now() - timedelta(days=1)
    subscribers = max(followers, number // SUBSCRIPTIONS_EACH)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_subscriber (address, address_key, language, zone, created_at, confirmed_at,"
            " bounced_on) SELECT a, a, 'en', 'Europe/Kyiv', %s, %s, '[]' FROM"
            " (SELECT 'reader' || g || '@example.org' AS a FROM generate_series(1, %s) g) AS made",
            [at, at, subscribers],
        )
        cursor.execute("SELECT MIN(id) FROM tracker_subscriber")
        first = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO tracker_topic (kind, key) SELECT 'case', slug FROM tracker_ultimatum"
            " UNION ALL SELECT 'dossier', slug FROM tracker_dossier"
            " UNION ALL SELECT 'actor', slug FROM tracker_actor"
            " UNION ALL SELECT 'filter', 'q=copper' || g FROM generate_series(1, %s) g",
            [FILTERS],
        )
        insert = (
            "INSERT INTO tracker_subscription (subscriber_id, topic_id, wishes, cadence, state, asked_at,"
            " asked_from, consent_text, network, confirmed_at) SELECT {who}, topic.id, %s, 0, 'active', %s,"
            " '/', '1', '', %s FROM {rows} ON CONFLICT DO NOTHING"
        )
        rows = "generate_series(%s::int, %s) g, tracker_topic topic WHERE topic.key = %s"
        cursor.execute(
            insert.format(who="g", rows=rows), [ALL_WISHES, at, at, first, first + followers - 1, MOVES]
        )
        cursor.execute(
            "CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS number"
            " FROM tracker_topic WHERE key NOT IN (%s, %s)",
            [MOVES, QUIET],
        )
        cursor.execute("SELECT COUNT(*) FROM numbered")
        topics = cursor.fetchone()[0]
        cursor.execute(
            insert.format(
                who="%s + g %% %s",
                rows="generate_series(0, %s) g JOIN numbered topic"
                " ON topic.number = (g::bigint * 7919 + g / %s) %% %s",
            ),
            [first, subscribers, ALL_WISHES, at, at, number - followers - 1, subscribers, topics],
        )


if __name__ == "__main__":
    main()
