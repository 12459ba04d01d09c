"""Phrases as news agencies and statutes write them, and the rule for words that are not understood.

What stands inside the time limit or directly beside it and is not understood makes the words a refusal; what
stands apart from it is left out and reported. The tables are read as those of `test_wording_table`.
"""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.parsing import test_table
from tests.domain.parsing.test_table import check_window, rows
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing import Assumption, Reading, Rule, Unreadable, read
from tracker.domain.parsing.vocabulary import NOT_IANA_PLACES, PLACES

NEW_YORK = "America/New_York"
MONDAY = When("2025-07-14T18:00:00Z")
READ = {
    ("2025-04-28", "Europe/Moscow"): """
        72 hours starting at 00:00 on May 8 | 2025-05-11T00:00:00+03:00 | instant
    """,
    ("2025-07-10", "America/New_York"): """
        midnight between 14 and 15 July | 2025-07-15T00:00:00-04:00 | instant
    """,
    ("2025-07-14T18:00:00Z", "America/New_York"): """
        at once | 2025-07-14 | day
        immediately | 2025-07-14 | day
        two days, maybe three | 2025-07-16 .. 2025-07-17 | range
        three and a half weeks | 2025-08-07 .. 2025-08-08 | range
        one and a half days | 2025-07-16T02:00:00-04:00 | instant
        a day and a half | 2025-07-16T02:00:00-04:00 | instant
        by the second half of 2026 | 2026-07-01 .. 2026-12-31 | vague
        1st of next month | 2025-08-01 | day
        last day of the month | 2025-07-31 | day
        the last day of August | 2025-08-31 | day
        the second Friday in August | 2025-08-08 | day
        the first Monday of August | 2025-08-04 | day
        an hour and a half | 2025-07-14T15:30:00-04:00 | instant
        by mid-next week | 2025-07-22 .. 2025-07-24 | vague
        48 hours, i.e. by Wednesday | 2025-07-16T14:00:00-04:00 | instant
        by 0900 Friday | 2025-07-18T09:00:00-04:00 | instant
        by the 18th | 2025-07-18 | day
        by Friday the 1st | 2025-08-01 | day
        by Friday the 18th | 2025-07-18 | day
        by Good Friday | 2026-04-03 | day
        by Easter | 2026-04-05 | day
        in the week of 4 August | 2025-08-04 .. 2025-08-10 | range
        the week after next | 2025-07-28 .. 2025-08-03 | range
        within one business day | 2025-07-15 | day
        10 business days | 2025-07-28 | day
        a week on Tuesday | 2025-07-22 | day
        by 1800 on 18 July | 2025-07-18T18:00:00-04:00 | instant
        ahead of August 1 | 2025-07-31 | day
        prior to August 1 | 2025-07-31 | day
        on the eve of 1 August | 2025-07-31 | day
        the eve of 1 August | 2025-07-31 | day
        by the eve of 1 August | 2025-07-31 | day
        by July '26 | 2026-07-01 .. 2026-07-31 | month
        before the close of business Friday | 2025-07-18T17:00:00-04:00 | instant
        before Friday evening | 2025-07-18 | day
        next July | 2026-07-01 .. 2026-07-31 | month
        by next July | 2026-07-01 .. 2026-07-31 | month
        next June | 2026-06-01 .. 2026-06-30 | month
        this July | 2025-07-14 .. 2025-07-31 | range
        this August | 2025-08-01 .. 2025-08-31 | month
        by this time next week | 2025-07-21T14:00:00-04:00 | instant
        by this time tomorrow | 2025-07-15T14:00:00-04:00 | instant
        moved from August 1 to August 7 | 2025-08-07 | day
        moved from 1 to 7 August | 2025-08-07 | day
        brought forward from Friday to Wednesday | 2025-07-16 | day
        extended from 1 August to 7 August | 2025-08-07 | day
        delayed until August 7 | 2025-08-07 | day
        noon Friday Bamako time | 2025-07-18T12:00:00+00:00 | instant | Africa/Bamako
        by 18 July 1800 hours | 2025-07-18T18:00:00-04:00 | instant
        on or before 1 August 2025 | 2025-08-01 | day
        on or before Friday | 2025-07-18 | day
        before close of business on Friday | 2025-07-18T17:00:00-04:00 | instant
        before 1 August | 2025-07-31 | day
        before noon on Friday | 2025-07-18T12:00:00-04:00 | instant
        before the end of Friday | 2025-07-18 | day
        before the end of the day on Friday | 2025-07-18 | day
        by 5 pm Greenwich Mean Time Friday | 2025-07-18T17:00:00+00:00 | instant | UTC
        by 5 pm AEST Friday | 2025-07-18T17:00:00+10:00 | instant | Australia/Sydney
        by 17:00 Tbilisi time on 18 July | 2025-07-18T17:00:00+04:00 | instant | Asia/Tbilisi
        by 8 p.m. Sarajevo time on Friday | 2025-07-18T20:00:00+02:00 | instant | Europe/Sarajevo
        by Friday AoE | 2025-07-18 | day | Etc/GMT+12
        by 23:59 Anywhere on Earth on Friday | 2025-07-18T23:59:00-12:00 | instant | Etc/GMT+12
        by 5 pm in Tbilisi on Friday | 2025-07-18T17:00:00+04:00 | instant | Asia/Tbilisi
        by 5 pm Friday, Port-au-Prince time | 2025-07-18T17:00:00-04:00 | instant | America/Port-au-Prince
        by noon NZDT Friday | 2025-07-18T12:00:00+13:00 | instant | Etc/GMT-13
        by noon on Friday, N'Djamena time | 2025-07-18T12:00:00+01:00 | instant | Africa/Ndjamena
        by noon Bogotá time Friday | 2025-07-18T12:00:00-05:00 | instant | America/Bogota
        by COB Friday | 2025-07-18T17:00:00-04:00 | instant
        by EOD Friday | 2025-07-18 | day
        by end of day Friday | 2025-07-18 | day
        by EOB Friday | 2025-07-18T17:00:00-04:00 | instant
        6 p.m. ET (2200 GMT) on Friday | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        12 noon Kyiv time (9am GMT) on Friday | 2025-07-18T12:00:00+03:00 | instant | Europe/Kyiv
        by 12:00 noon on Friday | 2025-07-18T12:00:00-04:00 | instant
        by 12:00 midnight on Friday | 2025-07-19T00:00:00-04:00 | instant
        by 8 p.m. EDT Tuesday (0000 GMT Wednesday) | 2025-07-15T20:00:00-04:00 | instant | America/New_York
        4 p.m. ET/1 p.m. PT on Friday | 2025-07-18T16:00:00-04:00 | instant | America/New_York
        2200 GMT (6 p.m. ET Friday) | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        by noon Friday (1600 GMT) | 2025-07-18T12:00:00-04:00 | instant
        by midnight GMT (8 p.m. ET) on Friday | 2025-07-19T00:00:00+00:00 | instant | UTC
        by 6 p.m. on Friday (22:00 UTC) | 2025-07-18T18:00:00-04:00 | instant
        18:00 Kyiv time (15:00 GMT), Friday | 2025-07-18T18:00:00+03:00 | instant | Europe/Kyiv
        in 2h30 | 2025-07-14T16:30:00-04:00 | instant
        within 1:30 hours | 2025-07-14T15:30:00-04:00 | instant
        at 2h30 | 2025-07-15T02:30:00-04:00 | instant
        in 1:30 hours | 2025-07-14T15:30:00-04:00 | instant
        in 1h30m | 2025-07-14T15:30:00-04:00 | instant
        within 2h30m of now | 2025-07-14T16:30:00-04:00 | instant
        1:30 hours from now | 2025-07-14T15:30:00-04:00 | instant
        by 18:00 hours on Friday | 2025-07-18T18:00:00-04:00 | instant
        another 2h30 | 2025-07-14T16:30:00-04:00 | instant
        a 2h30 ultimatum | 2025-07-14T16:30:00-04:00 | instant
        over the next two weeks | 2025-07-28 | day
        just under two weeks | 2025-07-28 | vague
        under two weeks | 2025-07-28 | vague
        less than two weeks | 2025-07-28 | day
        in less than two weeks | 2025-07-28 | day
        not later than Friday | 2025-07-18 | day
        10 days maximum | 2025-07-24 | day
        within a maximum of 10 days | 2025-07-24 | day
        Dec '26 | 2026-12-01 .. 2026-12-31 | month
        by September '26 | 2026-09-01 .. 2026-09-30 | month
        by Dec. 26 | 2025-12-26 | day
        by Sept 2nd '25 | 2025-09-02 | day
        2 September '26 | 2026-09-02 | day
        by the end of '26 | 2026-12-31 | day
        '10 days' | 2025-07-24 | day
        the ‘50 days’ deadline | 2025-09-02 | day
        Friday, 1 August | 2025-08-01 | day
        Friday 1 August | 2025-08-01 | day
        1 August, a Friday | 2025-08-01 | day
        Trump gives Hamas 48 hours to accept | 2025-07-16T14:00:00-04:00 | instant
        Trump gives Putin 10 or 12 days | 2025-07-24 .. 2025-07-26 | range
        gave Iran two weeks to respond | 2025-07-28 | day
        Russia has until Friday to withdraw | 2025-07-18 | day
        must withdraw by 1 September or face sanctions | 2025-09-01 | day
        must release all hostages by Saturday noon | 2025-07-19T12:00:00-04:00 | instant
        if Hamas does not release the hostages by Saturday noon | 2025-07-19T12:00:00-04:00 | instant
        the ceasefire expires at midnight on Sunday | 2025-07-21T00:00:00-04:00 | instant
        tariffs will take effect on August 1 | 2025-08-01 | day
        tariffs of 30% will take effect on 1 August 2025 | 2025-08-01 | day
        25% tariffs starting August 1, 2025 | 2025-08-01 | day
        a 90-day pause | 2025-10-12 | day
        Israel issues 48-hour ultimatum to Hamas | 2025-07-16T14:00:00-04:00 | instant
        the deadline is Friday | 2025-07-18 | day
        the deadline expires Friday | 2025-07-18 | day
        deadline: Friday, 6 p.m. | 2025-07-18T18:00:00-04:00 | instant
        Deadline for Iran: 1 August | 2025-08-01 | day
        has 72 hours to leave the country | 2025-07-17T14:00:00-04:00 | instant
        must leave the country within 72 hours | 2025-07-17T14:00:00-04:00 | instant
        leave the country in 72 hours | 2025-07-17T14:00:00-04:00 | instant
        ordered to leave within 48 hours | 2025-07-16T14:00:00-04:00 | instant
        called on the militia to lay down arms by 5 p.m. on Tuesday | 2025-07-15T17:00:00-04:00 | instant
        you have 10 days. Leave now. | 2025-07-24 | day
        set a deadline of 31 August | 2025-08-31 | day
        given a deadline of 10 days | 2025-07-24 | day
        extended the deadline to 10 August | 2025-08-10 | day
        the deadline has been extended until 10 August | 2025-08-10 | day
        extended by 90 days | 2025-10-12 | day
        for a further 90 days | 2025-10-12 | day
        gave them 24 hours to leave | 2025-07-15T14:00:00-04:00 | instant
        24 hours to leave | 2025-07-15T14:00:00-04:00 | instant
        48 hours from now | 2025-07-16T14:00:00-04:00 | instant
        within the next two weeks | 2025-07-28 | day
        in the next 10 to 12 days | 2025-07-24 .. 2025-07-26 | range
        before the end of the year | 2025-12-31 | day
        by mid-August | 2025-08-11 .. 2025-08-20 | vague
        by Friday at the latest | 2025-07-18 | day
        by Friday, or else | 2025-07-18 | day
        by Friday or there will be consequences | 2025-07-18 | day
        by Friday, he said | 2025-07-18 | day
        within 30 days of the announcement | 2025-08-13 | day
        by Friday evening | 2025-07-18 | day
        at noon on Saturday (GMT) | 2025-07-19T12:00:00+00:00 | instant | UTC
        Saturday noon or all hell will break out | 2025-07-19T12:00:00-04:00 | instant
        by 11:59 p.m. ET on Sunday, or face tariffs | 2025-07-20T23:59:00-04:00 | instant | America/New_York
        from 12:01 a.m. ET on 7 August | 2025-08-07T00:01:00-04:00 | instant | America/New_York
        must agree a deal by the end of August or face snapback | 2025-08-31 | day
        to reach an agreement within 60 days | 2025-09-12 | day
        by 15 July 2025 at 18:00 local time | 2025-07-15T18:00:00-04:00 | instant
        a final deadline of noon Friday for the withdrawal of troops | 2025-07-18T12:00:00-04:00 | instant
        Hamas has three or four days | 2025-07-17 .. 2025-07-18 | range
        they have about a week | 2025-07-21 | vague
        about two weeks | 2025-07-28 | vague
        approximately 10 days | 2025-07-24 | vague
        within a week or so | 2025-07-21 | vague
        no later than 30 days from today | 2025-08-13 | day
        by August 1st | 2025-08-01 | day
        by 1 August at noon | 2025-08-01T12:00:00-04:00 | instant
        by August 1 at the latest | 2025-08-01 | day
        by Tuesday, April 7 | 2026-04-07 | day
        on Tuesday April 7 at 8 p.m. Eastern | 2026-04-07T20:00:00-04:00 | instant | America/New_York
        by Friday's deadline | 2025-07-18 | day
        a Friday deadline | 2025-07-18 | day
        ahead of a Friday deadline | 2025-07-17 | day
        ahead of the August 1 deadline | 2025-07-31 | day
        before the August 1 deadline | 2025-07-31 | day
        withdraw from Kherson by Friday | 2025-07-18 | day
        withdraw troops from the city within 10 days | 2025-07-24 | day
        leave Friday | 2025-07-18 | day
        must be gone by Friday | 2025-07-18 | day
        must be completed within six months | 2026-01-14 | day
        will run out on Friday | 2025-07-18 | day
        expiring on 31 December | 2025-12-31 | day
        ends 31 December 2026 | 2026-12-31 | day
        effective August 1 | 2025-08-01 | day
        effective 1 August 2025 | 2025-08-01 | day
        with effect from 1 August | 2025-08-01 | day
        as of 1 August | 2025-08-01 | day
        as from 1 August | 2025-08-01 | day
        not later than 1 August | 2025-08-01 | day
        on August 1 at 12:01 a.m. | 2025-08-01T00:01:00-04:00 | instant
        at 00:01 on 7 August | 2025-08-07T00:01:00-04:00 | instant
        within fifteen (15) days | 2025-07-29 | day
        for 60 days starting Monday | 2025-09-19 | day
        by the 1st of August | 2025-08-01 | day
        by 1 p.m. | 2025-07-15T13:00:00-04:00 | instant
        in 48 h | 2025-07-16T14:00:00-04:00 | instant
        in 2 h | 2025-07-14T16:00:00-04:00 | instant
        a fortnight from Friday | 2025-08-01 | day
        two days after Friday | 2025-07-20 | day
        two days after 1 August | 2025-08-03 | day
        as of Friday | 2025-07-18 | day
        around August 1 | 2025-08-01 | vague
        on or about August 1 | 2025-08-01 | vague
        on or around Friday | 2025-07-18 | vague
        by around Friday | 2025-07-18 | vague
        up to August 1 | 2025-08-01 | day
        fewer than 10 days | 2025-07-24 | day
        at most 10 days | 2025-07-24 | day
        10 days at most | 2025-07-24 | day
        10 days at the most | 2025-07-24 | day
        within 10 days at the very most | 2025-07-24 | day
        in at the most 10 days | 2025-07-24 | day
        in ten days at the outside | 2025-07-24 | day
        some 10 days | 2025-07-24 | vague
        some ten days | 2025-07-24 | vague
        another 10 days | 2025-07-24 | day
        10 days hence | 2025-07-24 | day
        10 days away | 2025-07-24 | day
        during Friday | 2025-07-18 | day
        within Friday | 2025-07-18 | day
        midnight Friday | 2025-07-19T00:00:00-04:00 | instant
        midnight on Friday | 2025-07-19T00:00:00-04:00 | instant
        48 hours from midnight | 2025-07-17T00:00:00-04:00 | instant
        48 hours from midnight tonight | 2025-07-17T00:00:00-04:00 | instant
        by 5pm sharp on Friday | 2025-07-18T17:00:00-04:00 | instant
        by 1 August 2025 or 2 August 2025 | 2025-08-01 .. 2025-08-02 | range
        from July 9 to August 1 | 2026-07-09 .. 2026-08-01 | range
        postponed from July 9 to August 1 | 2025-08-01 | day
        changed from Friday to Monday | 2025-07-21 | day
        rescheduled from 9 July to 1 August | 2025-08-01 | day
        push the deadline back to August 1 | 2025-08-01 | day
        a 10-day extension | 2025-07-24 | day
        postponed indefinitely, until Friday | 2025-07-18 | day
        suspended for 90 days | 2025-10-12 | day
        paused for 90 days | 2025-10-12 | day
        deferred until 1 August | 2025-08-01 | day
        delays until 1 August | 2025-08-01 | day
        Friday was the deadline | 2025-07-18 | day
        by 2030 | 2030-01-01 .. 2030-12-31 | range
        next May | 2026-05-01 .. 2026-05-31 | month
        end of next July | 2026-07-31 | day
        by the end of next June | 2026-06-30 | day
        the coming August | 2025-08-01 .. 2025-08-31 | month
        Trump sets Sunday deadline for Hamas | 2025-07-20 | day
        Trump sets Sunday evening deadline for Hamas to agree | 2025-07-20 | day
        sets 8 pm tomorrow deadline for Iran | 2025-07-15T20:00:00-04:00 | instant
        One Week Deadline Set for Iran Deal | 2025-07-21 | day
        by Friday, threatens to quit | 2025-07-18 | day
        Tuesday, 8 PM: Trump Extends Iran Deadline Again | 2025-07-15T20:00:00-04:00 | instant
        at a rally he gave them 48 hours to resign | 2025-07-16T14:00:00-04:00 | instant
        gave them until the close of business on Friday | 2025-07-18T17:00:00-04:00 | instant
        by the close of business in Kyiv on Friday | 2025-07-18T17:00:00+03:00 | instant | Europe/Kyiv
        by close of business (5 p.m.) on Friday | 2025-07-18T17:00:00-04:00 | instant
        by COB Moscow time Friday | 2025-07-18T17:00:00+03:00 | instant | Europe/Moscow
        by 5 pm COB Friday | 2025-07-18T17:00:00-04:00 | instant
        by noon GMT+3 time Friday | 2025-07-18T12:00:00+03:00 | instant | Etc/GMT-3
        by noon (Kyiv time) on Friday | 2025-07-18T12:00:00+03:00 | instant | Europe/Kyiv
        by noon, Kyiv time, on Friday | 2025-07-18T12:00:00+03:00 | instant | Europe/Kyiv
        by noon in Kyiv, Friday | 2025-07-18T12:00:00+03:00 | instant | Europe/Kyiv
        by noon Bamako time Israel must withdraw | 2025-07-15T12:00:00+00:00 | instant | Africa/Bamako
        Friday, 6 p.m. ET/3 p.m. PT | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        6 p.m. ET, or 2200 GMT, on Friday | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        6 p.m. ET (22:00 GMT, 1:00 a.m. Saturday in Kyiv) on Friday | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        at 1200 GMT (3 p.m. Kyiv time) on Friday | 2025-07-18T12:00:00+00:00 | instant | UTC
        at 1200 GMT (3 p.m. in Kyiv) on Friday | 2025-07-18T12:00:00+00:00 | instant | UTC
        midnight ET (0400 GMT) on Friday | 2025-07-19T00:00:00-04:00 | instant | America/New_York
        11:59 p.m. ET Friday (0359 GMT Saturday) | 2025-07-18T23:59:00-04:00 | instant | America/New_York
        10 days, by 24 July | 2025-07-24 | day
        within 10 days (by 24 July) | 2025-07-24 | day
        10 days to comply, by 24 July | 2025-07-24 | day
        within 10 days, unless extended by 30 days | 2025-07-24 | day
        by Friday if possible | 2025-07-18 | day
        Friday at noon at the latest | 2025-07-18T12:00:00-04:00 | instant
        at the latest by Friday noon | 2025-07-18T12:00:00-04:00 | instant
        Friday noon latest | 2025-07-18T12:00:00-04:00 | instant
        within 48 hours at most | 2025-07-16T14:00:00-04:00 | instant
        by Friday morning | 2025-07-18 | day
        on the morning of 1 August | 2025-08-01 | day
        the eve of Friday | 2025-07-17 | day
        Friday before noon | 2025-07-18T12:00:00-04:00 | instant
        on 1 August before 5 pm | 2025-08-01T17:00:00-04:00 | instant
        before noon | 2025-07-15T12:00:00-04:00 | instant
        before midnight | 2025-07-15T00:00:00-04:00 | instant
        before tonight | 2025-07-14 | day
        by the beginning of August | 2025-08-01 .. 2025-08-10 | vague
        no more than a month | 2025-08-14 | day
        not exceeding 30 days | 2025-08-13 | day
        not to exceed 30 days | 2025-08-13 | day
        up to 30 days | 2025-08-13 | day
        up to Friday | 2025-07-18 | day
        up until Friday | 2025-07-18 | day
        through Friday | 2025-07-18 | day
        thru Friday | 2025-07-18 | day
        by August or September | 2025-08-01 .. 2025-09-30 | range
        The deadline is Aug. 1. Tariffs follow. | 2025-08-01 | day
        tariffs of 25% on 1 August. No extensions. | 2025-08-01 | day
        10 days! No more. | 2025-07-24 | day
        Friday, no later | 2025-07-18 | day
        two more weeks | 2025-07-28 | day
        another two weeks | 2025-07-28 | day
        in two weeks' time | 2025-07-28 | day
        a year from today | 2026-07-14 | day
        one year after 1 August 2025 | 2026-08-01 | day
        within a month of today | 2025-08-14 | day
        within 30 days of today | 2025-08-13 | day
        within 30 days of Friday | 2025-08-17 | day
        30 days after Friday | 2025-08-17 | day
        30 days following Friday | 2025-08-17 | day
        ten days' notice | 2025-07-24 | day
        on ten days' notice | 2025-07-24 | day
        with a month's notice | 2025-08-14 | day
        12 midday Friday | 2025-07-18T12:00:00-04:00 | instant
        12 noon on 1 August | 2025-08-01T12:00:00-04:00 | instant
        24 hours | 2025-07-15T14:00:00-04:00 | instant
        24-hour deadline | 2025-07-15T14:00:00-04:00 | instant
        24-hr ultimatum | 2025-07-15T14:00:00-04:00 | instant
        72-hr deadline | 2025-07-17T14:00:00-04:00 | instant
        by 1 August (Friday) | 2025-08-01 | day
        by the week's end | 2025-07-20 | day
        by week's end | 2025-07-20 | day
        by the end of this week | 2025-07-20 | day
        by the end of next week | 2025-07-27 | day
        this coming Friday | 2025-07-18 | day
        coming Friday | 2025-07-18 | day
        next week Friday | 2025-07-25 | day
        6 p.m. ET (2200 GMT, 1 a.m. Kyiv time) on Friday | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        6 p.m. ET (2200 GMT/1 a.m. Kyiv time) on Friday | 2025-07-18T18:00:00-04:00 | instant | America/New_York
        2pm ET, 11am PT, 1800 GMT on Friday | 2025-07-18T14:00:00-04:00 | instant | America/New_York
        9 a.m. Eastern, 1300 GMT on Friday | 2025-07-18T09:00:00-04:00 | instant | America/New_York
        8pm Kyiv (17:00 GMT) on Friday | 2025-07-18T20:00:00+03:00 | instant | Europe/Kyiv
        at 20:00 (17:00 GMT) Kyiv time on Friday | 2025-07-18T20:00:00+03:00 | instant | Europe/Kyiv
        by 3 pm CET (14:00 UTC) on Friday | 2025-07-18T15:00:00+01:00 | instant | Etc/GMT-1
        by 10:00 Moscow time / 07:00 UTC on Friday | 2025-07-18T10:00:00+03:00 | instant | Europe/Moscow
        by noon EST (1700 GMT) on 12 January | 2026-01-12T12:00:00-05:00 | instant | America/New_York
        by midnight (0400 GMT) on Friday | 2025-07-19T00:00:00-04:00 | instant
        5 p.m. (Moscow time) on Friday | 2025-07-18T17:00:00+03:00 | instant | Europe/Moscow
        by Friday (noon GMT) | 2025-07-18T12:00:00+00:00 | instant | UTC
        by Friday noon (Kyiv time) | 2025-07-18T12:00:00+03:00 | instant | Europe/Kyiv
        a ceasefire from 8 to 10 May | 2026-05-08 .. 2026-05-10 | range
        from Friday to Monday | 2025-07-18 .. 2025-07-21 | range
        from 10 to 15 days | 2025-07-24 .. 2025-07-29 | range
        between 10 and 15 days | 2025-07-24 .. 2025-07-29 | range
        by 45 days | 2025-08-28 | day
        extended the truce by 90 days | 2025-10-12 | day
        extends the pause by a month | 2025-08-14 | day
        kicked down the road for a month | 2025-08-14 | day
        close of business Friday | 2025-07-18T17:00:00-04:00 | instant
        during 2h30 | 2025-07-14T16:30:00-04:00 | instant
        a deadline of 18:00 on Friday | 2025-07-18T18:00:00-04:00 | instant
        over the course of two weeks | 2025-07-28 | day
        on or prior to 1 August | 2025-08-01 | day
        by or before 1 August | 2025-08-01 | day
        at or before noon on Friday | 2025-07-18T12:00:00-04:00 | instant
        in 90 min | 2025-07-14T15:30:00-04:00 | instant
        in 90 minutes | 2025-07-14T15:30:00-04:00 | instant
        in 0:45 hours | 2025-07-14T14:45:00-04:00 | instant
        within 0:45 hours | 2025-07-14T14:45:00-04:00 | instant
        an hour and 30 minutes | 2025-07-14T15:30:00-04:00 | instant
        in an hour | 2025-07-14T15:00:00-04:00 | instant
        by Friday's end | 2025-07-18 | day
        by noon Yerevan time on Friday | 2025-07-18T12:00:00+04:00 | instant | Asia/Yerevan
        by noon La Paz time Friday | 2025-07-18T12:00:00-04:00 | instant | America/La_Paz
        by noon CAT Friday | 2025-07-18T12:00:00+02:00 | instant | Africa/Harare
        by noon BRT Friday | 2025-07-18T12:00:00-03:00 | instant | America/Sao_Paulo
        by noon ACST Friday | 2025-07-18T12:00:00+09:30 | instant | Australia/Adelaide
        by noon MSK Friday | 2025-07-18T12:00:00+03:00 | instant | Europe/Moscow
        by noon HKT Friday | 2025-07-18T12:00:00+08:00 | instant | Asia/Hong_Kong
        by noon PHT Friday | 2025-07-18T12:00:00+08:00 | instant | Asia/Manila
        by noon UTC Friday | 2025-07-18T12:00:00+00:00 | instant | UTC
        by noon UTC+5:45 Friday | 2025-07-18T12:00:00+05:45 | instant | UTC
        by noon GMT Friday | 2025-07-18T12:00:00+00:00 | instant | UTC
        by 1700 Zulu Friday | 2025-07-18T17:00:00+00:00 | instant | UTC
        by 1700Z Friday | 2025-07-18T17:00:00+00:00 | instant | UTC
        by noon Korea Standard Time Friday | 2025-07-18T12:00:00+09:00 | instant | Asia/Seoul
        by noon Japan Standard Time on Friday | 2025-07-18T12:00:00+09:00 | instant | Asia/Tokyo
        by noon Indian Standard Time on Friday | 2025-07-18T12:00:00+05:30 | instant | Asia/Kolkata
        by noon Central European Summer Time on Friday | 2025-07-18T12:00:00+02:00 | instant | Europe/Brussels
        by noon East Africa Time on Friday | 2025-07-18T12:00:00+03:00 | instant | Africa/Nairobi
        by noon Australian Eastern Standard Time on Friday | 2025-07-18T12:00:00+10:00 | instant | Australia/Sydney
        by noon Pacific Daylight Time on Friday | 2025-07-18T12:00:00-07:00 | instant | America/Los_Angeles
        by noon Coordinated Universal Time on Friday | 2025-07-18T12:00:00+00:00 | instant | UTC
        by noon Tehran local time on Friday | 2025-07-18T12:00:00+03:30 | instant | Asia/Tehran
        by noon local time in Tehran on Friday | 2025-07-18T12:00:00+03:30 | instant | Asia/Tehran
        by noon local time in Bamako on Friday | 2025-07-18T12:00:00+00:00 | instant | Africa/Bamako
        by noon Nuuk time Friday | 2025-07-18T12:00:00-01:00 | instant | America/Nuuk
        by noon in Nuuk on Friday | 2025-07-18T12:00:00-01:00 | instant | America/Nuuk
        by noon Dushanbe time on Friday | 2025-07-18T12:00:00+05:00 | instant | Asia/Dushanbe
        by Friday noon, Sao Paulo time | 2025-07-18T12:00:00-03:00 | instant | America/Sao_Paulo
        Bush's deadline: noon | 2025-07-15T12:00:00-04:00 | instant
        by Friday, 6 p.m. sharp | 2025-07-18T18:00:00-04:00 | instant
        by Friday afternoon | 2025-07-18 | day
        until Friday afternoon | 2025-07-18 | day
        at the end of the business day on Friday | 2025-07-18T17:00:00-04:00 | instant
        by the end of business in Moscow on Friday | 2025-07-18T17:00:00+03:00 | instant | Europe/Moscow
        no later than close of business on Friday | 2025-07-18T17:00:00-04:00 | instant
        not later than 30 days after Friday | 2025-08-17 | day
        not later than the end of Friday | 2025-07-18 | day
        from Friday onwards | 2025-07-18 | day
        from Friday on | 2025-07-18 | day
        Friday onwards | 2025-07-18 | day
        by Friday, if not earlier | 2025-07-18 | day
        in the next month | 2025-08-01 .. 2025-08-31 | month
        in the coming month | 2025-08-01 .. 2025-08-31 | month
        in two to three months | 2025-09-14 .. 2025-10-14 | range
        at the end of two weeks | 2025-07-28 | day
        by the end of two weeks | 2025-07-28 | day
        after two weeks | 2025-07-28 | day
        at the expiry of 10 days | 2025-07-24 | day
        within one week's time | 2025-07-21 | day
        in a week's time | 2025-07-21 | day
        in one week from Monday | 2025-07-28 | day
        the first of August | 2025-08-01 | day
        end-August | 2025-08-31 | day
        end of August 2025 | 2025-08-31 | day
        late in August | 2025-08-21 .. 2025-08-31 | vague
        in late August | 2025-08-21 .. 2025-08-31 | vague
        August end | 2025-08-31 | day
        mid August | 2025-08-11 .. 2025-08-20 | vague
        by Q4 | 2025-10-01 .. 2025-12-31 | range
        by the fourth quarter | 2025-10-01 .. 2025-12-31 | range
        half a day | 2025-07-15T02:00:00-04:00 | instant
        48-72 hours | 2025-07-16T14:00:00-04:00 .. 2025-07-17T14:00:00-04:00 | range
        48 to 72 hours | 2025-07-16T14:00:00-04:00 .. 2025-07-17T14:00:00-04:00 | range
        48/72 hours | 2025-07-16T14:00:00-04:00 .. 2025-07-17T14:00:00-04:00 | range
        two or three days | 2025-07-16 .. 2025-07-17 | range
        two, three days | 2025-07-16 .. 2025-07-17 | range
        2-3 weeks | 2025-07-28 .. 2025-08-04 | range
        forthwith, by Friday | 2025-07-18 | day
        without delay and by Friday | 2025-07-18 | day
        as soon as possible and by Friday | 2025-07-18 | day
        as soon as possible, no later than Friday | 2025-07-18 | day
        until 31 August inclusive | 2025-08-31 | day
        up to and including 31 August | 2025-08-31 | day
        through 31 August inclusive | 2025-08-31 | day
        until and including 31 August | 2025-08-31 | day
        by 31 August at close of business | 2025-08-31T17:00:00-04:00 | instant
        If we don't have a deal in 50 days | 2025-09-02 | day
        Hamas has until 6 p.m. on Sunday (2200 GMT) to agree | 2025-07-20T18:00:00-04:00 | instant
        if the hostages are not returned by Saturday at noon | 2025-07-19T12:00:00-04:00 | instant
        48 hours to comply before sanctions take effect | 2025-07-16T14:00:00-04:00 | instant
        your 48 hours | 2025-07-16T14:00:00-04:00 | instant
        by Friday, local time | 2025-07-18 | day
        a new deadline of about 10 or 12 days from today | 2025-07-24 .. 2025-07-26 | range
    """,  # noqa: E501 -- a zone's name stands on its row's line
}
REFUSED = {
    ("2025-04-28", "Europe/Moscow"): """
        72 hours starting at midnight on May 8 | a count from midnight on a day may begin with that day or at its end; write 00:00 or 24:00
    """,  # noqa: E501 -- a message stands on one line
    ("2025-07-10", "America/New_York"): """
        midnight between 14 and 16 July | midnight between or on two days is no certain hour
    """,
    ("2025-07-14T18:00:00Z", "America/New_York"): """
        next weekend | 'next' may be the weekend of this week or that of the next
        the deadline was Friday | 'was' tells of a time limit that is over
        next Friday | 'next' may be the day of this week or that of the next
        a week on Monday | that may be a week from now or two
        noon on the eve of 1 August | 'the eve of' a day goes with that day alone
        ahead of Friday's meeting | 'meeting' stands beside the time limit and was not understood
        before markets open Monday | 'before markets open' is not dated
        next August | 'next August' may be that of 2025 or of 2026; write the year
        this time next month | 'this time' can only be read of tomorrow, next week or a day of the week
        moved from Friday | the words name the date it was moved from, not the date it was moved to
        delayed by one month | the length counts from the date that was moved; enter the new date
        put off for a month | the length counts from the date that was moved; enter the new date
        a delay of one month | 'delay' stands beside the time limit and was not understood
        a two-week delay | 'delay' counts from another date
        postponed by 30 days | the length counts from the date that was moved; enter the new date
        30 days plus 30 days | 'plus' was not understood in these words
        30 days + 30 days | '+' was not understood in these words
        30 days and 30 days | the words name two different stretches of time
        a little over a month | 'a little over' says when the time limit does not end, not when it ends
        beyond August 1 | 'beyond' stands beside the time limit and was not understood
        by 18 July 1800 | '1800' may be a year or an hour; write the hour as 18:00
        до п'ятниці, 18:00 | 'до' is not written in Latin letters; the words look Ukrainian (uk), and were to be read in English
        до Friday, 18:00 | 'до' is not written in Latin letters; the words look Russian (ru) or Ukrainian (uk), and were to be read in English
        by Friday, 18:00 за Києвом | 'за' is not written in Latin letters; the words look Ukrainian (uk), and were to be read in English
        by 5 pm Zorpia time Friday | 'zorpia time' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by 5 pm XYZT Friday | 'xyzt' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by 5 pm St Petersburg time Friday | 'st petersburg time' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by Friday, Wakanda time | 'wakanda time' was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by noon WST Friday | 'wst' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by the close of markets on Friday | 'close of …' can only be read of business; write the hour
        by nightfall Friday | 'nightfall' is no fixed hour; write the hour
        by lunchtime Friday | 'lunchtime' is no fixed hour; write the hour
        before the opening bell on Monday | 'bell' is no fixed hour; write the hour
        by the close on Friday | 'by the close' is not dated
        by close of play Friday | 'close of …' can only be read of business; write the hour
        by teatime on Friday | 'teatime' is no fixed hour; write the hour
        by sundown Friday | 'sundown' is no fixed hour; write the hour
        before polls close on Sunday | 'before polls close' is not dated
        when markets open on Monday | 'when markets open' is not dated
        after Friday prayers | 'prayers' stands beside the time limit and was not understood
        by 6 p.m. ET (2300 GMT) on Friday | the words name two hours: the first is 22:00 GMT on 2025-07-18, not 23:00 GMT
        by noon Friday (1700 GMT) | the words name two hours: the first is 16:00 GMT on 2025-07-18, not 17:00 GMT
        by 5 p.m. local time (1400 GMT) Friday | the words name two hours: the first is 21:00 GMT on 2025-07-18, not 14:00 GMT
        in over a month | 'over' says when the time limit does not end, not when it ends
        over two weeks from now | 'over' says when the time limit does not end, not when it ends
        minimum of 10 days | 'minimum' says when the time limit does not end, not when it ends
        slightly more than two weeks | 'more than' says when the time limit does not end, not when it ends
        at least until Friday | 'at least' says when the time limit does not end, not when it ends
        until at least Friday | 'at least' says when the time limit does not end, not when it ends
        no sooner than Friday | 'no sooner' says when the time limit does not end, not when it ends
        no earlier than Friday | 'no earlier' says when the time limit does not end, not when it ends
        not earlier than 3 October | 'not earlier' says when the time limit does not end, not when it ends
        10 days or more | 'or more' says when the time limit does not end, not when it ends
        Friday at the earliest | 'at the earliest' says when the time limit does not end, not when it ends
        10 days minimum | 'minimum' says when the time limit does not end, not when it ends
        as early as Friday | 'as early as' says when the time limit does not end, not when it ends
        as soon as Friday | 'as soon as' says when the time limit does not end, not when it ends
        until after Friday | 'after' a day says when the time limit does not end, not when it ends
        upwards of 10 days | 'upwards of' says when the time limit does not end, not when it ends
        well over a week | 'well over' says when the time limit does not end, not when it ends
        by Friday; tariffs start on 1 August | the words name two times with '; tariffs start on' between them; enter the words of one time limit
        by Friday or face sanctions on 2 August | the words name two times with 'or face sanctions on' between them; enter the words of one time limit
        by Friday. Tariffs start on 1 August | the words name two times with '; tariffs start on' between them; enter the words of one time limit
        by 5 p.m. (1400 GMT) on Tuesday | the words name two hours: the first is 21:00 GMT on 2025-07-15, not 14:00 GMT
        over the next few days | 'few days' names no number
        within the week | 'week' was not understood in these words
        within 15 days after the adoption of this resolution | it counts 'after the adoption of this', of which the words give no date
        bis Freitag 18:00 | 'bis' tells a time in German; the words look German (de), and were to be read in English
        bis Freitag, 18:00 | 'bis' tells a time in German; the words look German (de), and were to be read in English
        bis zum 1. August | 'bis' tells a time in German; the words look German (de), and were to be read in English
        ab dem 1. August | 'dem' stands beside the time limit and was not understood
        vor dem 1. August | 'dem' stands beside the time limit and was not understood; the words look German (de), and were to be read in English
        im August | 'im' stands beside the time limit and was not understood
        Ende August | 'ende' tells a time in German; the words look German (de), and were to be read in English
        am 1. August | 'am' stands beside the time limit and was not understood
        innerhalb von 48 Stunden | 'innerhalb' tells a time in German; the words look German (de), and were to be read in English
        avant le 15 sept. | 'le' stands beside the time limit and was not understood; the words look French (fr), and were to be read in English
        avant vendredi, 18:00 | 'vendredi' tells a time in French; the words look French (fr), and were to be read in English
        dans 30 minutes | 'dans' tells a time in French; the words look French (fr), and were to be read in English
        d'ici vendredi | "d'ici" tells a time in French; the words look French (fr), and were to be read in English
        avant le 1 août, 18:00 | '1' was not understood in these words; the words look French (fr), and were to be read in English
        jusqu'au 31 août 18:00 | "jusqu'au" tells a time in French; the words look French (fr), and were to be read in English
        hasta el viernes, 18:00 | 'hasta' tells a time in Spanish; the words look Spanish (es), and were to be read in English
        antes del 1 de sept. | 'antes' tells a time in Spanish; the words look Spanish (es), and were to be read in English
        en 48 horas | '48' was not understood in these words; the words look Spanish (es), and were to be read in English
        antes de las 18:00 del viernes | 'antes' tells a time in Spanish; the words look Spanish (es), and were to be read in English
        entro le 18:00 di venerdì | 'entro' tells a time in Italian; words are read in English
        entro venerdì, 18:00 | 'entro' tells a time in Italian; words are read in English
        até sexta-feira, 18:00 | 'até' tells a time in Portuguese; words are read in English
        até às 18:00 | 'até' tells a time in Portuguese; words are read in English
        do piątku, 18:00 | 'piątku' tells a time in Polish; words are read in English
        do 18:00 | 'do' stands beside the time limit and was not understood
        Cuma gününe kadar, 18:00 | 'cuma' tells a time in Turkish; words are read in English
        saat 18:00'e kadar | 'saat' tells a time in Turkish; words are read in English
        senast fredag, till 18:00 | 'senast' tells a time in Swedish, Danish and Norwegian; words are read in English
        fredag 18:00 | 'fredag' tells a time in Swedish, Danish and Norwegian; words are read in English
        18:00, piątek | 'piątek' tells a time in Polish; words are read in English
        18:00 Uhr | 'uhr' tells a time in German; the words look German (de), and were to be read in English
        um 18:00 | 'um' stands beside the time limit and was not understood
        August spätestens | 'spätestens' tells a time in German; the words look German (de), and were to be read in English
        10 August 2025 à midi | 'midi' tells a time in French; the words look French (fr), and were to be read in English
        10 August 2025, midi | 'midi' tells a time in French; the words look French (fr), and were to be read in English
        10 August 2025 mezzogiorno | 'mezzogiorno' tells a time in Italian; words are read in English
        Freitag: 18:00 | 'freitag' tells a time in German; the words look German (de), and were to be read in English
        18 heures vendredi | '18' was not understood in these words; the words look French (fr), and were to be read in English
        la veille du 1 sept | 'du' stands beside the time limit and was not understood
        pred 1 sept | 'pred' stands beside the time limit and was not understood
        kuni 18:00 | 'kuni' stands beside the time limit and was not understood
        péntekig, 18:00 | 'péntekig' stands beside the time limit and was not understood
        до 18:00 UTC | 'до' is not written in Latin letters; the words look Russian (ru) or Ukrainian (uk), and were to be read in English
        by п’ятниця noon | "п'ятниця" is not written in Latin letters; the words look Ukrainian (uk), and were to be read in English
        by Frіday noon | 'frіday' is not written in Latin letters; words are read in English
        jusqu'à 18:00 GMT | "jusqu'à" tells a time in French; the words look French (fr), and were to be read in English
        pana vineri, 18:00 | 'pana' stands beside the time limit and was not understood
        by the day before Friday | 'day' was not understood in these words
        the day after August 1 | 'day' was not understood in these words
        the Friday after next | 'after next' may name another time
        two weeks ago | 'ago' counts backwards
        yesterday | 'yesterday' was not understood in these words
        last Friday | 'last' was not understood in these words
        by yesterday | 'yesterday' was not understood in these words
        except on Friday | 'except' may deny the time limit
        by Friday except the south | 'except' may deny the time limit
        Friday instead of Thursday | the words name two different days
        on Friday rather than Thursday | the words name two different days
        not Friday | 'not' may deny the time limit
        by Friday, not Thursday | the words name two different days
        bi-weekly | 'weekly' was not understood in these words
        biweekly until Friday | 'biweekly' was not understood in these words
        every two weeks | 'every' was not understood in these words
        three days before Friday | 'before' counts backwards
        well before Friday | 'well' says how far from the named time, without a number
        shortly before 1 August | 'shortly' says how far from the named time, without a number
        long before Friday | 'long' says how far from the named time, without a number
        right after Friday | 'right' says how far from the named time, without a number
        long after Friday | 'long' says how far from the named time, without a number
        since Friday | 'since' was not understood in these words
        past Friday | 'past' was not understood in these words
        post Friday | 'post' stands beside the time limit and was not understood
        pre-August 1 | 'pre' stands beside the time limit and was not understood
        close to August 1 | 'close' stands beside the time limit and was not understood
        near August 1 | 'near' stands beside the time limit and was not understood
        in the run-up to August 1 | 'up' stands beside the time limit and was not understood
        subject to 1 August | 'subject' stands beside the time limit and was not understood
        due to Friday | 'due' stands beside the time limit and was not understood
        in excess of 10 days | 'in excess of' says when the time limit does not end, not when it ends
        no fewer than 10 days | 'no fewer than' says when the time limit does not end, not when it ends
        no less than two weeks | 'no less than' says when the time limit does not end, not when it ends
        10 days at least | 'at least' says when the time limit does not end, not when it ends
        10-odd days | '10' was not understood in these words
        10 or so days | '10' was not understood in these words
        10ish days | '10' was not understood in these words
        half of the 60-day period | 'half' was not understood in these words
        within the first 10 days | 'first' was not understood in these words
        within the last 10 days | 'last' stands beside the time limit and was not understood
        double the 10 days | 'double' stands beside the time limit and was not understood
        twice 10 days | 'twice' stands beside the time limit and was not understood
        3 x 10 days | '3' was not understood in these words
        10 days each | 'each' stands beside the time limit and was not understood
        10 days later | 'later' stands beside the time limit and was not understood
        10 days earlier | 'earlier' counts backwards
        10 days thereafter | 'thereafter' stands beside the time limit and was not understood
        10 days into the talks | 'into' stands beside the time limit and was not understood
        10 days after the talks | it counts 'after the talks', of which the words give no date
        10 days after the talks on Friday | it counts 'after the talks on friday', of which the words give no date
        10 days upon receipt | it counts 'upon receipt', of which the words give no date
        10 days once signed | it counts 'once signed', of which the words give no date
        10 days when signed | it counts 'when signed', of which the words give no date
        72 hours after signing | it counts 'after signing', of which the words give no date
        by the summit on Friday | 'by the summit' is not dated
        before the summit on Friday | 'before the summit' is not dated
        after the summit on Friday | 'after the summit' is not dated
        at the summit on Friday | 'at the summit' is not dated
        until talks end on Friday | 'until talks end' is not dated
        from midnight on Friday | a start at midnight may be the start of that day or its end; write 00:00 or 24:00
        starting midnight Friday | a start at midnight may be the start of that day or its end; write 00:00 or 24:00
        tariffs start at midnight on August 1 | a start at midnight may be the start of that day or its end; write 00:00 or 24:00
        48 hours from midnight on Friday | a count from midnight on a day may begin with that day or at its end; write 00:00 or 24:00
        overnight Friday | 'overnight' is no fixed hour; write the hour
        by dawn Friday | 'dawn' was not understood in these words
        early Friday | 'early' was not understood in these words
        late Friday | 'late' was not understood in these words
        mid-week | 'mid' was not understood in these words
        by midweek | 'midweek' was not understood in these words
        by Black Friday | 'by black' is not dated
        by 9 on Friday | '9' was not understood in these words
        by half past nine on Friday | 'half' was not understood in these words
        by quarter to five Friday | 'quarter' was not understood in these words
        ten to five on Friday | 'ten' was not understood in these words
        by ten past five Friday | 'ten' was not understood in these words
        by 5 pm or earlier on Friday | 'earlier' was not understood in these words
        between 5 pm and 6 pm on Friday | the words name two different hours
        from 5 pm to 6 pm on Friday | the words name two different hours
        by August 1, not July 9 | the words name two different days
        by July 9, now August 1 | the words name two different days
        pushed back by two weeks | the length counts from the date that was moved; enter the new date
        pushed back two weeks | 'back' stands beside the time limit and was not understood
        brought forward by a week | the length counts from the date that was moved; enter the new date
        shortened by 10 days | the length counts from the date that was moved; enter the new date
        shortened to 10 days | the length counts from the date that was moved; enter the new date
        cut the deadline from 50 days to 10 or 12 days | the words name two different stretches of time
        extended from 10 days to 15 days | the words change one length to another; enter the new date
        extended from 10 to 15 days | the words change one length to another; enter the new date
        a one-month postponement | 'postponement' counts from another date
        does not expire until Friday | 'not' may deny the time limit
        will not be extended beyond Friday | 'not' may deny the time limit
        will not expire on Friday | 'not' may deny the time limit
        no deadline of 10 days | 'no' may deny the time limit
        Friday is not the deadline | 'not' may deny the time limit
        missed the Friday deadline | 'missed' stands beside the time limit and was not understood
        after the Friday deadline | 'after' a day says when the time limit does not end, not when it ends
        by 9 May 1945 | '1945' may be a year or an hour; write the hour as 19:45
        by 18 July 2100 | '2100' may be a year or an hour; write the hour as 21:00
        by 18 July 1930 | '1930' may be a year or an hour; write the hour as 19:30
        by 1800 | '1800' may be a year or an hour; write the hour as 18:00
        this May | the time limit would have ended 2025-05-01 to 2025-05-31, before it was announced (2025-07-14T18:00:00Z)
        next 4 July | 'next' stands beside the time limit and was not understood
        next July 4 | 'next' stands beside the time limit and was not understood
        next December 31 | 'next' stands beside the time limit and was not understood
        early next July | 'early' was not understood in these words
        18:00, vineri seara | 'vineri' stands beside the time limit and was not understood
        vineri: 18:00 | 'vineri' stands beside the time limit and was not understood
        by noon in Atlantis on Friday | the words name two times with 'in atlantis on' between them; enter the words of one time limit
        by noon Friday in Atlantis | 'in atlantis' was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by noon Atlantis time Israel must withdraw | 'atlantis time' was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        6 p.m. ET or 2300 GMT on Friday | the words name two hours: the first is 22:00 GMT on 2025-07-18, not 23:00 GMT
        noon ET (noon GMT) Friday | the words name two hours: the first is 16:00 GMT on 2025-07-18, not 12:00 GMT
        11:59 p.m. ET Friday (0359 GMT Friday) | the words name two instants, 2025-07-19 03:59:00+00:00 and 2025-07-18 03:59:00+00:00
        10 days, by 25 July | the words name two time limits: the count leads to 2025-07-24, the date is 2025-07-25
        10 days to comply from Monday | the words name a start apart from the stretch of time that it may begin
        48 hours to comply, starting Friday | the words name a start apart from the stretch of time that it may begin
        before Friday morning | 'before' a morning names neither that day nor the one before; write the hour
        before the morning of 1 August | 'before' a morning names neither that day nor the one before; write the hour
        the evening before Friday | 'before' stands between two times
        by the start of Friday | 'start of …' can only be read of a week, a month or a year
        start of business Friday | 'start of …' can only be read of a week, a month or a year
        by opening of business on Friday | 'by opening of business' is not dated
        at the opening of markets on Monday | 'at the opening of' is not dated
        when the market opens Monday | 'when the market opens' is not dated
        at sunset on Friday | 'sunset' was not understood in these words
        30 days minus 2 days | 'minus' was not understood in these words
        30 days less a day | the words name two different stretches of time
        a day less than 30 days | the words name two different stretches of time
        one day short of 30 days | the words name two different stretches of time
        two weeks or more | 'or more' says when the time limit does not end, not when it ends
        two weeks and counting | 'and counting' says when the time limit does not end, not when it ends
        two weeks, give or take a day | the words name two different stretches of time
        a month at the minimum | 'minimum' says when the time limit does not end, not when it ends
        into August | 'into' stands beside the time limit and was not understood
        well into August | 'into' stands beside the time limit and was not understood
        as late as August | 'as late as' says when the time limit does not end, not when it ends
        in August at the earliest | 'at the earliest' says when the time limit does not end, not when it ends
        by Friday at noon; ceasefire on 1 August | the words name two times with '; ceasefire on' between them; enter the words of one time limit
        no extension beyond August 1 | 'no' may deny the time limit
        extended beyond August 1 | 'beyond' stands beside the time limit and was not understood
        a year to the day | 'day' was not understood in these words
        three months after the vote | it counts 'after the vote', of which the words give no date
        within three months after the vote | it counts 'after the vote', of which the words give no date
        30 days on from Friday | the words name a start apart from the stretch of time that it may begin
        30 days before August | 'before' counts backwards
        the whole of August | 'whole' stands beside the time limit and was not understood
        all of August | 'all' stands beside the time limit and was not understood
        all August | 'all' stands beside the time limit and was not understood
        most of August | 'most' stands beside the time limit and was not understood
        every day until Friday | 'every' was not understood in these words
        each Friday | 'each' was not understood in these words
        weekdays only until Friday | 'weekdays' was not understood in these words
        by Saturday, 1 August | 2025-08-01 is a Friday, not a Saturday
        1 August 2025 or earlier | 'earlier' was not understood in these words
        by Monday's meeting | 'meeting' stands beside the time limit and was not understood
        by the Friday meeting | 'meeting' stands beside the time limit and was not understood
        at Friday's summit | 'summit' stands beside the time limit and was not understood
        after Friday's summit | 'summit' stands beside the time limit and was not understood
        until Friday's summit | 'summit' stands beside the time limit and was not understood
        6 p.m. ET (2200 GMT, 2 a.m. Kyiv time) on Friday | the words name two hours: the first is 01:00 KYIV on 2025-07-19, not 02:00 KYIV
        switched from Friday to Monday | 'switched' may move the first day to the second; enter the day it is moved to
        revised from August 1 to August 7 | 'revised' may move the first day to the second; enter the day it is moved to
        stretched from 10 to 15 days | the words change one length to another; enter the new date
        set back by a month | the length counts from the date that was moved; enter the new date
        kicked down the road by a month | the length counts from the date that was moved; enter the new date
        widened by 10 days | the length counts from the date that was moved; enter the new date
        rolled over by two weeks | the length counts from the date that was moved; enter the new date
        close of trading on Friday | 'close of …' can only be read of business; write the hour
        the opening bell on Monday | 'bell' is no fixed hour; write the hour
        a window of 2h30 | '2h30' may be a length or an hour; write 2 hours and 30 minutes
        2 hours 30 minutes | the words name two different stretches of time
        in 1h 30min | the words name two different stretches of time
        by high noon Friday | 'by high' is not dated
        by first light on Friday | 'first' was not understood in these words
        before the bell on Friday | 'bell' is no fixed hour; write the hour
        by iftar on Friday | 'iftar' is no fixed hour; write the hour
        by noon Georgian time on Friday | the words name two times with 'georgian time on' between them; enter the words of one time limit
        by noon ART Friday | 'art' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by noon AMT Friday | 'amt' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by noon local (0900 GMT) on Friday | the words name two hours: the first is 16:00 GMT on 2025-07-18, not 09:00 GMT
        by noon their time Friday | 'their time' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by noon our time Friday | 'our time' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by Friday noon, São Paulo | 'são' stands beside the time limit and was not understood
        by noon Friday Tbilisi | 'tbilisi' stands beside the time limit and was not understood
        by noon Tbilisi Friday | 'tbilisi' behind the hour was not understood; for a zone that is not known write its distance from UTC, as 'UTC+4'
        by sunrise on Friday | 'sunrise' was not understood in these words
        before close of trading Friday | 'close of …' can only be read of business; write the hour
        no later than the summit on Friday | 'no later than the summit' is not dated
        no later than Friday's summit | 'summit' stands beside the time limit and was not understood
        not earlier than Friday | 'not earlier' says when the time limit does not end, not when it ends
        not until Friday | 'not until' says when the time limit does not end, not when it ends
        not before 1 August | 'not before' says when the time limit does not end, not when it ends
        only after Friday | 'after' a day says when the time limit does not end, not when it ends
        any time after Friday | 'any time after' says when the time limit does not end, not when it ends
        since 1 July | 'since' was not understood in these words
        until further notice | no time limit was found in these words
        by Friday or until further notice | 'or until further' may name another time
        sooner than Friday | 'sooner than' says when the time limit does not end, not when it ends
        later than Friday | 'later than' says when the time limit does not end, not when it ends
        within the coming days | 'days' was not understood in these words
        in the coming weeks | 'weeks' was not understood in these words
        two months at the earliest | 'at the earliest' says when the time limit does not end, not when it ends
        Monday week | that may be a week from now or two
        Friday fortnight | 'fortnight' was not understood in these words
        the 1st of the month | the time limit would have ended 2025-07-01, before it was announced (2025-07-14T18:00:00Z)
        1.5 days | '1' was not understood in these words
        within days, not weeks | 'days' was not understood in these words
        in a matter of days | 'days' was not understood in these words
        in no time | no time limit was found in these words
        on or after 12:01 a.m. eastern daylight time on August 7, 2025 | 'on or after' says when the time limit does not end, not when it ends
        there is no reason in waiting 50 days | 'no' may deny the time limit
        The ultimatum expires at noon local time (0900 GMT) on Friday | the words name two hours: the first is 16:00 GMT on 2025-07-18, not 09:00 GMT
        not later than sixty days after the date of enactment | it counts 'after the date of enactment', of which the words give no date
        has until Friday before sanctions take effect | 'before sanctions take' may name another time
        the junta was given a one-week ultimatum on Sunday | the words name two time limits: the count leads to 2025-07-21, the date is 2025-07-20
    """,  # noqa: E501 -- a message stands on one line
}

EVERY_READ_ROW = [tuple(row[:3]) for table in (READ, test_table.READ) for row in rows(table)]
UNKNOWN = ("zorp", "quuxed", "Blorptown", "ere", "pre", "afore")
"""Words that the reader does not know; some bear time in the English of others."""

FRIDAY_AT_18 = """
    bis Freitag, 18:00|avant vendredi, 18:00|hasta el viernes, 18:00|entro venerdì, 18:00
    até sexta-feira, 18:00|do piątku, 18:00|Cuma gününe kadar, 18:00|vrijdag 18:00
    senast fredag, till 18:00|до п'ятниці, 18:00|до пятницы, 18:00|до Friday, 18:00
    by Friday, 18:00 за Києвом|bis Friday, 18:00|péntekig, 18:00|do pátku, 18:00|pana vineri, 18:00
    vineri: 18:00|18:00, vineri seara|18:00 do piątku|Freitag; 18:00|ως Παρασκευή, 18:00|金曜日 18:00
    by п’ятниця 18:00|by Frіday 18:00|mpaka Ijumaa 18:00|antes de las 18:00 del viernes
    18:00 Uhr Freitag
"""


def reading_or_none(words: str, announced: When = MONDAY, seat: str = NEW_YORK) -> Reading | None:
    try:
        return read(words, announced=announced, zone_name=seat)
    except Unreadable:
        return None


@pytest.mark.parametrize("row", rows(READ), ids=lambda row: row[2])
def test_phrases_are_read_to_their_window(row: tuple[str, ...]) -> None:
    check_window(row)


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: row[2])
def test_phrases_that_would_be_a_guess_are_refused_with_the_reason(row: tuple[str, ...]) -> None:
    announced, seat, words, reason = row
    with pytest.raises(Unreadable) as caught:
        read(words, announced=When(announced), zone_name=seat)
    assert str(caught.value).startswith(f"{reason}. What can be read")


@given(st.sampled_from(EVERY_READ_ROW), st.integers(0, 12), st.sampled_from(UNKNOWN))
def test_an_unknown_word_anywhere_is_refused_or_reported_and_never_moves_the_window(
    row: tuple[str, str, str], place: int, unknown: str
) -> None:
    announced, seat, words = row
    parts = words.split(" ")
    at = place % (len(parts) + 1)
    found = reading_or_none(" ".join((*parts[:at], unknown, *parts[at:])), When(announced), seat)
    if found is None:
        return
    plain = read(words, announced=When(announced), zone_name=seat)
    assert found.due == plain.due
    reported = [step.values["words"] for step in found.steps if step.rule is Rule.WORDS_LEFT_OUT]
    assert unknown.lower() in " ".join(reported).split()


