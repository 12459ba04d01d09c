"""`manage.py check_upgrade` says what a start of this version would change."""

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_nothing_has_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_upgrade")
    assert capsys.readouterr().out.endswith("needs it; nothing has to be done.\n")


def test_migrations_that_wait_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    with pytest.raises(CommandError, match=r"1 migrations are to be applied .* make a backup"):
        call_command("check_upgrade")
    assert capsys.readouterr().out == "sessions.0001_initial\n"


def test_a_database_of_a_newer_version_is_named_as_that() -> None:
    MigrationRecorder.Migration.objects.create(app="tracker", name="9999_later")
    with pytest.raises(
        CommandError, match=r"of a newer version than this one \(.*\): it has tracker.9999_later"
    ):
        call_command("check_upgrade")
