"""Copies of cited pages: looked up, asked for, verified, on a fake archive; exported and read again."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import NOW, a_case, a_source, load
from tests.services.pages.test_check import PAGE, cite, page
from tests.web_of_pages import FakeArchive, Web, article, web
from tracker.case_format.reader import read_folder
from tracker.models import Heartbeat, Page, SiteState, Ultimatum
from tracker.queries.cited_pages import source_pages
from tracker.queries.documents import case_documents
from tracker.services.pages.run import check_pages, is_due

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
STAMP = "20260302101112"


@pytest.fixture
def net() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.fixture
def archive(net: Web, settings: Any) -> FakeArchive:
    made = FakeArchive()
    made.serve(net)
    settings.CHECK_PAGES, settings.ARCHIVE, settings.ARCHIVE_URL = True, "lookup", made.base
    net.pages["news.example.org/a"] = article()
    return made


def work(net: Web, at: timedelta = timedelta(0), *, seconds: float = 5) -> dict[str, int]:
    """A worker comes so long after the case was stored."""
    return check_pages(net.client(), clock=lambda: NOW + at, seconds=seconds)


def done(archive: FakeArchive) -> list[str]:
    """What the archive was asked since the last time."""
    asked, archive.asked = archive.asked, []
    return asked


def test_the_copy_that_there_is_gets_found_and_readers_see_it(net: Web, archive: FakeArchive) -> None:
    archive.copies[PAGE] = STAMP
    cite(PAGE)
    version = SiteState.objects.get().version
    assert is_due(now=NOW)
    assert work(net) == {"checked": 1, "looked_up": 1}
    assert done(archive) == [f"look up {PAGE}"]
    found = page()
    assert (found.copy_state, found.archived_on, found.copy_next_at) == ("found", date(2026, 3, 2), None)
    assert found.archived_address == f"{archive.base}/web/{STAMP}/{PAGE}"
    copy = source_pages(Ultimatum.objects.get().pk)["s1"].copy
    assert copy is not None
    assert (copy.url, copy.on.text) == (found.archived_address, "2026-03-02")
    assert SiteState.objects.get().version == version + 1
    assert not is_due(now=NOW + MINUTE)
    assert Heartbeat.objects.get(name="pages").detail == {"checked": 1, "looked_up": 1}


def test_without_a_copy_it_is_looked_up_again_a_month_later(net: Web, archive: FakeArchive) -> None:
    cite(PAGE, f"{archive.base}/web/{STAMP}/http://news.example.org/b")
    Page.objects.filter(address__contains="/web/").update(copy_state="not-wanted", copy_next_at=None)
    work(net)
    assert (page().copy_state, page().copy_next_at) == ("missing", NOW + timedelta(days=30))
    archive.copies[PAGE] = STAMP
    work(net, timedelta(days=30))
    assert page().copy_state == "found"


def test_a_copy_is_made_where_keys_are_set_and_verified_a_day_later(
    net: Web, archive: FakeArchive, settings: Any
) -> None:
    settings.ARCHIVE, settings.ARCHIVE_KEYS = "save", "access:secret"
    cite(PAGE)
    work(net)
    at = timedelta(seconds=2)
    work(net, at)
    assert done(archive) == [f"look up {PAGE}", "POST save"]
    assert archive.keys == ["LOW access:secret"]
    assert net.plain.received[-1].body.startswith(b"url=http%3A%2F%2Fnews.example.org%2Fa&")
    work(net, at + MINUTE)
    assert (done(archive), page().copy_state) == (["status spn2-1"], "saving")
    archive.jobs["spn2-1"] = {"status": "success", "timestamp": STAMP, "original_url": PAGE}
    work(net, at + 3 * MINUTE)
    assert (page().copy_state, page().archived_on) == ("saved", date(2026, 3, 2))
    archive.copies[PAGE] = STAMP
    work(net, at + timedelta(hours=23))
    assert page().copy_state == "saved"
    work(net, at + timedelta(hours=25))
    assert (page().copy_state, page().copy_next_at) == ("found", None)


def test_what_the_archive_promised_and_does_not_have_is_taken_back(
    net: Web, archive: FakeArchive, settings: Any
) -> None:
    settings.ARCHIVE, settings.ARCHIVE_KEYS = "save", "access:secret"
    cite(PAGE)
    Page.objects.update(
        copy_state="saved",
        archived_address=f"{archive.base}/web/{STAMP}/{PAGE}",
        archived_on=date(2026, 3, 2),
    )
    work(net)
    assert (page().copy_state, page().archived_address, page().archived_on) == ("refused", "", None)


def test_an_error_with_status_200_is_an_error_and_six_copies_a_minute_are_asked_for(
    net: Web, archive: FakeArchive, settings: Any
) -> None:
    settings.ARCHIVE, settings.ARCHIVE_KEYS = "save", "access:secret"
    cite(PAGE, "http://other.example.org/b")
    Page.objects.update(copy_state="missing")
    archive.busy = {"status": "error", "status_ext": "error:user-session-limit", "message": "Wait a minute."}
    for seconds in (0, 2, 4):
        work(net, timedelta(seconds=seconds), seconds=0.05)
    assert done(archive) == ["POST save"], "the second not before ten seconds are over"
    work(net, timedelta(seconds=10), seconds=0.05)
    assert done(archive) == ["POST save"]
    reasons = Page.objects.values_list("copy_state", "copy_reason", "archived_address")
    assert set(reasons) == {("missing", "Wait a minute.", "")}


@pytest.mark.parametrize("behave", ["nothing", "words"])
def test_an_archive_that_is_out_of_order_is_asked_again_later(
    net: Web, archive: FakeArchive, behave: str
) -> None:
    del net.pages[f"{archive.host}/wayback/available"]
    if behave == "words":
        net.pages[f"{archive.host}/wayback/available"] = article()
    cite(PAGE)
    work(net)
    assert (page().copy_state, page().copy_next_at) == ("unknown", NOW + timedelta(hours=1))
    assert "archive answered" in page().copy_reason


def test_with_all_of_it_off_nothing_is_asked_and_nothing_is_due(net: Web, settings: Any) -> None:
    cite(PAGE)
    assert (settings.CHECK_PAGES, settings.ARCHIVE) == (False, "off"), "on this machine, unless it is told to"
    assert not is_due(now=NOW)
    assert work(net) == {"checked": 0, "looked_up": 0}
    assert net.came == []


def test_a_copy_in_a_file_is_read_stored_and_written_and_needs_no_looking_for(tmp_path: Path) -> None:
    copy = {"url": "https://archive.ph/AbCdE", "on": "2025-07-28"}
    document = a_case(sources={"s1": a_source("first", archived=copy), "s2": a_source("second")})
    load(document)
    assert Ultimatum.objects.get().document["sources"]["s1"]["archived"] == copy
    first = page("https://example.org/first")
    assert (first.archived_address, first.copy_state, first.copy_next_at) == (copy["url"], "found", None)
    call_command("export_cases", tmp_path / "cases")
    written = read_folder(tmp_path / "cases")
    assert written.faults == ()
    assert [case.document for case in written.cases] == [document]
    assert load(document).changed == 0


def test_a_copy_that_was_found_is_exported_and_reading_it_back_changes_nothing() -> None:
    load(a_case())
    Page.objects.filter(address__endswith="/first").update(
        archived_address="https://web.archive.org/web/2/x", archived_on=date(2026, 3, 2)
    )
    (document,) = case_documents()
    copy = {"url": "https://web.archive.org/web/2/x", "on": "2026-03-02"}
    assert document["sources"]["s1"]["archived"] == copy
    assert "archived" not in document["sources"]["s2"]
    assert load(document).changed == 0
    assert "archived" not in Ultimatum.objects.get().document["sources"]["s1"]
    moved = {
        **document,
        "sources": {
            **document["sources"],
            "s1": {**document["sources"]["s1"], "archived": {**copy, "url": "https://archive.ph/x"}},
        },
    }
    load(moved)
    assert Ultimatum.objects.get().document["sources"]["s1"]["archived"]["url"] == "https://archive.ph/x"
