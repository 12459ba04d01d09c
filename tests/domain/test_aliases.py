"""Other names of actors: entries of the case format, lines of a form, joining."""

from datetime import date

import pytest

from tracker.domain.aliases import Alias, AliasKind, NotAnAlias, added, found_by, read_all, repeated

OBAMA = Alias("Barack Obama", AliasKind.LEADER, "2009-01-20", "2017-01-20")


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("Kiev", "Kiev"),
        ({"name": "American", "kind": "demonym"}, "American (demonym)"),
        (OBAMA.entry(), "Barack Obama (leader 2009-01-20 to 2017-01-20)"),
        ({"name": "Xi Jinping", "kind": "leader", "since": "2013-03"}, "Xi Jinping (leader from 2013-03)"),
        ({"name": "Swaziland", "kind": "name", "until": "2018"}, "Swaziland (name until 2018)"),
        ("Wagner (PMC)", "Wagner (PMC)"),
        ("Hill (seat)", "Hill (seat) (name)"),
        ("Hill (seats)", "Hill (seats) (name)"),
    ],
)
def test_entry_and_line_say_the_same_both_ways(entry: str | dict[str, str], line: str) -> None:
    alias = Alias.read(entry)
    assert (alias.line(), alias.entry()) == (line, entry)
    assert Alias.read_line(f"  {line} ") == alias


def test_a_mapping_of_a_name_that_always_held_is_written_as_the_name() -> None:
    assert Alias.read({"name": "Kiev", "kind": "name"}).entry() == "Kiev"
    assert Alias.read_line("Kiev (Name)").entry() == "Kiev"


@pytest.mark.parametrize(
    ("line", "part", "told"),
    [
        ("American (demonim)", "kind", "(demonym), or (name) behind it"),
        ("Obama (leader 2009-2017)", "since", "2009-01-20 to 2017-01-20"),
        ("Obama (leader 2017 to 2009)", "until", "2017, when it began, or later"),
        ("Obama (leader from 2009-02-30)", "since", "a year, a month or a day"),
        ("Obama (leader from 2009-01-20T12:00Z)", "since", "a year, a month or a day"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_be_right(line: str, part: str, told: str) -> None:
    with pytest.raises(NotAnAlias) as caught:
        Alias.read_line(line)
    assert caught.value.part == part
    assert told in caught.value.allowed


def test_a_term_holds_from_its_first_to_its_last_day_and_a_year_as_a_whole() -> None:
    days = [date(2009, 1, 19), date(2009, 1, 20), date(2017, 1, 20), date(2017, 1, 21)]
    assert [OBAMA.held_on(day) for day in days] == [False, True, True, False]
    assert Alias("Swaziland", until="2018").held_on(date(2018, 12, 31))


def test_before_it_began_nothing_is_known_of_a_term_and_before_it_ended_not_its_end() -> None:
    known = [OBAMA.known_on(day) for day in (date(2009, 1, 19), date(2017, 1, 19), date(2017, 1, 20))]
    assert known == [None, Alias("Barack Obama", AliasKind.LEADER, "2009-01-20"), OBAMA]


def test_the_same_name_stands_again_for_another_term_only() -> None:
    first, second = (
        Alias("Lula", AliasKind.LEADER, "2003-01-01", "2011-01-01"),
        Alias("Lula", AliasKind.LEADER, "2023-01-01"),
    )
    assert repeated([first, second, Alias("Brasília", AliasKind.CAPITAL)]) is None
    assert repeated([second, Alias("Lula", AliasKind.LEADER, "2024")]) == 1
    assert repeated([Alias("Singapore"), Alias("Singapore", AliasKind.CAPITAL)]) == 1
    assert repeated([Alias("Kyiv"), Alias("KYIV"), Alias("Kyiv")]) == 2


def test_what_another_says_is_added_once_and_own_words_stay() -> None:
    own = read_all(["Élysée", OBAMA.entry()])
    again = Alias("Barack Obama", AliasKind.LEADER, "2030")
    others = [*read_all(["elysee", "Gaul", "gaul"]), OBAMA, again]
    assert added(own, others) == (Alias("Gaul"), again)
    assert added((), read_all(["France"]), known=["FRANCE"]) == ()


def test_a_search_finds_by_all_but_leaders() -> None:
    assert found_by([Alias("USA"), Alias("Washington", AliasKind.CAPITAL), OBAMA]) == ["USA", "Washington"]
