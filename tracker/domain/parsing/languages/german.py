"""German."""

import re
from typing import Final

from tracker.domain.parsing.languages.common import SIGNS, TELLS
from tracker.domain.parsing.languages.table import (
    Language,
    read_stems,
    read_table,
    single_words,
    time_words_of,
)

_ONES: Final = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
).split()
_TENS: Final = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_ORDINALS: Final = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt "
    "sechzehnt siebzehnt achtzehnt neunzehnt"
).split()


def _below_hundred() -> dict[str, int]:
    found = {word: value for value, word in enumerate(_ONES)} | {"zwo": 2}
    for place, ten in enumerate(_TENS, 2):
        found[ten] = 10 * place
        found |= {
            f"{'ein' if one == 'eins' else one}und{ten}": 10 * place + at
            for at, one in enumerate(_ONES[:10])
            if at
        }
    return found


_NUMBERS: Final = _below_hundred()
_HUNDREDS: Final = {
    f"{head}hundert{tail}": hundred + value
    for head, hundred in (("", 100), ("ein", 100), ("zwei", 200), ("drei", 300))
    for tail, value in (("", 0), *_NUMBERS.items())
}
_ORDINAL_WORDS: Final = {
    f"{stem}e{ending}": value
    for stems in (
        enumerate(_ORDINALS, 1),
        ((value, f"{word}st") for word, value in _NUMBERS.items() if 20 <= value <= 31),
    )
    for value, stem in stems
    for ending in ("", "n", "r", "s", "m")
}
_MONTHS: Final = "januar februar märz april mai juni juli august september oktober november dezember".split()
_WEEKDAYS: Final = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"

