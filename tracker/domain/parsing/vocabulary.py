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
    WORKDAY = "workday"
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
SINGULAR: Final = frozenset(unit.value for unit in Unit if unit is not Unit.WORKDAY)
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

ABBREVIATIONS: Final = frozenset(
    {word for word in (*MONTHS, *WEEKDAYS) if word not in (*_MONTH_NAMES, *_WEEKDAY_NAMES)}
    | set(_words("min mins hr hrs h wk wks yr yrs approx ca st mr mrs dr gen"))
)
"""A full stop behind one of these ends no sentence."""
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
        "at the most",
        "at the very most",
        "at the outside",
        "at a maximum",
        "a maximum of",
        "maximum of",
        "a maximum",
        "max",
        "tops",
        "the latest",
        "maximum",
        "not exceeding",
        "not to exceed",
        "between now and",
        "up to and including",
        "until and including",
        "through and including",
        "by and including",
        "up to",
        "on or before",
        "before or on",
        "on or by",
        "by or on",
        "by or before",
        "on or prior to",
        "at or before",
        "before or at",
    )
)
"""These let the named time itself be the end."""

OPEN_UNTIL: Final = frozenset({"до", "по"})
"""Words of other languages for 'until' that leave open whether the day they name is included."""
JUST_BELOW: Final = tuple(phrase.split() for phrase in ("less than", "fewer than", "under", "below"))
"""Before a stretch of time: it ends shortly before that."""
JUST_ABOVE: Final = tuple(phrase.split() for phrase in ("over", "beyond", "past", "exceeding", "above"))
"""Before a stretch of time: it cannot have ended by then."""
DEGREES: Final = tuple(
    phrase.split()
    for phrase in ("just", "a little", "a bit", "slightly", "somewhat", "well", "far", "even", "any")
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
        "not fewer than",
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
        "at earliest",
        "on or after",
        "on and after",
        "as early as",
        "as soon as",
        "as late as",
        "or more",
        "or longer",
        "or later",
        "or after",
        "or beyond",
        "and counting",
        "in excess of",
        "upwards of",
        "minimum",
        "any time after",
    )
)
"""These say when a time limit cannot end, not when it does."""

DAYS_BEFORE: Final = tuple(phrase.split() for phrase in ("ahead of", "prior to", "in advance of"))
"""These end the time limit before the named time, as 'before' does."""
DAYS_FROM: Final = (["as", "of"],)
"""These start on the named day, as 'from' does."""
EVES: Final = tuple(phrase.split() for phrase in ("on the eve of", "the eve of"))
"""The day before the named one."""
BACKWARDS: Final = tuple(phrase.split() for phrase in ("ago", "earlier", "before", "prior to", "ahead of"))
"""Behind a stretch of time these count from a date back."""

APPROXIMATE: Final = frozenset(
    {"about", "around", "approximately", "approx", "roughly", "circa", "nearly", "almost", "~", "ca"}
)
ABOUT_THEN: Final = (["on", "or", "about"], ["on", "or", "around"], ["or", "so"])
EXTENSIONS: Final = frozenset(
    {"another", "further", "additional", "extra", "extend", "extends", "extended", "extending", "extension"}
    | {"prolong", "prolongs", "prolonged", "prolongation"}
)
CONDITIONS: Final = frozenset({"unless", "if", "provided", "once", "when", "upon"})

NO_NUMBER: Final = frozenset({"few", "several", "some", "many", "handful", "number", "dozens", "multiple"})
WORKDAYS: Final = frozenset({"business", "working"})
NOT_CALENDAR_DAYS: Final = frozenset({"banking", "trading", "court", "school"})
BETWEEN_AMOUNT_AND_UNIT: Final = frozenset(
    {"more", "full", "whole", "calendar", "consecutive", "straight", "short", "other", "-"} | EXTENSIONS
)
SEASON_NAMES: Final = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
AT_ONCE: Final = tuple(
    phrase.split()
    for phrase in (
        "effective immediately",
        "with immediate effect",
        "immediately",
        "at once",
        "forthwith",
        "right away",
        "straight away",
        "without delay",
        "without further delay",
        "instantly",
    )
)
"""These mean the day on which they are said."""
EXPLAINS: Final = tuple(phrase.split() for phrase in ("ie", "that is", "that is to say", "namely", "viz"))
"""Behind one of these the same limit is said again."""

