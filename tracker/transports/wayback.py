"""The interfaces of the Wayback Machine: which copy there is of a page, and making one (Save Page Now 2).

What the answers mean is in domain.archived_copies; an answer that is no JSON, or none, is a `Trouble`.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from tracker.domain.archived_copies import Copy, Job, Trouble, read_availability, read_job, read_saving
from tracker.transports.http_client import HttpClient, NotFetched

ACCEPT = {"Accept": "application/json"}
PUBLIC = "https://web.archive.org"
LOOKED_UP_AT = {PUBLIC: "https://archive.org"}
"""Where the availability interface is, where that is another host."""


class Wayback:
    """An archive at `base`; `keys` are `access:secret` of an account there, empty where there are none."""

    def __init__(self, client: HttpClient, *, base: str = PUBLIC, keys: str = "") -> None:
        self._client, self._base, self._keys = client, base, keys

    def closest(self, address: str, day: date | None) -> Copy | Trouble | None:
        """The copy of a page closest to a day; None where there is none."""
        wanted = {"url": address, **({"timestamp": f"{day:%Y%m%d}"} if day else {})}
        base = LOOKED_UP_AT.get(self._base, self._base)
        answer = self._get(f"{base}/wayback/available?{urlencode(wanted)}", ACCEPT)
        return answer if isinstance(answer, Trouble) else read_availability(answer)

    def save(self, address: str) -> Job | Trouble:
        """Ask for a copy of a page; one that is less than a day old will do."""
        wanted = urlencode({"url": address, "if_not_archived_within": "1d", "skip_first_archive": "1"})
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        try:
            got = self._client.post(f"{self._base}/save", wanted.encode(), headers)
        except NotFetched as error:
            return Trouble(str(error))
        answer = _json(got.status, got.body)
        return answer if isinstance(answer, Trouble) else read_saving(answer)

    def job(self, name: str) -> Copy | Trouble | None:
        """How a job stands; None while it is not done."""
        answer = self._get(f"{self._base}/save/status/{quote(name, safe='')}", self._headers())
        return answer if isinstance(answer, Trouble) else read_job(answer, base=self._base)

    def _headers(self) -> dict[str, str]:
        keys = {"Authorization": f"LOW {self._keys}"} if self._keys else {}
        return {**ACCEPT, **keys}

    def _get(self, address: str, headers: Mapping[str, str]) -> Any:
        try:
            got = self._client.get(address, headers)
        except NotFetched as error:
            return Trouble(str(error))
        return _json(got.status, got.body)


def _json(status: int, body: bytes) -> Any:
    """What the body holds; of Save Page Now errors are JSON too, whatever the status."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Trouble(f"The archive answered {status} with something that cannot be read.")
    if status >= 400 and not (isinstance(found, dict) and found.get("status") == "error"):
        return Trouble(f"The archive answered {status}.")
    return found
