"""The parts of the way of a text: sentences, words of time, actors and their outline, the sieve."""

import re
from datetime import date

import pytest

from tests.domain.extraction.test_reader import table
from tests.domain.extraction.texts import FOUND, ORDINARY
from tracker.domain.aliases import Alias, AliasKind
from tracker.domain.dates.moments import When
from tracker.domain.extraction import mentions as mentions_module
from tracker.domain.extraction import time_words as time_words_module
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.announcement import Announcement
from tracker.domain.extraction.deadlines import read_deadline
from tracker.domain.extraction.mentions import mentions
from tracker.domain.extraction.outline import outlines
from tracker.domain.extraction.patterns import PATTERNS
from tracker.domain.extraction.pronouns import resolve
from tracker.domain.extraction.reader import _outlined
from tracker.domain.extraction.roles import weighed_pair, weights
from tracker.domain.extraction.sentences import LONGEST_SENTENCE, datelines, sentences
from tracker.domain.extraction.sieve import may_be_ultimatum
from tracker.domain.extraction.time_words import time_words
from tracker.domain.vocabulary import ActorType

ON = date(2025, 7, 14)


def cut(text: str) -> list[str]:
    return [text[each.start : each.end] for each in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He met Gen. J. B. Smith at 6 p.m. on Friday. They talked.",
            ["He met Gen. J. B. Smith at 6 p.m. on Friday.", "They talked."],
        ),
        ("It is in the U.S. The mood is bad.", ["It is in the U.S.", "The mood is bad."]),
        ("The U.S. Navy left. It had to.", ["The U.S. Navy left.", "It had to."]),
        ('"Will they go?" he asked. "No!"', ['"Will they go?" he asked.', '"No!"']),
        ("By Aug. 1 it ends. So what.", ["By Aug. 1 it ends.", "So what."]),
        ("KYIV, July 14 (Reuters) - Talks failed.", ["Talks failed."]),
        ("- One thing\n- Another thing\n\nMore", ["- One thing", "- Another thing", "More"]),
        ("8. The Council notes this.\n9. It decides.", ["The Council notes this.", "It decides."]),
    ],
)
def test_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_overlong_sentence_is_cut_without_losing_a_word() -> None:
    text = "word " * 1000
    assert max(map(len, cut(text))) <= LONGEST_SENTENCE
    assert " ".join(cut(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("KYIV, July 14 (Reuters) - X", "July 14"),
        ("GOMA, Democratic Republic of Congo, Feb 3 \u2014 X", "Feb 3"),
        ("Geneva (AP) \u2013 X", None),
        ("May 5 - X", "May 5"),
        ("KAUNAS, June 15. \u2014 X", "June 15"),
    ],
)
def test_dateline_names_its_day(text: str, day: str | None) -> None:
    (line,) = datelines(text)
    assert line.day == day
    assert day is None or text[line.day_start : line.day_end] == day


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("by Friday", "#"),
        ("within the next 48 hours", "#"),
        ("until noon on Saturday, July 19", "#"),
        ("no later than 5 a.m. Moscow time (0200 GMT) on Monday", "#"),
        ("before the month is out", "#"),
        ("10 or 12 days from today", "="),
        ("another 30 days", "="),
        ("starting Aug. 1", "$"),
        ("on Monday", "%"),
        ("earlier this week", "%"),
        ("for two years", "&"),
        ("three days ago", "&"),
    ],
)
def test_words_of_time_are_found_whole_and_by_their_kind(words: str, sign: str) -> None:
    text = f"They said {words} that it was so."
    (found,) = time_words(text, 0, len(text))
    assert (text[found.start : found.end], found.kind.value) == (words, sign)


@pytest.mark.parametrize(
    ("finder", "begins"),
    [
        (time_words_module._FINDER, time_words_module._BEGINS),
        (mentions_module._PRONOUNS, mentions_module._BEGINS),
    ],
)
def test_the_letters_tried_first_leave_nothing_out(finder: re.Pattern[str], begins: str) -> None:
    assert finder.pattern.startswith(begins)
    slow = re.compile(r"\b" + finder.pattern.removeprefix(begins), finder.flags)
    for text in [each.text for each in FOUND] + [each[2] for each in ORDINARY]:
        assert [each.span() for each in finder.finditer(text)] == [
            each.span() for each in slow.finditer(text)
        ]