BEARS_TIME: Final = (
    frozenset(UNITS)
    | FORTNIGHTS
    | {"quarter", "quarters", "weekend", "decade", "decades", "century", "dozen", "seconds"}
    | {"ago", "since", "yesterday", "earlier", "every", "daily", "weekly", "monthly", "half", "early", "mid"}
    | {"middle", "late", "spring", "summer", "autumn", "winter", "few", "several", "dawn", "dusk", "sunset"}
    | {"sunrise", "fortnightly", "o'clock", "noon", "midnight", "eve", "weekday", "weekdays", "midweek"}
    | {"hours?", "fortnight?", "workday", "workdays", "holiday", "holidays"}
    | {"halfway", "biweekly", "hourly", "yearly", "annually", "eod", "earliest", "plus", "minus"}
) - {"h"}
"""Words that change when a time limit ends: one that no rule took is a reason to refuse, never to skip."""

BUSINESS_ENDS: Final = tuple(
    phrase.split()
    for phrase in (
        "close of business",
        "close of the business day",
        "end of business",
        "end of business day",
        "end of the business day",
        "end of the working day",
        "cob",
        "eob",
    )
)
COUNTED_AFTER: Final = frozenset(
    {"within", "in", "for", "of", "next", "over", "inside", "the", "another", "during", "throughout"}
)
"""Behind one of these a number of hours is a length, not an hour of the day."""
NO_FIXED_HOUR: Final = frozenset(
    _words(
        "nightfall sundown daybreak twilight daylight daytime overnight breakfast lunch lunchtime teatime "
        "dinnertime suppertime bedtime bell iftar suhoor cockcrow"
    )
)
"""Hours that differ by season, place and habit."""

HARMLESS: Final = frozenset(
    _words(
        "hence between now the a an of you we they he she it i us them your our their its his her that "
        "these those there here is are be been was will shall would should could can must may might have "
        "has had do does only just so or and to as not no next coming period time times term limit "
        "deadline ultimatum window countdown date left away ahead later more further another additional "
        "extension extended extend out exactly precisely probably maybe perhaps least most latest expire "
        "expires ends ending end start begin begins very local give given gave giving comply reply "
        "respond answer act maximum"
    )
)
"""Words that are not worth reporting where the place they stand at lets them be left out."""

