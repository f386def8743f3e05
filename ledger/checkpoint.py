"""
Checkpoints: how large the ledger was and what its root was, signed.

Source: C2SP tlog-checkpoint, "Note text" (c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.keytext import ED25519, VerifierKey, from_base64, to_base64
from ledger.note import Opened, open_note
from ledger.tree import EMPTY_ROOT, HASH_SIZE, LARGEST
from models.errors import IntegrityError

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger's name (`origin`), how many records it has, their root, and lines of the ledger's own."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise IntegrityError("a checkpoint: its origin and its further lines must be lines, and not empty")
        if not 0 <= self.size <= LARGEST or len(self.root) != HASH_SIZE:
            raise IntegrityError(f"a checkpoint: must name a size from 0 to 2^63 - 1 and a root of {HASH_SIZE} bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise IntegrityError("a checkpoint: an empty ledger has the root of an empty tree; this names another")

    @property
    def text(self) -> str:
        """The text that is signed: one line each, the last one ended too."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """
        Read a checkpoint's text; it is not believed by being read.

        Raises:
            IntegrityError: it is not exactly what `text` writes.
        """
        *lines, end = text.split("\n")
        root = from_base64(lines[2]) if len(lines) > 2 else None
        if end or root is None or not _SIZE.fullmatch(lines[1]):
            raise IntegrityError(
                "a checkpoint: must be lines of an origin, a size and a root in base64; this is not one"
            )
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that the ledger has signed, with the note in which it stood."""

    checkpoint: Checkpoint
    opened: Opened


def open_checkpoint(data: bytes, log: Sequence[VerifierKey], others: Iterable[VerifierKey] = ()) -> Signed:
    """
    Read a signed checkpoint and check who signed it.

    `log` are the keys of the ledger, all of one name, of which one must have signed; `others` are keys of witnesses,
    whose signatures must hold where they stand.

    Raises:
        IntegrityError: it is no signed checkpoint, it is one of another ledger, or a signature does not hold.
    """
    keys = [key for key in log if key.kind == ED25519]
    if not keys or len({key.name for key in keys}) != 1:
        raise IntegrityError("a checkpoint is checked with the public keys of one ledger, all of the same name")
    opened = open_note(data, [*keys, *others])
    checkpoint = Checkpoint.read(opened.text)
    if checkpoint.origin != keys[0].name:
        raise IntegrityError(
            f"a checkpoint of {checkpoint.origin!r} was handed in for {keys[0].name!r}: another ledger's"
        )
    if not any(key in keys for key, _ in opened.known):
        raise IntegrityError(f"the ledger {keys[0].name} has not signed this checkpoint; only others have")
    return Signed(checkpoint, opened)
