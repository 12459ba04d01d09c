"""Security facts: each is a row that nobody changes and a line of the log.

The line carries the fact as data (`fact`), which the JSON format writes out. The network stays in the table:
it is an address, if a shortened one, and logs go further than the database does.
"""

import logging
from datetime import datetime

from tracker.models import FactKind, SecurityFact

log = logging.getLogger("ultimata.security")
LONGEST = {"account": 150, "about": 200, "detail": 300}


def note(
    kind: FactKind,
    *,
    now: datetime,
    account: str = "",
    about: str = "",
    detail: str = "",
    network: str = "",
) -> None:
    """Keep a fact, in the transaction of what it is about, and write it to the log.

    `account` is the name of an account that exists, or empty; texts that are too long are cut.
    """
    given = {"account": account, "about": about, "detail": detail}
    told = {name: text[: LONGEST[name]] for name, text in given.items()}
    SecurityFact.objects.create(at=now, kind=kind, network=network, **told)
    said = {name: text for name, text in told.items() if text}
    level = logging.WARNING if kind == FactKind.REFUSED else logging.INFO
    words = ", ".join(f"{name} {text!r}" for name, text in said.items())
    log.log(level, "%s: %s", kind.label, words, extra={"fact": {"kind": kind.value, **said}})
