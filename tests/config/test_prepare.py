"""What the launcher prepares: the first administrator, once, whose password is told while it works."""

from pathlib import Path

from django.contrib.auth.models import User

from config.launcher.prepare import first_password


def test_the_first_password_is_told_until_somebody_changes_it(db: None, tmp_path: Path) -> None:
    kept = tmp_path / "admin-password"
    password = first_password(tmp_path)
    assert password
    assert kept.stat().st_mode & 0o777 == 0o600
    administrator = User.objects.get()
    assert administrator.check_password(password)
    assert first_password(tmp_path) == password
    administrator.set_password("changed")
    administrator.save()
    assert first_password(tmp_path) is None
    assert not kept.exists()


def test_an_administrator_who_is_there_is_told_no_password(db: None, tmp_path: Path) -> None:
    User.objects.create_superuser("somebody", password="of their own")
    assert first_password(tmp_path) is None
    assert User.objects.count() == 1
