from typing import Any

from django.db import migrations, models


def names() -> "models.JSONField[Any, Any]":
    return models.JSONField(
        blank=True,
        db_default=models.Value({}, models.JSONField()),
        default=dict,
        help_text="What it is called in other languages, one a line, each behind its code: uk: Україна.",
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_record")]

    operations = [
        migrations.AddField(model_name="actor", name="names", field=names()),
        migrations.AddField(model_name="dossier", name="names", field=names()),
    ]
