"""Phrases in six languages, each read to its window, offered as choices or refused (`phrases.txt`)."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.parsing import LANGUAGES, Ambiguous, Rule, Unreadable, read
from tracker.domain.parsing.languages import french, german, russian, spanish, ukrainian

REFUSED = "refused"
MONDAY = When("2025-07-14T18:00:00Z")
WITHIN = {
    "en": "within {} days",
    "de": "innerhalb von {} Tagen",
    "fr": "dans un délai de {} jours",
    "es": "en un plazo de {} días",
    "uk": "протягом {} днів",
    "ru": "в течение {} дней",
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
BY = {
    "en": "by {0}:{1:02} on {2} {3} 2026",
    "de": "bis {2}. {3} 2026, {0}:{1:02} Uhr",
    "fr": "jusqu'au {2} {3} 2026 à {0}h{1:02}",
    "es": "hasta las {0}:{1:02} del {2} de {3} de 2026",
    "uk": "до {0}:{1:02} {2} {3} 2026 року",
    "ru": "до {0}:{1:02} {2} {3} 2026 года",
}
UNKNOWN = {"uk": ("зорп", "квукснув"), "ru": ("зорп", "квукснул")}
LATIN = ("zorp", "quuxed")


class Phrase(NamedTuple):
    """One line of the file, under its announcement and seat."""

    announced: str
    seat: str
    language: str
    words: str
    expected: str


def phrases() -> Iterator[Phrase]:
    lines = (Path(__file__).parent / "phrases.txt").read_text("utf-8").splitlines()
    announced = seat = ""
    for line in lines:
        if line.startswith("= "):
            announced, seat, _ = line.removeprefix("= ").split(" | ")
        elif line and not line.startswith("#"):
            language, words, expected = line.split(" | ", 2)
            yield Phrase(announced, seat, language, words, expected)


PHRASES = list(phrases())
READ = [each for each in PHRASES if each.expected != REFUSED and "//" not in each.expected]


def bounds(due: Due) -> str:
    return str(due.earliest) if due.earliest == due.latest else f"{due.earliest} .. {due.latest}"


def found(phrase: Phrase) -> str:
    """What the reader makes of a phrase, as the file writes it."""
    try:
        due = read(
            phrase.words, announced=When(phrase.announced), zone_name=phrase.seat, language=phrase.language
        ).due
    except Ambiguous as several:
        return " // ".join(bounds(each.due) for each in several.readings)
    except Unreadable:
        return REFUSED
    named = "" if due.timezone_assumed else f" | {due.timezone}"
    return f"{bounds(due)} | {due.precision}{named}"


@pytest.mark.parametrize("announced", sorted({each.announced for each in PHRASES}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_read_offered_or_refused(language: str, announced: str) -> None:
    told = [each for each in PHRASES if (each.language, each.announced) == (language, announced)]
    wrong = [
        f"{each.words} | {found(each)} | not {each.expected}" for each in told if found(each) != each.expected
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_of_each_language() -> None:
    counts = {code: sum(each.language == code for each in PHRASES) for code in LANGUAGES}
    assert min(counts.values()) >= 100


@given(st.sampled_from(READ), st.integers(0, 12), st.integers(0, 1))
def test_an_unknown_word_is_refused_or_reported_and_never_moves_the_window(
    phrase: Phrase, place: int, which: int
) -> None:
    unknown = UNKNOWN.get(phrase.language, LATIN)[which]
    parts = phrase.words.split(" ")
    at = place % (len(parts) + 1)
    words = " ".join((*parts[:at], unknown, *parts[at:]))
    try:
        reading = read(
            words, announced=When(phrase.announced), zone_name=phrase.seat, language=phrase.language
        )
    except Unreadable:
        return
    assert bounds(reading.due) == phrase.expected.split(" | ")[0]
    reported = [step.values["words"] for step in reading.steps if step.rule is Rule.WORDS_LEFT_OUT]
    assert unknown in " ".join(reported).split()


@given(st.integers(1, 400))
def test_a_count_is_the_same_in_every_language(days: int) -> None:
    dues = {
        code: read(words.format(days), announced=MONDAY, zone_name="Europe/Kyiv", language=code).due
        for code, words in WITHIN.items()
    }
    assert len(set(dues.values())) == 1
    assert dues["en"].precision is Precision.DAY


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 28), st.integers(1, 12))
def test_an_hour_of_a_date_is_the_same_in_every_language(
    hour: int, minute: int, day: int, month: int
) -> None:
    dues = {
        code: read(
            words.format(hour, minute, day, MONTHS[code].split()[month - 1]),
            announced=MONDAY,
            zone_name="UTC",
            language=code,
        ).due
        for code, words in BY.items()
    }
    assert len(set(dues.values())) == 1
    assert dues["de"].window.latest_at == datetime(2026, month, day, hour, minute, tzinfo=UTC)


@given(st.sampled_from(PHRASES), st.sampled_from(sorted(LANGUAGES)))
def test_words_said_to_be_of_another_language_are_never_read_otherwise(phrase: Phrase, language: str) -> None:
    """They are refused, or (figures, names of zones, words that both languages share) read the same.

    Of the two days that '8/1/2025' may be in English another language may know which one it is.
    """
    said = found(phrase)
    other = found(phrase._replace(language=language))
    choices = said.split(" | ")[0].split(" // ")
    assert (
        other == REFUSED
        or "//" in other
        or said == REFUSED
        or other.split(" | ")[0] in [*choices, " // ".join(choices)]
    )


def test_public_holidays_are_loaded_for_words_that_ask_for_them_alone() -> None:
    code = (
        "import sys; from tracker.domain.dates.moments import When; from tracker.domain.parsing import read;"
        "read('by Friday', announced=When('2025-07-14'), zone_name='UTC'); print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("words", "zone_name", "day"),
    [
        ("within three working days", "America/New_York", "2025-12-30"),  # Christmas Day, a Thursday
        ("within three working days", "Europe/Berlin", "2025-12-31"),  # and the day after, Friday
        ("within three working days", "Asia/Jerusalem", "2025-12-29"),  # Friday and Saturday are the weekend
        ("by Labor Day", "America/New_York", "2026-09-07"),
    ],
)
def test_working_days_and_feasts_are_those_of_the_country(words: str, zone_name: str, day: str) -> None:
    found = read(words, announced=When("2025-12-24"), zone_name=zone_name)
    assert found.due.latest == When(day)


@pytest.mark.parametrize(
    ("words", "zone_name", "reason"),
    [
        ("within three working days", "UTC", "the public holidays of the country of UTC are not known"),
        ("by Bastille Day", "Europe/Paris", ""),
        ("by Labor Day", "Europe/Kyiv", "is no public holiday in the country of Europe/Kyiv"),
        ("before Ramadan", "Asia/Riyadh", "is a time of another calendar"),
        ("by autumn", "Australia/Sydney", "a season south of the equator"),
        ("within 2000 working days", "Europe/Paris", "are more than are counted"),
    ],
)
def test_what_no_calendar_here_tells_is_refused(words: str, zone_name: str, reason: str) -> None:
    if not reason:
        assert read(words, announced=When("2025-12-24"), zone_name=zone_name).due.latest == When("2026-07-14")
        return
    with pytest.raises(Unreadable, match=reason):
        read(words, announced=When("2025-12-24"), zone_name=zone_name)


@pytest.mark.parametrize(
    "table", [french, german, russian, spanish, ukrainian], ids=lambda each: each.LANGUAGE.code
)
def test_no_phrase_and_no_meaning_stands_twice_in_a_table(table: ModuleType) -> None:
    lines = [line.split(" = ") for line in table.TABLE.strip().splitlines()]
    phrases = [phrase for _, told in lines for phrase in told.split(" | ")]
    for each in (phrases, [meaning for meaning, _ in lines]):
        assert sorted(each) == sorted(set(each))


def signs(pieces: tuple[str, ...]) -> list[int]:
    return [sum(piece.startswith(sign) for piece in pieces) for sign in "#@*"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sign_in_what_a_phrase_is_read_as_stands_in_the_phrase(code: str) -> None:
    entries = [entry for entries in LANGUAGES[code].phrases.values() for entry in entries]
    wrong = [
        (phrase, meaning)
        for phrase, meaning in entries
        if any(need > have for have, need in zip(signs(phrase), signs(meaning), strict=True))
        or ("#1:#2" in meaning and signs(phrase)[0] < 2)
    ]
    assert wrong == []


@given(st.data(), st.sampled_from(sorted(LANGUAGES)))
def test_any_words_of_a_language_are_read_to_a_window_or_refused(data: st.DataObject, code: str) -> None:
    entries = [phrase for entries in LANGUAGES[code].phrases.values() for phrase, _ in entries]
    known = [word for each in PHRASES if each.language == code for word in each.words.split()]
    words = data.draw(
        st.lists(st.sampled_from([*entries, *([word] for word in known)]), min_size=1, max_size=6)
    )
    said = " ".join(piece for each in words for piece in each)
    for sign, stands in (("#h", "12"), ("####", "2026"), ("#", "3"), ("@", "18:00"), ("*", "paris")):
        said = said.replace(sign, stands)
    try:
        found = read(said, announced=MONDAY, zone_name="America/New_York", language=code)
    except Unreadable:
        return
    window = found.due.window
    assert window.latest_at is None or window.earliest_at <= window.latest_at
