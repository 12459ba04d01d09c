"""The front page: headline, lead and what changed; as of any day, and only where nothing is filtered."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import Document, a_case, a_deadline, a_due, load
from tests.filled import shared_record
from tests.present import NOW
from tests.web.reading import read
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


def case(slug: str, title: str, *days: int, **more: object) -> Document:
    announced, due = days
    deadlines = [a_deadline("d1", day(announced), a_due(day(due)))]
    return a_case(slug, title=title, **{"deadlines": deadlines, **more})


def _fill() -> None:
    moved = [
        a_deadline("d1", day(-20), a_due(day(25))),
        a_deadline("d2", day(-3), a_due(day(40)), "extended", replaces="d1"),
    ]
    load(
        case("law", "Apply the law", -30, 20, kind="legal-deadline"),
        case("end", "End of the treaty", -30, 20, kind="expiry"),
        a_case("moved", title="Hand over the keys", deadlines=moved),
        case("past", "Leave the bridge", -30, -10),
        now=NOW,
    )
    tick(now=NOW)


_record = shared_record(_fill)


def text(client: Client, **query: str) -> str:
    answer = client.get("/", query)
    assert answer.status_code == 200
    return " ".join(read(answer.content).text.split())


def test_a_quiet_day_says_so_and_names_both_that_come_next(client: Client) -> None:
    page = text(client)
    assert "One ultimatum is running, and 2 legal dates, expiries and the like." in page
    assert "Nothing expires this week. Next: " in page
    assert ": Apply the law ; End of the treaty ." in page


def test_the_next_ultimatum_leads_and_its_move_was_the_last_change(client: Client) -> None:
    page = text(client)
    lead, news = page.index("The next ultimatum"), page.index("Changed lately")
    assert lead < page.index("Hand over the keys", lead) < news < page.index("Extended", news)


def test_as_of_a_day_only_what_was_known_then_is_told(client: Client) -> None:
    page = text(client, as_of=day(-12))
    assert "Two ultimatums are running, and 2 legal dates" in page
    assert "Next: " in page
    assert ": Leave the bridge ." in page
    assert "Nothing expires this week" not in page
    assert "Extended" not in page
    links = [
        link for link in read(client.get("/", {"as_of": day(-12)}).content).links if "/ultimatums/m" in link
    ]
    assert links
    assert all(link.endswith(f"?as_of={day(-12)}") for link in links)


@pytest.mark.parametrize("query", [{"sender": "aldovia"}, {"sort": "title"}, {"q": "keys"}])
def test_what_is_filtered_or_sorted_heads_with_what_it_shows(client: Client, query: dict[str, str]) -> None:
    page = text(client, **query)
    assert "Changed lately" not in page
    assert "The next ultimatum" not in page
    assert "What is running out" in page


def test_filters_are_folded_and_counted(client: Client) -> None:
    answer = client.get("/", {"sender": "aldovia", "q": "keys"}).content.decode()
    assert "<details open" not in answer
    assert 'value="keys"' in answer
    folded = " ".join(read(answer.encode()).text.split())
    assert "Filters 1 set" in folded
