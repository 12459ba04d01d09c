"""A draft needs a title; what a public case must have is asked for, all at once, when it is to be public."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.admin.forms import ADD, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import a_case, load
from tracker.case_format import read_folder
from tracker.models import Actor, Publication, Ultimatum


def test_a_draft_is_a_title(desk: Client) -> None:
    response = desk.post(ADD, {**fields(desk, ADD), "title": "Open the river or lose the ports"})
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    assert (case.slug, case.publication, case.dossier) == ("open-river-ports", Publication.DRAFT, None)
    for address in (
        "/admin/tracker/ultimatum/",
        change(case),
        f"/admin/tracker/ultimatum/{case.pk}/case-file/",
    ):
        assert desk.get(address).status_code == 200
    assert desk.post(change(case), fields(desk, change(case))).status_code == 302


def test_all_that_is_missing_is_listed_on_top_with_links(desk: Client) -> None:
    desk.post(ADD, {**fields(desk, ADD), "title": "Open the river or lose the ports"})
    case = Ultimatum.objects.get()
    for button in ("_publish", "_submit"):
        response = desk.post(change(case), {**fields(desk, change(case)), button: "1"})
        found = errors(response)
        assert {"summary", "dossier", "kind"} <= set(found)
        assert ("review" in found) == (button == "_publish")
        for part in ("parties", "deadlines", "sources"):
            assert found[part][0].startswith("Missing. Needed: ")
        assert found["dossier"] == ["Missing. Needed: the crisis it belongs to."]
        page = response.content.decode()
        listed = page[page.index('id="faults"') : page.index("<fieldset")]
        for place in ("id_summary", "id_dossier", "id_kind", "parties-group", "deadlines-group"):
            assert re.search(f'<a href="#{place}">', listed), place
    assert Ultimatum.objects.get().publication == Publication.DRAFT


def test_rows_are_listed_with_their_number_and_a_link(desk: Client) -> None:
    data = entered(desk, **{"threats-0-type": "", "deadlines-0-announced": "2026-02-30"})
    page = desk.post(ADD, data).content.decode()
    listed = page[page.index('id="faults"') : page.index("<fieldset")]
    assert '<a href="#id_threats-0-type">Threat 1: Type</a>: This field is required.' in listed
    assert '<a href="#id_deadlines-0-announced">Deadline 1: Announced</a>' in listed


def test_a_draft_with_half_of_it_is_kept_and_published_once_whole(desk: Client) -> None:
    half = {"threats-0-type": "", "threats-0-text": "", "threats-0-exposed_actors": [], "summary": ""}
    data = entered(desk, **half, **{"deadlines-0-sources": "", "sources-0-title": ""})
    for name in ("url", "publisher", "title", "quality"):
        data[f"sources-0-{name}"] = ""
    response = desk.post(ADD, data)
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    assert (case.document["threats"], case.document["demands"][0]["sources"]) == ([], [])
    case.delete()
    assert desk.post(ADD, {**entered(desk), "_publish": "1"}).status_code == 302
    assert Ultimatum.objects.get().publication == Publication.PUBLISHED


def test_a_text_that_is_too_short_is_kept_in_a_draft_and_listed_when_it_is_handed_in(desk: Client) -> None:
    short = {
        "title": "Open",
        "summary": "Half of a sen",
        "demands-0-text": "The",
        "deadlines-0-as_stated": "b",
    }
    response = desk.post(ADD, entered(desk, **short))
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    assert (case.title, case.document["summary"]) == ("Open", "Half of a sen")
    for button in ("_submit", "_publish"):
        response = desk.post(change(case), {**fields(desk, change(case)), button: "1"})
        assert set(errors(response)) == set(short)
    assert Ultimatum.objects.get().publication == Publication.DRAFT


@pytest.mark.parametrize("wrong", [{"tags": "Rivers!"}, {"deadlines-0-timezone": "Mars/Base"}])
def test_what_is_wrong_is_refused_in_a_draft_as_well(desk: Client, wrong: dict[str, str]) -> None:
    assert list(errors(desk.post(ADD, entered(desk, **wrong)))) == list(wrong)


def test_half_a_window_is_refused_in_a_draft(desk: Client) -> None:
    found = errors(desk.post(ADD, entered(desk, **{"deadlines-0-precision": ""})))
    assert list(found) == ["deadlines-0-precision"]


def test_a_case_of_review_draft_is_not_published(desk: Client) -> None:
    found = errors(desk.post(ADD, {**entered(desk, review="draft"), "_publish": "1"}))
    assert list(found) == ["review"]
    assert "a draft is not published" in found["review"][0]
    assert Ultimatum.objects.count() == 0


def test_a_published_case_does_not_go_back_to_review_draft(desk: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    found = errors(desk.post(change(case), {**fields(desk, change(case)), "review": "draft"}))
    assert list(found) == ["review"]


def test_drafts_that_are_not_complete_do_not_stop_an_export(
    desk: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.post(ADD, {**fields(desk, ADD), "title": "Open the river or lose the ports"})
    load(a_case("whole-case"))
    related: Any = Ultimatum.objects.get(slug="whole-case").relations
    related.create(other=Ultimatum.objects.get(slug="open-river-ports"))
    case = Ultimatum.objects.get(slug="whole-case")
    case.document["related"] = ["open-river-ports"]
    case.save()
    call_command("export_cases", tmp_path / "out")
    assert "open-river-ports: a draft that is not complete, left out" in capsys.readouterr().err
    batch = read_folder(tmp_path / "out")
    assert ([entry.slug for entry in batch.cases], batch.faults) == (["whole-case"], ())


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({}, "aldovia-borealand-open-river-ports-2026"),
        ({"title": "Aldovia had Borealand vacate the airport within 48 hours or be attacked there"},
         "aldovia-borealand-vacate-airport-48-2026"),
        ({"title": "Відкрийте річку або втратите порти"}, "aldovia-borealand-2026"),
        ({"slug": "a-name-of-its-own"}, "a-name-of-its-own"),
    ],
)  # fmt: skip
def test_the_slug_is_short_and_in_the_pattern_of_the_record(
    desk: Client, changes: dict[str, str], slug: str
) -> None:
    response = desk.post(ADD, {**entered(desk), "slug": "", **changes})
    assert response.status_code == 302, errors(response)
    assert Ultimatum.objects.get().slug == slug


def test_a_draft_is_named_anew_by_what_it_says_until_somebody_named_it_or_published_it(desk: Client) -> None:
    desk.post(ADD, {**fields(desk, ADD), "title": "Open the river or lose the ports"})
    case = Ultimatum.objects.get()
    whole = {**fields(desk, change(case)), **entered(desk, slug="open-river-ports")}
    whole["seen_revision"] = fields(desk, change(case))["seen_revision"]
    response = desk.post(change(case), whole)
    assert response.status_code == 302, errors(response)
    assert Ultimatum.objects.get().slug == "aldovia-borealand-open-river-ports-2026"
    desk.post(change(case), {**fields(desk, change(case)), "slug": "a-name-of-its-own"})
    desk.post(change(case), {**fields(desk, change(case)), "title": "Close the river"})
    assert Ultimatum.objects.get().slug == "a-name-of-its-own"


def test_a_slug_that_is_taken_gets_a_number_and_long_names_their_code(desk: Client) -> None:
    data = entered(desk, slug="")
    Actor.objects.filter(slug="aldovia").update(slug="united-aldovian-states", code="AL")
    for _ in range(2):
        desk.post(ADD, data)
    slugs = sorted(Ultimatum.objects.values_list("slug", flat=True))
    assert slugs == ["al-borealand-open-river-ports-2026", "al-borealand-open-river-ports-2026-2"]
