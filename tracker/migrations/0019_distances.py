"""Distances in days of the calendar, and moves counted while a case was open: what phases store is made anew."""

from typing import Any

from django.db import migrations
from django.db.models import F

from tracker.domain.statistics.conduct import conduct
from tracker.domain.status.record import Record
from tracker.domain.status.rows import row_of
from tracker.domain.status.standing import phases

SOME = 500


def refill(apps: Any, _editor: object = None) -> None:
    """The phases of each case follow from its document, in the same order as when they were stored."""
    Phase = apps.get_model("tracker", "Phase")
    names = dict(apps.get_model("tracker", "Actor").objects.values_list("slug", "name"))
    for case in apps.get_model("tracker", "Ultimatum").objects.filter(publication="published").iterator(SOME):
        stored = {phase.from_at: phase for phase in Phase.objects.filter(ultimatum=case).only("from_at")}
        filled = []
        for phase in phases(Record.from_document(case.document)):
            facts, row = conduct(phase.standing), stored.get(phase.from_at)
            if row is not None:
                row.conduct, row.limit = facts.as_data(), (facts.limit_class or "") if facts.counts else ""
                row.row = row_of(phase.standing, names)
                filled.append(row)
        Phase.objects.bulk_update(filled, ["conduct", "limit", "row"])
    apps.get_model("tracker", "Board").objects.update(version=F("version") + 1)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0018_endpoints_prove_their_owner")]

    operations = [migrations.RunPython(refill, migrations.RunPython.noop, elidable=True)]
