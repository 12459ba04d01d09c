"""What statistics count of each phase is stored with it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import NOW, a_case, a_deadline, a_due, an_outcome, load
from tests.filled import load_seeds
from tracker.domain.statistics.conduct import Conduct, conduct
from tracker.domain.status.record import Record
from tracker.domain.status.standing import phases
from tracker.models import Board, Change, Phase

pytestmark = pytest.mark.django_db


def test_phase_stores_its_conduct_and_how_long_an_ultimatums_limit_was() -> None:
    deadlines = [a_deadline("d1", "2026-03-01", a_due("2026-03-05"))]
    outcomes = [an_outcome("2026-03-07", follow_through="imposed")]
    load(
        a_case(deadlines=deadlines, outcomes=outcomes),
        a_case("expiry", kind="expiry", deadlines=deadlines),
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
    )
    rows = Phase.objects.at(NOW).order_by("ultimatum__slug").values_list("ultimatum__slug", "limit")
    assert list(rows) == [("expiry", ""), ("open-the-river", "2-weeks"), ("undated", "")]
    for phase in Phase.objects.select_related("ultimatum"):
        record = Record.from_document(phase.ultimatum.document)
        facts = {item.from_at: conduct(item.standing) for item in phases(record)}
        assert Conduct.from_data(phase.conduct) == facts[phase.from_at]


def test_migration_tells_stored_phases_of_distances_and_moves_as_they_are_counted_now() -> None:
    load_seeds(NOW)
    before = list(Phase.objects.order_by("id").values_list("conduct", "limit", "row"))
    hormuz = Phase.objects.filter(ultimatum__slug="us-iran-hormuz-2026").latest("from_at")
    assert (hormuz.row["moves"], hormuz.conduct["moves"]) == (3, 3)
    version = Board.objects.get().version
    for phase in Phase.objects.all():
        phase.conduct = {**phase.conduct, "moves": 5, "after": 604_800.0, "slip": None}
        phase.row = {**phase.row, "moves": 5, "key": "old"}
        phase.save()
    import_module("tracker.migrations.0019_distances").refill(apps)
    assert list(Phase.objects.order_by("id").values_list("conduct", "limit", "row")) == before
    assert Board.objects.get().version == version + 1, "kept pages are made anew"


def test_migration_tells_stored_entries_where_and_when_their_facts_stand() -> None:
    load_seeds(NOW)
    before = list(Change.objects.order_by("id").values_list("at", "row"))
    strike = Change.objects.get(ultimatum__slug="us-iran-60-days-2025", key="e4")
    assert f"{strike.at:%Y-%m-%d}" == "2025-06-30"
    for entry in Change.objects.all():
        entry.row = {name: value for name, value in entry.row.items() if name != "in_city"} | {"key": "old"}
        entry.at -= timedelta(days=29)
        entry.save()
    import_module("tracker.migrations.0026_places_and_months").refill_changes(apps)
    assert list(Change.objects.order_by("id").values_list("at", "row")) == before


def test_migration_fills_the_phases_that_are_there() -> None:
    load_seeds(NOW)
    before = list(Phase.objects.order_by("id").values_list("conduct", "limit"))
    assert {limit for _, limit in before} == {"", "3-days", "2-weeks", "3-months", "longer"}
    Phase.objects.update(conduct={}, limit="")
    import_module("tracker.migrations.0009_conduct").fill(apps)
    assert list(Phase.objects.order_by("id").values_list("conduct", "limit")) == before
