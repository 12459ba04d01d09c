"""Zones by the names they have today, whatever a browser calls them."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from tracker.domain.dates.moments import RENAMED, zone
from tracker.templatetags.times import place_name
from tracker.web.subscriptions.forms import ZoneField, zone_choices


@pytest.mark.parametrize("old", RENAMED)
def test_a_renamed_zone_keeps_its_time(old: str) -> None:
    for month in (1, 7):
        at = datetime(2026, month, 1, tzinfo=UTC)
        assert at.astimezone(zone(old)).utcoffset() == at.astimezone(zone(RENAMED[old])).utcoffset()


def test_a_form_takes_an_old_name_and_offers_and_keeps_that_of_today() -> None:
    field = ZoneField()
    assert field.clean("Europe/Kiev") == field.prepare_value("Europe/Kiev") == "Europe/Kyiv"
    offered = {name for _, names in zone_choices()[1:] for name, _ in names}
    assert "Europe/Kyiv" in offered
    assert not offered & RENAMED.keys()


def test_a_place_has_its_name_of_today() -> None:
    assert place_name("Europe/Kiev") == "Kyiv"


def test_a_ukrainian_page_offers_cities_by_their_ukrainian_names_in_their_alphabet() -> None:
    field = ZoneField()
    with override("uk"):
        html = field.widget.render("zone", "Asia/Tokyo")
        assert place_name("Asia/Manila") == "Маніла"
        assert place_name("America/Noronha") == "Норонья"
    assert '<optgroup label="Азія">' in html
    assert '<option value="Asia/Tokyo" selected>Токіо</option>' in html
    assert html.index(">Єреван<") < html.index(">Катманду<")
    assert ">Tokyo<" in field.widget.render("zone", "")
