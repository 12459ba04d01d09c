"""What readers come for, each from the front page in three steps or fewer.

A step is a click, a submitted form or typing into one field.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.present import NOW

pytestmark = pytest.mark.django_db

MOST = 3
FIFTY_DAYS = "/ultimatums/us-russia-50-days-2025/"


class Reader:
    """Somebody at the front page, and the steps they took from there."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.steps = page, site, 0
        page.goto(site)

    def click(self, name: str, within: str = "main") -> None:
        """Press the first link that is named so."""
        self.press(self.page.locator(within).get_by_role("link", name=name, exact=True).first)

    def press(self, what: Locator) -> None:
        """Press anything."""
        what.click()
        self.steps += 1

    def type(self, field: Locator, text: str) -> None:
        """Type into a field."""
        field.fill(text)
        self.steps += 1

    def submit(self, field: Locator) -> None:
        """Send the form of a field."""
        field.press("Enter")
        self.steps += 1

    def look_for(self, words: str) -> None:
        """Use the box in the header: two steps."""
        box = self.page.get_by_role("searchbox").first
        self.type(box, words)
        self.submit(box)
        self.page.wait_for_url("**/search/**")

    def takes(self, link: Locator, kind: str) -> None:
        """Take the file behind a link, without showing it."""
        expect(link).to_be_visible()
        answer = self.page.request.get(f"{self.site}{link.get_attribute('href')}")
        assert answer.headers["content-type"].startswith(kind)
        self.steps += 1

    def column(self, cells: str, arriving_at: str) -> list[str]:
        """The texts of a column of the page that a link led to, once the page is there whole."""
        self.page.wait_for_url(arriving_at)
        return self.page.locator(cells).all_inner_texts()

    def reads(self, words: str | re.Pattern[str]) -> None:
        """The words are on the page, not folded away."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()


def what_runs_out_this_week(reader: Reader) -> None:
    reader.click("Calendar", "header")
    reader.click("The week ahead")
    reader.reads("Open the gates by the hour")


def did_trump_carry_out_his_threats_against_russia(reader: Reader) -> None:
    reader.look_for("Trump Russia")
    case = reader.page.locator(".found > li").filter(has=reader.page.locator(f'a[href="{FIFTY_DAYS}"]'))
    expect(case).to_contain_text("Lapsed")


def how_often_does_the_us_move_its_dates(reader: Reader) -> None:
    reader.click("Actors", "header")
    reader.click("United States")
    moved = reader.page.locator('a[href*="sender=united-states"][href*="moved=yes"]').first
    expect(moved).to_be_visible()


def what_was_known_on_24_july_2025(reader: Reader) -> None:
    reader.press(reader.page.locator(".filters summary"))
    field = reader.page.locator(".filters [name=as_of]")
    reader.type(field, "2025-07-24")
    reader.submit(field)
    reader.page.wait_for_url("**as_of=2025-07-24**")
    expect(reader.page.locator(".asof")).to_contain_text("24 July 2025")


def a_chart_for_my_article(reader: Reader) -> None:
    reader.click("Track record", "header")
    reader.press(reader.page.locator("summary", has_text="Take this chart").first)
    reader.takes(reader.page.get_by_role("link", name=re.compile("^PNG")).first, "image/png")


def cite_this(reader: Reader) -> None:
    reader.press(reader.page.locator(".lead a, .entry h3 a").first)
    reader.page.wait_for_url("**/ultimatums/**")
    reader.click("Embed, badge, citation")
    expect(reader.page.locator("#cite-txt")).to_have_value(re.compile("Ultimata"))


def follow_everything_about_iran(reader: Reader) -> None:
    reader.click("Actors", "header")
    reader.click("Iran")
    calendar = reader.page.locator('a[href*="/feeds/ultimatums.ics?actor=iran"]').last
    reader.takes(calendar, "text/calendar")


def all_tariff_deadlines_of_2025(reader: Reader) -> None:
    reader.look_for("tariff")
    reader.click("2025")
    due = reader.column(".cases tbody td:nth-child(7)", arriving_at="**due_from=2025-01-01**")
    assert len(due) > 2
    assert all("2025" in each for each in due)


def which_ultimatums_worked(reader: Reader) -> None:
    reader.click("Track record", "header")
    reader.press(reader.page.locator('main a[href*="result=complied"]').first)
    outcomes = reader.column(".cases tbody td:last-child", arriving_at="**result=complied**")
    assert outcomes
    assert all(each.lower().find("complied") >= 0 for each in outcomes)


def what_changed_since_monday(reader: Reader) -> None:
    monday = f"{NOW - timedelta(days=NOW.weekday()):%Y-%m-%d}"
    days = [
        each.get_attribute("datetime") or ""
        for each in reader.page.locator(".news-lately li:visible time").all()
    ]
    assert days == sorted(days, reverse=True)
    # The list goes back beyond Monday, so nothing since is missing from it.
    assert days[-1] < monday


TASKS: list[Callable[[Reader], None]] = [
    what_runs_out_this_week,
    did_trump_carry_out_his_threats_against_russia,
    how_often_does_the_us_move_its_dates,
    what_was_known_on_24_july_2025,
    a_chart_for_my_article,
    cite_this,
    follow_everything_about_iran,
    all_tariff_deadlines_of_2025,
    which_ultimatums_worked,
    what_changed_since_monday,
]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_task_takes_three_steps_at_most(page: Page, public_site: str, task: Callable[[Reader], None]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    reader = Reader(page, public_site)
    task(reader)
    assert reader.steps <= MOST