TABLE: Final = """
january = januar | jänner | jan
february = februar | feber | feb
march = märz | mär
april = april | apr
may = mai
june = juni | jun
july = juli | jul
august = august | aug
september = september | sept | sep
october = oktober | okt
november = november | nov
december = dezember | dez
monday = montag | montags | mo
tuesday = dienstag | dienstags
wednesday = mittwoch | mittwochs
thursday = donnerstag | donnerstags
friday = freitag | freitags
saturday = samstag | sonnabend | samstags
sunday = sonntag | sonntags
minutes = minuten
minute = minute
hours = stunden
hour = stunde | stündig
days = tage | tagen
day = tag | tages | tags | tägig
weeks = wochen
week = woche | wöchig
months = monate | monaten
month = monat | monats | monatig
years = jahre | jahren
year = jahr | jahres | jahrs | jährig
quarter = quartal | quartals | vierteljahr
weekend = wochenende | wochenendes
today = heute | heutigen tages | heutigen tag
the end of today = ende des heutigen tages | tagesende | ende des tages
tomorrow = morgen
tomorrow morning = morgen früh
morning = früh | vormittag | vormittags | morgens | am morgen
afternoon = nachmittag | nachmittags
evening = abend | abends
night = nacht | nachts
noon = mittag | mittags | zwölf uhr mittags | 12 uhr mittags
midnight = mitternacht | mitternachts
day after tomorrow = übermorgen
yesterday = gestern | vorgestern
#:00 = #h uhr
#1:#2 = #h uhr #
@ = @ uhr | @ h
# am = #h uhr morgens | #h uhr früh | #h uhr vormittags | #h uhr am morgen | #h uhr in der früh | #h uhr am vormittag
# pm = #h uhr nachmittags | #h uhr abends | #h uhr am abend | #h uhr am nachmittag
@ morning = @ uhr morgens | @ uhr früh | @ uhr am morgen
@ evening = @ uhr abends | @ uhr am abend
hours? = uhr | halb #h | halb | viertel vor | viertel nach | später | früher
half a day = einen halben tag | halben tag
half an hour = eine halbe stunde | einer halben stunde | halbe stunde | halben stunde
half a year = ein halbes jahr | einem halben jahr | halbes jahr | halben jahr | halben jahres
several = einige | einigen | einiger | mehrere | mehreren | mehrerer | wenige | wenigen | weniger | ein paar | paar
by = bis | bis zum | bis zur | bis an | bis spätestens | bis spätestens zum | bis spätestens am | bis längstens | bis längstens zum | bis am | bis einschließlich | bis einschließlich zum | bis inklusive | bis in | bis um | bis gegen | bis auf weiteres
by the end of = bis zum ende | bis ende des | bis zum ende des | bis zum ende der | bis ende der | bis spätestens ende | bis zum schluss des | spätestens ende | bis zum ablauf des | bis ablauf des | mit ablauf des | vor ablauf des | vor ende | vor ende des | vor ende der | vor dem ende des | vor dem ende der | noch vor ende | noch vor ende des | noch vor ende der | noch vor dem ende des | bis ende
by the end of this = bis ende dieser | bis zum ende dieser | bis ende dieses | bis zum ende dieses | bis ende der laufenden | bis ende der aktuellen | bis ende des laufenden | vor ende dieses | vor ende dieser | noch vor ende dieses
by the end of next = bis ende der nächsten | bis ende nächster | bis ende der kommenden | bis ende kommender | bis ende nächsten | bis ende des nächsten | bis ende des kommenden | bis ende kommenden | bis zum ende der nächsten | bis zum ende der kommenden | bis zum ende des nächsten | bis zum ende des kommenden | vor ende nächster
the end of = zum ende des | zum ende der | am ende des | am ende der | ende des | ende der
the end of this = ende dieser | ende dieses | am ende dieser | am ende dieses
the end of next = ende nächster | ende nächsten | ende der nächsten | ende des nächsten | ende kommender | ende kommenden | ende der kommenden | ende des kommenden
late = ende | gegen ende
early = anfang | zu beginn des | zu beginn der | beginn | anfang des | anfang der
mid = mitte | mitte des | mitte der
by the end of the week = bis wochenschluss
by the end of the month = bis monatsende | bis zum monatsende | bis spätestens monatsende | vor monatsende
by the end of the year = bis jahresende | bis zum jahresende | vor jahresende | noch vor jahresende | bis spätestens jahresende
the end of the month = monatsende
the end of the year = jahresende
by the end of the quarter = bis quartalsende | bis zum quartalsende
over the weekend = am wochenende
by early = bis anfang | bis spätestens anfang
by mid = bis mitte | bis spätestens mitte | bis zur mitte des
at the latest = spätestens | allerspätestens | spätestens bis | spätestens am | spätestens zum | spätestens um | längstens | längstens bis | am spätesten | spätestens bis zum | spätestens bis zur | am letzten
no later than = nicht später als | nicht später als am
within = innerhalb | innerhalb von | innert | binnen | im laufe | im laufe von | innerhalb der nächsten | innerhalb der kommenden | binnen der nächsten | im verlauf | im zeitraum von
within the next = in den nächsten | in den kommenden | in der nächsten | während der nächsten
in = in | im
on = am | an
before = vor | noch vor | vor dem | vor der | noch vor dem
after = nach | nach dem | nach der
from = ab | ab dem | seit | vom | ab sofort bis
between = zwischen
or = oder | beziehungsweise | bzw
and = und | sowie
to = zu | - bis | um | zur | zum
up to = bis zu
ie = das heißt | also
# days ago = vor # tagen
# weeks ago = vor # wochen
# months ago = vor # monaten
# years ago = vor # jahren
# hours ago = vor # stunden
# minutes ago = vor # minuten
a week ago = vor einer woche
a day ago = vor einem tag
a month ago = vor einem monat
a year ago = vor einem jahr
an hour ago = vor einer stunde
# to # = # bis # | zwischen dem # und dem # | zwischen dem # und # | vom # bis zum # | vom # bis # | zwischen # und #
no more than = höchstens | maximal | nicht mehr als | nicht länger als
at most = höchstens noch
at least = mindestens | wenigstens | nicht weniger als
more than = mehr als | über | länger als
less than = weniger als | unter
not before = nicht vor | nicht früher als | frühestens am | frühestens ab
about = etwa | ungefähr | rund | circa | zirka | ca | gegen | um die
approximately = annähernd
nearly = fast | knapp | beinahe
or so = oder so
the = der | die | das | den | dem | des
a = ein | eine | einen | einem | einer | eines
1 or 2 = ein oder zwei | ein bis zwei | ein , zwei
1 or 2 weeks = ein bis zwei wochen | eine bis zwei wochen | eine oder zwei wochen | einer oder zwei wochen
1 or 2 days = ein bis zwei tage | ein bis zwei tagen | ein oder zwei tage | ein oder zwei tagen | einen oder zwei tage
this = dieser | diese | diesen | diesem | dieses
next = nächste | nächster | nächsten | nächstes | nächstem
coming = kommende | kommender | kommenden | kommendes
next week = kommender woche | kommende woche | der kommenden woche | nächster woche | nächste woche | der nächsten woche
next month = kommenden monat | kommenden monats | nächsten monats | nächsten monat
next year = kommenden jahr | kommenden jahres | kommendes jahr | nächsten jahres | nächstes jahr | nächsten jahr
this week = diese woche | dieser woche
this month = diesen monat | diesem monat | dieses monats | laufenden monats
this year = dieses jahr | diesem jahr | dieses jahres | laufenden jahres | heuer
last = letzte | letzten | letzter | vergangene | vergangenen | vorige | vorigen
last day of = letzten tag des | letzte tag des
every = jede | jeden | jeder | täglich | wöchentlich
first half of = erste hälfte | ersten hälfte des | ersten hälfte
second half of = zweite hälfte | zweiten hälfte | zweiten hälfte des
immediately = sofort | unverzüglich | umgehend | ab sofort | mit sofortiger wirkung | augenblicklich
easter = ostern | osterfest
easter sunday = ostersonntag
easter monday = ostermontag
good friday = karfreitag
pentecost = pfingsten | pfingstsonntag
christmas = weihnachten
christmas eve = heiligabend | heiligen abend | heilig abend
new year eve = silvester
spring = frühling | frühjahr | frühlings
summer = sommer | sommers
autumn = herbst | herbsts | herbstes
winter = winter | winters
working = werktage | arbeitstage
# working days = # werktage | # werktagen | # arbeitstage | # arbeitstagen | # bankarbeitstagen
working days = werktagen | arbeitstagen | geschäftstagen
working day = werktag | arbeitstag
close of business = geschäftsschluss | dienstschluss | büroschluss | ende des arbeitstages
local time = ortszeit | lokaler zeit | lokalzeit
* time = * zeit
kyiv time = kiewer zeit | kyjiwer zeit | ukrainischer zeit
moscow time = moskauer zeit | russischer zeit
berlin time = deutscher zeit | berliner zeit
vienna time = wiener zeit
london time = londoner zeit | britischer zeit
paris time = pariser zeit | französischer zeit
brussels time = brüsseler zeit
washington time = washingtoner zeit
new york time = new yorker zeit
jerusalem time = israelischer zeit | jerusalemer zeit
tehran time = teheraner zeit | iranischer zeit
eastern time = ostküstenzeit | us - ostküstenzeit
central european time = mitteleuropäischer zeit | mitteleuropäische zeit
belgrade time = belgrader zeit
beijing time = pekinger zeit
athens time = athener zeit
warsaw time = warschauer zeit
istanbul time = istanbuler zeit | türkischer zeit
cet = mez
cest = mesz
utc = weltzeit
not = nicht | kein | keine | keinen | keiner | keinem | keinesfalls | ohne dass
no = nie | niemals | weder
instead = statt | anstatt | stattdessen
rather than = anstelle
except = außer | ausgenommen
if = falls | wenn | sofern
unless = es sei denn
once = sobald
deadline = frist | stichtag | fristende | fristablauf
ultimatum = ultimatum | ultimatums
- deadline = - frist
truce = waffenruhe | feuerpause
ceasefire = waffenstillstand
time = zeit | bedenkzeit
notice = kündigungsfrist
period = zeitraum | zeitspanne | dauer
expires = endet | abläuft | läuft
extended = verlängert | verlängern | verlängerung
postponed = verschoben | vertagt | aufgeschoben | verschieben | verschiebt
moved = verlegt | vorgezogen | vorverlegt
shortened = verkürzt | verkürzen | gekürzt
another = weitere | weiteren | weiterer | weiteres | zusätzliche
must = muss | müssen | müsse | soll | sollen | solle | sollten | müssten
has = hat | haben | habe | hätte | bekommt | erhält | erhalten
will = wird | werden | würde | würden
can = kann | können
is = ist | sind | sei
was = war | waren | wäre
gives = gibt | gab | geben | gebe | gegeben | setzt | setzte | gesetzt | stellt | stellte | räumt | gewährt | droht
he = er | sie | es | ihnen | ihm
we = wir | uns
you = ihr
their = ihre | ihren | seine | seinen | sein | ihrem
says = sagte | sagt | erklärte | so
for = für | auf
with = mit
without = ohne
against = gegen die
that = dass
who = welche | welcher
but = aber | doch | sondern
because = weil
otherwise = sonst | andernfalls | ansonsten
only = nur | genau | exakt | punkt | schon | bereits | noch
now = jetzt | nun
than = als
full = volle | vollen | ganze | ganzen | lang
left = übrig
withdraw = abziehen | zurückziehen
leave = verlassen | ausreisen
reply = antworten | reagieren
accept = annehmen | akzeptieren | zustimmen
sign = unterzeichnen | unterschreiben
ago = vor kurzem
inclusive = einschließlich | inklusive
of = von
1 and a half = anderthalb | eineinhalb
2 and a half = zweieinhalb
# weeks and # days = # wochen und # tagen
overnight = in der nacht auf | in der nacht zum | in der nacht von | in der nacht vom | über nacht
nightfall = sonnenuntergang | sonnenaufgang | morgengrauen | dämmerung | tagesanbruch | feierabend | mittagszeit | börsenschluss | sonnenuntergangs | mittagessen
no later = nicht später | und nicht später
expired = endete | ablief | abgelaufen | verstrichen | verstrich | lief
at the earliest = frühestens in | frühestens
# days = # tage lang | # tagen lang
# weeks = # wochen lang
# months = # monate lang
# hours = # stunden lang
pause = pause | aufschub | schonfrist | galgenfrist
moratorium = moratorium | moratoriums
take effect = in kraft treten
new year day = neujahr | neujahrstag
calendar days = kalendertage | kalendertagen
announcement = bekanntgabe | ankündigung | erklärung | verkündung | anordnung | dekret | erlass
have = bleiben | bleibt | verbleiben
shortly = kurz
well = lange | weit | deutlich
not until = erst
"""
_TABLE: Final = read_table(SIGNS, TABLE)

