"""Web servers of one database, as on machines of their own, and readers who read from them all the while."""

import http.client
import json
import socket
import threading
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Self

from tests.faults.databases import Ground, Group, until
from tests.faults.planting import SLUG

CASE = f"/ultimatums/{SLUG}/"
PAGES = (CASE, "/", "/ultimatums/", f"/api/v1/ultimatums/{SLUG}")


@dataclass
class WebMachine:
    """The real web server; may be killed and started again at the same port."""

    ground: Ground
    port: int = 0
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        where = ("--host", "127.0.0.1", "--port", str(self.port), "--no-ws", "--log-level", "warning")
        command = ("granian", "--interface", "asginl", "config.asgi:application", *where)
        with (self.ground.folder / f"web-{self.port}.log").open("a") as log:
            self.ground.run(*command, log=log)
        self.group = self.ground.groups[-1]
        until(lambda: self.get("/healthz")[0], 180, "the web server answers", every=0.1)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; status 0 where nobody answers."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as asked:
                asked.request("GET", path, headers={"Host": "localhost"})
                answer = asked.getresponse()
                return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""

    def deadlines(self) -> int:
        """How many deadlines the case has, as its document says; 0 where nobody answers."""
        status, text = self.get(PAGES[-1])
        return len(json.loads(text)["deadlines"]) if status == 200 else 0


class Reader:
    """Reads pages of one machine in turn, twenty a second at most, until told to stop.

    `wrong` has what was answered with another status than 200, and each time an older case was shown after a
    newer one. While the machine is down nobody answers, which is not wrong.
    """

    def __init__(self, machine: WebMachine) -> None:
        self.machine = machine
        self.read = 0
        self.wrong: list[str] = []
        self._newest = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._ends.wait(0.05):
            for path in PAGES:
                status, text = self.machine.get(path)
                if status == 200:
                    self.read += 1
                    if path == PAGES[-1]:
                        self._look(json.loads(text))
                elif status:
                    self.wrong.append(f"{path}: {status}")

    def _look(self, case: dict[str, Any]) -> None:
        number = len(case["deadlines"])
        if number < self._newest:
            self.wrong.append(f"{number} deadlines after {self._newest}")
        self._newest = number

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join(60)


def both_show(machines: list[WebMachine], deadlines: int) -> None:
    """Wait until all machines show so many deadlines."""

    def do_all() -> bool:
        return {machine.deadlines() for machine in machines} == {deadlines}

    until(do_all, 60, f"{deadlines} deadlines are shown", every=0.1)
