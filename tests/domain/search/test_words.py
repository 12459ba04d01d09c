"""Words as both databases hold them, searches as they are read, misspelt words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.search.query import MOST_TERMS, SearchQuery, marked
from tracker.domain.search.spelling import best, distance, forms
from tracker.domain.search.words import index_names, index_text, indexed, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. said: «Ultimātum»!", ["the", "us", "said", "ultimatum"]),
        ("Lebanon's and Lebanon’s", ["lebanon", "and", "lebanon"]),
        ("Côte d'Ivoire, 50-day", ["cote", "d", "ivoire", "50", "day"]),
        ("зв'язок зв’язок Україна", ["звязок", "звязок", "украіна"]),
        ("a_b #5% 1.5", ["a", "b", "5", "1", "5"]),
        ('"\'""', []),
        ("中国 ٣", ["中国", "٣"]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "several",
    [
        ("tariff", "tariffs"),
        ("country", "countries"),
        ("crisis", "crises"),
        ("україна", "україни", "україні", "україною"),
        ("греція", "греції", "грецією"),
        ("зеленський", "зеленського", "зеленському"),
        ("санкції", "санкцій"),
    ],
)
def test_one_word_has_one_stem(several: tuple[str, ...]) -> None:
    assert len({stem(words(word)[0]) for word in several}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("us", "use"), ("uk", "ukraine"), ("iran", "iraq"), ("iran", "іран")]
)
def test_other_words_have_others(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_pronoun_is_no_country() -> None:
    assert index_text(["Give us the US base"]) == "give the us base"
    assert index_names(["the White House", "USA"]) == "whitehouse xbreakx usa"


@given(st.text())
def test_whatever_is_indexed_no_tokeniser_takes_apart(text: str) -> None:
    for word in index_text([text]).split():
        assert all(
            ("a" <= letter <= "z") or letter.isdigit() or "\u0430" <= letter <= "\u0491" for letter in word
        )


@given(st.text(min_size=1), st.text())
def test_the_beginning_of_a_word_is_that_of_its_indexed_form(start: str, rest: str) -> None:
    assert indexed(start + rest).startswith(indexed(start))


@given(st.text(max_size=300))
def test_any_search_is_read_and_marks_take_nothing_away(text: str) -> None:
    query = SearchQuery.read(text)
    assert len(query.terms) <= MOST_TERMS
    assert all(term.words for term in query.terms)
    assert "".join(part for part, _ in marked(text, query.terms)) == text


def typed(text: str) -> list[tuple[str, str]]:
    return [(" ".join(term.words), term.beginning) for term in SearchQuery.read(text).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tariffs", [("tariff", "tariffs")]),
        ("US", [("us", "")]),
        ("the war in Ukraine", [("war", ""), ("ukraine", "ukraine")]),
        ('"the war" peace', [("the war", ""), ("peace", "peace")]),
        ('peace "the war', [("peace", ""), ("the war", "")]),
        ("the", [("the", "the")]),
        ('""" \'', []),
        ("war war", [("war", ""), ("war", "war")]),
    ],
)
def test_a_search_is_read_as_terms(text: str, expected: list[tuple[str, str]]) -> None:
    assert typed(text) == expected


def test_what_is_too_much_is_left_out_and_said() -> None:
    query = SearchQuery.read(" ".join(f"w{number}" for number in range(100)))
    assert (len(query.terms), query.left_out) == (MOST_TERMS, True)
    assert not SearchQuery.read("x" * 10_000).left_out


def test_what_fits_is_marked() -> None:
    def shown(text: str, search: str) -> str:
        parts = marked(text, SearchQuery.read(search).terms)
        return "".join(f"[{part}]" if is_marked else part for part, is_marked in parts)

    assert shown("Tariffs, and a tariff.", "tariff") == "[Tariffs], and a [tariff]."
    assert shown("Secondary tariffs on oil", '"secondary tariffs"') == "[Secondary tariffs] on oil"
    assert shown("Tariffs, secondary", '"secondary tariffs"') == "Tariffs, secondary"
    assert shown("The U.S. and Russia", "us") == "The [U.S.] and Russia"
    assert shown("the White House", "white house") == "[the White House]"
    assert shown("Українська влада", "украї") == "[Українська] влада"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("ukrane", "ukraine", 1),
        ("isreal", "israel", 1),
        ("netanyaho", "netanyahu", 1),
        ("iran", "iraq", 1),
        ("a", "b", 1),
    ],
)
def test_how_far_words_are_apart(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == apart
    assert one == "a" or forms(one) & forms(other)


def test_the_nearest_and_then_the_lightest_is_meant() -> None:
    known = [("ukraina", 4, "Ukraina"), ("ukraine", 0, "Ukraine"), ("crane", 0, "Crane")]
    assert best("ukrane", known) == ["Ukraine"]
    assert best("ukraime", known) == ["Ukraine"]
    assert best("ukraine", known) == ["Ukraina"]
