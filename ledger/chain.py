"""
The chain of one case: each record names the hash of the one before it.

A record is hashed as it is written down (`ledger.canonical`), with SHA-256; its payload is hashed field by field
(`ledger.disclosure`), so that a field can be withheld and the others still be proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.canonical import EXACT, canonical, digest
from ledger.disclosure import holds, payload_digest
from models.errors import IntegrityError
from models.records import FIRST_PREVIOUS, Entry, Payload, Record

__all__ = ["EXACT", "START", "Head", "canonical", "digest", "follow", "payload_digest", "seal", "verify"]


def seal(record: Record, payload: Payload | None = None) -> Entry:
    """The record with its hash, ready for the ledger."""
    return Entry(record=record, hash=digest(canonical(record)), payload=payload)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many records, and the hash of the last one."""

    length: int = 0
    hash: str = FIRST_PREVIOUS


START: Final = Head()
"""A chain without any record."""


def follow(head: Head, entry: Entry) -> Head:
    """
    The head after `entry`.

    Raises:
        IntegrityError: the entry is not the next one, does not name the hash before it, is not what its hash says, or
            its payload is not what its record says.
    """
    record, place = entry.record, f"case {entry.record.case}, record {entry.record.seq}"
    if record.seq != head.length + 1:
        raise IntegrityError(f"{place}: stands where record {head.length + 1} must stand; one is missing or moved")
    if record.previous != head.hash:
        raise IntegrityError(f"{place}: does not continue the record before it; one of the two was rewritten")
    if digest(canonical(record)) != entry.hash:
        raise IntegrityError(f"{place}: its content is not what its hash says; it was rewritten")
    if not _holds(entry):
        raise IntegrityError(f"{place}: its payload is not the one it was written for")
    return Head(record.seq, entry.hash)


def verify(entries: Iterable[Entry]) -> Head:
    """
    Follow a whole chain from its first record.

    Raises:
        IntegrityError: at the first record that does not hold.
    """
    head = START
    case: str | None = None
    for entry in entries:
        if case is not None and entry.record.case != case:
            raise IntegrityError(f"case {case}: record {head.length + 1} belongs to another case")
        case = entry.record.case
        head = follow(head, entry)
    return head


def _holds(entry: Entry) -> bool:
    named = entry.record.payload
    return entry.payload is None or (named is not None and holds(entry.payload, named))
