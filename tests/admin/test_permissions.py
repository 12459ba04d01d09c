"""Every address of the admin against every role: what each may look at, and what it may do.

The addresses are taken from the admin itself. A new one fails `test_every_address_is_in_the_table` until a
line says who may do what there.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests.admin.conftest import make_editor
from tests.factories import a_case, load
from tests.incoming import a_candidate, an_item
from tests.thoroughness import IS_THOROUGH
from tracker.admin.overview import QUEUES
from tracker.clock import utc_now
from tracker.domain.webhooks import EventType
from tracker.models import (
    Actor,
    Alert,
    AssistantConsent,
    Call,
    Delivery,
    Dossier,
    Endpoint,
    Feed,
    Lead,
    Occurrence,
    Page,
    SecurityFact,
    Subscriber,
    Suppression,
    SuppressionReason,
    Topic,
    Ultimatum,
)
from tracker.services.cases.error_reports import Found, take_report

ROLES = ("visitor", "reader", "editor", "reviewer", "operator", "superuser")
"""Visitor: staff without a group. Reader: of the desk. Whoever is no staff may log in, and nothing else."""
TABLE = """
                                    visitor  reader   editor   reviewer operator superuser
index                               look     look     look     look     look     look
app_list                            -        look     look     look     look     look
jsi18n                              look     look     look     look     look     look
login                               do       do       do       do       do       do
logout                              do       do       do       do       do       do
session                             look     look     look     look     look     look
password_change                     do       do       do       do       do       do
password_change_done                look     look     look     look     look     look
autocomplete                        -        look     look     look     -        look
view_on_site                        look     look     look     look     look     look
work_queue:running-out              -        -        look     look     -        look
work_queue:passed                   -        -        look     look     -        look
work_queue:incoming                 -        look     look     look     -        look
work_queue:suggested                -        look     look     look     -        look
work_queue:review                   -        -        look     look     -        look
work_queue:reports                  -        -        look     look     -        look
work_queue:sources                  -        -        look     look     -        look
work_queue:weak-sources             -        -        look     look     -        look
work_queue:contradictions           -        -        look     look     -        look
work_queue:not-looked-at            -        -        look     look     -        look
work_queue:stuck                    -        -        -        -        look     look
incoming                            -        look     look     look     -        look
incoming_paste                      -        -        do       -        -        do
incoming_became                     -        look     look     look     -        look
incoming_text                       -        look     look     look     -        look
incoming_text_decide                -        -        do       do       -        do
incoming_candidate                  -        look     look     look     -        look
incoming_decide                     -        -        do       do       -        do
incoming_add                        -        -        look     look     -        look
auth_user_changelist                -        -        -        -        -        look
auth_user_add                       -        -        -        -        -        do
auth_user_history                   -        -        -        -        -        look
auth_user_delete                    -        -        -        -        -        do
auth_user_change                    -        -        -        -        -        do
auth_user_password_change           -        -        -        -        -        do
auth_group_changelist               -        -        -        -        -        look
auth_group_add                      -        -        -        -        -        do
auth_group_history                  -        -        -        -        -        look
auth_group_delete                   -        -        -        -        -        do
auth_group_change                   -        -        -        -        -        do
tracker_actor_changelist            -        look     look     look     -        look
tracker_actor_add                   -        -        do       -        -        do
tracker_actor_history               -        look     look     look     -        look
tracker_actor_delete                -        -        -        -        -        do
tracker_actor_change                -        look     do       look     -        do
tracker_actor_merge                 -        -        do       -        -        do
tracker_dossier_changelist          -        look     look     look     -        look
tracker_dossier_add                 -        -        do       -        -        do
tracker_dossier_history             -        look     look     look     -        look
tracker_dossier_delete              -        -        -        -        -        do
tracker_dossier_change              -        look     do       look     -        do
tracker_ultimatum_changelist        -        look     look     look     -        look
tracker_ultimatum_add               -        -        do       -        -        do
tracker_ultimatum_history           -        look     look     look     -        look
tracker_ultimatum_delete            -        -        -        -        -        do
tracker_ultimatum_change            -        look     do       do       -        do
tracker_ultimatum_upload            -        -        do       -        -        do
tracker_ultimatum_interpret         -        -        do       do       -        do
tracker_ultimatum_case_file         -        look     look     look     -        look
tracker_ultimatum_outcome           -        -        do       do       -        do
tracker_ultimatum_notified          -        -        look     look     -        look
tracker_ultimatum_checked           -        -        do       do       -        do
tracker_ultimatum_proposal          -        -        do       do       -        do
tracker_ultimatum_undo              -        -        do       do       -        do
tracker_ultimatum_look_up           -        -        do       do       -        do
tracker_ultimatum_twins             -        look     look     look     -        look
tracker_ultimatum_keep              -        -        do       -        -        do
tracker_ultimatum_note              -        -        do       do       -        do
tracker_ultimatum_move              -        -        do       do       -        do
tracker_ultimatum_event             -        -        do       do       -        do
tracker_ultimatum_correct           -        -        do       do       -        do
tracker_page_changelist             -        look     look     look     -        look
tracker_page_add                    -        -        -        -        -        -
tracker_page_history                -        look     look     look     -        look
tracker_page_delete                 -        -        -        -        -        -
tracker_page_change                 -        look     do       do       -        do
tracker_page_decide                 -        -        do       do       -        do
tracker_report_changelist           -        look     look     look     -        look
tracker_report_add                  -        -        -        -        -        -
tracker_report_history              -        look     look     look     -        look
tracker_report_delete               -        -        -        -        -        -
tracker_report_change               -        look     do       do       -        do
tracker_report_decide               -        -        do       do       -        do
tracker_feed_changelist             -        look     look     look     look     look
tracker_feed_add                    -        -        do       -        -        do
tracker_feed_history                -        look     look     look     look     look
tracker_feed_delete                 -        -        do       -        -        do
tracker_feed_change                 -        look     do       look     do       do
tracker_lead_changelist             -        look     look     look     -        look
tracker_lead_add                    -        -        do       -        -        do
tracker_lead_history                -        look     look     look     -        look
tracker_lead_delete                 -        -        -        -        -        -
tracker_lead_change                 -        look     do       look     -        do
tracker_alert_changelist            -        look     look     look     look     look
tracker_alert_add                   -        -        -        -        -        -
tracker_alert_history               -        look     look     look     look     look
tracker_alert_delete                -        -        -        -        -        -
tracker_alert_change                -        look     look     look     do       do
tracker_delivery_changelist         -        -        -        -        look     look
tracker_delivery_add                -        -        -        -        -        -
tracker_delivery_history            -        -        -        -        look     look
tracker_delivery_delete             -        -        -        -        -        -
tracker_delivery_change             -        -        -        -        do       do
tracker_subscriber_changelist       -        -        -        -        look     look
tracker_subscriber_add              -        -        -        -        -        -
tracker_subscriber_history          -        -        -        -        look     look
tracker_subscriber_delete           -        -        -        -        do       do
tracker_subscriber_change           -        -        -        -        look     do
tracker_suppression_changelist      -        -        -        -        look     look
tracker_suppression_add             -        -        -        -        do       do
tracker_suppression_history         -        -        -        -        look     look
tracker_suppression_delete          -        -        -        -        do       do
tracker_suppression_change          -        -        -        -        look     do
tracker_endpoint_changelist         -        -        -        -        look     look
tracker_endpoint_add                -        -        -        -        do       do
tracker_endpoint_history            -        -        -        -        look     look
tracker_endpoint_delete             -        -        -        -        do       do
tracker_endpoint_change             -        -        -        -        do       do
tracker_call_changelist             -        -        -        -        look     look
tracker_call_add                    -        -        -        -        -        -
tracker_call_history                -        -        -        -        look     look
tracker_call_delete                 -        -        -        -        -        -
tracker_call_change                 -        -        -        -        do       do
tracker_assistantconsent_changelist -        -        -        -        look     look
tracker_assistantconsent_add        -        -        -        -        -        -
tracker_assistantconsent_history    -        -        -        -        look     look
tracker_assistantconsent_delete     -        -        -        -        -        -
tracker_assistantconsent_change     -        -        -        -        look     look
tracker_securityfact_changelist     -        -        -        -        look     look
tracker_securityfact_add            -        -        -        -        -        -
tracker_securityfact_history        -        -        -        -        look     look
tracker_securityfact_delete         -        -        -        -        -        -
tracker_securityfact_change         -        -        -        -        look     look
"""
MAY = {line.split()[0]: dict(zip(ROLES, line.split()[1:], strict=True)) for line in TABLE.split("\n")[2:-1]}
WITHOUT_POST = re.compile(
    "list|history|notified|incoming(_became|_text|_candidate|_add)?$|case_file|queue|index|jsi18n|view_on_site|done|autocomplete"
)
"""What a form sent there without a choice of an action does nothing to."""
PUBLIC = ("login", "logout", "session")


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Every address below the admin as Django writes it, with its name."""
    for each in patterns:
        assert isinstance(each, URLPattern | URLResolver)
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route, each.name


