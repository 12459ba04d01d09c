"""Whole texts: what is offered, what is not, and that each field rests on words of the text."""

from functools import cache

import pytest

from tests.domain.extraction.texts import FOUND, ORDINARY, Text
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.extraction.actors import ActorTable
from tracker.domain.extraction.cases import KnownCase, KnownDeadline
from tracker.domain.extraction.reader import LONGEST_TEXT, read_text
from tracker.domain.extraction.result import EVIDENCE_FIELDS, Candidate, OtherLanguage, TooLong
from tracker.domain.vocabulary import Change
from tracker.intake.world import world_actors


@cache
def table() -> ActorTable:
    """All actors of the world table: the record is not needed to read."""
    return ActorTable(world_actors())


def read(text: str, published: str, *cases: KnownCase) -> list[Candidate]:
    return read_text(text, published=When(published), actors=table(), cases=cases)


def case(*deadlines: tuple[str, str, str], is_running: bool = True) -> KnownCase:
    """A case of the United States against Russia; of each deadline the announcement and its two bounds."""
    known = [
        KnownDeadline(
            When(announced),
            Due(
                When(first),
                When(last),
                Precision.DAY if first == last else Precision.RANGE,
                "America/New_York",
                timezone_assumed=True,
            ),
            Change.SET,
        )
        for announced, first, last in deadlines
    ]
    return KnownCase(
        "us-russia-50-days-2025",
        "End the war in Ukraine in 50 days",
        frozenset({"united-states"}),
        frozenset({"russia"}),
        is_running,
        tuple(known),
    )


@pytest.mark.parametrize("text", FOUND, ids=lambda text: text.name)
def test_ultimatum_is_offered_first_or_second(text: Text) -> None:
    first, last = (text.window.split("/") * 2)[:2]
    right = [
        each
        for each in read(text.text, text.published)[:2]
        if each.sender
        and each.target
        and each.deadline
        and each.sender.slug in text.sender.split("|")
        and each.target.slug in text.target.split("|")
        and each.deadline.earliest[:10] <= last
        and first <= (each.deadline.latest or "9999")[:10]
    ]
    assert right
    found = right[0]
    assert found.change == text.change
    assert not text.demand or (found.demand and found.demand.type == text.demand)
    assert not text.threat or (found.threat and text.threat in found.threat.types)


@pytest.mark.parametrize(
    ("published", "text"), [each[1:] for each in ORDINARY], ids=[each[0] for each in ORDINARY]
)
def test_nothing_is_offered_where_there_is_no_ultimatum(published: str, text: str) -> None:
    assert read(text, published) == []


def test_each_field_rests_on_words_that_stand_in_the_text() -> None:
    for text in FOUND:
        for found in read(text.text, text.published):
            assert all(each.quote == text.text[each.start : each.end] != "" for each in found.evidence)
            backed = {each.field for each in found.evidence}
            assert backed <= set(EVIDENCE_FIELDS)
            given = {
                name for name in ("sender", "target", "demand", "threat", "deadline") if getattr(found, name)
            }
            assert given <= backed
            assert Candidate.from_json(found.as_json()) == found


TWO_IN_ONE = """In brief, March 2

ANKARA - Turkey gave Iraq ten days on Sunday to close the camps of the PKK or see its army cross the border.

NICOSIA - A film festival opened.

MOSCOW - Russia told Lithuania on Saturday to lift its ban on transit by March 15, or trains will stop."""


def test_two_ultimatums_of_one_text_are_two_candidates_and_one_told_twice_is_one() -> None:
    pairs = {
        (each.sender and each.sender.slug, each.target and each.target.slug)
        for each in read(TWO_IN_ONE, "2025-03-02")
    }
    assert pairs == {("turkey", "iraq"), ("russia", "lithuania")}
    twice = "Turkey gave Iraq ten days on Sunday to close the camps or face an attack. " * 3
    assert len(read(twice, "2025-03-02")) == 1


MOVED = (
    "WASHINGTON, July 28 (Reuters) - President Donald Trump said on Monday that Russia had {} to end its war in Ukraine "
    "or face sanctions."
)


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("until August 8", Change.SHORTENED),
        ("until September 20", Change.EXTENDED),
        ("until September 2", Change.SET),
    ],
)
def test_change_of_a_running_case_follows_from_the_windows(words: str, change: Change) -> None:
    running = case(("2025-07-14", "2025-09-02", "2025-09-02"))
    (found,) = read(MOVED.format(words), "2025-07-28", running)
    assert (found.fits_case, found.change) == (running.slug, change)


