"""Let somebody in again who lost phone, key and recovery codes: their password alone is asked for then."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from config.sign_in.facts import FACTORS
from tracker.clock import utc_now
from tracker.models import FactKind
from tracker.services import security


class Command(BaseCommand):
    """`manage.py remove_second_factors NAME`."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("account", metavar="NAME", help="the name of an account")

    def handle(self, *, account: str, **options: Any) -> None:
        """Remove all of them, and say which that were."""
        user = User.objects.filter(username=account).first()
        if user is None:
            raise CommandError(f"there is no account {account}; names are case-sensitive")
        found = Authenticator.objects.filter(user=user)
        kinds = ", ".join(sorted({FACTORS[kind] for kind in found.values_list("type", flat=True)}))
        if not kinds:
            raise CommandError(f"{account} has no second factor; nothing was changed")
        found.delete()
        security.note(FactKind.FACTOR_REMOVED, now=utc_now(), about=f"account {account}", detail=kinds)
        self.stdout.write(f"Removed: {kinds}. {account} comes in by password alone until a new one is added.")
