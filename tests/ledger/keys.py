"""Keys of the tests: of a ledger, of another that bears its name, and of two witnesses."""

from __future__ import annotations

from typing import Final

from ledger.checkpoint import Checkpoint
from ledger.keytext import COSIGNATURE, ED25519, SignerKey
from ledger.note import Note, sign
from ledger.tree import root_of
from tests.ledger import naive

ORIGIN: Final = "aryz.example/ledger"
LOG: Final = SignerKey(ORIGIN, ED25519, bytes(range(32)))
REPLACED: Final = SignerKey(ORIGIN, ED25519, bytes(range(1, 33)))
WITNESS: Final = SignerKey("witness.example/coalition", COSIGNATURE, bytes(range(2, 34)))
OTHER_WITNESS: Final = SignerKey("witness.example/university", COSIGNATURE, bytes(range(3, 35)))
NOW: Final = 1_795_410_000


def checkpoint(size: int, origin: str = ORIGIN, twist: bytes = b"") -> Checkpoint:
    """The checkpoint of a ledger of this many records; `twist` makes the last one another record."""
    leaves = naive.leaves(size)
    if twist:
        leaves[-1] = naive.leaf(twist)
    return Checkpoint(origin, size, root_of(leaves))


def signed(text: str, *keys: SignerKey) -> bytes:
    """A note with this text, signed by these keys; witnesses sign now."""
    return Note(text, tuple(sign(text, key, time=NOW if key.kind == COSIGNATURE else None) for key in keys)).encode()
