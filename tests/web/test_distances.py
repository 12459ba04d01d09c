"""How far apart dates lie, as pages, API and track record tell it: what the cases' own prose says."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.domain.test_seeds import DRIFTS, PROSE, SEEDS
from tests.thoroughness import IS_THOROUGH
from tests.web.reading import read, squeezed
from tracker.domain.dates.distances import Distance
from tracker.domain.dates.moments import Grain
from tracker.models import Phase
from tracker.templatetags.times import distance_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAY = timedelta(days=1)
DATED = [slug for slug, (_, _, latest, _) in SEEDS.items() if latest]


def told(days: int) -> str:
    """As a page writes it."""
    if not days:
        return "on the deadline"
    side = "before" if days < 0 else "after"
    return f"{distance_text(Distance(Grain.DAY, abs(days) * DAY))} {side} the deadline"


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("slug", PROSE)
def test_a_case_tells_one_distance_everywhere(client: Client, slug: str) -> None:
    days, _words = PROSE[slug]
    page = read(client.get(f"/ultimatums/{slug}/").content).text
    assert f", {told(days)}" in page
    answer = client.get(f"/api/v1/ultimatums/{slug}").json()
    clock = answer["countdown"]
    assert (clock["seconds"], clock["early"]) == (abs(days) * 86_400, days < 0)
    card = client.get(f"/embed/{slug}/").content.decode()
    assert f", {told(days)}" in card
    stored = Phase.objects.filter(ultimatum__slug=slug).latest("from_at").conduct
    assert stored["after"] == ["day", days * 86_400.0]


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("slug", SEEDS if IS_THOROUGH else DRIFTS)
def test_a_case_tells_one_number_of_moves_and_the_same_drifts_everywhere(client: Client, slug: str) -> None:
    moves = SEEDS[slug][3]
    page = read(client.get(f"/ultimatums/{slug}/").content).text
    times = re.findall(r"It moved (once|\d+ times)\.", page)
    assert times == ([] if not moves else ["once"] if moves == 1 else [f"{moves} times"])
    answer = client.get(f"/api/v1/ultimatums/{slug}").json()
    assert answer["moves"] == moves
    drifts = [line["drift_seconds"] for line in answer["deadlines"] if line["drift_seconds"] is not None]
    assert [drift // 86_400 for drift in drifts] == DRIFTS.get(slug, [])
    stored = Phase.objects.filter(ultimatum__slug=slug).latest("from_at")
    assert (stored.row["moves"], stored.conduct["moves"]) == (moves, moves)


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("slug", DATED if IS_THOROUGH else DATED[::3])
def test_head_and_table_of_a_case_name_one_deadline(client: Client, slug: str) -> None:
    answer = client.get(f"/api/v1/ultimatums/{slug}").json()
    in_force = [
        line["due"] for line in answer["deadlines"] if line["is_focus"] and line["force"] == "in-force"
    ]
    assert in_force == [answer["due"]]


def test_the_day_a_secret_deadline_became_public_is_not_told_as_the_day_it_was_set(client: Client) -> None:
    page = read(client.get("/ultimatums/us-maduro-leave-2025/").content).text
    assert "Deadline set on 21 Nov 2025, made public now: 28 Nov 2025" in page
    extended = read(client.get("/ultimatums/new-start-expiry-2026/").content).text
    assert "It is itself an extension and has not moved since." in extended


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("us-iran-60-days-2025", "Trump repeated at the G7 summit", "Later that month the United States"),
        ("potsdam-japan-1945", "An atomic bomb was dropped on Hiroshima", "Japan negotiated its acceptance"),
        ("us-europe-greenland-tariffs-2026", "The eight states answered", "Trump dropped the tariffs"),
    ],
)
def test_what_is_known_by_its_month_is_told_after_what_it_followed(
    client: Client, slug: str, before: str, after: str
) -> None:
    """Newest first, on the page of the case and in the stream of its crisis."""
    page = client.get(f"/ultimatums/{slug}/").content.decode()
    story = page[page.index('id="happened"') :]
    assert story.index(after) < story.index(before)
    crisis = re.search(r"/dossiers/([a-z0-9-]+)/", page)
    assert crisis is not None
    stream = client.get(f"/dossiers/{crisis[1]}/").content.decode()
    assert stream.index(after) < stream.index(before)


@pytest.mark.parametrize(
    ("slug", "place"),
    [
        ("un-iraq-resolution-678", "New York"),
        ("unifil-end-2026", "New York"),
        ("e3-iran-snapback-2025", "New York"),
        ("new-start-expiry-2026", "Washington"),
        ("us-iran-mou-60-days-2026", "Washington"),
        ("us-russia-50-days-2025", "Washington"),
        ("tiktok-divestiture-2024-2026", "Washington"),
        ("ecowas-niger-2023", "Abuja"),
        ("japan-china-1915", "Beijing"),
    ],
)
def test_a_time_limit_is_read_in_the_place_the_case_means(client: Client, slug: str, place: str) -> None:
    """On its page, in its calendar, in a frame, in the feed of what changed."""
    for address in (
        f"/ultimatums/{slug}/",
        f"/ultimatums/{slug}/calendar.ics",
        f"/embed/{slug}/",
        f"/feeds/changes.atom?case={slug}",
    ):
        text = client.get(address).content.decode().replace("\r\n ", "")
        others = {"New York", "Washington", "Abuja", "Beijing"} - {place}
        assert re.search(rf"in {place} \(UTC", text), address
        assert not [other for other in others if re.search(rf"in {other} \(UTC", text)], address


def test_a_page_as_of_a_day_counts_to_the_end_of_that_day(client: Client) -> None:
    """From 00:01 in Washington, 05:01 UTC, on 4 March to the end of 5 March in UTC."""
    as_of = {"as_of": "2025-03-05"}
    page = read(client.get("/ultimatums/us-canada-mexico-tariffs-2025/", as_of).content).text
    assert squeezed("Passed, outcome open, for 1 day 18 hours 59 minutes") in squeezed(page)
    clock = client.get("/api/v1/ultimatums/us-canada-mexico-tariffs-2025", as_of).json()["countdown"]
    assert clock["seconds"] == ((24 + 18) * 60 + 59) * 60


def test_a_deadline_that_passed_lies_as_many_days_back_as_its_outcome_will(client: Client) -> None:
    """us-maduro-leave-2025: the outcome came 36 days after 28 November, on 3 January."""
    told = {
        day: read(client.get("/ultimatums/us-maduro-leave-2025/", {"as_of": day}).content).text
        for day in ("2026-01-01", "2026-01-02", "2026-01-03")
    }
    assert squeezed("for 34 days") in squeezed(told["2026-01-01"])
    assert squeezed("for 35 days") in squeezed(told["2026-01-02"])
    assert ", 36 days after the deadline" in told["2026-01-03"]


@pytest.mark.parametrize(
    ("slug", "word"),
    [
        ("niger-french-ambassador-2023", "Complied, 30 days late"),
        ("thailand-cambodia-soldiers-2025", "Complied, 1 day late"),
        ("taliban-us-august-2021", "Complied The last US troops"),
    ],
)
def test_a_target_that_complied_late_is_said_to_have(client: Client, slug: str, word: str) -> None:
    page = read(client.get(f"/ultimatums/{slug}/").content).text
    assert word in page
