"""Every broken file names its own fault. A folder of broken/ is laid over a folder without a fault."""

import shutil
from pathlib import Path

import pytest

from tests.case_format.conftest import HERE
from tracker.case_format import read_folder

CASE = "cases/open-the-river.yaml"
# The name of the folder, then file, path and the whole of found; allowed by its first words.
BROKEN = [
    ("a-list", CASE, "-", "a list of 1 entry", "a mapping of keys to values"),
    (
        "actor-key-unknown",
        "actors.yaml",
        "alpha.capital",
        "the unknown key 'capital'",
        "one of name, type, code, represents, successor, timezone, names, aliases",
    ),
    (
        "actor-name-no-slug",
        "actors.yaml",
        "'Alpha Republic'",
        "the name 'Alpha Republic'",
        "a slug: lower-case letters and digits in words joined by",
    ),
    (
        "actors-missing-name",
        "actors.yaml",
        "premier.name",
        "nothing, the key is missing",
        "a text of 1 to 200 characters",
    ),
    ("address-twice", CASE, "sources.s2.url", "the address of s1 again", "each address once in a case"),
    (
        "address-with-blank",
        CASE,
        "sources.s2.url",
        "'https://example.org/the river', with a blank or a character that no address holds",
        "a web address that begins with http:// or https:// and",
    ),
    (
        "address-without-host",
        CASE,
        "sources.s2.url",
        "'https:///river', without a host",
        "a web address that begins with http:// or https:// and",
    ),
    ("alias-bomb", CASE, "line 1, column 4", "the anchor &a", "values without anchors"),
    ("alias-twice", "actors.yaml", "alpha.aliases[1]", "'Alpha' again", "each name once, a leader's once a"),
    (
        "alias-of-no-kind",
        "actors.yaml",
        "alpha.aliases[1].kind",
        "'word'",
        "one of name, demonym, capital, seat, leader",
    ),
    (
        "alias-that-ends-first",
        "actors.yaml",
        "alpha.aliases[0].until",
        "'2001'",
        "2005-03, when it began, or later",
    ),
    (
        "alias-without-kind",
        "actors.yaml",
        "alpha.aliases[0].kind",
        "nothing, the key is missing",
        "one of name, demonym, capital, seat, leader",
    ),
    (
        "announcements-out-of-order",
        CASE,
        "deadlines[d2].announced",
        "'2025-02-10', earlier than the deadline above it",
        "2025-03-01 or later: deadlines are in the order announced",
    ),
    ("blank-text", CASE, "sources.s1.publisher", "' ', with blanks around it", "no blanks"),
    (
        "broken-yaml",
        CASE,
        "line 2, column 12",
        "broken YAML (mapping values are not allowed in this context)",
        "YAML; quote a text with ': ' or ' #' in it",
    ),
    ("byte-order-mark", CASE, "-", "a byte order mark before the text", "UTF-8 without a byte order mark"),
    (
        "capital-in-slug",
        CASE,
        "tags[0]",
        "'Shipping'",
        "a slug: lower-case letters and digits in words joined by",
    ),
    (
        "code-in-small-letters",
        "actors.yaml",
        "alpha.code",
        "no (line 1), which YAML reads as false",
        "'no' in quotes, or false where a truth value is meant",
    ),
    (
        "code-of-three-letters",
        "actors.yaml",
        "alpha.code",
        "'NOR'",
        "two capital letters in quotes, such as 'NO' (ISO 3166-1",
    ),
    (
        "code-read-as-false",
        "actors.yaml",
        "alpha.code",
        "NO (line 1), which YAML reads as false",
        "'NO' in quotes, or false where a truth value is meant",
    ),
    ("control-character", CASE, "line 4, column 8", "U+0007 (a control character)", "printable characters"),
    (
        "data-address",
        CASE,
        "sources.s2.url",
        "'data:text/html,hello', with the scheme 'data'",
        "a web address that begins with http:// or https:// and",
    ),
    (
        "day-and-instant",
        CASE,
        "deadlines[d2].due",
        "earliest 2025-03-15, latest 2025-03-16T12:00:00Z, precision range",
        "bounds that fit: the bounds are both full dates or both",
    ),
    (
        "day-first",
        CASE,
        "deadlines[d2].announced",
        "'10.03.2025'",
        "a date that exists, in quotes: '2025', '2025-07',",
    ),
    ("direction-mark", CASE, "line 4, column 8", "U+202E (RIGHT-TO-LEFT OVERRIDE)", "printable characters"),
    (
        "dossier-date-unquoted",
        "dossiers.yaml",
        "river.started",
        "2025 (line 1), which YAML reads as a number",
        "'2025' in quotes",
    ),
    ("dossier-ends-first", "dossiers.yaml", "river.ended", "'2024-12'", "2025-01, when it started, or later"),
    (
        "dossier-without-summary",
        "dossiers.yaml",
        "river.summary",
        "nothing, the key is missing",
        "a sentence or two, 1 to 2000 characters",
    ),
    (
        "due-a-text",
        CASE,
        "deadlines[d2].due",
        "'five days'",
        "null, or a mapping of earliest, latest, precision, timezone",
    ),
    ("empty-file", CASE, "-", "an empty file", "a mapping of keys to values"),
    ("escaped-control-character", CASE, "title", "a text with U+0000 (NUL)", "printable characters"),
    (
        "followed-twice",
        CASE,
        "events[e4].follows",
        "'e2', of which another event says it already",
        "each scheduled event once",
    ),
    (
        "follows-what-happened",
        CASE,
        "events[e2].follows",
        "'e1'",
        "the id of a scheduled event above (there is none)",
    ),
    (
        "ftp-address",
        CASE,
        "sources.s2.url",
        "'ftp://example.org/river', with the scheme 'ftp'",
        "a web address that begins with http:// or https:// and",
    ),
    (
        "id-twice",
        CASE,
        "deadlines[1].id",
        "'d1', also the id of an entry of deadlines",
        "an id that no other entry of the case has",
    ),
    (
        "instant-without-offset",
        CASE,
        "deadlines[d2].announced",
        "'2025-03-10T12:00:00'",
        "a date that exists, in quotes: '2025', '2025-07',",
    ),
    (
        "javascript-address",
        CASE,
        "sources.s2.url",
        "'javascript:alert(1)', with the scheme 'javascript'",
        "a web address that begins with http:// or https:// and",
    ),
    ("key-twice", CASE, "kind", "the key twice, in lines 6 and 7", "each key once"),
    (
        "latest-before-earliest",
        CASE,
        "deadlines[d2].due",
        "earliest 2025-03-15, latest 2025-03-14, precision range",
        "bounds that fit: earliest 2025-03-15 is after latest",
    ),
    (
        "lifted-what-was-not-imposed",
        CASE,
        "outcomes[0].lifted",
        "'2025-03-20', though the follow-through is 'not-imposed'",
        "no such key: only what was imposed is lifted",
    ),
    ("line-break", CASE, "title", "a text with a line break", "one line (fold long text with '>-')"),
    ("list-as-key", CASE, "line 8, column 1", "a key that is a list or a mapping", "a key that is one word"),
    ("lone-alias", CASE, "line 8, column 7", "the alias *nothing", "the value written out; no aliases"),
    ("long-quote", CASE, "deadlines[d2].as_stated", "a quote of 12 words", "at most 10 words"),
    (
        "long-title",
        CASE,
        "title",
        "'Open the river Open the river Open the river Open the river Open the river Open…', 93 characters",
        "a text of 5 to 80 characters",
    ),
    ("missing-key", CASE, "review", "nothing, the key is missing", "one of verified, partial, draft"),
    (
        "month-not-whole",
        CASE,
        "deadlines[d2].due",
        "earliest 2025-03-15, latest 2025-03-16, precision month",
        "bounds that fit: precision month wants the first and the",
    ),
    (
        "no-latest",
        CASE,
        "deadlines[d2].due",
        "earliest 2025-03-15, latest null, precision range",
        "bounds that fit: precision open-ended, and only that one",
    ),
    ("no-sources", CASE, "threats[t1].sources", "a list of 0 entries", "at least 1 of them"),
    (
        "no-such-case",
        CASE,
        "related[0]",
        "'open-the-sea'",
        "another case of the folder; near to it: open-the-river",
    ),
    (
        "no-such-day",
        CASE,
        "deadlines[d2].announced",
        "'2025-02-30', which does not exist: day is out of range for month",
        "a date that exists, in quotes: '2025', '2025-07',",
    ),
    ("no-such-dossier", CASE, "dossier", "'rivers'", "a dossier of dossiers.yaml; near to it: river"),
    ("no-such-exposed", CASE, "threats[t1].exposed[0]", "'gamma'", "an actor of actors.yaml"),
    (
        "quote-not-cited",
        CASE,
        "threats[t1].quotes.s2",
        "a quote from 's2'",
        "a source that the entry names (s1)",
    ),
    ("no-such-source", CASE, "threats[t1].sources[1]", "'s3'", "a source of this file (s1, s2)"),
    (
        "no-such-speaker",
        CASE,
        "deadlines[d2].stated_by",
        "'premiere'",
        "an actor of actors.yaml; near to it: premier",
    ),
    (
        "no-such-zone",
        CASE,
        "deadlines[d2].due.timezone",
        "'Europe/Olso', a zone that no database has",
        "an IANA time zone, such as Europe/Kyiv",
    ),
    ("nul-character", CASE, "line 4, column 8", "U+0000 (NUL)", "printable characters"),
    ("only-a-text", CASE, "-", "'hello'", "a mapping of keys to values"),
    (
        "outcome-too-early",
        CASE,
        "outcomes[0].on",
        "'2025-02-16'",
        "2025-03-01, the first announcement, or later",
    ),
    ("party-twice", CASE, "parties[2]", "'beta' as target a second time", "each actor once in a role"),
    (
        "password-in-address",
        CASE,
        "sources.s2.url",
        "an address at 'example.org' with a user name or password in it",
        "a web address that begins with http:// or https:// and",
    ),
    (
        "person-alone",
        CASE,
        "parties[2].role",
        "advocate, though 'premier' is a person who represents nobody",
        "mediator or moderator; else an actor it speaks for, in actors.yaml",
    ),
    (
        "person-for-nobody",
        "actors.yaml",
        "premier.represents",
        "'alfa'",
        "an actor of actors.yaml; near to it: alpha",
    ),
    (
        "proposed-with-date",
        CASE,
        "deadlines[d2].due",
        "a date, though the change is proposed",
        "null: no date is in force",
    ),
    (
        "public-before-announced",
        CASE,
        "deadlines[d1].public_since",
        "'2025-02-28'",
        "2025-03-01, when it was announced, or later",
    ),
    (
        "python-tag",
        CASE,
        "line 1, column 7",
        "the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
        "values without tags",
    ),
    (
        "range-of-one-day",
        CASE,
        "deadlines[d2].due",
        "earliest 2025-03-15, latest 2025-03-15, precision range",
        "bounds that fit: a range wants two different bounds",
    ),
    (
        "related-to-itself",
        CASE,
        "related[0]",
        "'open-the-river', the case itself",
        "other cases of the folder",
    ),
    ("replaces-later", CASE, "deadlines[d2].replaces", "'d2'", "the id of a deadline above (d1)"),
    (
        "scheduled-for-before",
        CASE,
        "events[e2].on",
        "'2025-03-13'",
        "2025-03-14, when it was scheduled, or later",
    ),
    (
        "set-replaces",
        CASE,
        "deadlines[d2].replaces",
        "'d1', though the change is set",
        "no such key: what is set replaces nothing",
    ),
    (
        "since-too-early",
        CASE,
        "threats[t1].since",
        "'2025-02-05'",
        "later than 2025-03-01, the first announcement (absent: from",
    ),
    (
        "since-too-late",
        CASE,
        "threats[t1].since",
        "'2025-06-05'",
        "2025-03-16, the last dated fact of the case, or earlier",
    ),
    ("slug-and-file-differ", CASE, "slug", "'close-the-river'", "'open-the-river', the name of the file"),
    (
        "slug-in-two-files",
        "cases/the-same-again.yaml",
        "slug",
        "'open-the-river', also the slug of cases/open-the-river.yaml",
        "a slug that no other file has",
    ),
    ("source-cited-twice", CASE, "threats[t1].sources", "'s1' twice", "each entry once"),
    ("source-named-freely", CASE, "sources.times", "the unknown key 'times'", "s and a number, such as s1"),
    (
        "state-without-zone",
        "actors.yaml",
        "alpha.timezone",
        "nothing, though it is a state",
        "the IANA zone of its capital",
    ),
    (
        "stray-yaml",
        "notes.yaml",
        "-",
        "a YAML file that nothing reads",
        "actors.yaml and dossiers.yaml here, each case as",
    ),
    (
        "successor-of-one-letter",
        "actors.yaml",
        "beta.successor[0]",
        "'S'",
        "two capital letters in quotes, such as 'NO' (ISO 3166-1",
    ),
    (
        "tab-for-indent",
        CASE,
        "line 12, column 1",
        "broken YAML (found character that cannot start any token)",
        "YAML; quote a text with ': ' or ' #' in it",
    ),
    (
        "target-no-party",
        CASE,
        "demands[m1].target",
        "'alpha'",
        "a party with the role target, party or third-party (beta)",
    ),
    ("text-for-boolean", CASE, "outcomes[0].settled", "'true'", "true or false"),
    ("too-deep", CASE, "line 1, column 19", "more than 16 levels", "at most 16 levels of nesting"),
    (
        "two-documents",
        CASE,
        "line 65, column 1",
        "a second document in the file",
        "one document a file, no '---' inside",
    ),
    (
        "two-outcomes-without-targets",
        CASE,
        "outcomes",
        "2 outcomes",
        "one outcome, or several with one target each",
    ),
    (
        "ultimatum-without-sender",
        CASE,
        "kind",
        "an ultimatum without a sender",
        "an ultimatum with a sender, a target, a demand and a",
    ),
    (
        "ultimatum-without-threat",
        CASE,
        "kind",
        "an ultimatum without a threat",
        "an ultimatum with a sender, a target, a demand and a",
    ),
    ("uncited-source", CASE, "sources.s3", "a source that nobody cites", "sources that an entry names"),
    (
        "unknown-actor-type",
        "actors.yaml",
        "alpha.type",
        "'nation'",
        "'subnational', perhaps; all: state, historical-state,",
    ),
    (
        "unknown-key-inside",
        CASE,
        "deadlines[d2].replacs",
        "the unknown key 'replacs'",
        "'replaces', perhaps; all: id, announced, public_since,",
    ),
    (
        "unknown-precision",
        CASE,
        "deadlines[d2].due.precision",
        "'roughly'",
        "one of instant, day, range, month, vague, open-ended",
    ),
    (
        "unknown-word",
        CASE,
        "threats[t1].type",
        "'total-embargos'",
        "'total-embargo', perhaps; all: unspecified, total-embargo,",
    ),
    (
        "unquoted-clock",
        CASE,
        "deadlines[d2].as_stated",
        "17:00 (line 38), which YAML reads as a number",
        "'17:00' in quotes",
    ),
    (
        "unquoted-date",
        CASE,
        "deadlines[d2].announced",
        "2025-03-10 (line 36), which YAML reads as a date of its own",
        "'2025-03-10' in quotes",
    ),
    (
        "unquoted-on",
        CASE,
        "events[e1].on",
        "the key on (line 45), which YAML reads as true",
        "'on' in quotes",
    ),
    (
        "unquoted-year",
        CASE,
        "sources.s1.published",
        "2025 (line 58), which YAML reads as a number",
        "'2025' in quotes",
    ),
    ("utf-16", CASE, "-", "UTF-16, by its byte order mark", "UTF-8 without a byte order mark"),
    (
        "utf-16-without-mark",
        CASE,
        "-",
        "UTF-16 or UTF-32, by its zero bytes",
        "UTF-8 without a byte order mark",
    ),
    ("windows-1252", CASE, "line 56", "the byte 0xE8, not UTF-8", "UTF-8 without a byte order mark"),
    (
        "withdrawn-replaces-nothing",
        CASE,
        "deadlines[d2].replaces",
        "nothing, though the change is shortened",
        "the id of the deadline it replaces",
    ),
    ("wrong-kind-of-value", CASE, "tags", "'shipping'", "a list"),
    ("wrong-suffix", "cases/the-same-again.yml", "-", "a name that nothing reads", "<slug>.yaml"),
    (
        "year-out-of-reach",
        CASE,
        "sources.s1.published",
        "'0999', which is outside the years 1800 to 2199",
        "a date that exists, in quotes: '2025', '2025-07',",
    ),
    (
        "yes-for-true",
        CASE,
        "threats[t1].explicit",
        "yes (line 19), which YAML reads as true",
        "'yes' in quotes, or true where a truth value is meant",
    ),
]
SEVERAL = [
    ("due-incomplete", ["deadlines[d2].due.timezone", "deadlines[d2].due.timezone_assumed"]),
    ("no-such-actor", ["parties[1].actor", "demands[m1].target"]),
    ("unknown-key", ["treats", "threats"]),
]


