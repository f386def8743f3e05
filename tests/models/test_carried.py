"""What kinds of events often carry is told alike by the format page and by the table that forms are made from."""

from __future__ import annotations

import re

import pytest

from models.carried import CARRIED, DECISIONS, usual
from models.events import Event
from models.kinds import KINDS
from tests.structure.tree import ROOT

PAGE = (ROOT / "docs/chronology.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)`(?: \(dec\))? \| [^|]+ \| ([^|]*)\|([^|]*)\|$", re.MULTILINE)
ROWS = {name: (needs, carries) for name, needs, carries in ROW.findall(PAGE) if name in KINDS}


def named(cell: str) -> tuple[str, ...]:
    """The fields that a cell of the page names."""
    return tuple(re.findall(r"`(\w+)`", cell))


def test_every_kind_has_its_row() -> None:
    """The page has a row for each kind."""
    assert ROWS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_table_says_what_the_page_says(kind: str) -> None:
    """Needs and usual fields of each kind are those of the page."""
    needs, carries = ROWS[kind]

    assert set(KINDS[kind].needs) == set(named(needs))
    assert set(CARRIED[kind]) == set(named(carries))


def test_decisions_carry_what_the_page_says() -> None:
    """The usual fields of procedural decisions stand in the page's own sentence."""
    sentence = PAGE.partition("(dec) marks procedural decisions.")[2].partition("### Facts")[0]

    assert set(DECISIONS) == set(named(sentence))


def test_only_fields_of_events_are_carried() -> None:
    """Nothing is asked for that an event cannot hold, and nothing twice."""
    for kind in KINDS:
        assert set(usual(kind)) <= Event.model_fields.keys()
        assert not set(usual(kind)) & set(KINDS[kind].needs)
