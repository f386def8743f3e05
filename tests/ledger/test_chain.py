"""The chain of one case: whatever is changed in it is found, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.chain import START, Head, digest, follow, payload_digest, seal, verify
from lifecycle.telling import open_case, tell
from models.errors import IntegrityError
from models.records import Entry
from tests.lifecycle.stories import event, norms, opening, stamp


def chain(reference: str = "sample") -> list[Entry]:
    """A case of four records."""
    start = opening()
    header = start.header.model_copy(update={"case": start.header.case.model_copy(update={"reference": reference})})
    state, entry = open_case(start.model_copy(update={"header": header}), stamp(), norms())
    entries = [entry]
    for number, kind in enumerate(("complaint_lodged", "registered", "terminated")):
        state, entry = tell(state, event(kind, position=number), stamp(number))
        entries.append(entry)
    return entries


def _edited(entry: Entry, **fields: str) -> Entry:
    return entry.model_copy(update={"record": entry.record.model_copy(update=fields)})


def _resealed(entry: Entry, **fields: str) -> Entry:
    return seal(entry.record.model_copy(update=fields), entry.payload)


def _with_payload_of(entry: Entry, other: Entry) -> Entry:
    return entry.model_copy(update={"payload": other.payload})


ATTACKS: dict[str, tuple[Callable[[list[Entry]], list[Entry]], str]] = {
    "edited": (
        lambda c: [*c[:2], _edited(c[2], date="2001-01-01"), c[3]],
        "record 3: its content is not what its hash",
    ),
    "edited and hashed anew": (
        lambda c: [*c[:2], _resealed(c[2], date="2001-01-01"), c[3]],
        "record 4: does not continue the record before it",
    ),
    "deleted": (lambda c: [*c[:2], c[3]], "record 4: stands where record 3 must stand"),
    "beginning cut off": (lambda c: c[1:], "record 2: stands where record 1 must stand"),
    "inserted": (lambda c: [*c[:2], c[1], *c[2:]], "record 2: stands where record 3 must stand"),
    "reordered": (lambda c: [c[0], c[2], c[1], c[3]], "record 3: stands where record 2 must stand"),
    "payload swapped": (
        lambda c: [*c[:2], _with_payload_of(c[2], c[1]), c[3]],
        "record 3: its payload is not the one it was written for",
    ),
    "forked": (lambda c: [*c[:2], _resealed(c[2], reason="another story"), c[3]], "record 4: does not continue"),
    "record of another case": (lambda c: [*c[:3], chain("another")[3]], "record 4 belongs to another case"),
}


@pytest.mark.parametrize(("attack", "message"), ATTACKS.values(), ids=ATTACKS.keys())
def test_tampering_is_found(attack: Callable[[list[Entry]], list[Entry]], message: str) -> None:
    """Each way to change a chain is found at the first record that does not hold."""
    with pytest.raises(IntegrityError, match=message):
        verify(attack(chain()))


def test_an_untouched_chain_verifies() -> None:
    """The head of a chain is its length and the hash of its last record."""
    entries = chain()

    assert verify(entries) == Head(4, entries[-1].hash)
    assert verify([]) == START


def test_a_chain_that_lost_its_end_has_another_head() -> None:
    """A truncated chain holds by itself; only its head tells, which is why heads are kept elsewhere too."""
    entries = chain()

    assert verify(entries[:-1]) != verify(entries)


def test_an_erased_payload_leaves_the_chain_whole() -> None:
    """The words can go, the proof stays."""
    entries = [entry.model_copy(update={"payload": None}) for entry in chain()]

    assert verify(entries).length == 4


def test_the_salt_hides_a_short_payload() -> None:
    """One event under two salts has two digests."""
    _, told, *_ = chain()
    assert told.payload is not None
    other = told.payload.model_copy(update={"salt": "f" * 32})

    assert payload_digest(other) != told.record.payload == payload_digest(told.payload)


def test_a_digest_is_sha_256() -> None:
    """The hash of nothing is the one that everybody knows."""
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_one_record_follows_its_head() -> None:
    """A head moves on by one record."""
    first, second, *_ = chain()

    assert follow(follow(START, first), second) == Head(2, second.hash)
