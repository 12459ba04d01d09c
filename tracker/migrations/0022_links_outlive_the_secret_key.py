"""Links in mails and the list of suppressions are signed with random keys, so both outlive the secret key."""

import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db import migrations, models

import tracker.models.subscriptions

BATCH = 2000


def give_keys(apps: Any, _editor: object) -> None:
    """A key of her own to each subscriber, one to the list of suppressions; known addresses are hashed anew."""
    subscribers = apps.get_model("tracker", "Subscriber").objects
    suppressions = apps.get_model("tracker", "Suppression").objects
    site, _ = apps.get_model("tracker", "SiteKey").objects.get_or_create(
        name="suppressions", defaults={"value": secrets.token_urlsafe(32)}
    )
    listed = set(suppressions.values_list("address_hash", flat=True))
    older = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    last = 0
    while rows := list(subscribers.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for row in rows:
            row.link_key = secrets.token_urlsafe(32)
            for found in listed.intersection(_hash(row.address_key, key) for key in older):
                suppressions.filter(address_hash=found).update(
                    address_hash=_hash(row.address_key, site.value)
                )
        subscribers.bulk_update(rows, ["link_key"])
        last = rows[-1].pk


def _hash(text: str, key: str) -> str:
    """As `services.subscriptions.subscribe.keyed_hash`."""
    return hmac.new(key.encode(), f"ultimata:{text}".encode(), "sha256").hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0021_tallies"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("value", models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="subscriber",
            name="link_key",
            field=models.CharField(
                db_default="", default=tracker.models.subscriptions.new_link_key, max_length=43
            ),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="links_revoked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=False),
    ]
