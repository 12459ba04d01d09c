"""The groups of those who work on the site: editors do an editor's whole work, operators see to mails and calls,
reviewers decide, and readers of the desk look."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

VERBS = ("add", "change", "delete", "view")
PARTS = ("party", "demand", "threat", "deadline", "event", "outcome", "source")
EDITORS: dict[str, tuple[str, ...]] = {
    "actor": ("add", "change", "view", "merge_actor"),
    "dossier": ("add", "change", "view"),
    "ultimatum": VERBS,  # the admin lets them delete what never was public
    "correction": ("view",),
    "report": ("change", "view"),
    "alert": ("view",),
    "lead": ("add", "change", "view"),
    "feed": VERBS,
    "intakeitem": ("add", "change", "view"),
    "candidate": ("change", "view"),
    "page": ("change", "view"),
    **dict.fromkeys(PARTS, VERBS),
}
OPERATORS: dict[str, tuple[str, ...]] = {
    "endpoint": VERBS,
    "call": ("change", "view"),
    "alert": ("change", "view"),
    "delivery": ("change", "view", "read_mailbox"),
    "subscriber": ("delete", "view"),
    "subscription": ("view",),
    "suppression": ("add", "delete", "view"),
    "feed": ("change", "view"),
    "assistantconsent": ("add", "view"),
    "securityfact": ("view",),
}
READERS: dict[str, tuple[str, ...]] = dict.fromkeys(EDITORS, ("view",))
REVIEWERS: dict[str, tuple[str, ...]] = {
    **READERS,
    **dict.fromkeys(("ultimatum", "report", "candidate", "intakeitem", "page"), ("change", "view")),
    **dict.fromkeys(PARTS, ("add", "change", "view")),
}
"""They look at, put right, publish and decide what others entered, and start no case, actor or feed."""
GROUPS = {"Desk readers": READERS, "Editors": EDITORS, "Reviewers": REVIEWERS, "Operators": OPERATORS}


def make_groups(apps: Any, _editor: object = None) -> None:
    """Make the groups, or bring their permissions back to these."""
    config = apps.get_app_config("tracker")
    if not hasattr(config, "models_module"):  # only in a migration
        config.models_module = True  # else permissions are made after the last migration only
        create_permissions(config, apps=apps, verbosity=0)
        del config.models_module
    for name, allowed in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(_permissions(apps, allowed))


def remove_groups(apps: Any, _editor: object) -> None:
    """Remove the groups; their members stay."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


def _permissions(apps: Any, allowed: Mapping[str, tuple[str, ...]]) -> Any:
    names = [verb if "_" in verb else f"{verb}_{model}" for model, verbs in allowed.items() for verb in verbs]
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label="tracker", codename__in=names)


class Migration(migrations.Migration):
    replaces = [("tracker", "0003_editors_group"), ("tracker", "0017_operators_group")]

    dependencies = [
        ("tracker", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups, elidable=False)]
