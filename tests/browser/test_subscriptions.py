"""Subscribing in a real browser, with scripts and without; its pages in both schemes, wide and narrow."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.looks import looks, take
from tests.conftest import AxeCheck
from tracker.clock import utc_now
from tracker.models import Subscriber, Subscription
from tracker.services.subscriptions.links import manage_token, unsubscribe_token
from tracker.services.subscriptions.tokens import Confirmation, Leave, LeaveKind, confirm_token

CASE = "/subscriptions/new/?case=open-the-river"


@pytest.fixture
def record(transactional_db: None) -> None:
    factories.load(factories.a_case())


def ask(page: Page, site: str) -> None:
    """From the case's page to the mail that is on its way."""
    page.goto(f"{site}/ultimatums/open-the-river/?as_of=2026-03-02")
    page.get_by_role("link", name="Remind me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get told in time, by e-mail")
    page.get_by_label("Your e-mail address").fill("ann+x@example.org")
    page.get_by_label("30 days").check()
    page.get_by_label("Together once a day, at 08:00").check()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Ask for alerts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")


def confirm_and_leave(page: Page, site: str) -> None:
    """What the links in the mails lead to."""
    row = Subscription.objects.get()
    token = confirm_token(Confirmation(row.subscriber_id, (row.pk,)), now=utc_now())
    page.goto(f"{site}/subscriptions/confirm/{token}/")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).to_contain_text("will be told about")
    page.goto(f"{site}/subscriptions/manage/{manage_token(row.subscriber_id, now=utc_now())}/")
    page.get_by_text("Change", exact=False).first.click()
    page.locator("details[open]").get_by_label("There is an outcome").uncheck()
    page.locator("details").get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Saved"))
    page.get_by_text("Follow something more").click()
    page.get_by_label("What to follow").fill("/actors/aldovia/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(re.compile("You follow every case of Aldovia"))
    page.get_by_role("button", name="Unsubscribe", exact=True).last.click()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("main")).to_contain_text("paused")
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Erase it…").click()
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("button", name="Erase it for good")).to_have_count(0)
    page.goto(f"{site}/subscriptions/unsubscribe/{unsubscribe_token(Leave(LeaveKind.SUBSCRIPTION, row.pk))}/")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It has ended")
    page.goto(f"{site}/subscriptions/manage/{manage_token(row.subscriber_id, now=utc_now())}/")
    page.get_by_role("button", name="Erase it…").click()
    page.get_by_role("button", name="Erase it for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erased")
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_the_whole_way_of_a_subscriber(record: None, site: str, browser: Browser, with_scripts: bool) -> None:
    context = browser.new_context(timezone_id="Europe/Berlin", java_script_enabled=with_scripts)
    page = context.new_page()
    ask(page, site)
    assert Subscriber.objects.get().zone == ("Europe/Berlin" if with_scripts else "UTC")
    assert Subscription.objects.get().cadence == 1
    confirm_and_leave(page, site)
    assert context.cookies() == []
    context.close()


def test_a_form_that_is_refused_keeps_what_was_typed(
    record: None, site: str, page: Page, axe: AxeCheck
) -> None:
    page.goto(f"{site}{CASE}")
    page.get_by_label("Your e-mail address").fill("ann")
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_role("button", name="Ask for alerts").click()
    expect(page.locator("main form")).to_contain_text("An address has an @")
    expect(page.locator("main form")).to_contain_text("both a beginning and an end")
    expect(page.get_by_label("Your e-mail address")).to_have_value("ann")
    axe(page)


def test_every_page_is_for_everybody(record: None, site: str, page: Page, axe: AxeCheck) -> None:
    from tests.web.test_subscription_links import asked

    row = asked("ann@example.org")
    second = asked("ann@example.org", "filter", "sender=aldovia&threat=blockade&q=river")
    Subscription.objects.filter(pk=second.pk).update(state="active", confirmed_at=utc_now())
    old = utc_now() - timedelta(days=40)
    token = manage_token(row.subscriber_id, now=utc_now())
    confirmation = Confirmation(row.subscriber_id, (row.pk,))
    paths = (
        CASE,
        "/subscriptions/check-your-mail/",
        "/subscriptions/link/",
        f"/subscriptions/confirm/{confirm_token(confirmation, now=utc_now())}/",
        f"/subscriptions/confirm/{confirm_token(confirmation, now=old)}/",
        f"/subscriptions/unsubscribe/{unsubscribe_token(Leave(LeaveKind.SUBSCRIPTION, second.pk))}/",
        f"/subscriptions/unsubscribe/{unsubscribe_token(Leave(LeaveKind.REQUEST, row.subscriber_id))}/",
        f"/subscriptions/manage/{token}/",
        "/subscriptions/manage/damaged/",
        "/ultimatums/open-the-river/?as_of=2026-03-02",
        "/status/",
        "/",
    )
    for turn, path in enumerate(paths):
        page.goto(f"{site}{path}")
        if "manage" in path and page.locator("summary").count():
            page.locator("summary").first.click()
        for look in looks(turn):
            take(page, look)
            axe(page)
        page.set_viewport_size({"width": 375, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{site}/subscriptions/manage/{token}/")
    page.get_by_role("button", name="Erase it…").click()
    axe(page)