def outline(text: str, which: int = -1) -> tuple[str, list[str | None]]:
    """A sentence in outline, the last one if not told which, with the slugs of its actors."""
    cuts = sentences(text)
    times = [words for each in cuts for words in time_words(text, each.start, each.end)]
    made = outlines(text, cuts, mentions(text, table(), ON), times)
    resolve(made)
    last = made[which]
    found = [last.actors[at].actor for at in sorted(last.actors)]
    return last.text, [actor.slug if actor else None for actor in found]


@pytest.mark.parametrize(
    ("text", "expected", "slugs"),
    [
        (
            "U.S. President Donald Trump gave Russian President Vladimir Putin 50 days.",
            "@ gave @ =.",
            ["united-states", "russia"],
        ),
        (
            "Iran's foreign minister, Abbas Araqchi, met Iranian officials in Istanbul.",
            "@, met @ in istanbul.",
            ["iran", "iran"],
        ),
        ("Talks in Moscow about Russian oil failed.", "talks in ^ about ~ oil failed.", ["russia", "russia"]),
        ("The Kremlin ignored Washington.", "the @ ignored @.", ["russia", "united-states"]),
        ("Hamas has it. The group must go.", "@ must go.", ["hamas"]),
        (
            "Israel told Hezbollah that it must go.",
            "@ told @ that @ must go.",
            ["israel", "hezbollah", "hezbollah"],
        ),
        (
            "Israel told Hezbollah that it would go.",
            "@ told @ that @ would go.",
            ["israel", "hezbollah", "israel"],
        ),
        (
            "In Bangui the army waits.",
            "in ^ @ waits.",
            ["central-african-republic", "central-african-republic"],
        ),
        ("Volodymyr Zelenskiy met Володимир Зеленський.", "@ met @.", ["ukraine", "ukraine"]),
        ("The New York Times in the South China Sea", "the new york times in the south china sea", []),
        ("They told us in May of Abbas Araqchi", "@ told us % of abbas araqchi", [None]),
        (
            "Turkey extended an ultimatum to militants inside the mosque. They now have until noon to go.",
            "@ now have # to go.",
            ["militants"],
        ),
        (
            "Hamas waits. In Kenya the group's head said it would not.",
            "in ^ @'s head said @ would not.",
            ["kenya", "hamas", "hamas"],
        ),
        ("Lawyer Rafiqul Islam spoke.", "lawyer rafiqul islam spoke.", []),
        ("All Tamaru fighters left.", "all @ left.", ["tamaru-fighters"]),
        ("All Islamist fighters left.", "@ left.", ["islamist-fighters"]),
        (
            "The Sorrel Delta Force, whose men hold it, left.",
            "the @, whose men hold @, left.",
            ["sorrel-delta-force", "sorrel-delta-force"],
        ),
        (
            "Chile waits. The head of the Gran Consejo Andino (GCA), Ana Lopez, said no.",
            "@, said no.",
            ["gran-consejo-andino"],
        ),
        (
            "Uganda waits. Kenya would act unless the forces left.",
            "@ would act unless @ left.",
            ["kenya", "uganda"],
        ),
        (
            "NATO told the mayors of northern Kosovo to go. They have until noon to do so.",
            "@ have # to do so.",
            ["kosovo"],
        ),
        (
            "The African Union met in Abuja. On Mali, the Council notes that the authorities wait.",
            "on @, @ notes that @ wait.",
            ["mali", "african-union", "mali"],
        ),
        (
            "NATO told three Serbian mayors on Monday that they had to go.",
            "@ told three ~ mayors % that @ had to go.",
            ["nato", "serbia", "serbia"],
        ),
        ("Hamas will not go, one of its commanders has said.", "@ will not go, @ has said.", ["hamas"] * 2),
        (
            "The Gulf Cooperation Council met. The Ministerial Council called on Iraq to go.",
            "@ called on @ to go.",
            ["gulf-cooperation-council", "iraq"],
        ),
        ("A town council met. The council called on Iraq to go.", "the council called on @ to go.", ["iraq"]),
        (
            "The League of Nations and the Arab League met. The league called on Iraq to go.",
            "the league called on @ to go.",
            ["iraq"],
        ),
        ("The mayor of Quaid-e Azam Town waits.", "the mayor of quaid-e azam town waits.", []),
        (
            "The Arab League met.\n\n21. The League condemns Israel.\n\n22. It calls on Israel to go.",
            "@ calls on @ to go.",
            ["arab-league", "israel"],
        ),
        (
            "The International Atomic Energy Agency met. The Vienna-based watchdog spoke.",
            "@ spoke.",
            ["iaea"],
        ),
        ("Four men met. The Vienna-based watchdog spoke.", "the ~-based watchdog spoke.", ["austria"]),
        ("UNICEF left Yemen. The agency was told to.", "@ was told to.", ["unicef"]),
        ("Danish cheese was late. The kingdom must act.", "@ must act.", ["denmark"]),
        (
            "Canada blamed Thailand's press and gave it a list.",
            "@ blamed @'s press and gave @ a list.",
            ["canada", "thailand", "thailand"],
        ),
        ("Yemen's rebels waited. The rebels' military council spoke.", "@ spoke.", ["yemen-rebels"]),
        ("The rebels' houses burned.", "@' houses burned.", ["rebels"]),
        (
            "The Danish presidency of the bloc spoke to the Turkish delegation.",
            "the @ of @ spoke to the @.",
            ["denmark", None, "turkey"],
        ),
        ("Eight Norwegian medical aid workers slept.", "eight ~ medical aid workers slept.", ["norway"]),
        ("The Catalan premier met Karadzic.", "@ met @.", ["catalonia", "bosnian-serbs"]),
        (
            "Envoys met at the home of the Danish ambassador in Peru.",
            "envoys met at the home of the ~ in ^.",
            ["denmark", "peru"],
        ),
        ("Ana told the Danish network TV2 so.", "ana told the ~ network tv2 so.", ["denmark"]),
        ("Denmark sold ships to a Turkish company.", "@ sold ships to a ~ company.", ["denmark", "turkey"]),
        (
            "Ethnic Turkish guerrillas in Cyprus fired.",
            "@ in ^ fired.",
            ["ethnic-turkish-guerrillas", "cyprus"],
        ),
        (
            "M23 rebels left. A spokesman for the rebels spoke of rebels.",
            "@ for @ spoke of @.",
            ["m23", "m23", "m23"],
        ),
        ("ECOWAS met. Regional leaders gave Togo a list.", "@ gave @ a list.", ["ecowas", "togo"]),
        ("ECOWAS met. Two West African states left.", "two west african states left.", []),
        (
            "Peru told Cuba to leave the country, giving them a list.",
            "@ told @ to leave @, giving them a list.",
            ["peru", "cuba", "cuba"],
        ),
        (
            "The international envoy to Bosnia rang Zagreb.",
            "the @ rang @.",
            ["office-of-the-high-representative", "croatia"],
        ),
        (
            "Foreign Minister Ana Berzina put Minsk on notice in Riga.",
            "@ put @ on notice in ^.",
            ["latvia", "belarus", "latvia"],
        ),
    ],
)
def test_sentence_in_outline(text: str, expected: str, slugs: list[str]) -> None:
    assert outline(text) == (expected, slugs)