# The classes below say where a word that is not understood may stand; `leftovers` has the rule.
NEAR: Final = frozenset(
    _words(
        "the a an only just exactly precisely very this that these those its their my our your his her either"
    )
)
"""May stand between a preposition and the time it belongs to."""
BEFORE_COUNTS: Final = frozenset(_words("next coming following another further additional extra"))
"""The same before a stretch of time ('the next two weeks'), where they do not choose one of several."""
JOINERS: Final = frozenset(
    _words(
        "the a an of on at in by and or to local time even between just only also sharp precisely exactly "
        "maybe perhaps possibly either"
    )
)
"""May stand between two parts of one moment ('noon on the 3rd', 'Thursday or even Friday')."""
CLAUSE: Final = frozenset(
    _words(
        "i you we they he she it there must shall will would should could can cannot may might is are was "
        "were be been has have had says said say warned told announced added according"
    )
)
"""A run of words with one of these is a clause of its own: 'he must go', 'is an appropriate time'."""
OPENERS: Final = frozenset(
    _words(
        "to for in on over or and but that which who with without against amid despite under about because "
        "while so as from if unless"
    )
)
"""With these a clause or a phrase of place and purpose goes on behind the time limit."""
LIMIT_NOUNS: Final = frozenset(
    _words(
        "deadline ultimatum limit term period window countdown date notice timetable timeline timeframe "
        "expiry truce ceasefire pause halt moratorium reprieve respite grace extension suspension freeze "
        "warning time total plan course maximum"
    )
)
"""What lasts or ends with the time limit: 'a truce of 60 days', 'the Friday deadline', 'a month notice'."""
STARTING: Final = frozenset(
    _words("start starts started starting begin begins began beginning effect effective force")
)
"""With these the limit is when something starts; midnight is then the start of a day as often as its end."""
ENDINGS: Final = frozenset(
    _words(
        "expire expires expired expiring end ends ended ending begin begins start starts pass passes passed "
        "elapse elapses elapsed come comes arrives remain remaining left away hence now out sharp exactly "
        "latest due more coming falls becomes run runs ran over local sometime anytime onwards onward "
        "inclusive"
    )
)
"""Verbs and adverbs of the limit's own course: 'expires Friday', 'when 10 days pass', 'five days left'."""
PAST: Final = frozenset(_words("expired ended passed elapsed lapsed ran"))
"""With these the words tell of a limit that is over."""
WAS: Final = frozenset({"was", "were", "been"})
"""The same directly before the day: 'the deadline was Friday'."""
DEMANDS: Final = frozenset(
    _words(
        "leave withdraw comply reply respond answer act surrender resign pay go sign accept agree disarm "
        "decide deliver stop cease halt return depart evacuate vacate quit meet submit report retreat close "
        "open vote"
    )
)
"""What is demanded, where no preposition stands between it and the day: 'must withdraw Friday'."""
BESIDE: Final = (CLAUSE - set(_words("said says say told announced warned added"))) | (
    LIMIT_NOUNS | ENDINGS | DEMANDS | CONDITIONS | {"least", "between"}
)
"""May stand directly before a part of the limit; 'said Friday' names the day of the announcement."""
GIVES: Final = frozenset(
    _words(
        "give gives gave given giving grant grants granted granting allow allows allowed have has had get "
        "gets got set sets setting impose imposes imposed issue issues issued offer offers offered face "
        "faces need needs said says takes wants keep keeps kept confirm confirms confirmed"
    )
)
"""With these a stretch of time is given to somebody: 'gives Hamas 48 hours'."""
POSTPONES: Final = frozenset(
    _words(
        "postpone postpones postponed postponing postponement delay delays delayed delaying defer defers "
        "deferred deferring deferral reschedule reschedules rescheduled adjourn adjourned adjournment slip "
        "slips slipped"
    )
)
"""With these the words tell of an older date: a length counts from that one, 'to' names the new one."""
MOVES: Final = frozenset(
    _words(
        "move moves moved moving push pushes pushed pushing shift shifts shifted shifting cut cuts cutting "
        "shorten shortens shortened shortening reduce reduces reduced reducing curtail curtails curtailed "
        "accelerate accelerates accelerated change changes changed changing roll rolled advanced forward"
    )
)
"""The same, if no 'for' or 'within' says that what is demanded lasts so long."""
NAMES_NEW_DATE: Final = POSTPONES | MOVES | EXTENSIONS | set(_words("set limit limits limited put back off"))
"""Behind one of these 'to' leads to the date."""
NEGATIONS: Final = frozenset(
    _words(
        "not no never nor neither cannot except excluding excepting instead rather than hardly cancelled "
        "canceled scrapped"
    )
)
HOW_FAR: Final = frozenset(
    _words("well long shortly soon right immediately far way little bit even except moments seconds halfway")
)
"""Before 'before' and 'after' these say by how much, without a number."""

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
    "greenwich": "UTC",
    "greenwich mean": "UTC",
    "universal": "UTC",
    "coordinated universal": "UTC",
    "western european": "Europe/Lisbon",
    "atlantic": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "east africa": "Africa/Nairobi",
    "central africa": "Africa/Harare",
    "west africa": "Africa/Lagos",
    "south africa": "Africa/Johannesburg",
    "south african": "Africa/Johannesburg",
    "arabia": "Asia/Riyadh",
    "arabian": "Asia/Riyadh",
    "gulf": "Asia/Dubai",
    "pakistan": "Asia/Karachi",
    "korea": "Asia/Seoul",
    "korean": "Asia/Seoul",
    "australian eastern": "Australia/Sydney",
    "australian central": "Australia/Adelaide",
    "australian western": "Australia/Perth",
    "new zealand": "Pacific/Auckland",
}
"""Places and the IANA zone of their clocks; read as a zone behind an hour or before the word 'time'."""

