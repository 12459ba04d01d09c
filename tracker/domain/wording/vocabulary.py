"""The words the interpreter knows: numbers, units, months, weekdays, zones, and those it must not skip."""

from enum import StrEnum
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


class Unit(StrEnum):
    """A unit of a time limit."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Link(StrEnum):
    """How the words tie the time limit to its date."""

    BY = "by"
    BEFORE = "before"
    AFTER = "after"
    FROM = "from"
    IN = "in"
    ON = "on"
    AT = "at"


_ONES: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ORDINAL_ONES: Final = _words(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
TENS: Final = {
    word: 10 * (place + 2)
    for place, word in enumerate(_words("twenty thirty forty fifty sixty seventy eighty ninety"))
} | {"fourty": 40}
ONES: Final = {word: value for value, word in enumerate(_ONES)}
ORDINALS: Final = {word: value for value, word in enumerate(_ORDINAL_ONES)} | {
    "twentieth": 20,
    "thirtieth": 30,
}

_UNIT_FORMS: Final = {
    Unit.MINUTE: "minute minutes min mins",
    Unit.HOUR: "hour hours hr hrs h",
    Unit.DAY: "day days",
    Unit.WEEK: "week weeks wk wks",
    Unit.MONTH: "month months",
    Unit.YEAR: "year years yr yrs",
}
UNITS: Final = {form: unit for unit, forms in _UNIT_FORMS.items() for form in forms.split()}
FORTNIGHTS: Final = frozenset({"fortnight", "fortnights"})

_MONTH_NAMES: Final = _words(
    "january february march april may june july august september october november december"
)
MONTHS: Final = (
    {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {"sept": 9}
)
VERBS_LIKE_MONTHS: Final = frozenset({"may", "march", "mar"})
"""Months only next to a number or behind a word such as 'in': 'you may have ten days' names no month."""

_WEEKDAY_NAMES: Final = _words("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAY_NAMES: Final = tuple(_WEEKDAY_NAMES)
WEEKDAYS: Final = (
    {name: number for number, name in enumerate(_WEEKDAY_NAMES)}
    | {name[:3]: number for number, name in enumerate(_WEEKDAY_NAMES)}
    | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
)

DAY_PARTS: Final = frozenset({"morning", "afternoon", "evening", "night"})

LINKS: Final = {
    **dict.fromkeys(("by", "until", "till", "til", "through", "thru"), Link.BY),
    "before": Link.BEFORE,
    **dict.fromkeys(("after", "following"), Link.AFTER),
    **dict.fromkeys(("from", "starting", "beginning", "effective"), Link.FROM),
    **dict.fromkeys(("in", "within", "inside", "for", "over", "during", "throughout", "this"), Link.IN),
    "on": Link.ON,
    "at": Link.AT,
}
UPPER_LIMITS: Final = tuple(
    phrase.split()
    for phrase in (
        "no later than",
        "not later than",
        "no longer than",
        "not longer than",
        "no more than",
        "not more than",
        "at the very latest",
        "at the latest",
        "at most",
        "less than",
        "up to",
    )
)
LOWER_LIMITS: Final = tuple(
    phrase.split()
    for phrase in (
        "more than",
        "longer than",
        "later than",
        "earlier than",
        "sooner than",
        "no less than",
        "not less than",
        "no fewer than",
        "no earlier",
        "not earlier",
        "no sooner",
        "not sooner",
        "not before",
        "not until",
        "not till",
        "not by",
        "not on",
        "at the earliest",
        "any time after",
    )
)
"""These say when a time limit cannot end, not when it does."""

APPROXIMATE: Final = frozenset(
    {"about", "around", "approximately", "approx", "roughly", "circa", "nearly", "almost", "~", "ca"}
)
EXTENSIONS: Final = frozenset(
    {"another", "further", "additional", "extra", "extend", "extends", "extended", "extending", "extension"}
    | {"prolong", "prolongs", "prolonged", "prolongation"}
)
CONDITIONS: Final = frozenset({"unless", "if", "provided", "once", "when", "upon"})

NO_NUMBER: Final = frozenset({"few", "several", "some", "many", "handful", "number", "dozens", "multiple"})
NOT_CALENDAR_DAYS: Final = frozenset({"business", "working", "banking", "trading", "court", "school"})
BETWEEN_AMOUNT_AND_UNIT: Final = frozenset(
    {"more", "full", "whole", "calendar", "consecutive", "straight", "short", "other", "-"} | EXTENSIONS
)
BEARS_TIME: Final = (
    frozenset(UNITS)
    | FORTNIGHTS
    | {"quarter", "quarters", "weekend", "decade", "decades", "century", "dozen", "seconds"}
    | {"ago", "since", "yesterday", "earlier", "every", "daily", "weekly", "monthly", "half", "early", "mid"}
    | {"middle", "late", "spring", "summer", "autumn", "winter", "few", "several", "dawn", "dusk", "sunset"}
    | {"sunrise", "fortnightly", "o'clock", "noon", "midnight"}
) - {"h"}
"""Words that change when a time limit ends: one that no rule took is a reason to refuse, never to skip."""

HARMLESS: Final = frozenset(
    _words(
        "hence between now the a an of you we they he she it i us them your our their its his her that "
        "these those there here is are be been was will shall would should could can must may might have "
        "has had do does only just so or and to as not no next coming period time times term limit "
        "deadline ultimatum window countdown date left away ahead later more further another additional "
        "extension extended extend out exactly precisely probably maybe perhaps least most latest expire "
        "expires ends ending end start begin begins very local give given gave giving comply reply "
        "respond answer act"
    )
)
ANNOUNCEMENTS: Final = frozenset(
    _words(
        "announcement order statement speech post proclamation decree declaration decision ultimatum "
        "resolution"
    )
)
"""Things made in the moment of the announcement. A letter, a note or a notice may arrive later, so counting
from one of those is refused until the words say its date."""

PLACES: Final = {
    "eastern": "America/New_York",
    "us eastern": "America/New_York",
    "washington": "America/New_York",
    "washington dc": "America/New_York",
    "new york": "America/New_York",
    "central": "America/Chicago",
    "us central": "America/Chicago",
    "chicago": "America/Chicago",
    "mountain": "America/Denver",
    "denver": "America/Denver",
    "pacific": "America/Los_Angeles",
    "los angeles": "America/Los_Angeles",
    "ottawa": "America/Toronto",
    "toronto": "America/Toronto",
    "mexico city": "America/Mexico_City",
    "havana": "America/Havana",
    "caracas": "America/Caracas",
    "bogota": "America/Bogota",
    "brasilia": "America/Sao_Paulo",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "london": "Europe/London",
    "british": "Europe/London",
    "uk": "Europe/London",
    "dublin": "Europe/Dublin",
    "lisbon": "Europe/Lisbon",
    "brussels": "Europe/Brussels",
    "central european": "Europe/Brussels",
    "berlin": "Europe/Berlin",
    "paris": "Europe/Paris",
    "rome": "Europe/Rome",
    "madrid": "Europe/Madrid",
    "vienna": "Europe/Vienna",
    "geneva": "Europe/Zurich",
    "bern": "Europe/Zurich",
    "amsterdam": "Europe/Amsterdam",
    "hague": "Europe/Amsterdam",
    "warsaw": "Europe/Warsaw",
    "prague": "Europe/Prague",
    "budapest": "Europe/Budapest",
    "belgrade": "Europe/Belgrade",
    "athens": "Europe/Athens",
    "helsinki": "Europe/Helsinki",
    "stockholm": "Europe/Stockholm",
    "oslo": "Europe/Oslo",
    "copenhagen": "Europe/Copenhagen",
    "vilnius": "Europe/Vilnius",
    "riga": "Europe/Riga",
    "tallinn": "Europe/Tallinn",
    "bucharest": "Europe/Bucharest",
    "sofia": "Europe/Sofia",
    "kyiv": "Europe/Kyiv",
    "kiev": "Europe/Kyiv",
    "ukraine": "Europe/Kyiv",
    "ukrainian": "Europe/Kyiv",
    "eastern european": "Europe/Kyiv",
    "moscow": "Europe/Moscow",
    "minsk": "Europe/Minsk",
    "istanbul": "Europe/Istanbul",
    "ankara": "Europe/Istanbul",
    "turkish": "Europe/Istanbul",
    "jerusalem": "Asia/Jerusalem",
    "israel": "Asia/Jerusalem",
    "israeli": "Asia/Jerusalem",
    "tel aviv": "Asia/Jerusalem",
    "gaza": "Asia/Gaza",
    "beirut": "Asia/Beirut",
    "damascus": "Asia/Damascus",
    "amman": "Asia/Amman",
    "baghdad": "Asia/Baghdad",
    "tehran": "Asia/Tehran",
    "iran": "Asia/Tehran",
    "riyadh": "Asia/Riyadh",
    "doha": "Asia/Qatar",
    "dubai": "Asia/Dubai",
    "abu dhabi": "Asia/Dubai",
    "sanaa": "Asia/Aden",
    "kabul": "Asia/Kabul",
    "islamabad": "Asia/Karachi",
    "karachi": "Asia/Karachi",
    "new delhi": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "dhaka": "Asia/Dhaka",
    "bangkok": "Asia/Bangkok",
    "hanoi": "Asia/Bangkok",
    "jakarta": "Asia/Jakarta",
    "singapore": "Asia/Singapore",
    "manila": "Asia/Manila",
    "hong kong": "Asia/Hong_Kong",
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "shanghai": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "taipei": "Asia/Taipei",
    "seoul": "Asia/Seoul",
    "pyongyang": "Asia/Pyongyang",
    "tokyo": "Asia/Tokyo",
    "japan": "Asia/Tokyo",
    "cairo": "Africa/Cairo",
    "tripoli": "Africa/Tripoli",
    "khartoum": "Africa/Khartoum",
    "addis ababa": "Africa/Addis_Ababa",
    "nairobi": "Africa/Nairobi",
    "lagos": "Africa/Lagos",
    "abuja": "Africa/Lagos",
    "niamey": "Africa/Niamey",
    "kinshasa": "Africa/Kinshasa",
    "kigali": "Africa/Kigali",
    "pretoria": "Africa/Johannesburg",
    "johannesburg": "Africa/Johannesburg",
    "canberra": "Australia/Sydney",
    "sydney": "Australia/Sydney",
    "wellington": "Pacific/Auckland",
    "apia": "Pacific/Apia",
}
"""Places and the IANA zone of their clocks; read as a zone behind an hour or before the word 'time'."""

ZONE_NAMES: Final = frozenset({"eastern", "central", "mountain", "pacific", "us eastern", "us central"})
"""Those of `PLACES` that name a zone and nothing else."""

FLOATING: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "zulu": "UTC",
}
"""Abbreviations of a zone with all its seasons, and those of Greenwich."""

FIXED: Final = {
    "est": (-300, "America/New_York"),
    "edt": (-240, "America/New_York"),
    "cdt": (-300, "America/Chicago"),
    "mst": (-420, "America/Denver"),
    "mdt": (-360, "America/Denver"),
    "pst": (-480, "America/Los_Angeles"),
    "pdt": (-420, "America/Los_Angeles"),
    "bst": (60, "Europe/London"),
    "wet": (0, "Europe/Lisbon"),
    "cet": (60, "Europe/Brussels"),
    "cest": (120, "Europe/Brussels"),
    "eet": (120, "Europe/Kyiv"),
    "eest": (180, "Europe/Kyiv"),
    "msk": (180, "Europe/Moscow"),
    "trt": (180, "Europe/Istanbul"),
    "idt": (180, "Asia/Jerusalem"),
    "irst": (210, "Asia/Tehran"),
    "pkt": (300, "Asia/Karachi"),
    "hkt": (480, "Asia/Hong_Kong"),
    "kst": (540, "Asia/Seoul"),
    "jst": (540, "Asia/Tokyo"),
    "sast": (120, "Africa/Johannesburg"),
    "eat": (180, "Africa/Nairobi"),
    "wat": (60, "Africa/Lagos"),
}
"""Abbreviations of one season: minutes ahead of UTC, and the zone that uses them."""

AMBIGUOUS_ABBREVIATIONS: Final = {
    "ist": "Israel, India and Ireland",
    "cst": "Central America, China and Cuba",
    "ast": "the Atlantic and Arabia",
    "gst": "the Gulf and South Georgia",
}
SEASONS: Final = {
    ("eastern", "standard"): "est",
    ("eastern", "daylight"): "edt",
    ("central", "daylight"): "cdt",
    ("mountain", "standard"): "mst",
    ("mountain", "daylight"): "mdt",
    ("pacific", "standard"): "pst",
    ("pacific", "daylight"): "pdt",
    ("british", "summer"): "bst",
    ("central european", "summer"): "cest",
    ("eastern european", "summer"): "eest",
}
