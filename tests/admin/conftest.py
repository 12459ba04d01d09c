"""An editor at the desk: staff, in the group Editors, no superuser."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.factories import load


def make_editor(name: str = "edith", password: str = "a long password", group: str = "Editors") -> User:
    """A member of a group that the migrations make; made again where a test emptied the tables."""
    if not Group.objects.filter(name=group).exists():
        import_module("tracker.migrations.0002_editors_group").make_groups(apps)
    user = User.objects.create_user(name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def make_operator(name: str = "otto") -> User:
    """Who looks after mails and webhooks: a member of that group, no superuser."""
    return make_editor(name, group="Operators")


@pytest.fixture
def editor(db: None) -> User:
    """An editor, with the actors and dossiers of the factories."""
    load()
    return make_editor()


@pytest.fixture
def desk(editor: User) -> Client:
    """A browser of sorts in which the editor is logged in."""
    client = Client()
    client.force_login(editor)
    return client
