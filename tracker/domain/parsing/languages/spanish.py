"""Spanish."""

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
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve"
).split()
_DAYS: Final = {
    "lunes": "monday",
    "martes": "tuesday",
    "miércoles": "wednesday",
    "miercoles": "wednesday",
    "jueves": "thursday",
    "viernes": "friday",
    "sábado": "saturday",
    "sabado": "saturday",
    "domingo": "sunday",
}
_BY_DAY: Final = "".join(
    f"{meaning} #th = {day} #\ncoming {meaning} = próximo {day} | {day} próximo | proximo {day} | este {day} | {day} que viene | {day} entrante\n"
    f"{meaning} next week = {day} de la próxima semana | {day} de la semana que viene\n"
    for day, meaning in _DAYS.items()
)

TABLE: Final = """
january = enero | ene
february = febrero | feb
march = marzo | mar
april = abril | abr
may = mayo
june = junio | jun
july = julio | jul
august = agosto | ago
september = septiembre | setiembre | sept | sep
october = octubre | oct
november = noviembre | nov
december = diciembre | dic
monday = lunes
tuesday = martes
wednesday = miércoles | miercoles
thursday = jueves
friday = viernes
saturday = sábado | sabado
sunday = domingo
minutes = minutos
minute = minuto
hours = horas
days = días | dias
day = día | dia
weeks = semanas
week = semana
months = meses
month = mes
years = años
year = año
quarter = trimestre
weekend = fin de semana
the weekend = el fin de semana
today = hoy | día de hoy | hoy mismo
tonight = esta noche
this afternoon = esta tarde
this morning = esta mañana
the end of today = final del día | fin del día | final de la jornada
tomorrow = mañana
day after tomorrow = pasado mañana
yesterday = ayer
morning = madrugada | por la mañana | en la mañana | de la mañana
afternoon = tarde | por la tarde | en la tarde
night = noche | por la noche | en la noche
noon = mediodía | mediodia | medio día | al mediodía | a mediodía | las 12 del mediodía | las doce del mediodía | las 12 : 00 del mediodía | a las 12 del mediodía | a las doce del mediodía | a las 12 : 00 del mediodía
midnight = medianoche | media noche | a medianoche | las 12 de la noche | las doce de la noche | a las 12 de la noche | a las doce de la noche
at #:00 = a las #h horas en punto
by #:00 = hasta las #h horas
before #:00 = antes de las #h horas
@ = las @ | a las @ | las @ horas | a las @ horas | @ horas | las @ h | @ h | a las @ h | a las @ hrs
by @ = hasta las @ | hasta las @ horas
before @ = antes de las @ | antes de las @ horas
# am = las #h de la mañana | las #h de la madrugada | a las #h de la mañana | las #h am | a las #h am
# pm = las #h de la tarde | las #h de la noche | a las #h de la tarde | a las #h de la noche | las #h pm | a las #h pm
@ am = las @ de la mañana | a las @ de la mañana | las @ am | a las @ am
@ pm = las @ de la tarde | a las @ de la tarde | las @ de la noche | a las @ de la noche | las @ pm | a las @ pm
1 pm = la 1 de la tarde | a la una de la tarde | la una de la tarde
before # am = antes de las #h de la mañana | antes de las #h am
before # pm = antes de las #h de la tarde | antes de las #h de la noche | antes de las #h pm
before @ pm = antes de las @ de la tarde | antes de las @ de la noche | antes de las @ pm
before @ am = antes de las @ de la mañana | antes de las @ am
by # pm = hasta las #h de la tarde | hasta las #h de la noche | hasta las #h pm
by # am = hasta las #h de la mañana | hasta las #h am
by @ pm = hasta las @ de la tarde | hasta las @ de la noche | hasta las @ pm
by @ am = hasta las @ de la mañana | hasta las @ am
on or before = el o antes del | en o antes del | a más tardar en
hours? = y media | y cuarto | menos cuarto | más tarde | después de eso
half an hour = media hora
half a day = medio día natural
half a year = medio año
# and a half = # y medio | # y media
a month and a half = un mes y medio | mes y medio
an hour and a half = una hora y media
a day and a half = un día y medio
a year and a half = un año y medio
a week and a half = una semana y media
several = varios | varias | algunos | algunas | unos pocos | unas pocas | pocos | pocas | unos días
a couple of = un par de | par de
fortnight? = quincena | una quincena
by = hasta | hasta el | hasta la | para el | para este | para la | hasta las | hasta los
by the end of = antes de fin de | antes del fin del | antes del fin de | antes de finales de | antes del final de | antes del final del | antes de que termine | antes de que acabe | antes de que finalice | para finales de | para fines de | hasta finales de | hasta fines de | hasta fin de | hasta el fin de | hasta el final de | hasta el final del | para fin de | para el fin de | para el final de | para el final del | a más tardar a finales de | a más tardar a fines de | antes de terminar | antes de acabar | antes de concluir | antes de fines de
the end of = el final de | el final del | final del | al final del | al final de | al término del | al término de | fin del
by the weekend = para el fin de semana
by the end of the weekend = antes del fin del fin de semana
before the weekend = antes del fin de semana
until the weekend = hasta el fin de semana
late = a finales de | finales de | a fines de | fines de | finales del | a fin de | a finales del | a fines del
early = a principios de | principios de | a comienzos de | comienzos de | inicios de | a inicios de | a principios del | a comienzos del | a inicios del
mid = a mediados de | mediados de | a mediados del
by early = para principios de | hasta principios de | antes de principios de
by mid = para mediados de | hasta mediados de
at the latest = a más tardar | como muy tarde | a mas tardar | como máximo el | a más tardar el | como muy tarde el | a más tardar a | como tarde
no later than = no más tarde del | no más tarde de | no más allá del | no después del | no mas tarde del
within = dentro de | en un plazo de | en el plazo de | en un plazo máximo de | en el plazo máximo de | en el lapso de | en un lapso de | dentro del plazo de | en menos de | en un término de | en el término de | en el transcurso de | en el curso de
within the next = en los próximos | en las próximas | durante los próximos | durante las próximas | dentro de los próximos | dentro de las próximas | en los siguientes | en las siguientes
in = en | en el mes de
on = el | los
at = a eso de | a el
before = antes de | antes del | antes de la | antes de los | previo al | antes
after = después de | después del | tras | tras el | luego de | a partir de que | siguientes a | siguiente a | posteriores a | posterior a | siguientes a la | siguientes a el
from = desde | desde el | a partir de | a partir del
between = entre
# to # = de # a # | # a # | entre # y # | del # a el # | entre el # y el # | de el # a el #
or = o | u
and = y | e
no more than = no más de | máximo | como máximo | un máximo de | hasta un máximo de
up to = hasta un total de
at least = al menos | por lo menos | como mínimo | mínimo
more than = más de
less than = menos de
not before = no antes del | no antes de
not = no | nunca | sin que
no = ningún | ninguna | ni
except = salvo | excepto
instead = en lugar de | en vez de
about = aproximadamente | alrededor de | cerca de | hacia | unos | unas | en torno a | aproximado | alrededor del
nearly = casi
or so = más o menos
the = la | las | lo | del
of = de
a = un | una
1 or 2 = uno o dos | una o dos | uno a dos
this = este | esta | estos | estas
this week = esta semana
this month = este mes
this year = este año
next = próximo | próxima | siguiente
coming = próximos | próximas | siguientes
next week = próxima semana | semana que viene | proxima semana | semana entrante | semana siguiente
next month = próximo mes | mes que viene | mes próximo | mes entrante
next year = próximo año | año que viene | año próximo | año entrante
next quarter = próximo trimestre
this weekend = este fin de semana
next weekend = próximo fin de semana
last = último | última | pasado | pasada | anterior
last day of = último día de | último día del
every = cada | todos los
first half of = la primera mitad de | primera quincena de | la primera quincena de
second half of = la segunda mitad de | segunda quincena de | la segunda quincena de
immediately = inmediatamente | de inmediato | en el acto | ya mismo | ahora mismo | sin demora | de forma inmediata | de manera inmediata
easter = pascua
easter sunday = domingo de resurrección | domingo de pascua
easter monday = lunes de pascua
good friday = viernes santo
christmas = navidad
christmas eve = nochebuena
new year eve = nochevieja
new year = año nuevo
spring = primavera
summer = verano
autumn = otoño
winter = invierno
# working days = # días hábiles | # días laborables | # dias habiles | # días laborales
working days = días hábiles | días laborables
close of business = cierre de la jornada laboral | cierre de oficinas
eve = víspera | vísperas
local time = hora local | horas locales
* time = hora de * | horas de * | hora del *
eastern time = hora del este | hora de el este
kyiv time = hora ucraniana
madrid time = hora peninsular | hora española | hora peninsular española
moscow time = hora rusa
caracas time = hora venezolana | hora legal venezolana
jerusalem time = hora israelí
central european time = hora central europea
unless = a menos
if = si
once = una vez
when = cuando
deadline = plazo | fecha límite | fecha tope
ultimatum = ultimátum | ultimatum
truce = tregua
ceasefire = alto el fuego | cese al fuego
time = tiempo | hora
notice = preaviso
extended = prorrogado | prorrogar | prórroga | ampliado | extender | extendido | ampliar | prorroga
postponed = aplazado | pospuesto | aplazar | posponer | aplazamiento | postergado | retrasado
moved = adelantado | movido | trasladado
shortened = acortado | reducido
another = otros | otras | otro | otra | adicionales | más
expires = vence | expira | termina | finaliza | concluye | expirará | vencerá
must = debe | deben | deberá | deberán | debía | tendrá que | tienen que | tiene que
has = tiene | tienen | tendrá | tendrán | tenía | ha | han | había
will = será | serán
can = puede | pueden
is = es | son | está
was = era | fue | eran | fueron
gives = da | dio | dan | dado | otorga | otorgó | concede | concedió | fijó | fija | lanzó | lanza | doy
he = él | ella | ellos | ellas | se
we = nosotros
their = su | sus | les | le
says = dijo | afirmó | anunció | dice
with = con
without = sin
because = porque
that = que
but = pero
otherwise = de lo contrario
only = sólo | solo | solamente | exactamente | ya
ie = es decir | o sea
for = por | durante
now = ahora
withdraw = retirarse
leave = abandonar | salir | irse
reply = responder
comply = cumplir
accept = aceptar
sign = firmar
# days ago = hace # días
# weeks ago = hace # semanas
# hours ago = hace # horas
ago = hace
inclusive = inclusive | incluido | inclusivo
to = para | a
by monday = para lunes
by tomorrow = para mañana
by today = para hoy
by the end of the = antes de que termine el | antes de que acabe el | antes de que finalice el | antes de que termine la | antes de que acabe la
by the end of the month = a fin de mes | para fin de mes | antes de fin de mes | hasta fin de mes | antes de que acabe el mes | a fines de mes
by the end of the year = a fin de año | antes de fin de año | para fin de año | antes de finales de año | hasta fin de año
by january = para enero
by february = para febrero
by march = para marzo
by april = para abril
by may = para mayo
by june = para junio
by july = para julio
by august = para agosto
by september = para septiembre
by october = para octubre
by november = para noviembre
by december = para diciembre
the end of the weekend = el final del fin de semana | el domingo del fin de semana
# o'clock = las #h | a las #h
before # o'clock = antes de las #h
by # o'clock = hasta las #h
#:00 = las #h horas | a las #h horas | las #h h | a las #h h
overnight = en la noche del | durante la noche del
coming week = semana próxima
nightfall = atardecer | amanecer | anochecer | alba | puesta del sol | puesta de sol | cierre | almuerzo | primera hora | última hora | salida del sol
new york time = hora de nueva york | hora de new york
mexico city time = hora de ciudad de méxico | hora de la ciudad de méxico | hora del centro de méxico
tel aviv time = hora de tel aviv
buenos aires time = hora de buenos aires
hong kong time = hora de hong kong
los angeles time = hora de los ángeles
expired = venció | expiró | terminó | concluyó | finalizó | vencido | expirado | acabó | vencía
at the earliest = como pronto | cuanto antes | como muy pronto | como mínimo en | lo antes posible
by the end of next year = antes de que termine el próximo año | antes de que acabe el próximo año | antes del fin del próximo año
half = medio | media
late this month = a finales de mes | a finales de este mes
late this year = a finales de año | a finales del año | a finales de este año
pause = pausa
moratorium = moratoria
suspension = suspensión | congelación
take effect = entrar en vigor
an hour = una hora
1 o'clock = a la una | la una
1 am = a la una de la mañana | la una de la mañana | a la una de la madrugada
another # days = # días más | # días adicionales
another # weeks = # semanas más | # semanas adicionales
another # months = # meses más | # meses adicionales
another # hours = # horas más | # horas adicionales
# calendar days = # días naturales | # días corridos | # días calendario
announcement = anuncio | declaración | decreto | decisión | orden | proclamación
am = am
pm = pm
you have = quedan | queda | les quedan | le quedan | nos quedan | le queda | les queda
period = período | periodo | lapso
shortly = poco
well = mucho | bastante
shortly before = justo antes de | justo antes del
not until = no hasta | no hasta el | recién
another deadline = plazo adicional
"""
_TABLE: Final = read_table(SIGNS, TABLE, _BY_DAY)

