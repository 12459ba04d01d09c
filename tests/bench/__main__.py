"""`make bench`, or `python -m tests.bench [NAME …]`: measure and compare; status 1 where a goal is missed."""

import argparse
import importlib
import sys

NAMES = (
    "pages",
    "outputs",
    "answers",
    "growth",
    "dearest",
    "search",
    "servers",
    "tick",
    "counting",
    "outbox",
    "retention",
    "intake",
    "reading",
)


def main() -> None:
    """Run the benchmarks asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="of pages: the lines whose names hold these words"
    )
    chosen = parser.parse_args()
    if chosen.only and chosen.names != ["pages"]:
        parser.error("--only chooses among the lines of pages: python -m tests.bench pages --only dashboard")
    only = {"only": chosen.only} if chosen.only else {}
    met = [importlib.import_module(f"tests.bench.{name}").run(**only) for name in chosen.names or NAMES]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
