"""Finds words of time in a text: limits ('by Friday'), lengths ('48 hours'), starts, and days of telling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_NUMBER = (
    r"(?i:\d{1,3}(?!\d)|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five|six|seven|eight|nine)|"
    r"hundred|a hundred|several|(?:a )?few|a couple(?: of)?)"
)
_UNIT = r"(?i:(?:(?:working|business|calendar|full|whole)[ -])?(?:hours?|days?|weeks?|months?|years?|fortnights?|minutes?)\b)"
_RANGE = rf"(?:(?:(?<=[\"\u201c])|(?<=(?:had|has) ))\d{{1,2}},\s*(?=\d))?{_NUMBER}(?:\s*(?:-|\u2013|to|or|and)\s*{_NUMBER})?"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:(?<!Good )(?<!Easter )(?<!Ash )(?<!Palm )(?<!Black )(?<!Bloody )(?<!Maundy )(?<!Holy )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
"""Not one inside the name of a holiday."""
_DATE = (
    rf"(?:(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?![\w])(?:,?\s+\d{{4}}\b)?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,?\s+\d{{4}}\b)?|\d{{4}}-\d{{2}}-\d{{2}})"
)
_ORDINAL_WORD = (
    r"(?:(?:twenty-|thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
_SPELLED_DAY = rf"(?:[Tt]he\s+)?(?:{_ORDINAL_WORD}|last\s+day)\s+of\s+"
_PART = r"(?:\s+(?:morning|afternoon|evening|night|noon|midday|midnight|at midnight|at noon))"
_ZONE = (
    r"(?:,?\s*(?:\((?:\d{4}|\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?)\s*(?:GMT|UTC|EST|EDT|ET|CET)\)|GMT|UTC|EST|EDT|ET|CET|CEST|EET|MSK|"
    r"Eastern(?:\s+(?:Standard|Daylight))?(?:\s+[Tt]ime)?|local(?:\s+[Tt]ime)|(?:[A-Z][a-z]+\s+)?[A-Z][a-z]+(?:,\s+D\.C\.)?\s+[Tt]ime))"
)
_ELSEWHERE = r"(?:\s*\((?:\d{4}|\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?)\s*(?:GMT|UTC|EST|EDT|ET|CET)\))"
"""The hour once more in another zone, behind the day."""
_CLOCK = (
    r"(?:(?:\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.m\.|[ap]m\b|[AP]\.?M\.?)|\d{1,2}:\d{2}(?:\s+hours)?|"
    r"[012]\d[0-5]\d(?=\s+(?:GMT|UTC|CET|CEST|EET|MSK|hours|local|on|\(\d))(?:\s+hours)?|(?:\d{1,2}|six|seven|eight|nine|ten|eleven|twelve|five|four|three|two)\s+o['\u2019]clock(?:\s+in\s+the\s+(?:morning|afternoon|evening))?|(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven)\s+in\s+the\s+(?:morning|afternoon|evening)|(?:12\s+)?noon|midday|(?:12\s+)?"
    r"midnight|(?:the\s+)?(?:close|end)\s+of\s+(?:business|the\s+(?:business\s+|working\s+)?day)|dawn|sunset|sundown|sunrise|daybreak|nightfall|dusk|lunchtime)"
    rf"{_ZONE}*)"
)
_PERIOD = (
    r"(?:(?:the\s+)?(?:very\s+)?(?:end|beginning|start|middle|close)\s+of\s+(?:the\s+|this\s+|next\s+)?(?:working\s+)?"
    rf"(?:week|month|year|weekend|summer|autumn|winter|spring|quarter|{_MONTH}|{_WEEKDAY}|\d{{4}}|Ramadan)"
    rf"(?:\s+\d{{4}})?|(?:early|late|mid)[ -](?:next\s+|this\s+)?(?:{_MONTH}|summer|autumn|spring|winter|week|month|year)(?:\s+\d{{4}})?|"
    r"(?:next|this)\s+(?:week(?:end)?|month|year|summer|autumn|spring|winter)|the\s+(?:week(?:end)?|month|year)\s+(?:(?:is|was)\s+(?:out|over|up)|ends)|(?:the|this)\s+(?:evening|morning|afternoon)(?:\s+of\s+(?:the\s+\d{1,2}(?:st|nd|rd|th)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)?|(?:the\s+)?(?:month|year|week)(?:['\u2019]s|-)\s?end|"
    rf"{_MONTH}\s+\d{{4}}|(?:the|this)\s+weekend|the\s+(?:next|following)\s+(?:day|morning|afternoon|evening|noon)|[Tt]omorrow{_PART}?|[Tt]o-?night|[Tt]oday|this\s+(?:morning|afternoon|evening)|"
    r"Christmas(?:\s+Eve|\s+Day)?|Easter\b|Thanksgiving|New\s+Year(?:['\u2019]s)?(?:\s+(?:Eve|Day))?)"
)
_ALONE = r"(?:\s+of\s+(?:this|the|next)\s+month\b|(?=\s*(?:[,;:)\"\u201d]|\.(?:\s|$))|\s+(?:to|or|and|unless|if|that)\b))"
_ORDINAL = rf"the\s+(?:[12]\d|3[01]|\d)(?:st|nd|rd|th|d){_ALONE}"
"""The day of a month that is not named: 'by the 21st'."""
_DAY = rf"(?:(?:(?:this|next|coming|the\s+following)\s+)?{_WEEKDAY}(?:['\u2019]s\s+end|\s+(?:is|was)\s+(?:out|over)\b)?{_PART}?(?:(?:,?\s+(?:the\s+(?:\d{{1,2}}(?:st|nd|rd|th)\b|{_ORDINAL_WORD}{_ALONE})|{_DATE}))|\s+(?:of\s+)?next\s+week)?|{_DATE}{_PART}?|{_SPELLED_DAY}{_MONTH}(?![\w])|{_ORDINAL}|{_PERIOD})"
_POINT = rf"(?:{_CLOCK}(?:,?\s+(?:(?:on|of)\s+)?{_DAY}(?:,{_ZONE}|{_ELSEWHERE})?)?|{_DAY}(?:,?\s+(?:at\s+)?{_CLOCK})?(?:\s*\({_DATE}\))?|{_MONTH}(?!\s+\d)(?=[\s,.;)\"\u201d]|$))"
_HOUR = r"(?i:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SPOKEN_HOUR = (
    rf"(?:(?:(?:half\s+past|(?:a\s+)?quarter\s+(?:past|to))\s+)?{_HOUR}\s+(?:on\s+)?"
    rf"(?:this\s+(?:morning|afternoon|evening)|to-?night|tomorrow{_PART}?|(?:the\s+morning|the\s+evening)\s+of\s+{_DATE}|{_WEEKDAY}{_PART})"
    rf"|(?:{_WEEKDAY}|[Tt]omorrow){_PART}?,?\s+at\s+(?:half\s+past\s+|(?:a\s+)?quarter\s+(?:past|to)\s+)?{_HOUR}(?:\s+in\s+the\s+(?:morning|afternoon|evening)\b|(?=\s*(?:[,;:.)\"\u201d]|$)|\s+(?:sharp|to|I|we|he|she|it|they|the|or|and|unless|if)\b)))"
)
"""An hour without 'o'clock': 'by nine this evening', 'half past four on Friday afternoon', 'tomorrow evening at six'."""
_LENGTH = (
    rf"(?:(?:about|around|roughly|approximately|just|only|exactly|under|(?:(?:no|not)\s+(?:more|longer)|less)\s+than|at\s+(?:the\s+)?(?:most|outside|latest)|up\s+to|the\s+next|next|another|an\s+additional|additional|an\s+extra|a\s+further|a\s+maximum\s+of)\s+)*"
    rf"(?:{_RANGE}(?:\s+(?:more|further|additional|extra|final|last))?[ -]{_UNIT}(?:['\u2019]s?(?:\s+(?:time|notice|grace))?(?=\s|[,.;]))?(?:\s+(?:and\s+a\s+half|or\s+(?:two|so)|(?i:from|starting|beginning)\s+(?:(?i:now|today|tomorrow)|{_WEEKDAY}|{_CLOCK}(?:\s+on\s+{_WEEKDAY})?)))?"
    r"|(?:another|next|the\s+next|an\s+additional|an\s+extra|a\s+further)\s+(?:hour|day|week|fortnight|month|year)\b|half\s+a\s+(?:year|day|month)|days(?=\b))"
)
_BY = (
    r"(?i:by\s+no\s+later\s+than|by\s+the\s+latest|(?:no|not)\s+later\s+than|at\s+the\s+latest\s+(?:by|on)|on\s+or\s+before|"
    r"by|until|till|before|when(?=\s+the\s+(?:week|month|year)\s+ends)|through|up\s+to|up\s+until|ahead\s+of|prior\s+to|in\s+time\s+for|between\s+now\s+and|(?:not|no)\s+(?:a\s+day\s+|an\s+hour\s+)?(?:beyond|longer\s+than)|not\s+(?:a\s+day|an\s+hour)\s+later\s+than|come)(?:\s+the\s+stroke\s+of)?"
)
_FEAST = (
    r"(?:the|its|their)\s+(?:[\w'\u2019-]+\s+){0,4}?(?:year|day|feast|season|anniversary|holidays?|term|harvest|opening|solstice|equinox|festival),\s+(?:on\s+)?"
    r"|(?:Whitsun|Pentecost|Easter|Christmas|Midsummer|Ramadan|Nowruz|Diwali|Passover|Epiphany|Ascension|Advent|Carnival|Lent),?\s+(?:on\s+)?"
    r"|(?:the\s+)?(?:[A-Z][\w'\u2019]+\s+){1,3}(?:Day|Eve|Festival|Feast)(?:\s+celebrations)?,?\s+on\s+"
    r"|(?:(?:the|its|their|a)\s+)?(?:[\w'\u2019-]+\s+){0,3}?(?:session|meeting|summit|sitting|conference|congress|prayers|elections?|vote|referendum|anniversary|inauguration|handover),?\s+on\s+"
)
"""The name of a holiday or a meeting before its date: 'Independence Day on 30 July', 'the council's session on Friday'."""
_OCCASIONS = (
    r"(?:(?:sess|elect|inaugurat|process)ions?|meetings?|summits?|sittings?|conferences?|congress(?:es)?|prayers?|votes?|referendums?|anniversary|handover|"
    r"opening|start|beginning|end|close|readings?|holidays?|feasts?|festival|ceremony|talks|games|debates?|budget|rains|harvest|moon|calls?|boats?|trains?|flights?)"
)
_PASSED = (
    r"(?:\w+ed|was|were|had|been|came|went|took|fell|began|met|said|told|that|which|who|and|or|but|because|since|after|by|left|died|"
    r"(?:courts?|judges?|parliament|committees?|council|house|senate|assembly|crowds?|reporters|cameras|tribunal|commission|lawmakers)\s+on)"
)
_UNDATED = (
    r"(?:(?:first|last|the\s+first|the\s+last)\s+(?:light|day\s+of\s+(?:[A-Z][\w'\u2019]+|the\s+\w+))\b"
    r"|(?:the\s+)?(?:(?:feast|day|moon|new\s+moon|full\s+moon|festival|month)\s+of\s+)?(?:the\s+)?(?:Ramadan|Eid(?:\s+al-\w+)?|Tabaski|Ashura|Nowruz|Diwali|Passover|Lent|Pentecost|Maskal|Thadingyut|Prophet)(?:\s+(?:feast|moon|holidays?))?\b"
    r"|(?:the\s+)?(?:new|full)\s+moon\b|(?:the\s+)?new\s+year\b|(?:the\s+)?(?:feast|rains|harvest)\b"
    r"|(?:[A-Z][\w'\u2019]+\s+){1,2}Day\b"
    r"|the\s+(?:fortnight|hour|night|day)\s+(?:is|was)\s+(?:up|out|over)\b|dark\b|the\s+sun\s+(?:sets|rises|goes\s+down|comes\s+up|is\s+(?:down|up))\b"
    rf"|(?:the|its|their|his|her|our)\s+(?:[\w'\u2019-]+\s+){{0,3}}?{_OCCASIONS}\s+(?:starts?|begins?|opens?|closes?|ends?|resumes?|is\s+over|are\s+over)\b"
    rf"|(?:the|its|their|his|her|our)\s+(?:{_MONTH}|next|coming|autumn|spring|summer|winter|annual)\s+(?:[\w'\u2019-]+\s+)?{_OCCASIONS}\b"
    rf"|(?:the|its|their|his|her|our)\s+(?:next\s+|first\s+)?(?:opening|start|beginning|end|close)\s+of\s+(?:the\s+|its\s+|their\s+)?(?:[\w'\u2019-]+\s+){{0,3}}?{_OCCASIONS}\b)"
)
"""A time of which the words tell no date: 'before the new moon', 'by the opening of the autumn session'."""
_EVENT = (
    rf"(?i:before|until|till|ahead\s+of|in\s+time\s+for|by\s+the\s+time)\s+(?!\d)(?:(?!{_PASSED}\b)[\w'\u2019-]+,?\s+){{1,9}}?(?:on\s+|at\s+|of\s+|(?<=,\s))?(?={_WEEKDAY}|{_DATE}|tomorrow\b|\d)"
    rf"|(?i:by)\s+(?:the|its|their|his|her|our|an?)\s+(?:[\w'\u2019-]+\s+){{0,4}}?{_OCCASIONS}\s+(?:(?:of|in|at|with|for)\s+(?:[\w'\u2019-]+\s+){{1,4}}?)?(?:on\s+)?(?={_WEEKDAY}|{_DATE}|tomorrow\b)"
    rf"|{_BY}\s+{_UNDATED},?\s+(?:(?:which|that)\s+(?:this\s+year\s+)?(?:begins?|starts?|falls?|is|opens?)\s+)?(?:on\s+)?(?:or\s+about\s+)?(?={_WEEKDAY}|{_DATE}|tomorrow\b|next\s+{_WEEKDAY})"
)
"""What happens on the day of a limit: 'before the rainy season begins on 4 May', 'by the dawn prayer on Saturday'."""
_WITHIN = r"(?i:within|in\s+the\s+space\s+of|in\s+the\s+course\s+of|in|inside|over|during|once\s+a\s+period\s+of|(?:no|not)\s+later\s+than)"
_FROM = r"(?i:starting(?:\s+(?:on|from))?|beginning(?:\s+(?:on|from))?|from|as\s+of|as\s+from|effective(?:\s+(?:on|from|as\s+of))?|commencing(?:\s+on)?)"
_LAST = r"(?:last|past|previous)"
_SPOKEN = (
    rf"(?:(?:late|early|earlier|later)\s+)?(?:on\s+)?(?:(?:late|early|last)\s+)?{_WEEKDAY}{_PART}?(?:,?\s+{_DATE},?|,\s+the\s+{_ORDINAL_WORD}(?=[,.;]))?|(?:late\s+|early\s+|earlier\s+)?(?:yesterday|today|last\s+(?:week|month|year|night)|"
    rf"earlier\s+this\s+(?:week|month|year)|this\s+(?:morning|afternoon|evening))|(?:on|since)\s+(?:{_WEEKDAY},?\s+)?{_DATE}|{_DATE}|"
    rf"in\s+(?:(?:early|late|mid)[ -])?{_MONTH}(?:\s+\d{{4}})?(?!\s+\d)|(?:in|since)\s+(?:1[6-9]|20)\d{{2}}\b|(?:1[6-9]|20)\d{{2}}\b"
)