@given(st.sampled_from(EVERY_READ_ROW), st.integers(0, 12), st.sampled_from(["час", "ώρα", "後", "Киев"]))
def test_a_word_in_other_letters_is_refused_wherever_it_stands(
    row: tuple[str, str, str], place: int, foreign: str
) -> None:
    announced, seat, words = row
    parts = words.split(" ")
    at = place % (len(parts) + 1)
    with pytest.raises(Unreadable, match=r"is not written in Latin letters|was not understood|does not end"):
        read(" ".join((*parts[:at], foreign, *parts[at:])), announced=When(announced), zone_name=seat)


@pytest.mark.parametrize(
    "words", [each.strip() for each in FRIDAY_AT_18.strip().replace("\n", "|").split("|")]
)
def test_words_of_another_language_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        read(words, announced=MONDAY, zone_name=NEW_YORK)


def test_every_place_of_the_zone_database_names_its_zone() -> None:
    """Those better known for something else are refused; the first word of Jan Mayen is a month."""
    areas = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    places: dict[str, set[str]] = {}
    for name in available_timezones():
        area, _, place = name.partition("/")
        if area in areas and "/" not in place:
            places.setdefault(place.replace("_", " "), set()).add(name)
    wrong = []
    for place, names in places.items():
        if place.lower() in PLACES or place.lower() in NOT_IANA_PLACES:
            continue
        found = reading_or_none(f"by noon {place} time on 18 July 2025")
        if found is None or found.due.timezone not in names:
            wrong.append(place)
    assert len(places) > 300
    assert wrong == ["Jan Mayen"]


