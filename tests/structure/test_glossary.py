"""docs/glossary.md holds a word in three languages for everything that the machines and the format name."""

from __future__ import annotations

import re

import pytest

from lifecycle.machines import MACHINES
from models.kinds import KINDS
from tests.structure.tree import ROOT

ROW = re.compile(r"^\| `([\w.]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|", re.MULTILINE)
GLOSSARY = {row[0]: row[1:] for row in ROW.findall((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))}
CYRILLIC = re.compile(r"[\u0400-\u04FF]")
PATHS = {state.path for machine in MACHINES.values() for state in machine.table.states}
PHASES = {path.partition(".")[0] for path in PATHS if path.partition(".")[0] in GLOSSARY}


@pytest.mark.parametrize("name", sorted(KINDS.keys() | PATHS))
def test_every_event_and_state_has_its_words(name: str) -> None:
    """Each kind of event and each state has an English, a Kazakh and a Russian term."""
    english, kazakh, russian = GLOSSARY[name]

    assert english.strip()
    assert CYRILLIC.search(kazakh)
    assert CYRILLIC.search(russian)


def test_the_glossary_names_nothing_else() -> None:
    """A word that left the format leaves the glossary."""
    assert set(GLOSSARY) - PHASES <= KINDS.keys() | PATHS


def test_kazakh_is_not_a_copy_of_russian() -> None:
    """No Russian term stands in the Kazakh column by mistake."""
    same = {name for name, (_, kazakh, russian) in GLOSSARY.items() if kazakh.strip("\\* ") == russian.strip("\\* ")}

    assert same == set()
