"""What a saving changed, in words, for the log of the admin."""

from collections.abc import Mapping
from typing import Any

from tracker.queries.case import names_in
from tracker.services.cases.store import facts_of
from tracker.templatetags.differences import differences_of, name_of_fact

BESIDE_FACTS = ("slug", "tags", "related", "review", "notes")


def change_words(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str | None,
    names: Mapping[str, str] | None = None,
) -> list[str]:
    """A sentence for each thing that changed between two documents of a case; names instead of ids.

    `names` are those of the actors and the crises in both, by their slugs; None: looked up (2 queries).
    """
    if not before:
        return ["Entered."]
    old, new = facts_of(before), facts_of(after)
    names = names_in([*old.values(), *new.values()]) if names is None else names
    told = []
    for where in dict.fromkeys((*old, *new)):
        was, now = old.get(where), new.get(where)
        fact = name_of_fact(where, now or was, names)
        if where not in old or where not in new:
            told.append(f"{'Added' if where in new else 'Removed'}: {fact}.")
        elif was != now:
            told += [
                f"{fact}{', ' * bool(item.field)}{item.field}: “{item.before}” → “{item.after}”."
                for item in differences_of(where, was, now, names)
            ]
    others = [name for name in BESIDE_FACTS if before.get(name) != after.get(name)]
    told += [f"Changed: {', '.join(others)}."] if others else []
    told += [f"Reason: {reason}"] if reason else []
    return told or ["Saved without a change."]
