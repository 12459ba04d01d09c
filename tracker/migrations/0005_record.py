"""Requests, roles beside a demand, terms that roll over, background and criteria, what is contested, doubts."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_editing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="outcome",
            name="outcome_follow_through_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="party",
            name="party_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="ultimatum",
            name="ultimatum_kind_is_known",
        ),
        migrations.AddField(
            model_name="deadline",
            name="contested",
            field=models.TextField(
                blank=True, default="", help_text="What another source says instead, and who; cite both."
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="contested",
            field=models.TextField(
                blank=True, default="", help_text="What another source says instead, and who; cite both."
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="contested",
            field=models.TextField(
                blank=True, default="", help_text="What another source says instead, and who; cite both."
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="background",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Sentences for someone who knows nothing of it, each with its sources.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="criteria",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="How it will be judged: what counts as complied and as carried out, by which source.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="doubts",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                help_text="What contradicts itself in it (domain.checking), as of its last change.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="gravity",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="The rank of the worst of these; 0 for none.",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="follow_through",
            field=models.CharField(
                choices=[
                    ("imposed", "Imposed"),
                    ("partly-imposed", "Partly imposed"),
                    ("not-imposed", "Not imposed"),
                    ("withdrawn", "Withdrawn"),
                    ("superseded", "Superseded"),
                    ("moot", "Moot"),
                    ("held", "Held"),
                    ("rolled-over", "Rolled over"),
                    ("unknown", "Unknown"),
                ],
                help_text="What the sender did with the threat.",
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="party",
            name="role",
            field=models.CharField(
                choices=[
                    ("sender", "Sender"),
                    ("target", "Target"),
                    ("party", "Party"),
                    ("third-party", "Third party"),
                    ("mediator", "Mediator"),
                    ("guarantor", "Guarantor"),
                    ("advocate", "Advocate"),
                    ("moderator", "Moderator"),
                ],
                help_text="Sender: who demands. Target: of whom.",
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="ultimatum",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ultimatum", "Ultimatum"),
                    ("request", "Request"),
                    ("legal-deadline", "Legal deadline"),
                    ("truce-expiry", "Truce expiry"),
                    ("expiry", "Expiry"),
                    ("self-imposed", "Self imposed"),
                    ("review-date", "Review date"),
                ],
                default="ultimatum",
                help_text="Ultimatum: a demand, a threat and a time limit. Only ultimatums enter success rates.",
                max_length=32,
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(
                models.F("gravity"), condition=models.Q(("gravity__gt", 0)), name="ultimatum_doubtful"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "follow_through__in",
                        [
                            "imposed",
                            "partly-imposed",
                            "not-imposed",
                            "withdrawn",
                            "superseded",
                            "moot",
                            "held",
                            "rolled-over",
                            "unknown",
                        ],
                    )
                ),
                name="outcome_follow_through_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "sender",
                            "target",
                            "party",
                            "third-party",
                            "mediator",
                            "guarantor",
                            "advocate",
                            "moderator",
                        ],
                    )
                ),
                name="party_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ultimatum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ultimatum",
                            "request",
                            "legal-deadline",
                            "truce-expiry",
                            "expiry",
                            "self-imposed",
                            "review-date",
                        ],
                    )
                ),
                name="ultimatum_kind_is_known",
            ),
        ),
    ]
