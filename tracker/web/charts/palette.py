"""The colours of charts: those of the pages, read from their style sheet for one theme."""

import re
from functools import cache
from pathlib import Path

THEMES = ("light", "dark")
STYLE_SHEET = Path(__file__).parents[2] / "static/tracker/css/site.css"
_TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


@cache
def palette(theme: str) -> dict[str, str]:
    """The colour of each token of the style sheet, `#rrggbb` by its name with `_` for `-`."""
    found = _TOKEN.findall(STYLE_SHEET.read_text("utf-8"))
    place = THEMES.index(theme)
    return {name.replace("-", "_"): colours[place] for name, *colours in found}
