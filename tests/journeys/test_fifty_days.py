"""The story the tracker began with: fifty days that became ten or twelve, then ten, and then lapsed.

Told in a real browser, with JavaScript and without.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

CASE = "/ultimatums/us-russia-50-days-2025/"
TITLE = "End the war in Ukraine in 50 days or see Russia's trade partners taxed"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A reader far from Washington."""
    with browser.new_context(
        java_script_enabled=request.param, locale="en-GB", timezone_id="Asia/Tokyo"
    ) as context:
        yield context.new_page()


def entry(reader: Page, heading: str) -> Locator:
    """The row of the case in the section under that heading."""
    section = reader.locator("section", has=reader.get_by_role("heading", name=heading, exact=True, level=2))
    return section.get_by_role("listitem").filter(has=reader.get_by_role("link", name=TITLE))


def test_on_24_july_the_fifty_days_are_running(reader: Page, public_site: str) -> None:
    reader.goto(f"{public_site}/?as_of=2025-07-24")
    expect(reader.locator(".asof")).to_contain_text("as it stood on 24 July 2025")
    row = entry(reader, "What is running out")
    expect(row.locator(".left time")).to_have_text("40 days")
    expect(row.locator(".left time")).to_have_attribute("datetime", "2025-09-03T04:00Z")
    expect(row).to_contain_text("2 Sep 2025")
    expect(row.get_by_role("img", name="the end of 2 September 2025 in Washington")).to_be_visible()
    expect(row).not_to_contain_text("Moved")
    row.get_by_role("link", name=TITLE).click()
    expect(reader).to_have_url(f"{public_site}{CASE}?as_of=2025-07-24")
    clock = reader.get_by_role("timer")
    expect(clock).to_contain_text(re.compile(r"40\s+days"))
    expect(reader.locator("main")).to_contain_text("to the end of 2 September 2025 in Washington")
    expect(reader.locator("main")).to_contain_text("It did not move.")
    expect(reader.locator("main s")).to_have_count(0)
    for later in ("8 August", "8 Aug 2025", "India", "Alaska", "Lapsed"):
        expect(reader.locator("body")).not_to_contain_text(later)


def test_on_30_july_the_date_is_8_august_and_two_are_struck(reader: Page, public_site: str) -> None:
    reader.goto(f"{public_site}/?as_of=2025-07-30")
    row = entry(reader, "What is running out")
    expect(row.locator(".left time")).to_have_text("9 days")
    expect(row).to_contain_text("8 Aug 2025")
    expect(row).to_contain_text("Moved once")
    row.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("timer")).to_contain_text(re.compile(r"9\s+days"))
    expect(reader.locator("main")).to_contain_text("to the end of 8 August 2025 in Washington")
    moves = reader.locator("section", has=reader.get_by_role("heading", name="How the deadline moved"))
    expect(moves.locator("s")).to_have_text(["2 Sep 2025", re.compile(r"7–9\sAug\s2025")])
    for struck in moves.locator("s").all():
        assert struck.evaluate("node => getComputedStyle(node).textDecorationLine") == "line-through"
    expect(moves.get_by_text("8 Aug 2025", exact=True)).to_be_visible()
    expect(moves).to_contain_text("(not in force)")
    for later in ("India", "Alaska", "Lapsed"):
        expect(reader.locator("body")).not_to_contain_text(later)


def test_on_12_august_it_reads_lapsed(reader: Page, public_site: str) -> None:
    reader.goto(f"{public_site}/?as_of=2025-08-12")
    expect(entry(reader, "What is running out")).to_have_count(0)
    row = entry(reader, "Resolved lately")
    expect(row).to_contain_text("Lapsed")
    expect(row).to_contain_text("8 August 2025")
    row.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("timer")).to_have_count(0)
    expect(reader.locator(".clock")).to_contain_text("Lapsed")
    expect(reader.locator(".clock")).to_contain_text(
        "The deadline was the end of 8 August 2025 in Washington"
    )
    expect(reader.locator("main")).to_contain_text(
        "The final date passed with neither a deal nor the threatened tariffs"
    )
    expect(reader.locator("body")).not_to_contain_text("Rosneft")


def test_reader_walks_through_the_days_and_back_to_now(reader: Page, public_site: str) -> None:
    reader.goto(f"{public_site}{CASE}?as_of=2025-07-24")
    reader.locator(".asof summary").click()
    reader.locator(".asof input[type=date]").fill("2025-07-30")
    reader.locator(".asof").get_by_role("button", name="Show").click()
    expect(reader).to_have_url(f"{public_site}{CASE}?as_of=2025-07-30")
    reader.get_by_role("link", name="Dashboard").click()
    expect(reader).to_have_url(f"{public_site}/?as_of=2025-07-30")
    entry(reader, "What is running out").get_by_role("link", name=TITLE).click()
    reader.get_by_role("link", name="Back to now").click()
    expect(reader).to_have_url(f"{public_site}{CASE}")
    expect(reader.locator(".asof")).to_have_count(0)
    expect(reader.locator("main")).to_contain_text("Rosneft")
