"""What statistics count of each phase is stored with it."""

import pytest

from tests.factories import NOW, a_case, a_deadline, a_due, an_outcome, load
from tracker.domain.statistics.conduct import Conduct, conduct
from tracker.domain.status.record import Record
from tracker.domain.status.standing import phases
from tracker.models import Phase

pytestmark = pytest.mark.django_db


def test_phase_stores_its_conduct_and_how_long_an_ultimatums_limit_was() -> None:
    deadlines = [a_deadline("d1", "2026-03-01", a_due("2026-03-05"))]
    outcomes = [an_outcome("2026-03-07", follow_through="imposed")]
    load(
        a_case(deadlines=deadlines, outcomes=outcomes),
        a_case("expiry", kind="expiry", deadlines=deadlines),
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
    )
    rows = Phase.objects.at(NOW).order_by("ultimatum__slug").values_list("ultimatum__slug", "limit")
    assert list(rows) == [("expiry", ""), ("open-the-river", "2-weeks"), ("undated", "")]
    for phase in Phase.objects.select_related("ultimatum"):
        record = Record.from_document(phase.ultimatum.document)
        facts = {item.from_at: conduct(item.standing) for item in phases(record)}
        assert Conduct.from_data(phase.conduct) == facts[phase.from_at]
