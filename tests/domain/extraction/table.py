"""A small table of actors to read texts against, so that these tests do not hang on the record."""

from tracker.domain.aliases import Alias, AliasKind
from tracker.domain.extraction import ActorTable, NamedActor
from tracker.domain.vocabulary import ActorType

STATES = """
united-states|United States|America/New_York|US, U.S., USA, America|American, Americans|Washington|the White House, the Pentagon, the State Department|Joe Biden 2021-01-20 2025-01-20, Donald Trump 2025-01-20 -, Marco Rubio 2025-01-21 -
russia|Russia|Europe/Moscow|Russian Federation, Росія, Россия|Russian, Russians|Moscow|the Kremlin|Vladimir Putin 2012-05-07 -, Sergei Lavrov 2004-03-09 -
ukraine|Ukraine|Europe/Kyiv|Україна, Украина|Ukrainian, Ukrainians|Kyiv, Kiev|Bankova|Volodymyr Zelensky 2019-05-20 -, Володимир Зеленський 2019-05-20 -
iran|Iran|Asia/Tehran||Iranian, Iranians|Tehran||Masoud Pezeshkian 2024-07-28 -, Ali Khamenei 1989-06-04 -
israel|Israel|Asia/Jerusalem||Israeli, Israelis|Jerusalem||Benjamin Netanyahu 2022-12-29 -
china|China|Asia/Shanghai||Chinese|Beijing|Zhongnanhai|Xi Jinping 2013-03-14 -
mexico|Mexico|America/Mexico_City||Mexican, Mexicans|Mexico City||Claudia Sheinbaum 2024-10-01 -
canada|Canada|America/Toronto||Canadian, Canadians|Ottawa||Mark Carney 2025-03-14 -
france|France|Europe/Paris||French|Paris|the Elysee, the Quai d'Orsay|Emmanuel Macron 2017-05-14 -
germany|Germany|Europe/Berlin||German, Germans|Berlin||Friedrich Merz 2025-05-06 -
united-kingdom|United Kingdom|Europe/London|UK, U.K., Britain, Great Britain|British|London|Downing Street|Keir Starmer 2024-07-05 -
poland|Poland|Europe/Warsaw||Polish, Poles|Warsaw||Donald Tusk 2023-12-13 -
turkey|Turkey|Europe/Istanbul|Türkiye|Turkish, Turks|Ankara||Recep Tayyip Erdogan 2014-08-28 -
iraq|Iraq|Asia/Baghdad||Iraqi, Iraqis|Baghdad||
lebanon|Lebanon|Asia/Beirut||Lebanese|Beirut||Joseph Aoun 2025-01-09 -
qatar|Qatar|Asia/Qatar||Qatari, Qataris|Doha||
saudi-arabia|Saudi Arabia|Asia/Riyadh||Saudi, Saudis|Riyadh||
niger|Niger|Africa/Niamey||Nigerien|Niamey||
serbia|Serbia|Europe/Belgrade||Serbian, Serb, Serbs|Belgrade||Aleksandar Vucic 2017-05-31 -
kosovo|Kosovo|Europe/Belgrade||Kosovar, Kosovars|Pristina||Albin Kurti 2021-03-22 -
india|India|Asia/Kolkata||Indian, Indians|New Delhi, Delhi||Narendra Modi 2014-05-26 -
pakistan|Pakistan|Asia/Karachi||Pakistani, Pakistanis|Islamabad||Shehbaz Sharif 2024-03-04 -
ethiopia|Ethiopia|Africa/Addis_Ababa||Ethiopian, Ethiopians|Addis Ababa||Abiy Ahmed 2018-04-02 -
eritrea|Eritrea|Africa/Asmara||Eritrean, Eritreans|Asmara||
venezuela|Venezuela|America/Caracas||Venezuelan, Venezuelans|Caracas||Nicolas Maduro 2013-04-19 2026-01-03
denmark|Denmark|Europe/Copenhagen||Danish, Danes|Copenhagen||Mette Frederiksen 2019-06-27 -
north-korea|North Korea|Asia/Pyongyang|DPRK|North Korean, North Koreans|Pyongyang||Kim Jong Un 2011-12-17 -
south-korea|South Korea|Asia/Seoul||South Korean, South Koreans|Seoul||
japan|Japan|Asia/Tokyo||Japanese|Tokyo||
syria|Syria|Asia/Damascus||Syrian, Syrians|Damascus||
armenia|Armenia|Asia/Yerevan||Armenian, Armenians|Yerevan||Nikol Pashinyan 2018-05-08 -
azerbaijan|Azerbaijan|Asia/Baku||Azerbaijani, Azerbaijanis, Azeri|Baku||Ilham Aliyev 2003-10-31 -
hungary|Hungary|Europe/Budapest||Hungarian, Hungarians|Budapest||Viktor Orban 2010-05-29 -
belarus|Belarus|Europe/Minsk||Belarusian, Belarusians|Minsk||Alexander Lukashenko 1994-07-20 -
lithuania|Lithuania|Europe/Vilnius||Lithuanian, Lithuanians|Vilnius||
mali|Mali|Africa/Bamako||Malian, Malians|Bamako||
thailand|Thailand|Asia/Bangkok||Thai, Thais|Bangkok||
cambodia|Cambodia|Asia/Phnom_Penh||Cambodian, Cambodians|Phnom Penh||
sudan|Sudan|Africa/Khartoum||Sudanese|Khartoum||
rwanda|Rwanda|Africa/Kigali||Rwandan, Rwandans|Kigali||
egypt|Egypt|Africa/Cairo||Egyptian, Egyptians|Cairo||
georgia|Georgia|Asia/Tbilisi||Georgian, Georgians|Tbilisi||
south-africa|South Africa|Africa/Johannesburg||South African, South Africans|Pretoria||
philippines|Philippines|Asia/Manila||Philippine, Filipino, Filipinos|Manila||
slovakia|Slovakia|Europe/Bratislava||Slovak, Slovaks|Bratislava||Robert Fico 2023-10-25 -
colombia|Colombia|America/Bogota||Colombian, Colombians|Bogota||
chad|Chad|Africa/Ndjamena||Chadian, Chadians|N'Djamena||
democratic-republic-of-the-congo|Democratic Republic of the Congo|Africa/Kinshasa|Democratic Republic of Congo, Congo, DRC|Congolese|Kinshasa||
central-african-republic|Central African Republic|Africa/Bangui||Central African|Bangui||
united-arab-emirates|United Arab Emirates|Asia/Dubai|UAE, the Emirates|Emirati, Emiratis|Abu Dhabi||
bolivia|Bolivia|America/La_Paz||Bolivian, Bolivians|La Paz||
"""
OTHERS = (
    NamedActor("hamas", "Hamas", ActorType.ARMED_GROUP),
    NamedActor("hezbollah", "Hezbollah", ActorType.ARMED_GROUP),
    NamedActor(
        "houthis",
        "Houthis",
        ActorType.ARMED_GROUP,
        aliases=(Alias("Houthi", AliasKind.DEMONYM),),
        timezone="Asia/Aden",
    ),
    NamedActor("m23", "M23", ActorType.ARMED_GROUP, timezone="Africa/Kigali"),
    NamedActor(
        "ecowas",
        "Economic Community of West African States (ECOWAS)",
        ActorType.ORGANISATION,
        timezone="Africa/Lagos",
    ),
    NamedActor(
        "european-union",
        "European Union",
        ActorType.ORGANISATION,
        timezone="Europe/Brussels",
        code="EU",
        aliases=(
            Alias("EU"),
            Alias("Brussels", AliasKind.CAPITAL),
            Alias("European Commission", AliasKind.SEAT),
        ),
    ),
    NamedActor("nato", "NATO", ActorType.ORGANISATION, timezone="Europe/Brussels"),
    NamedActor(
        "united-nations",
        "United Nations",
        ActorType.ORGANISATION,
        timezone="America/New_York",
        aliases=(Alias("UN"), Alias("U.N.")),
    ),
    NamedActor(
        "african-union",
        "African Union",
        ActorType.ORGANISATION,
        timezone="Africa/Addis_Ababa",
        aliases=(Alias("AU"),),
    ),
    NamedActor(
        "niger-cnsp",
        "National Council for the Safeguard of the Homeland (CNSP)",
        ActorType.DE_FACTO_AUTHORITY,
        timezone="Africa/Niamey",
    ),
    NamedActor(
        "tigray-peoples-liberation-front",
        "Tigray People's Liberation Front (TPLF)",
        ActorType.ARMED_GROUP,
        timezone="Africa/Addis_Ababa",
    ),
    NamedActor("afghanistan-taliban", "Taliban", ActorType.DE_FACTO_AUTHORITY, timezone="Asia/Kabul"),
    NamedActor(
        "wagner-group",
        "Wagner Group",
        ActorType.ARMED_GROUP,
        timezone="Europe/Moscow",
        aliases=(Alias("Wagner"),),
    ),
    NamedActor(
        "donald-trump",
        "Donald Trump",
        ActorType.PERSON,
        represents="united-states",
        aliases=(Alias("Trump"),),
    ),
    NamedActor("yevgeny-prigozhin", "Yevgeny Prigozhin", ActorType.PERSON, represents="wagner-group"),
)


def _state(line: str) -> NamedActor:
    slug, name, timezone, names, demonyms, capitals, seats, leaders = line.split("|")
    aliases = [Alias(each) for each in _each(names)]
    for kind, words in (
        (AliasKind.DEMONYM, demonyms),
        (AliasKind.CAPITAL, capitals),
        (AliasKind.SEAT, seats),
    ):
        aliases += [Alias(each, kind) for each in _each(words)]
    for each in _each(leaders):
        words, since, until = each.rsplit(" ", 2)
        aliases.append(Alias(words, AliasKind.LEADER, since, "" if until == "-" else until))
    return NamedActor(slug, name, ActorType.STATE, timezone=timezone, aliases=tuple(aliases))


def _each(words: str) -> list[str]:
    return [each.strip() for each in words.split(",") if each.strip()]


TABLE = ActorTable([*map(_state, STATES.strip().splitlines()), *OTHERS])
