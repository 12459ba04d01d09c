"""Zones of readers have the names the IANA database has today."""

from typing import Any

from django.db import migrations

from tracker.domain.dates.moments import RENAMED


def rename(apps: Any, _editor: object = None) -> None:
    """The zone stays what it is; what it is called changes."""
    for old, new in RENAMED.items():
        apps.get_model("tracker", "Subscriber").objects.filter(zone=old).update(zone=new)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0032_naming")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
