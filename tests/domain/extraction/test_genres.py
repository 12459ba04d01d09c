"""Texts that are no reports of news: their ultimatums are of the past, wished for or made up."""

import pytest

from tests.domain.extraction.test_reader import read
from tracker.domain.extraction.genres import Genre

TOLD = "Turkey on Monday gave Iraq ten days to close the camps or face an attack."


@pytest.mark.parametrize(
    "before",
    [
        "Commentary: What Ankara should have said\n\n",
        "BOOKS\n\nA Year on the Border\nBy Jane Doe. Smith & Sons, 288 pp., $24\n\n",
        "CORRECTIONS AND CLARIFICATIONS\n\n- ",
        "ANKARA, March 3 - Commentary. Three weeks have passed in silence. ",
        "ANKARA, March 3 (AFP) - Following is a calendar of events in the region. ",
        "NEWSMAKER - A quiet man for loud days\n\n",
        "Scenarios - What next at the camps?\n\n",
        "WHAT WE KNOW ABOUT THE CAMPS\n\n",
        "PRESS DIGEST - Iraq - March 3\n\n",
        "Ahmet Demir, soldier\n\nAhmet Demir, who has died aged 91, read out the note. ",
        "2024 in Review: the quarrel over the camps\n\n",
    ],
)
def test_heading_tells_that_a_text_is_no_report(before: str) -> None:
    text = before + TOLD
    assert Genre(text).is_no_report(text.index("Turkey on"))
    assert read(text, "2025-03-03") == []
    assert read(TOLD, "2025-03-03")


@pytest.mark.parametrize(
    "behind", [" (The opinions expressed here are those of the author.)", " The writer is a former envoy."]
)
def test_author_is_named_where_views_are_told(behind: str) -> None:
    assert Genre(TOLD + behind).is_no_report(0)
    assert read(TOLD + behind, "2025-03-03") == []


def test_entries_of_a_diary_are_no_reports_and_what_stands_between_them_is() -> None:
    days = "".join(f"{day} - Ministers meet in Brussels.\n\n" for day in ("Monday", "Tuesday", "Thursday"))
    text = f"{days}Friday - {TOLD}\n\nMeanwhile: {TOLD}"
    assert Genre(text).is_no_report(text.index("Turkey on"))
    assert not Genre(text).is_no_report(text.rindex("Turkey on"))
    assert not Genre("Leader of the rebels: " + TOLD).is_no_report(25)


@pytest.mark.parametrize(
    "before",
    [
        "Letter from the border\n\nMy landlord keeps goats. I count them in the morning, and I have never got it right. ",
        "ANKARA, March 3 (Commentary) - Three weeks have passed in silence. ",
    ],
)
def test_author_who_tells_of_himself_writes_a_column(before: str) -> None:
    assert read(before + TOLD, "2025-03-03") == []
    assert read('ANKARA - "I, for my part, trust my men and I say so," he said. ' + TOLD, "2025-03-03")


def test_what_is_supposed_is_no_report() -> None:
    assert read("Suppose that " + TOLD, "2025-03-03") == []
