"""On paper: two sheets of A4 hold a case, however much happened, and one of A2 all of history."""

import re

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db

OF_A_PDF = re.compile(rb"/Type\s*/Page\b")
"""Each page object of a PDF as Chromium writes it."""
LONG = ("us-russia-50-days-2025", "us-iran-hormuz-2026")
"""With the most events, and with the most moves."""


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("slug", [*LONG, "us-canada-mexico-tariffs-2025", "transvaal-britain-1899"])
def test_case_fits_on_two_sheets(page: Page, public_site: str, slug: str) -> None:
    page.goto(f"{public_site}/ultimatums/{slug}/")
    # The dark scheme is for screens: paper stays white.
    page.emulate_media(color_scheme="dark")
    assert len(OF_A_PDF.findall(page.pdf(format="A4"))) in (1, 2)


def test_paper_shows_where_a_source_is_and_nothing_to_press(page: Page, public_site: str) -> None:
    page.goto(f"{public_site}/ultimatums/{LONG[0]}/")
    page.emulate_media(media="print", color_scheme="dark")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content") != "none"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for selector in (".site nav", ".foot", ".take", ".picker"):
        for each in page.locator(selector).all():
            assert not each.is_visible()


def test_all_of_history_fits_on_one_sheet(page: Page, public_site: str) -> None:
    page.goto(f"{public_site}/history/")
    page.emulate_media(color_scheme="dark")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(OF_A_PDF.findall(sheet)) == 1
