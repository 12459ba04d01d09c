"""Security facts, which the database lets nobody change, and the groups Desk readers and Reviewers.

A fact can be deleted once it is 30 days old (services.retention), and not before.
"""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

KINDS = [
    ("log-in", "Logged in"),
    ("refused", "Refused"),
    ("rights", "Rights changed"),
    ("factor-added", "Second factor added"),
    ("factor-removed", "Second factor removed"),
    ("published", "Published"),
    ("called-back", "Called back"),
    ("exported", "Exported"),
    ("erased", "Erased"),
    ("restored", "Restored"),
]
ON_SQLITE = (
    "CREATE TRIGGER tracker_securityfact_unchanged BEFORE UPDATE ON tracker_securityfact "
    "BEGIN SELECT RAISE(ABORT, 'security facts are not changed'); END",
    "CREATE TRIGGER tracker_securityfact_not_deleted BEFORE DELETE ON tracker_securityfact "
    "WHEN old.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 days') "
    "BEGIN SELECT RAISE(ABORT, 'security facts are kept for 30 days'); END",
)
"""A later migration that makes SQLite build the table anew has to create its triggers again."""
ON_POSTGRESQL = (
    "CREATE FUNCTION tracker_securityfact_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'security facts are not changed, and kept for 30 days'; END $$",
    "CREATE TRIGGER tracker_securityfact_unchanged BEFORE UPDATE ON tracker_securityfact "
    "FOR EACH ROW EXECUTE FUNCTION tracker_securityfact_refuse()",
    "CREATE TRIGGER tracker_securityfact_not_deleted BEFORE DELETE ON tracker_securityfact "
    "FOR EACH ROW WHEN (old.at > now() - interval '30 days') EXECUTE FUNCTION tracker_securityfact_refuse()",
)


def add_triggers(_apps: Any, editor: Any) -> None:
    """Refuse changes, and deletions before the time."""
    for statement in ON_POSTGRESQL if editor.connection.vendor == "postgresql" else ON_SQLITE:
        editor.execute(statement, params=None)


def remove_triggers(_apps: Any, editor: Any) -> None:
    """On SQLite they go with the table."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION tracker_securityfact_refuse() CASCADE")


def make_roles(apps: Any, _editor: object) -> None:
    """Make the two groups, and let operators read the facts; what else groups may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    groups = import_module("tracker.migrations.0002_editors_group")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="tracker")
    for name in ("Desk readers", "Reviewers"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        names = [f"{verb}_{model}" for model, verbs in groups.GROUPS[name].items() for verb in verbs]
        group.permissions.add(*permissions.filter(codename__in=names))
    for group in apps.get_model("auth", "Group").objects.filter(name="Operators"):
        group.permissions.add(*permissions.filter(codename="view_securityfact"))


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_week_ahead_notes_successors")]

    operations = [
        migrations.CreateModel(
            name="SecurityFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(choices=KINDS, max_length=14)),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        help_text="Who did it; empty: the system, a command, or nobody known.",
                        max_length=150,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        help_text="What it was done to: a case, an account, a reader.",
                        max_length=200,
                    ),
                ),
                ("detail", models.CharField(blank=True, help_text="How, or what exactly.", max_length=300)),
                ("network", models.CharField(blank=True, max_length=43)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["-at", "-id"], name="security_fact_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=[kind for kind, _ in KINDS]),
                        name="security_fact_kind_is_known",
                    )
                ],
            },
        ),
        migrations.RunPython(add_triggers, remove_triggers, elidable=False),
        migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=False),
    ]
