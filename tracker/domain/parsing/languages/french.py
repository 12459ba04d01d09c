"""French."""

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
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
).split()
_DAYS: Final = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
_ENGLISH_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_BY_DAY: Final = "".join(
    f"next {meaning} = {day} prochain\nthis {meaning} = ce {day}\n#:00 {meaning} = #h heures {day} | #h h {day}\nabout #:00 {meaning} = vers #h heures {day} | vers #h h {day}\nby #:00 {meaning} = d'ici #h heures {day}\n{meaning} #th = {day} #\n{meaning} #:00 = {day} #h h | {day} , #h h\n{meaning} next week = {day} en huit | {day} de la semaine prochaine\n"
    f"{meaning} #:00 = {day} #h heures | {day} , #h heures\n{meaning} #1:#2 = {day} #h heures #\n"
    for day, meaning in zip(_DAYS, _ENGLISH_DAYS, strict=True)
)

TABLE: Final = """
january = janvier | janv
february = février | fevrier | févr | fév
march = mars
april = avril | avr
may = mai
june = juin
july = juillet | juil
august = août | aout
september = septembre
october = octobre | oct
november = novembre | nov
december = décembre | decembre | déc
monday = lundi
tuesday = mardi
wednesday = mercredi
thursday = jeudi
friday = vendredi
saturday = samedi
sunday = dimanche
minutes = minutes
minute = minute
hours = heures
days = jours
day = jour | lendemain
weeks = semaines
week = semaine
month = mois
# months = # mois | # prochains mois
months = quelques mois
years = ans | années
year = an | année
quarter = trimestre
weekend = week - end | weekend
today = aujourd'hui | aujourd ' hui | ce jour | dès aujourd'hui
tonight = ce soir | cette nuit
the end of today = la fin de la journée | fin de journée | la fin du jour
tomorrow = demain
day after tomorrow = après - demain | après demain | surlendemain
yesterday = hier
morning = matin | matinée
afternoon = après - midi | après midi
evening = soir | soirée
night = nuit
noon = midi | 12 heures précises
midnight = minuit
#:00 = à #h heures | à #h h | #h heures précises | #h heures pile
at #:00 = à partir de #h heures
before #:00 = avant #h heures | avant #h h
by #:00 = jusqu'à #h heures | jusqu'à #h h | au plus tard à #h heures | pour #h heures | d'ici #h h
tomorrow #:00 = demain #h heures | demain , #h heures | demain à #h heures
today #:00 = aujourd'hui #h heures | aujourd'hui à #h heures
#1:#2 = à #h heures #
before #1:#2 = avant #h heures #
#:00 gmt = #h heures gmt | #h h gmt
#:00 utc = #h heures utc | #h h utc
#:00 local time = #h heures locales | à #h heures locales | #h heures , heure locale | #h h locales
@ local time = @ locales
# am = #h heures du matin | à #h heures du matin | #h h du matin
# pm = #h heures du soir | à #h heures du soir | #h h du soir | #h heures de la après - midi | à #h heures de la après - midi
before # pm = avant #h heures du soir | avant #h heures de la après - midi
before # am = avant #h heures du matin
hours? = d'ici #h heures | d'ici à #h heures | heures et demie | heures et quart | heures moins le quart | et demi | et demie | et quart | moins le quart | midi et quart | midi moins le quart | plus tard | plus tôt | à la heure
24 hours = 24 heures
within 24 hours = d'ici 24 heures | d'ici à 24 heures | d'ici vingt - quatre heures
in 24 hours = dans 24 heures | sous 24 heures
# - hour = # heures chrono
half an hour = une demi - heure | demi - heure
half a day = une demi - journée
# and a half = # et demi | # et demie
a month and a half = un mois et demi
an hour and a half = une heure et demie
a day and a half = un jour et demi
a year and a half = un an et demi
a week and a half = une semaine et demie
several = quelques | plusieurs | certains
8 days = huitaine | une huitaine | huitaine de jours
about 10 = dizaine de | une dizaine de
about 15 = quinzaine de | une quinzaine de
fortnight? = quinze jours | quinzaine | une quinzaine | 15 jours
by = d'ici | d'ici au | d'ici à | d'ici le | d'ici aux | jusqu'au | jusqu'à | jusqu'en | jusque | jusqu'aux | au plus tard en | pour le | d'ici à ce
by the end of = d'ici la fin du | d'ici la fin de la | d'ici la fin de | d'ici à la fin de | d'ici fin | d'ici à la fin du | d'ici à la fin de la | jusqu'à la fin du | jusqu'à la fin de la | jusqu'à la fin de | jusqu'à fin | avant la fin du | avant la fin de la | avant la fin de | avant fin | au plus tard à la fin de la | d'ici la fin des | pour la fin du | pour la fin de la | pour fin | jusqu'au terme du | d'ici la fin | d'ici à la fin | jusqu'à la fin | avant la fin | au plus tard fin | au plus tard à la fin du | au plus tard à la fin de
by the end of the year = d'ici la fin de la année | d'ici à la fin de la année | jusqu'à la fin de la année | avant la fin de la année | avant la fin de la an
the end of = la fin du | la fin de la | la fin de | la fin de le | à la fin du | à la fin de la | à la fin de | à la fin de cette
late = fin | à la fin du mois de
by the end of the month = d'ici la fin du mois | avant la fin du mois | d'ici à la fin du mois | d'ici fin du mois | pour la fin du mois
early = début | au début du mois de | début du mois de | au début de | au début du
by early = d'ici début | d'ici le début du mois de | d'ici au début du mois de
mid - = mi - | à la mi -
by mid - = d'ici mi - | d'ici la mi - | d'ici à la mi - | jusqu'à la mi - | avant la mi -
mid = milieu | au milieu de | au milieu du | au milieu du mois de
at the latest = au plus tard | dernier délai | dernière limite | au plus tard le | au plus tard à | au plus tard au | le plus tard
no later than = pas plus tard que | pas plus tard que le
within = sous | endéans | dans un délai de | dans les | en la espace de | dans le délai de | dans un délai maximum de | dans un délai maximal de | en moins de
within a = dans un délai de un | dans un délai de une
within the next = dans les prochains | dans les prochaines | au cours des | au cours des prochains | au cours des prochaines
# days = # prochains jours
# hours = # prochaines heures
# weeks = # prochaines semaines
in the next # days = ces # prochains jours
in = dans | en | au cours de | courant | au mois de | dans le mois de
on = le
before = avant | avant le | avant la | avant les | avant le mois de
after = après | après le | à la issue de | suivant | suivants | suivantes | suivante | qui suivent | qui suit | consécutifs à | consécutives à
from = à partir du | à partir de | dès | dès le | depuis | dès la | à dater du | à compter du | à compter de
between # and # = entre # et #
between = entre
# to # = de # à # | du # au # | entre le # et le # | entre # et le #
or = ou | voire
and = et
to = à destination de | pour | à la | aux | au | à
no more than = pas plus de | maximum | au maximum | au plus | tout au plus
at least = au moins | au minimum
more than = plus de
less than = moins de
not before = pas avant | pas avant le
at the earliest = au plus tôt
not = pas | ne | sans que | jamais
no = aucun | aucune | ni
except = sauf | excepté | hormis
instead = au lieu de | au lieu du | plutôt que
about = environ | vers | approximativement | autour de | autour du
nearly = presque | près de
or so = ou à peu près
the = la | les | du | des
of = de | d'
a = un | une
1 or 2 = un ou deux | une ou deux | un à deux
this = cet | cette | ces
this week = cette semaine
this month = ce mois | ce mois - ci
this year = cette année
this weekend = ce week - end
by the end of this = d'ici la fin de cette | avant la fin de cette
next = prochain | prochaine | prochains | prochaines
next week = semaine prochaine | la semaine prochaine
next month = mois prochain | le mois prochain
next year = an prochain | année prochaine | la année prochaine
next quarter = trimestre prochain
the end of next = la fin de la prochaine
coming week = semaine à venir
last = dernier | dernière | passé | passée
every = chaque | tous
first half of = première moitié de | première moitié du mois de | première quinzaine de
second half of = seconde moitié de | deuxième moitié de | seconde quinzaine de
immediately = immédiatement | sans délai | sur - le - champ | tout de suite | avec effet immédiat | sans plus attendre | dès maintenant | séance tenante
easter = pâques
easter sunday = dimanche de pâques
easter monday = lundi de pâques
good friday = vendredi saint
pentecost = pentecôte
christmas = noël
christmas eve = veille de noël
new year = nouvel an
new year eve = saint - sylvestre
spring = printemps
summer = été
autumn = automne
winter = hiver
# working days = # jours ouvrés | # jours ouvrables | # jours de travail
working days = jours ouvrés | jours ouvrables
close of business = fin de la journée de travail | fermeture des bureaux
eve = veille
local time = heure locale | heures locales | à la heure locale
* time = heure de * | heure du * | heure à * | heure de la * | la heure de * | la heure du * | à la heure de * | à la heure du *
eastern time = heure de la est | heure de la côte est
kyiv time = heure ukrainienne
paris time = heure française
moscow time = heure russe
jerusalem time = heure israélienne
central european time = heure de europe centrale
brussels time = heure belge
utc = tu
unless = à moins
if = si
once = dès que
when = quand | lorsque
deadline = échéance | date limite | date butoir | délai | délais
ultimatum = ultimatum
- = -
time = temps | la heure de | heure
truce = trêve
ceasefire = cessez - le - feu
notice = préavis
extended = prolongé | prolongée | prolonger | prolongation
postponed = reporté | reportée | repoussé | repoussée | reporter | report | différé | repousser
moved = avancé | avancée | déplacé | ramené | ramenée
shortened = raccourci | réduit | réduite | écourté
another = supplémentaire | supplémentaires | encore | additionnels
expires = expire | expirera | prend fin | la achève
must = doit | doivent | devra | devront | devait | doive
has = a | ont | avait | aura | auront
will = sera | seront
can = peut | peuvent
is = est | sont
was = était | étaient | fut
gives = donne | donné | donnent | laisse | laissé | accorde | accordé | fixe | fixé | lance | lancé | adresse
he = il | elle | ils | elles | on
we = nous | vous | je
their = leur | leurs | son | sa | ses | lui
says = déclare | déclaré | dit | annoncé | prévenu
for = pendant | durant | sur
with = avec
without = sans
because = car
that = que | qui
but = mais
otherwise = sinon | faute de quoi
only = seulement | juste | exactement | précises | déjà
ie = c'est - à - dire | soit | la est - à - dire
now = maintenant
left = restants | restantes
withdraw = retirer
leave = quitter | partir
reply = répondre
comply = obtempérer
accept = accepter
sign = signer
# days ago = il y a # jours
ago = il y a
inclusive = inclus | inclusivement | compris
within # to # = d'ici # à # | dans # à # | sous # à # | en # à #
# to # days = # à # jours
# to # weeks = # à # semaines
# to # months = # à # mois
overnight = dans la nuit de | dans la nuit du
next weekend = week - end prochain | weekend prochain
by the weekend = d'ici le week - end | d'ici ce week - end
about #:00 = vers #h heures | aux alentours de #h heures
nightfall = coucher du soleil | lever du soleil | aube | crépuscule | aurore | clôture | tombée de la nuit | déjeuner | fermeture
12:30 = midi et demi | midi et demie
0:30 = minuit et demi | minuit et demie
new york time = heure de new york | heure new - yorkaise
tel aviv time = heure de tel - aviv | heure de tel aviv
hong kong time = heure de hong kong
addis ababa time = heure de addis - abeba
mexico city time = heure de mexico
buenos aires time = heure de buenos aires
expired = expiré | expirait | échu | écoulé | échoué | révolu
by the end of next year = d'ici la fin de la année prochaine | avant la fin de la année prochaine | d'ici à la fin de la année prochaine
by the end of next week = d'ici la fin de la semaine prochaine | avant la fin de la semaine prochaine | d'ici à la fin de la semaine prochaine
by the end of next month = d'ici la fin du mois prochain | avant la fin du mois prochain
the end of next year = la fin de la année prochaine | fin de la année prochaine
the end of next week = la fin de la semaine prochaine | fin de semaine prochaine
the end of next month = la fin du mois prochain
half = demi | demie
by the end of january = fin janvier au plus tard
by the end of february = fin février au plus tard
by the end of march = fin mars au plus tard
by the end of april = fin avril au plus tard
by the end of may = fin mai au plus tard
by the end of june = fin juin au plus tard
by the end of july = fin juillet au plus tard
by the end of august = fin août au plus tard
by the end of september = fin septembre au plus tard
by the end of october = fin octobre au plus tard
by the end of november = fin novembre au plus tard
by the end of december = fin décembre au plus tard
at @ = à @
at noon = à midi
at midnight = à minuit
pause = pause | répit | sursis
moratorium = moratoire
suspension = suspension | gel
take effect = entrer en vigueur
an hour = une heure | la heure
1 o'clock = à une heure
1 am = à une heure du matin | une heure du matin
1 pm = à une heure de la après - midi
another # days = # jours supplémentaires | # jours de plus | # jours de délai supplémentaire
another # weeks = # semaines supplémentaires | # semaines de plus
another # months = # mois supplémentaires | # mois de plus
another # hours = # heures supplémentaires | # heures de plus
new year day = jour de la an | premier de la an
# calendar days = # jours calendaires | # jours civils
announcement = annonce | déclaration | décret | décision | ordonnance | proclamation
@ est = @ est
you have = il reste | il lui reste | il leur reste | il vous reste | il nous reste | restent
period = période | durée
shortly = peu
well = bien | longtemps
shortly before = juste avant | juste avant le
shortly after = juste après
another deadline = délai supplémentaire
"""
_TABLE: Final = read_table(SIGNS, TABLE, _BY_DAY)

