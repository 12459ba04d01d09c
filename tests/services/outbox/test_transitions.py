"""The state machine of the outbox: what each event does to a row, and that nothing else writes states."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from config.env import ROOT
from tools import outbox
from tracker.models import ENDED_STATES, OPEN_STATES, Delivery, DeliveryKind, DeliveryState, Subscriber
from tracker.services.outbox.operators import send_again
from tracker.services.outbox.retry import MAILS
from tracker.services.outbox.transitions import TRANSITIONS, Event, apply

NOW = datetime(2025, 8, 2, 4, tzinfo=UTC)
TOKEN = "a" * 32
STORED = [
    *("state", "next_at", "first_due_at", "not_after", "attempts", "uncertain", "crashes", "begun"),
    *("lease_until", "lease_token", "sent_at", "error", "digest_id", "cadence"),
]
GIVEN: dict[str, Any] = {
    "next_at": NOW + timedelta(hours=1),
    "lease_until": NOW + timedelta(minutes=2),
    "lease_token": "b" * 32,
    "sent_at": NOW,
    "begun": 3,
    "cadence": 1,
    "digest": None,
    "error": "x" * 500,
}


def a_row_in_each_state() -> dict[DeliveryState, int]:
    reader = Subscriber.objects.create(address_key="a@example.org", address="a@example.org", created_at=NOW)
    made = Delivery.objects.bulk_create(
        Delivery(
            subscriber=reader,
            kind=DeliveryKind.ACCESS,
            state=state,
            next_at=NOW,
            attempts=2,
            uncertain=1,
            crashes=1,
            lease_token=TOKEN,
            lease_until=NOW + timedelta(minutes=1),
        )
        for state in DeliveryState
    )
    return {DeliveryState(row.state): row.pk for row in made}


def stored() -> dict[int, dict[str, Any]]:
    return {row.pop("pk"): row for row in Delivery.objects.values("pk", *STORED)}


@pytest.mark.django_db
def test_an_event_changes_the_rows_it_may_happen_to_and_no_others() -> None:
    rows = a_row_in_each_state()
    before = stored()
    for event, transition in TRANSITIONS.items():
        given = {column: GIVEN[column] for column in transition.given}
        assert apply(event, Delivery.objects.all(), **given) == len(transition.states), event
        after = stored()
        for state, pk in rows.items():
            if state not in transition.states:
                assert after[pk] == before[pk], (event, state)
                continue
            assert after[pk]["state"] == transition.target, (event, state)
            changed = {column for column in STORED if after[pk][column] != before[pk][column]}
            assert changed <= {"state", *transition.stored, *transition.given}, (event, state)
            assert len(after[pk]["error"]) <= 300
        for pk, row in before.items():
            Delivery.objects.filter(pk=pk).update(**row)


@pytest.mark.django_db
def test_the_sql_of_claim_and_begin_stores_what_the_table_says() -> None:
    rows = a_row_in_each_state()
    claimed = {rows[state] for state in TRANSITIONS[Event.CLAIM].states}
    assert MAILS.take("c" * 32, size=16, now=NOW, among=Q()) == len(claimed)
    found = stored()
    assert {pk for pk, row in found.items() if row["lease_token"] == "c" * 32} == claimed
    assert {(found[pk]["state"], found[pk]["attempts"]) for pk in claimed} == {("leased", 3)}
    for place, pk in enumerate(rows.values(), 1):
        begun = MAILS.begin("c" * 32, pk, place=place, now=NOW)()
        assert begun is (pk in claimed)
        assert not MAILS.begin("c" * 32, pk, place=place, now=NOW)(), "once"
    assert {pk for pk, row in stored().items() if row["state"] == "sending"} == {
        *claimed,
        rows[DeliveryState.SENDING],
    }


@pytest.mark.django_db
def test_no_plan_of_the_planner_leases_more_rows_than_were_asked_for() -> None:
    """A subquery that a nested loop runs again for each row would skip what it locked, and find others."""
    reader = Subscriber.objects.create(address_key="a@example.org", address="a@example.org", created_at=NOW)
    Delivery.objects.bulk_create(
        Delivery(subscriber=reader, kind=DeliveryKind.ACCESS, state=DeliveryState.DUE, next_at=NOW)
        for _ in range(20)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for plan in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
                cursor.execute(f"SET LOCAL enable_{plan} = off")
    assert MAILS.take("c" * 32, size=4, now=NOW) == 4


@pytest.mark.django_db
def test_what_an_event_stores_is_given_whole_and_nothing_else() -> None:
    rows = Delivery.objects.all()
    with pytest.raises(TypeError, match=r"RETRY takes \('next_at', 'error'\), not \('error',\)"):
        apply(Event.RETRY, rows, error="no")
    with pytest.raises(TypeError, match="RELEASE takes"):
        apply(Event.RELEASE, rows, next_at=NOW)


@pytest.mark.django_db
def test_what_somebody_took_up_meanwhile_is_not_sent_again() -> None:
    """Two operators choose one mail; the second comes when a worker has begun it for the first."""
    parked = a_row_in_each_state()[DeliveryState.PARKED]

    def begin_first(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE"):
            connection.connection.execute(
                f"UPDATE tracker_delivery SET state = 'sending' WHERE id = {parked}"
            )
        return execute(sql, *rest)

    with connection.execute_wrapper(begin_first):
        assert send_again([parked], now=NOW) == 0
    assert stored()[parked]["state"] == "sending"


def test_every_event_has_its_line_and_every_state_can_be_reached_and_left() -> None:
    assert list(TRANSITIONS) == list(Event)
    assert {found.target for found in TRANSITIONS.values()} == set(DeliveryState)
    assert {state for found in TRANSITIONS.values() for state in found.states} == set(DeliveryState)
    assert sorted([*OPEN_STATES, DeliveryState.SENDING, *ENDED_STATES]) == sorted(DeliveryState)


def test_the_drawing_is_that_of_the_table() -> None:
    assert outbox.DOCUMENT.read_text("utf-8") == outbox.document(), "run `python -m tools.outbox`"


# --- Nothing else writes states -----------------------------------------------------------------------------

WRITER = ROOT / "tracker" / "services" / "outbox" / "transitions.py"
FIRST = {"NEW_DUE", "NEW_HELD", "NEW_CANCELLED"}
OTHERS = {"Alert", "Candidate", "Copy", "Endpoint", "Feed", "Item", "Page", "Report", "Subscription"}
"""Models with states of their own; a write that speaks of none of them is taken for one of the outbox."""
WRITES = {"update", "create", "get_or_create", "update_or_create", "aupdate", "acreate"}
SQL_UPDATE = re.compile(r"\bSET\b[^;]*\bstate\s*=")
SQL_INSERT = re.compile(r"\bINTO\s+tracker_(delivery|call)\b", re.IGNORECASE)
LITERAL = re.compile(rf"'({'|'.join(DeliveryState.values)})'")


def writes(source: str) -> Iterator[int]:
    """The lines that may write `state` of a delivery or call: by the ORM, by assignment, or in SQL."""
    tree = ast.parse(source)
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        assigned = {
            target.id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if isinstance(scope, ast.FunctionDef):
            taken = [*scope.args.args, *scope.args.kwonlyargs]
            assigned |= {each.arg: each.annotation for each in taken if each.annotation}
        for node in _own(scope):
            if isinstance(node, ast.Call) and _is_write(node, assigned):
                yield node.lineno
            if isinstance(node, ast.Assign) and _is_assignment(node, assigned):
                yield node.lineno
        yield from _in_sql(list(_own(scope)))


def _in_sql(nodes: list[ast.AST]) -> Iterator[int]:
    """The lines of a scope's SQL that writes a state, but for inserts with one of the names for that."""
    texts = {node: _text(node) for node in nodes if isinstance(node, ast.JoinedStr | ast.Constant)}
    inserts = any(SQL_INSERT.search(text) for text in texts.values())
    for string, text in texts.items():
        if SQL_UPDATE.search(text) or (SQL_INSERT.search(text) and LITERAL.search(text)):
            yield string.lineno
    for node in nodes:
        if inserts and isinstance(node, ast.Name) and node.id == "DeliveryState":
            yield node.lineno


