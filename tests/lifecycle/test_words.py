"""Every word in a set or table of the lifecycle is a word that some event, body, state or rule can have."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, get_args

import pytest

import lifecycle
from law.published import BOOK, CRITERIA, DATA
from law.remedies import Whom
from law.rules import Confidence
from lifecycle.claims import CLAIMS
from lifecycle.machines import MACHINES
from models import words
from models.events import Event
from models.kinds import KINDS
from models.register import RegisterRow

MODULES: Final = [found.name for found in pkgutil.walk_packages(lifecycle.__path__, "lifecycle.")]
TEXT: Final = b"\n".join(DATA.values()).decode()
ENUMS: Final = [kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, Enum)]
# Said of a remedy, a route or a term by the code alone; each is compared with what the code itself makes.
SAID: Final = {"under_way", "not_yet", "available", "arguable", "missed", "open", "by", "investigator", "to"}


def vocabulary() -> set[str]:
    """Kinds, words of the fields, states, rules and their terms, offences, addressees, names of fields."""
    tables = [machine.table for machine in MACHINES.values()]
    states = [state for table in tables for state in table.states]
    return (
        {*KINDS, *Event.model_fields, *get_args(Whom), *get_args(Confidence), *SAID, *CRITERIA.length}
        | {word.value for kind in ENUMS for word in kind}
        | {name for state in states for name in (state.path, state.phase, state.path.rpartition(".")[2])}
        | {table.name for table in tables}
        | {term.name for rule in BOOK.rules for version in rule.versions for term in version.terms}
        | {rule.id for rule in BOOK.rules}
        | set(RegisterRow.model_fields)
    )


def sets_of(module: str) -> Iterator[tuple[str, Any]]:
    """The sets and rows of words that a module holds by a name of its own."""
    for name, value in vars(importlib.import_module(module)).items():
        if isinstance(value, frozenset | set) or (isinstance(value, tuple) and name.strip("_").isupper()):
            yield name, value
        elif isinstance(value, dict) and name.strip("_").isupper():
            yield from ((name, one) for one in value.values() if isinstance(one, frozenset | set))


@pytest.mark.parametrize("module", MODULES)
def test_a_word_in_a_set_is_one_that_can_occur(module: str) -> None:
    """A misspelt kind, state or body in a set would never match anything, in silence."""
    known = vocabulary()
    told = {(name, word) for name, value in sets_of(module) for word in value if type(word) is str}

    assert {
        one for one in told if one[1] not in known and not any(f"{end}{one[1]}" in TEXT for end in ": [,.")
    } == set()


def test_a_group_of_alternatives_has_more_than_one() -> None:
    """A term that shares its group with no other has no alternative: its group is misspelt."""
    groups = Counter(claim.group for claim in CLAIMS if claim.group is not None)

    assert {name for name, count in groups.items() if count < 2} == set()
    assert set(groups) == {
        "answer", "cassation", "check", "court", "detention", "examination", "exit", "hrc", "judge", "year",
    }  # fmt: skip


@pytest.mark.parametrize(
    "claim", CLAIMS, ids=[f"{place}-{claim.rule}-{claim.term}" for place, claim in enumerate(CLAIMS)]
)
def test_a_claim_is_made_of_words_that_can_occur(claim: Any) -> None:
    """What starts, meets and voids it are kinds of events; whom it asks of are kinds of bodies, levels and persons."""
    kinds = {word.value for word in words.BodyKind}
    persons = {None, *(word.value for word in words.Person)}

    assert claim.on | claim.met_by | claim.void_by <= set(KINDS)
    assert {*claim.met_to, *claim.met_from} - {None} <= kinds
    assert set(claim.met_persons) | set(claim.asks.persons) <= persons
    assert set(claim.met_examinations) <= {word.value for word in words.Examination}
