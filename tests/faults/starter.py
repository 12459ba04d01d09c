"""Starts Celery processes quickly: everything is imported once, then each is a fork in a session of its own.

Reads one JSON object a line, {"arguments": [...], "log": path}, and answers with the number of the process,
which leads its own process group. Ends when its input does; what it started is not its to end.
"""

import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path

NEEDED = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.concurrency.thread",
    "kombu.transport.redis",
    "tracker.transports.registry",
    "tracker.services.emails",
    "tracker.services.outbox.mail_worker",
    "tracker.services.tick",
)
"""What a worker or beat imports as it starts."""


def main() -> None:
    """Serve until the input ends."""
    from config.celery import app

    app.loader.import_default_modules()
    for module in NEEDED:
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        ready, tell = os.pipe()
        process = os.fork()
        if process == 0:
            become(order["arguments"], Path(order["log"]), tell)
        os.close(tell)
        os.read(ready, 1)  # now it leads its group, and the group can be killed
        os.close(ready)
        print(process, flush=True)


def become(arguments: list[str], log: Path, tell: int) -> None:
    """Be that Celery process from now on."""
    from config.celery import app

    code: int = 1
    try:
        os.setsid()
        os.close(tell)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing, kept = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for here, there in ((nothing, 0), (kept, 1), (kept, 2)):
            os.dup2(here, there)
        app.start(argv=arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 -- the last one who could tell
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
