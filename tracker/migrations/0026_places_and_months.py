"""Deadlines in New York say so, and what is known by its month is told at its end: stored rows are made anew."""

from importlib import import_module
from typing import Any

from django.db import migrations

from tracker.domain.status.changes import changes

SOME = 500
refill_phases = import_module("tracker.migrations.0019_distances").refill


def refill_changes(apps: Any, _editor: object = None) -> None:
    """The entries of the stream follow from the document of their case; corrections stay as they are."""
    Change = apps.get_model("tracker", "Change")
    names = dict(apps.get_model("tracker", "Actor").objects.values_list("slug", "name"))
    for case in apps.get_model("tracker", "Ultimatum").objects.filter(publication="published").iterator(SOME):
        told = {item.key: item for item in changes(case.document, names)}
        changed = []
        for row in Change.objects.filter(ultimatum=case, key__in=told):
            item = told[row.key]
            if (row.at, row.row) != (item.at, item.row):
                row.at, row.row = item.at, dict(item.row)
                changed.append(row)
        Change.objects.bulk_update(changed, ["at", "row"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0025_requests_are_appended")]

    operations = [
        migrations.RunPython(refill_phases, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(refill_changes, migrations.RunPython.noop, elidable=True),
    ]
