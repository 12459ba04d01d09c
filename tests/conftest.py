"""What every test may use: the two databases, a real Valkey, a real browser, axe."""

import gc
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.template import Context, Template
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key

from config.launcher import broker
from tests.filled import make_room
from tests.forgetting import forget_record
from tests.migrated import share_migrations
from tests.thoroughness import BOTH_DATABASES, IN_A_BROWSER, IS_THOROUGH, MATRIX, WAITING, left_out
from tools import browser as browsers

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
for profile, examples in (("short", 30), ("thorough", 300)):
    hypothesis_settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
hypothesis_settings.load_profile("thorough" if IS_THOROUGH else "short")
POOLED = (
    "tests/services/outbox/",
    "tests/services/alerts/",
    "tests/services/webhooks/",
    "tests/queries/",
    "tests/faults/test_crash_points.py",
)
"""What a pooler in transaction mode could break: `make test-all` runs it through one as well."""

AxeCheck = Callable[[Page], None]


SELDOM = (50_000, 20, 100)
"""How often garbage is looked for among what tests made: they make much, and most of it is in no circle."""


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark means that takes samples."""
    config.addinivalue_line("markers", MATRIX)
    gc.set_threshold(*SELDOM)


def pytest_collection_finish() -> None:
    """Leave the tests themselves, which stay to the end, out of each search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser, and what runs on both databases; leave out what `make test-all` has.

    A test that is asked for by its name is not left out.
    """
    for item in items:
        if {"page", "browser"} & set(fixtures(item)):
            item.add_marker("browser")
            assert item.nodeid.startswith(IN_A_BROWSER), f"`make test` looks for none there: {item.nodeid}"
        if touches_database(item):
            item.add_marker("database")
            if item.nodeid.startswith(POOLED):
                item.add_marker("pooled")
            if item.nodeid.startswith(BOTH_DATABASES) and not item.get_closest_marker("one_database"):
                item.add_marker("both_databases")
    if not IS_THOROUGH and not any("::" in each for each in config.args):
        out = set(left_out(items))
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]
    first: dict[str, int] = {}
    for item in items:
        first[item.location[0]] = min(turn_of(item), first.get(item.location[0], LAST))
    items.sort(key=lambda item: first[item.location[0]])


LAST = 4


def turn_of(item: pytest.Item) -> int:
    """When a file is run: what waits for processes first, then together those that read the seeds."""
    if item.nodeid.startswith(WAITING):
        return 0
    if "seeded" in fixtures(item):
        return 1 if item.nodeid.startswith("tests/web/") else 2
    return 3 if touches_database(item) else LAST


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Delete the seeds where a test comes that wants an empty record."""
    if touches_database(item) and "seeded" not in fixtures(item):
        make_room(item.config.stash[blocking_manager_key])


def fixtures(item: pytest.Item) -> list[str]:
    """The names of all fixtures a test uses, directly or not."""
    return list(getattr(item, "fixturenames", ()))


def touches_database(item: pytest.Item) -> bool:
    """Whether a test asks pytest-django for the database."""
    wanted = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}
    return item.get_closest_marker("django_db") is not None or bool(wanted & {*fixtures(item)})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """As pytest-django has it; and where several processes run tests, one of them migrates."""
    share_migrations(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django has it; a session that a killed process left open does not keep the database.

    Fresh security facts refuse to be deleted, and tests empty tables (SQLite by DELETE) and turn clocks
    ahead: tests/services/test_security.py puts their trigger back.
    """
    place = " ON tracker_securityfact" if connection.vendor == "postgresql" else ""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS tracker_securityfact_not_deleted{place}")
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()


@pytest.fixture(scope="session", autouse=True)
def fields_unnoted(django_test_environment: None) -> None:
    """Django keeps a copy of the context of each template for `response.context`, but not of a form's fields.

    A form of the admin has a thousand of them, and no test asks.
    """
    template: Any = Template
    noted = template._render

    def render(self: Template, context: Context) -> Any:
        if (self.name or "").startswith("django/forms/"):
            return self.nodelist.render(context)
        return noted(self, context)

    template._render = render


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Forget what a process keeps of the record: those of tests share the numbers of their versions."""
    forget_record()


class ReadingClient(Client):
    """A client whose downloads, open files, are read to their end: if not by the test then after it."""

    def __init__(self) -> None:
        super().__init__()
        self.downloads: list[Any] = []

    def request(self, **request: Any) -> Any:
        """The answer; a stream is remembered."""
        answer = super().request(**request)
        if answer.streaming:
            self.downloads.append(answer)
        return answer


@pytest.fixture
def client() -> Iterator[Client]:
    """A client for one test; `close` of an answer would close the test's connection with it."""
    made = ReadingClient()
    yield made
    for answer in made.downloads:
        b"".join(answer)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The address of a real Valkey, empty at the start of the session."""
    with tempfile.TemporaryDirectory(prefix="ultimata-valkey-") as name:
        folder = Path(name)
        server = subprocess.Popen(broker.server_command(folder / "v.sock", folder))
        try:
            broker.wait_until_up(folder / "v.sock")
            yield f"redis+socket://{folder / 'v.sock'}"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How to start the browser that was found; skips the test, or fails it under CI, when there is none."""
    path = browsers.find()
    if path is None:
        missing = "no Chromium or Chrome on this machine; `make test` installs one where it may"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": path, "args": browsers.ARGUMENTS}


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of a running site on the test database, without a closing slash."""
    return str(live_server.url)


@contextmanager
def without_errors(page: Page) -> Iterator[Page]:
    """Fail when the console of a page shows an error, such as a breach of the content policy."""
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A page that is itself an error page is reported as a resource that failed to load; that is no fault.
        if message.type == "error" and message.location.get("url") != page.url:
            problems.append(message.text)

    def fail(error: Error) -> None:
        problems.append(str(error))

    page.on("console", listen)
    page.on("pageerror", fail)
    yield page
    page.remove_listener("console", listen)
    page.remove_listener("pageerror", fail)
    assert problems == []


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page in a window of its own whose console shows no error."""
    with without_errors(page):
        yield page


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for tests of a module that only read: to open one takes as long as to show a page."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def browser_page(context: BrowserContext) -> Page:
    """A page whose console may complain: for tests of what the browser refuses."""
    return context.new_page()


@pytest.fixture
def axe() -> AxeCheck:
    """A check that the page as it stands has no violation of WCAG 2.2 A and AA; call it with the page."""

    def check(page: Page) -> None:
        found = Axe().run(
            page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        )
        assert [describe(each) for each in found.response["violations"]] == []

    return check


def describe(violation: dict[str, Any]) -> str:
    """One violation with the places it was found in."""
    places = "; ".join(str(node["target"]) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']} at {places}"
