"""What is searched in is told by typed apostrophes and dashes, and without strokes: fold what is stored."""

from typing import Any

from django.db import migrations

from tracker.domain.text import plain

AT_A_TIME = 1000


def fold(apps: Any, _editor: object) -> None:
    """Folding what was folded before gives the same as folding the words themselves."""
    phases = apps.get_model("tracker", "Phase").objects
    changed = []
    for phase in phases.only("pk", "search").order_by("pk").iterator(AT_A_TIME):
        folded = plain(phase.search)
        if folded != phase.search:
            phase.search = folded
            changed.append(phase)
        if len(changed) >= AT_A_TIME:
            phases.bulk_update(changed, ["search"])
            changed = []
    phases.bulk_update(changed, ["search"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0026_places_and_months")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
