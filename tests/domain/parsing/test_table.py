"""Many wordings with the window each of them names, and those that are refused with the reason.

A line of `READ` is: words | the day or instant, or two with '..' between | precision | the zone, if the words
name it. A line of `REFUSED` is: words | what the message says. Both hang on announcement and seat.
"""

import pytest

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.parsing import Unreadable, read

READ = {
    ("2025-07-14", "America/New_York"): """
        the weekend | 2025-07-19 .. 2025-07-20 | range
        second Friday in August | 2025-08-08 | day
        the week of August 4 | 2025-08-04 .. 2025-08-10 | range
        last week of August | 2025-08-25 .. 2025-08-31 | vague
        by the first week of August | 2025-08-01 .. 2025-08-07 | vague
        by Christmas | 2025-12-25 | day
        early 2026 | 2026-01-01 .. 2026-04-30 | vague
        a week on Friday | 2025-07-25 | day
        10 working days | 2025-07-28 | day
        by the 15th | 2025-07-15 | day
        a year and a half | 2027-01-14 | day
        within 50 days | 2025-09-02 | day
        two weeks | 2025-07-28 | day
        10 to 12 days | 2025-07-24 .. 2025-07-26 | range
        10-12 days | 2025-07-24 .. 2025-07-26 | range
        10–12 days | 2025-07-24 .. 2025-07-26 | range
        between two and three weeks | 2025-07-28 .. 2025-08-04 | range
        10 days or two weeks | 2025-07-24 .. 2025-07-28 | range
        between 10 days and two weeks | 2025-07-24 .. 2025-07-28 | range
        half a year | 2026-01-14 | day
        a fortnight | 2025-07-28 | day
        two fortnights | 2025-08-11 | day
        a couple of days | 2025-07-16 | day
        within a hundred and twenty days | 2025-11-11 | day
        thirty-one days | 2025-08-14 | day
        by Saturday noon | 2025-07-19T12:00:00-04:00 | instant
        before Friday | 2025-07-17 | day
        Thursday midnight Kyiv time | 2025-07-18T00:00:00+03:00 | instant | Europe/Kyiv
        by Friday 20:00 | 2025-07-18T20:00:00-04:00 | instant
        by Friday 8:00 | 2025-07-18T08:00:00-04:00 | instant
        by Friday 5 p.m. ET | 2025-07-18T17:00:00-04:00 | instant | America/New_York
        by Friday 23:59 CET | 2025-07-18T23:59:00+01:00 | instant | Etc/GMT-1
        by Friday 23:59 CEST | 2025-07-18T23:59:00+02:00 | instant | Europe/Brussels
        by Friday noon EST | 2025-07-18T12:00:00-05:00 | instant | Etc/GMT+5
        by Friday noon EDT | 2025-07-18T12:00:00-04:00 | instant | America/New_York
        by Friday 9am PT | 2025-07-18T09:00:00-07:00 | instant | America/Los_Angeles
        by Friday noon UTC+3 | 2025-07-18T12:00:00+03:00 | instant | Etc/GMT-3
        by Friday noon GMT-5 | 2025-07-18T12:00:00-05:00 | instant | Etc/GMT+5
        by Friday noon UTC+5:30 | 2025-07-18T12:00:00+05:30 | instant | UTC
        by Friday UTC+3 | 2025-07-18 | day | Etc/GMT-3
        by Friday, Kyiv time | 2025-07-18 | day | Europe/Kyiv
        by Friday 18:00 New Delhi time | 2025-07-18T18:00:00+05:30 | instant | Asia/Kolkata
        by 2 September | 2025-09-02 | day
        by the 2nd of September | 2025-09-02 | day
        until April 2nd | 2026-04-02 | day
        Aug. 8 | 2025-08-08 | day
        8 August 2025 at 18:00 | 2025-08-08T18:00:00-04:00 | instant
        2025-09-02 | 2025-09-02 | day
        2025-09-02T18:00Z | 2025-09-02T18:00:00+00:00 | instant | UTC
        2025-09-02T18:00+03:00 | 2025-09-02T18:00:00+03:00 | instant | Etc/GMT-3
        2025-09-02 18:00 UTC | 2025-09-02T18:00:00+00:00 | instant | UTC
        9/22/2025 | 2025-09-22 | day
        22/9/2025 | 2025-09-22 | day
        22.09.2025 | 2025-09-22 | day
        by the end of the week | 2025-07-20 | day
        by the end of the month | 2025-07-31 | day
        by the end of the quarter | 2025-09-30 | day
        by the end of the year | 2025-12-31 | day
        by year-end | 2025-12-31 | day
        by the end of August | 2025-08-31 | day
        end of next month | 2025-08-31 | day
        before the end of 2026 | 2026-12-31 | day
        by the end of 2026 | 2026-12-31 | day
        by the end of Q3 | 2025-09-30 | day
        early September | 2025-09-01 .. 2025-09-10 | vague
        mid-July | 2025-07-14 .. 2025-07-20 | vague
        late August 2026 | 2026-08-21 .. 2026-08-31 | vague
        late February 2028 | 2028-02-21 .. 2028-02-29 | vague
        beginning of August | 2025-08-01 .. 2025-08-10 | vague
        the first half of August | 2025-08-01 .. 2025-08-15 | vague
        in June | 2026-06-01 .. 2026-06-30 | month
        by June | 2026-06-01 .. 2026-06-30 | month
        before June | 2026-05-31 | day
        in May | 2026-05-01 .. 2026-05-31 | month
        you may have 10 days | 2025-07-24 | day
        by May | 2026-05-01 .. 2026-05-31 | month
        tonight | 2025-07-14 | day
        by tonight at 8 | 2025-07-14T20:00:00-04:00 | instant
        today | 2025-07-14 | day
        tomorrow | 2025-07-15 | day
        tomorrow noon | 2025-07-15T12:00:00-04:00 | instant
        tomorrow at noon Kyiv time | 2025-07-15T12:00:00+03:00 | instant | Europe/Kyiv
        day after tomorrow | 2025-07-16 | day
        the day after tomorrow | 2025-07-16 | day
        10 days from today | 2025-07-24 | day
        10 days from now | 2025-07-24 | day
        midnight | 2025-07-15T00:00:00-04:00 | instant
        by 5 pm | 2025-07-14T17:00:00-04:00 | instant
        12 midnight Friday | 2025-07-19T00:00:00-04:00 | instant
        by 12 a.m. on August 1 | 2025-08-01T00:00:00-04:00 | instant
        by 12:01 a.m. on August 1 | 2025-08-01T00:01:00-04:00 | instant
        Thursday or Friday | 2025-07-17 .. 2025-07-18 | range
        between Thursday and Saturday | 2025-07-17 .. 2025-07-19 | range
        from 3 May to 5 May | 2026-05-03 .. 2026-05-05 | range
        4 or 5 May | 2026-05-04 .. 2026-05-05 | range
        May 4-5 | 2026-05-04 .. 2026-05-05 | range
        3-5 September 2025 | 2025-09-03 .. 2025-09-05 | range
        in June or July | 2026-06-01 .. 2026-07-31 | range
        next week | 2025-07-21 .. 2025-07-27 | range
        this week | 2025-07-14 .. 2025-07-20 | range
        this month | 2025-07-14 .. 2025-07-31 | range
        next month | 2025-08-01 .. 2025-08-31 | month
        next year | 2026-01-01 .. 2026-12-31 | range
        in 2026 | 2026-01-01 .. 2026-12-31 | range
        by 2026 | 2026-01-01 .. 2026-12-31 | range
        until 2026 | 2026-01-01 .. 2026-12-31 | range
        before 2026 | 2025-12-31 | day
        no more than 10 days | 2025-07-24 | day
        10 days from 1 September | 2025-09-11 | day
        48 hours from noon Monday | 2025-07-23T12:00:00-04:00 | instant
        two weeks from Friday | 2025-08-01 | day
        two weeks after the announcement | 2025-07-28 | day
        within 1,000 days | 2028-04-09 | day
        within 99 years | 2124-07-14 | day
        by 29 February | 2028-02-29 | day
        this evening | 2025-07-14 | day
        Friday evening | 2025-07-18 | day
        by eight in the evening on Friday | 2025-07-18T20:00:00-04:00 | instant
        Friday at 8 o'clock at night | 2025-07-18T20:00:00-04:00 | instant
        at 1400 GMT Tuesday | 2025-07-15T14:00:00+00:00 | instant | UTC
        1400 hours on Tuesday | 2025-07-15T14:00:00-04:00 | instant
        within 1400 hours | 2025-09-10T08:00:00-04:00 .. 2025-09-11T08:00:00-04:00 | range
        by 18h00 on Friday | 2025-07-18T18:00:00-04:00 | instant
        at 18h on Friday | 2025-07-18T18:00:00-04:00 | instant
        1:30 a.m. EDT on 2 November 2025 | 2025-11-02T01:30:00-04:00 | instant | America/New_York
        1:30 a.m. UTC-4 on 2 November 2025 | 2025-11-02T01:30:00-04:00 | instant | America/New_York
        by 1 May 2020 | 2020-05-01 | day
        by 12 July | 2026-07-12 | day
        in July | 2025-07-14 .. 2025-07-31 | range
        in early July | 2026-07-01 .. 2026-07-10 | vague
        about 50 days | 2025-09-02 | vague
        around noon Friday | 2025-07-18T12:00:00-04:00 | vague
        in 10 days or so | 2025-07-24 | vague
        in 10 days at noon | 2025-07-24T12:00:00-04:00 | instant
        extended by another two weeks | 2025-07-28 | day
        20 to 30 days | 2025-08-03 .. 2025-08-13 | range
        twenty to thirty days | 2025-08-03 .. 2025-08-13 | range
        by the close of business Friday | 2025-07-18T17:00:00-04:00 | instant
        in 60 days unless extended by 30 days | 2025-09-12 | day
        25% tariffs from 1 August | 2025-08-01 | day
        by mid-day Friday | 2025-07-18T12:00:00-04:00 | instant
        by Friday of next week | 2025-07-25 | day
        Friday next week | 2025-07-25 | day
        a week from Tuesday | 2025-07-22 | day
        by 4 July 2026 at 9:30 am | 2026-07-04T09:30:00-04:00 | instant
        by noon local time Friday | 2025-07-18T12:00:00-04:00 | instant
        by 5 a.m. Friday Moscow | 2025-07-18T05:00:00+03:00 | instant | Europe/Moscow
        twelve o'clock tonight | 2025-07-15T00:00:00-04:00 | instant
        Sunday night | 2025-07-20 | day
        third quarter of 2026 | 2026-07-01 .. 2026-09-30 | range
        in Q3 2026 | 2026-07-01 .. 2026-09-30 | range
        within 10 calendar days | 2025-07-24 | day
        five (5) days | 2025-07-19 | day
        in the second half of next month | 2025-08-16 .. 2025-08-31 | vague
        in ten days' time | 2025-07-24 | day
        ten days hence | 2025-07-24 | day
        before 10 days are over | 2025-07-24 | day
        by September | 2025-09-01 .. 2025-09-30 | month
        by Sept 2 2026 | 2026-09-02 | day
        on 5/5/2025 | 2025-05-05 | day
        no later than Friday | 2025-07-18 | day
        not later than 3 October 2025 | 2025-10-03 | day
        by midnight GMT on 31 October | 2025-11-01T00:00:00+00:00 | instant | UTC
        by 24:00 on 31 October | 2025-11-01T00:00:00-04:00 | instant
        by 00:00 on 1 November | 2025-11-01T00:00:00-04:00 | instant
        Saturday at 12 noon Israel time | 2025-07-19T12:00:00+03:00 | instant | Asia/Jerusalem
        by noon Israel must withdraw | 2025-07-14T12:00:00-04:00 | instant
        from now until Friday | 2025-07-18 | day
        starting Monday | 2025-07-21 | day
        from Friday | 2025-07-18 | day
        before Friday next week | 2025-07-24 | day
        late August or early September | 2025-08-21 .. 2025-09-10 | vague
        by Saturday noon in Kyiv | 2025-07-19T12:00:00+03:00 | instant | Europe/Kyiv
        60-day | 2025-09-12 | day
        within 10 days, calculated from May 8 2025 | 2025-05-18 | day
        10 days starting Monday | 2025-07-31 | day
        until 6:30 a.m. Cairo time on October 31 | 2025-10-31T06:30:00+02:00 | instant | Africa/Cairo
        Friday and Saturday | 2025-07-18 .. 2025-07-19 | range
        first day of August | 2025-08-01 | day
        one day | 2025-07-15 | day
        once Friday comes | 2025-07-18 | day
        if not done by Friday | 2025-07-18 | day
        when 10 days pass | 2025-07-24 | day
        in ten to twelve days' time, Kyiv time | 2025-07-24 .. 2025-07-26 | range | Europe/Kyiv
        by Fri., Aug. 8, 2025, 5:00 p.m. EDT | 2025-08-08T17:00:00-04:00 | instant | America/New_York
        within two years and six months | 2028-01-14 | day
        noon tomorrow, Washington time | 2025-07-15T12:00:00-04:00 | instant | America/New_York
        tomorrow midnight | 2025-07-16T00:00:00-04:00 | instant
        by midnight tonight | 2025-07-15T00:00:00-04:00 | instant
        by 3 o'clock this afternoon | 2025-07-14T15:00:00-04:00 | instant
        by 11:59 pm ET on Aug 31 | 2025-08-31T23:59:00-04:00 | instant | America/New_York
        31 August, 23.59 CET | 2025-08-31T23:59:00+01:00 | instant | Etc/GMT-1
        January 15, 1991 midnight EST | 1991-01-16T00:00:00-05:00 | instant | America/New_York
        3 or 4 Jan 2026 at noon | 2026-01-03T12:00:00-05:00 .. 2026-01-04T12:00:00-05:00 | range
        May | 2026-05-01 .. 2026-05-31 | month
        march on Friday | 2025-07-18 | day
        within 72 hrs of noon Monday GMT | 2025-07-24T12:00:00+00:00 | instant | UTC
        24h | 2025-07-15T00:00:00-04:00 .. 2025-07-16T00:00:00-04:00 | range
        in 2 months' time | 2025-09-14 | day
        within 3-4 weeks | 2025-08-04 .. 2025-08-11 | range
        by September 3rd or 4th | 2025-09-03 .. 2025-09-04 | range
        from 9 am Friday | 2025-07-18T09:00:00-04:00 | instant
        You have 10 days. | 2025-07-24 | day
        They must leave within ten (10) days | 2025-07-24 | day
        IN 50 DAYS | 2025-09-02 | day
        until noon on Tuesday, Brussels time | 2025-07-15T12:00:00+02:00 | instant | Europe/Brussels
        by Wednesday 6 p.m. Paris time | 2025-07-16T18:00:00+02:00 | instant | Europe/Paris
        by Wednesday 6 p.m. Berlin time | 2025-07-16T18:00:00+02:00 | instant | Europe/Berlin
        by Wednesday 6 p.m. London time | 2025-07-16T18:00:00+01:00 | instant | Europe/London
        by Wednesday 6 p.m. BST | 2025-07-16T18:00:00+01:00 | instant | Europe/London
        by Wednesday 6 p.m. MSK | 2025-07-16T18:00:00+03:00 | instant | Europe/Moscow
        by Wednesday 6 p.m. Moscow time | 2025-07-16T18:00:00+03:00 | instant | Europe/Moscow
        by Wednesday 6 p.m. Tehran time | 2025-07-16T18:00:00+03:30 | instant | Asia/Tehran
        by Wednesday 6 p.m. Istanbul time | 2025-07-16T18:00:00+03:00 | instant | Europe/Istanbul
        by Wednesday 6 p.m. Jerusalem time | 2025-07-16T18:00:00+03:00 | instant | Asia/Jerusalem
        by Wednesday 6 p.m. Beijing time | 2025-07-16T18:00:00+08:00 | instant | Asia/Shanghai
        by Wednesday 6 p.m. central time | 2025-07-16T18:00:00-05:00 | instant | America/Chicago
        by Wednesday 6 p.m. mountain time | 2025-07-16T18:00:00-06:00 | instant | America/Denver
        by Wednesday 6 p.m. pacific time | 2025-07-16T18:00:00-07:00 | instant | America/Los_Angeles
        by Wednesday 18:00Z | 2025-07-16T18:00:00+00:00 | instant | UTC
        by Wednesday 18:00 GMT | 2025-07-16T18:00:00+00:00 | instant | UTC
        by Wednesday 18:00 Kiev time | 2025-07-16T18:00:00+03:00 | instant | Europe/Kyiv
        next Monday at 5 P.M. Central European Time | 2025-07-21T17:00:00+02:00 | instant | Europe/Brussels
        by the end of the day | 2025-07-14 | day
        by the end of tomorrow | 2025-07-15 | day
        by the end of Friday | 2025-07-18 | day
        by the end of the day on Friday | 2025-07-18 | day
        by month's end | 2025-07-31 | day
        before midnight on Friday | 2025-07-19T00:00:00-04:00 | instant
        before 5 pm Friday | 2025-07-18T17:00:00-04:00 | instant
        this weekend | 2025-07-19 .. 2025-07-20 | range
        by Saturday's deadline | 2025-07-19 | day
        in the next two weeks | 2025-07-28 | day
        over the coming 30 days | 2025-08-13 | day
        at midnight between Friday and Saturday | 2025-07-19T00:00:00-04:00 | instant
    """,
    ("2025-07-14T20:00:00Z", "America/New_York"): """
        within the next 48 hours | 2025-07-16T16:00:00-04:00 | instant
        in 30 minutes | 2025-07-14T16:30:00-04:00 | instant
        one day and 12 hours | 2025-07-16T04:00:00-04:00 | instant
        half an hour | 2025-07-14T16:30:00-04:00 | instant
        48 hours from now | 2025-07-16T16:00:00-04:00 | instant
        midnight | 2025-07-15T00:00:00-04:00 | instant
        noon | 2025-07-15T12:00:00-04:00 | instant
        within 24 to 36 hours | 2025-07-15T16:00:00-04:00 .. 2025-07-16T04:00:00-04:00 | range
        today | 2025-07-14 | day
    """,
    ("1899-12-25", "America/New_York"): """
        in 10 days | 1900-01-04 | day
    """,
    ("1899-12-31", "Europe/Kyiv"): """
        by Friday noon | 1900-01-05T09:57:56Z | instant
        by noon on 5 January | 1900-01-05T09:57:56Z | instant
    """,
    ("2011-12-28", "Pacific/Apia"): """
        within 3 days | 2011-12-31 | day
    """,
    ("2011-12-29", "Pacific/Apia"): """
        31 December 2011 | 2011-12-31 | day
        in two days | 2011-12-31 | day
    """,
    ("2011-12-29T20:00:00-10:00", "Pacific/Apia"): """
        within 24 hours | 2011-12-31T20:00:00+14:00 | instant
    """,
    ("2024-02-29", "America/New_York"): """
        in one year | 2025-02-28 | day
        in four years | 2028-02-29 | day
    """,
    ("2025-01-01", "America/New_York"): """
        3 May to 5 May 2026 | 2026-05-03 .. 2026-05-05 | range
        December or January 2026 | 2025-12-01 .. 2026-01-31 | range
    """,
    ("2025-01-14", "Asia/Jerusalem"): """
        by Friday noon IST | 2025-01-17T12:00:00+02:00 | instant | Asia/Jerusalem
    """,
    ("2025-01-31", "America/New_York"): """
        in a month | 2025-02-28 | day
    """,
    ("2025-03-08", "America/New_York"): """
        within 48 hours | 2025-03-10T01:00:00-04:00 .. 2025-03-11T01:00:00-04:00 | range
    """,
    ("2025-03-08T20:00:00-05:00", "America/New_York"): """
        within 48 hours | 2025-03-10T21:00:00-04:00 | instant
    """,
    ("2025-03-20", "Europe/Kyiv"): """
        on 29 March 2025 | 2025-03-29 | day
    """,
    ("2025-03-29T20:00:00+00:00", "Europe/London"): """
        within 24 hours | 2025-03-30T21:00:00+01:00 | instant
    """,
    ("2025-04-20", "Africa/Cairo"): """
        midnight on 24 April 2025 | 2025-04-25T01:00:00+03:00 | instant
    """,
    ("2025-07", "America/New_York"): """
        by the end of the month | 2025-07-31 | day
        by 12 July | 2025-07-12 | day
    """,
    ("2025-07-15", "America/New_York"): """
        next Tuesday | 2025-07-22 | day
        Tuesday | 2025-07-22 | day
    """,
    ("2025-07-15T02:00:00Z", "America/New_York"): """
        tonight | 2025-07-14 | day
    """,
    ("2025-07-25", "America/New_York"): """
        mid July | 2026-07-11 .. 2026-07-20 | vague
    """,
    ("2025-07-28", "America/New_York"): """
        about 10 or 12 days from today | 2025-08-07 .. 2025-08-09 | range
        10 or 12 days | 2025-08-07 .. 2025-08-09 | range
    """,
    ("2025-07-29", "America/New_York"): """
        Ten days from today | 2025-08-08 | day
    """,
    ("2025-10-20", "Europe/Kyiv"): """
        by 26 October 2025 at 03:30 UTC+2 | 2025-10-26T03:30:00+02:00 | instant | Europe/Kyiv
    """,
    ("2025-10-25T20:00:00+03:00", "Europe/Kyiv"): """
        within 24 hours | 2025-10-26T19:00:00+02:00 | instant
    """,
    ("2025-11-01T20:00:00-04:00", "America/New_York"): """
        within 24 hours | 2025-11-02T19:00:00-05:00 | instant
    """,
    ("2026-02-19", "America/New_York"): """
        10, 15 days | 2026-03-01 .. 2026-03-06 | range
    """,
    ("2096-03-01", "America/New_York"): """
        by 29 February | 2104-02-29 | day
    """,
    ("2100-01-31", "America/New_York"): """
        in 1 month | 2100-02-28 | day
        in one month | 2100-02-28 | day
    """,
}
REFUSED = {
    ("2025-07-14", "America/New_York"): """
        by next Tuesday 8 pm Eastern | 'next' may be the day of this week or that of the next
                a few days | 'few days' names no number
        several weeks | 'several weeks' names no number
        by Friday noon IST | 'IST' is used in Israel, India and Ireland; write the place, as 'Kyiv time'
        by Friday noon CST | 'CST' is used in Central America, China and Cuba; write the place, as 'Kyiv time'
        by Friday, UTC+5:30 | no named zone keeps that distance from UTC; name the zone, such as 'New Delhi time'
        9/2/2025 | the first number of the date may be the day or the month; write the month as a word
        beginning of summer | 'beginning of …' can only be read of a week, a month or a year
        by 12 o'clock Friday | 12 o'clock does not say whether it is noon or midnight
        Monday 12 May | 2026-05-12 is a Tuesday, not a Monday
        Tuesday, 12 May 2025 | 2025-05-12 is a Monday, not a Tuesday
        business days | 'days' was not understood in these words
        10 days ago | 'ago' counts backwards
        at least 10 days | 'at least' says when the time limit does not end, not when it ends
        not before Friday | 'not before' says when the time limit does not end, not when it ends
        after Friday | 'after' a day says when the time limit does not end, not when it ends
        more than 10 days | 'more than' says when the time limit does not end, not when it ends
        within 10 days of receipt | it counts 'of receipt', of which the words give no date
        within 99999999999 days | the number 99999999999 is too large for a time limit
        within 500 years | the time limit would end outside the calendar that is kept ('2525-07-14' is outside the years 1800 to 2199)
        0 days | 0 days is no time limit
        by 31 June | 31 June is in no year
        by 30 February 2024 | 2024-02-30 is in no calendar
        every Friday | 'every' was not understood in these words
        by last Friday | 'last' was not understood in these words
        Friday at 8 | 8 o'clock does not say whether it is in the morning or in the evening
        2:30 a.m. on 9 March 2025 | 02:30 on 2025-03-09 in America/New_York does not exist: the clocks went forward past it that day
        1:30 a.m. on 2 November 2025 | 01:30 on 2025-11-02 in America/New_York happens twice as the clocks go back; add its distance from UTC, UTC-04:00 or UTC-05:00
        50 days; then 20 more | '20' was not understood in these words
        $3.50 by Friday | '3.50' was not understood in these words
        early or mid September | 'early' was not understood in these words
        Tuesday at 9 pm or Wednesday | the words name two days, and an hour for the first alone
        today is day 61 | 'day' was not understood in these words
        at midnight between Friday and Sunday | midnight between or on two days is no certain hour
        до 2 September | 'до' is not written in Latin letters; the words look Russian (ru) or Ukrainian (uk), and were to be read in English
        by 2 September 25 | '25' was not understood in these words
        second week | 'second' was not understood in these words
        by 1 p.m. Beijing time 12:00 | the words name two different hours
        by 10 | '10' was not understood in these words
        10 | '10' was not understood in these words
        Saturday, Sunday | the words name two different days
        29 February 2100 | 2100-02-29 is in no calendar
        no less than 10 days | 'no less than' says when the time limit does not end, not when it ends
        at the earliest on Friday | 'at the earliest' says when the time limit does not end, not when it ends
        by noon or midnight Friday | the words name two different hours
        by 25:00 on Friday | '25:00' is not an hour of the day
        by 13 pm Friday | '13 pm': an hour with pm lies between 1 and 12
        by 20:75 Friday | '20:75' is not an hour of the day
        by Friday UTC+19 | 'utc+19' is not a distance from UTC that any clock keeps
        by Friday and in 10 days | the words name two time limits: the count leads to 2025-07-24, the date is 2025-07-18
        within 5 hours at noon | a count of hours and an hour of the day are two different time limits
        10 or 5 days | '10 or 5' is not in rising order
        before today | the time limit would have ended 2025-07-13, before it was announced (2025-07-14)
        1 month or 20 days | the two stretches of time are not in rising order
        one month and 3 hours | months have no fixed number of hours
        10 days from early September | a count cannot begin anywhere between 2025-09-01 and 2025-09-10
        by 2 September 1799 | '1799' was not understood in these words
        by 2 September 2200 | '2200' was not understood in these words
        in 200 years | the time limit would end outside the calendar that is kept ('2225-07-14' is outside the years 1800 to 2199)
        in 1.5 hours | '1' was not understood in these words
        2½ hours | '2' was not understood in these words
    """,  # noqa: E501 -- a message stands on one line
    ("2025-07-14T20:00:00Z", "America/New_York"): """
        by noon today | the time limit would have ended 2025-07-14 16:00:00+00:00, before it was announced (2025-07-14T20:00:00Z)
    """,  # noqa: E501 -- a message stands on one line
    ("1899-01-01", "America/New_York"): """
        29 February 1900 | 1900-02-29 is in no calendar
    """,
    ("2011-12-20", "Pacific/Apia"): """
        30 December 2011 | 2011-12-30 does not exist in Pacific/Apia: the zone skipped that day
        noon on 30 December 2011 | 12:00 on 2011-12-30 in Pacific/Apia does not exist: the clocks went forward past it that day
    """,  # noqa: E501 -- a message stands on one line
    ("2011-12-29", "Pacific/Apia"): """
        within one day | 2011-12-30 does not exist in Pacific/Apia: the zone skipped that day
    """,
    ("2025", "America/New_York"): """
        by Friday | the announcement is known by its year alone (2025), and these words count from its day
    """,
    ("2025-03-20", "Europe/Kyiv"): """
        by 30 March 2025 at 03:30 | 03:30 on 2025-03-30 in Europe/Kyiv does not exist: the clocks went forward past it that day
    """,  # noqa: E501 -- a message stands on one line
    ("2025-03-20", "Europe/London"): """
        by 30 March 2025 at 01:30 | 01:30 on 2025-03-30 in Europe/London does not exist: the clocks went forward past it that day
    """,  # noqa: E501 -- a message stands on one line
    ("2025-07", "America/New_York"): """
        in 10 days | the announcement is known by its month alone (2025-07), and these words count from its day
        by the end of the week | the announcement is known by its month alone (2025-07), and these words count from its day
    """,  # noqa: E501 -- a message stands on one line
    ("2025-10-20", "Europe/Kyiv"): """
        by 26 October 2025 at 03:30 | 03:30 on 2025-10-26 in Europe/Kyiv happens twice as the clocks go back; add its distance from UTC, UTC+03:00 or UTC+02:00
    """,  # noqa: E501 -- a message stands on one line
    ("2025-10-20", "Europe/London"): """
        by 26 October 2025 at 01:30 | 01:30 on 2025-10-26 in Europe/London happens twice as the clocks go back; add its distance from UTC, UTC+01:00 or UTC+00:00
    """,  # noqa: E501 -- a message stands on one line
}


