"""Editors may look at alerts; the mailbox, endpoints and their calls are for operators, a group of its own."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS, OPERATORS = "Editors", "Operators"
NO_LONGER = {"endpoint": ("add", "change", "delete", "view"), "call": ("change", "view")}
LOOKED_AT = {"alert": ("view",)}
OPERATED = {
    **NO_LONGER,
    "alert": ("change", "view"),
    "delivery": ("change", "view"),
    "subscriber": ("delete", "view"),
    "subscription": ("view",),
    "suppression": ("add", "delete", "view"),
}
MAILBOX = "read_mailbox"


def share_out(apps: Any, _editor: object = None) -> None:
    """Give each group what is its own."""
    config = apps.get_app_config("tracker")
    if not hasattr(config, "models_module"):  # only in a migration
        config.models_module = True  # else permissions are made after the last migration only
        create_permissions(config, apps=apps, verbosity=0)
        del config.models_module
    groups = apps.get_model("auth", "Group").objects
    editors, _ = groups.get_or_create(name=EDITORS)
    editors.permissions.remove(*_permissions(apps, NO_LONGER))
    editors.permissions.add(*_permissions(apps, LOOKED_AT))
    operators, _ = groups.get_or_create(name=OPERATORS)
    operators.permissions.add(*_permissions(apps, OPERATED), *_named(apps, [MAILBOX]))


def give_back(apps: Any, _editor: object) -> None:
    """As it was before: no operators, and editors with endpoints."""
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name=OPERATORS).delete()
    for editors in groups.filter(name=EDITORS):
        editors.permissions.remove(*_permissions(apps, LOOKED_AT))
        editors.permissions.add(*_permissions(apps, NO_LONGER))


def _permissions(apps: Any, allowed: Mapping[str, tuple[str, ...]]) -> Any:
    return _named(apps, [f"{verb}_{model}" for model, verbs in allowed.items() for verb in verbs])


def _named(apps: Any, names: list[str]) -> Any:
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label="tracker", codename__in=names)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0016_begun"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "permissions": [("read_mailbox", "Can read the mails of a site without a mail server")],
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.RunPython(share_out, give_back, elidable=False),
    ]
