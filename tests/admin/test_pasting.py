"""A text or an address that an editor pastes: read at once, or kept with the reason why nothing was found."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.news_sites import HTML, article
from tests.webhook_receivers import Receiver, answering, receiver
from tracker.models import Candidate, IntakeItem

PASTE = "/admin/incoming/paste/"
TEXT = (
    "PORT ALDO, March 2 - Aldovia on Monday gave Boréaland 20 days to open the river, or it will "
    "close its ports to all ships from Boréaland.\n\nThey have quarrelled over it for years, and each "
    "side blames the other for three barges that sank in January near the old customs house."
)


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    page = article(TEXT, title="Aldovia sets a date", day="2026-03-02").encode()
    with receiver(answering(200, page, **HTML), is_tls=False) as made:
        yield made


def paste(desk: Client, given: str, **more: str) -> tuple[str, str]:
    """Where it led to, and the page."""
    posted = {"given": given, "published": "2026-03-02", "language": "", **more}
    answer = desk.post(PASTE, posted, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else "", answer.content.decode()


def test_a_text_leads_to_the_page_of_its_best_candidate(desk: Client) -> None:
    where, page = paste(desk, TEXT)
    best = Candidate.objects.get(rank=1)
    assert where == f"/admin/incoming/{best.pk}/"
    assert (best.proposal["sender"]["slug"], best.proposal["target"]["slug"]) == ("aldovia", "borealand")
    assert best.proposal["deadline"]["announced"] == "2026-03-02", "the Monday before the day of publication"
    assert "pasted by an editor (edith)" in page
    again, page = paste(desk, f"{TEXT} ")
    assert again == where, "the same text is read once"
    assert "The same text came in before." in page


def test_an_address_is_fetched_and_read_at_once(desk: Client, there: Receiver) -> None:
    where, page = paste(desk, f"http://127.0.0.1:{there.port}/news", language="uk")
    item = IntakeItem.objects.get()
    assert where == f"/admin/incoming/{item.candidates.get().pk}/", item.reason
    assert (item.title, item.language) == ("Aldovia sets a date", "uk")
    assert "Aldovia sets a date" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            "The river flowed slowly by the town, as it had for as long as anybody there could say.",
            "Nothing was found.",
        ),
        (
            "Алдовія дала Бореаландії двадцять днів, щоб відкрити річку, і погрожує закрити порти.",
            "In another language",
        ),
        ("http://127.0.0.1:1/news", "Could not be fetched"),
    ],
)
def test_where_nothing_is_found_the_page_says_why_and_the_item_is_kept(
    desk: Client, given: str, told: str
) -> None:
    where, page = paste(desk, given)
    item = IntakeItem.objects.get()
    assert where == f"/admin/incoming/text/{item.pk}/"
    assert told in page


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"given": " "}, "This field is required."),
        ({"given": "https://ann:secret@example.org/"}, "user name or password"),
        ({"given": "ftp://example.org/a"}, "ftp"),
        ({"published": "2026-02-30"}, "2026-02-30"),
        ({"language": "la"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    desk: Client, posted: dict[str, str], told: str
) -> None:
    where, page = paste(desk, **{"given": TEXT, **posted})
    assert where == ""
    assert told in page
    assert not IntakeItem.objects.exists()


def test_the_box_stands_on_the_front_page_and_by_itself(desk: Client) -> None:
    for address in ("/admin/", "/admin/incoming/", PASTE):
        assert 'name="given"' in desk.get(address).content.decode()