class TimeKind(Enum):
    """What words of time are to what is demanded; the value stands for them in a pattern."""

    LIMIT = "#"  # by Friday, until noon, within 48 hours
    LENGTH = "="  # 48 hours, another 30 days, 48-hour
    START = "$"  # starting Aug. 1
    DAY = "%"  # on Monday, yesterday, in July
    OTHER = "&"  # for three years, two days ago, after ten days


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words of time from `start` up to `end`; those of the point or length itself begin at `core`."""

    start: int
    end: int
    core: int
    kind: TimeKind
    is_undated: bool = False
    """Whether the words name a time that the calendar does not tell: 'before the new moon'."""


_BEGINS = (
    r"\b(?=\d|[Aa](?i:n?\b|bou|ddi|fte|hea|lmo|not|ppr|pr|rou|s\b|t\b|ug)|[Bb](?i:y\b|efo|egi|etw)|[Cc](?i:hri|los|om[eim])|[Dd](?i:awn|ay|ec|uri|usk)|"
    r"[Ee](?i:arl|ast|ffe|igh|lev|nd\b|ver|xac)|[Ff](?i:eb|ew|if|irs|ive|or|our|rid|rom)|[Hh](?i:alf|und)|[Ii](?i:n\b|nsi)|[Jj](?i:an|u[ln]|ust)|[Ll](?i:ast|ate|ess|unc)|"
    r"[Mm](?i:a[ry]|id|on[dt]|ore)|[Nn](?i:ear|ew|ext|igh|in|o\b|oon|ot|ov)|[Oo](?i:ct|n\b|nce|ne|nly|ver)|[Pp](?i:ast|rio)|[Rr](?i:oug)|[Ss](?i:atu|eco|ep|eve|inc|ix|tar|un)|"
    r"[Tt](?i:en|h(?:an|e\s+(?:\d|after|begi|clo|eig|ele|end|eve|fi|fol|fou|las|mi|mo|nex|nin|pas|sec|sev|six|sta|ten|thi|twe|ver|wee|yea)|ir|is|r[eo]|ur)|ill|o-n|oda|omo|oni|ues|w[eo])|"
    r"[Uu](?i:nde|nti|p\b)|[Vv](?i:ery)|[Ww](?i:edn|eek|hen|ithi)|[Yy](?i:ear|est))"
)
"""The first letters of all words below: others need not be tried, which is most of the time it takes."""
_FINDER = re.compile(
    rf"{_BEGINS}(?:(?P<ago>(?:{_RANGE}\s+{_UNIT}|(?:days|weeks|months|years))\s+(?:ago|earlier|later|old|after|into|since)\b)"
    rf"|(?P<other>(?:for|after|last|past|every|more\s+than|over\s+the\s+(?:past|last)|in\s+the\s+(?:past|last)|the\s+(?:past|last)|lasting|nearly|almost)\s+(?:the\s+|at\s+least\s+|about\s+|(?:no\s+|not\s+)?more\s+than\s+|up\s+to\s+|{_LAST}\s+|first\s+|nearly\s+)*{_RANGE}[ -]{_UNIT})"
    rf"|(?P<by>(?:{_BY}\s+(?:{_FEAST})?|{_EVENT})(?P<bycore>(?:late\s+|early\s+)?(?:{_SPOKEN_HOUR}|{_POINT}(?:\s+of\s+(?:the|its|their)\s+(?:[\w'\u2019-]+\s+){{0,3}}?{_OCCASIONS}\b)?|20\d\d\b(?!-)|the\s+{_ORDINAL_WORD}{_ALONE})))"
    rf"|(?P<undated>{_BY}\s+(?P<undatedcore>{_UNDATED})|(?i:by\s+the\s+time)\s+(?:(?!{_PASSED}\b)[\w'\u2019-]+\s+){{1,8}}?(?!{_PASSED}\b)[\w'\u2019-]+(?=\s*[,.;:\"\u201d]))"
    rf"|(?P<within>{_WITHIN}\s+(?P<withincore>{_LENGTH}))"
    rf"|(?P<span>(?:within|inside|in\s+the\s+course\s+of)\s+(?P<spancore>(?:(?:this|the\s+current|the\s+coming)\s+(?:week|month|year|weekend)|the\s+(?:hour|day|week|fortnight|month))\b))"
    rf"|(?P<from>{_FROM}\s+(?P<fromcore>{_POINT}))"
    rf"|(?P<length>(?P<lengthcore>{_LENGTH}))"
    rf"|(?P<spoken>at\s+(?P<spokencore>{_SPOKEN_HOUR}))"
    rf"|(?P<at>(?:at|on)\s+(?P<atcore>{_CLOCK}(?:,?\s+(?:(?:on|of)\s+)?{_DAY})?))"
    rf"|(?P<exact>(?:on\s+)?{_WEEKDAY},?\s+{_DATE},?\s+at\s+{_CLOCK})"
    rf"|(?P<told>(?:{_SPOKEN}))"
    rf"|(?P<point>{_POINT}))",
)


_STEMS = tuple(
    "hour day week month year fortnight minute noon night dawn sunset sundown sunrise morrow evening morning summer autumn winter spring quarter "
    "business ramadan christmas easter thanksgiving clock moon light dusk dark lunch feast harvest rains eid session summit meeting election "
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth teenth twentieth thirtieth".split()
)
_MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_DIGIT = re.compile(r"\d")


def _may_hold_any(text: str) -> bool:
    """Whether one of the words or digits stands there without which no words of time are found."""
    low = text.lower()
    return (
        bool(_DIGIT.search(text))
        or "by the time" in low
        or "the sun " in low
        or any(stem in low for stem in _STEMS)
        or any(month in text for month in _MONTHS)
    )


def time_words(text: str, start: int, end: int) -> Iterator[TimeWords]:
    """The words of time between two places of a text, in order; none overlaps another."""
    if not _may_hold_any(text[start:end]):
        return
    for match in _FINDER.finditer(text, start, end):
        kind, core = _kind(match)
        yield TimeWords(match.start(), match.end(), core, kind, bool(match["undated"]))


_KINDS = (
    ("by", TimeKind.LIMIT),
    ("within", TimeKind.LIMIT),
    ("span", TimeKind.LIMIT),
    ("from", TimeKind.START),
    ("length", TimeKind.LENGTH),
    ("spoken", TimeKind.DAY),
    ("at", TimeKind.DAY),
)


def _kind(match: re.Match[str]) -> tuple[TimeKind, int]:
    if match["ago"] or match["other"]:
        return TimeKind.OTHER, match.start()
    if match["undated"]:
        return TimeKind.LIMIT, match.start("undatedcore") if match["undatedcore"] else match.start()
    for name, kind in _KINDS:
        if match[name]:
            is_start = kind is TimeKind.LENGTH and match[0].endswith(" now")
            return TimeKind.START if is_start else kind, match.start(f"{name}core")
    return TimeKind.DAY, match.start()
