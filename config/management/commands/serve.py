"""Run the web server alone, for a deployment under a supervisor."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.launcher import preflight, site
from tracker.web.data import file_cache


class Command(BaseCommand):
    """`manage.py serve`."""

    help = __doc__.partition(",")[0] + "."
    requires_system_checks: list[str] = []  # `manage.py check --deploy` is a step of its own

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the web server; one line says why where the port cannot be used."""
        try:
            preflight.check_port(settings.ENV["ULTIMATA_HOST"], settings.PORT)
        except preflight.CannotStart as error:
            raise SystemExit(f"ultimata: {error}") from None
        file_cache.forget()
        command = site.web_command()
        os.execvpe(command[0], command, site.environment())  # noqa: S606 -- our own list of arguments
