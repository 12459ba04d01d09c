"""An editor at another machine: stores each case given on a line, and tells when that was committed."""

import json
import sys
import time

import django


def main() -> None:
    """Serve until the input ends."""
    django.setup()
    from django.db import connection

    from tracker.clock import utc_now
    from tracker.services.cases.store import store_case

    connection.ensure_connection()
    print("ready", flush=True)
    for line in sys.stdin:
        store_case(json.loads(line), now=utc_now(), reason="The date moved.")
        print(time.monotonic(), flush=True)


if __name__ == "__main__":
    main()
