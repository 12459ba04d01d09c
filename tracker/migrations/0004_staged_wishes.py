"""Dates of further steps were told as new deadlines: who asked for these gets both, and what was told is kept so."""

from typing import Any

from django.db import migrations
from django.db.models import F

SET, STAGED = 1 << 1, 1 << 12


def give(apps: Any, _editor: object) -> None:
    subscriptions = apps.get_model("tracker", "Subscription").objects
    asked = subscriptions.annotate(asked=F("wishes").bitand(SET)).filter(asked=SET)
    asked.update(wishes=F("wishes").bitor(STAGED))
    _rename(apps, "set", "staged")


def take(apps: Any, _editor: object) -> None:
    subscriptions = apps.get_model("tracker", "Subscription").objects
    asked = subscriptions.annotate(asked=F("wishes").bitand(STAGED)).filter(asked=STAGED)
    asked.update(wishes=F("wishes") - STAGED)
    _rename(apps, "staged", "set")


def _rename(apps: Any, old: str, new: str) -> None:
    for name in ("Milestone", "Alert"):
        rows = apps.get_model("tracker", name).objects.filter(kind=old).select_related("ultimatum")
        for row in rows.iterator():
            deadlines = row.ultimatum.document.get("deadlines", ())
            if any(each["id"] == row.key and each["change"] == "staged" for each in deadlines):
                row.kind = new
                row.save(update_fields=["kind"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_staged_alerts")]
    operations = [migrations.RunPython(give, take)]
