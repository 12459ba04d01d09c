"""The one Django app."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Ultimata"
    default_auto_field = "django.db.models.BigAutoField"
