"""A few child processes kept alive: restarted with growing pauses when they die, stopped all together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

logger = logging.getLogger("ultimata.up")

PAUSES_SECONDS = (0.5, 1, 2, 4, 8, 15, 30)
CALM_SECONDS = 60.0  # a child that lived this long starts again with the shortest pause
POLITE_SECONDS = 10.0  # between SIGTERM and SIGKILL
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process to keep alive, and where it stands."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    inherit: Sequence[int] = ()
    is_needed_by_others: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_again_at: float = 0.0


@dataclass
class Household:
    """The children of this launcher, in the order they are started."""

    folder: Path
    children: list[Child] = field(default_factory=list)
    is_ending: bool = False  # someone asked for the end
    is_stopping: bool = False  # it has begun
    in_haste: bool = False

    def start(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.go_on()
        self.children.append(child)
        self._launch(child)

    def go_on(self) -> None:
        """SystemExit when the end was asked for: a callback may have swallowed the signal handler's."""
        if self.is_ending:
            raise SystemExit(0)

    def look_after(self) -> None:
        """Notice who died and start again whose pause is over. Call it a few times a second."""
        self.go_on()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child)
            if child.process is None and time.monotonic() >= child.start_again_at:
                self._launch(child)

    def stop(self) -> None:
        """End all, first those that need others; kill what does not go within `POLITE_SECONDS`."""
        self.is_stopping = True
        self._end([child for child in self.children if not child.is_needed_by_others])
        self._end([child for child in self.children if child.is_needed_by_others])

    def _launch(self, child: Child) -> None:
        child.process = subprocess.Popen(
            child.command,
            cwd=self.folder,
            env=child.environment,
            pass_fds=child.inherit,
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches the launcher alone, which stops its children in order. A session of its own would
            # do so, too; but Linux shares processors between sessions (sched(7), autogroup), so that `nice`
            # would count for nothing.
            process_group=0,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 -- the launcher has one thread
        )
        child.started_at = time.monotonic()

    def _note_death(self, child: Child) -> None:
        assert child.process is not None
        now = time.monotonic()
        child.deaths = 0 if now - child.started_at > CALM_SECONDS else child.deaths
        pause = PAUSES_SECONDS[min(child.deaths, len(PAUSES_SECONDS) - 1)]
        logger.warning("%s ended (%s); starting it again in %g s", child.name, _ending(child.process), pause)
        _signal_group(child.process, signal.SIGKILL)  # its own children, should it have left any
        child.process, child.deaths, child.start_again_at = None, child.deaths + 1, now + pause

    def _end(self, children: Sequence[Child]) -> None:
        living = [child.process for child in children if child.process is not None]
        for process in living:
            if process.poll() is None:
                process.terminate()
        kill_at = time.monotonic() + POLITE_SECONDS
        while any(process.poll() is None for process in living):
            if self.in_haste or time.monotonic() > kill_at:
                break
            time.sleep(0.05)
        for process in living:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a new child does first: ask Linux for SIGTERM when its launcher dies, however it dies."""
    if LIBC is None:
        return None
    prctl = LIBC.prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"
