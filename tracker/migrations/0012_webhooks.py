"""Webhooks: endpoints, what there is to tell them, and their calls; editors may register endpoints."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ALLOWED = {"endpoint": ("add", "change", "delete", "view"), "call": ("change", "view")}


def allow_editors(apps: Any, _editor: object = None) -> None:
    """Give the group of editors what it needs of webhooks."""
    config = apps.get_app_config("tracker")
    if not hasattr(config, "models_module"):  # only in a migration
        config.models_module = True  # else permissions are made after the last migration only
        create_permissions(config, apps=apps, verbosity=0)
        del config.models_module
    names = [f"{verb}_{model}" for model, verbs in ALLOWED.items() for verb in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="tracker", codename__in=names
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0011_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waits for a digest"),
                            ("due", "Due"),
                            ("leased", "Claimed by a worker"),
                            ("sending", "Being sent"),
                            ("unknown", "The reply was lost; tried again"),
                            ("sent", "Sent"),
                            ("failed", "Refused for good"),
                            ("cancelled", "No longer wanted"),
                            ("expired", "Too late to be of use"),
                            ("parked", "Needs a human"),
                        ],
                        max_length=10,
                    ),
                ),
                ("next_at", models.DateTimeField()),
                ("not_after", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("uncertain", models.PositiveSmallIntegerField(default=0)),
                ("crashes", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("tries", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("wishes", models.PositiveIntegerField()),
                ("secret", models.CharField(max_length=64)),
                ("previous_secret", models.CharField(blank=True, max_length=64)),
                ("previous_until", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("off", "Switched off")],
                        default="active",
                        max_length=8,
                    ),
                ),
                (
                    "off_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "by its owner"),
                            ("operator", "by an operator"),
                            ("gone", "it answered 410 Gone"),
                            ("failing", "it failed for too long"),
                        ],
                        max_length=8,
                    ),
                ),
                ("off_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("resting_until", models.DateTimeField(null=True)),
                ("busy_until", models.DateTimeField(null=True)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("served_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ultimatum.set", "Ultimatum.set"),
                            ("ultimatum.moved", "Ultimatum.moved"),
                            ("ultimatum.proposed", "Ultimatum.proposed"),
                            ("ultimatum.event", "Ultimatum.event"),
                            ("ultimatum.outcome", "Ultimatum.outcome"),
                            ("ultimatum.correction", "Ultimatum.correction"),
                            ("ultimatum.expired", "Ultimatum.expired"),
                            ("ultimatum.due", "Ultimatum.due"),
                            ("ultimatum.test", "Ultimatum.test"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "bit",
                    models.PositiveIntegerField(
                        help_text="What an endpoint must have asked for; 0: it is a test."
                    ),
                ),
                ("release_at", models.DateTimeField()),
                ("not_after", models.DateTimeField(null=True)),
                ("is_handed_out", models.BooleanField(default=False)),
                ("body", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_kind_is_known",
        ),
        # What stands in the stream by now is history: nobody is told of it.
        migrations.AddField(
            model_name="change",
            name="is_told",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AlterField(
            model_name="change",
            name="is_told",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("alert", "Alert"),
                    ("digest", "Digest"),
                    ("confirmation", "Confirmation"),
                    ("access", "Link to one's own page"),
                    ("endpoint", "Webhook switched off"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("is_told", False)), fields=["recorded_at"], name="change_to_tell"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["alert", "digest", "confirmation", "access", "endpoint"])),
                name="delivery_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="editor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="endpoints", to="tracker.subscriber"
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="endpoints", to="tracker.topic"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="endpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="tracker.endpoint"
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="alert",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tracker.alert",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="change",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tracker.change",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="ultimatum",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tracker.ultimatum",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="occurrence",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calls",
                to="tracker.occurrence",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.UniqueConstraint(fields=("subscriber", "url", "topic"), name="endpoint_once"),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "off"])), name="endpoint_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off_why", ""), ("state", "active")),
                    models.Q(("off_why__in", ["owner", "operator", "gone", "failing"]), ("state", "off")),
                    _connector="OR",
                ),
                name="endpoint_off_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("is_handed_out", False)), fields=["id"], name="occurrence_to_hand_out"
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["release_at"], name="occurrence_released"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ultimatum.set",
                            "ultimatum.moved",
                            "ultimatum.proposed",
                            "ultimatum.event",
                            "ultimatum.outcome",
                            "ultimatum.correction",
                            "ultimatum.expired",
                            "ultimatum.due",
                            "ultimatum.test",
                        ],
                    )
                ),
                name="occurrence_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(fields=("change",), name="change_once_told"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(fields=("alert",), name="alert_once_told"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "unknown"])),
                fields=["endpoint", "next_at", "id"],
                name="call_to_claim",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("state__in", ["leased", "sending"])),
                fields=["lease_until"],
                name="call_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "parked"])),
                fields=["state", "next_at"],
                name="call_stuck",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(fields=("occurrence", "endpoint"), name="call_once"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "held",
                            "due",
                            "leased",
                            "sending",
                            "unknown",
                            "sent",
                            "failed",
                            "cancelled",
                            "expired",
                            "parked",
                        ],
                    )
                ),
                name="call_state_is_known",
            ),
        ),
        migrations.RunPython(allow_editors, migrations.RunPython.noop, elidable=False),
    ]
