"""Sources first: an address is enough, the form says what became of it, and facts tick sources by name."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.forms import ADD, Fields, add_row, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import a_case, a_source, load
from tests.webhook_receivers import Behaviour, Receiver, answering, receiver
from tracker.models import Ultimatum

LOOK_UP = "/admin/tracker/ultimatum/look-up/"
HTML = {"Content_Type": "text/html"}
ARTICLE = b"""<html lang="uk"><meta property="og:title" content="Open the river, Aldovia says">
<meta property="og:site_name" content="Daily"><meta name="date" content="2026-03-01T08:00:00+02:00">"""


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with receiver(answering(200, ARTICLE, **HTML), is_tls=False) as made:
        yield made


def at(there: Receiver) -> str:
    return f"http://127.0.0.1:{there.port}/article"


def test_an_address_brings_title_publisher_day_and_language(desk: Client, there: Receiver) -> None:
    answer = desk.post(LOOK_UP, {"url": at(there)}).json()
    assert answer["fields"] == {
        "url": at(there),
        "title": "Open the river, Aldovia says",
        "publisher": "Daily",
        "published": "2026-03-01",
        "language": "uk",
        "quality": "secondary",
    }
    assert "The page gives its title, publisher, day and language." in answer["html"]


def test_without_script_the_form_comes_back_with_it(desk: Client, there: Receiver) -> None:
    data = {
        **fields(desk, ADD),
        "title": "Half of a case",
        "sources-0-url": at(there),
        "sources-0-look_up": "1",
    }
    page = desk.post(ADD, data).content.decode()
    back = Fields(page).values
    assert (back["sources-0-publisher"], back["title"]) == (["Daily"], ["Half of a case"])
    assert "The page gives its title" in page
    assert page.count("Daily: Open the river, Aldovia says") == 16, (
        "offered to three facts and five templates, twice"
    )
    assert Ultimatum.objects.count() == 0


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (
            answering(200, b"<p>Nothing of its own", **HTML),
            "It gives no title, publisher and no day: type them.",
        ),
        (answering(200, b"x" * 40_000_000, **HTML), "The page is too large (38 MB); at most 2 MB are read."),
        (answering(404), "answered 404 instead of a page"),
        (lambda handler: handler.connection.close(), "did not answer"),
    ],
)
def test_what_came_of_an_address_is_said_and_the_source_can_be_entered(
    desk: Client, there: Receiver, behave: Behaviour, said: str
) -> None:
    there.behave = behave
    answer = desk.post(LOOK_UP, {"url": at(there)}).json()
    assert said in answer["html"]
    assert answer["fields"] == {"url": at(there), "publisher": "127.0.0.1", "quality": "secondary"}
    typed = {"sources-0-url": at(there), "sources-0-title": "As I read it"}
    response = desk.post(ADD, entered(desk, **typed))
    assert response.status_code == 302, errors(response)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://192.168.0.1/admin", "Write the name of the host, not its IP address."),
        ("https://intranet/", "is no host on the public internet"),
        ("ftp://example.org/", "Found an address with the scheme"),
        ("https://me:secret@example.org/", "with a user name or password in it"),
        ("", "Paste the address of the page first."),
    ],
)
def test_no_private_address_is_asked(desk: Client, address: str, said: str) -> None:
    answer = desk.post(LOOK_UP, {"url": address}).json()
    assert (answer["is_found"], said.replace("'", "&#x27;") in answer["html"]) == (False, True), answer


def test_publisher_and_quality_are_as_in_the_last_source_from_there(desk: Client, settings: Any) -> None:
    source = a_source(url="https://www.daily.example/a", publisher="The Daily", quality="wire")
    load(a_case(sources={"s1": source, "s2": a_source("second")}))
    answer = desk.post(LOOK_UP, {"url": "https://daily.example/2026/03/05/b"}).json()["fields"]
    assert (answer["publisher"], answer["quality"], answer["published"]) == (
        "The Daily",
        "wire",
        "2026-03-05",
    )
    assert desk.post(LOOK_UP, {"url": "https://www.state.gov/x"}).json()["fields"]["quality"] == "primary"


def test_only_editors_have_pages_fetched(client: Client, editor: User, there: Receiver) -> None:
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.post(LOOK_UP, {"url": at(there)}).status_code == 403
    client.force_login(editor)
    assert client.get(LOOK_UP).status_code == 405
    assert there.received == []


def test_sources_are_ticked_by_name_and_keys_are_out_of_sight(desk: Client) -> None:
    data = entered(desk)
    second = {"url": "https://example.org/2", "publisher": "Wire", "title": "Second", "quality": "wire"}
    add_row(data, "sources", **second, key="s2")
    data |= {"demands-0-sources": ["s1"], "threats-0-sources": ["s1", "s2"], "deadlines-0-sources": ["s2"]}
    response = desk.post(ADD, data)
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    cited = {part: case.document[part][0]["sources"] for part in ("demands", "threats", "deadlines")}
    assert cited == {"demands": ["s1"], "threats": ["s1", "s2"], "deadlines": ["s2"]}
    page = desk.get(change(case)).content.decode()
    shown = Fields(page).values
    assert shown["threats-0-sources"] == ["s1", "s2"]
    assert "<span>Wire: Second</span>" in page
    for key in ("s1:", "s2:", "d1:", ">s1<", ">s2<"):
        assert key not in page


def test_a_row_with_nothing_but_a_tick_is_no_row(desk: Client) -> None:
    data = {**fields(desk, ADD), "title": "A title alone"}
    data |= {f"{part}-0-sources": ["s1"] for part in ("demands", "threats", "deadlines")}
    response = desk.post(ADD, data)
    assert response.status_code == 302, errors(response)
    document = Ultimatum.objects.get().document
    assert not any(document[part] for part in ("demands", "threats", "deadlines", "sources"))


def test_two_rows_of_one_key_are_two_sources(desk: Client) -> None:
    data = entered(desk, **{"sources-0-key": "s1"})
    add_row(data, "sources", url="https://example.org/2", publisher="E", title="T", quality="wire", key="s1")
    desk.post(ADD, data)
    assert list(Ultimatum.objects.get().document["sources"]) == ["s1", "s2"]