def test_words_of_a_pattern_stand_in_all_that_it_matches() -> None:
    texts = [*(each.text for each in FOUND), *(each[2] for each in ORDINARY)]
    told = [each.text for text in texts for each in _outlined(text, table(), ON, [])]
    wrong = [
        (pattern.pattern, words, each)
        for _, pattern, *words in PATTERNS
        for each in told
        if words and not any(word in each for word in words) and pattern.search(each)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("A Dominican minister flew home to Roseau from Dominica's north.", "dominica"),
        ("A Dominican minister flew from Santo Domingo.", "dominican-republic"),
        ("A Congolese minister flew from Brazzaville.", "republic-of-the-congo"),
        ("A Congolese minister flew to Paris.", "democratic-republic-of-the-congo"),
    ],
)
def test_demonym_of_two_states_is_of_the_one_that_is_named(text: str, slug: str) -> None:
    assert table().find(text, ON)[0].naming.actor.slug == slug


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Former president Ana Lopez told Peru to wait. Lopez left.", ["ana-lopez", "peru", "ana-lopez"]),
        ("Ana Lopez, the ousted president, told Peru to wait.", ["ana-lopez", "peru"]),
        ("President Ana Lopez told Peru to wait. Lopez left.", ["bolivia", "peru", "bolivia"]),
        ("Former soldier Ana Lopez told Peru to wait.", ["bolivia", "peru"]),
    ],
)
def test_who_is_in_office_no_longer_acts_for_himself(text: str, slugs: list[str]) -> None:
    states = [NamedActor(each.lower(), each, ActorType.STATE) for each in ("Bolivia", "Peru")]
    person = NamedActor("ana-lopez", "Ana Lopez", ActorType.PERSON, represents="bolivia")
    found = mentions(text, ActorTable([*states, person]), ON)
    assert [each.actor.slug for each in found if each.actor] == slugs