STEMS: Final = """
not = kein unmöglich
cancelled = aufgehob aufheb abgesag annull
postponed = verschieb verschob vertag aufschieb aufgeschob hinausschieb hinausgeschob verzöger
moved = verleg vorzieh vorgezog vorverleg verlager
shortened = verkürz kürz
extended = verlänger ausgedehnt
gives = setz stell räum gewähr gib gab
"""

LANGUAGE = Language(
    code="de",
    name="German",
    phrases=_TABLE,
    stems=read_stems(STEMS),
    places={
        "moskau": "moscow",
        "kiew": "kyiv",
        "kyjiw": "kyiv",
        "brüssel": "brussels",
        "wien": "vienna",
        "genf": "geneva",
        "warschau": "warsaw",
        "rom": "rome",
        "athen": "athens",
        "teheran": "tehran",
        "peking": "beijing",
        "belgrad": "belgrade",
        "prag": "prague",
        "kairo": "cairo",
        "lissabon": "lisbon",
        "bukarest": "bucharest",
        "tiflis": "tbilisi",
        "kopenhagen": "copenhagen",
    },
    ones=_NUMBERS,
    hundreds=_HUNDREDS,
    ordinals=_ORDINAL_WORDS,
    cleaned=(
        (re.compile(r"\b([0-9]{1,2})\. ([0-9]{1,2})\. ?([0-9]{4})\b"), r"\1.\2.\3"),
        (re.compile(r"\b(läuft|laufe|lief|liefe|laufen)\b(.*)\bab\b(?=\W*$)"), r"\1\2"),
        (re.compile(r"\bd\.\s?h\."), "das heißt"),
        (
            re.compile(r"(?<![0-9.])([0-9]{1,2})\.\s?(0?[1-9]|1[0-2])\.(?!\s?[0-9])"),
            lambda match: f"{match[1]} {_MONTHS[int(match[2]) - 1]} ",
        ),
        (re.compile(r"(?<=[a-zß0-9])-?(tägig|wöchig|monatig|stündig|jährig)(?:e[nmrs]?)?\b"), r" - \1"),
        (re.compile(rf"\b({_WEEKDAYS})(vormittag|mittag|nachmittag|abend|nacht)s?\b"), r"\1 \2"),
        (re.compile(rf"\b({_WEEKDAYS})morgen\b"), r"\1 vormittag"),
        (re.compile(r"(?<=[a-zäöüß]{3})er (?=zeit\b)"), " "),
    ),
    time_words=time_words_of(_TABLE, TELLS | {"by"})
    - {
        "april",
        "august",
        "september",
        "november",
        "winter",
        "mo",
        "jan",
        "feb",
        "apr",
        "aug",
        "sep",
        "nov",
        "ende",
        "abend",
        "mitte",
        "früh",
        "tag",
    }
    | {"uhr", "tage", "stunden", "innerhalb", "binnen", "spätestens", "abend", "ende", "anfang", "frist"},
    words=frozenset(single_words(_TABLE)) | frozenset(_NUMBERS),
)
