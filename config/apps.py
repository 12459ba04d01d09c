"""Django's admin with the site of this project."""

from django.contrib.admin import apps


class TrackerAdminConfig(apps.AdminConfig):
    """The app of the admin."""

    default = False  # `config` is an app of its own
    default_site = "config.admin_site.TrackerAdminSite"