@pytest.mark.parametrize(
    ("text", "expected", "slugs"),
    [
        (
            "The deputy Miguel Santiago sued Peru, and Santiago won.",
            "the deputy miguel santiago sued @, and santiago won.",
            ["peru"],
        ),
        ("The novelist Amadou Chad fled Mali.", "the novelist amadou chad fled @.", ["mali"]),
        (
            "The cook Art London robbed Cuba and flew to London.",
            "the cook art london robbed @ and flew to ^.",
            ["cuba", "united-kingdom"],
        ),
        ("Senator Jordan Petit fled Algeria.", "senator jordan petit fled @.", ["algeria"]),
        (
            "On Monday Israel rang, in Davos Washington.",
            "on % @ rang, in davos @.",
            ["israel", "united-states"],
        ),
        ("Rebels Give Chad Pause", "@ give @ pause", ["rebels", "chad"]),
        ("A former Thai diplomat fled Laos.", "~ fled @.", ["thailand", "laos"]),
        ("A Thai diplomat fled Laos.", "a @ fled @.", ["thailand", "laos"]),
    ],
)
def test_a_person_is_not_the_state_in_the_name(text: str, expected: str, slugs: list[str]) -> None:
    assert outline(text) == (expected, slugs)


@pytest.mark.parametrize(
    ("text", "expected", "slugs"),
    [
        (
            "Kenya told the militia Red Llama to leave. The militia sang.",
            "@ sang.",
            ["red-llama"],
        ),
        (
            "Kenya fears the group Al-Badr, whose gunmen sang.",
            "@ fears @, whose @ sang.",
            ["kenya", "al-badr", "al-badr"],
        ),
        ("Kenya likes the group Fjord Energy.", "@ likes @ fjord energy.", ["kenya", None]),
        ("Egypt called the Palestinian group Hamas.", "@ called the ~ @.", ["egypt", "palestine", "hamas"]),
        ("The regional bloc ECOWAS called Mali.", "@ called @.", ["ecowas", "mali"]),
        ("Ansar Dine, an al Qaeda affiliate, sang.", "@, an ~ affiliate, sang.", ["ansar-dine", "al-qaeda"]),
        ("Hezbollah, an ally of Iran, sang.", "@, an ally of ~, sang.", ["hezbollah", "iran"]),
        ("An ally of Iran called.", "an ally of @ called.", ["iran"]),
        (
            "In Mali the movement Azur, which is armed, told the militia Red Llama to leave. The movement sang.",
            "@ sang.",
            ["azur"],
        ),
        ("Philippine troops told Moro rebels so.", "@ told @ so.", ["philippines", "moro-rebels"]),
    ],
)
def test_a_group_is_known_by_the_noun_before_its_name(
    text: str, expected: str, slugs: list[str | None]
) -> None:
    assert outline(text) == (expected, slugs)


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Colombia told Marxist rebels to go. Snow fell. The FARC sang. So did the ELN.", "farc"),
        ("Congo told rebels in Goma to go. The ADF hid.", "allied-democratic-forces"),
        ("Congo told rebels in Goma to go. Far off the FARC and the ELN sang.", "rebels"),
        ("Mali told separatist rebels that Ansar Dine was near.", "ansar-dine"),
        ("Chile told rebels. A. B. C. D. E. F. The FARC and the ELN sang.", "rebels"),
    ],
)
def test_rebels_of_the_lead_are_those_whom_the_next_sentences_name(text: str, whom: str) -> None:
    assert whom in outline(text, 0)[1]


