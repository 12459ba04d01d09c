"""A new endpoint answers a challenge first; calls have budgets; several replaced secrets sign for a day each."""

from typing import Any

from django.conf import settings
from django.db import migrations, models


def trust_those_that_are_called(apps: Any, _editor: object) -> None:
    """Endpoints from before there were challenges go on as they are."""
    apps.get_model("tracker", "Endpoint").objects.update(verified_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0017_operators_group"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=280, unique=True)),
                ("used_until", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="endpoint",
            name="endpoint_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="endpoint",
            name="endpoint_off_has_a_reason",
        ),
        migrations.RemoveConstraint(
            model_name="occurrence",
            name="occurrence_kind_is_known",
        ),
        migrations.AddField(
            model_name="endpoint",
            name="again_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="again_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="older_secrets",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="verified_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="endpoint",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Has not answered its challenge"),
                    ("active", "Active"),
                    ("off", "Switched off"),
                ],
                default="pending",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="occurrence",
            name="bit",
            field=models.PositiveIntegerField(
                help_text="What an endpoint must have asked for; 0: sent on demand."
            ),
        ),
        migrations.AlterField(
            model_name="occurrence",
            name="kind",
            field=models.CharField(
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
                    ("endpoint.challenge", "Endpoint.challenge"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "active", "off"])),
                name="endpoint_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off_why", ""), ("state__in", ["pending", "active"])),
                    models.Q(("off_why__in", ["owner", "operator", "gone", "failing"]), ("state", "off")),
                    _connector="OR",
                ),
                name="endpoint_off_has_a_reason",
            ),
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
                            "endpoint.challenge",
                        ],
                    )
                ),
                name="occurrence_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="callbudget",
            index=models.Index(fields=["used_until"], name="call_budget_full"),
        ),
        migrations.RunPython(trust_those_that_are_called, migrations.RunPython.noop, elidable=False),
    ]
