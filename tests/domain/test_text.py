"""What a text of the record may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text import bears_the_same, is_forbidden, one_line, plain


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\u2028b", "a b"),
        ("a \u2029 b", "a b"),
        ("a\x0bb", "a b"),
        ("a\r\n\tb", "a b"),
        ("a\x85b", "a b"),
        ("a\x07b", "ab"),
        ("\ufeffa", "a"),
        ("a\u202eb\u202c", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\x00b", "ab"),
        (" a ", "a"),
        ("\n\u202e", ""),
        ("a  b", "a  b"),
        ("a\u00a0b — ї’ 🕊 \u200fא", "a\u00a0b — ї’ 🕊 \u200fא"),
    ],
)
def test_what_cannot_be_seen_is_left_out(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept
    assert not any(map(is_forbidden, one_line(pasted)))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Russia\u2019s", "russia's"),
        ("Russia\u02bcs", "russia's"),
        ("Russia\u00b4s", "russia's"),
        ("Russia\uff07s", "russia's"),
        ("twenty\u2011one", "twenty-one"),
        ("twenty\u2013one", "twenty-one"),
        ("ten\u2014or twelve", "ten-or twelve"),
        ("sanc\u00adtions", "sanctions"),
        ("sanc\u200btions\ufeff", "sanctions"),
        ("Łódź, Tromsø, Đà Nẵng", "lodz, tromso, da nang"),
        ("«Wagner» „Grom“", '"wagner" "grom"'),
        ("СПРАВА № 5", "справа no 5"),
        ("Þingvellir Ærø", "thingvellir aero"),
    ],
)
def test_search_sees_what_one_types(written: str, typed: str) -> None:
    assert plain(written) == plain(typed) == typed


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Open the river.", "Open up the river.", True),
        ("The river is to be opend.", "A river is to be opened!", True),
        ("Leave within 10 days, says Russia’s envoy.", "Leave in 10 days, says Russia's envoy.", True),
        ("Open the river.", "Close the river.", False),
        ("Tariffs of 50% on oil.", "Tariffs of 60% on oil.", False),
        ("Leave in ten days.", "Leave in twelve days.", False),
        ("By 18 July, or else.", "By 18 June, or else.", False),
        ("They will not attack.", "They will attack.", False),
        ("Hand the town over to Ukraine.", "Hand the town over to Russia.", False),
        ("Russia must leave.", "Ukraine must leave.", False),
        ("Росія має вийти до 5 липня.", "Росія має вийти до 6 липня.", False),
    ],
)
def test_a_mended_wording_bears_the_same_numbers_dates_names_and_negations(
    before: str, after: str, same: bool
) -> None:
    assert bears_the_same(before, after) is same
    assert bears_the_same(after, before) is same
