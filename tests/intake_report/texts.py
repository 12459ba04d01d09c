"""The labelled texts of `tests/intake_texts`; its README says what each label means."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import yaml

from tracker.domain.dates.moments import When

FOLDER = Path(__file__).parents[1] / "intake_texts"
HALVES = ("dev", "held_out")
_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Label:
    """One ultimatum that is to be found. Of a tuple each value is right; an empty one is not judged."""

    sender: tuple[str, ...]
    target: tuple[str, ...]
    stated: str
    announced: str
    zone: str
    earliest: str
    latest: str
    demand: tuple[str, ...] = ()
    threat: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    fits: str = ""
    optional: str = ""

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """From the YAML of a text."""
        many = {each.name for each in fields(cls) if each.type == tuple[str, ...]}
        values: dict[str, Any] = {
            name: _each(value) if name in many else value for name, value in entry.items()
        }
        return cls(**values)


def _each(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what is to be found in it; `name` is its path in the folder, without the ending."""

    name: str
    half: str
    about: str
    published: When
    labels: tuple[Label, ...]
    text: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file; ValueError where it has no head."""
        empty, head, text = path.read_text("utf-8").split(_FENCE, 2)
        if empty:
            raise ValueError(f"{path} does not start with the labels between two lines ---")
        labels = yaml.load(head, yaml.CBaseLoader)
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        return cls(
            name,
            name.split("/")[0],
            labels["about"],
            When(labels["published"]),
            tuple(map(Label.read, labels["found"])),
            text,
        )

    @property
    def round(self) -> str:
        """The folder in which it is: a half, or a later round of one."""
        return self.name.rpartition("/")[0]

    @property
    def news_on(self) -> When:
        """From which day on the record does not have yet what the text tells: that of its first announcement.

        A text that tells of no announcement, such as of an outcome, finds all that was known that day.
        """
        news = [each.announced for each in self.labels if each.change]
        return When(min(news)) if news else self.published


def labelled_texts(*halves: str) -> list[LabelledText]:
    """The texts of these halves, by name."""
    return [LabelledText.read(path) for half in halves for path in sorted((FOLDER / half).rglob("*.txt"))]
