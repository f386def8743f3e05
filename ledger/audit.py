"""
Following the records of a whole ledger on their bytes, as fast as they can be hashed.

A record is believed for its bytes: their hash is the record's, and they name the record before. Models are not built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, NamedTuple

from pydantic_core import SchemaValidator, ValidationError, core_schema, from_json

from ledger.canonical import encode
from ledger.chain import Head
from models.records import FIRST_PREVIOUS

_BEGINNING: Final = (0, FIRST_PREVIOUS)


class Row(NamedTuple):
    """A record as it is stored, with the digest that its payload is stored under, or None if no payload is there."""

    case: str
    seq: int
    hash: str
    body: bytes
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """The first record that does not hold, and what is wrong with it."""

    case: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"case {self.case}, record {self.seq}: {self.what}"


Heads = dict[str, tuple[int, str]]
"""For each case the number and the hash of its last record."""


def _field(schema: Any, *, required: bool = True) -> core_schema.TypedDictField:  # noqa: ANN401 - any schema
    return core_schema.typed_dict_field(schema, required=required)


_READ: Final = SchemaValidator(
    core_schema.typed_dict_schema(
        {
            "case": _field(core_schema.str_schema(strict=True)),
            "seq": _field(core_schema.int_schema(ge=1, strict=True)),
            "previous": _field(core_schema.str_schema(strict=True)),
            "payload": _field(core_schema.str_schema(strict=True), required=False),
        },
        extra_behavior="ignore",
    )
).validate_json
"""What the chain needs of a record's bytes; the rest is read past, which takes half the time of reading it."""


def check_rows(rows: Iterable[Row], heads: Heads, leaves: list[bytes], *, strict: bool = False) -> Fault | None:
    """
    Follow the chains of any number of cases, whose records come in any order that keeps each case's own.

    Args:
        rows: the records; in the order of the tree, the `leaves` are those of the tree.
        heads: where each chain stands; moved on in place, up to the first record that does not hold.
        leaves: the leaf hashes of the records that hold are added at its end.
        strict: also check that each record is written in canonical JSON, which takes three times as long. No record is
            written otherwise, and what is written otherwise may be read differently by another reader.

    Returns:
        The first record that does not hold, or None.
    """
    add, get = leaves.append, heads.get
    for case, seq, named, body, payload in rows:
        length, last = get(case, _BEGINNING)
        found = sha256(body).hexdigest()
        try:
            record = _READ(body)
        except ValidationError:
            return Fault(case, seq, "cannot be read as a record; it was rewritten")
        if (
            found != named
            or seq != length + 1
            or record["seq"] != seq
            or record["previous"] != last
            or record["case"] != case
            or (payload is not None and record.get("payload") != payload)
            or (strict and not _canonical(body))
        ):
            return Fault(case, seq, _what(Row(case, seq, named, body, payload), record, length, last))
        add(sha256(b"\x00" + body).digest())
        heads[case] = (seq, named)
    return None


def check_case(case: str, rows: Iterable[Row]) -> tuple[Head, list[bytes], Fault | None]:
    """
    Follow the whole chain of one case from its first record, strictly. A record of another case does not hold.

    Returns:
        Where the chain stands, the leaf hashes of its records, and the first record that does not hold, if any.
    """
    heads: Heads = {}
    leaves: list[bytes] = []
    fault = check_rows((row._replace(case=case) for row in rows), heads, leaves, strict=True)
    return Head(*heads.get(case, _BEGINNING)), leaves, fault


def _what(row: Row, record: dict[str, Any], length: int, last: str) -> str:
    """What is wrong with a record that does not hold: what tells most comes first."""
    if row.seq != length + 1:
        return f"stands where record {length + 1} must stand; one is missing or moved"
    if sha256(row.body).hexdigest() != row.hash:
        return "its content is not what its hash says; it was rewritten"
    if record["case"] != row.case or record["seq"] != row.seq:
        return f"says that it is record {record['seq']} of case {record['case']}; it was moved here"
    if record["previous"] != last:
        return "does not continue the record before it; one of the two was rewritten"
    if row.payload is not None and record.get("payload") != row.payload:
        return "its payload is not the one it was written for"
    return "is not written in canonical JSON; it was not written by this ledger"


def _canonical(body: bytes) -> bool:
    """Whether canonical JSON gives these very bytes: sorted keys, none of them twice, no space, no needless escape."""
    try:
        return encode(from_json(body, allow_inf_nan=False)) == body
    except ValueError:
        return False