def rows(table: dict[tuple[str, str], str]) -> list[tuple[str, ...]]:
    """Each line as (announced, seat, words, …)."""
    return [
        (*key, *(part.strip() for part in line.split(" | ")))
        for key, lines in table.items()
        for line in lines.strip().splitlines()
    ]


def check_window(row: tuple[str, ...]) -> None:
    """That the words of a line (announced, seat, words, bounds, precision, zone they name) are read so."""
    announced, seat, words, bounds, precision, *named = row
    earliest, _, latest = bounds.partition(" .. ")
    expected = Due(
        When(earliest), When(latest or earliest), Precision(precision), named[0] if named else seat, not named
    )
    assert read(words, announced=When(announced), zone_name=seat).due == expected


@pytest.mark.parametrize("row", rows(READ), ids=lambda row: row[2])
def test_wording_is_read_to_its_window(row: tuple[str, ...]) -> None:
    check_window(row)


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: row[2])
def test_wording_that_names_no_certain_limit_is_refused_with_its_reason(row: tuple[str, ...]) -> None:
    announced, seat, words, reason = row
    with pytest.raises(Unreadable) as caught:
        read(words, announced=When(announced), zone_name=seat)
    assert str(caught.value) == (
        f"{reason}. What can be read, for example: "
        "'within 50 days', 'by Saturday noon Kyiv time', 'by 2 September 2025'."
    )
