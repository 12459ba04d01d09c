"""Calendars for each program: the addresses that those programs take."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from tracker.templatetags.take import calendar_links


def test_each_program_gets_the_address_it_takes() -> None:
    path = "/feeds/ultimatums.ics?dossier=ukraine-war&as_of=2025-07-24"
    google, others, outlook, at_work, file = (
        urlsplit(each.address) for each in calendar_links(path, "Мир & Co")
    )
    webcal = f"webcal://{urlsplit(settings.SITE_URL).netloc}{path}"
    assert (google.netloc, google.path) == ("calendar.google.com", "/calendar/r")
    assert parse_qs(google.query) == {"cid": [webcal]}
    assert others.geturl() == webcal
    assert (outlook.netloc, at_work.netloc) == ("outlook.live.com", "outlook.office.com")
    for each in (outlook, at_work):
        assert each.path == "/calendar/0/addfromweb"
        assert parse_qs(each.query) == {"url": [f"{settings.SITE_URL}{path}"], "name": ["Мир & Co"]}
    assert file.geturl() == path


def test_each_says_what_will_come_of_it() -> None:
    notes = [each.note for each in calendar_links("/feeds/ultimatums.ics")]
    assert "once a day" in notes[0]
    assert "alarms" in notes[0]
    assert "does not move" in notes[-1]
    assert calendar_links("") == ()
