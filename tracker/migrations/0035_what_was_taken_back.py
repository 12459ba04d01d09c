"""Mails that say that a case was taken back are a kind of their own; they belong to an alert, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0034_phase_version"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_alert_fits_kind",
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_kind_is_known",
        ),
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("alert", "Alert"),
                    ("digest", "Digest"),
                    ("confirmation", "Confirmation"),
                    ("access", "Link to one's own page"),
                    ("endpoint", "Webhook switched off"),
                    ("retracted", "Case taken back"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["alert", "digest", "confirmation", "access", "endpoint", "retracted"])
                ),
                name="delivery_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alert__isnull", False), ("kind__in", ("alert", "retracted"))),
                    models.Q(
                        models.Q(("kind__in", ("alert", "retracted")), _negated=True), ("alert__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="delivery_alert_fits_kind",
            ),
        ),
    ]
