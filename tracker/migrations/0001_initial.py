"""All tables, constraints and indexes, as they are since version 0.1.0."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.fields
import tracker.models.subscriptions


class Migration(migrations.Migration):
    replaces = [
        ("tracker", "0001_record"),
        ("tracker", "0002_alerts"),
        ("tracker", "0004_bounce_days"),
        ("tracker", "0005_crashes"),
        ("tracker", "0006_stuck_deliveries"),
        ("tracker", "0007_wider_columns_fewer_indexes"),
        ("tracker", "0008_changes"),
        ("tracker", "0009_conduct"),
        ("tracker", "0010_references"),
        ("tracker", "0011_reports"),
        ("tracker", "0012_webhooks"),
        ("tracker", "0013_phase_due"),
        ("tracker", "0014_fewer_checks"),
        ("tracker", "0015_deadline_window"),
        ("tracker", "0016_begun"),
        ("tracker", "0018_endpoints_prove_their_owner"),
        ("tracker", "0019_distances"),
        ("tracker", "0020_drafts"),
        ("tracker", "0021_tallies"),
        ("tracker", "0022_links_outlive_the_secret_key"),
        ("tracker", "0023_retracted_cases"),
        ("tracker", "0024_news_are_dated"),
        ("tracker", "0025_requests_are_appended"),
        ("tracker", "0026_places_and_months"),
        ("tracker", "0027_search_as_typed"),
        ("tracker", "0028_what_alerts_tell"),
        ("tracker", "0029_one_alert_of_a_kind"),
        ("tracker", "0030_admin_search"),
        ("tracker", "0031_first_due_at"),
        ("tracker", "0032_naming"),
        ("tracker", "0033_zones_of_today"),
        ("tracker", "0034_phase_version"),
        ("tracker", "0035_what_was_taken_back"),
        ("tracker", "0036_alerts_count_pruned_mails"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanent name in addresses; never change it.", max_length=80, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("summary", models.TextField(help_text="One or two neutral sentences.")),
                (
                    "started",
                    models.CharField(
                        blank=True,
                        help_text="2022, 2022-02 or 2022-02-24, as exactly as it is known.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        help_text="Empty while it goes on.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("search", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("at", models.DateTimeField()),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=40)),
                ("citation", models.TextField()),
                ("licence", models.TextField()),
                (
                    "published",
                    models.CharField(
                        help_text="From when its figures could be known.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the file, in hexadecimal.", max_length=64)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="SiteKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("value", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanent name in addresses; never change it.", max_length=80, unique=True
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As the pages show it, for example United States.", max_length=200
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("state", "State"),
                            ("historical-state", "Historical state"),
                            ("organisation", "Organisation"),
                            ("group-of-states", "Group of states"),
                            ("government", "Government"),
                            ("armed-group", "Armed group"),
                            ("de-facto-authority", "De facto authority"),
                            ("subnational", "Subnational"),
                            ("company", "Company"),
                            ("person", "Person"),
                            ("group", "Group"),
                        ],
                        help_text="What the actor is.",
                        max_length=32,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 alpha-2, for example UA; EU and XK are allowed.",
                        max_length=2,
                    ),
                ),
                (
                    "successor",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='For a state that is gone: codes of its successors, as ["RS"].',
                    ),
                ),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        help_text="IANA zone of the seat of government, for example America/New_York.",
                        max_length=64,
                        validators=[tracker.models.fields.check_zone],
                    ),
                ),
                ("search", models.TextField(blank=True, default="", editable=False)),
                (
                    "represents",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a person: the actor they speak for.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speakers",
                        to="tracker.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "state",
                                    "historical-state",
                                    "organisation",
                                    "group-of-states",
                                    "government",
                                    "armed-group",
                                    "de-facto-authority",
                                    "subnational",
                                    "company",
                                    "person",
                                    "group",
                                ],
                            )
                        ),
                        name="actor_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "person"), _negated=True),
                            ("represents__isnull", False),
                            _connector="OR",
                        ),
                        name="actor_person_represents_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type__in", ["state", "historical-state"]), _negated=True),
                            models.Q(("timezone", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="actor_state_has_a_timezone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("represents__isnull", True),
                            models.Q(("represents", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="actor_represents_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=16)),
                ("network_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["form", "network_hash", "at"], name="attempt_network")],
            },
        ),
        migrations.CreateModel(
            name="SiteState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveBigIntegerField(
                        default=1, help_text="Rises with every write that a page can show."
                    ),
                ),
                (
                    "tally",
                    models.JSONField(
                        default=dict,
                        help_text="How many cases stand where now: shelf → headline or status → number.",
                    ),
                ),
                (
                    "facets",
                    models.JSONField(
                        default=dict,
                        help_text="What can be filtered by: sender, target, dossier → [slug, name, since].",
                    ),
                ),
            ],
            options={
                "db_table": "tracker_board",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="board_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=280, unique=True)),
                ("used_until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["used_until"], name="call_budget_full")],
            },
        ),
        migrations.CreateModel(
            name="DossierTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("live", models.PositiveIntegerField()),
                ("passed", models.PositiveIntegerField()),
                ("resolved", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="tracker.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=280)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="naming_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="PhaseTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday, in UTC.")),
                (
                    "shelf",
                    models.CharField(
                        choices=[
                            ("live", "Running"),
                            ("passed", "Passed, outcome open"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(max_length=16)),
                ("change", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("week", "shelf", "word"), name="phase_tally_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferenceCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_id", models.CharField(max_length=40)),
                ("started", models.CharField(max_length=25, validators=[tracker.models.fields.check_when])),
                ("threatened", models.BooleanField()),
                ("imposed", models.BooleanField()),
                (
                    "final_outcome",
                    models.PositiveSmallIntegerField(help_text="By TIES 4.0, 1 to 10.", null=True),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="tracker.reference",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reference", "external_id"), name="reference_case_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_outcome__isnull", True),
                            ("final_outcome__range", (1, 10)),
                            _connector="OR",
                        ),
                        name="reference_case_outcome_is_of_ties",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=320)),
                ("address_key", models.CharField(max_length=320, unique=True)),
                ("language", models.CharField(default="en", max_length=8)),
                (
                    "zone",
                    models.CharField(
                        default="UTC", max_length=64, validators=[tracker.models.fields.check_zone]
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(
                        blank=True, help_text="Local hour from which mails are held back.", null=True
                    ),
                ),
                (
                    "quiet_until",
                    models.TimeField(blank=True, help_text="Local hour from which they go again.", null=True),
                ),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "link_key",
                    models.CharField(
                        db_default="", default=tracker.models.subscriptions.new_link_key, max_length=43
                    ),
                ),
                ("links_revoked_at", models.DateTimeField(null=True)),
                (
                    "confirmation_sent_at",
                    models.DateTimeField(help_text="At most one confirmation mail an hour.", null=True),
                ),
                (
                    "daily_at",
                    models.DateTimeField(
                        help_text="When the next daily digest is due; null: none wanted.", null=True
                    ),
                ),
                (
                    "weekly_at",
                    models.DateTimeField(
                        help_text="When the next weekly digest is due; null: none wanted.", null=True
                    ),
                ),
                (
                    "bounced_on",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The days of the last 14 on which a mail came back.",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("daily_at__isnull", False)),
                        fields=["daily_at"],
                        name="subscriber_daily",
                    ),
                    models.Index(
                        condition=models.Q(("weekly_at__isnull", False)),
                        fields=["weekly_at"],
                        name="subscriber_weekly",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="subscriber_quiet_hours_are_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_hash", models.CharField(max_length=64, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounced", "The address does not exist"),
                            ("complained", "Its owner reported our mail as unwanted"),
                            ("refused", "Its owner did not ask for the confirmation mail"),
                            ("manual", "Entered by an operator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("since_at", models.DateTimeField()),
                (
                    "until_at",
                    models.DateTimeField(blank=True, help_text="Null: until somebody lifts it.", null=True),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["bounced", "complained", "refused", "manual"])),
                        name="suppression_reason_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("case", "A case"),
                            ("dossier", "A dossier"),
                            ("actor", "An actor"),
                            ("everything", "Everything"),
                            ("filter", "A filter of the dashboard"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="topic_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["case", "dossier", "actor", "everything", "filter"])
                        ),
                        name="topic_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), ("kind", "everything")),
                            models.Q(
                                models.Q(("kind", "everything"), _negated=True),
                                models.Q(("key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="topic_key_fits_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("wishes", models.PositiveIntegerField()),
                ("secret", models.CharField(max_length=64)),
                ("previous_secret", models.CharField(blank=True, max_length=64)),
                ("previous_until", models.DateTimeField(null=True)),
                (
                    "older_secrets",
                    models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Has not answered its challenge"),
                            ("active", "Active"),
                            ("off", "Switched off"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "off_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "by its owner"),
                            ("operator", "by an operator"),
                            ("gone", "it answered 410 Gone"),
                            ("failing", "it failed for too long"),
                        ],
                        max_length=8,
                    ),
                ),
                ("off_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("resting_until", models.DateTimeField(null=True)),
                ("again_on", models.DateField(null=True)),
                ("again_count", models.PositiveIntegerField(db_default=0, default=0)),
                ("busy_until", models.DateTimeField(null=True)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("served_at", models.DateTimeField()),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="endpoints",
                        to="tracker.subscriber",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to="tracker.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subscriber", "url", "topic"), name="endpoint_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "active", "off"])),
                        name="endpoint_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("off_why", ""), ("state__in", ["pending", "active"])),
                            models.Q(
                                ("off_why__in", ["owner", "operator", "gone", "failing"]), ("state", "off")
                            ),
                            _connector="OR",
                        ),
                        name="endpoint_off_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wishes", models.PositiveIntegerField()),
                (
                    "cadence",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "At once"), (1, "Once a day"), (2, "Once a week")], default=0
                    ),
                ),
                ("profile", models.JSONField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Not confirmed"),
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_from",
                    models.CharField(help_text="The page the form was sent from.", max_length=500),
                ),
                (
                    "consent_text",
                    models.CharField(help_text="Version of the text that was agreed to.", max_length=64),
                ),
                (
                    "network",
                    models.CharField(
                        blank=True, help_text="Shortened network address of the request.", max_length=64
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="tracker.subscriber",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="tracker.topic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["topic", "id"],
                        name="subscription_fan_out",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["active", "paused"])),
                        fields=("subscriber", "topic"),
                        name="subscription_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "active", "paused", "ended"])),
                        name="subscription_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cadence__in", [0, 1, 2])), name="subscription_cadence_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "pending"),
                            ("state", "ended"),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="subscription_active_is_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ultimatum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanent name in addresses, for example us-russia-50-days-2025.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="A headline of at most 80 characters that does not tell the outcome.",
                        max_length=80,
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, help_text="One or two neutral sentences.", max_length=400),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ultimatum", "Ultimatum"),
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
                (
                    "tags",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Free tags in lower case, as ["tariffs", "ceasefire"].',
                    ),
                ),
                (
                    "review",
                    models.CharField(
                        choices=[("verified", "Verified"), ("partial", "Partial"), ("draft", "Draft")],
                        default="draft",
                        help_text="Verified: every fact checked. Partial: the notes say what rests on memory.",
                        max_length=32,
                    ),
                ),
                (
                    "notes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Sentences on what sources disagree about, what rests on memory.",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in-review", "In review"), ("published", "Published")],
                        default="draft",
                        help_text="Draft, then in review, then published. Only published cases are shown.",
                        max_length=16,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("updated_at", models.DateTimeField(editable=False)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("document", models.JSONField(default=dict, editable=False)),
                ("search", models.TextField(blank=True, default="", editable=False)),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        help_text="The crisis it belongs to.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ultimatums",
                        to="tracker.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "ordering": ["slug"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("publication", "published")),
                        fields=["-updated_at"],
                        name="ultimatum_edited",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "ultimatum",
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
                    models.CheckConstraint(
                        condition=models.Q(("review__in", ["verified", "partial", "draft"])),
                        name="ultimatum_review_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("publication__in", ["draft", "in-review", "published"])),
                        name="ultimatum_publication_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publication", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="ultimatum_published_has_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publication", "published"), _negated=True),
                            ("dossier__isnull", False),
                            _connector="OR",
                        ),
                        name="ultimatum_published_has_a_dossier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("set", "Set"),
                            ("moved", "Moved"),
                            ("proposed", "Proposed"),
                            ("event", "Event"),
                            ("outcome", "Outcome"),
                            ("correction", "Correction"),
                            ("retracted", "Retracted"),
                        ],
                        max_length=32,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                ("row", models.JSONField()),
                ("is_told", models.BooleanField(db_default=False, default=False)),
                (
                    "ultimatum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["at", "id"], name="change_at"),
                    models.Index(fields=["told_at", "at", "id"], name="change_told_at"),
                    models.Index(
                        condition=models.Q(("kind", "retracted")), fields=["id"], name="change_retracted"
                    ),
                    models.Index(
                        condition=models.Q(("is_told", False)), fields=["recorded_at"], name="change_to_tell"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["set", "moved", "proposed", "event", "outcome", "correction", "retracted"],
                            )
                        ),
                        name="change_kind_is_known",
                    ),
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="change_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "retracted"), ("ultimatum__isnull", True)),
                            models.Q(
                                models.Q(("kind", "retracted"), _negated=True), ("ultimatum__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="change_is_of_a_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        help_text="e1, e2, …",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][0-9]+$", "A letter and a number, for example d1."
                            )
                        ],
                    ),
                ),
                (
                    "on",
                    models.CharField(
                        help_text="As exactly as it is known: 2025-07, 2025-07-23 or an instant.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talks", "Talks"),
                            ("statement", "Statement"),
                            ("response", "Response"),
                            ("counter-move", "Counter move"),
                            ("enforcement", "Enforcement"),
                            ("agreement", "Agreement"),
                            ("ruling", "Ruling"),
                            ("violence", "Violence"),
                            ("other", "Other"),
                        ],
                        max_length=32,
                    ),
                ),
                ("text", models.TextField(help_text="One or two neutral sentences.")),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="event_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "talks",
                                    "statement",
                                    "response",
                                    "counter-move",
                                    "enforcement",
                                    "agreement",
                                    "ruling",
                                    "violence",
                                    "other",
                                ],
                            )
                        ),
                        name="event_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_from",
                        to="tracker.ultimatum",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "other"), name="relation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ultimatum", models.F("other")), _negated=True),
                        name="relation_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        help_text="s1, s2, …; facts cite it by this.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^s[0-9]+$", "The letter s and a number, for example s1."
                            )
                        ],
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        help_text="Address of the page, starting with https://.", max_length=2000
                    ),
                ),
                ("publisher", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=500)),
                (
                    "published",
                    models.CharField(
                        blank=True,
                        help_text="Date of publication, where known.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="Language of the page, where not English.", max_length=35
                    ),
                ),
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("primary", "Primary"),
                            ("wire", "Wire"),
                            ("secondary", "Secondary"),
                            ("weak", "Weak"),
                        ],
                        help_text="Primary: official text or transcript. Weak: use only beside others.",
                        max_length=32,
                    ),
                ),
                (
                    "title_is_descriptive",
                    models.BooleanField(
                        default=False, help_text="On when the title is ours, not the page's."
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="source_once"),
                    models.UniqueConstraint(fields=("ultimatum", "url"), name="source_url_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quality__in", ["primary", "wire", "secondary", "weak"])),
                        name="source_quality_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__startswith", "https://"), ("url__startswith", "http://"), _connector="OR"
                        ),
                        name="source_url_is_web",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("expiry", "Expiry"),
                            ("set", "Set"),
                            ("moved", "Moved"),
                            ("event", "Event"),
                            ("outcome", "Outcome"),
                            ("correction", "Correction"),
                        ],
                        max_length=32,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("about", models.CharField(db_default="", default="", max_length=150)),
                ("offset_seconds", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("release_at", models.DateTimeField()),
                ("not_after", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Waiting"),
                            ("open", "Being handed out"),
                            ("done", "Handed out to all"),
                            ("withdrawn", "Withdrawn"),
                            ("merged", "Merged into a later one"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it was withdrawn.", max_length=100)),
                ("was", models.JSONField(null=True)),
                ("told", models.JSONField(null=True)),
                ("fanned_to", models.BigIntegerField(default=0)),
                ("pruned", models.PositiveBigIntegerField(db_default=0, default=0)),
                ("created_at", models.DateTimeField()),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="corrects",
                        to="tracker.alert",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["planned", "open"])),
                        fields=["release_at"],
                        name="alert_to_hand_out",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["reminder", "expiry", "set", "moved", "event", "outcome", "correction"],
                            )
                        ),
                        name="alert_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "open", "done", "withdrawn", "merged"])),
                        name="alert_state_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("ultimatum", "kind", "about", "offset_seconds"), name="alert_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        help_text="d1, d2, … in the order announced.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][0-9]+$", "A letter and a number, for example d1."
                            )
                        ],
                    ),
                ),
                (
                    "announced",
                    models.CharField(
                        help_text="2025-07-14, or 2025-07-14T16:30:00-04:00 when the hour is known; hours count from an hour.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "public_since",
                    models.CharField(
                        blank=True,
                        help_text="Only when it became public later than it was announced.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "as_stated",
                    models.CharField(
                        help_text="The words themselves, at most ten: in 50 days.", max_length=160
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of those words, as en or uk.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}$", "Two or three lower-case letters, for example en or uk."
                            )
                        ],
                    ),
                ),
                (
                    "earliest",
                    models.CharField(
                        blank=True,
                        help_text="First day or instant on which it can expire; empty when no date can be derived.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "latest",
                    models.CharField(
                        blank=True,
                        help_text="Last such day or instant; the same for a plain day; empty for open-ended.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("instant", "Instant"),
                            ("day", "Day"),
                            ("range", "Range"),
                            ("month", "Month"),
                            ("vague", "Vague"),
                            ("open-ended", "Open ended"),
                        ],
                        help_text="How precisely the words fix the date.",
                        max_length=32,
                    ),
                ),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        help_text="IANA zone the days are read in.",
                        max_length=64,
                        validators=[tracker.models.fields.check_zone],
                    ),
                ),
                (
                    "timezone_assumed",
                    models.BooleanField(default=True, help_text="On unless the words named the zone."),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("set", "Set"),
                            ("extended", "Extended"),
                            ("shortened", "Shortened"),
                            ("clarified", "Clarified"),
                            ("reinstated", "Reinstated"),
                            ("suspended", "Suspended"),
                            ("withdrawn", "Withdrawn"),
                            ("staged", "Staged"),
                            ("proposed", "Proposed"),
                        ],
                        default="set",
                        help_text="What it does to the deadline before it. Staged: a further step that moves nothing.",
                        max_length=32,
                    ),
                ),
                (
                    "clock_start",
                    models.TextField(
                        blank=True, help_text="What started the clock, where that is not the announcement."
                    ),
                ),
                ("condition", models.TextField(blank=True, help_text="What would stop or change it.")),
                (
                    "note",
                    models.TextField(blank=True, help_text="What a reader should know about the reading."),
                ),
                ("earliest_at", models.DateTimeField(editable=False, null=True)),
                ("latest_at", models.DateTimeField(editable=False, null=True)),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        help_text="The deadline it changes.",
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="replaced_by",
                        to="tracker.deadline",
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="The person or body that announced it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines_stated",
                        to="tracker.actor",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["latest_at", "earliest_at", "ultimatum"], name="deadline_window")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="deadline_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "change__in",
                                [
                                    "set",
                                    "extended",
                                    "shortened",
                                    "clarified",
                                    "reinstated",
                                    "suspended",
                                    "withdrawn",
                                    "staged",
                                    "proposed",
                                ],
                            )
                        ),
                        name="deadline_change_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("earliest", ""),
                                ("earliest_at", None),
                                ("latest", ""),
                                ("latest_at", None),
                                ("precision", ""),
                            ),
                            models.Q(
                                ("earliest_at__isnull", False),
                                (
                                    "precision__in",
                                    ["instant", "day", "range", "month", "vague", "open-ended"],
                                ),
                                models.Q(("earliest", ""), _negated=True),
                                models.Q(("timezone", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="deadline_due_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("latest", ""), ("latest_at", None), ("precision__in", ["", "open-ended"])
                            ),
                            models.Q(
                                models.Q(("precision__in", ["", "open-ended"]), _negated=True),
                                models.Q(("latest", ""), _negated=True),
                                ("latest_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deadline_open_ended_has_no_latest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latest_at__isnull", True),
                            ("latest_at__gte", models.F("earliest_at")),
                            _connector="OR",
                        ),
                        name="deadline_window_not_inverted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True),
                            models.Q(("replaces", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="deadline_replaces_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Demand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        help_text="m1, m2, …",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][0-9]+$", "A letter and a number, for example d1."
                            )
                        ],
                    ),
                ),
                ("text", models.TextField(help_text="One neutral sentence.")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("withdraw-forces", "Withdraw forces"),
                            ("end-hostilities", "End hostilities"),
                            ("surrender", "Surrender"),
                            ("sign-agreement", "Sign agreement"),
                            ("ratify", "Ratify"),
                            ("release-persons", "Release persons"),
                            ("accept-persons", "Accept persons"),
                            ("leave-office", "Leave office"),
                            ("reinstate-government", "Reinstate government"),
                            ("disarm", "Disarm"),
                            ("inspections", "Inspections"),
                            ("extradite", "Extradite"),
                            ("cede-territory", "Cede territory"),
                            ("trade-concession", "Trade concession"),
                            ("policy-change", "Policy change"),
                            ("open-passage", "Open passage"),
                            ("divest", "Divest"),
                            ("clarify-position", "Clarify position"),
                            ("other", "Other"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "since",
                    models.CharField(
                        blank=True,
                        help_text="When it was first part of this case, if later than the first announcement.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("since_at", models.DateTimeField(editable=False, null=True)),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only when it addresses one of several targets.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands_on",
                        to="tracker.actor",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demands",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="demand_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "withdraw-forces",
                                    "end-hostilities",
                                    "surrender",
                                    "sign-agreement",
                                    "ratify",
                                    "release-persons",
                                    "accept-persons",
                                    "leave-office",
                                    "reinstate-government",
                                    "disarm",
                                    "inspections",
                                    "extradite",
                                    "cede-territory",
                                    "trade-concession",
                                    "policy-change",
                                    "open-passage",
                                    "divest",
                                    "clarify-position",
                                    "other",
                                ],
                            )
                        ),
                        name="demand_type_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ultimatum.set", "Ultimatum.set"),
                            ("ultimatum.moved", "Ultimatum.moved"),
                            ("ultimatum.proposed", "Ultimatum.proposed"),
                            ("ultimatum.event", "Ultimatum.event"),
                            ("ultimatum.outcome", "Ultimatum.outcome"),
                            ("ultimatum.correction", "Ultimatum.correction"),
                            ("ultimatum.expired", "Ultimatum.expired"),
                            ("ultimatum.due", "Ultimatum.due"),
                            ("ultimatum.test", "Ultimatum.test"),
                            ("endpoint.challenge", "Endpoint.challenge"),
                            ("ultimatum.retracted", "Ultimatum.retracted"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "bit",
                    models.PositiveIntegerField(
                        help_text="What an endpoint must have asked for; 0: sent on demand."
                    ),
                ),
                ("release_at", models.DateTimeField()),
                ("not_after", models.DateTimeField(null=True)),
                ("is_handed_out", models.BooleanField(default=False)),
                ("body", models.TextField()),
                (
                    "alert",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tracker.alert",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tracker.change",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_handed_out", False)),
                        fields=["id"],
                        name="occurrence_to_hand_out",
                    ),
                    models.Index(fields=["release_at"], name="occurrence_released"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "ultimatum.set",
                                    "ultimatum.moved",
                                    "ultimatum.proposed",
                                    "ultimatum.event",
                                    "ultimatum.outcome",
                                    "ultimatum.correction",
                                    "ultimatum.expired",
                                    "ultimatum.due",
                                    "ultimatum.test",
                                    "endpoint.challenge",
                                    "ultimatum.retracted",
                                ],
                            )
                        ),
                        name="occurrence_kind_is_known",
                    ),
                    models.UniqueConstraint(fields=("change",), name="change_once_told"),
                    models.UniqueConstraint(fields=("alert",), name="alert_once_told"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waits for a digest"),
                            ("due", "Due"),
                            ("leased", "Claimed by a worker"),
                            ("sending", "Being sent"),
                            ("unknown", "The reply was lost; tried again"),
                            ("sent", "Sent"),
                            ("failed", "Refused for good"),
                            ("cancelled", "No longer wanted"),
                            ("expired", "Too late to be of use"),
                            ("parked", "Needs a human"),
                        ],
                        max_length=10,
                    ),
                ),
                ("next_at", models.DateTimeField()),
                ("first_due_at", models.DateTimeField(null=True)),
                ("not_after", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("uncertain", models.PositiveSmallIntegerField(default=0)),
                ("crashes", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "begun",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, help_text="Its place, from 1, among what its lease began."
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("tries", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="tracker.endpoint",
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="tracker.occurrence",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "unknown"])),
                        fields=["endpoint", "next_at", "id"],
                        name="call_to_claim",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["leased", "sending"])),
                        fields=["lease_until"],
                        name="call_leased",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["failed", "parked"])),
                        fields=["state", "next_at"],
                        name="call_stuck",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("occurrence", "endpoint"), name="call_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "held",
                                    "due",
                                    "leased",
                                    "sending",
                                    "unknown",
                                    "sent",
                                    "failed",
                                    "cancelled",
                                    "expired",
                                    "parked",
                                ],
                            )
                        ),
                        name="call_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "response",
                    models.CharField(
                        choices=[
                            ("full", "Full"),
                            ("partial", "Partial"),
                            ("none", "None"),
                            ("counter", "Counter"),
                            ("unknown", "Unknown"),
                        ],
                        help_text="What the target did.",
                        max_length=32,
                    ),
                ),
                (
                    "follow_through",
                    models.CharField(
                        choices=[
                            ("imposed", "Imposed"),
                            ("partly-imposed", "Partly imposed"),
                            ("not-imposed", "Not imposed"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                            ("moot", "Moot"),
                            ("held", "Held"),
                            ("unknown", "Unknown"),
                        ],
                        help_text="What the sender did with the threat.",
                        max_length=32,
                    ),
                ),
                (
                    "settled",
                    models.BooleanField(
                        default=False, help_text="On when both sides gave something and agreed."
                    ),
                ),
                (
                    "on",
                    models.CharField(
                        help_text="The date of the outcome.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                (
                    "lifted",
                    models.CharField(
                        blank=True,
                        help_text="When a measure that was imposed was taken back without compliance.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("justification", models.TextField(help_text="Why the two axes read as they do.")),
                ("note", models.TextField(blank=True)),
                (
                    "enforced_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="If not the sender.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enforcements",
                        to="tracker.actor",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only when targets ended differently: one outcome each.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_of",
                        to="tracker.actor",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "target"), name="outcome_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("target", None)),
                        fields=("ultimatum",),
                        name="outcome_for_all_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response__in", ["full", "partial", "none", "counter", "unknown"])
                        ),
                        name="outcome_response_is_known",
                    ),
                    models.CheckConstraint(
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
                                    "unknown",
                                ],
                            )
                        ),
                        name="outcome_follow_through_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waits for a digest"),
                            ("due", "Due"),
                            ("leased", "Claimed by a worker"),
                            ("sending", "Being sent"),
                            ("unknown", "The reply was lost; tried again"),
                            ("sent", "Sent"),
                            ("failed", "Refused for good"),
                            ("cancelled", "No longer wanted"),
                            ("expired", "Too late to be of use"),
                            ("parked", "Needs a human"),
                        ],
                        max_length=10,
                    ),
                ),
                ("next_at", models.DateTimeField()),
                ("first_due_at", models.DateTimeField(null=True)),
                ("not_after", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("uncertain", models.PositiveSmallIntegerField(default=0)),
                ("crashes", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "begun",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, help_text="Its place, from 1, among what its lease began."
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
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
                ("cadence", models.PositiveSmallIntegerField(default=0)),
                (
                    "alert",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="tracker.alert",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carries",
                        to="tracker.delivery",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="tracker.subscriber",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deliveries",
                        to="tracker.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "permissions": [("read_mailbox", "Can read the mails of a site without a mail server")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "unknown"])),
                        fields=["next_at", "id"],
                        name="delivery_to_claim",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("first_due_at__isnull", False), ("state__in", ["due", "unknown"])
                        ),
                        fields=["first_due_at"],
                        name="delivery_put_off",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["leased", "sending"])),
                        fields=["lease_until"],
                        name="delivery_leased",
                    ),
                    models.Index(fields=["subscriber", "state"], name="delivery_of_subscriber"),
                    models.Index(
                        condition=models.Q(("digest__isnull", False)),
                        fields=["digest"],
                        name="delivery_carried",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["failed", "parked"])),
                        fields=["state", "next_at"],
                        name="delivery_stuck",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("alert", "subscriber"), name="delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "held",
                                    "due",
                                    "leased",
                                    "sending",
                                    "unknown",
                                    "sent",
                                    "failed",
                                    "cancelled",
                                    "expired",
                                    "parked",
                                ],
                            )
                        ),
                        name="delivery_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["alert", "digest", "confirmation", "access", "endpoint", "retracted"],
                            )
                        ),
                        name="delivery_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alert__isnull", False), ("kind__in", ("alert", "retracted"))),
                            models.Q(
                                models.Q(("kind__in", ("alert", "retracted")), _negated=True),
                                ("alert__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_alert_fits_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Threat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        help_text="t1, t2, …",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][0-9]+$", "A letter and a number, for example d1."
                            )
                        ],
                    ),
                ),
                ("text", models.TextField(help_text="One neutral sentence.")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("unspecified", "Unspecified"),
                            ("total-embargo", "Total embargo"),
                            ("partial-embargo", "Partial embargo"),
                            ("import-restriction", "Import restriction"),
                            ("export-restriction", "Export restriction"),
                            ("secondary-measures", "Secondary measures"),
                            ("blockade", "Blockade"),
                            ("asset-freeze", "Asset freeze"),
                            ("aid-termination", "Aid termination"),
                            ("travel-ban", "Travel ban"),
                            ("agreement-suspension", "Agreement suspension"),
                            ("sanctions", "Sanctions"),
                            ("multilateral-sanctions", "Multilateral sanctions"),
                            ("force", "Force"),
                            ("break-relations", "Break relations"),
                            ("treaty-withdrawal", "Treaty withdrawal"),
                            ("legal-measure", "Legal measure"),
                            ("ban", "Ban"),
                            ("fine", "Fine"),
                            ("other", "Other"),
                        ],
                        max_length=32,
                    ),
                ),
                ("explicit", models.BooleanField(default=True, help_text="Off when only implied.")),
                (
                    "automatic",
                    models.BooleanField(
                        default=False, help_text="On when it takes effect by law without a further decision."
                    ),
                ),
                (
                    "as_stated",
                    models.CharField(
                        blank=True, help_text="At most ten words, as they were said.", max_length=160
                    ),
                ),
                (
                    "since",
                    models.CharField(
                        blank=True,
                        help_text="When it was first part of this case, if later than the first announcement.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("since_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="threats",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["type", "ultimatum"], name="threat_type_ultimatum")],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="threat_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "unspecified",
                                    "total-embargo",
                                    "partial-embargo",
                                    "import-restriction",
                                    "export-restriction",
                                    "secondary-measures",
                                    "blockade",
                                    "asset-freeze",
                                    "aid-termination",
                                    "travel-ban",
                                    "agreement-suspension",
                                    "sanctions",
                                    "multilateral-sanctions",
                                    "force",
                                    "break-relations",
                                    "treaty-withdrawal",
                                    "legal-measure",
                                    "ban",
                                    "fine",
                                    "other",
                                ],
                            )
                        ),
                        name="threat_type_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exposures",
                        to="tracker.actor",
                    ),
                ),
                (
                    "threat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exposures",
                        to="tracker.threat",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [models.UniqueConstraint(fields=("threat", "actor"), name="exposure_once")],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "deadline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.deadline",
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.demand",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.event",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.outcome",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.source",
                    ),
                ),
                (
                    "threat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="tracker.threat",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deadline__isnull", True),
                                ("demand__isnull", False),
                                ("event__isnull", True),
                                ("outcome__isnull", True),
                                ("threat__isnull", True),
                            ),
                            models.Q(
                                ("deadline__isnull", True),
                                ("demand__isnull", True),
                                ("event__isnull", True),
                                ("outcome__isnull", True),
                                ("threat__isnull", False),
                            ),
                            models.Q(
                                ("deadline__isnull", False),
                                ("demand__isnull", True),
                                ("event__isnull", True),
                                ("outcome__isnull", True),
                                ("threat__isnull", True),
                            ),
                            models.Q(
                                ("deadline__isnull", True),
                                ("demand__isnull", True),
                                ("event__isnull", False),
                                ("outcome__isnull", True),
                                ("threat__isnull", True),
                            ),
                            models.Q(
                                ("deadline__isnull", True),
                                ("demand__isnull", True),
                                ("event__isnull", True),
                                ("outcome__isnull", False),
                                ("threat__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="citation_of_one_fact",
                    ),
                    models.UniqueConstraint(fields=("demand", "source"), name="citation_demand_once"),
                    models.UniqueConstraint(fields=("threat", "source"), name="citation_threat_once"),
                    models.UniqueConstraint(fields=("deadline", "source"), name="citation_deadline_once"),
                    models.UniqueConstraint(fields=("event", "source"), name="citation_event_once"),
                    models.UniqueConstraint(fields=("outcome", "source"), name="citation_outcome_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.CharField(max_length=500, verbose_name="what the page shows")),
                ("right", models.CharField(max_length=500, verbose_name="what would be right")),
                ("source_url", models.CharField(max_length=1000, verbose_name="where that can be read")),
                ("note", models.TextField(blank=True)),
                (
                    "email",
                    models.CharField(
                        blank=True,
                        help_text="For a question back; forgotten 30 days after the decision.",
                        max_length=320,
                    ),
                ),
                (
                    "seen_as_of",
                    models.CharField(
                        blank=True,
                        help_text="The instant of the page it is about; empty: the present.",
                        max_length=25,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "remark",
                    models.TextField(
                        blank=True, help_text="Why, or what was changed; for the other editors."
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="tracker.ultimatum",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "reported error",
                "ordering": ["-received_at"],
                "indexes": [
                    models.Index(fields=["state", "-received_at"], name="report_queue"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["decided_at"],
                        name="report_address",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "declined"])),
                        name="report_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="report_is_decided_at_an_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(help_text="Null: for good.", null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("open", "Open"),
                            ("passed", "Passed"),
                            ("resolved", "Resolved"),
                            ("undated", "Undated"),
                            ("suspended", "Suspended"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "shelf",
                    models.CharField(
                        choices=[
                            ("live", "Running"),
                            ("passed", "Passed, outcome open"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True, help_text="Of a resolved case; mixed when targets differ.", max_length=16
                    ),
                ),
                ("sort_at", models.DateTimeField()),
                ("row", models.JSONField(help_text="What the dashboard shows of it.")),
                (
                    "conduct",
                    models.JSONField(
                        help_text="What statistics count of it (tracker/domain/statistics/conduct.py)."
                    ),
                ),
                (
                    "limit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("3-days", "3-days"),
                            ("2-weeks", "2-weeks"),
                            ("3-months", "3-months"),
                            ("longer", "longer"),
                        ],
                        help_text="How long the time limit of an ultimatum was; empty for other kinds, or without a length.",
                        max_length=8,
                    ),
                ),
                ("search", models.TextField(help_text="Its words in lower case without accents.")),
                ("is_current", models.BooleanField(default=False)),
                (
                    "version",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="Of the record (`SiteState.version`): with which this was written or became current.",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["shelf", "sort_at", "id"],
                        name="phase_shelf",
                    ),
                    models.Index(fields=["shelf", "sort_at", "id"], name="phase_shelf_past"),
                    models.Index(
                        condition=models.Q(("is_current", True)), fields=["until_at"], name="phase_over"
                    ),
                    models.Index(fields=["until_at"], name="phase_until"),
                    models.Index(
                        condition=models.Q(("is_current", True)), fields=["from_at"], name="phase_not_begun"
                    ),
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["version"],
                        name="phase_current_since",
                    ),
                    models.Index(fields=["from_at", "until_at"], name="phase_at"),
                    models.Index(fields=["status", "sort_at", "id"], name="phase_due"),
                    models.Index(
                        condition=models.Q(("shelf", "resolved")),
                        fields=["limit", "from_at"],
                        name="phase_alike",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "running",
                                    "open",
                                    "passed",
                                    "resolved",
                                    "undated",
                                    "suspended",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="phase_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="phase_takes_time",
                    ),
                    models.UniqueConstraint(fields=("ultimatum", "from_at"), name="phase_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("ultimatum",),
                        name="phase_one_is_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("sender", "Sender"),
                            ("target", "Target"),
                            ("party", "Party"),
                            ("third-party", "Third party"),
                            ("mediator", "Mediator"),
                            ("guarantor", "Guarantor"),
                        ],
                        help_text="Sender: who demands. Target: of whom.",
                        max_length=32,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="The sender's own word for it, when contested.", max_length=80
                    ),
                ),
                (
                    "since",
                    models.CharField(
                        blank=True,
                        help_text="When it was first part of this case, if later than the first announcement.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("since_at", models.DateTimeField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="tracker.actor"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="The person or body that spoke.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spoken_parts",
                        to="tracker.actor",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["role", "actor"], name="party_role_actor")],
                "constraints": [
                    models.UniqueConstraint(fields=("ultimatum", "actor", "role"), name="party_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["sender", "target", "party", "third-party", "mediator", "guarantor"],
                            )
                        ),
                        name="party_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("expiry", "Expiry"),
                            ("set", "Set"),
                            ("moved", "Moved"),
                            ("event", "Event"),
                            ("outcome", "Outcome"),
                            ("correction", "Correction"),
                        ],
                        max_length=32,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("about", models.CharField(db_default="", default="", max_length=150)),
                ("offset_seconds", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("not_after", models.DateTimeField(null=True)),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="milestone_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["reminder", "expiry", "set", "moved", "event", "outcome", "correction"],
                            )
                        ),
                        name="milestone_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("ultimatum", "kind", "about", "offset_seconds"), name="milestone_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("reason", models.TextField(help_text="Why the earlier version was wrong.")),
                ("path", models.CharField(help_text="Which fact, as deadlines[d2].", max_length=200)),
                (
                    "before",
                    models.JSONField(help_text="The fact as it stood; null where it was missing.", null=True),
                ),
                (
                    "after",
                    models.JSONField(
                        help_text="The fact as it stands; null where it was removed.", null=True
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="corrections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "indexes": [
                    models.Index(fields=["ultimatum", "made_at"], name="correction_ultimatum_made_at")
                ],
            },
        ),
        migrations.AddField(
            model_name="threat",
            name="exposed",
            field=models.ManyToManyField(
                related_name="threats_exposed_to", through="tracker.Exposure", to="tracker.actor"
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="related",
            field=models.ManyToManyField(
                related_name="related_from", through="tracker.Relation", to="tracker.ultimatum"
            ),
        ),
    ]
