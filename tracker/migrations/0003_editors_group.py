"""The group whose members can do an editor's whole work, and no more."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Editors"
PARTS = ("party", "demand", "threat", "deadline", "event", "outcome", "source")
ALLOWED = {
    "actor": ("add", "change", "view"),
    "dossier": ("add", "change", "view"),
    "ultimatum": ("add", "change", "delete", "view"),  # the desk lets them delete what never was public
    "correction": ("view",),
    **dict.fromkeys(PARTS, ("add", "change", "delete", "view")),
}


def make_editors(apps: Any, _editor: object = None) -> None:
    """Make the group, or bring its permissions back to these."""
    config = apps.get_app_config("tracker")
    if not hasattr(config, "models_module"):  # only in a migration
        config.models_module = True  # else permissions are made after the last migration only
        create_permissions(config, apps=apps, verbosity=0)
        del config.models_module
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    names = [f"{verb}_{model}" for model, verbs in ALLOWED.items() for verb in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="tracker", codename__in=names
    )
    group.permissions.set(permissions)


def remove_editors(apps: Any, _editor: object) -> None:
    """Remove the group; its members stay."""
    apps.get_model("auth", "Group").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0002_alerts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_editors, remove_editors, elidable=False)]
