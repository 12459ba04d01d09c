"""Two actors made one: all that names the one names the other, and nobody is mailed."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import ACTORS, Document, a_case, a_demand, a_threat, an_outcome, load
from tests.services.histories import Play, utc
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import (
    Actor,
    ActorRedirect,
    Alert,
    Cadence,
    Change,
    Correction,
    Phase,
    SiteState,
    SubscriptionState,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.queries.documents import document_of
from tracker.queries.merging import merging
from tracker.services.cases.merging import CannotMerge, merge_actors

pytestmark = pytest.mark.django_db
OLD = "old-aldovia"
DEMONYM = {"name": "Aldovian", "kind": "demonym"}
NEW_CASES = (
    "/",
    "/uk/",
    "/feeds/ultimatums.ics",
    "/feeds/changes.atom",
    "/api/v1/ultimatums",
    "/data/ultimatums.csv",
)


def a_twin(**changes: object) -> Actor:
    """Another entry for Aldovia, for which somebody speaks."""
    twin = Actor.objects.create(
        slug=OLD,
        name="Republic of Aldovia",
        type="state",
        timezone="UTC",
        aliases=["Aldo", DEMONYM, "aldo"],
        **changes,
    )
    Actor.objects.create(slug="bo-second", name="Bo Second", type="person", represents=twin)
    return twin


def of_the_twin(slug: str = "pay-the-toll", **changes: object) -> Document:
    """A case in which the twin is a target with an outcome of its own, exposed, and named by a correction."""
    parties = [
        {"actor": "cendria", "role": "sender"},
        {"actor": OLD, "role": "target", "stated_by": "bo-second"},
        {"actor": "borealand", "role": "target"},
    ]
    return a_case(
        slug,
        **{
            "title": "Pay the toll or lose the river",
            "parties": parties,
            "demands": [a_demand(target=OLD)],
            "threats": [a_threat(exposed=[OLD, "aldovia"])],
            "outcomes": [an_outcome("2026-03-08", target=OLD, enforced_by="cendria")],
            **changes,
        },
    )


def merge(gone: str = OLD, into: str = "aldovia", now: str = "2026-03-09T12:00") -> Actor:
    actors = [Actor.objects.get(slug=slug) for slug in (gone, into)]
    plan = merging(*actors)
    return merge_actors(actors[0].pk, actors[1].pk, state=plan.state, now=utc(now)).into


def test_cases_names_log_and_pages_follow_in_one_go(client: Client) -> None:
    load(a_case())
    a_twin()
    load(of_the_twin(), now=utc("2026-03-09T00:00"))
    load(of_the_twin(summary="It was worded anew."), now=utc("2026-03-09T01:00"))
    stream = list(Change.objects.order_by("pk").values_list("pk", "key", "told_at"))
    version = SiteState.objects.get().version
    kept = merge()
    assert kept.aliases == ["Republic of Aldovia", "Aldo", DEMONYM]
    assert not Actor.objects.filter(slug=OLD).exists()
    assert Actor.objects.get(slug="bo-second").represents == kept
    case = Ultimatum.objects.get(slug="pay-the-toll")
    assert case.document == document_of(case)
    assert OLD not in str(case.document)
    assert [item["actor"] for item in case.document["parties"]] == ["cendria", "aldovia", "borealand"]
    assert case.document["threats"][0]["exposed"] == ["aldovia"]
    assert case.document["outcomes"][0]["target"] == case.document["demands"][0]["target"] == "aldovia"
    assert "Aldovia" in Phase.objects.get(ultimatum=case, is_current=True).row["targets"]
    assert SiteState.objects.get().version > version
    assert all(OLD not in str(SiteState.objects.get().facets[name]) for name in ("sender", "target"))
    renamed = [(pk, key.replace(OLD, "aldovia"), told_at) for pk, key, told_at in stream]
    assert list(Change.objects.order_by("pk").values_list("pk", "key", "told_at")) == renamed
    assert Correction.objects.get().path == "summary"
    assert client.get("/actors/aldovia/").status_code == 200


def test_a_correction_of_a_party_goes_by_the_new_name() -> None:
    a_twin()
    load(of_the_twin())
    changed = of_the_twin()
    changed["parties"][1]["label"] = "the republic"
    load(changed)
    merge()
    logged = Correction.objects.get()
    assert logged.path == "parties[aldovia, target]"
    assert logged.before is not None
    assert logged.before["actor"] == "aldovia"


def test_old_addresses_lead_on_in_every_language_and_to_programs(client: Client) -> None:
    load(a_case())
    a_twin()
    load(of_the_twin())
    merge()
    for old, new in [(f"/actors/{OLD}/", "/actors/aldovia/"), (f"/uk/actors/{OLD}/", "/uk/actors/aldovia/")]:
        answer = client.get(f"{old}?as_of=2026-03-09")
        assert (answer.status_code, answer["Location"]) == (301, f"{new}?as_of=2026-03-09")
    answer = client.get(f"/api/v1/actors/{OLD}")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/actors/aldovia")
    assert answer["Access-Control-Allow-Origin"] == "*"
    for path in NEW_CASES:
        answer = client.get(f"{path}?target={OLD}")
        assert (answer.status_code, answer["Location"]) == (301, f"{path}?target=aldovia"), path
    answer = client.get(f"/subscriptions/new/?actor={OLD}")
    assert (answer.status_code, answer["Location"]) == (301, "/subscriptions/new/?actor=aldovia")
    assert client.get("/actors/nobody/").status_code == 404
    assert client.get("/api/v1/actors/nobody").status_code == 404


def test_what_was_merged_once_follows_when_that_is_merged_again() -> None:
    load()
    a_twin()
    merge()
    merge("aldovia", "cendria")
    assert dict(ActorRedirect.objects.values_list("slug", "actor__slug")) == {
        OLD: "cendria",
        "aldovia": "cendria",
    }
    assert Actor.objects.get(slug="cendria").aliases == ["Aldovia", "Republic of Aldovia", "Aldo", DEMONYM]


def test_nobody_is_mailed_and_two_subscriptions_of_one_reader_become_one() -> None:
    play = Play(utc("2026-03-05T12:00"))
    a_twin()
    only_outcomes, only_events = wish_bit(AlertKind.OUTCOME), wish_bit(AlertKind.EVENT)
    ended = play.follow("ann", TopicKind.ACTOR, OLD, wishes=only_events)
    kept = play.follow("ann", TopicKind.ACTOR, "aldovia", wishes=only_outcomes, cadence=Cadence.DAILY)
    play.follow("bob", TopicKind.FILTER, f"target={OLD}", wishes=only_outcomes)
    play.follow("cid", TopicKind.ACTOR, OLD, wishes=only_outcomes)
    play.follow("dan", TopicKind.ACTOR, "aldovia")
    play.store(of_the_twin(outcomes=[]))
    play.store(a_case())
    play.until(utc("2026-03-08T12:00"))
    play.store(of_the_twin())
    play.until(utc("2026-03-09T12:00"))
    told = len(play.mails)
    assert [play.subjects(name)[-1][:8] for name in ("bob", "cid")] == ["Lapsed: "] * 2
    alerts = Alert.objects.count()
    merge()
    assert Alert.objects.count() == alerts
    play.until(utc("2026-03-12T12:00"))
    assert len(play.mails) == told
    for row in (ended, kept):
        row.refresh_from_db()
    assert (ended.state, kept.state) == (SubscriptionState.ENDED, SubscriptionState.ACTIVE)
    assert (kept.wishes, kept.cadence) == (only_events | only_outcomes, Cadence.AT_ONCE)
    assert not Topic.objects.filter(key__contains=OLD, subscriptions__state="active").exists()
    other = an_outcome("2026-03-12", target="borealand")
    document = Ultimatum.objects.get(slug="pay-the-toll").document
    play.store({**document, "outcomes": [*document["outcomes"], other]})
    play.until(utc("2026-03-13T12:00"))
    assert sorted(to for at, to, _ in play.mails[told:]) == [
        f"{name}@example.org" for name in ("ann", "bob", "cid", "dan")
    ]


def test_a_mail_that_waits_goes_by_the_subscription_that_is_left() -> None:
    play = Play(utc("2026-03-05T12:00"))
    a_twin()
    for key in (OLD, "aldovia"):
        play.follow("ann", TopicKind.ACTOR, key)
    play.store(of_the_twin(outcomes=[]))
    play.server_is_up = False
    play.until(utc("2026-03-05T12:30"))
    merge(now="2026-03-05T12:30")
    play.server_is_up = True
    play.until(utc("2026-03-05T13:00"))
    assert len(play.subjects("ann")) == 1


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (
            {"parties": [{"actor": "aldovia", "role": "sender"}, {"actor": OLD, "role": "target"}]},
            "demands some",
        ),
        (
            {"outcomes": [an_outcome("2026-03-08", target=each) for each in (OLD, "aldovia")]},
            "an outcome of its own",
        ),
    ],
)
def test_what_contradicts_itself_as_one_is_refused(case: Document, told: str) -> None:
    a_twin()
    parties = [{"actor": name, "role": "target"} for name in (OLD, "aldovia")]
    base: Document = {"parties": [{"actor": "cendria", "role": "sender"}, *parties], "demands": [a_demand()]}
    load(of_the_twin(**{**base, "outcomes": [], "threats": [a_threat()], **case}))
    with pytest.raises(CannotMerge, match=told):
        merge()
    assert Actor.objects.filter(slug=OLD).exists()


def test_who_speaks_for_another_is_another_and_nobody_is_merged_into_himself() -> None:
    load()
    with pytest.raises(CannotMerge, match="speaks for"):
        merge("ana-prime", "aldovia")
    with pytest.raises(CannotMerge, match="this actor itself"):
        merge("aldovia", "aldovia")


def test_what_changed_since_it_was_shown_is_shown_again() -> None:
    load()
    twin, kept = a_twin(), Actor.objects.get(slug="aldovia")
    state = merging(twin, kept).state
    load(of_the_twin())
    with pytest.raises(CannotMerge, match="changed since"):
        merge_actors(twin.pk, kept.pk, state=state, now=utc("2026-03-09T12:00"))
    merge()
    with pytest.raises(CannotMerge, match="no more"):
        merge_actors(twin.pk, kept.pk, state=state, now=utc("2026-03-09T12:00"))


def test_files_that_name_the_old_actor_load_as_before() -> None:
    load()
    a_twin()
    load(of_the_twin())
    merge()
    entry = {"name": "Republic of Aldovia", "type": "state", "timezone": "UTC"}
    bo = {"name": "Bo Second", "type": "person", "represents": OLD}
    load(
        of_the_twin(),
        actors={**ACTORS, OLD: entry, "bo-second": bo},
        now=utc("2026-03-10T12:00") + timedelta(1),
    )
    assert not Actor.objects.filter(slug=OLD).exists()
    assert Correction.objects.count() == 0


def test_every_column_that_names_an_actor_is_known_to_what_finds_the_cases() -> None:
    """A new one is to be added to `cases_naming`, and where it is unique in a case to `_move_rows`."""
    named = {
        f"{relation.related_model._meta.model_name}.{relation.field.name}"
        for relation in Actor._meta.related_objects
        if not relation.many_to_many
    }
    of_cases = {"party.actor", "party.stated_by", "demand.target", "exposure.actor", "deadline.stated_by"}
    assert named == of_cases | {
        *("outcome.target", "outcome.enforced_by", "actor.represents", "actorredirect.actor"),
        "nametext.actor",  # derived; it goes with the actor
    }
