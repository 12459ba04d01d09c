"""Log lines for machines."""

import json
import logging
import time
from typing import Any

from django.core.exceptions import DisallowedHost

from config import log_context
from config.scrub import scrubbed


class WithoutProbes(logging.Filter):
    """Takes out Django's ERROR for a 503 of `/healthz` or `/readyz`: an answer, and they warn of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        return not (getattr(record, "status_code", 0) == 503 and path in ("/healthz", "/readyz"))


class OneLine(logging.Filter):
    """A warning without its traceback: somebody asked for a host that is not ours, and nothing is broken."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class WithoutForeignHosts(logging.Filter):
    """Takes out Django's second line about a host that is not ours, which does not even name it."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if getattr(record, "status_code", 0) != 400 or request is None:
            return True
        try:
            request.get_host()
        except DisallowedHost:
            return False
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message; a security fact or traceback if there is one.

    And the ids of `log_context`. Nothing in it is an address or a secret.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if fact := getattr(record, "fact", None):
            line["fact"] = fact
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        line |= log_context.ids()
        return json.dumps(_scrubbed_values(line), ensure_ascii=False)


def _scrubbed_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _scrubbed_values(each) for name, each in value.items()}
    return scrubbed(value) if isinstance(value, str) else value


class TextFormatter(logging.Formatter):
    """A line for people, with the ids of `log_context`; nothing in it is an address or a secret."""

    def format(self, record: logging.LogRecord) -> str:
        line = scrubbed(super().format(record))
        words = " ".join(f"{name} {each}" for name, each in log_context.ids().items())
        return f"{line} [{words}]" if words else line
