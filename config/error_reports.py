"""Errors go to Sentry where `SENTRY_DSN` is set; its library is imported then alone.

What is sent is put together anew: what failed, where in the code, and the ids of the log. No request, no
person, no variables of the code, no header and no body.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from config import log_context
from config.scrub import scrubbed
from tracker import __version__

if TYPE_CHECKING:
    from sentry_sdk.types import Event

_OF_FRAME = ("filename", "abs_path", "function", "module", "lineno", "context_line", "in_app")
_OF_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "server_name")


def start(dsn: str) -> None:
    """Send what is logged as an error; raises `ImproperlyConfigured` where the library is missing."""
    try:
        import sentry_sdk  # noqa: PLC0415 -- it may not be there
        from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415 -- as above
        from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415 -- as above
    except ImportError:
        raise ImproperlyConfigured(
            "SENTRY_DSN needs the package sentry-sdk: pip install sentry-sdk"
        ) from None
    sentry_sdk.init(
        dsn,
        release=__version__,
        before_send=before_send,
        max_breadcrumbs=0,
        include_local_variables=False,
        auto_session_tracking=False,
        default_integrations=False,
        # Django and Celery log what fails, the first as an error of django.request, the other of celery.
        integrations=[LoggingIntegration(level=None), DedupeIntegration()],
        shutdown_timeout=2,
    )


def before_send(event: "Event", _hint: object) -> "Event":
    """The event as it leaves: of all there is in it what is listed here, without addresses and secrets."""
    found: Mapping[str, Any] = event
    left: Event = {}
    left.update({name: found[name] for name in _OF_EVENT if name in found})  # type: ignore[typeddict-item] # its own keys
    log_entry = found.get("logentry") or {}
    if words := log_entry.get("formatted") or log_entry.get("message"):
        left["logentry"] = {"message": scrubbed(words)}
    if values := (found.get("exception") or {}).get("values"):
        left["exception"] = {"values": [_exception(each) for each in values]}
    left["tags"] = dict(log_context.ids())
    return left


def _exception(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": scrubbed(value.get("value") or ""),
        "mechanism": {
            "type": "generic",
            "handled": bool((value.get("mechanism") or {}).get("handled", True)),
        },
        "stacktrace": {
            "frames": [{name: frame[name] for name in _OF_FRAME if name in frame} for frame in frames]
        },
    }
