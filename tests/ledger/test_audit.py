"""Following the records of a whole ledger on their bytes: the first that does not hold is named."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from ledger.audit import Fault, Heads, Row, check_case, check_rows
from ledger.canonical import digest, encode
from ledger.chain import Head, canonical, verify
from ledger.tree import leaf_hash, root_of
from models.records import Entry
from tests.store.telling import chain


def rows(case: str = "sample", length: int = 4) -> list[Row]:
    """A case as it is stored."""
    return [_row(entry) for entry in chain(case, length)]


def _row(entry: Entry) -> Row:
    record = entry.record
    return Row(record.case, record.seq, entry.hash, canonical(record), record.payload)


def _rewritten(row: Row, **fields: object) -> Row:
    """The row with its content changed and its hash made to fit."""
    body = encode(json.loads(row.body) | fields)
    return row._replace(body=body, hash=digest(body))


def _respelled(row: Row, body: bytes) -> Row:
    """The row with the same content written otherwise, and its hash made to fit."""
    assert json.loads(body) == json.loads(row.body)
    return row._replace(body=body, hash=digest(body))


Attack = Callable[[list[Row]], list[Row]]
ATTACKS: dict[str, tuple[Attack, Fault]] = {
    "a bit flipped": (
        lambda r: [r[0], r[1]._replace(body=r[1].body.replace(b"2007", b"2006")), *r[2:]],
        Fault("sample", 2, "its content is not what its hash says; it was rewritten"),
    ),
    "cut short": (
        lambda r: [r[0], r[1]._replace(body=r[1].body[:-1]), *r[2:]],
        Fault("sample", 2, "cannot be read as a record; it was rewritten"),
    ),
    "edited and hashed anew": (
        lambda r: [r[0], _rewritten(r[1], date="2001-01-01"), *r[2:]],
        Fault("sample", 3, "does not continue the record before it; one of the two was rewritten"),
    ),
    "deleted": (
        lambda r: [r[0], *r[2:]],
        Fault("sample", 3, "stands where record 2 must stand; one is missing or moved"),
    ),
    "beginning cut off": (
        lambda r: r[1:],
        Fault("sample", 2, "stands where record 1 must stand; one is missing or moved"),
    ),
    "inserted": (
        lambda r: [*r[:2], r[1], *r[2:]],
        Fault("sample", 2, "stands where record 3 must stand; one is missing or moved"),
    ),
    "reordered": (
        lambda r: [r[0], r[2], r[1], r[3]],
        Fault("sample", 3, "stands where record 2 must stand; one is missing or moved"),
    ),
    "renumbered": (
        lambda r: [r[0], r[2]._replace(seq=2), r[3]._replace(seq=3)],
        Fault("sample", 2, "says that it is record 3 of case sample; it was moved here"),
    ),
    "of another case": (
        lambda r: [*r[:2], rows("another")[2]._replace(case="sample"), r[3]],
        Fault("sample", 3, "says that it is record 3 of case another; it was moved here"),
    ),
    "number as text": (
        lambda r: [r[0], _rewritten(r[1], seq="2"), *r[2:]],
        Fault("sample", 2, "cannot be read as a record; it was rewritten"),
    ),
    "number that is true": (
        lambda r: [_rewritten(r[0], seq=True), *r[1:]],
        Fault("sample", 1, "cannot be read as a record; it was rewritten"),
    ),
    "no object": (
        lambda r: [r[0], r[1]._replace(body=b"[]", hash=digest(b"[]")), *r[2:]],
        Fault("sample", 2, "cannot be read as a record; it was rewritten"),
    ),
    "payload swapped": (
        lambda r: [r[0], r[1]._replace(payload=r[2].payload), *r[2:]],
        Fault("sample", 2, "its payload is not the one it was written for"),
    ),
    "payload put where none was told": (
        lambda r: [*r[:3], _without_payload(r[3])],
        Fault("sample", 4, "its payload is not the one it was written for"),
    ),
}

SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "spaces": lambda body: body.replace(b":", b": ", 1),
    "a key twice": lambda body: body.replace(b'"seq":4', b'"seq":9,"seq":4'),
    "keys in another order": lambda body: json.dumps(
        dict(reversed(json.loads(body).items())), separators=(",", ":")
    ).encode(),
    "a needless escape": lambda body: body.replace(b'"seq"', rb'"\u0073eq"'),
    "a newline after it": lambda body: body + b"\n",
}


def _without_payload(row: Row) -> Row:
    value = json.loads(row.body)
    del value["payload"]
    body = encode(value)
    return row._replace(body=body, hash=digest(body))


@pytest.mark.parametrize(("attack", "fault"), ATTACKS.values(), ids=ATTACKS.keys())
def test_the_first_record_that_does_not_hold_is_named(attack: Attack, fault: Fault) -> None:
    """Each way to change what is stored is found, with case, number and what is wrong."""
    _, leaves, found = check_case("sample", attack(rows()))

    assert found == fault
    assert len(leaves) < 4
    assert check_rows(attack(rows()), {}, []) == fault


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_record_written_otherwise_is_found(spell: Callable[[bytes], bytes]) -> None:
    """The last record with the same content but other bytes and a hash to fit: a strict check finds it."""
    *before, last = rows()

    _, _, fault = check_case("sample", [*before, _respelled(last, spell(last.body))])

    assert fault == Fault("sample", 4, "is not written in canonical JSON; it was not written by this ledger")


def test_a_record_that_is_no_json_for_others_is_found() -> None:
    """A number that only some readers know passes nowhere in a strict check."""
    *before, last = rows()
    body = last.body.replace(b'"past":false', b'"past":NaN')

    _, _, fault = check_case("sample", [*before, last._replace(body=body, hash=digest(body))])

    assert body != last.body
    assert fault is not None
    assert fault.seq == 4


def test_a_whole_case() -> None:
    """The head is that of `ledger.chain.verify`, the leaves are those of the tree."""
    entries, stored = chain("sample", 4), rows()
    head, leaves, fault = check_case("sample", stored)

    assert (head, fault) == (verify(entries), None)
    assert leaves == [leaf_hash(row.body) for row in stored]
    assert check_case("sample", []) == (Head(), [], None)


def test_cases_that_were_written_by_turns() -> None:
    """Records in the order of the tree, several cases at once, in portions: heads and root come out together."""
    ledger = [row for pair in zip(rows("one"), rows("two"), strict=True) for row in pair]
    heads: Heads = {}
    leaves: list[bytes] = []
    for start in range(0, len(ledger), 3):
        assert check_rows(ledger[start : start + 3], heads, leaves) is None

    assert {case: Head(*head) for case, head in heads.items()} == {
        case: verify(chain(case, 4)) for case in ("one", "two")
    }
    assert root_of(leaves) == root_of([leaf_hash(row.body) for row in ledger])


def test_what_held_before_the_fault_is_kept() -> None:
    """Heads and leaves stand where the first bad record was met."""
    stored = rows()
    heads: Heads = {}
    leaves: list[bytes] = []
    fault = check_rows([*stored[:2], stored[3]], heads, leaves)

    assert str(fault) == "case sample, record 4: stands where record 3 must stand; one is missing or moved"
    assert heads == {"sample": (2, stored[1].hash)}
    assert len(leaves) == 2


def test_an_erased_payload_leaves_the_record_whole() -> None:
    """Where no payload is stored any more, the record still holds."""
    assert check_case("sample", [row._replace(payload=None) for row in rows()])[2] is None


def test_a_row_of_another_case_does_not_hold() -> None:
    """Handed in with a case that is not its own, a record is named under the case that was asked for."""
    _, _, fault = check_case("sample", [*rows(), *rows("another")])

    assert fault == Fault("sample", 1, "stands where record 5 must stand; one is missing or moved")
