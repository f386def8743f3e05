"""What is written reads back as the same value, and looks as people write it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from models.case import Chronology
from models.events import Event
from models.reading import read, write
from tests.models.chronologies import FREE_FIELDS, LINKS, TODAY, chronologies

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@given(chronologies())
def test_reading_what_was_written_gives_the_same_value(told: Chronology) -> None:
    """Nothing is lost and nothing added between a value and its file, whatever characters it holds."""
    assert told == read(write(told).encode(), "written.yaml", TODAY)


@given(chronologies())
def test_writing_twice_gives_the_same_text(told: Chronology) -> None:
    """The file depends on the value alone."""
    written = write(told)

    assert written == write(read(written.encode(), "written.yaml", TODAY))


def test_the_strategies_fill_every_field() -> None:
    """A field that is added to the vocabulary is added to the round trip."""
    assert set(Event.model_fields) == {*FREE_FIELDS, *LINKS}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_published_cases_survive_writing(path: Path) -> None:
    """The twelve cases are the same after being written and read."""
    told = read(path.read_bytes(), path.name, TODAY)

    assert told == read(write(told).encode(), path.name, TODAY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_json_says_the_same_as_yaml(path: Path) -> None:
    """A case carried over into JSON, escaped or not, is the same case."""
    told = read(path.read_bytes(), path.name, TODAY)
    plain = yaml.safe_load(write(told))

    for text in (json.dumps(plain, default=str), json.dumps(plain, default=str, indent="\t", ensure_ascii=False)):
        assert told == read(text.encode(), f"{path.stem}.json", TODAY)


def test_it_looks_as_people_write_it() -> None:
    """Dates stand bare, short mappings in one line, defaults are left out, what others misread is quoted."""
    told = read(
        b"format: aryz.chronology/1\n"
        b"case: {reference: sample, title: 'yes', jurisdiction: KZ}\n"
        b"victim: {born: 1969, sex: unknown}\n"
        b"bodies: [{id: mvd, kind: police, under: mia}]\n"
        b"events: [{id: e01, kind: closed, date: 2024-03-29, at: '15:40', known_on: 2024,"
        b" by: {role: official, body: mvd}, asserted_by: user, number: 0927}]\n",
        "sample.yaml",
        TODAY,
    )

    assert write(told).splitlines() == [
        "format: aryz.chronology/1",
        "case:",
        "  reference: sample",
        "  title: 'yes'",
        "  jurisdiction: KZ",
        "victim: {born: 1969}",
        "bodies:",
        "- {id: mvd, kind: police, under: mia}",
        "events:",
        "- id: e01",
        "  kind: closed",
        "  date: 2024-03-29",
        "  at: '15:40'",
        "  known_on: 2024",
        "  by: {role: official, body: mvd}",
        "  number: '0927'",
    ]
