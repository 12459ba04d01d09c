"""A folder where the processes of one `make test` leave for each other what takes long to make."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = Path(os.environ["TEST_SHARED"]) if "TEST_SHARED" in os.environ else None
"""None where tests are run by hand."""


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process of this run is in a block of that name."""
    if SHARED is None:
        yield
        return
    with (SHARED / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
