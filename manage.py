#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        raise SystemExit(
            "Django is not installed for this Python: run 'make setup', then .venv/bin/python"
        ) from None
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
