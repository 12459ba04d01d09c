"""A request is a row of its own; only one subscription of an address to a topic goes on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0024_news_are_dated"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once",
        ),
        migrations.AddField(
            model_name="subscription",
            name="profile",
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["active", "paused"])),
                fields=("subscriber", "topic"),
                name="subscription_once",
            ),
        ),
    ]
