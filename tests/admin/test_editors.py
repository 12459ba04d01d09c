"""What the group Editors may do, and what not."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from tracker import models

MAY_CHANGE = {"party", "demand", "threat", "deadline", "event", "outcome", "source", "ultimatum", "feed"}


def test_migration_makes_the_group_with_exactly_these_permissions(db: None) -> None:
    Group.objects.all().delete()  # tests that empty the tables, and run before, take it along
    import_module("tracker.migrations.0002_editors_group").make_groups(apps)
    group = Group.objects.get(name="Editors")
    held = {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}
    whole = {f"tracker.{verb}_{name}" for name in MAY_CHANGE for verb in ("add", "change", "delete", "view")}
    part = {f"tracker.{verb}_{name}" for name in ("actor", "dossier") for verb in ("add", "change", "view")}
    queue = {"tracker.change_report", "tracker.view_report"}
    others = {"tracker.view_correction", "tracker.view_alert", "tracker.merge_actor"}
    others |= {"tracker.change_page", "tracker.view_page"}
    others |= {f"tracker.{verb}_lead" for verb in ("add", "change", "view")}
    intake = {"tracker.change_candidate", "tracker.view_candidate"}
    intake |= {f"tracker.{verb}_intakeitem" for verb in ("add", "change", "view")}
    assert held == whole | part | queue | others | intake
    assert Permission.objects.filter(codename="change_sitestate").exists()


def test_only_cases_actors_and_dossiers_are_on_the_desk() -> None:
    ours = {model for model in admin.site._registry if model._meta.app_label == "tracker"}
    assert ours >= {models.Ultimatum, models.Actor, models.Dossier}
    derived = {models.SiteState, models.Phase, models.Heartbeat, models.Correction, models.Deadline}
    assert not ours & derived


@pytest.mark.parametrize("address", ["auth/user/", "auth/group/"])
def test_editor_sees_no_users(desk: Client, address: str) -> None:
    assert desk.get(f"/admin/{address}").status_code == 403


@pytest.mark.parametrize("address", ["tracker/board/", "tracker/phase/", "tracker/heartbeat/"])
def test_derived_tables_have_no_page(admin_client: Client, address: str) -> None:
    assert admin_client.get(f"/admin/{address}").status_code == 404


def test_staff_without_the_group_is_kept_out(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("visitor", password="x", is_staff=True))
    for page in ("", "add/", "upload/"):
        assert client.get(f"/admin/tracker/ultimatum/{page}").status_code == 403
