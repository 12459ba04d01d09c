"""The one Django app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Ultimata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have each process learn the database's clock, whichever way it comes to a connection."""
        from tracker.clock import read_database  # noqa: PLC0415 -- not before the apps are loaded

        connection_created.connect(read_database, dispatch_uid="tracker.clock")
