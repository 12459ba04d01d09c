"""Search: what must come first, the same on both databases, and nothing that was not known yet."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    NOW,
    a_case,
    a_deadline,
    a_due,
    a_threat,
    an_event,
    an_outcome,
    load,
)
from tests.filled import load_seeds, shared_record
from tracker.domain.search.query import SearchQuery
from tracker.models import Publication, Section, Ultimatum
from tracker.queries.misspelt import meant
from tracker.queries.search import Found, search
from tracker.services.cases.publish import refresh_phases

pytestmark = pytest.mark.django_db
PRESENT = datetime(2026, 11, 27, 18, tzinfo=UTC)
_record = shared_record(lambda: load_seeds(PRESENT))


def found(text: str, at: datetime = PRESENT, **more: object) -> Found:
    query = SearchQuery.read(text)
    return search(query, at=at, is_now=at == PRESENT, **more)  # type: ignore[arg-type]


def slugs(answer: Found) -> list[str]:
    return [case.row.slug for section in answer.sections for case in section.cases]


FIRST = [
    # states and bodies by any of their names
    ("US", "us-unesco-withdrawal-2026", "united-states"),
    ("USA", "us-unesco-withdrawal-2026", "united-states"),
    ("U.S.", "us-unesco-withdrawal-2026", "united-states"),
    ("america", "", "united-states"),
    ("White House", "", "united-states"),
    ("the white house", "", "united-states"),
    ("Washington", "", "united-states"),
    ("США", "", "united-states"),
    ("Сполучені Штати", "", "united-states"),
    ("UK", "us-europe-greenland-tariffs-2026", "united-kingdom"),
    ("Britain", "", "united-kingdom"),
    ("Велика Британія", "", "united-kingdom"),
    ("Kyiv", "us-ukraine-russia-june-2026", "ukraine"),
    ("Kiev", "us-ukraine-russia-june-2026", "ukraine"),
    ("Україна", "eu-russia-sanctions-february-2027", "ukraine"),
    ("України", "eu-russia-sanctions-february-2027", "ukraine"),
    ("Київ", "", "ukraine"),
    ("Russia", "eu-russia-sanctions-february-2027", "russia"),
    ("Росія", "", "russia"),
    ("Kremlin", "", "russia"),
    ("Кремль", "", "russia"),
    ("Greece", "greece-creditors-2015", "greece"),
    ("Греція", "greece-creditors-2015", "greece"),
    ("Athens", "greece-creditors-2015", "greece"),
    ("iran", "us-iran-mou-60-days-2026", "iran"),
    ("Tehran", "us-iran-mou-60-days-2026", "iran"),
    ("Іран", "us-iran-mou-60-days-2026", "iran"),
    ("China", "asean-china-code-of-conduct-2026", "china"),
    ("Китай", "asean-china-code-of-conduct-2026", "china"),
    ("EU", "", "european-union"),
    ("ЄС", "", "european-union"),
    ("Taliban", "", "afghanistan-taliban"),
    # persons who spoke, and who led a party then
    ("Zelenskyy", "us-ukraine-russia-june-2026", "volodymyr-zelensky"),
    ("Zelensky", "us-ukraine-russia-june-2026", "volodymyr-zelensky"),
    ("Зеленський", "us-ukraine-russia-june-2026", "volodymyr-zelensky"),
    ("Зеленського", "us-ukraine-russia-june-2026", "volodymyr-zelensky"),
    ("Trump", "", "donald-trump"),
    ("Трамп", "", "donald-trump"),
    ("Netanyahu", "", "benjamin-netanyahu"),
    ("Anthony Eden", "britain-france-suez-1956", "anthony-eden"),
    ("Putin", "eu-russian-gas-phase-out-2026", "russia"),
    ("Путін", "eu-russian-gas-phase-out-2026", "russia"),
    # titles, crises, demands, threats, words as stated, events
    ("Istanbul", "us-russia-50-days-2025", ""),
    ("Rosneft", "us-russia-50-days-2025", ""),
    ('"secondary tariffs"', "us-russia-50-days-2025", ""),
    ("“secondary tariffs”", "us-russia-50-days-2025", ""),
    ("tariffs", "us-furniture-cabinet-duties-2027", ""),
    ("tariff", "us-furniture-cabinet-duties-2027", ""),
    ("мита", "us-furniture-cabinet-duties-2027", ""),
    ("Gaza", "gaza-board-of-peace-mandate-2027", ""),
    ("Hormuz", "us-iran-mou-60-days-2026", ""),
    ("strait hormuz", "us-iran-mou-60-days-2026", ""),
    ("TikTok", "tiktok-divestiture-2024-2026", "bytedance"),
    ("new start", "", ""),
    ("Sarajevo", "austria-serbia-1914", ""),
    ("Saddam", "us-iraq-48-hours-2003", ""),
    ("greenl", "us-europe-greenland-tariffs-2026", ""),
    ("CUBA missiles", "us-ussr-cuba-1962", ""),
    ("cuban crisis", "", ""),
    ("снаряди гаубиці", "-", ""),
]
"""What is typed, which case comes first (empty: some case; a dash: none), which actor comes first."""


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize(("text", "case", "actor"), FIRST, ids=[text for text, *_ in FIRST])
def test_what_must_come_first_does(text: str, case: str, actor: str) -> None:
    answer = found(text)
    if case == "-":
        assert answer.is_empty
        return
    assert slugs(answer)[0] == case or (not case and slugs(answer))
    if actor:
        assert answer.actors[0].slug == actor


def test_enough_searches_are_looked_at() -> None:
    assert len({text for text, *_ in FIRST}) >= 60


@pytest.mark.parametrize(
    ("text", "right"), [("Ukrane", "Ukraine"), ("Isreal", "Israel"), ("Укрїна", "Україна")]
)
def test_a_misspelt_word_is_put_right(text: str, right: str) -> None:
    assert found(text).is_empty
    assert meant(SearchQuery.read(text), at=PRESENT) == right
    assert not found(right).is_empty


def test_one_word_of_several_is_put_right_and_what_nothing_is_like_stays() -> None:
    assert meant(SearchQuery.read('Ukrane "peace deal"'), at=PRESENT) == 'Ukraine "peace deal"'
    assert meant(SearchQuery.read("qqqqqq"), at=PRESENT) == ""


def test_us_is_not_russian_and_uk_is_not_ukraine() -> None:
    every = {"us-unesco-withdrawal-2026", "us-nato-europe-2027"}
    assert every <= set(slugs(found("US", section=Section.LIVE)))
    assert "eu-russian-gas-phase-out-2026" not in slugs(found("US", section=Section.LIVE))
    assert "russia-ukraine-crimea-forces-2014" not in slugs(found("UK", section=Section.PASSED))


def test_found_is_said_by_what() -> None:
    (case,) = found("Rosneft").sections[0].cases
    (line,) = case.lines
    assert line.startswith("The US Treasury sanctioned Rosneft and Lukoil, the first")
    (case,) = found("Греція").sections[0].cases
    assert case.also == ("Greece (Греція)",)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Istanbul", "2025-07-22", False),
        ("Istanbul", "2025-07-24", True),
        ("Rosneft", "2025-10-20", False),
        ("Rosneft", "2025-10-24", True),
    ],
)
def test_a_word_of_a_later_event_finds_nothing_on_an_earlier_day(text: str, day: str, expected: bool) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert ("us-russia-50-days-2025" in slugs(found(text, at))) is expected
    if text == "Rosneft":
        assert meant(SearchQuery.read("Rosnevt"), at=at) == ("Rosneft" if expected else "")


def test_nobody_is_found_before_they_took_part() -> None:
    at = datetime(1914, 7, 24, tzinfo=UTC)
    assert [actor.slug for actor in found("serbia", at).actors] == ["kingdom-of-serbia"]
    assert found("Trump", at).is_empty
    assert found("nuclear", at).is_empty


def test_what_came_later_of_each_part_is_found_from_then_on() -> None:
    load(
        a_case(
            "parts",
            title="Zarquon begins",
            summary="Quibbleword of the summary.",
            threats=[a_threat(text="Wumpusword.", since="2026-03-03")],
            events=[an_event("e1", "2026-03-05", text="Gribbleword.")],
            deadlines=[
                a_deadline("d1", "2026-03-01", a_due("2026-03-20"), as_stated="by blorple"),
                a_deadline(
                    "d2", "2026-03-06", a_due("2026-03-25"), "extended", replaces="d1", as_stated="florple"
                ),
            ],
            outcomes=[an_outcome("2026-03-08", justification="Because of snorkleword.", note="Trunkleword.")],
        ),
        now=NOW,
    )
    known_from = {
        "zarquon": 1,
        "blorple": 1,
        "wumpusword": 3,
        "gribbleword": 5,
        "florple": 6,
        "snorkleword": 8,
        "quibbleword": 8,
        "trunkleword": 8,
    }
    for word, first in known_from.items():
        for day in (1, 2, 3, 4, 5, 6, 7, 8, 9):
            at = datetime(2026, 3, day, 12, tzinfo=UTC)
            assert (slugs(found(word, at)) == ["parts"]) is (day >= first), (word, day)


def test_what_is_not_public_is_found_by_nobody_and_suggested_to_nobody() -> None:
    load(a_case("hidden", title="Zyxomma"), now=NOW)
    assert slugs(found("zyxomma", NOW)) == ["hidden"]
    case = Ultimatum.objects.get(slug="hidden")
    case.publication = Publication.IN_REVIEW
    case.save()
    refresh_phases([case], now=NOW)
    assert found("zyxomma", NOW).is_empty
    assert meant(SearchQuery.read("zyxoma"), at=NOW) == ""


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "a " * 5_000,
        '"' * 10_000,
        "'\"",
        "' OR 1=1 --",
        "* : & | ! <->",
        "中国 한국 ไทย",
        "\x00",
        "NEAR(a b)",
    ],
)
def test_any_search_has_an_answer(text: str) -> None:
    found(text)
    meant(SearchQuery.read(text), at=PRESENT)


def test_searching_takes_as_many_queries_however_much_is_found(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for text in ("US", "Rosneft Lukoil sanctions"):
        with django_assert_num_queries(5):
            found(text)
    with django_assert_num_queries(3):
        found("qqqqqq")
    with django_assert_num_queries(3):
        meant(SearchQuery.read("Ukrane"), at=PRESENT)
    assert connection.vendor in ("sqlite", "postgresql")


def test_pages_of_a_section_hold_all_of_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.queries.search.PER_PAGE", 7)
    first = found("US", section=Section.RESOLVED)
    total = first.sections[0].total
    pages = [slugs(found("US", section=Section.RESOLVED, page=page)) for page in range(1, -(-total // 7) + 1)]
    everything = [slug for page in pages for slug in page]
    assert len(everything) == len(set(everything)) == total
    assert slugs(found("US"))[-10:] == everything[:10]
