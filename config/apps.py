"""The wiring as an app of Django, and the app of its admin."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps


class TrackerAdminConfig(apps.AdminConfig):
    """The app of the admin."""

    default = False  # `config` is an app of its own
    default_site = "config.admin_site.TrackerAdminSite"


class Wiring(AppConfig):
    """Forgets kept mails of erased addresses, keeps security facts of accounts, and reports errors."""

    name = "config"
    default = True

    def ready(self) -> None:
        """Listen."""
        if settings.SENTRY_DSN:
            from config import error_reports  # noqa: PLC0415 -- where it is wanted alone

            error_reports.start(settings.SENTRY_DSN)
        from config.sign_in import facts  # noqa: PLC0415 -- models are not there before

        facts.connect()
        if settings.MAILBOX:
            from django.db.models.signals import post_delete  # noqa: PLC0415 -- models are not there before

            from config.mailbox.backend import forget_subscriber  # noqa: PLC0415 -- as above
            from tracker.models import Subscriber  # noqa: PLC0415 -- as above

            post_delete.connect(forget_subscriber, sender=Subscriber, dispatch_uid="mailbox")
