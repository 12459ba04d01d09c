"""`python -m tools.cities`: write locale/*/cities.json, what the Unicode CLDR calls the cities of zones."""

import json
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from tracker.domain.dates.moments import AREAS, RENAMED

ROOT = Path(__file__).resolve().parent.parent / "locale"


def cities(language: str) -> dict[str, str]:
    """By the names of zones of today; those that the CLDR has no city for are left out."""
    named = Locale(language).time_zones
    older = get_global("zone_aliases")
    before = {today: name for name, today in RENAMED.items() if "city" in named.get(name, {})}
    found = {}
    for name in sorted(available_timezones() - RENAMED.keys()):
        if name.partition("/")[0] in AREAS:
            keys = (name, older.get(name), before.get(name))
            found[name] = next((named[key]["city"] for key in keys if "city" in named.get(key, {})), "")
    return {name: city for name, city in found.items() if city}


if __name__ == "__main__":
    for folder in sorted(each for each in ROOT.iterdir() if each.is_dir()):
        text = json.dumps(cities(folder.name), ensure_ascii=False, indent=1) + "\n"
        (folder / "cities.json").write_text(text, encoding="utf-8")
