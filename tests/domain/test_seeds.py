"""The seed cases read as an editor would: where each stood on 23 November 2026, written down by hand."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.domain.dates.distances import drift, from_window
from tracker.domain.dates.moments import Grain
from tracker.domain.statistics.conduct import conduct
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, countdown, phases, standing
from tracker.domain.status.steps import steps

CASES = Path(__file__).parents[2] / "seeds" / "cases"
ON = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)

# slug: status, headlines, the deadline shown (None: no date), how often a date moved
SEEDS: dict[str, tuple[str, list[str], str | None, int]] = {
    "african-union-burundi-2015": ("resolved", ["withdrawn"], "2015-12-22", 0),
    "african-union-sudan-2019": ("resolved", ["enforced"], "2019-06-30", 1),
    "agoa-expiry-2026": ("running", [], "2026-12-31", 1),
    "asean-china-code-of-conduct-2026": ("open", [], "2026-12-31", 0),
    "aussom-mandate-2026": ("running", [], "2026-12-31", 0),
    "austria-serbia-1914": ("resolved", ["enforced"], "1914-07-25T18:00:00+01:00", 0),
    "azad-kashmir-38-points-2025": ("resolved", ["settled"], "2025-09-29", 0),
    "bangladesh-students-parliament-2024": ("resolved", ["complied"], "2024-08-06T15:00:00+06:00", 0),
    "bolivia-camacho-morales-2019": ("resolved", ["partly-enforced"], "2019-11-04T19:00:00-04:00", 0),
    "bougainville-independence-2027": ("running", [], "2027-09-01", 0),
    "brexit-article-50-2017-2020": ("resolved", ["complied"], "2020-01-31T23:00:00Z", 3),
    "britain-france-suez-1956": ("resolved", ["enforced", "complied"], "1956-10-31T06:30:00+02:00", 0),
    "britain-germany-1914": ("resolved", ["enforced"], "1914-08-04T23:00:00+00:00", 0),
    "burkina-faso-french-troops-2023": ("resolved", ["complied"], "2023-02-24", 1),
    "cameroon-tchiroma-detainees-2025": ("resolved", ["partly-complied"], "2025-11-11", 0),
    "china-india-sikkim-1965": ("resolved", ["lapsed"], "1965-09-22T21:30:00+05:30", 1),
    "coalition-russia-ceasefire-2025-05": ("resolved", ["partly-enforced"], "2025-05-12", 0),
    "contact-group-rambouillet-1999": ("resolved", ["enforced", "complied"], "1999-03-15", 3),
    "e3-iran-snapback-2025": ("resolved", ["enforced"], "2025-09-28T00:00:00Z", 0),
    "ecowas-niger-2023": ("resolved", ["partly-enforced"], "2023-08-06", 0),
    "ecuador-colombia-security-duty-2026": ("passed", ["unknown"], "2026-02-01", 0),
    "egypt-army-morsi-2013": ("resolved", ["enforced"], "2013-07-03T16:30:00+02:00", 0),
    "ethiopia-tigray-72-hours-2020": ("resolved", ["enforced"], "2020-11-25", 0),
    "eu-ai-act-high-risk-2027": ("running", [], "2027-12-02", 1),
    "eu-deforestation-regulation-2026": ("running", [], "2026-12-30", 1),
    "eu-methane-imports-2027": ("running", [], "2027-01-01", 0),
    "eu-recovery-fund-2026": ("running", [], "2026-12-31", 0),
    "eu-russia-economic-sanctions-2026": ("passed", ["unknown"], "2026-07-31", 1),
    "eu-russia-sanctions-february-2027": ("running", [], "2027-02-24", 0),
    "eu-russian-gas-phase-out-2026": ("running", [], "2027-01-01", 0),
    "europe-maduro-eight-days-2019": ("resolved", ["enforced"], "2019-02-03", 0),
    "gaza-board-of-peace-mandate-2027": ("running", [], "2027-12-31", 0),
    "greece-creditors-2015": ("resolved", ["complied"], "2015-07-12", 1),
    "guinea-bissau-elections-2026": ("running", [], "2026-12-06", 0),
    "haiti-transitional-council-2026": ("resolved", ["complied"], "2026-02-07", 0),
    "honduras-brazil-embassy-2009": ("resolved", ["lapsed"], "2009-10-07", 0),
    "houthi-israel-gaza-aid-2025": ("resolved", ["enforced"], "2025-03-11T22:00:00+03:00", 0),
    "india-maoist-insurgency-2026": ("resolved", ["enforced"], "2026-03-31", 0),
    "indonesia-17-8-demands-2025": ("passed", ["unknown"], "2026-08-31", 0),
    "iran-jcpoa-60-days-2019": ("resolved", ["enforced"], "2019-07-08", 0),
    "iraq-kurdistan-airports-2017": ("resolved", ["enforced"], "2017-09-29T18:00:00+03:00", 0),
    "israel-gantz-netanyahu-2024": ("resolved", ["enforced"], "2024-06-08", 0),
    "israel-hamas-disarm-60-days-2026": ("passed", ["unknown"], "2026-04-20", 0),
    "israel-lebanon-truce-2026": ("passed", ["unknown"], "2026-07-02", 2),
    "japan-china-1915": ("resolved", ["complied"], "1915-05-09T18:00:00+08:00", 0),
    "madagascar-gen-z-2025": ("resolved", ["enforced"], "2025-10-08", 0),
    "malaysia-sulu-lahad-datu-2013": ("resolved", ["enforced"], "2013-02-26", 1),
    "maldives-indian-troops-2024": ("resolved", ["settled"], "2024-05-10", 1),
    "monusco-mandate-2026": ("running", [], "2026-12-20", 0),
    "new-start-expiry-2026": ("resolved", ["expired"], "2026-02-05", 0),
    "niger-french-ambassador-2023": ("resolved", ["complied"], "2023-08-28", 0),
    "north-korea-loudspeakers-2015": ("resolved", ["settled"], "2015-08-22T17:30:00+09:00", 0),
    "pakistan-undocumented-foreigners-2023": ("resolved", ["enforced"], "2023-11-01", 0),
    "potsdam-japan-1945": ("resolved", ["enforced"], None, 0),
    "quartet-qatar-13-demands-2017": ("resolved", ["settled"], "2017-07-04", 1),
    "russia-mariupol-2022": ("resolved", ["partly-enforced"], "2022-03-21T05:00:00+03:00", 0),
    "russia-ukraine-crimea-forces-2014": ("passed", ["unknown"], "2014-03-04T05:00:00+02:00", 1),
    "south-africa-da-ramaphosa-2025": ("resolved", ["partly-enforced"], "2025-06-28", 0),
    "south-sudan-elections-2026": ("running", [], "2026-12-22", 0),
    "taliban-us-august-2021": ("resolved", ["complied"], "2021-08-31", 0),
    "thailand-cambodia-soldiers-2025": ("resolved", ["complied"], "2025-12-30T12:00:00+07:00", 0),
    "tiktok-divestiture-2024-2026": ("resolved", ["complied"], "2026-01-23", 5),
    "transvaal-britain-1899": ("resolved", ["enforced"], "1899-10-11T17:00:00+01:30", 0),
    "turkey-iraq-pipeline-2026": ("passed", ["unknown"], "2026-07-27", 0),
    "ukraine-maidan-yanukovych-2014": ("resolved", ["partly-complied"], "2014-02-22T10:00:00+02:00", 0),
    "un-indonesia-east-timor-1999": ("resolved", ["enforced"], "1999-09-09", 0),
    "un-iraq-resolution-678": ("resolved", ["enforced"], "1991-01-15", 0),
    "unifil-end-2026": ("running", [], "2026-12-31", 0),
    "us-canada-mexico-tariffs-2025": ("resolved", ["partly-enforced"], "2025-03-04T00:01:00-05:00", 1),
    "us-china-chips-section-301-2027": ("running", [], "2027-05-24", 0),
    "us-china-tariff-truce-2025-2026": ("passed", ["unknown"], "2026-11-10", 2),
    "us-cuba-make-a-deal-2026": ("undated", [], None, 0),
    "us-europe-greenland-tariffs-2026": ("resolved", ["withdrawn"], "2026-02-01", 0),
    "us-furniture-cabinet-duties-2027": ("running", [], "2027-01-01", 1),
    "us-hamas-gaza-plan-2025-10": ("resolved", ["settled"], "2025-10-05T18:00:00-04:00", 1),
    "us-hamas-saturday-noon-2025-02": ("resolved", ["partly-complied"], "2025-02-15T12:00:00-05:00", 0),
    "us-iran-10-15-days-2026-02": ("resolved", ["enforced"], "2026-03-06", 0),
    "us-iran-60-days-2025": ("resolved", ["enforced"], "2025-06-12", 0),
    "us-iran-hormuz-2026": ("resolved", ["settled"], "2026-04-07T20:00:00-04:00", 3),
    "us-iran-mou-60-days-2026": ("passed", ["unknown"], "2026-08-22", 1),
    "us-iraq-48-hours-2003": ("resolved", ["enforced"], "2003-03-20T01:00:00Z", 0),
    "us-iraq-noon-february-1991": ("resolved", ["enforced"], "1991-02-23T12:00:00-05:00", 0),
    "us-maduro-leave-2025": ("resolved", ["enforced"], "2025-11-28", 0),
    "us-mexico-30-percent-2025": ("resolved", ["moot"], "2025-11-30", 2),
    "us-nato-europe-2027": ("running", [], "2027-12-31", 0),
    "us-nicaragua-section-301-2027": ("running", [], "2027-01-01", 0),
    "us-reciprocal-tariff-pause-2025": ("resolved", ["partly-enforced"], "2025-08-07T00:01:00-04:00", 2),
    "us-russia-50-days-2025": ("resolved", ["lapsed"], "2025-08-08", 1),
    "us-russia-inf-60-days-2018": ("resolved", ["enforced"], "2019-08-02", 0),
    "us-russia-two-weeks-2025-08": ("resolved", ["lapsed"], "2025-09-05", 0),
    "us-serbia-nis-owners-2026": ("passed", ["unknown"], "2026-03-24", 2),
    "us-ukraine-28-point-plan-2025": ("resolved", ["withdrawn"], "2025-12-07", 1),
    "us-ukraine-russia-june-2026": ("passed", ["unknown"], "2026-06-30", 0),
    "us-unesco-withdrawal-2026": ("running", [], "2026-12-31", 0),
    "us-ussr-cuba-1962": ("resolved", ["settled"], "1962-10-28", 0),
    "usmca-joint-review-2026": ("running", [], "2027-07-01", 0),
    "ussr-lithuania-1940": ("resolved", ["complied"], "1940-06-15T10:00:00+03:00", 0),
    "venezuela-essequibo-companies-2023": ("resolved", ["lapsed"], "2024-03-05", 0),
    "wagner-bakhmut-2023": ("resolved", ["partly-complied"], "2023-05-10", 0),
    "yemen-uae-24-hours-2025": ("resolved", ["complied"], "2025-12-31", 0),
}

# What the prose of each resolved case says of when its outcome came: days after its date, negative before
PROSE = {
    "african-union-burundi-2015": (40, "Burundi refused and the summit did not go through with it"),
    "african-union-sudan-2019": (-23, "More than three weeks before the second term ended"),
    "austria-serbia-1914": (0, "relations were broken at once"),
    "azad-kashmir-38-points-2025": (5, "carried out for five days"),
    "bangladesh-students-parliament-2024": (0, "that afternoon"),
    "bolivia-camacho-morales-2019": (0, "The president stayed when the time ended"),
    "brexit-article-50-2017-2020": (0, "on the last extended date"),
    "britain-france-suez-1956": (0, "within a day of the hour"),
    "britain-germany-1914": (0, "from the stated hour"),
    "burkina-faso-french-troops-2023": (-5, "on a Sunday in February"),
    "cameroon-tchiroma-detainees-2025": (0, "The time passed with some fifty freed"),
    "china-india-sikkim-1965": (0, "up to the end of the extended term"),
    "coalition-russia-ceasefire-2025-05": (8, "Eight days later"),
    "contact-group-rambouillet-1999": (9, "strikes began on 24 March"),
    "e3-iran-snapback-2025": (0, "at the stated hour"),
    "ecowas-niger-2023": (4, "a standby force was ordered to be activated"),
    "egypt-army-morsi-2013": (0, "when the time had passed"),
    "ethiopia-tigray-72-hours-2020": (1, "was ordered the next day"),
    "europe-maduro-eight-days-2019": (1, "the day after"),
    "greece-creditors-2015": (1, "hours after the last day named"),
    "haiti-transitional-council-2026": (0, "stepped down on the day"),
    "honduras-brazil-embassy-2009": (0, "Brazil did not answer the demand"),
    "houthi-israel-gaza-aid-2025": (0, "that evening"),
    "india-maoist-insurgency-2026": (-1, "On the eve of the day"),
    "iran-jcpoa-60-days-2019": (0, "on expiry"),
    "iraq-kurdistan-airports-2017": (0, "The airports were not handed over"),
    "israel-gantz-netanyahu-2024": (1, "on the Sunday after the date"),
    "japan-china-1915": (-1, "at midnight on 8 May"),
    "madagascar-gen-z-2025": (1, "the strike was called"),
    "malaysia-sulu-lahad-datu-2013": (7, "a week after the second"),
    "maldives-indian-troops-2024": (-1, "left before 10 May"),
    "new-start-expiry-2026": (0, "ran out on 5 February 2026"),
    "niger-french-ambassador-2023": (30, "a month after the time had passed"),
    "north-korea-loudspeakers-2015": (3, "ended on 25 August"),
    "pakistan-undocumented-foreigners-2023": (0, "came into effect on the day"),
    "quartet-qatar-13-demands-2017": (1281, "three and a half years later"),
    "russia-mariupol-2022": (0, "before the hour"),
    "south-africa-da-ramaphosa-2025": (0, "No minister was dismissed"),
    "taliban-us-august-2021": (-1, "before midnight on 30 August"),
    "thailand-cambodia-soldiers-2025": (1, "About a day after the 72 hours"),
    "tiktok-divestiture-2024-2026": (-1, "a day before the last date"),
    "transvaal-britain-1899": (0, "war began on expiry"),
    "ukraine-maidan-yanukovych-2014": (0, "left Kyiv that night"),
    "un-indonesia-east-timor-1999": (6, "The day is that of the authorisation"),
    "un-iraq-resolution-678": (2, "two days after the date"),
    "us-canada-mexico-tariffs-2025": (2, "two days later"),
    "us-europe-greenland-tariffs-2026": (-11, "eleven days early"),
    "us-hamas-gaza-plan-2025-10": (3, "agreed on 8 October"),
    "us-hamas-saturday-noon-2025-02": (0, "under the ceasefire schedule"),
    "us-iran-10-15-days-2026-02": (-1, "a day before the shortest reading"),
    "us-iran-60-days-2025": (1, "the next day"),
    "us-iran-hormuz-2026": (0, "Less than two hours before the last one"),
    "us-iraq-48-hours-2003": (0, "that night"),
    "us-iraq-noon-february-1991": (1, "the morning after the hour"),
    "us-maduro-leave-2025": (36, "36 days after the due date"),
    "us-mexico-30-percent-2025": (82, "the ruling of 20 February 2026"),
    "us-reciprocal-tariff-pause-2025": (0, "took effect on 7 August 2025"),
    "us-russia-50-days-2025": (0, "That date passed"),
    "us-russia-inf-60-days-2018": (0, "left the treaty on 2 August 2019"),
    "us-russia-two-weeks-2025-08": (0, "at the two-week mark"),
    "us-ukraine-28-point-plan-2025": (-2, "two days before it fell due"),
    "us-ussr-cuba-1962": (0, "the next day"),
    "ussr-lithuania-1940": (0, "an hour before the limit"),
    "venezuela-essequibo-companies-2023": (0, "The companies did not leave"),
    "wagner-bakhmut-2023": (0, "did not leave on the date"),
    "yemen-uae-24-hours-2025": (-1, "The Emirates announced that they would go"),
}
# By how many days each change moved the date, in the order announced
DRIFTS = {
    "african-union-sudan-2019": [61],
    "agoa-expiry-2026": [457],
    "asean-china-code-of-conduct-2026": [0],
    "brexit-article-50-2017-2020": [14, 202, 92],
    "burkina-faso-french-troops-2023": [6],
    "china-india-sikkim-1965": [2],
    "contact-group-rambouillet-1999": [7, 3, 20],
    "eu-ai-act-high-risk-2027": [487],
    "eu-deforestation-regulation-2026": [365],
    "eu-russia-economic-sanctions-2026": [181],
    "greece-creditors-2015": [12],
    "israel-lebanon-truce-2026": [21, 45],
    "malaysia-sulu-lahad-datu-2013": [4],
    "maldives-indian-troops-2024": [56],
    "quartet-qatar-13-demands-2017": [2],
    "russia-ukraine-crimea-forces-2014": [2],
    "tiktok-divestiture-2024-2026": [76, 75, 90, 90, 38],
    "us-canada-mexico-tariffs-2025": [28, 29],
    "us-china-tariff-truce-2025-2026": [90, 365],
    "us-furniture-cabinet-duties-2027": [365],
    "us-hamas-gaza-plan-2025-10": [1],
    "us-iran-60-days-2025": [0],
    "us-iran-hormuz-2026": [5, 9, 1, 15],
    "us-iran-mou-60-days-2026": [4],
    "us-mexico-30-percent-2025": [92, 29],
    "us-reciprocal-tariff-pause-2025": [23, 6],
    "us-russia-50-days-2025": [-24, -1],
    "us-serbia-nis-owners-2026": [39, 28],
    "us-ukraine-28-point-plan-2025": [10],
}

# What the clock showed at an instant: slug, instant, status (None: not known yet), the latest bound shown
MOMENTS = [
    ("us-russia-50-days-2025", "2025-07-13T23:59:59", None, None),
    ("us-russia-50-days-2025", "2025-07-24T23:59:59", "running", "2025-09-02"),
    ("us-russia-50-days-2025", "2025-07-28T12:00:00", "running", "2025-08-09"),
    ("us-russia-50-days-2025", "2025-07-30T23:59:59", "running", "2025-08-08"),
    ("us-russia-50-days-2025", "2025-08-12T23:59:59", "resolved", "2025-08-08"),
    ("e3-iran-snapback-2025", "2025-08-20T00:00:00", "running", "2025-08-31"),
    ("e3-iran-snapback-2025", "2025-08-29T00:00:00", "running", "2025-08-31"),
    ("e3-iran-snapback-2025", "2025-09-10T00:00:00", "running", "2025-09-28T00:00:00Z"),
    ("us-maduro-leave-2025", "2025-11-30T00:00:00", None, None),
    ("us-maduro-leave-2025", "2025-12-02T00:00:00", "passed", "2025-11-28"),
    ("quartet-qatar-13-demands-2017", "2017-07-02T22:00:00", "passed", "2017-07-02"),
    ("quartet-qatar-13-demands-2017", "2017-07-03T22:00:00", "running", "2017-07-04"),
    ("tiktok-divestiture-2024-2026", "2025-01-19T12:00:00", "running", "2025-01-19"),
    ("us-hamas-saturday-noon-2025-02", "2025-02-14T00:00:00", "running", "2025-02-15T12:00:00-05:00"),
    ("israel-hamas-disarm-60-days-2026", "2026-04-19T12:00:00", "open", "2026-04-20"),
    ("us-iran-mou-60-days-2026", "2026-06-01T00:00:00", "undated", None),
    ("us-iran-mou-60-days-2026", "2026-08-22T12:00:00", "open", "2026-08-22"),
    ("us-iran-mou-60-days-2026", "2026-08-23T12:00:00", "passed", "2026-08-22"),
    ("us-china-tariff-truce-2025-2026", "2026-11-09T00:00:00", "running", "2026-11-10"),
    ("greece-creditors-2015", "2015-07-08T00:00:00", "running", "2015-07-10"),
    ("us-ukraine-28-point-plan-2025", "2025-11-24T00:00:00", "running", "2025-12-07"),
    ("unifil-end-2026", "2027-02-01T00:00:00", "open", "2027-12-31"),
    ("usmca-joint-review-2026", "2026-06-30T00:00:00", "running", "2026-07-01"),
    ("usmca-joint-review-2026", "2026-07-02T12:00:00", "running", "2027-07-01"),
    ("african-union-burundi-2015", "2015-12-17T12:00:00", None, None),
    ("agoa-expiry-2026", "2025-12-01T00:00:00", "passed", "2025-09-30"),
    ("agoa-expiry-2026", "2026-02-10T00:00:00", "running", "2026-12-31"),
    ("aussom-mandate-2026", "2026-10-30T00:00:00", "running", "2026-10-31"),
    ("aussom-mandate-2026", "2026-11-05T00:00:00", "running", "2026-12-31"),
    ("guinea-bissau-elections-2026", "2026-12-08T00:00:00", "passed", "2026-12-06"),
    ("russia-ukraine-crimea-forces-2014", "2014-03-02T12:00:00", None, None),
    ("russia-ukraine-crimea-forces-2014", "2014-03-03T12:00:00", "running", "2014-03-04T05:00:00+02:00"),
    ("un-indonesia-east-timor-1999", "1999-09-07T12:00:00", "running", "1999-09-09"),
    ("us-serbia-nis-owners-2026", "2026-01-10T00:00:00", "running", "2026-01-23"),
    ("us-serbia-nis-owners-2026", "2026-03-01T00:00:00", "running", "2026-03-24"),
]


def document(slug: str) -> dict[str, Any]:
    """The file of a case as plain data."""
    found = yaml.safe_load((CASES / f"{slug}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_every_seed_case_is_judged_here() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(SEEDS)


@pytest.mark.parametrize("slug", SEEDS)
def test_a_seed_case_stands_where_an_editor_would_put_it(slug: str) -> None:
    now = standing(Record.from_document(document(slug)), ON)
    assert now is not None
    latest = now.due.latest.text if now.due and now.due.latest else None
    assert (now.status.value, [item.value for item in now.headlines], latest, now.moves) == SEEDS[slug]


@pytest.mark.parametrize("slug", PROSE)
def test_an_outcome_came_so_long_after_the_date_as_the_prose_of_the_case_says(slug: str) -> None:
    file = document(slug)
    days, words = PROSE[slug]
    parts = [file["summary"], *(text for item in file["outcomes"] for text in item.values())]
    assert any(words in part for part in parts if isinstance(part, str)), "not what the case says"
    now = standing(Record.from_document(file), ON)
    assert now is not None
    assert now.due is not None
    assert now.resolved_on is not None
    apart = from_window(now.due, now.resolved_on)
    assert (apart.grain, apart.count) == (Grain.DAY, days)
    clock = countdown(now.status, now.due, ON, now.resolved_on)
    assert (clock.distance, clock.early) == (abs(apart), days < 0)
    assert conduct(now).after == apart


def test_all_resolved_seed_cases_with_a_date_are_in_that_table() -> None:
    resolved = {slug for slug, (status, _, latest, _) in SEEDS.items() if status == "resolved" and latest}
    assert resolved == set(PROSE)


@pytest.mark.parametrize("slug", SEEDS)
def test_a_date_of_a_seed_case_moved_by_so_many_days(slug: str) -> None:
    changed = [
        drift(before.due, after.due)
        for step in steps(Record.from_document(document(slug)).deadlines)
        for before, after in pairwise(step.deadlines)
    ]
    days = [int(apart.span / timedelta(days=1)) for apart in changed if apart]
    same = [0 for apart in changed if apart is not None and not apart]
    assert [*days, *same] == DRIFTS.get(slug, [])


@pytest.mark.parametrize(("slug", "at", "status", "latest"), MOMENTS)
def test_a_seed_case_stood_there_at_that_instant(
    slug: str, at: str, status: str | None, latest: str | None
) -> None:
    now = standing(Record.from_document(document(slug)), datetime.fromisoformat(at).replace(tzinfo=UTC))
    shown = now.due.latest.text if now and now.due and now.due.latest else None
    assert (now and now.status.value, shown) == (status, latest)


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("slug", SEEDS)
def test_the_phases_of_a_seed_case_agree_with_its_standing(slug: str) -> None:
    record = Record.from_document(document(slug))
    for phase in phases(record):
        for at in (phase.from_at, (phase.until_at or ON) - timedelta(seconds=1)):
            now = standing(record, max(at, phase.from_at))
            assert now is not None
            assert (now.status, now.due, now.moves, now.headlines) == (
                phase.standing.status,
                phase.standing.due,
                phase.standing.moves,
                phase.standing.headlines,
            )
            span = countdown(now.status, now.due, max(at, phase.from_at), now.resolved_on).span
            assert span is None or span >= timedelta(0)


def test_on_23_november_2026_so_many_seed_cases_stand_so() -> None:
    statuses = [status for status, _, _, _ in SEEDS.values()]
    counts = {status.value: statuses.count(status.value) for status in Status if status.value in statuses}
    assert counts == {"running": 20, "open": 1, "passed": 11, "resolved": 67, "undated": 1}