ZONE_NAMES: Final = frozenset({"eastern", "central", "mountain", "pacific", "us eastern", "us central"})
NOT_IANA_PLACES: Final = frozenset(
    _words("act center christmas cordoba easter lhi merida north nsw rosario south victoria virgin west")
)
"""Last parts of IANA names that mean something else in a sentence, or a better known place elsewhere."""
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

FIXED: Final[dict[str, tuple[int, str | None]]] = {
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
    "cat": (120, "Africa/Harare"),
    "wat": (60, "Africa/Lagos"),
    "akst": (-540, "America/Anchorage"),
    "akdt": (-480, "America/Anchorage"),
    "hst": (-600, "Pacific/Honolulu"),
    "adt": (-180, "America/Halifax"),
    "nst": (-210, "America/St_Johns"),
    "ndt": (-150, "America/St_Johns"),
    "brt": (-180, "America/Sao_Paulo"),
    "clt": (-240, "America/Santiago"),
    "clst": (-180, "America/Santiago"),
    "vet": (-240, "America/Caracas"),
    "irdt": (270, "Asia/Tehran"),
    "aft": (270, "Asia/Kabul"),
    "azt": (240, "Asia/Baku"),
    "npt": (345, "Asia/Kathmandu"),
    "mmt": (390, "Asia/Yangon"),
    "ict": (420, "Asia/Bangkok"),
    "wib": (420, "Asia/Jakarta"),
    "myt": (480, "Asia/Kuala_Lumpur"),
    "pht": (480, "Asia/Manila"),
    "sgt": (480, "Asia/Singapore"),
    "awst": (480, "Australia/Perth"),
    "acst": (570, "Australia/Adelaide"),
    "acdt": (630, "Australia/Adelaide"),
    "aest": (600, "Australia/Sydney"),
    "aedt": (660, "Australia/Sydney"),
    "nzst": (720, "Pacific/Auckland"),
    "nzdt": (780, "Pacific/Auckland"),
    "aoe": (-720, None),
}
"""Abbreviations of one season: minutes ahead of UTC, and the zone that uses them."""

AMBIGUOUS_ABBREVIATIONS: Final = {
    "ist": "Israel, India and Ireland",
    "cst": "Central America, China and Cuba",
    "ast": "the Atlantic and Arabia",
    "gst": "the Gulf and South Georgia",
}
AMBIGUOUS_ZONES: Final = {
    "ist": ("Asia/Jerusalem", "Asia/Kolkata", "Europe/Dublin"),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "gst": ("Asia/Dubai", "Atlantic/South_Georgia"),
}
"""The zones of each, as choices."""
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
    ("australian eastern", "standard"): "aest",
    ("australian eastern", "daylight"): "aedt",
    ("australian central", "standard"): "acst",
    ("australian central", "daylight"): "acdt",
    ("alaska", "standard"): "akst",
    ("alaska", "daylight"): "akdt",
    ("atlantic", "daylight"): "adt",
    ("newfoundland", "standard"): "nst",
    ("newfoundland", "daylight"): "ndt",
    ("new zealand", "standard"): "nzst",
    ("new zealand", "daylight"): "nzdt",
}
