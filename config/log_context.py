"""Which request or task a log line comes of.

A task is marked with the id of the request or task that made it: what came of a tick can be found by its id.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_ids: ContextVar[Mapping[str, str]] = ContextVar("ids", default={})  # noqa: B039 -- nobody writes into it
MADE_BY = "made_by"


def ids() -> Mapping[str, str]:
    """By `request`, or by `task` and `made_by`; empty outside of both."""
    return _ids.get()


@contextmanager
def of_request(request_id: str) -> Iterator[None]:
    """What is logged within is of this request."""
    before = _ids.set({"request": request_id})
    try:
        yield
    finally:
        _ids.reset(before)


def mark_task(*, headers: dict[str, Any], **_signal: Any) -> None:
    """Write into a task that leaves what made it (a receiver of `before_task_publish`)."""
    found = ids()
    if made_by := found.get("request") or found.get(MADE_BY) or found.get("task"):
        headers[MADE_BY] = made_by


def begin_task(*, task_id: str, task: Any, **_signal: Any) -> None:
    """What this thread logs is of this task (a receiver of `task_prerun`)."""
    made_by = task.request.get(MADE_BY)
    _ids.set({"task": task_id, **({MADE_BY: made_by} if made_by else {})})


def end_task(**_signal: Any) -> None:
    """And now of none (a receiver of `task_postrun`)."""
    _ids.set({})
