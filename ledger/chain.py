"""
The chain of one case: each record names the hash of the one before it.

Canonical JSON is RFC 8785 (JCS), the hash is SHA-256. A record is hashed with only the fields that say something:
fields that are absent, empty or null are left out, so that a later version may add a field without changing old hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from models.errors import IntegrityError
from models.records import FIRST_PREVIOUS, Entry, Payload, Record

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
"""RFC 8785 for what models hold: keys in ASCII, texts, whole numbers, booleans, lists. A test holds it to `rfc8785`."""
EXACT: Final = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly. Source: RFC 8785, section 3.2.2.3; RFC 7493."""


def canonical(value: BaseModel) -> bytes:
    """
    The canonical bytes of a model (RFC 8785), without absent, empty or null fields.

    Raises:
        IntegrityError: a number that JSON cannot carry exactly (beyond 2^53 - 1), or one that is not whole.
    """
    return _ENCODER.encode(_said(value.model_dump(mode="json"))).encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def payload_digest(payload: Payload) -> str:
    """What a record says of its payload. The payload's salt keeps it from being guessed."""
    return digest(canonical(payload))


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
    if entry.payload is not None and payload_digest(entry.payload) != record.payload:
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


def _said(value: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain(item) for key, item in value.items() if _says(item)}


def _plain(item: object) -> object:
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        return _said(item)
    if isinstance(item, list):
        return [_plain(part) for part in item]
    if isinstance(item, float) or (isinstance(item, int) and abs(item) > EXACT):
        raise IntegrityError(
            f"the number {item} cannot be written down exactly; records hold whole numbers to 2^53 - 1"
        )
    return item


def _says(item: object) -> bool:
    return item not in (None, "", [])