def test_time_limit_that_had_passed_is_not_moved_by_a_new_one() -> None:
    running = case(("2025-07-14", "2025-07-20", "2025-07-20"))
    (found,) = read(MOVED.format("until August 8"), "2025-07-28", running)
    assert (found.fits_case, found.change) == (running.slug, Change.SET)


def test_change_within_the_window_before_it_makes_it_clearer() -> None:
    running = case(("2025-07-14", "2025-08-07", "2025-08-09"))
    (found,) = read(MOVED.format("until August 8"), "2025-07-28", running)
    assert found.change is Change.CLARIFIED


def test_case_of_the_same_pair_about_something_else_is_not_met() -> None:
    other = KnownCase(
        "new-start",
        "End of the New START treaty",
        frozenset({"united-states"}),
        frozenset({"russia"}),
        is_running=True,
        deadlines=case(("2021", "2026-02-05", "2026-02-05")).deadlines,
    )
    assert read(MOVED.format("until August 8"), "2025-07-28", other)[0].fits_case is None


def test_a_demand_that_is_made_no_longer_is_offered_though_nothing_will_happen() -> None:
    text = (
        "The United States no longer insists that Russia make peace by August 8, the White House said on "
        "Thursday, and nothing will happen on that day."
    )
    (found,) = read(text, "2025-08-07", case(("2025-07-29", "2025-08-07", "2025-08-08")))
    assert (found.change, found.fits_case) == (Change.WITHDRAWN, "us-russia-50-days-2025")


def test_what_is_called_off_without_a_date_is_offered_for_a_running_case_alone() -> None:
    text = "President Donald Trump on Tuesday dropped his ultimatum to Russia over the war in Ukraine, the White House said."
    assert read(text, "2025-07-29") == []
    (found,) = read(text, "2025-07-29", case(("2025-07-14", "2025-09-02", "2025-09-02")))
    assert (found.change, found.deadline, found.fits_case) == (
        Change.WITHDRAWN,
        None,
        "us-russia-50-days-2025",
    )
    assert found.target
    assert found.target.slug == "russia"


@pytest.mark.parametrize(
    ("words", "is_moved"),
    [("put off", True), ("was expected to put off", False), ("was likely to put off", False)],
)
def test_time_limit_that_is_only_expected_to_be_moved_is_not(words: str, *, is_moved: bool) -> None:
    known = case(("2025-07-14", "2025-09-02", "2025-09-02"))
    text = f"President Donald Trump {words} his tariffs on Russia by a month on Monday. Talks on the war in Ukraine go on."
    assert bool(read(text, "2025-08-26", known)) == is_moved


PASSED = "Trump had given Russia until August 8 to end the war in Ukraine or face sanctions. He told reporters on {} that it was over."


EXTENDED = [
    (
        "CAIRO, May 9 (Reuters) - Egypt on Friday gave Sudan five more days to open the locks of its dam. Cairo had told "
        "Khartoum on Monday to open them by noon on Friday or see its ships held at Suez. It now has until May 14, the "
        "foreign ministry said.",
        ("2025-05-14", "2025-05-09"),
    ),
    (
        "TUNIS, April 3 (AFP) - Tunisia has put off the closure of its ports to Libyan ships by a week, the state agency "
        "said on Thursday. Tripoli now has until April 12 to free the fishermen it holds. If it does not, no ship will be "
        "unloaded. Tunis announced on March 20 that the ports would be shut by April 5 unless the men were freed.",
        ("2025-04-12", "2025-04-03"),
    ),
]


@pytest.mark.parametrize(("text", "days"), EXTENDED)
def test_of_an_extension_the_new_date_counts_and_not_the_one_before_it(
    text: str, days: tuple[str, str]
) -> None:
    (found,) = read(text, days[1])
    assert found.deadline is not None
    assert (found.change, found.deadline.latest, found.deadline.announced) == (Change.EXTENDED, *days)