@pytest.mark.parametrize(
    ("text", "expected", "slugs"),
    [
        (
            "The Council of Harbour Masters wrote to Malta.",
            "the @ wrote to @.",
            ["council-of-harbour-masters", "malta"],
        ),
        (
            "Yesterday the Northern Salt Command fired on a bus.",
            "yesterday the @ fired on a bus.",
            ["northern-salt-command"],
        ),
        (
            "The National Football League met the Red Cross.",
            "the national football league met the red cross.",
            [],
        ),
        ("Colonel Petar Ivic will not wait, Ivic said.", "@ will not wait, @ said.", ["petar-ivic"] * 2),
        ("The Attorney General Petar Ivic sued.", "the attorney general petar ivic sued.", []),
        (
            "Brigadier Ivo Lund, commander of the Maltese garrison, spoke.",
            "@, spoke.",
            ["malta"],
        ),
        ("West African leaders want Togo to vote.", "@ want @ to vote.", ["ecowas", "togo"]),
        (
            "At the UNESCO gala West African leaders danced.",
            "at the ^ gala west african leaders danced.",
            ["unesco"],
        ),
        ("The four governments wrote to Malta.", "@ wrote to @.", ["four-governments", "malta"]),
        (
            "Kenya and Malta agree. The four governments wrote.",
            "the four governments wrote.",
            [],
        ),
        (
            "Malta told the guards who occupy the mint to leave.",
            "@ told @ who occupy the mint to leave.",
            ["malta", "guards"],
        ),
        ("Malta told the guards to smile.", "@ told the guards to smile.", ["malta"]),
        (
            "Malta and Kenya met. Deserters loyal to Malta robbed Kenya.",
            "@ loyal to @ robbed @.",
            ["malta", "malta", "kenya"],
        ),
        (
            "Togo was quiet. The officers who toppled the president spoke.",
            "@ who toppled @ spoke.",
            ["togo", "togo"],
        ),
    ],
)
def test_actors_without_an_entry_are_known_by_what_they_are_called(
    text: str, expected: str, slugs: list[str]
) -> None:
    assert outline(text) == (expected, slugs)


def test_named_actors_come_before_those_without_an_entry() -> None:
    text = (
        "Malta said it would act unless Kenya left. The guards who hold the mint must go, Malta warned Kenya."
    )
    told = _outlined(text, table(), ON, [])
    pair = weighed_pair(told, weights(1, len(told)))
    assert pair is not None
    assert [each.actor and each.actor.slug for each in (pair.sender, pair.target)] == ["malta", "kenya"]


@pytest.mark.parametrize(
    ("head", "slug"),
    [
        ("Statement by the government of Malta.", "malta"),
        ("Malta, to the press: the harbour is ours.", "malta"),
        ("The harbour of Malta is blue.", None),
    ],
)
def test_who_issues_a_text_is_its_sender_in_the_first_person(head: str, slug: str | None) -> None:
    told = _outlined(f"{head} We will not wait. Kenya must go by noon, or we close it.", table(), ON, [])
    pair = weighed_pair(told, weights(2, len(told)))
    assert (pair and pair.sender.actor and pair.sender.actor.slug) == slug