STEMS: Final = """
gives = donn
not = aucun null impossib
cancelled = annul abandonn
postponed = report repouss décal différ ajourn retard
moved = avanc déplac raméne rameut
shortened = raccourc écourt rédui
extended = prolong étend prorog
gives = donn laiss accord fix lanc adress octroy impos
"""

LANGUAGE = Language(
    code="fr",
    name="French",
    phrases=_TABLE,
    stems=read_stems(STEMS),
    places={
        "moscou": "moscow",
        "kiev": "kyiv",
        "kyiv": "kyiv",
        "bruxelles": "brussels",
        "londres": "london",
        "genève": "geneva",
        "vienne": "vienna",
        "varsovie": "warsaw",
        "athènes": "athens",
        "téhéran": "tehran",
        "pékin": "beijing",
        "jérusalem": "jerusalem",
        "beyrouth": "beirut",
        "le caire": "cairo",
        "caire": "cairo",
        "lisbonne": "lisbon",
        "belgrade": "belgrade",
        "damas": "damascus",
        "bagdad": "baghdad",
        "tbilissi": "tbilisi",
        "alger": "algiers",
        "israël": "israel",
        "tripoli": "tripoli",
    },
    ones={word: value for value, word in enumerate(_ONES)} | {"dixsept": 17, "dixhuit": 18, "dixneuf": 19},
    tens={
        "vingt": 20,
        "trente": 30,
        "quarante": 40,
        "cinquante": 50,
        "soixante": 60,
        "quatrevingt": 80,
        "septante": 70,
        "octante": 80,
        "nonante": 90,
    },
    hundreds={"cent": 100},
    ordinals={
        "premier": 1,
        "première": 1,
        "deuxième": 2,
        "second": 2,
        "seconde": 2,
        "troisième": 3,
        "quatrième": 4,
    },
    between_numbers=frozenset({"-", "et"}),
    teens_behind=frozenset({60, 80}),
    cleaned=(
        (re.compile(r"\b1er\b"), "1"),
        (re.compile(r"(?<=[0-9] )sept\b\.?"), "septembre"),
        (re.compile(r"\bquatre[- ]vingts?\b"), "quatrevingt"),
        (re.compile(r"\bdix[- ](sept|huit|neuf)\b"), r"dix\1"),
        (re.compile(r"\bs'(?=ils?\b)"), "si "),
        (re.compile(r"\bn'(?=\w)"), "ne "),
        (re.compile(r"\b(?:l|j|m|t|s|c)'(?=\w)"), "la "),
        (re.compile(r"\bqu'(?=\w)"), "que "),
        (re.compile(r"\bd'(?!ici\b)(?=\w)"), "de "),
        (re.compile(r"\b([0-9]{1,2}) ?h(?:eures)? ?([0-5][0-9])\b"), r"\1h\2"),
    ),
    time_words=(
        time_words_of(_TABLE, TELLS | {"by"})
        - {"mars", "minutes", "minute", "sept", "oct", "nov", "mai", "an", "avant", "est", "utc", "tu"}
    )
    | {"d'ici", "jusqu'au", "jusqu'à", "avant", "dans", "dès", "après", "délai", "heures"},
    words=frozenset(single_words(_TABLE)) | frozenset(_ONES),
)
