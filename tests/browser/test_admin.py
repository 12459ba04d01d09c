"""An editor's whole work in a real browser: the 50-day case entered, published, moved and corrected."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect

from tests.admin.conftest import make_editor
from tests.browser.looks import Look, looks, take
from tests.conftest import AxeCheck
from tests.factories import NOW, a_case, load
from tracker.clock import utc_now
from tracker.models import Actor, Correction, Publication, Ultimatum
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.editing import withdraw_case
from tracker.services.tick import tick

PASSWORD = "a long password"
ACTORS = {
    "united-states": {"name": "United States", "type": "state", "timezone": "America/New_York"},
    "russia": {"name": "Russia", "type": "state", "timezone": "Europe/Moscow"},
    "donald-trump": {"name": "Donald Trump", "type": "person", "represents": "united-states"},
}
DOSSIERS = {"ukraine-war": {"title": "War against Ukraine", "summary": "The war since 2014 and 2022."}}
TITLE = "End the war in Ukraine in 50 days or see Russia's trade partners taxed"
SUMMARY = "The US president gave Russia 50 days to end the war against Ukraine."


@pytest.fixture
def editor(transactional_db: None) -> User:
    """An editor, and the actors and the dossier of the case."""
    load_catalogue(actors=ACTORS, dossiers=DOSSIERS, cases=[], now=NOW, reason="Made up.")
    return make_editor(password=PASSWORD)


def log_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username:").fill("edith")
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(
        page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))
    ).to_be_visible()


def choose(page: Page, field: str, text: str) -> None:
    """Pick from an autocomplete by typing the way an editor does."""
    page.locator(f"#id_{field} + .select2-container").click()
    page.locator(".select2-search__field:visible").fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def fill(page: Page, **values: str) -> None:
    """Fill fields by their names."""
    for name, value in values.items():
        control = page.locator(f"#id_{name.replace('__', '-')}")
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def enter_case(page: Page) -> None:
    """Everything but the window, which Interpret finds."""
    fill(page, title=TITLE)
    fill(page, summary=SUMMARY, review="verified")
    choose(page, "dossier", "War against Ukraine")
    choose(page, "parties-0-actor", "United States")
    choose(page, "parties-0-stated_by", "Donald Trump")
    choose(page, "parties-1-actor", "Russia")
    fill(page, demands__0__text="Agree to a ceasefire or peace deal.", demands__0__type="end-hostilities")
    fill(page, threats__0__text="Secondary tariffs of about 100%.", threats__0__type="secondary-measures")
    fill(page, deadlines__0__announced="2025-07-14", deadlines__0__as_stated="in 50 days")
    fill(page, sources__0__url="https://semafor.invalid/article/07/15/2025/trump-threatens-secondary-tariffs")
    fill(page, sources__0__publisher="Semafor", sources__0__title="Trump threatens secondary tariffs")
    fill(page, sources__0__quality="secondary")


def reading(page: Page, row: int = 0) -> Locator:
    return page.locator(f"#deadlines-{row} .reading-place")


def test_editor_enters_interprets_publishes_moves_and_corrects_a_deadline(
    editor: User, site: str, page: Page
) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    enter_case(page)
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("Tuesday 2 September 2025, 24:00 (end of the day)")
    expect(reading(page)).to_contain_text("Wednesday 3 September 2025, 04:00")
    expect(reading(page)).to_contain_text("Counted 50 days on the calendar from 2025-07-14")
    expect(page.locator("#id_deadlines-0-earliest")).to_have_value("2025-09-02")
    expect(page.locator("#id_deadlines-0-timezone")).to_have_value("America/New_York")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")

    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("in 50 days")
    expect(page.locator("main")).to_contain_text("2 September 2025")
    page.go_back()

    page.get_by_role("button", name="Add another Deadline").click()
    fill(page, deadlines__1__announced="2025-07-28", deadlines__1__as_stated="about 10 or 12 days from today")
    fill(page, deadlines__1__change="shortened")
    page.locator("#deadlines-1").get_by_role("button", name="Interpret").click()
    expect(reading(page, 1)).to_contain_text("between two bounds")
    expect(page.locator("#id_deadlines-1-latest")).to_have_value("2025-08-09")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    second = Ultimatum.objects.get().document["deadlines"][1]
    assert (second["id"], second["replaces"], second["sources"]) == ("d2", "d1", ["s1"])
    assert second["due"]["earliest"] == "2025-08-07"

    fill(page, deadlines__0__as_stated="in fifty days")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#deadlines-0 .errorlist").first).to_contain_text("add a new deadline")
    assert Correction.objects.count() == 0
    fill(page, reason="We had written the number in figures; he said it in words.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#corrections-group")).to_contain_text(
        "Deadline “in 50 days”, As stated: in 50 days → in fifty days"
    )
    expect(page.locator("#corrections-group")).to_contain_text("he said it in words")


def test_what_cannot_be_read_is_said_in_its_row(editor: User, site: str, page: Page) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    choose(page, "parties-0-actor", "United States")
    fill(page, deadlines__0__announced="2025-07-14", deadlines__0__as_stated="very soon")
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("No time limit was found in these words")
    expect(page.locator("#id_deadlines-0-earliest")).to_have_value("")
    fill(page, deadlines__0__as_stated="by next Friday")
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("Which is meant?")
    expect(page.locator("#id_deadlines-0-earliest")).to_have_value("")
    reading(page).get_by_role("button", name="Friday 25 July 2025").press("Enter")
    expect(reading(page)).to_contain_text("Read to the day")
    expect(page.locator("#deadlines-0").get_by_role("button", name="Interpret")).to_be_focused()
    expect(page.locator("#id_deadlines-0-earliest")).to_have_value("2025-07-25")


def test_autocomplete_is_named_by_its_label_and_its_value(editor: User, site: str, page: Page) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    choose(page, "parties-1-actor", "Russia")
    expect(page.locator("#parties-1").get_by_role("combobox", name="Actor: Russia")).to_be_visible()
    page.get_by_role("button", name="Add another Party").click()
    expect(page.locator("#parties-2").get_by_role("combobox", name="Actor:")).to_be_visible()


def test_interpret_works_without_javascript(editor: User, site: str, browser: Browser) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    withdraw_case(case, now=NOW)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/{case.pk}/change/")
    page.locator("#id_deadlines-0-as_stated").fill("within 10 days")
    page.get_by_role("heading", name="your time zone").click()
    page.locator("#id_editor_zone").fill("Europe/Kyiv")
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("In your zone (Europe/Kyiv)")
    expect(page.locator("#id_deadlines-0-earliest")).to_have_value("2026-03-11")
    expect(page.locator(".errornote")).to_have_count(0)
    assert Ultimatum.objects.get().document == case.document
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")
    stored = Ultimatum.objects.get()
    assert (stored.publication, stored.document["deadlines"][0]["due"]["latest"]) == (
        Publication.PUBLISHED,
        "2026-03-11",
    )
    context.close()


@pytest.mark.parametrize("look", looks(2))
def test_pages_of_the_desk_are_accessible(
    editor: User, site: str, browser_page: Page, axe: AxeCheck, look: Look
) -> None:
    page = browser_page  # its console may complain: axe itself tries inline styles to look at links
    load(a_case())
    tick(now=utc_now())
    case = f"tracker/ultimatum/{Ultimatum.objects.get().pk}/"
    take(page, look)
    page.goto(f"{site}/admin/")
    axe(page)
    log_in(page, site)
    lists = ("queue/passed/", "tracker/ultimatum/", "tracker/ultimatum/upload/", "tracker/actor/")
    for address in ("", *lists, f"{case}outcome/", f"{case}notified/", f"{case}move/"):
        page.goto(f"{site}/admin/{address}")
        axe(page)
    current = Ultimatum.objects.get()
    publish = {"document": current.document, "publication": "published", "before_revision": 0}
    current.publishings.create(editor=editor, at=utc_now(), revision=current.revision, **publish)
    merge = f"actor/{Actor.objects.get(slug='ana-prime').pk}/merge/?into-name=Cendria"
    for address in (f"tracker/{merge}", f"{case}undo/"):
        page.goto(f"{site}/admin/{address}")
        axe(page)
    page.goto(f"{site}/admin/{case}change/")
    page.locator("#id_deadlines-0-as_stated").fill("within 10 days")
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("Read to the day")
    axe(page)
