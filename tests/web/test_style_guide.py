"""The style guide shows every component, and what every page promises holds there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import translation

from tracker.templatetags import dashboard, fuses, search, slots
from tracker.web.pages.style_guide import style_guide

TEMPLATES = Path(settings.ROOT) / "templates"
ELSEWHERE = {"case_side.html", "error.html", "heartbeat.html", "sentence.html", "track_record.html"}
"""Components that are most of one page each, or hold its one heading of the first level."""


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    for shared in (
        *(dashboard._row_format, dashboard._countdown_format),
        *(fuses._fuse_format, search._marked_format, slots._format),
    ):
        shared.cache_clear()


@pytest.fixture
def guide(rf: RequestFactory) -> str:
    """The page without middleware; any query would fail, as these tests have no database."""
    return style_guide(rf.get("/style-guide/")).content.decode()


@pytest.mark.django_db
def test_style_guide_renders_every_shared_component(client: Client) -> None:
    used = {str(template.name) for template in client.get("/style-guide/").templates}
    components = {path.name for path in (TEMPLATES / "components").iterdir()}
    assert {f"components/{name}" for name in components - ELSEWHERE} <= used


def test_ids_are_unique(guide: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', guide))
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_local_link_has_its_target(guide: str) -> None:
    targets = set(re.findall(r'\sid="([^"]+)"', guide))
    assert set(re.findall(r'href="#([^"]+)"', guide)) <= targets


@pytest.mark.django_db
def test_numbers_in_drawings_have_a_point_in_every_language(rf: RequestFactory) -> None:
    with translation.override("uk"):
        drawn = style_guide(rf.get("/style-guide/")).content.decode()
    places = re.findall(r'\s(?:x|x1|x2|cx|width)="([\d.,]+)%"', drawn)
    assert len(places) > 100
    assert [place for place in places if not re.fullmatch(r"\d+(\.\d+)?", place)] == []


PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    # Mail programs know nothing but inline styles; frames and pictures stand in the pages of others.
    if not path.is_relative_to(TEMPLATES / "emails")
    and path not in {TEMPLATES / "embeds" / name for name in ("frame.html", "picture.html")}
]


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:"
    # Data is no script: nothing runs it, and no policy asks for it.
    data = r'<script[^>]*\stype="application/(?:ld\+)?json">'
    texts = {path: re.sub(data, "", path.read_text(encoding="utf-8")) for path in PAGES}
    assert len(texts) > 200
    assert [path for path, text in texts.items() if re.search(inline, text)] == []
