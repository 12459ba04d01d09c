"""A case in one form: stored whole or not at all, published, corrected with a reason."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.admin.forms import ADD, add_row, errors, fields
from tests.factories import NOW, a_case, a_deadline, a_due, a_source, an_event, load
from tracker.models import Actor, Correction, Dossier, Phase, Publication, SiteState, Ultimatum
from tracker.queries.documents import document_of
from tracker.services.cases.editing import withdraw_case


def entered(desk: Client, **changes: Any) -> dict[str, Any]:
    """The form of a small new case, filled in; the keys are left to the desk."""
    pk = {actor.slug: actor.pk for actor in Actor.objects.all()}
    data = fields(desk, ADD)
    return {
        **data,
        "title": "Open the river or lose the ports",
        "slug": "open-the-river",
        "kind": "ultimatum",
        "dossier": Dossier.objects.get(slug="river-war").pk,
        "summary": "A small case that was made up for a test.",
        "review": "verified",
        "tags": "rivers, ports",
        "notes": "One thing.\nAnother thing.",
        "parties-0-actor": pk["aldovia"],
        "parties-0-stated_by": pk["ana-prime"],
        "parties-1-actor": pk["borealand"],
        "demands-0-text": "Open the river.",
        "demands-0-type": "open-passage",
        "threats-0-text": "Close the ports.",
        "threats-0-type": "blockade",
        "threats-0-exposed_actors": [pk["buyers-of-ore"]],
        "deadlines-0-announced": "2026-03-01",
        "deadlines-0-as_stated": "within a month",
        "deadlines-0-earliest": "2026-04-01",
        "deadlines-0-latest": "2026-04-01",
        "deadlines-0-precision": "day",
        "deadlines-0-timezone": "America/New_York",
        "sources-0-url": "https://example.org/first",
        "sources-0-publisher": "Example",
        "sources-0-title": "Report first",
        "sources-0-quality": "wire",
        **changes,
    }


def change(case: Ultimatum) -> str:
    return f"/admin/tracker/ultimatum/{case.pk}/change/"


def undated(slug: str, **more: Any) -> dict[str, Any]:
    """A case whose words bear no date."""
    return a_case(slug, deadlines=[a_deadline("d1", "2026-03-01", None, **more)])


@pytest.fixture
def public(editor: User) -> Ultimatum:
    """A published case with two deadlines."""
    second = a_deadline("d2", "2026-03-05", a_due("2026-05-01"), "extended", replaces="d1")
    first = a_deadline("d1", "2026-03-01", a_due("2026-04-01"))
    load(a_case(deadlines=[first, second]))
    return Ultimatum.objects.get()


def test_new_case_is_stored_whole_with_keys_and_citations_filled_in(desk: Client) -> None:
    response = desk.post(ADD, entered(desk))
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    assert case.document == document_of(case)
    assert case.document == {
        "slug": "open-the-river",
        "title": "Open the river or lose the ports",
        "summary": "A small case that was made up for a test.",
        "kind": "ultimatum",
        "dossier": "river-war",
        "tags": ["rivers", "ports"],
        "review": "verified",
        "parties": [
            {"actor": "aldovia", "role": "sender", "stated_by": "ana-prime"},
            {"actor": "borealand", "role": "target"},
        ],
        "demands": [{"id": "m1", "text": "Open the river.", "type": "open-passage", "sources": ["s1"]}],
        "threats": [
            {
                "id": "t1",
                "text": "Close the ports.",
                "type": "blockade",
                "explicit": True,
                "automatic": False,
                "exposed": ["buyers-of-ore"],
                "sources": ["s1"],
            }
        ],
        "deadlines": [
            {
                "id": "d1",
                "announced": "2026-03-01",
                "as_stated": "within a month",
                "language": "en",
                "due": a_due("2026-04-01", timezone="America/New_York"),
                "change": "set",
                "sources": ["s1"],
            }
        ],
        "events": [],
        "outcomes": [],
        "sources": {
            "s1": {
                "url": "https://example.org/first",
                "publisher": "Example",
                "title": "Report first",
                "quality": "wire",
            }
        },
        "notes": ["One thing.", "Another thing."],
    }
    assert case.deadlines.get().latest_at is not None
    assert (case.publication, Phase.objects.count()) == (Publication.DRAFT, 0)
    assert LogEntry.objects.get().object_repr == case.title


def test_saving_without_a_change_changes_nothing(desk: Client, public: Ultimatum) -> None:
    response = desk.post(change(public), fields(desk, change(public)))
    assert response.status_code == 302, errors(response)
    after = Ultimatum.objects.get()
    assert (after.document, after.revision, after.updated_at) == (
        public.document,
        public.revision,
        public.updated_at,
    )
    assert Correction.objects.count() == 0


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"title": "Open"}, "title", "4 characters"),
        ({"tags": "Rivers!"}, "tags", "Rivers!"),
        ({"parties-0-actor": ""}, "parties-0-actor", "required"),
        ({"parties-1-role": "mediator"}, "kind", "without a target"),
        ({"demands-0-sources": "s1, s9"}, "demands-0-sources", "'s9'"),
        ({"threats-0-as_stated": "a b c d e f g h i j k"}, "threats-0-as_stated", "11 words"),
        ({"deadlines-0-announced": "2026-02-30"}, "deadlines-0-announced", "does not exist"),
        ({"deadlines-0-latest": "2026-03-15"}, "deadlines-0-earliest", "is after latest"),
        ({"deadlines-0-timezone": ""}, "deadlines-0-timezone", "Allowed"),
        ({"deadlines-0-timezone": "Mars/Base"}, "deadlines-0-timezone", "Mars/Base"),
        ({"deadlines-0-precision": ""}, "deadlines-0-precision", "one of"),
        ({"deadlines-0-change": "shortened"}, "deadlines-0-replaces_key", "though the change is shortened"),
        ({"deadlines-0-replaces_key": "d7"}, "deadlines-0-replaces_key", "'d7'"),
        ({"sources-0-url": "javascript:alert(1)"}, "sources-0-url", "URL"),
        ({"sources-0-url": "ftp://example.org/a"}, "sources-0-url", "with the scheme 'ftp'"),
        ({"sources-0-key": "x1"}, "sources-0-key", "letter s"),
        ({"editor_zone": "Nowhere"}, "editor_zone", "Nowhere"),
    ],
)  # fmt: skip
def test_fault_stands_beside_its_field_and_nothing_is_stored(
    desk: Client, changes: dict[str, str], field: str, text: str
) -> None:
    response = desk.post(ADD, {**entered(desk, **changes), "_submit": "1"})
    assert response.status_code == 200
    found = errors(response)
    assert any(text in each for each in found.get(field, ())), found
    assert Ultimatum.objects.count() == 0


def test_source_that_nobody_cites_is_named_at_its_row(desk: Client) -> None:
    data = entered(desk, **{f"{part}-0-sources": "s1" for part in ("demands", "threats", "deadlines")})
    add_row(data, "sources", url="https://example.org/2", publisher="E", title="T", quality="wire")
    response = desk.post(ADD, {**data, "_submit": "1"})
    assert errors(response) == {
        "sources-1-__all__": ["Found a source that nobody cites. Allowed: sources that an entry names."]
    }


def test_new_rows_get_the_next_free_key_and_their_place_in_time(desk: Client, public: Ultimatum) -> None:
    data = fields(desk, change(public))
    for on in ("2026-03-09", "2026-03-04"):
        add_row(data, "events", text=f"Talks on {on}.", on=on, kind="talks", sources="s2 s1", key="")
    add_row(
        data,
        "deadlines",
        announced="2026-03-03",
        as_stated="a clear word",
        language="en",
        change="clarified",
        sources="s1",
        earliest="2026-04-02",
        latest="2026-04-02",
        precision="day",
        timezone="UTC",
        overruled="He named the day before.",
    )
    response = desk.post(change(public), data)
    assert response.status_code == 302, errors(response)
    document = Ultimatum.objects.get().document
    assert [(each["id"], each["on"], each["sources"]) for each in document["events"]] == [
        ("e2", "2026-03-04", ["s2", "s1"]),
        ("e1", "2026-03-09", ["s2", "s1"]),
    ]
    assert [(each["id"], each.get("replaces")) for each in document["deadlines"]] == [
        ("d1", None),
        ("d3", "d1"),
        ("d2", "d1"),
    ]
    assert Correction.objects.count() == 0


def test_published_deadline_refuses_a_change_without_a_reason(desk: Client, public: Ultimatum) -> None:
    data = {**fields(desk, change(public)), "deadlines-0-as_stated": "in a month"}
    found = errors(desk.post(change(public), data))
    assert "add a new deadline" in found["deadlines-0-__all__"][0]
    assert found["reason"] == ["Needed, because this is public and was changed: Deadline “by then”."]
    assert Ultimatum.objects.get().document == public.document


def test_published_deadline_is_corrected_with_a_reason(desk: Client, editor: User, public: Ultimatum) -> None:
    data = {**fields(desk, change(public)), "deadlines-0-as_stated": "in a month", "reason": "Misheard."}
    response = desk.post(change(public), data)
    assert response.status_code == 302, errors(response)
    entry = Correction.objects.get()
    assert (entry.path, entry.reason, entry.editor) == ("deadlines[d1]", "Misheard.", editor)
    before, after = entry.before or {}, entry.after or {}
    assert (before["as_stated"], after["as_stated"]) == ("by then", "in a month")
    page = desk.get(change(public)).content.decode()
    assert "Misheard." in page


def test_published_deadline_cannot_be_deleted(desk: Client, public: Ultimatum) -> None:
    data = {**fields(desk, change(public)), "deadlines-1-DELETE": "on", "reason": "Never said."}
    assert desk.post(change(public), data).status_code == 302
    assert [item["id"] for item in Ultimatum.objects.get().document["deadlines"]] == ["d1", "d2"]


def test_key_of_a_stored_row_stays(desk: Client, public: Ultimatum) -> None:
    data = {**fields(desk, change(public)), "deadlines-0-key": "d9", "sources-0-key": "s9"}
    assert desk.post(change(public), data).status_code == 302
    assert Ultimatum.objects.get().document == public.document


def test_a_public_text_is_corrected_with_a_reason_or_its_wording_is_mended(
    desk: Client, public: Ultimatum
) -> None:
    data = {**fields(desk, change(public)), "demands-0-text": "Open the whole river."}
    found = errors(desk.post(change(public), data))
    assert list(found) == ["only_wording"]
    assert "give the reason for the correction" in found["only_wording"][0]
    assert desk.post(change(public), {**data, "only_wording": "on"}).status_code == 302
    case = Ultimatum.objects.get()
    assert (case.document["demands"][0]["text"], Correction.objects.count()) == ("Open the whole river.", 0)
    told = LogEntry.objects.get().change_message
    assert told == "Demand “Open the whole river.”, Text: “Open the river.” → “Open the whole river.”."
    data = {**fields(desk, change(public)), "demands-0-text": "Open the ports.", "reason": "He said ports."}
    assert desk.post(change(public), data).status_code == 302
    entry = Correction.objects.get()
    assert (entry.path, entry.reason) == ("demands[m1]", "He said ports.")


@pytest.mark.parametrize(
    ("row", "value", "fact"),
    [
        ("demands-0-type", "disarm", "Demand “Open the river.”"),
        ("demands-0-text", "Open the river by 5 May.", "Demand “Open the river.”"),
        ("threats-0-explicit", None, "Threat “Close the ports.”"),
        ("sources-0-url", "https://example.org/elsewhere", "Source “Example”"),
        ("kind", "legal-deadline", "Kind of case"),
        ("dossier", "ore-dispute", "Crisis"),
    ],
)
def test_a_public_fact_is_not_changed_as_if_it_were_wording(
    desk: Client, public: Ultimatum, row: str, value: str | None, fact: str
) -> None:
    data = {**fields(desk, change(public)), row: value, "only_wording": "on"}
    if value is None:
        del data[row]
    if row == "dossier":
        data[row] = Dossier.objects.get(slug=value).pk
    found = errors(desk.post(change(public), data))
    assert found["reason"] == [f"Needed, because this is public and was changed: {fact}."]
    assert Correction.objects.count() == 0


def test_the_log_of_the_admin_says_in_words_what_was_done(desk: Client) -> None:
    desk.post(ADD, entered(desk))
    case = Ultimatum.objects.get()
    data = fields(desk, change(case))
    add_row(data, "events", text="Talks began.", on="2026-03-05", kind="talks", sources="s1", key="")
    desk.post(change(case), {**data, "_publish": "1"})
    data = {**fields(desk, change(case)), "parties-0-stated_by": "", "deadlines-0-timezone_assumed": ""}
    data["deadlines-0-earliest"] = data["deadlines-0-latest"] = "2026-04-02"
    data["deadlines-0-overruled"] = "He named the day."
    desk.post(change(case), {**data, "reason": "Misheard."})
    told = [entry.change_message for entry in LogEntry.objects.order_by("id")]
    assert told == [
        "Entered.",
        "Published by edith, who wrote it last. Added: Event “Talks began.”.",
        "Party “Aldovia”, Spoken by: “Ana Prime” → “”. Deadline “within a month”, Time limit: "
        "“the end of 1 April 2026 in Washington (UTC−4), zone assumed” → "
        "“the end of 2 April 2026 in Washington (UTC−4)”. Deadline “within a month”, "
        "Not the date that the words read as, because: “” → “He named the day.”. Reason: Misheard.",
    ]
    page = desk.get(change(case)).content.decode()
    assert "sender: Aldovia" in page
    assert f"sender: {case.parties.get(role='sender').actor_id}" not in page


def test_corrections_are_told_in_words_on_every_page(desk: Client, public: Ultimatum) -> None:
    data = {**fields(desk, change(public)), "parties-0-stated_by": "", "threats-0-type": "force"}
    data["deadlines-0-earliest"] = data["deadlines-0-latest"] = "2026-04-02"
    data["deadlines-0-overruled"] = "He named the day."
    response = desk.post(change(public), {**data, "reason": "We mixed it up."})
    assert response.status_code == 302, errors(response)
    for address in (public.get_absolute_url(), change(public), "/feeds/changes.atom"):
        page = " ".join(desk.get(address).content.decode().split())
        for words in ("Spoken by", "Ana Prime", "2 April 2026", "Blockade", "We mixed it up."):
            assert words in page, (address, words)
        for raw in ("ana-prime&#x27;", "{&#x27;", "&#x27;earliest&#x27;", "deadlines[d1]", "parties["):
            assert raw not in page, (address, raw)


def test_rows_of_a_draft_are_deleted(desk: Client) -> None:
    load(a_case(review="draft", events=[an_event("e1", "2026-03-05")]))
    case = Ultimatum.objects.get()
    data = {**fields(desk, change(case)), "events-0-DELETE": "on"}
    response = desk.post(change(case), data)
    assert response.status_code == 302, errors(response)
    assert Ultimatum.objects.get().document["events"] == []


def test_order_of_related_and_exposed_is_kept(desk: Client) -> None:
    load(*(a_case(slug) for slug in ("alpha-case", "beta-case", "gamma-case")))
    load(a_case("open-the-river", related=["gamma-case", "alpha-case"]))
    case = Ultimatum.objects.get(slug="open-the-river")
    data = fields(desk, change(case))
    data["related_cases"].append(str(Ultimatum.objects.get(slug="beta-case").pk))
    assert desk.post(change(case), data).status_code == 302
    case.refresh_from_db()
    assert case.document["related"] == ["gamma-case", "alpha-case", "beta-case"]


def test_case_goes_from_draft_to_review_to_the_public(desk: Client) -> None:
    desk.post(ADD, {**entered(desk), "_submit": "1"})
    case = Ultimatum.objects.get()
    assert (case.publication, Phase.objects.count()) == (Publication.IN_REVIEW, 0)
    assert (str(case.submitted_by), case.submitted_at is not None) == ("edith", True)
    version = SiteState.objects.get().version
    desk.post(change(case), {**fields(desk, change(case)), "_publish": "1"})
    case.refresh_from_db()
    assert (case.publication, case.published_at is not None) == (Publication.PUBLISHED, True)
    assert Phase.objects.filter(is_current=True).count() == 1
    assert SiteState.objects.get().version > version
    assert desk.get(case.get_absolute_url()).status_code == 200


def test_actions_publish_what_is_valid_and_name_what_is_not(desk: Client) -> None:
    said = [a_deadline("d1", "2026-03-01", a_due("2026-04-01"), as_stated="by 1 April 2026")]
    load(
        a_case("good-case", deadlines=said),
        a_case("bad-case", deadlines=said),
        a_case("unchecked-case", review="draft", deadlines=said),
        a_case("unread-case", review="draft"),
        undated("undated"),
    )
    for case in Ultimatum.objects.exclude(slug__startswith="un"):
        withdraw_case(case, now=NOW)
    withdraw_case(Ultimatum.objects.get(slug="undated"), now=NOW)
    unread = Ultimatum.objects.get(slug="unread-case")
    unread.document["review"] = "verified"
    unread.save()
    bad = Ultimatum.objects.get(slug="bad-case")
    bad.document["title"] = "Bad"
    bad.save()
    chosen = {"action": "publish", "_selected_action": [case.pk for case in Ultimatum.objects.all()]}
    page = desk.post("/admin/tracker/ultimatum/", chosen, follow=True).content.decode()
    assert "has faults: title: found &#x27;Bad&#x27;, 3 characters" in page
    assert "has faults: review: found a case whose facts nobody has checked (draft)" in page
    assert "has faults: deadlines[d1].no_date: found words without a window" in page
    assert "has faults: deadlines[d1].overruled: found a window of words that cannot be read" in page
    published = Ultimatum.objects.filter(publication=Publication.PUBLISHED)
    assert [case.slug for case in published] == ["good-case"]


def test_editor_cannot_take_back_or_delete_what_was_published(desk: Client, public: Ultimatum) -> None:
    chosen = {"action": "take_back", "_selected_action": [public.pk]}
    desk.post("/admin/tracker/ultimatum/", chosen)
    desk.post(change(public), {**fields(desk, change(public)), "_take_back": "1"})
    assert desk.post(f"/admin/tracker/ultimatum/{public.pk}/delete/", {"post": "yes"}).status_code == 403
    public.refresh_from_db()
    assert public.publication == Publication.PUBLISHED


def test_superuser_takes_back_and_deletes_with_the_place_on_the_board(
    admin_client: Client, public: Ultimatum
) -> None:
    load(a_case("another-case", related=["open-the-river"]))
    chosen = {"action": "take_back", "_selected_action": [public.pk]}
    admin_client.post("/admin/tracker/ultimatum/", chosen)
    public.refresh_from_db()
    assert (public.publication, public.phases.count()) == (Publication.DRAFT, 0)
    response = admin_client.post(f"/admin/tracker/ultimatum/{public.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    other = Ultimatum.objects.get()
    assert (other.slug, "related" in other.document) == ("another-case", False)
    assert sum(number for of in SiteState.objects.get().tally.values() for number in of.values()) == 1


def test_editor_deletes_a_draft(desk: Client) -> None:
    second = a_deadline("d2", "2026-03-05", a_due("2026-05-01"), "extended", replaces="d1")
    load(a_case(review="draft", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01")), second]))
    address = f"/admin/tracker/ultimatum/{Ultimatum.objects.get().pk}/delete/"
    assert "Are you sure" in desk.get(address).content.decode()
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert Ultimatum.objects.count() == 0


def test_twin_is_pointed_out(desk: Client, public: Ultimatum) -> None:
    data = entered(desk, slug="the-same-again")
    page = desk.post(ADD, data, follow=True).content.decode()
    assert f'Perhaps the same case: <a href="/admin/tracker/ultimatum/{public.pk}/change/">' in page


def test_case_with_another_target_is_no_twin(desk: Client, public: Ultimatum) -> None:
    data = entered(desk, slug="not-the-same", **{"parties-1-actor": Actor.objects.get(slug="cendria").pk})
    page = desk.post(ADD, data, follow=True).content.decode()
    assert "Perhaps the same case" not in page


def test_slug_is_fixed_once_published(desk: Client, public: Ultimatum) -> None:
    desk.post(change(public), {**fields(desk, change(public)), "slug": "another-name"})
    assert Ultimatum.objects.get().slug == "open-the-river"


def test_slug_of_a_draft_can_be_mended(desk: Client) -> None:
    desk.post(ADD, entered(desk))
    case = Ultimatum.objects.get()
    response = desk.post(change(case), {**fields(desk, change(case)), "slug": "open-the-big-river"})
    assert response.status_code == 302, errors(response)
    case.refresh_from_db()
    assert (case.slug, case.document["slug"]) == ("open-the-big-river", "open-the-big-river")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_cases(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    load(*(a_case(f"case-{at}", sources={"s1": a_source("1"), "s2": a_source("2")}) for at in range(rows)))
    desk.get("/admin/tracker/ultimatum/")
    with django_assert_num_queries(
        10
    ):  # board, session, user, permissions 2, dossiers, counts 2, cases, parties
        page = desk.get("/admin/tracker/ultimatum/").content.decode()
    assert page.count("Aldovia") == rows
    assert page.count("Boréaland") == rows


def test_list_filters_by_status_and_searches_parties(desk: Client, public: Ultimatum) -> None:
    listing = "/admin/tracker/ultimatum/"
    status = Phase.objects.get(is_current=True).status
    for query, found in ((f"status={status}", 1), ("status=suspended", 0), ("q=Boréaland", 1), ("q=zzz", 0)):
        page = desk.get(f"{listing}?{query}").content.decode()
        assert page.count('class="field-title"') == found, query