STEMS: Final = """
not = ning imposib tampoc
cancelled = cancel anul suspend
postponed = aplaz pospon pospus posterg retras demor difier difir
moved = adelant traslad mueve
shortened = acort reduc reduj
extended = prorrog ampli extend exten extiend
gives = conced otorg fij lanz dier dieron
"""

LANGUAGE = Language(
    code="es",
    name="Spanish",
    phrases=_TABLE,
    stems=read_stems(STEMS),
    places={
        "moscú": "moscow",
        "kiev": "kyiv",
        "kyiv": "kyiv",
        "bruselas": "brussels",
        "londres": "london",
        "ginebra": "geneva",
        "viena": "vienna",
        "varsovia": "warsaw",
        "atenas": "athens",
        "teherán": "tehran",
        "pekín": "beijing",
        "jerusalén": "jerusalem",
        "bogotá": "bogota",
        "parís": "paris",
        "roma": "rome",
        "berlín": "berlin",
        "ucrania": "ukraine",
        "méxico": "mexico city",
        "cairo": "cairo",
        "miami": "miami",
    },
    ones={word: value for value, word in enumerate(_ONES)}
    | {"dieciseis": 16, "veintidos": 22, "veintitres": 23, "veintiseis": 26, "veintiún": 21, "veintiuna": 21},
    tens={
        "treinta": 30,
        "cuarenta": 40,
        "cincuenta": 50,
        "sesenta": 60,
        "setenta": 70,
        "ochenta": 80,
        "noventa": 90,
    },
    hundreds={"cien": 100, "ciento": 100, "doscientos": 200},
    ordinals={
        "primero": 1,
        "primera": 1,
        "primer": 1,
        "segunda": 2,
        "tercera": 3,
        "tercer": 3,
        "cuarta": 4,
    },
    between_numbers=frozenset({"y"}),
    cleaned=(
        (re.compile(r"\b1(?:º|°|ro|er|o)\b|\b1[º°]"), "1"),
        (re.compile(r"\bal\b"), "a el"),
        (re.compile(r"\b([0-9]{1,2}[:.][0-9]{2}) ?(?:hrs?|hs)\b\.?"), r"\1 horas"),
        (re.compile(r"\b([0-9]{1,2}) ?(?:hrs|hs)\b\.?"), r"\1 horas"),
    ),
    time_words=(
        time_words_of(_TABLE, TELLS | {"by"})
        - {
            "mar",
            "ago",
            "oct",
            "nov",
            "feb",
            "jun",
            "jul",
            "sep",
            "sept",
            "dic",
            "abr",
            "ene",
            "para",
            "la",
            "tarde",
        }
    )
    | {"hasta", "antes", "desde", "después", "plazo", "horas"},
    words=frozenset(single_words(_TABLE)) | frozenset(_ONES),
)
