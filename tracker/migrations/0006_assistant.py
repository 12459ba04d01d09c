"""Whether texts may be sent to a language model: the answers, and who may give one."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_operators_answer(apps: Any, _editor: object) -> None:
    """Give the group Operators the new permissions; what else it may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    names = ("add_assistantconsent", "view_assistantconsent")
    permissions = apps.get_model("auth", "Permission").objects.filter(codename__in=names)
    for group in apps.get_model("auth", "Group").objects.filter(name="Operators"):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0005_intake"),
        ("tracker", "0005_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssistantConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("model", models.CharField(max_length=200)),
                ("is_given", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to ask a model",
                "verbose_name_plural": "consent to ask a model",
                "ordering": ["-answered_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), _negated=True), models.Q(("model", ""), _negated=True)
                        ),
                        name="assistant_consent_names_whom",
                    )
                ],
            },
        ),
        migrations.RunPython(let_operators_answer, migrations.RunPython.noop, elidable=False),
    ]