def spoil(sound: Path, name: str) -> Path:
    shutil.copytree(HERE / "broken" / name, sound, dirs_exist_ok=True)
    return sound


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: row[0])
def test_broken_file_gives_its_own_fault(sound: Path, row: tuple[str, str, str, str, str]) -> None:
    name, file, path, found, allowed = row
    (fault,) = read_folder(spoil(sound, name)).faults
    assert (fault.file, fault.path, fault.found) == (file, path, found)
    assert fault.allowed.startswith(allowed)
    assert str(fault) == f"{file}: {path}: found {found}; allowed: {fault.allowed}"


@pytest.mark.parametrize(("name", "paths"), SEVERAL)
def test_one_slip_that_breaks_two_things_gives_two_faults(sound: Path, name: str, paths: list[str]) -> None:
    assert [fault.path for fault in read_folder(spoil(sound, name)).faults] == paths


def test_every_broken_folder_is_in_the_list() -> None:
    listed = {row[0] for row in BROKEN} | {name for name, _ in SEVERAL}
    assert {folder.name for folder in (HERE / "broken").iterdir()} == listed


def test_what_is_broken_is_left_out_of_the_batch_and_the_rest_is_there(sound: Path) -> None:
    batch = read_folder(spoil(sound, "unknown-word"))
    assert batch.cases == ()
    assert [actor.slug for actor in batch.actors] == ["alpha", "beta", "premier"]
