"""Fill the database of DATA_DIR with so many cases: `python -m tests.bench.prepare seeds|NUMBER [DUE]`."""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, store, tick once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.factories import store_generated
    from tracker.clock import utc_now

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    size, due = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if size == "seeds":
        call_command("load_cases", verbosity=0)
    else:
        store_generated(int(size), utc_now(), due=due, with_changes=int(size) <= 10_000, with_search=True)
    call_command("tick", verbosity=0)


if __name__ == "__main__":
    main()
