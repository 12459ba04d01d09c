"""A breaking case from one article, entered by keyboard as an editor would, and how long that takes.

`pytest -s` prints the figures.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.keystrokes import Editor
from tests.browser.test_admin import editor, log_in, reading
from tests.webhook_receivers import answering, receiver
from tracker.models import Publication, Ultimatum

__all__ = ["editor"]
ARTICLE = b"""<html lang="en"><head><title>Trump gives Russia 50 days</title>
<meta property="og:title" content="Trump gives Russia 50 days to end the war">
<meta property="og:site_name" content="Semafor">
<meta property="article:published_time" content="2025-07-14T18:00:00Z"></head></html>"""


@pytest.fixture
def article(settings: Any) -> Iterator[str]:
    """The address of an article on this machine."""
    settings.WEBHOOKS_LOCAL = True
    with receiver(answering(200, ARTICLE, Content_Type="text/html"), is_tls=False) as there:
        yield f"http://127.0.0.1:{there.port}/article"


def test_a_breaking_case_in_ninety_seconds(
    editor: User, site: str, page: Page, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    at = Editor(page, loads=1)
    field = page.locator
    expect(field("#id_sources-0-url")).to_be_focused()
    at.paste(article)
    at.go_to(field("#id_title"))
    at.type("End the war in Ukraine in 50 days or face tariffs")
    at.go_to(field("#id_summary"))
    at.type("The US president gave Russia 50 days to end its war against Ukraine.")
    at.go_to(field("#id_dossier + .select2-container [role=combobox]"))
    at.choose("Ukr", wanted="War against Ukraine")
    at.go_to(field("#id_review"))
    at.select("V")
    at.go_to(field("#id_parties-0-actor + .select2-container [role=combobox]"))
    at.choose("United", wanted="United States")
    at.go_to(field("#id_parties-1-actor + .select2-container [role=combobox]"))
    at.choose("Rus", wanted="Russia")
    at.go_to(field("#id_demands-0-text"))
    at.type("End the war against Ukraine.")
    at.go_to(field("#id_demands-0-type"))
    at.select("End")
    at.go_to(field("#id_threats-0-text"))
    at.type("Secondary tariffs of about 100%.")
    at.go_to(field("#id_threats-0-type"))
    at.select("Seco")
    at.go_to(field("#id_deadlines-0-announced"))
    at.type("2025-07-14")
    at.go_to(field("#id_deadlines-0-as_stated"))
    at.type("in 50 days")
    at.press("Tab")
    expect(reading(page)).to_contain_text("Tuesday 2 September 2025, 24:00 (end of the day)")
    at.press("Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("is published")
    at.loads += 1

    case = Ultimatum.objects.get()
    assert (case.publication, case.slug) == (
        Publication.PUBLISHED,
        "united-states-russia-end-war-ukraine-2025",
    )
    source = case.document["sources"]["s1"]
    assert (source["publisher"], source["published"]) == ("Semafor", "2025-07-14")
    assert case.document["deadlines"][0]["due"]["earliest"] == "2025-09-02"
    with capsys.disabled():
        print("\n" + at.report("A breaking case"))
    assert at.seconds() <= 90
    assert at.loads == 2
