"""`make bench`, or `python -m tests.bench [NAME …]`: measure and compare; status 1 where a goal is missed."""

import argparse
import importlib
import sys

NAMES = ("pages", "outputs", "answers", "growth", "servers", "tick", "counting", "outbox", "retention")


def main() -> None:
    """Run the benchmarks asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    names = parser.parse_args().names or NAMES
    met = [importlib.import_module(f"tests.bench.{name}").run() for name in names]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