def test_hour_of_a_time_limit_counts_before_the_days_in_which_it_lies() -> None:
    (found,) = read(
        "Egypt on Friday gave Ethiopia until the weekend to stop filling the dam, saying that it must do so "
        "by 6 p.m. Cairo time on Sunday or face air strikes.",
        "2025-11-07",
    )
    assert found.deadline
    assert found.deadline.as_stated == "by 6 p.m. Cairo time on Sunday"


def test_threat_that_is_put_off_with_a_new_date_is_extended_and_not_withdrawn() -> None:
    text = (
        "OTTAWA, May 4 (Reuters) - Canada on Sunday backed away from its threat to tax all goods from the United States this week, "
        "giving Washington until May 30 to lift its duty on steel."
    )
    (found,) = read(text, "2025-05-04")
    assert found.deadline is not None
    assert (found.change, found.deadline.latest) == (Change.EXTENDED, "2025-05-30")


def test_company_of_a_state_is_a_sender_of_its_own() -> None:
    text = (
        "MOSCOW, Jan 12 (Reuters) - Russia's state-controlled gas producer Gazprom warned Moldova on Monday that it would cut "
        "deliveries by half unless Moldova settled its bill by Friday."
    )
    (found,) = read(text, "2015-01-12")
    assert found.sender is not None
    assert found.target is not None
    assert (found.sender.slug, found.target.slug) == ("gazprom", "moldova")


def test_since_when_a_deal_is_signed_is_neither_limit_nor_announcement() -> None:
    text = (
        "JUBA, March 18 (AFP) - Rebels in South Sudan have given President Salva Kiir 72 hours to carry out a peace deal "
        "signed in January, failing which they would take up arms again, one of their commanders said on Tuesday."
    )
    (found,) = read(text, "2025-03-18")
    assert found.deadline is not None
    assert (found.deadline.as_stated, found.deadline.announced) == ("72 hours", "2025-03-18")


@pytest.mark.parametrize(
    ("sender", "offset"),
    [("The U.N. commander in Bosnia", "+02:00"), ("The U.N. Security Council", "-04:00")],
)
def test_soldiers_of_an_organisation_count_by_the_clock_of_the_place(sender: str, offset: str) -> None:
    text = f"{sender} on Wednesday told the Bosnian Serbs to return four guns by noon on Thursday or face air strikes."
    (found,) = read(text, "1995-05-24")
    assert found.deadline is not None
    assert found.deadline.latest == f"1995-05-25T12:00:00{offset}"


def test_passed_time_limit_is_offered_with_low_rank_where_it_fits_a_case_and_not_otherwise() -> None:
    text = PASSED.format("Friday")
    known = case(("2025-07-29", "2025-08-08", "2025-08-08"), is_running=False)
    assert read(text, "2025-08-29") == []
    assert [(each.fits_case, each.score <= 0.3) for each in read(text, "2025-08-29", known)] == [
        (known.slug, True)
    ]


@pytest.mark.parametrize(
    ("text", "announced", "source"),
    [
        (
            "KYIV, May 12 (AP) - Russia gave Ukraine 48 hours on Saturday to leave Sumy.",
            "2025-05-10",
            "sentence",
        ),
        ("KYIV, May 11 (AP) - Russia gave Ukraine 48 hours to leave Sumy.", "2025-05-11", "dateline"),
        ("Russia gave Ukraine 48 hours to leave Sumy.", "2025-05-13", "published"),
        ("Russia gave Ukraine 48 hours yesterday to leave Sumy.", "2025-05-12", "sentence"),
        ("On May 9 Russia gave Ukraine ten days to leave Sumy.", "2025-05-09", "sentence"),
        ("Russia yesterday asked Ukraine to leave Sumy by Friday or be bombed.", "2025-05-12", "sentence"),
        (
            "Russia said of the vote of 3 May yesterday that Ukraine had 48 hours to leave Sumy.",
            "2025-05-12",
            "sentence",
        ),
        (
            "The gas will be cut in 48 hours if Ukraine does not pay for March and half of April, Russia warned on Monday.",
            "2025-05-12",
            "sentence",
        ),
        (
            "Turkey backed away on Monday from a threat to raise duties on Iraqi goods on June 1, giving Iraq until June 9 to close the camps or face them.",
            "2025-05-12",
            "sentence",
        ),
        (
            "KYIV, May 12 (AP) - Russia's generals, who met the day before, had told Ukraine to leave Sumy within 48 hours or be shelled.",
            "2025-05-11",
            "sentence",
        ),
        (
            "Russia will cut off gas to Ukraine unless it pays by June 1, says a letter from Russia seen on Tuesday. The letter, which Russia sent on Sunday, demands the money.",
            "2025-05-11",
            "another-sentence",
        ),
        (
            "Russia, at war since a raid was made on May 1, gave Ukraine 48 hours today to leave Sumy.",
            "2025-05-13",
            "sentence",
        ),
    ],
)
def test_day_of_the_announcement_comes_from_sentence_dateline_or_publication(
    text: str, announced: str, source: str
) -> None:
    (found,) = read(text, "2025-05-13")
    assert found.deadline
    assert (found.deadline.announced, found.deadline.announced_from) == (announced, source)