def named_routes() -> dict[str, str]:
    """The addresses by the names of the table; those without a name lead elsewhere or nowhere."""
    found: dict[str, str] = {}
    for route, name in routes(admin.site.get_urls()):
        if name == "work_queue":
            found |= {f"{name}:{queue.key}": f"queue/{queue.key}/" for queue in QUEUES}
        elif name:
            found[name] = route
    return found


def test_every_address_is_in_the_table() -> None:
    assert set(named_routes()) == set(MAY)


@pytest.fixture
def rows(db: None) -> dict[str, int]:
    """A row of each table that has pages, by the first part of their addresses."""
    now = utc_now()
    load(a_case())
    case = Ultimatum.objects.get()
    owner = Subscriber.objects.create(address="a@example.org", address_key="a@example.org", created_at=now)
    endpoint = Endpoint.objects.create(
        subscriber=owner,
        topic=Topic.objects.create(kind="everything"),
        url="https://hooks.example.org/",
        wishes=1,
        created_at=now,
        served_at=now,
    )
    told = Occurrence.objects.create(kind=EventType.TEST, bit=0, release_at=now, body="{}")
    alert = Alert.objects.create(
        ultimatum=case,
        kind="moved",
        key="d2",
        due_at=now,
        release_at=now + timedelta(minutes=5),
        created_at=now,
    )
    made: dict[str, Any] = {
        "tracker/actor": Actor.objects.get(slug="cendria"),
        "tracker/dossier": Dossier.objects.get(slug="ore-dispute"),
        "tracker/ultimatum": case,
        "tracker/lead": Lead.objects.create(ultimatum=case, from_at=now),
        "tracker/report": take_report(case.pk, Found("a", "b", "https://example.org/"), now=now),
        "tracker/feed": Feed.objects.create(address="https://a.example/", next_poll_at=now, added_at=now),
        "tracker/alert": alert,
        "tracker/delivery": Delivery.objects.create(
            subscriber=owner, kind="access", state="due", next_at=now
        ),
        "tracker/subscriber": owner,
        "tracker/suppression": Suppression.objects.create(
            address_hash="0" * 64, reason=SuppressionReason.MANUAL, since_at=now
        ),
        "tracker/endpoint": endpoint,
        "tracker/call": Call.objects.create(occurrence=told, endpoint=endpoint, state="due", next_at=now),
        "incoming/text": an_item(now, address="https://unread.example.org/"),
        "incoming/<int:pk>": a_candidate(an_item(now)),
        "tracker/assistantconsent": AssistantConsent.objects.create(
            address="http://localhost:1/v1", model="small-1", is_given=True, answered_at=now
        ),
        "tracker/page": Page.objects.earliest("pk"),
        "tracker/securityfact": SecurityFact.objects.create(at=now, kind="refused"),
        "auth/user": User.objects.create_user("somebody"),
        "auth/group": Group.objects.create(name="Nobodies"),
    }
    return {name: row.pk for name, row in made.items()}


