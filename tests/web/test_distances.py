"""How far apart dates lie, as pages, API and track record tell it: what the cases' own prose says."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.domain.test_seeds import DRIFTS, PROSE, SEEDS
from tests.web.reading import read
from tracker.domain.distances import Distance
from tracker.domain.moments import Grain
from tracker.models import Phase
from tracker.templatetags.times import distance_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAY = timedelta(days=1)


def told(days: int) -> str:
    """As a page writes it."""
    if not days:
        return "on the deadline"
    side = "before" if days < 0 else "after"
    return f"{distance_text(Distance(Grain.DAY, abs(days) * DAY))} {side} the deadline"


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


@pytest.mark.parametrize("slug", SEEDS)
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


@pytest.mark.parametrize("slug", [slug for slug, (_, _, latest, _) in SEEDS.items() if latest])
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
