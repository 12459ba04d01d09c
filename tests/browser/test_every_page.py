"""Every public page in a real browser: accessible, quiet, fitting any width, its headings in order."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.looks import EVERY, looks, take
from tests.conftest import AxeCheck, without_errors
from tests.thoroughness import IS_THOROUGH

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

CASES = {
    "moved twice, lapsed": "/ultimatums/us-russia-50-days-2025/",
    "as it ran": "/ultimatums/us-russia-50-days-2025/?as_of=2025-07-30",
    "several targets": "/ultimatums/us-canada-mexico-tariffs-2025/",
    "a century ago": "/ultimatums/transvaal-britain-1899/",
    "an expiry": "/ultimatums/new-start-expiry-2026/",
    "a review date": "/ultimatums/usmca-joint-review-2026/",
    "steps ahead": "/ultimatums/moved-and-staged/",
    "by the hour": "/ultimatums/by-the-hour/",
    "window open": "/ultimatums/window-open/",
    "undated": "/ultimatums/undated/",
    "passed and corrected": "/ultimatums/passed/",
}
PAGES = {
    "dashboard": "/",
    "dashboard, filtered": "/?q=war&sort=title",
    "dashboard, one shelf": "/?status=resolved",
    "dashboard, nothing found": "/?q=nothing-at-all&sender=russia",
    "dashboard, the past": "/?as_of=2025-07-30",
    "dashboard, before all": "/?as_of=1850",
    **CASES,
    "to copy": "/ultimatums/us-russia-50-days-2025/share/",
    "a list to copy": "/share/?dossier=ukraine-war",
    "a list in a frame": "/embed/?rows=10",
    "developers": "/developers/",
    "API reference": "/developers/api/",
    "data": "/data/?sender=united-states",
    "calendar": "/calendar/",
    "calendar, the past": "/calendar/2025/8/?zone=Europe/Kyiv&as_of=2025-08-01",
    "calendar, a month without a date": "/calendar/1950/5/",
    "week ahead": "/week/",
    "week ahead, the past": "/week/?as_of=2025-08-04&zone=Europe/Kyiv",
    "all cases": "/ultimatums/",
    "all cases, none": "/ultimatums/?section=live&outcome=complied",
    "search": "/search/?q=tariff",
    "search, put right": "/search/?q=Ukrane",
    "search, nothing found": "/search/?q=nothing-at-all+here",
    "timeline": "/timeline/",
    "timeline, all of history": "/timeline/?span=all&by=sender",
    "history": "/history/",
    "history, the past": "/uk/history/?as_of=2025-07-24",
    "history, before all": "/history/?as_of=1850",
    "status": "/status/",
    "style guide": "/style-guide/",
    "not there": "/nothing/",
    "no such case": "/ultimatums/nothing/",
    "not yet announced": "/ultimatums/us-russia-50-days-2025/?as_of=2020-01-01",
    "refused": "/?colour=red",
    "dashboard in Ukrainian": "/uk/",
    "case in Ukrainian": "/uk/ultimatums/us-russia-50-days-2025/?as_of=2025-07-30",
    "clock in Ukrainian": "/uk/ultimatums/by-the-hour/",
    "timeline in Ukrainian": "/uk/timeline/",
    "calendar in Ukrainian": "/uk/calendar/2025/8/",
    "dossier in Ukrainian": "/uk/dossiers/ukraine-war/",
    "actor in Ukrainian": "/uk/actors/united-states/",
    "record in Ukrainian": "/uk/record/",
    "about in Ukrainian": "/uk/about/",
    "form in Ukrainian": "/uk/subscriptions/new/",
    "refused in Ukrainian": "/uk/?colour=red",
    "crises": "/dossiers/",
    "crises, the past": "/dossiers/?as_of=2025-07-24",
    "a crisis": "/dossiers/ukraine-war/",
    "a crisis, the past": "/dossiers/ukraine-war/?as_of=2025-07-24",
    "about": "/about/",
    "report": "/ultimatums/us-russia-50-days-2025/report/",
    "report, the past": "/ultimatums/us-russia-50-days-2025/report/?as_of=2025-07-24",
    "thanks": "/ultimatums/us-russia-50-days-2025/report/thanks/",
    "suggest": "/suggest/",
    "suggest, thanks": "/suggest/thanks/",
    "record": "/record/",
    "record, before all": "/record/?as_of=1850",
    "words": "/about/words/",
    "words in Ukrainian": "/uk/about/words/",
    "method": "/about/method/",
    "persons": "/persons/",
    "persons, before all": "/persons/?as_of=1850",
    "compare": "/compare/",
    "compared": "/compare/?a=united-states&b=donald-trump",
    "compared in Ukrainian": "/uk/compare/?a=united-states&b=russia",
    "comparable cases": "/ultimatums/?threats=force&result=enforced&where=resolved",
    "actors": "/actors/",
    "actors, before all": "/actors/?as_of=1850",
    "actor": "/actors/united-states/",
    "actor, before all": "/actors/united-states/?as_of=1850",
    "enforced": "/ultimatums/us-iraq-48-hours-2003/",
}
REPEATED = {
    *(name for name in PAGES if name.endswith((", the past", ", before all", " in Ukrainian", "thanks"))),
    *("as it ran", "several targets", "a century ago", "a review date", "steps ahead", "window open"),
    *("dashboard, one shelf", "search, nothing found", "comparable cases", "enforced", "all cases, none"),
} - {"dashboard, before all", "week ahead, the past", "dashboard in Ukrainian", "clock in Ukrainian"}
"""The same templates with other words in them: `make test-all` looks at these, too."""
WIDTHS = (320, 375, 768, 1280, 1920) if IS_THOROUGH else (320, 1280)
IN_ALL_LOOKS = "style guide"


@pytest.fixture
def page(window: Page) -> Iterator[Page]:
    """The window, whose console shows no error."""
    with without_errors(window):
        yield window


@pytest.mark.parametrize("name", [name for name in PAGES if IS_THOROUGH or name not in REPEATED])
def test_page_is_for_everybody(page: Page, public_site: str, axe: AxeCheck, name: str) -> None:
    page.goto(f"{public_site}{PAGES[name]}")
    check_frame(page)
    for look in EVERY if name == IN_ALL_LOOKS else looks(list(PAGES).index(name)):
        take(page, look)
        # What is folded away is part of the page, too.
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        axe(page)


def check_frame(page: Page) -> None:
    """The page fits every width, has its title, and one heading above all others."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        wide, seen = page.evaluate(
            "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
        )
        assert wide <= seen, f"{wide} pixels of page at a width of {width}"
    assert page.title().endswith(" · Ultimata")
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []
