"""The words of the 93 deadlines on record when the interpreter was written, with what it makes of them.

A record may know more than the quoted words say: the hour from the order, the start of the clock, a second
report. So the words are read to the recorded window, or honestly to what they say alone, or refused.
"""

import pytest

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.parsing import Unreadable, read

AS_RECORDED = """
    1914-07-23T18:00:00+01:00 | Europe/Belgrade | forty-eight hours to reply
        1914-07-25T18:00:00+01:00 | instant
    2017-03-29 | Europe/Brussels | two-year countdown
        2019-03-29 | day
    2019-03-21 | Europe/Brussels | until 12 April
        2019-04-12 | day
    2019-04-10 | Europe/Brussels | no longer than 31 October 2019
        2019-10-31 | day
    1956-10-30T16:30:00+00:00 | Africa/Cairo | until 6:30 a.m. Cairo time on October 31
        1956-10-31T06:30:00+02:00 | instant
    2025-05-10 | Europe/Kyiv | should begin on Monday 12 May
        2025-05-12 | day
    1999-02 | Europe/Paris | by noon on February 20th
        1999-02-20T12:00:00+01:00 | instant
    1999-02-20 | Europe/Paris | an extension to 1400 GMT on Tuesday
        1999-02-23T14:00:00+00:00 | instant
    2025-08 | Europe/London | by the end of August
        2025-08-31 | day
    2023-07-30 | Africa/Lagos | within one week
        2023-08-06 | day
    2026-01-26 | Europe/Brussels | from 25 April 2026 for LNG
        2026-04-25 | day
    2026-01-26 | Europe/Brussels | 17 June 2026 for pipeline gas
        2026-06-17 | day
    2026-01-26 | Europe/Brussels | from 1 January 2027
        2027-01-01 | day
    2015-07-07 | Europe/Brussels | we have only five days left
        2015-07-12 | day
    1915-05-07 | Asia/Shanghai | six o'clock p. m. on the ninth day of May
        1915-05-09T18:00:00+08:00 | instant
    2021 | America/New_York | through Feb. 5, 2026
        2026-02-05 | day
    2017-06-22 | Asia/Riyadh | 10 days to comply
        2017-07-02 | day
    2022-03-20 | Europe/Moscow | by 5 a.m. Moscow Monday
        2022-03-21T05:00:00+03:00 | instant
    2024-04 | America/New_York | by Jan. 19, 2025
        2025-01-19 | day
    2025-01-20 | America/New_York | 75 days
        2025-04-05 | day
    2025-06-19 | America/New_York | for 90 days (September 17, 2025)
        2025-09-17 | day
    2025-09-16 | America/New_York | until December 16, 2025
        2025-12-16 | day
    2025-09-25 | America/New_York | 120 days from the date of this order
        2026-01-23 | day
    1990-11-29 | America/New_York | by Jan. 15
        1991-01-15 | day
    2025-08-28 | America/New_York | until 31 December 2026
        2026-12-31 | day
    2025-02-01 | America/New_York | to take effect on February 4
        2025-02-04 | day
    2025-03-06 | America/New_York | until April 2nd
        2025-04-02 | day
    2025-10-30 | America/New_York | until Nov. 10, 2026
        2026-11-10 | day
    2026-01-17 | America/New_York | starting Feb. 1
        2026-02-01 | day
    2026-01-17 | America/New_York | rising to 25% on June 1
        2026-06-01 | day
    2025-09-30 | America/New_York | three or four days
        2025-10-03 .. 2025-10-04 | range
    2025-10-03 | America/New_York | by Sunday Evening at SIX (6) P.M., Washington, D.C. time
        2025-10-05T18:00:00-04:00 | instant
    2025-02-11 | Asia/Jerusalem | by Saturday noon
        2025-02-15T12:00:00+02:00 | instant
    2026-02-19 | America/New_York | 10, 15 days
        2026-03-01 .. 2026-03-06 | range
    2026-03-21T23:44:00Z | America/New_York | within 48 hours
        2026-03-23T19:44:00-04:00 | instant
    2026-04-05 | America/New_York | Tuesday, 8:00 P.M. Eastern Time!
        2026-04-07T20:00:00-04:00 | instant
    2003-03-18T01:00:00Z | America/New_York | within 48 hours
        2003-03-19T20:00:00-05:00 | instant
    1991-02-22 | America/New_York | until noon (EST) Saturday
        1991-02-23T12:00:00-05:00 | instant
    2025-11-21 | America/New_York | a week to leave Venezuela
        2025-11-28 | day
    2025-07 | America/New_York | beginning Aug. 1
        2025-08-01 | day
    2025-07-07 | America/New_York | until 12:01 a.m. eastern daylight time on August 1
        2025-08-01T00:01:00-04:00 | instant
    2025-07-14 | America/New_York | in 50 days
        2025-09-02 | day
    2025-07-28 | America/New_York | about 10 or 12 days from today
        2025-08-07 .. 2025-08-09 | range
    2025-07-29 | America/New_York | Ten days from today
        2025-08-08 | day
    2018-12-04 | America/New_York | in 60 days unless Russia comes back into compliance
        2019-02-02 | day
    2025-11-21 | America/New_York | Thursday, we think, is an appropriate time
        2025-11-27 | day
    2026-02-06 | America/New_York | want to do everything by June
        2026-06-01 .. 2026-06-30 | month
    1962-10-27T19:45:00-04:00 | America/New_York | a commitment by at least tomorrow
        1962-10-28 | day
    2020-07-01 | America/New_York | July 1, 2026
        2026-07-01 | day
"""
"""announced | the seat's zone | words; and on the next line the bounds, as recorded | precision"""

OTHERWISE = """
    2019-10-28 | Europe/Brussels | until 31 January 2020
        2020-01-31 | day
            another source gives the hour: 2020-01-31T23:00:00Z | instant
    1914-08-04 | Europe/London | by twelve o'clock to-night
        1914-08-05T00:00:00+00:00 | instant
            applied as midnight in Berlin: 1914-08-04T23:00:00+00:00 | instant
    1999-01-29 | Europe/Paris | a timetable of just seven days
        1999-02-05 | day
            counts from the talks, which began on 6 February: 1999-02-12 .. 1999-02-13 | range
    2025-08-28 | America/New_York | within 30 days
        2025-09-27 | day
            the note of the United Nations gives the hour: 2025-09-28T00:00:00Z | instant
    2020-11-22 | Africa/Addis_Ababa | within 72 hours
        2020-11-25T00:00:00+03:00 .. 2020-11-26T00:00:00+03:00 | range
            recorded as the day; no hour was given: 2020-11-25 | day
    2026-01-26 | Europe/Brussels | at the latest on 1 November 2027
        2027-11-01 | day
            an earlier date holds unless storage is late: 2027-09-30 .. 2027-11-01 | range
    2015-02-20 | Europe/Brussels | expires on 30 June 2015
        2015-06-30 | day
            recorded as midnight, where the day ends: 2015-07-01T00:00:00+02:00 | instant
    2015-07-07 | Europe/Brussels | until 10 July to present the proposal
        2015-07-10 | day
            reports give the end of 9 July or 10 July: 2015-07-09 .. 2015-07-10 | range
    2019-05-08 | Asia/Tehran | after 60 days, calculated from May 8
        2019-07-07 | day
            reports give 7 and 8 July: 2019-07-07 .. 2019-07-08 | range
    2026-02-16 | Asia/Jerusalem | 60-day ultimatum
        2026-04-17 | day
            the start was left open: 2026-04-17 .. 2026-04-20 | vague
    2017-07-03 | Asia/Riyadh | extend by 48 hours
        2017-07-05T00:00:00+03:00 .. 2017-07-06T00:00:00+03:00 | range
            asked for on 2 July, a day before it was announced: 2017-07-04 | day
    2025-04-04 | America/New_York | a 75-day extension
        2025-06-18 | day
            recorded as 19 June, a day later: 2025-06-19 | day
    1899-10-09T17:00:00+01:30 | Africa/Johannesburg | not later than 5 o'clock p. m.
        1899-10-10T17:00:00+01:30 | instant
            the quote leaves out the day, 11 October: 1899-10-11T17:00:00+01:30 | instant
    2025-08-28 | America/New_York | within one year
        2026-08-28 | day
            counts from the end of 2026: 2026-12-31 .. 2027-12-31 | range
    2025-02-03 | America/New_York | paused for a 30 day period
        2025-03-05 | day
            recorded as the hour it took effect: 2025-03-04T00:01:00-05:00 | instant
    2025-05-12 | America/New_York | 90-day truce
        2025-08-10 | day
            recorded as the hour it took effect: 2025-08-12T00:01:00-04:00 | instant
    2025-08-11 | America/New_York | for another 90 days
        2025-11-09 | day
            recorded as the hour it ended, 90 days after the first truce: 2025-11-10T00:01:00-05:00 | instant
    2025-03-05 | America/New_York | two-month deadline
        2025-05-05 | day
            the start is unclear: 2025-05-05 .. 2025-06-12 | vague
    2026-03-23 | America/New_York | for five days
        2026-03-28 | day
            reports differ by a day: 2026-03-27 .. 2026-03-28 | range
    2026-04-07 | America/New_York | for a period of two weeks
        2026-04-21 | day
            reports give 21 and 22 April: 2026-04-21 .. 2026-04-22 | range
    2026-05-28 | America/New_York | 60-day memorandum of understanding
        2026-07-27 | day
            proposed and never in force: no date
    2026-06-15 | America/New_York | 60-day deadline
        2026-08-14 | day
            reports date the signature differently: 2026-08-14 .. 2026-08-18 | range
    2026-06-22 | America/New_York | a roadmap for a final agreement within 60 days
        2026-08-21 | day
            a report names 22 August: 2026-08-21 .. 2026-08-22 | range
    1991-02-22 | America/New_York | in one week
        1991-03-01 | day
            counts from the withdrawal due on 23 February: 1991-03-02 | day
    1991-02-22 | America/New_York | within 48 hours
        1991-02-24T00:00:00-05:00 .. 1991-02-25T00:00:00-05:00 | range
            counts from the withdrawal due on 23 February: 1991-02-25 | day
    2025-07-31 | America/New_York | for a 90 Day period
        2025-10-29 | day
            the target spoke of 1 November: 2025-10-29 .. 2025-11-01 | range
    2025-04-09 | America/New_York | for 90 days
        2025-07-08 | day
            the order gives the hour, on the day after: 2025-07-09T00:01:00-04:00 | instant
    2025-07-31 | America/New_York | go into effect on Aug. 7
        2025-08-07 | day
            recorded as the hour it took effect: 2025-08-07T00:01:00-04:00 | instant
    2019-02-01 | America/New_York | effective in six months
        2019-08-01 | day
            counts from the notice of 2 February: 2019-08-02 | day
    2025-08-22 | America/New_York | in two weeks
        2025-09-05 | day
            a like remark was made a day earlier: 2025-09-04 .. 2025-09-05 | range
    2025-11-23 | America/New_York | could be pushed back to next week
        2025-11-24 .. 2025-11-30 | range
            an editor widened it to both weeks: 2025-11-27 .. 2025-12-07 | vague
    2020-07-01 | America/New_York | until 2036
        2036-01-01 .. 2036-12-31 | range
            counts from the entry into force on 1 July 2020: 2036-07-01 | day
    1940-06-14 | Europe/Moscow | about nine hours to reply
        1940-06-14T09:00:00+03:00 .. 1940-06-15T09:00:00+03:00 | range
            handed over late in the evening: 1940-06-15T10:00:00+03:00 | instant
"""
"""The same with the bounds as the words alone give them; below them why the record differs."""

REFUSED = """
    1999-02-23 | Europe/Paris | by the time of the implementation conference in France
    2019-07-07 | Asia/Tehran | 60 days of the second stage
    2026-04-07 | America/New_York | a deadline to accept disarmament terms
    1945-07-26 | America/New_York | We shall brook no delay
    2026-01-11 | America/New_York | BEFORE IT IS TOO LATE
    2025-02-10 | America/New_York | by Saturday at 12 o'clock
    2025-06-13 | America/New_York | Today is day 61
    2026-03-26 | America/New_York | by 10 Days to Monday, April 6, 2026
    2026-04-21 | America/New_York | until such time as their proposal is submitted
    2025-10-27 | America/New_York | a few more weeks
    2025-11-25 | America/New_York | The deadline for me is when it's over
"""
"""announced | the seat's zone | words"""


def rows(table: str) -> list[list[str]]:
    """Each announcement, seat and words with the bounds and precision below, if any."""
    found: list[list[str]] = []
    for line in filter(str.strip, table.splitlines()):
        depth = len(line) - len(line.lstrip())
        parts = line.strip().split(" | ")
        if depth == 4:
            found.append(parts)
        elif depth == 8:
            found[-1].extend(parts)
    return found


def shown(due: Due) -> str:
    """The bounds and the precision as the tables write them."""
    bounds = str(due.earliest) if due.earliest == due.latest else f"{due.earliest} .. {due.latest}"
    return f"{bounds} | {due.precision}"


@pytest.mark.parametrize("row", [*rows(AS_RECORDED), *rows(OTHERWISE)], ids=lambda row: row[2])
def test_words_on_record_are_read_to_the_same_window_every_time(row: list[str]) -> None:
    announced, seat, words, *expected = row
    assert shown(read(words, announced=When(announced), zone_name=seat).due) == " | ".join(expected)


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: row[2])
def test_words_on_record_without_a_certain_limit_are_refused(row: list[str]) -> None:
    announced, seat, words = row
    with pytest.raises(Unreadable):
        read(words, announced=When(announced), zone_name=seat)


def test_every_deadline_on_record_is_in_one_of_the_tables() -> None:
    assert [len(rows(table)) for table in (AS_RECORDED, OTHERWISE, REFUSED)] == [49, 33, 11]
