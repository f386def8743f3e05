"""The law of a case, from the published rules, with the pin of its opening."""

from __future__ import annotations

from datetime import date

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.norms import Norms
from lifecycle.state import CaseState
from lifecycle.telling import fold
from models.case import Header
from models.errors import IntegrityError, UnknownCase
from models.records import Entry, Opening


def norms_for(opening: Opening) -> Norms:
    """The law that an opening pins."""
    case = opening.header.case
    zone = zone_of(case.jurisdiction, opening.region)
    return Norms(BOOK, CALENDAR, zone, case.jurisdiction, opening.law_known_on, opening.unverified)


def norms_now(header: Header, known_on: date | None, *, unverified: bool) -> Norms:
    """The law for a file: as known today, or on another day."""
    return norms_for(Opening(header=header, law_known_on=known_on or BOOK.latest_entry, unverified=unverified))


def folded(reference: str, entries: tuple[Entry, ...]) -> CaseState:
    """
    A case as its records tell it.

    Raises:
        UnknownCase: there are no records.
        IntegrityError: the chain is broken, or its payloads were erased.
    """
    if not entries:
        raise UnknownCase(f"no case {reference} in this ledger; `aryz case list` shows those there are")
    first = entries[0].payload
    if first is None or first.opening is None:
        raise IntegrityError(f"case {reference}: what was told in it was erased; its records stay (aryz audit verify)")
    return fold(entries, norms_for(first.opening))
