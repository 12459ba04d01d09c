"""What editors need: queues, proposals, taking back, notes, forms that were not saved, merged actors."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_editors_merge(apps: Any, _editor: object) -> None:
    """Give the group Editors the new permission; what else it may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    permission = apps.get_model("auth", "Permission").objects.filter(codename="merge_actor").first()
    if group and permission:
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_phases_by_status"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="actor",
            options={
                "ordering": ["name"],
                "permissions": [("merge_actor", "Can merge an actor into another")],
            },
        ),
        migrations.AddField(
            model_name="actor",
            name="aliases",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Other names it is known and found by, in any language.",
            ),
        ),
        migrations.CreateModel(
            name="ActorRedirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("merged_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redirects",
                        to="tracker.actor",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="written_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Who last changed what it says; nobody where that was a program.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Publishing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField()),
                ("before_revision", models.PositiveIntegerField()),
                (
                    "document",
                    models.JSONField(
                        default=dict, help_text="The case as it was told; empty where it was not."
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in-review", "In review"), ("published", "Published")],
                        max_length=16,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publishings",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ultimatum", "id"], name="publishing_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField()),
                ("document", models.JSONField(help_text="The case as it is to be told.")),
                (
                    "reason",
                    models.TextField(
                        blank=True, help_text="Of the correction; empty where only wording was mended."
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="checked_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When an editor last looked whether it still holds, and found that it does.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="last_public",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                editable=False,
                help_text="The document as it was public before the case was taken back; empty while it is public.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="submitted_at",
            field=models.DateTimeField(
                editable=False, help_text="When it was last handed in for review.", null=True
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="submitted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(
                condition=models.Q(("publication", "in-review")),
                fields=["submitted_at", "id"],
                name="ultimatum_in_review",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="overruled",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Why the window is not what the words read as; readers see it. Empty: it is what they say.",
            ),
        ),
        migrations.CreateModel(
            name="ReviewNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("text", models.TextField(max_length=2000)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="review_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_notes",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at"],
            },
        ),
        migrations.CreateModel(
            name="UnsavedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                ("title", models.CharField(blank=True, max_length=80)),
                ("pairs", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_forms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_forms",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("editor", "token"), name="unsaved_form_once")
                ],
            },
        ),
        migrations.RunPython(let_editors_merge, migrations.RunPython.noop, elidable=False),
    ]
