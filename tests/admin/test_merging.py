"""Merging actors at the desk: chosen by any name, shown first, then done and logged."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import make_operator
from tests.factories import load
from tests.services.cases.test_merging import OLD, a_twin, of_the_twin
from tracker.models import Actor, Ultimatum

ADDRESS = "/admin/tracker/actor/{}/merge/"


def test_an_editor_sees_what_would_follow_and_merges(desk: Client, editor: User) -> None:
    twin = a_twin()
    load(of_the_twin())
    case = Ultimatum.objects.get()
    assert ADDRESS.format(twin.pk) in desk.get(f"/admin/tracker/actor/{twin.pk}/change/").content.decode()
    page = desk.get(ADDRESS.format(twin.pk), {"into-name": "ALDOVIA"})
    words = " ".join(page.content.decode().split())
    assert "Republic of Aldovia becomes Aldovia" in words
    assert f"{case.title}</a> (Published)" in words
    assert "Bo Second would speak for Aldovia" in words
    plan = page.context["plan"]
    stale = {"into": plan.into.pk, "state": "of yesterday"}
    assert "look again" in desk.post(ADDRESS.format(twin.pk), stale).content.decode()
    assert Actor.objects.filter(slug=OLD).exists()
    done = desk.post(ADDRESS.format(twin.pk), {**stale, "state": plan.state})
    assert done["Location"] == f"/admin/tracker/actor/{plan.into.pk}/change/"
    told = LogEntry.objects.filter(user=editor).values_list("object_id", "change_message")
    assert {pk for pk, text in told if f"({OLD}) was merged into Aldovia" in text} == {
        str(plan.into.pk),
        str(case.pk),
    }
    again = desk.get("/admin/tracker/actor/add/")
    assert again.status_code == 200
    data = {"name": "Old", "slug": OLD, "type": "group", "successor": "", "aliases": ""}
    assert "an address that leads to aldovia" in desk.post("/admin/tracker/actor/add/", data).content.decode()


def test_others_may_not_merge(client: Client, db: None) -> None:
    load()
    twin = a_twin()
    client.force_login(make_operator())
    assert client.get(ADDRESS.format(twin.pk)).status_code == 403
    assert client.post(ADDRESS.format(twin.pk), {"into": "1"}).status_code == 403
