"""Words of time in other languages that are written in Latin letters: their presence alone is a refusal.

English is read, with the words it does not know left out where they stand apart from the time limit; a word
of this list is one that was not left out by whoever said it. Those that English has as well ('april', 'mars',
'ore') are not here; the place of a word catches what this list does not have.
"""

from typing import Final

_BY_LANGUAGE: Final = {
    "German": """
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz
        mai juni juli oktober dezember heute morgen übermorgen gestern stunde stunden tagen woche
        wochen monat monate monaten jahr jahre jahren minuten uhr mittag mitternacht abend bis
        spätestens innerhalb binnen frist nachmittag vormittag ende anfang
    """,
    "French": """
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février avril juin juillet août
        octobre novembre décembre aujourd'hui demain hier heure heures jour jours semaine semaines
        mois année années midi minuit matin soir jusqu'au jusqu'à jusque d'ici délai dans dès après
    """,
    "Spanish": """
        lunes miércoles miercoles jueves viernes sábado domingo enero febrero marzo abril mayo junio
        julio agosto septiembre setiembre octubre noviembre diciembre hoy mañana ayer hora horas día
        días dias semana semanas meses año años mediodía mediodia medianoche tarde noche hasta antes
        desde después despues plazo
    """,
    "Italian": """
        lunedì martedì mercoledì giovedì venerdì lunedi martedi mercoledi giovedi venerdi sabato
        domenica gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre oggi domani
        ieri giorno giorni settimana settimane mese mesi anni mezzogiorno mezzanotte mattina entro
        fino dopo
    """,
    "Portuguese": """
        segunda-feira terça sexta feira sábado janeiro fevereiro março maio junho julho setembro
        outubro novembro dezembro hoje amanhã ontem horas mês meses anos meio-dia meia-noite até
        depois
    """,
    "Polish": """
        poniedziałek poniedziałku wtorek wtorku środa środy środę czwartek czwartku piątek piątku
        piatku sobota soboty sobotę niedziela niedzieli niedzielę stycznia lutego marca kwietnia
        maja czerwca lipca sierpnia września października listopada grudnia dziś dzisiaj jutro jutra
        wczoraj godzina godziny godzin dzień dni tydzień tygodni tygodnie miesiąc miesiące miesięcy
        południe południa północ północy przed
    """,
    "Turkish": """
        pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat nisan mayıs haziran temmuz
        ağustos eylül ekim kasım aralık bugün yarın dün saat gün hafta yıl öğle öğlen akşam gece
        kadar önce sonra içinde
    """,
    "Dutch": """
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart augustus
        vandaag morgen overmorgen uur uren dagen weken maand maanden jaar middag middernacht avond
        uiterlijk
    """,
    "Swedish, Danish and Norwegian": """
        måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag januar
        februar juni juli augusti oktober idag imorgon imorgen timmar timer dagar dager dage veckor
        uger uker månader måneder år senast senest inden
    """,
}
FOREIGN: Final = {word: language for language, words in _BY_LANGUAGE.items() for word in words.split()}
