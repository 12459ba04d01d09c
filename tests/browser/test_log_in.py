"""The log-in in a real browser, under the content policy: codes, a passkey, a provider, a new password."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.admin.conftest import make_editor
from tests.browser.looks import looks, take
from tests.browser.test_admin import PASSWORD, fill, log_in
from tests.conftest import AxeCheck
from tests.factories import load
from tests.sign_in.codes import code_of, give_codes
from tests.sign_in.providers import CLIENT, SECRET, running
from tracker.models import Actor, FactKind, SecurityFact

pytestmark = pytest.mark.django_db(transaction=True)


def look_at(page: Page, axe: AxeCheck, name: str, holds: str) -> None:
    """The page that holds a text, in one look or in all: nothing too wide, nothing against WCAG."""
    expect(page.locator("#content").get_by_text(holds).first).to_be_visible()
    page.mouse.move(0, 0)
    for width, theme in looks(len(name)):
        take(page, (width, theme))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        axe(page)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(
                path=Path(folder) / f"{name}-{width}-{theme}.png", full_page=True, caret="initial"
            )


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Logged out", exact=False).first).to_be_visible()


def test_codes_and_a_passkey_are_set_up_and_let_in(site: str, page: Page, axe: AxeCheck) -> None:
    make_editor()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})
    page.goto(f"{site}/admin/login/")
    look_at(page, axe, "login", "Username:")
    log_in(page, site)
    page.get_by_role("link", name="Your log-in").click()
    look_at(page, axe, "index-before", "Your password alone lets you in.")
    page.get_by_role("link", name="Use codes of an app").click()
    look_at(page, axe, "confirm", "Your password, please")
    page.locator("#content").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look_at(page, axe, "codes", "Scan this with an app")
    expect(page.get_by_alt_text("The secret below as a QR code")).to_be_visible()
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 0
    secret = page.locator(".own-log-in code").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Use codes from now on").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    look_at(page, axe, "recovery", "10 of 10 codes are left")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Add a passkey or key").click()
    page.locator("#content").get_by_label("Name").fill("My laptop")
    expect(page.get_by_label("Passkey")).to_be_checked()
    look_at(page, axe, "add-key", "Name it, then let your browser")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("My laptop, passkey")).to_be_visible()
    look_at(page, axe, "index-after", "My laptop, passkey")

    log_out(page)
    page.goto(f"{site}/admin/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()

    log_out(page)
    page.goto(f"{site}/admin/")
    page.get_by_label("Username:").fill("edith")
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_label("Code")).to_be_focused()
    look_at(page, axe, "second", "The password was right")
    page.get_by_role("button", name="Use a passkey or key").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    log_ins = (
        SecurityFact.objects.filter(kind=FactKind.LOGGED_IN).order_by("pk").values_list("detail", flat=True)
    )
    assert list(log_ins) == ["password", "passkey or key", "password, passkey or key"]


def test_a_form_is_sent_after_password_and_recovery_code(site: str, page: Page) -> None:
    load()
    codes = give_codes(make_editor())
    page.goto(f"{site}/admin/")
    page.get_by_label("Username:").fill("edith")
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Code").fill(code_of())
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    actor = Actor.objects.get(slug="aldovia")
    page.goto(f"{site}/admin/tracker/actor/{actor.pk}/change/")
    fill(page, name="New Aldovia")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password:").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in and go on").click()
    code = dialog.get_by_label("Code of your app")
    expect(code).to_be_focused()
    expect(dialog.get_by_label("Password:")).to_be_hidden()
    code.fill("12345")
    dialog.get_by_role("button", name="Log in and go on").click()
    expect(dialog.get_by_role("alert")).to_contain_text("That code is not right")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "dialog.png")
    code.fill(codes[0])
    dialog.get_by_role("button", name="Log in and go on").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    actor.refresh_from_db()
    assert actor.name == "New Aldovia"


def test_in_by_a_provider_and_by_a_new_password(
    site: str, page: Page, axe: AxeCheck, settings: Any, mailoutbox: list[Any]
) -> None:
    editor = make_editor()
    User.objects.filter(pk=editor.pk).update(email="edith@example.org")
    settings.SITE_URL = site
    with running() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Newsroom ID"
        settings.OIDC_CLIENT = (CLIENT, SECRET)
        page.goto(f"{site}/admin/tracker/actor/")
        look_at(page, axe, "login-with-provider", "Log in with Newsroom ID")
        page.get_by_role("link", name="Log in with Newsroom ID").click()
        expect(page).to_have_url(f"{site}/admin/tracker/actor/")
        log_out(page)
        provider.user["groups"] = []
        page.goto(f"{site}/admin/login/")
        page.get_by_role("link", name="Log in with Newsroom ID").click()
        expect(page.get_by_text("none of your groups there may come in here")).to_be_visible()
        look_at(page, axe, "refused", "Username:")
    page.get_by_role("link", name="Forgotten your login credentials?").click()
    page.get_by_label("Email address").fill("edith@example.org")
    page.get_by_role("button").last.click()
    expect(page.get_by_text("emailed you instructions", exact=False)).to_be_visible()
    (mail,) = mailoutbox
    link = re.search(r"http\S+", mail.body.split("one:")[1])
    assert link
    page.goto(link[0])
    page.get_by_label("New password:").fill("quite another password")
    page.get_by_label("Confirm password:").fill("quite another password")
    page.get_by_role("button", name="Change my password").click()
    page.goto(f"{site}/admin/")
    page.get_by_label("Username:").fill("edith")
    page.get_by_label("Password:").fill("quite another password")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
