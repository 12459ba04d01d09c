"""`make intake-report`, or `python -m tests.intake_report [--held-out]`: how well texts are read.

Everything is counted against all labels of a half: what was not found is wrong in each of its fields.
Misses of the held-out half are shown only when asked for, so that nobody fits rules to them. Of the varied
texts both halves are counted. Ends with status 1 where evidence is not in the text.
"""

import argparse
import sys
from collections import Counter

from tests.intake_report.figures import figures, measure, misses
from tests.intake_report.texts import HALVES, labelled_texts
from tests.intake_report.varied import tally, varied_texts, verdict


def main() -> None:
    """Print the figures of each half and the misses that may be seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.intake_report", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="show the misses of the held-out half too")
    shown = {"dev"} | ({"held_out"} if parser.parse_args().held_out else set())
    is_right = [report(half, is_shown=half in shown) for half in HALVES]
    for half in HALVES:
        report_varied(half)
    sys.exit(0 if all(is_right) else 1)


def report(half: str, *, is_shown: bool) -> bool:
    """Print one half; whether all evidence stands in its text."""
    judgements = [measure(text) for text in labelled_texts(half)]
    shares = figures(judgements)
    slowest = max(judgements, key=lambda each: each.seconds)
    total = sum(each.seconds for each in judgements)
    print(
        f"{half}: {len(judgements)} texts, {total / len(judgements):.3f} s each, up to {slowest.seconds:.3f}"
    )
    for name, share in shares.items():
        print(f"  {name:10} {share}")
    for round_ in sorted({each.text.round for each in judgements}):
        of_round = figures([each for each in judgements if each.text.round == round_])
        print(f"  {round_}: found {of_round['found']}, quiet {of_round['quiet']}")
    for line in (line for each in judgements for line in misses(each)):
        if is_shown:
            print(f"  - {line}")
    return shares["evidence"].right == shares["evidence"].of


def report_varied(half: str) -> None:
    """Print the counts of one half of the varied texts, and of each of its files."""
    by_file: dict[str, Counter[str]] = {}
    for text in varied_texts(half):
        by_file.setdefault(text.name.partition("/")[0], Counter())[verdict(text)] += 1
    print(f"varied, {half}: {tally(sum(by_file.values(), Counter()))}")
    for name, verdicts in by_file.items():
        print(f"  {name:18} {tally(verdicts)}")


if __name__ == "__main__":
    main()