def test_target_that_is_only_described_is_that_of_the_running_case() -> None:
    text = "President Donald Trump on Tuesday extended by two weeks his deadline for the two countries to end the war in Ukraine."
    known = case(("2025-07-14", "2025-09-02", "2025-09-02"))
    (found,) = read(text, "2025-08-27", known)
    assert (found.target and found.target.slug, found.fits_case) == ("russia", known.slug)
    assert "the two countries" in {each.quote for each in found.evidence if each.field == "target"}


@pytest.mark.parametrize(
    ("told", "words", "latest", "change"),
    [
        ("extended by two weeks his deadline for Russia", "by two weeks", "2025-09-16", "extended"),
        ("pushed back by a week his deadline for Russia", "by a week", "2025-09-09", "extended"),
        ("extended by another month his deadline for Russia", "by another month", "2025-10-02", "extended"),
        ("shortened by three days his deadline for Russia", "by three days", "2025-08-30", "shortened"),
        ("brought forward by three days his deadline for Russia", "by three days", "2025-08-30", "shortened"),
        ("cut short by ten days his deadline for Russia", "by ten days", "2025-08-23", "shortened"),
        ("gave Russia ten more days", "ten more days", "2025-09-12", "extended"),
        ("shortened to four days his deadline for Russia", "four days", "2025-08-30", "shortened"),
    ],
)
def test_a_deadline_that_moves_by_a_length_is_counted_from_its_end(
    told: str, words: str, latest: str, change: str
) -> None:
    known = case(("2025-07-14", "2025-09-02", "2025-09-02"))
    text = f"President Donald Trump on Tuesday {told} to end the war in Ukraine or face sanctions."
    (found,) = read(text, "2025-08-26", known)
    assert found.deadline
    assert (found.deadline.as_stated, found.deadline.latest, found.change) == (words, latest, change)
    assert words in {each.quote for each in found.evidence if each.field == "deadline"}
    assert ("length-from-deadline-before" in found.deadline.notes) is (words != "four days")


def test_names_in_cyrillic_are_found_in_an_english_text() -> None:
    text = (
        "Росія gave Україні until Friday to leave the region, Kyiv said on Monday; it would attack otherwise."
    )
    (found,) = read(text, "2025-05-12")
    assert (found.sender and found.sender.slug, found.target and found.target.slug) == ("russia", "ukraine")


@pytest.mark.parametrize(
    "text",
    [
        "Росія дала Україні 48 годин, щоб вивести війська з області, повідомило міністерство у понеділок. "
        * 3,
        "Die Regierung in Moskau gab der Ukraine am Montag 48 Stunden Zeit, um ihre Truppen aus der Stadt abzuziehen, "
        "wie das Ministerium mitteilte. Andernfalls werde die Armee angreifen, hieß es weiter. " * 2,
    ],
)
def test_text_in_another_language_is_refused_as_such(text: str) -> None:
    with pytest.raises(OtherLanguage, match="English"):
        read(text, "2025-05-12")


def test_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong, match=r"200,001"):
        read("a" * (LONGEST_TEXT + 1), "2025-05-12")


@pytest.mark.parametrize("text", ["", " \n ", "...", "By Friday.", "\u202e\x00" * 50])
def test_text_without_anything_gives_nothing(text: str) -> None:
    assert read(text, "2025-05-12") == []
