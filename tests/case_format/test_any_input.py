"""Whatever a folder holds, reading it brings values or faults on one line each, never an error."""

import copy
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.case_format.conftest import HERE
from tests.filled import read_seeds
from tracker.case_format import Batch, read_folder
from tracker.case_format.faults import Place
from tracker.case_format.rules import Names, case_rules
from tracker.case_format.schema import case_shape
from tracker.case_format.yaml import NotPlain, parse

SOUND = {file: (HERE / "sound" / file).read_bytes() for file in ("actors.yaml", "dossiers.yaml")}
CASE_BYTES = (HERE / "sound" / "cases" / "open-the-river.yaml").read_bytes()
SEED_CASES = [case.document for case in read_seeds().cases]
ACTORS = {actor.slug for actor in read_seeds().actors}
NAMES = Names(ACTORS, {case["dossier"] for case in SEED_CASES}, {case["slug"] for case in SEED_CASES})
WORDS = st.sampled_from(
    [
        "s1",
        "d1",
        "russia",
        "ultimatum",
        "2025-02-30",
        "2025-07-14",
        "0001-01-01",
        "9999-12-31",
        "day",
        "2025-07-14T23:59:59+23:59",
        "Europe/Kyiv",
        "Pacific/Apia",
        "Europe",
        "../etc",
        "open-ended",
        "target",
        "javascript:alert(1)",
        "https://[::1",
        "https://a:b",
        "http://a@b",
        "set",
        "withdrawn",
        "imposed",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | WORDS | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def read_bytes(files: dict[str, bytes]) -> Batch:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cases").mkdir()
        for file, data in files.items():
            (folder / file).write_bytes(data)
        batch = read_folder(folder)
    for fault in batch.faults:
        assert "\n" not in str(fault)
        assert all([fault.file, fault.path, fault.found, fault.allowed])
    return batch


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    batch = read_bytes({**SOUND, "cases/any.yaml": data})
    assert batch.cases == ()
    assert batch.faults


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#, \n\t~<=01NO", max_size=60))
def test_any_marks_of_yaml_are_read_or_refused(text: str) -> None:
    with suppress(NotPlain):
        assert isinstance(parse(text.encode()).document, dict)


@given(st.integers(0, len(CASE_BYTES) - 1), st.integers(0, 40), st.binary(max_size=8))
@settings(deadline=None)
def test_a_spoiled_case_is_whole_or_faulty(start: int, length: int, put: bytes) -> None:
    data = CASE_BYTES[:start] + put + CASE_BYTES[start + length :]
    batch = read_bytes({**SOUND, "cases/open-the-river.yaml": data})
    assert bool(batch.faults) != (len(batch.cases) == 1)


@given(VALUES, VALUES)
def test_any_tree_in_actors_and_dossiers_is_read_or_refused(actors: object, dossiers: object) -> None:
    files = {"actors.yaml": json.dumps(actors).encode(), "dossiers.yaml": json.dumps(dossiers).encode()}
    batch = read_bytes({**files, "cases/open-the-river.yaml": CASE_BYTES})
    assert batch.faults


@given(st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_anywhere_in_a_case_never_raises(data: st.DataObject) -> None:
    case = copy.deepcopy(data.draw(st.sampled_from(SEED_CASES)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(list(places(case))))
        put(case, place, data.draw(VALUES))
    findings = [*case_shape(case), *case_rules(case, "some-file", NAMES)]
    for finding in findings:
        assert "\n" not in str(finding.in_file("cases/some-file.yaml", case))


def places(value: object, at: Place = ()) -> Iterator[Place]:
    steps: list[Any] = list(value) if isinstance(value, dict) else []
    steps += list(range(len(value))) if isinstance(value, list) else []
    for step in steps:
        yield (*at, step)
        yield from places(value[step], (*at, step))  # type: ignore[index]


def put(document: Any, place: Place, value: object) -> None:
    for step in place[:-1]:
        document = document[step]
    document[place[-1]] = value
