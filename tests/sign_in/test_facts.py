"""What becomes a security fact: rights whoever changes them, what is done to cases, readers and the site."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from tests.admin.conftest import make_editor, make_operator
from tests.admin.forms import Fields
from tests.admin.test_cases import entered
from tests.factories import load
from tracker.clock import utc_now
from tracker.models import FactKind, SecurityFact, Subscriber, Ultimatum
from tracker.services.subscriptions import links

pytestmark = pytest.mark.django_db


def facts(kind: FactKind, account: str | None = None) -> list[tuple[str, str]]:
    rows = SecurityFact.objects.filter(kind=kind).order_by("pk")
    rows = rows if account is None else rows.filter(account=account)
    return list(rows.values_list("about", "detail"))


def test_rights_are_noted_with_who_gave_them(client: Client) -> None:
    make_editor()
    user = User.objects.create_user("bo", password="a long password")
    client.force_login(User.objects.create_superuser("root"))
    page = f"/admin/auth/user/{user.pk}/change/"
    given = {**Fields(client.get(page).content.decode()).values, "is_staff": "on"}
    reviewers = str(Group.objects.get(name="Reviewers").pk)
    assert client.post(page, {**given, "groups": [reviewers]}).status_code == 302
    expected = [("account bo", "is_staff True"), ("account bo", "given: Reviewers")]
    assert facts(FactKind.RIGHTS_CHANGED, "root") == expected
    again = {**Fields(client.get(page).content.decode()).values, "groups": []}
    assert client.post(page, again).status_code == 302
    assert facts(FactKind.RIGHTS_CHANGED, "root")[-1] == ("account bo", "taken: Reviewers")
    user.refresh_from_db()
    user.set_password("another long one")
    user.save()
    assert facts(FactKind.RIGHTS_CHANGED)[-1] == ("account bo", "password")
    user.save(update_fields=["last_login"])
    user.delete()
    assert facts(FactKind.RIGHTS_CHANGED)[-2:] == [
        ("account bo", "password"),
        ("account bo", "account deleted"),
    ]


def test_publishing_and_taking_back_are_noted(client: Client) -> None:
    load()
    client.force_login(make_editor())
    assert (
        client.post("/admin/tracker/ultimatum/add/", {**entered(client), "_publish": "1"}).status_code == 302
    )
    case = Ultimatum.objects.get()
    assert facts(FactKind.PUBLISHED) == [(f"case {case.slug}", "")]
    client.post(f"/admin/tracker/ultimatum/{case.pk}/undo/", {"undo": "1"})
    assert facts(FactKind.CALLED_BACK) == [(f"case {case.slug}", "what was published")]
    assert set(SecurityFact.objects.filter(kind=FactKind.PUBLISHED).values_list("account", flat=True)) == {
        "edith"
    }


def a_reader() -> Subscriber:
    now = utc_now()
    return Subscriber.objects.create(
        address="ann@example.org", address_key="ann@example.org", created_at=now, confirmed_at=now
    )


def test_readers_who_take_along_and_erase_are_noted_without_their_address(client: Client) -> None:
    reader = a_reader()
    name = f"reader {reader.pk}"
    page = f"/subscriptions/manage/{links.manage_token(reader.pk, now=utc_now())}/"
    assert client.get(f"{page}data.json").status_code == 200
    assert client.post(page, {"action": "erase-for-good"}).status_code == 200
    assert facts(FactKind.EXPORTED) == [(name, "by the reader")]
    assert facts(FactKind.ERASED) == [(name, "by the reader")]
    other = a_reader()
    client.force_login(make_operator())
    client.post(f"/admin/tracker/subscriber/{other.pk}/delete/", {"post": "yes"})
    assert facts(FactKind.ERASED, "otto") == [(f"reader {other.pk}", "")]
    assert "example.org" not in str(list(SecurityFact.objects.values()))


def test_a_backup_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from config.management.commands import backup

    class Made:
        tables, files = {"a": 1}, ["database"]

    def write(target: Path, **_: Any) -> Made:
        target.touch()
        return Made()

    monkeypatch.setattr(backup, "backup", write)
    call_command("backup", str(tmp_path / "a.zip"), verbosity=0)
    assert facts(FactKind.EXPORTED) == [("everything", "a backup: a.zip")]


def test_operators_read_the_facts(client: Client) -> None:
    client.force_login(make_operator())
    page = client.get("/admin/tracker/securityfact/", {"kind__exact": "log-in"}).content.decode()
    assert re.search(r"field-account[^>]*>otto<", page)
