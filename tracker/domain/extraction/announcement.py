"""On which day something was said: the sentence, then the dateline, then the day of publication."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.dates.moments import NotADate, When
from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.outline import Outline, opening
from tracker.domain.extraction.sentences import Dateline
from tracker.domain.extraction.time_words import TimeKind, TimeWords

_LATELY = timedelta(days=6)
"""A sentence beside that of the time limit tells of it where its day is no further back."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>[a-z]{3})[a-z]*\.?|(?P<m2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:,?\s+(?P<year>\d{4}))?"
)
_MONTH = re.compile(
    r"\b(?:early |late |mid-?)?(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+(?P<year>\d{4}))?$"
)
_AGO = re.compile(
    r"(?P<n>\d+|an?|one|two|three|four|five|six|seven|ten)\s+(?P<unit>day|week|month)s?\s+(?:ago|earlier)"
)
_SMALL = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_TELLS = (
    r"(?:said|says|told|gave|given|giving|set|setting|issued|issuing|warned|warning|threatened|demanded|demanding|announced|ordered|ordering|"
    r"wrote|posted|declared|delivered|imposed|vowed|called|urged|asked|extended|shortened|cut|moved|pushed|withdrew|dropped|suspended|repeated|"
    r"handed|insisted|presented|sent|signed|rejected|made|stated|statement|speech|speaking|post|adopted|agreed|postponed|paused|delayed|reset|renewed|laid|put|served|"
    r"letter|address|reporters|televised|news conference|interview|decree|order|summit|ultimatum|deadline|lifted|called off|released|published|broadcast|aired|shown|screened|circulated|video|videotape|tape|footage|recording|message|backed|brought|reduced|clarified|confirmed|named)"
)
_NEAR = re.compile(rf"\b{_TELLS}\b(?:(?!\b(?:or|to(?! [@^])|unless|if|will|would)\b)[^;]){{0,70}}$")
_NEAR_BEFORE = re.compile(rf"^[^;@]{{0,12}}@?[^;@]{{0,30}}\b{_TELLS}\b")
_AHEAD = re.compile(
    r"\b(?:will|would|to|may|might|could|scheduled for|due|expected|expire[sd]?|expiring|effect|falls?|until|for|ends?|deadline of|deadline is|deadline was|begin(?:ning|s)?|start(?:ing|s)?|resume|meet|plans?)(?: \w+){0,3} ?$"
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """The day, where the words for it stand (None for an assumption), and where it came from."""

    on: When
    place: tuple[int, int] | None
    source: str


def announcement(  # noqa: PLR0917 -- in the order in which they are looked at
    text: str,
    outlined: Sequence[Outline],
    order: Sequence[int],
    taken: TimeWords | None,
    published: When,
    lines: Sequence[Dateline],
) -> Announcement:
    """When it was announced, by the sentences in the order given; `taken` are the words of the deadline."""
    published = _said_from(order, outlined, published, lines)
    if _NOW.search(outlined[order[0]].text):  # what had been said before is another time limit
        order = [index for index in order if index == order[0] or not _HAD.search(outlined[index].text)]
    if (eve := _day_before(outlined[order[0]], published, lines)) is not None:
        return eve
    said_after = _said_after(outlined[order[0]], taken)
    if said_after is not None:
        before = _before(text, outlined, order[0], said_after, taken, published)
        if before is not None:
            return before
    for index in order[1:]:
        told = _day_of_act(outlined[index])
        day = day_of(text[told.start : told.end], published) if told and told != taken else None
        if told and day and day.first_day == day.last_day <= published.last_day <= day.last_day + _LATELY:
            return Announcement(day, (told.start, told.end), "sentence")
    lead = lead_of(outlined, lines)
    for index in order:
        named = _days_named(
            outlined[index],
            taken,
            is_first=index == order[0],
            is_lead=index in (0, lead) or _is_beside(outlined, index, order[0]),
        )
        days = [(words, day_of(text[words.start : words.end], published)) for words in named]
        days = [pair for pair in days if not _is_to_come(outlined[index], *pair, published)]
        days.sort(key=lambda each: _doubt(each[1], published))
        for words, day in days:
            is_near = day is not None and published.last_day - day.last_day <= _LATELY
            if day and index != order[0] and day.first_day != day.last_day:
                continue
            if day and day.first_day <= published.last_day and (index == order[0] or is_near):
                return Announcement(day, (words.start, words.end), "sentence")
    first = outlined[order[0]].sentence.start
    for line in reversed([line for line in lines if line.start <= first and line.day]):
        day = day_of(line.day or "", published)
        if day and day.first_day <= published.last_day:
            return Announcement(day, (line.day_start, line.day_end), "dateline")
    return Announcement(published, None, "published")


_LONG_AGO = timedelta(days=100)
"""A date without a year that would be so long ago may be one of the next months."""


def _doubt(day: When | None, published: When) -> int:
    """How little speaks for a day: one of the last months is likelier than one of last year, and than a month."""
    if day is None or day.first_day != day.last_day:
        return 2
    return int(published.last_day - day.last_day > _LONG_AGO)


def _is_to_come(outline: Outline, words: TimeWords, day: When | None, published: When) -> bool:
    """Whether a date without a year is one of the next months: 'a threat to impose tariffs on June 1', told in May."""
    is_open = not _WITH_YEAR.search(outline.source, words.start, words.end)
    if day is None or not is_open or published.last_day - day.last_day <= _MOST_OF_A_YEAR:
        return False
    at = next((at for at, each in outline.times.items() if each == words), 0)
    return bool(_TO_DO.search(outline.text[:at]))


_MOST_OF_A_YEAR = timedelta(days=270)
_TO_DO = re.compile(r"\b(?:to|will|would|going to|threat of) (?![@^])(?:[\w~@^%'-]+ ){1,14}$")
_WITH_YEAR = re.compile(r"\d{4}|\bago\b|\blast\b")
_EVE = re.compile(
    r"\b(?:the (?:previous day|(?:day|night) before)(?! @)|a day earlier)\b(?=[^.;%]{0,40}? had\b)|% before(?=[^.;%]{0,40}? had\b)"
    r"|\bhad (?:[a-z~@^]+ ){0,6}?(?:(?:the (?:previous day|(?:day|night) before)|% before)(?! @)|a day earlier)\b"
)

"""'The ministers, who met the day before, had decided that …': the day before that of the report."""


_PART_OF_DAY = re.compile(r"the (?:evening|morning|afternoon)\b")


def _day_before(outline: Outline, published: When, lines: Sequence[Dateline]) -> Announcement | None:
    """The day before the report, where a sentence tells what had been said then and names no other day."""
    match = _EVE.search(outline.text)
    days = [words for words in outline.times.values() if words.kind is TimeKind.DAY]
    if match is None or any(not _PART_OF_DAY.match(outline.source, each.start) for each in days):
        return None
    line = next((each for each in reversed(lines) if each.start <= outline.sentence.start and each.day), None)
    told = day_of(line.day or "", published) if line else None
    on = told if told and told.first_day == told.last_day <= published.last_day else published
    day = When((on.last_day - timedelta(days=1)).isoformat())
    return Announcement(day, (outline.place(match.start()), outline.place(match.end())), "sentence")


def lead_of(outlined: Sequence[Outline], lines: Sequence[Dateline]) -> int:
    """The first sentence of a report, behind its headlines; the first of all where nothing tells it."""
    if lines:
        start = lines[0].start
        return next((at for at, each in enumerate(outlined) if each.sentence.start >= start), 0)
    return max(len(opening(outlined)) - 1, 0)


def _is_beside(outlined: Sequence[Outline], index: int, limit: int) -> bool:
    """Whether a sentence stands right before that of the time limit, in its paragraph."""
    return index == limit - 1 and outlined[index].sentence.paragraph == outlined[limit].sentence.paragraph


@dataclass(frozen=True, slots=True)
class _After:
    """A clause that tells of the time limit and of what came later, as places of an outline: 'a day after X gave …'."""

    at: int
    verb: int
    limit: int
    days: int | None
    """How many days later that came; None where it is not told."""
    subject: NamedActor | None


def _said_after(outline: Outline, taken: TimeWords | None) -> _After | None:
    """The clause with 'after' in which a time limit stands, where what is told comes of it: 'met a day after X gave …'."""
    limit = next((at for at, words in outline.times.items() if words == taken), None)
    if limit is None:
        return None
    for match in _AFTER.finditer(outline.text, 0, limit):
        is_first = not outline.text[: match.start()].strip(' "')
        if (_MAIN if is_first else _RESUMED).search(outline.text, match.start("who"), limit):
            continue
        if match["count"] == "&" and not _ends_with_after(outline, match.start("count")):
            continue
        subject = next(
            (
                each.actor
                for at, each in sorted(outline.actors.items())
                if match.start("who") <= at < match.start("verb")
            ),
            None,
        )
        return _After(match.start(), match.start("verb"), limit, _days_after(outline, match), subject)
    return None


def _ends_with_after(outline: Outline, at: int) -> bool:
    """Whether words of time are 'a day after' and not 'a day ago'."""
    words = outline.times[at]
    return outline.source[words.start : words.end].lower().endswith("after")


def _days_after(outline: Outline, match: re.Match[str]) -> int | None:
    """How many days lie between, by the words before 'after'."""
    if match["soon"]:
        return 0
    if match["next"]:
        return 1
    words = outline.times.get(match.start("count")) if match["count"] else None
    length = _LENGTH.match(outline.source[words.start : words.end]) if words else None
    if length is None:
        return None
    number = int(length["n"]) if length["n"].isdigit() else _SMALL.get(length["n"].lower(), 0)
    hours = {"hour": 1, "day": 24, "week": 24 * 7}[length["unit"].lower()] * number
    return hours // 24


def _before(  # noqa: PLR0917 -- what tells the day
    text: str,
    outlined: Sequence[Outline],
    index: int,
    after: _After,
    taken: TimeWords | None,
    published: When,
) -> Announcement | None:
    """When the time limit was announced of which a clause with 'after' tells, by the day of what came of it."""
    outline = outlined[index]
    days = {
        at: (words, day)
        for at, words in sorted(outline.times.items())
        if words.kind is TimeKind.DAY
        and words != taken
        and not _AHEAD.search(outline.text[max(0, at - 40) : at])
        if (day := day_of(text[words.start : words.end], published)) and day.first_day == day.last_day
    }
    for at, (words, day) in days.items():
        is_inside = after.verb < at and not (at > after.limit and "," in outline.text[after.limit : at])
        if is_inside and day.first_day <= published.last_day:
            return Announcement(day, (words.start, words.end), "sentence")
    if after.days is None:
        return _said_by_subject(text, outlined, index, after, published)
    told = [pair for at, pair in days.items() if not after.verb < at < after.limit]
    if not told and _POINTS_BACK.match(outline.text) and index:
        told = _single_days(text, outlined[index - 1], published)
    place = (told[0][0].start, told[0][0].end) if told else None
    base = told[0][1] if told else published
    if base.first_day > published.last_day:
        return None
    on = When((base.last_day - timedelta(days=after.days)).isoformat())
    words_at = outline.place(after.at), outline.place(after.verb)
    return Announcement(on, place or words_at, "sentence")


def _single_days(text: str, outline: Outline, published: When) -> list[tuple[TimeWords, When]]:
    """The day on which happened what a sentence tells."""
    return [
        (words, day)
        for at, words in sorted(outline.times.items())
        if words.kind is TimeKind.DAY and not _AHEAD.search(outline.text[max(0, at - 40) : at])
        if (day := day_of(text[words.start : words.end], published)) and day.first_day == day.last_day
    ][:1]


def _said_by_subject(
    text: str, outlined: Sequence[Outline], index: int, after: _After, published: When
) -> Announcement | None:
    """The day on which one of the next sentences says that whoever gave the time told of it."""
    for outline in outlined[index + 1 : index + 3]:
        first = next((outline.actors[at] for at in sorted(outline.actors)), None)
        if after.subject is None or first is None or first.actor is not after.subject:
            continue
        for words in _days_named(outline, None, is_first=False, is_lead=False):
            day = day_of(text[words.start : words.end], published)
            if day and day.first_day == day.last_day <= published.last_day <= day.last_day + _LATELY:
                return Announcement(day, (words.start, words.end), "sentence")
    return None


_GIVES = (
    r"(?:said|told|gave|given|warned|threatened|demanded|ordered|set|issued|announced|imposed|vowed|called (?:up)?on|urged|asked|handed|"
    r"delivered|sent|presented|declared|insisted|extended|shortened|released|published|aired|broadcast|posted|wrote|granted|allowed|served|"
    r"made|put|summoned|repeated|agreed to give|let)"
)
_AFTER = re.compile(
    rf"(?:(?P<count>&|=(?= after))(?: after)?|(?P<soon>(?:a few |some |several |just |only |barely )?(?:hours|minutes|moments|shortly|soon|immediately) after)|(?P<next>the (?:day|morning|evening) after)|\bafter) "
    rf"(?P<who>(?:(?!\b(?:{_GIVES}|if|unless|would|will|to)\b)[^.;:\"]){{1,110}}?\b)(?P<verb>{_GIVES})\b"
)
"""'A day after X gave …', 'the rally came hours after the leader said …', 'on Friday after X threatened …'."""
_MAIN = re.compile(
    rf", (?:@|he|she|it|they|(?:the|its|his|her|their|an?) [^,;\"]{{2,60}}?)(?: %| had| has| have| [a-z]+ly)* (?:{_GIVES}|will|would|must|ha[sd]|have)\b"
)
"""The main clause behind a clause with which a sentence begins: it has the time limit then."""
_RESUMED = re.compile(r", (?:that|to|and|but|giving|saying|adding|while)\b")
"""Where the main clause goes on behind one that was put in: 'told X, a day after Y said no, to leave by Friday'."""
_LENGTH = re.compile(
    r"(?:(?:less|more) than |nearly |almost |about |barely |just |only )*(?P<n>\d+|an?|one|two|three|four|five|six|seven|ten|24|48|72)[ -](?P<unit>hour|day|week)s?(?: after)?$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\W*(?:the|this|that|these|those|it|his|her|their|its|both)\b")
_NOW = re.compile(r"\bnow (?:has|have|had|must|expires?|runs?|ends?)\b")
"""'He now had until Friday': the last of several time limits."""
_HAD = re.compile(
    r"\bhad (?:been )?(?:told|given|set|ordered|demanded|warned|asked|said|announced|threatened|named)\b"
)
_LATE_PRINT = timedelta(days=3)


def _said_from(
    order: Sequence[int], outlined: Sequence[Outline], published: When, lines: Sequence[Dateline]
) -> When:
    """The day from which a report counts 'today': that of its dateline, where it came out soon after."""
    first = outlined[order[0]].sentence.start
    line = next((line for line in reversed(lines) if line.start <= first and line.day), None)
    day = day_of(line.day or "", published) if line else None
    if day and day.last_day < published.first_day <= day.last_day + _LATE_PRINT:
        return day
    return published


_ACT = re.compile(
    r"^(?:the|a|that|this|his|her|its|their|@'s) (?:[a-z]+ ){0,2}?(?:demand|warning|ultimatum|message|note|letter|term|terms|offer|deadline|order|decision|vote|announcement|statement)s?\b"
    r"(?:, (?=which|that|sent|signed|written|dated|addressed)| (?:was|were|had been|has been|is|are|came|followed|which|that|to @|of @|from @|by @|sent|contained|adopted|made|delivered|handed|given|passed|issued|in|on|%|signed|conveyed|released|published|,))"
    r"(?!.*\b(?:expire[sd]?|reject|welcom|passed without|ran out|lapsed|deadline of)\b)"
)
_DONE = re.compile(
    r"^(?:this|it) was (?:done|handed|delivered|sent|announced|said|issued)\b|^@ (?:(?:spoke|was speaking|had spoken)(?! (?:by telephone |on the telephone )?(?:with|to) (?:the )?(?:@|his|her))|made the (?:remarks?|comments?|threat|demand|announcement|statement)|(?:passed|adopted|approved|endorsed) (?:the|this) (?:[a-z]+ )?(?:text|resolution|decision|statement|motion|document|declaration))\b"
    r"|\b(?:delivered|conveyed|handed over|passed on) the (?:message|warning|demand|note|ultimatum|letter|threat)\b"
)
"""A sentence about the act itself: 'The warning came in a letter that … sent on Thursday.'"""


def _day_of_act(outline: Outline) -> TimeWords | None:
    done = _DONE.search(outline.text)
    if done is None and not _ACT.search(outline.text):
        return None
    days = [
        words
        for at, words in sorted(outline.times.items())
        if words.kind is TimeKind.DAY
        and not _AHEAD.search(outline.text[max(0, at - 40) : at])
        and (done is None or at > done.start())
    ]
    return days[-1] if len(days) == 1 else None


_OLDER = re.compile(
    r"\b(?:had|deadline|ultimatum|limit) (?:\w+ )?(?:set|given|announced|issued|made)?(?: \w+){0,2} ?$"
)


def _days_named(
    outline: Outline, taken: TimeWords | None, *, is_first: bool, is_lead: bool
) -> list[TimeWords]:
    """Words of time that tell when something was said; of what had been said before, in its sentence alone."""
    found, spare = [], []
    for at in sorted(outline.times):
        words = outline.times[at]
        if words == taken or _SINCE.search(outline.text[:at]):
            continue
        if words.kind not in (TimeKind.DAY, TimeKind.OTHER):
            continue
        left = outline.text[:at]
        is_older = (
            words.kind is TimeKind.OTHER
            or _OLDER.search(left[-60:])
            or outline.text.startswith(" had ", at + 1)
        )
        if is_older and (not is_first or _NOW.search(outline.text)):
            continue
        other = _THAT_HAD_BEEN.search(left)
        if other and outline.times.get(other.start()) not in (None, taken):
            continue
        if (
            _SEEN.search(left[-60:])
            or _AHEAD.search(left[-40:])
            or _RELATIVE.search(left[-60:])
            or _MADE.search(left[-80:])
        ):
            continue
        if _WHICH_DID.search(left[-80:]) and not _has_weekday(outline, words):
            continue
        if (
            _NEAR.search(left[-90:])
            or _MEETING.match(left)
            or _NEAR_BEFORE.search(outline.text[at + 1 : at + 90])
            or _after_actor(left, outline.text[at + 1 :])
        ):
            found.append(words)
        elif (
            (is_first or is_lead)
            and words.kind is TimeKind.DAY
            and _ON_DAY.match(outline.source, words.start)
            and _DID.search(left)
        ):
            spare.append(words)
    return [*found, *spare]


_MEETING = re.compile(
    r"\W*(?:meeting|gathering|gathered|assembled|convening|speaking|at (?:an? |the |their )?(?:[a-z-]+ ){0,2}(?:summit|meeting|session|talks|congress))\b[^,;.\"]*$"
)
"""'Meeting in the capital on Sunday, the ministers …'."""
_SEEN = re.compile(
    r"\b(?:seen|obtained|reviewed|viewed|read|leaked|made available)(?: (?:by|to) (?:the )?(?:@|[a-z]+)(?: [a-z]+)?)? $"
)
"""When somebody got to see a letter is not when it was sent."""
_SINCE = re.compile(
    r"\b(?:elections?|vote|referendum|war|battle|massacre|attacks?|raid|coup|summit|accord|agreement|treaty|deal|law|decree|killings?|deaths?|events|revolution) of (?:the )?$|\bsince (?:[\w'@^~-]+ ){0,8}$"
)
"""'Since martial law was declared on May 29' tells how long something has been, 'the vote of 3 May' of which it is."""
_THAT_HAD_BEEN = re.compile(
    r"[=#$] (?:that |which )?(?:(?:@|he|she|it|they) had (?:first |earlier |originally )?\w+|had been (?:first |earlier |originally )?\w+) $"
)
"""'Has cut the 50 days that he had set on July 14': the day of the time limit before."""
_RELATIVE = re.compile(
    r"\b(?:that|which|who) (?:was|were|had|has|have|is|are) (?:been )?\w+(?: [\w~@^]+){0,3} $"
)
_MADE = re.compile(
    r"\b(?:deal|accord|agreement|pact|treaty|truce|ceasefire|contract|memorandum|protocol)s? (?:signed|agreed|reached|struck|made|concluded|brokered|sealed)(?: [\w~@^]+){0,4} $"
    r"|\b(?:that|which|who|whom) (?:[\w@~^']+ ){1,4}?(?:put up|built|raised|opened|closed|took|seized|occupied|laid|launched|signed|began|started|dug|planted|moored|stationed|deployed|introduced)\b(?: [\w~@^]+){0,5} $"
)
"""Since when that has been of which something is demanded: 'the post that X put up in March', 'a deal signed in January'."""
_WHICH_DID = re.compile(
    r"(?<!said )(?<!says )(?<!and )\b(?:that|which|who|whom) (?:[\w@~^']+ ){1,4}?"
    r"(?:cut|took|won|lost|fell|fled|bought|sold|broke|brought|hit|shut|stole|struck|shot|sank"
    r"|(?!(?:demand|threaten|order|warn|announc|issu|deliver|hand|impos|call|ask|urg|declar|publish|releas|broadcast|post|extend|shorten)ed)\w+ed)\b"
    r"(?: [\w~@^]+){0,5} $"
)
"""'The subsidies which it cut in July'; a day of the week may be that of the announcement as well."""
_DID = re.compile(
    r"(?:\b\w+ed|\b(?:gave|set|met|spoke|held|took|made|came|went|sent|put|sat|began|got|saw|led|won|left|told|were|was))\b(?:(?!\b(?:or|to|will|would|unless|if|that)\b)[^,;\"]){0,40}$"
)
_ON_DAY = re.compile(
    r"(?:late |early )?on (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]{2,8}\.? \d)", re.IGNORECASE
)


def _has_weekday(outline: Outline, words: TimeWords) -> bool:
    said = outline.source[words.start : words.end].lower()
    return any(day in said for day in _WEEKDAYS)


def _after_actor(left: str, right: str) -> bool:
    if left.endswith(" had ") and re.match(r" (?:allowed|granted|accorded|left)\b", right):
        return True
    return bool(re.search(r"@,? $", left) and re.match(rf",? (?:[a-z]+ly )?{_TELLS}\b", right))


def day_of(words: str, published: When) -> When | None:
    """The day (or month) that words name, seen from the day of publication; the last one on or before it."""
    said = " ".join(words.lower().split())
    today = published.last_day
    for read in (_counted, _calendar, _weekday, _relative, _named_month):
        found = read(said, today)
        if found is not None:
            return found
    return None


def _counted(said: str, today: date) -> When | None:
    match = _AGO.search(said)
    if match is None or match["unit"] == "month":
        return None
    count = int(match["n"]) if match["n"].isdigit() else _SMALL[match["n"]]
    return _back(today, count * (7 if match["unit"] == "week" else 1))


def _calendar(said: str, today: date) -> When | None:
    match = _DAY_MONTH.search(said)
    return (
        _date(match["d1"] or match["d2"], match["m1"] or match["m2"], match["year"], today) if match else None
    )


def _weekday(said: str, today: date) -> When | None:
    for number, name in enumerate(_WEEKDAYS):
        if name in said:
            back = (today.weekday() - number) % 7
            return _back(today, 7 if back == 0 and said.startswith("last ") else back)
    return None


def _relative(said: str, today: date) -> When | None:
    if "yesterday" in said or said == "last night":
        return _back(today, 1)
    is_today = "today" in said or re.match(r"this (?:morning|afternoon|evening)", said)
    return When(today.isoformat()) if is_today else None


def _named_month(said: str, today: date) -> When | None:
    match = _MONTH.search(said)
    return _month(match["m"], match["year"], today) if match else None


def _back(today: date, days: int) -> When:
    return When((today - timedelta(days=days)).isoformat())


def _date(day: str, month: str, year: str | None, today: date) -> When | None:
    if month not in _MONTHS:
        return None
    wanted = int(year) if year else today.year
    try:
        found = date(wanted, _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
    if year is None and found > today + timedelta(days=1):
        found = found.replace(year=today.year - 1) if (found.month, found.day) != (2, 29) else found
    return When(found.isoformat())


def _month(month: str, year: str | None, today: date) -> When | None:
    number = _MONTHS.index(month) + 1
    wanted = int(year) if year else today.year - (number > today.month)
    try:
        return When(f"{wanted:04d}-{number:02d}")
    except NotADate:
        return None
