"""The title and the summary of a case by language: two columns that are empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="ultimatum",
            name="summaries",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="The summary in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="titles",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="The title in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
    ]
