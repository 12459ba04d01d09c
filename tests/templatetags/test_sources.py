"""Sources beside a fact."""

from dataclasses import replace

from django.template.loader import render_to_string

from tracker.domain.case import Source
from tracker.domain.vocabulary import Quality
from tracker.web.pages import style_guide_rows


def cites(*sources: Source) -> str:
    return render_to_string("components/cites.html", {"sources": sources})


def test_each_quality_has_a_mark_of_its_own_with_a_name() -> None:
    marks = {
        quality: render_to_string("components/quality_mark.html", {"quality": quality}) for quality in Quality
    }
    assert len({mark.partition("ring")[2] for mark in marks.values()}) == len(Quality)
    assert 'aria-label="news agency"' in marks[Quality.WIRE]


def test_cites_lead_to_the_list_of_sources_in_order() -> None:
    html = cites(*style_guide_rows.SOURCES[:2])
    assert html.index('href="#source-s1"') < html.index('href="#source-s2"')
    assert html.count("<li>") == 2


def test_cites_escape_what_editors_wrote() -> None:
    html = cites(replace(style_guide_rows.SOURCES[0], publisher="<b>&", key='"x'))
    assert "&lt;b&gt;&amp;</a>" in html
    assert 'href="#source-&quot;x"' in html


def test_a_fact_without_sources_shows_none() -> None:
    assert cites().strip() == ""
