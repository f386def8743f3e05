"""The page about the format knows every key, kind and word of the code, and its examples hold."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel

from models import reading_yaml, words
from models.case import Body, CaseHead, Header, Proceeding, Victim
from models.events import Actor, Counsel, Event, Sentence
from models.kinds import KINDS
from models.reading import read
from tests.models.chronologies import TODAY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "chronology.md").read_text(encoding="utf-8")
CASES = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
MODELS = (CaseHead, Victim, Body, Proceeding, Header, Event, Actor, Sentence, Counsel)
LISTS = [value for value in vars(words).values() if isinstance(value, type) and value.__module__ == words.__name__]


def _rows() -> dict[str, list[str]]:
    """The cells of every row of the tables of kinds, by the kind."""
    rows = {}
    for line in PAGE.partition("## Kinds of events")[2].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            rows[cells[0].removesuffix(" (dec)").strip("`")] = cells
    return rows


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_told(model: type[BaseModel]) -> None:
    """Each field of the models is a key on the page; where an event stands in the file is none."""
    told = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(re.findall(r"[{ ]([a-z_]+): ", PAGE))

    assert set(model.model_fields) - {"position"} <= told
    assert "`position`" not in PAGE


@pytest.mark.parametrize("words_", LISTS, ids=lambda words_: words_.__name__)
def test_every_word_is_told(words_: type[StrEnum]) -> None:
    """Each word of each closed list stands on the page."""
    assert {word.value for word in words_} <= set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_kind_is_told_with_what_it_needs() -> None:
    """The table of kinds on the page is the table of the code: needs, decisions and order."""
    rows = _rows()
    told = {name: (cells[0].endswith("(dec)"), tuple(re.findall(r"`(\w+)`", cells[2]))) for name, cells in rows.items()}

    assert list(KINDS) == list(told)
    assert {name: (kind.decision, kind.needs) for name, kind in KINDS.items()} == told
    assert all(cells[1] for cells in rows.values())


def test_what_a_kind_often_carries_are_fields_of_events() -> None:
    """The last column names keys that an event has, and none that the kind needs anyway."""
    for name, cells in _rows().items():
        carried = set(re.findall(r"`(\w+)`", cells[3]))
        assert carried <= set(Event.model_fields)
        assert not carried & set(KINDS[name].needs)


def test_the_small_case_on_the_page_is_a_case() -> None:
    """What a newcomer copies is read without a fault."""
    text = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]

    assert len(read(text.encode(), "page.yaml", TODAY).events) == 4


def test_the_limits_on_the_page_are_those_of_the_reader() -> None:
    """Size, depth and number are told as they are held."""
    size, depth, entries = reading_yaml.MAX_BYTES, reading_yaml.MAX_DEPTH, reading_yaml.MAX_ENTRIES

    assert f"{size // 1024**2} MiB, {depth} levels, and {entries:,} events" in PAGE


def test_the_list_of_published_cases_is_that_of_the_files() -> None:
    """Each case is in the list with its title, the number of its events, its decision's symbol and its articles."""
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        told = read(path.read_bytes(), path.name, TODAY)
        row = next(line for line in CASES.splitlines() if line.startswith(f"| [`{path.name}`]"))
        symbol, link = re.findall(r"\[([A-Z]+/C/\d+/D/\d+/\d+)\]\((.*?)\)", row)[0]
        decided = [event for event in told.events if event.kind == "un_decided"]
        articles = [article for event in decided for article in event.violations]

        assert f"| {told.header.case.title} |" in row
        assert f"| {len(told.events)} | {', '.join(articles) or 'none'} |" in row
        assert symbol.lower().replace("/", "-") in link
        assert link in told.header.case.sources


def test_every_kind_of_message_has_its_remedy_on_the_page() -> None:
    """What the reader says in the corpus of malformed files is explained in the table of messages."""
    table = PAGE.partition("| the message says |")[2]
    told = [part for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for part in re.split(r"[;,…]", row)]
    phrases = [part.strip() for part in told if len(part.strip()) > 3]
    known = re.compile("|".join(re.escape(phrase) for phrase in phrases))

    for path in sorted((ROOT / "tests" / "models" / "malformed").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert known.search(line) or "has more faults" in line, line