def _is_assignment(node: ast.Assign, assigned: dict[str, ast.expr]) -> bool:
    targets = [each for target in node.targets for each in ast.walk(target)]
    is_state = any(isinstance(each, ast.Attribute) and each.attr == "state" for each in targets)
    return is_state and not _is_of_others(node.value, assigned)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, but for those of the functions within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _is_write(node: ast.Call, assigned: dict[str, ast.expr]) -> bool:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name == "bulk_update":
        return any(isinstance(each, ast.Constant) and each.value == "state" for each in ast.walk(node))
    if name not in WRITES and name not in ("Delivery", "Call"):
        return False
    keywords = [*node.keywords, *_of_defaults(node)]
    for keyword in keywords:
        if keyword.arg is None and name in ("Delivery", "Call"):
            return True
        if keyword.arg == "state":
            is_first = isinstance(keyword.value, ast.Name) and keyword.value.id in FIRST and name != "update"
            return not (is_first or _is_of_others(keyword.value, assigned) or _is_of_others(called, assigned))
    return False


def _of_defaults(node: ast.Call) -> Iterator[ast.keyword]:
    """What a dict among the arguments, as `defaults` is, would write."""
    for each in node.keywords:
        if isinstance(each.value, ast.Dict):
            for key, value in zip(each.value.keys, each.value.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield ast.keyword(arg=str(key.value), value=value)


def _is_of_others(node: ast.AST, assigned: dict[str, ast.expr], depth: int = 3) -> bool:
    """Whether an expression, its names followed to what was assigned to them, speaks of another model."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            if each.id in OTHERS or each.id.removesuffix("State") in OTHERS:
                return True
            if depth and each.id in assigned and _is_of_others(assigned[each.id], assigned, depth - 1):
                return True
    return False


def _text(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_text(each) if isinstance(each, ast.Constant) else "{}" for each in node.values)


def test_no_other_module_writes_states_of_the_outbox() -> None:
    paths = sorted(
        path
        for folder in ("config", "tools", "tracker")
        for path in (ROOT / folder).rglob("*.py")
        if path != WRITER and path.parent.name != "migrations"
    )
    found = [f"{path.relative_to(ROOT)}:{line}" for path in paths for line in writes(path.read_text("utf-8"))]
    assert found == []
    assert set(writes(WRITER.read_text("utf-8"))), "the writer is known for what it is"


@pytest.mark.parametrize(
    "source",
    [
        "Delivery.objects.filter(pk=1).update(state=DeliveryState.DUE)",
        "rows.update(state='due', error='')",
        "rows.update(state=NEW_DUE)",
        "mails.create(state=DeliveryState.HELD)",
        "Call(state=DeliveryState.DUE)",
        "Delivery(**columns)",
        "Delivery.objects.update_or_create(pk=1, defaults={'state': 'due'})",
        "Delivery.objects.bulk_update(rows, ['next_at', 'state'])",
        "def f(row, state):\n    row.state = state",
        "cursor.execute('UPDATE tracker_call SET next_at = %s, state = %s')",
        "cursor.execute(f'UPDATE {table} SET state = {value}')",
        "sql = 'ON CONFLICT DO UPDATE SET cadence = 1, state = excluded.state'",
        "sql = \"INSERT INTO tracker_call (state) VALUES ('due')\"",
        "cursor.execute('INSERT INTO tracker_call (state) VALUES (%s)', [DeliveryState.DUE.value])",
    ],
)
def test_a_write_of_a_state_is_found(source: str) -> None:
    assert set(writes(source))


@pytest.mark.parametrize(
    "source",
    [
        "apply(Event.CANCEL, rows, error='')",
        "Delivery.objects.create(state=NEW_DUE)",
        "cursor.execute('INSERT INTO tracker_call (state) VALUES (%s)', [NEW_DUE.value])",
        "Delivery.objects.filter(state=DeliveryState.DUE).update(next_at=now)",
        "Alert.objects.filter(pk=1).update(state=AlertState.DONE)",
        "changed = Report.objects.all()\nchanged.update(state=state)",
        "alert.state = AlertState.DONE if done else AlertState.OPEN",
    ],
)
def test_what_is_no_write_of_a_state_is_not_reported(source: str) -> None:
    assert not set(writes(source))
