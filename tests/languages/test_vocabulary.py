"""Every name that the code can show has a word."""

from __future__ import annotations

import pytest

from languages.vocabulary import DAYS, HELD, WORDS
from law.published import BOOK, CRITERIA
from lifecycle.duty import Status
from lifecycle.machines import MACHINES
from models.case import Body, CaseHead, Proceeding, Victim
from models.events import Actor, Counsel, Event, Sentence
from models.kinds import KINDS
from models.records import RecordKind, TellerRole


def _states() -> set[str]:
    return {state.path for machine in MACHINES.values() for state in machine.table.states}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("event", set(KINDS)),
        ("state", _states()),
        ("phase", {state.partition(".")[0] for state in _states()} - {"examination", "safety", "legal_aid"}),
        ("status", set(Status)),
        ("record", set(RecordKind)),
        ("teller", set(TellerRole)),
        ("issue", {rule.issue for rule in CRITERIA.rules}),
        ("confidence", {version.confidence for rule in BOOK.rules for version in rule.versions}),
        ("rule", {rule.kind for rule in BOOK.rules}),
        ("unit", {one.unit for one in CRITERIA.thresholds}),
    ],
)
def test_every_name_has_a_word(kind: str, names: set[str]) -> None:
    """No list of the code has grown past the vocabulary."""
    assert names - set(WORDS[kind]) == set()


def test_every_field_has_a_word() -> None:
    """Each field of an event and of a heading is called something."""
    models = (Event, Actor, Counsel, Sentence, CaseHead, Victim, Body, Proceeding)
    fields = {name for model in models for name in model.model_fields}

    assert fields - set(WORDS["field"]) == set()


def test_fields_hold_words_of_lists_that_exist() -> None:
    """What a field is said to hold is a kind of word, and no field is a day and a word at once."""
    assert set(HELD.values()) <= set(WORDS)
    assert set(HELD) & DAYS == set()
