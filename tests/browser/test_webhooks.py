"""Webhooks in a real browser: the whole way of an owner, and her pages in both schemes, wide and narrow."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.looks import looks, take
from tests.conftest import AxeCheck
from tests.webhook_receivers import answering, receiver
from tracker.clock import utc_now
from tracker.models import Endpoint, Subscriber
from tracker.services.outbox import webhooks
from tracker.services.subscriptions.links import manage_token
from tracker.services.webhooks.endpoints import register, send_test, verify
from tracker.transports.webhooks import WebhookTransport


@pytest.fixture
def manage(transactional_db: None) -> str:
    """The path of the own page of somebody with a confirmed address."""
    factories.load(factories.a_case())
    owner = Subscriber.objects.create(
        address="ann@example.org",
        address_key="ann@example.org",
        created_at=utc_now(),
        confirmed_at=utc_now(),
    )
    return f"/subscriptions/manage/{manage_token(owner.pk, now=utc_now())}/"


@pytest.mark.parametrize("with_scripts", [True, False])
def test_the_whole_way_of_an_owner(manage: str, site: str, browser: Browser, with_scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=with_scripts)
    page = context.new_page()
    page.goto(f"{site}{manage}")
    page.get_by_role("link", name="Your webhooks").click()
    page.get_by_label("Address to call").fill("https://127.0.0.1/hook")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("main form")).to_contain_text("not its IP address")
    expect(page.get_by_label("Address to call")).to_have_value("https://127.0.0.1/hook")
    page.get_by_label("Address to call").fill("https://hooks.example.org/hook")
    page.get_by_label("About", exact=True).fill("/ultimatums/open-the-river/")
    page.get_by_label("7 days").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("code.secret")).to_have_text(re.compile("^whsec_"))
    expect(page.get_by_role("button", name="Send the challenge again")).to_be_visible()
    verify(Endpoint.objects.get().pk, now=utc_now())
    page.get_by_role("link", name="All your webhooks").click()
    page.get_by_role("link", name="https://hooks.example.org/hook").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("A test is on its way"))
    expect(page.locator("code.secret")).to_have_count(0)
    page.get_by_role("button", name="New secret").click()
    expect(page.locator("code.secret")).to_have_count(1)
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Switched on"))
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.locator("main")).to_contain_text("None yet.")
    assert not Endpoint.objects.exists()
    assert context.cookies() == []
    context.close()


def test_every_page_is_for_everybody(manage: str, site: str, page: Page, axe: AxeCheck) -> None:
    owner = Subscriber.objects.get()
    with receiver(answering(500, b"x" * 900), is_tls=False) as there:
        for path in ("ok", "a-long-path-" * 20):
            made = register(
                owner,
                url=f"http://127.0.0.1:{there.port}/{path}",
                topic_kind="case",
                topic_key="open-the-river",
                wishes=2**14 - 1,
                now=utc_now(),
                verified=True,
            )
        send_test(made, now=utc_now())
        webhooks.drain(transport=lambda: WebhookTransport(allow_local=True), clock=utc_now)
    for turn, path in enumerate(("", "webhooks/", f"webhooks/{made.pk}/")):
        page.goto(f"{site}{manage}{path}")
        if page.locator("summary").count():
            page.locator("summary").first.click()
        for look in looks(turn):
            take(page, look)
            axe(page)
        for width in (320, 375, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, path)
    page.get_by_role("button", name="Remove…").click()
    axe(page)
