"""Marks in a text: the whole text comes back in order, however marks overlap."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.marks import Mark, segments

TEXT = "Aldovia told Boréaland to open the river within 20 days."


def mark(number: int, field: str, words: str) -> Mark:
    start = TEXT.index(words)
    return Mark(number, field, start, start + len(words))


def test_marks_that_lie_in_each_other_show_the_closest_and_end_where_they_end() -> None:
    demand, limit = mark(1, "demand", "open the river within 20 days"), mark(2, "deadline", "within 20 days")
    before, first, inner, after = segments(TEXT, [limit, demand])
    assert (before.text, before.field, after.text) == ("Aldovia told Boréaland to ", "", ".")
    assert (first.text, first.field, first.begins) == ("open the river ", "demand", (demand,))
    assert (inner.text, inner.fields, inner.field) == ("within 20 days", ("demand", "deadline"), "deadline")
    assert (inner.begins, inner.ends) == ((limit,), (limit, demand))


@given(st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_the_text_is_whole_and_every_mark_inside_begins_and_ends_once(places: list[tuple[int, int]]) -> None:
    marks = [Mark(number, "demand", *place) for number, place in enumerate(places)]
    found = segments(TEXT, marks)
    assert "".join(each.text for each in found) == TEXT
    inside = {each.number for each in marks if 0 <= each.start < each.end <= len(TEXT)}
    for name in ("begins", "ends"):
        assert sorted(each.number for segment in found for each in getattr(segment, name)) == sorted(inside)


def test_no_text_has_no_segments() -> None:
    assert segments("", []) == []
