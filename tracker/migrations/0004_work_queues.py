"""When a case was last looked at, who handed it in and when, and what it said while it was public."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_phases_by_status"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