@pytest.mark.parametrize(("rest", "slug"), [("Chad is hot.", "chad"), ("Chad is hot. Mali is not.", None)])
def test_officials_are_of_the_one_state_that_a_text_names(rest: str, slug: str | None) -> None:
    assert outline(f"The army waits. It rains. It rains on. {rest}", 0) == ("@ waits.", [slug])


@pytest.mark.parametrize(
    ("rest", "slug"), [("Boko Haram fled.", "nigeria"), ("Boko Haram fled. Hamas did not.", None)]
)
def test_officials_of_a_text_without_a_state_are_of_that_of_its_armed_group(
    rest: str, slug: str | None
) -> None:
    outlined = _outlined(f"{rest} Defence Minister Musa Danladi slept.", table(), ON, [])
    assert [each.actor and each.actor.slug for each in outlined[-1].actors.values()] == [slug]


def test_leader_stands_for_a_state_in_office_alone() -> None:
    obama = Alias("Barack Obama", AliasKind.LEADER, "2009-01-20", "2017-01-20")
    states = ActorTable([NamedActor("united-states", "United States", ActorType.STATE, aliases=(obama,))])
    found = {year: len(states.find("Obama spoke.", date(year, 6, 1))) for year in (2008, 2012, 2018)}
    assert found == {2008: 0, 2012: 1, 2018: 0}


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        ("Trump gives Russia 50 days to end war", True),
        ("Iran must halt enrichment by Friday, U.S. warns", True),
        ("Hamas rejects ultimatum", True),
        ("Ukraine's harvest up 5 percent", False),
        ("Tax deadline nears", False),
        ("Israel strikes Beirut", False),
    ],
)
def test_sieve_wants_an_actor_and_words_of_an_ultimatum(title: str, *, passes: bool) -> None:
    assert (may_be_ultimatum(title, "", actors=table(), on=ON) == "") is passes


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("before the seventh of February", "2026-02-06"),
        ("until the last day of September", "2025-09-30"),
        ("by the twenty-third of May", "2026-05-23"),
        ("NINETY DAYS FROM TODAY", "2025-10-12"),
        ("until sunset on Sunday", "2025-07-20"),
        ("by the end of the working week", "2025-07-20"),
        ("when the month ends", "2025-07-31"),
        ("before Constitution Day on 4 September", "2025-09-03"),
        ("before the rainy season begins on 4 September", "2025-09-03"),
        ("by the time the assembly meets on 4 September", "2025-09-04"),
        ("until 0700 (0400 GMT) on Sunday", "2025-07-20T07:00:00+03:00"),
        ("by eight this evening", "2025-07-14T20:00:00+00:00"),
        ("till seven tomorrow morning", "2025-07-15T07:00:00+00:00"),
        ("by a quarter to four on Friday afternoon", "2025-07-18T15:45:00+00:00"),
        ("until Friday evening at nine", "2025-07-18T21:00:00+00:00"),
        ("by the nineteenth", "2025-07-19"),
        ("before the thirty-first", "2025-07-30"),
        ("until the evening of the 18th", "2025-07-18"),
        ("before our ministers gather in Riga on 4 September", "2025-09-03"),
        ("by the noon prayer on Friday", "2025-07-18"),
        ("until the lorries roll again tomorrow", "2025-07-15"),
        ("in time for the summit on 4 September", "2025-09-04"),
        ("by Eid al-Fitr, which falls on 4 September", "2025-09-04"),
        ("within the week", "2025-07-21"),
        ("come Friday", "2025-07-18"),
        ("between now and the end of the month", "2025-07-31"),
        ("not a day later than Friday", "2025-07-18"),
        ("before Friday is out", "2025-07-18"),
        ("before the day is over", "2025-07-14"),
        ("until the stroke of midnight", "2025-07-15T00:00:00+00:00"),
        ("by first light", "2025-07-15"),
        ("before the sun goes down", "2025-07-14"),
        ("by dusk on Friday", "2025-07-18"),
        ("until the week's end", "2025-07-20"),
        ("before the weekend is over", "2025-07-20"),
        ("by the close of the month", "2025-07-31"),
        ("in the course of this month", "2025-07-31"),
    ],
)
def test_words_of_a_limit_are_found_whole_and_read(words: str, last: str) -> None:
    text = f"They have {words} to leave."
    (found,) = time_words(text, 0, len(text))
    read = read_deadline(text, found, Announcement(When(ON.isoformat()), None, "published"), ["UTC"])
    assert text[found.start : found.end] == words
    assert read is not None
    assert read.found.latest == last