def addresses(rows: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Each address of the table, of a row that is there."""
    kind = ContentType.objects.get_for_model(Ultimatum).pk
    query = "?app_label=tracker&model_name=party&field_name=actor"
    for name, found in named_routes().items():
        pk = str(rows.get("/".join(found.split("/")[:2]), rows["tracker/ultimatum"]))
        route = found.replace("<path:content_type_id>", str(kind))
        path = re.sub(r"<int:pk>|<path:object_id>|<id>", pk, route)
        path = "tracker/" if name == "app_list" else path
        yield name, f"/admin/{path}{query * (name == 'autocomplete')}"


def user_of(role: str) -> User:
    if role == "superuser":
        return User.objects.create_superuser("root")
    if role == "visitor":
        return User.objects.create_user("visitor", is_staff=True)
    groups = {"reader": "Desk readers", "editor": "Editors", "reviewer": "Reviewers", "operator": "Operators"}
    return make_editor(role, group=groups[role])


def wrong(answer: Any, *, is_allowed: bool) -> bool:
    """Whether somebody was let in who should not be, or the other way round."""
    return answer.status_code in (403, 404) if is_allowed else answer.status_code not in (403, 404, 405)


def is_taken(name: str, role: str) -> bool:
    """Whether an address is tried as a role: `make test` takes one role of each right to it, in turn."""
    alike = [each for each in ROLES if MAY[name][each] == MAY[name][role]]
    return IS_THOROUGH or role == alike[list(MAY).index(name) % len(alike)]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_the_table_says(role: str, rows: dict[str, int], client: Client) -> None:
    client.force_login(user_of(role))
    found = []
    for name, address in addresses(rows):
        may = MAY[name][role]
        if name in PUBLIC or not is_taken(name, role):
            continue
        if wrong(client.get(address), is_allowed=may != "-"):
            found.append(f"GET {address}: {may}")
        is_tried = may == "-" or not WITHOUT_POST.search(name)
        if is_tried and wrong(client.post(address), is_allowed=may == "do"):
            found.append(f"POST {address}: {may}")
    assert found == []


@pytest.mark.parametrize("is_known", [False, True])
def test_whoever_is_no_staff_is_asked_to_log_in_everywhere(
    is_known: bool, rows: dict[str, int], client: Client
) -> None:
    if is_known:
        client.force_login(User.objects.create_user("reader"))
    nameless = [f"/admin/{rows_of}/{pk}/" for rows_of, pk in rows.items()]
    for address in [*(each for name, each in addresses(rows) if name not in PUBLIC), *nameless, "/admin/x/y"]:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/admin/login/?next="), address
        answer = client.post(address)
        is_asked = answer.status_code == 403 and b'name="password"' in answer.content
        assert is_asked or answer["Location"].startswith("/admin/login/?next="), address
    assert settings.LOGIN_URL == "admin:login"
