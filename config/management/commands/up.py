"""Run the whole site: embedded Valkey when REDIS_URL is unset, web server, three Celery workers and beat.

Prepares what is missing first (tables, static files, seeds, an administrator), prints the addresses, restarts
what dies, and stops everything on Ctrl-C or SIGTERM with exit status 0.
"""

import math
import os
import shutil
import signal
import sys
import time
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from config import private
from config.launcher import broker, preflight, prepare, site
from config.launcher.processes import Child, Household
from tracker.web.data import file_cache

SWALLOWED_SECONDS = (
    1.0  # a callback of SQLite or of the garbage collector may swallow the exit: it is repeated
)
WEB_FIRST_SECONDS = 10.0  # pages come first; the others would only compete for the same processor


class Command(BaseCommand):
    """`manage.py up`."""

    help = __doc__.partition("\n")[0]
    requires_system_checks: list[str] = []  # `make test` runs them; a second start should be quick

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, look after and stop all processes of the site."""
        household = Household(settings.ROOT)
        listen_for_the_end(household)
        try:
            with take_place() as lock:
                try:
                    self.start(household, lock)
                    while True:
                        time.sleep(0.2)
                        household.look_after()
                finally:
                    household.stop()
                    if settings.DATA_DIR not in settings.RUNTIME_DIR.parents:
                        shutil.rmtree(settings.RUNTIME_DIR, ignore_errors=True)
                    self.stdout.write("Ultimata has stopped.")
        except preflight.CannotStart as error:
            raise SystemExit(f"ultimata: {error}") from None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def start(self, household: Household, lock: TextIO) -> None:
        """Start the processes in the order they need each other, and say where the site is."""
        if settings.REDIS_IS_EMBEDDED:
            start_broker(household)
        password = self.prepare()
        household.go_on()
        file_cache.forget()
        inherit = (lock.fileno(),)
        household.start(site.web(inherit))
        self.wait_for_web(household, seconds=WEB_FIRST_SECONDS)
        household.start(site.worker(inherit))
        household.start(site.ticker(inherit))
        household.start(site.intake(inherit))
        household.start(site.beat(inherit))
        self.wait_for_web(household)
        self.stdout.write(site.greeting(password))
        self.stdout.flush()

    def wait_for_web(self, household: Household, *, seconds: float = math.inf) -> None:
        """Return once the web server answers, or after that long."""
        give_up_at = time.monotonic() + seconds
        while not site.is_serving() and time.monotonic() < give_up_at:
            household.look_after()
            time.sleep(0.05)

    def prepare(self) -> str | None:
        """Bring tables, files and seeds up to date; the first password while it works."""
        try:
            migrated = prepare.migrate()
            prepare.collect_static(settings.DATA_DIR)
            prepare.load_seeds(settings.ROOT / "seeds", settings.DATA_DIR, anew=migrated)
            return prepare.first_password(settings.DATA_DIR)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise preflight.CannotStart(f"the database cannot be used: {reason}") from None
        finally:
            connections.close_all()


def take_place() -> TextIO:
    """The lock of the data folder, once the folder is ours and the port is free."""
    preflight.own_folder(settings.DATA_DIR)
    preflight.own_folder(settings.RUNTIME_DIR)
    lock = preflight.take_lock(settings.DATA_DIR)
    private.close(settings.DATA_DIR)
    preflight.check_port(settings.ENV["ULTIMATA_HOST"], settings.PORT)
    return lock


def start_broker(household: Household) -> None:
    """Start the embedded Valkey and wait for its answer."""
    socket_path = settings.RUNTIME_DIR / "valkey.sock"
    kept = settings.DATA_DIR / "valkey"
    preflight.own_folder(kept)
    broker.retire(socket_path)
    command = broker.server_command(socket_path, kept)
    household.start(Child("embedded Valkey", command, os.environ, is_needed_by_others=True))
    broker.wait_until_up(socket_path)


def listen_for_the_end(household: Household) -> None:
    """Ctrl-C or SIGTERM ends the run with exit status 0; another one while it stops makes it hurry."""

    def end(_number: int, _frame: object) -> None:
        if household.is_ending:
            household.in_haste = True
        household.is_ending = True
        leave(_number, _frame)

    def leave(_number: int, _frame: object) -> None:
        if not household.is_stopping:
            signal.setitimer(signal.ITIMER_REAL, SWALLOWED_SECONDS)
            raise SystemExit(0)

    usual = sys.unraisablehook

    def keep_quiet(unraisable: "sys.UnraisableHookArgs") -> None:
        # A signal may fall into a callback that swallows the exit and says so; the alarm repeats it.
        if unraisable.exc_type is not SystemExit:
            usual(unraisable)

    sys.unraisablehook = keep_quiet
    signal.signal(signal.SIGALRM, leave)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