@pytest.mark.parametrize(
    "words",
    [
        "before the feast of Nowruz",
        "ahead of the full moon",
        "no later than Harvest Day",
        "by the opening of the spring session",
        "before the March session",
    ],
)
def test_a_limit_of_which_no_date_is_told_is_open_ended(words: str) -> None:
    text = f"They have {words} to leave."
    (found,) = time_words(text, 0, len(text))
    read = read_deadline(text, found, Announcement(When(ON.isoformat()), None, "published"), ["UTC"])
    assert text[found.start : found.end] == words
    assert read is not None
    assert (read.found.earliest, read.found.latest) == (ON.isoformat(), None)
    assert read.found.precision == "open-ended"


@pytest.mark.parametrize(
    "words", ["before the court on Friday", "until the army left on Friday", "by the army on Friday"]
)
def test_what_was_before_a_day_is_no_limit(words: str) -> None:
    text = f"They stood {words}, he said."
    assert [text[each.start : each.end] for each in time_words(text, 0, len(text))] == ["on Friday"]


@pytest.mark.parametrize(
    ("words", "zones", "last", "zone"),
    [
        (
            "by 11 p.m. on Tuesday (2100 GMT)",
            ["America/New_York", "Europe/Sarajevo"],
            "2025-07-15T23:00:00+02:00",
            "Europe/Sarajevo",
        ),
        ("by 5 p.m. (0900 GMT) on Friday", ["Europe/Paris"], "2025-07-18T17:00:00+08:00", "Etc/GMT-8"),
        (
            "until 1500 local time (1300 GMT) on Tuesday",
            ["Europe/Paris"],
            "2025-07-15T15:00:00+02:00",
            "Europe/Paris",
        ),
        ("by noon on Friday", ["Europe/Paris", "Asia/Tokyo"], "2025-07-18T12:00:00+02:00", "Europe/Paris"),
    ],
)
def test_the_hour_of_another_clock_tells_where_it_is(
    words: str, zones: list[str], last: str, zone: str
) -> None:
    text = f"They have {words} to leave."
    (found,) = time_words(text, 0, len(text))
    read = read_deadline(text, found, Announcement(When(ON.isoformat()), None, "published"), zones)
    assert read is not None
    assert (read.found.latest, read.found.timezone) == (last, zone)


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Sarin spoke.", []),
        ("Aldovia waits. Sarin spoke.", ["aldovia", "aldovia"]),
        ("Karan Sarin came. Sarin spoke.", ["borovia", "borovia"]),
        ("Tereza Sarin sells bread.", []),
        ("On Friday Rostov spoke.", ["borovia"]),
        ("Nur Khan spoke. Khan left.", ["borovia", "borovia"]),
        ("Borovia waits. Khan left.", ["borovia"]),
        ("Ivan Rostov, a baker, said no.", []),
        ("President Rostov said no. But Rostov stayed.", ["borovia", "borovia"]),
    ],
)
def test_a_surname_is_that_of_the_leader_who_is_meant_or_nobodys(text: str, whom: list[str]) -> None:
    def state(slug: str, *leaders: str) -> NamedActor:
        aliases = tuple(Alias(name, AliasKind.LEADER, "2020") for name in leaders)
        return NamedActor(slug, slug.capitalize(), ActorType.STATE, code=slug[:2].upper(), aliases=aliases)

    actors = ActorTable(
        (state("aldovia", "Anita Sarin"), state("borovia", "Karan Sarin", "Pavel Rostov", "Nur Khan"))
    )
    assert [each.naming.actor.slug for each in actors.find(text, ON)] == whom
