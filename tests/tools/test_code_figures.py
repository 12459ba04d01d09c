"""What the code measures, on a project small enough to count by hand."""

from collections import Counter
from pathlib import Path

from config.env import ROOT
from tools.code_figures import Figures, SqlSite, figures, report

FILES = {
    "tracker/models/cases.py": "clock_start = 1\n\n\ndef f():\n    return 1\n",
    "tracker/services/cases.py": (
        "def store(cursor):\n    # SQL: why\n    cursor.execute('SELECT')\n    cursor.execute('')\n"
        "def unexplained(cursor, execute):\n    execute()\n    return lambda: cursor.executemany('', [])\n"
        "rows = RawSQL('1', [])  # noqa: S611, E501 -- why\n"
    ),
    "tracker/templatetags/dates.py": "x = 1  # type: ignore[misc]  # why\ny = '# noqa: E501'\nz = 1 < 2\n",
    "tracker/templatetags/rows.py": "def row():\n    return '<td class=x>'\n",
    "tracker/templatetags/marks.py": "from django.utils.safestring import mark_safe\nx = mark_safe('')\n",
    "tracker/migrations/0001_initial.py": "clock_start = 1\n" * 900,
    "tracker/migrations/__init__.py": "",
    "tests/test_it.py": "def test_it():\n    assert True\n",
}


def test_a_project_is_measured(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    found = figures(tmp_path)
    assert found == Figures(
        files=[5, 8, 3, 2, 2],
        functions=[2, 4, 3, 2],
        test_lines=2,
        field_modules=["tracker/models/cases.py"],
        migrations=1,
        sql_sites=[
            SqlSite("tracker/services/cases.py:1 store", has_reason=True),
            SqlSite("tracker/services/cases.py:5 unexplained", has_reason=False),
            SqlSite("tracker/services/cases.py:8 <module>", has_reason=False),
        ],
        suppressions=Counter({"S611": 1, "E501": 1, "misc": 1}),
        tags_with_markup=["tracker/templatetags/rows.py"],
        tags_calling_safe=["tracker/templatetags/marks.py"],
    )
    said = report(found).splitlines()
    assert said[2] == "| 20 | 5 | 3 / 8 / 8 | 2.5 / 4 / 4 | 0.10 |"
    assert "  tracker/services/cases.py:5 unexplained  NO REASON" in said


def test_raw_sql_says_why() -> None:
    sites = figures(ROOT).sql_sites
    assert [site.place for site in sites if not site.has_reason] == []
    assert any(site.place.startswith("tracker/services/outbox/in_flight.py") for site in sites)