@given(st.integers(0, 23), st.integers(0, 23), st.sampled_from([-300, -240, 0, 60, 120, 180, 480]))
def test_two_clocks_are_read_when_they_show_one_instant_and_only_then(
    hour: int, other: int, minutes: int
) -> None:
    sign = "-" if minutes < 0 else "+"
    words = f"by {hour:02}:00 UTC{sign}{abs(minutes) // 60} ({other:02}:00 GMT) on 18 July 2025"
    instant = datetime(2025, 7, 18, hour, tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC)
    found = reading_or_none(words)
    assert (found is not None) == (instant.hour == other)
    if found:
        assert found.due.window.latest_at == instant


@pytest.mark.parametrize(
    ("words", "assumptions"),
    [
        ("by close of business on Friday", {Assumption.BUSINESS_ENDS_AT_17}),
        ("just under two weeks from today", {Assumption.APPROXIMATE}),
        ("on or before Friday", set()),
        ("before Friday evening", {Assumption.DAY_PART_LEFT_OUT}),
        ("ahead of Friday", {Assumption.BEFORE_READ_AS_END_OF_PREVIOUS_DAY}),
        ("by this time tomorrow", set()),
        ("within 2h30 of now", set()),
    ],
)
def test_what_these_phrases_leave_open_is_noted(words: str, assumptions: set[Assumption]) -> None:
    found = read(words, announced=MONDAY, zone_name=NEW_YORK)
    assert set(found.assumptions) == assumptions | {Assumption.ZONE_ASSUMED}


def test_this_time_tomorrow_is_that_day_where_the_hour_of_the_announcement_is_not_known() -> None:
    found = read("by this time tomorrow", announced=When("2025-07-14"), zone_name=NEW_YORK)
    assert (found.due.latest, found.due.precision) == (When("2025-07-15"), Precision.DAY)
    assert Assumption.HOUR_OF_ANNOUNCEMENT_UNKNOWN in found.assumptions


@pytest.mark.parametrize(
    ("announced", "year"), [("1899-10-09", 1926), ("1975-01-01", 2026), ("2025", 2026), ("2040-01-01", 2026)]
)
def test_a_year_of_two_figures_is_near_the_announcement(announced: str, year: int) -> None:
    found = read("in May '26", announced=When(announced), zone_name="UTC")
    assert found.due.latest == When(f"{year}-05-31")
