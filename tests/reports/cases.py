"""The published cases as states and as records, without a server."""

from __future__ import annotations

from functools import cache

from lifecycle.state import CaseState
from lifecycle.telling import open_case, tell
from models.case import Chronology
from models.records import Entry, Opening
from tests.lifecycle.stories import TODAY, norms, published, stamp


@cache
def told(reference: str) -> tuple[CaseState, tuple[Entry, ...]]:
    """A published case, told in the order of its file."""
    chronology = next(one for one in published() if one.header.reference == reference)
    return _told(chronology)


@cache
def all_told() -> tuple[CaseState, ...]:
    """Every published case."""
    return tuple(told(one.header.reference)[0] for one in published())


def _told(chronology: Chronology) -> tuple[CaseState, tuple[Entry, ...]]:
    opening = Opening(header=chronology.header, law_known_on=TODAY)
    state, entry = open_case(opening, stamp(), norms(chronology.header.case.jurisdiction))
    entries = [entry]
    for second, event in enumerate(chronology.events, start=1):
        state, entry = tell(state, event, stamp(second))
        entries.append(entry)
    return state, tuple(entries)
