"""Formats are cached, but with `DEBUG` made anew."""

from pytest_django import Settings

from tracker.templatetags.slots import cached_format


def test_a_format_is_made_once_and_with_debug_each_time(settings: Settings) -> None:
    made: list[str] = []

    @cached_format(maxsize=8)
    def form(name: str) -> str:
        made.append(name)
        return f"<p>{name} {len(made)}</p>"

    settings.DEBUG = False
    assert [form("a"), form("a"), form("b")] == ["<p>a 1</p>", "<p>a 1</p>", "<p>b 2</p>"]
    settings.DEBUG = True
    assert [form("a"), form("a")] == ["<p>a 3</p>", "<p>a 4</p>"]
    settings.DEBUG = False
    assert form("a") == "<p>a 1</p>"
    form.cache_clear()
    assert form("a") == "<p>a 5</p>"
