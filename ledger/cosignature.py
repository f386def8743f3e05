"""
Cosignatures: a witness says, with the time, that this is the largest checkpoint of a ledger that it has seen.

Source: C2SP tlog-cosignature, "Ed25519 signed message" (c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.checkpoint import Checkpoint
from ledger.keytext import COSIGNATURE, SignerKey
from ledger.note import Note, Opened, Signature, sign, with_signature
from models.errors import IntegrityError


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Which witness signed, and when (seconds since 1970)."""

    witness: str
    time: int


def cosign(note: Note, key: SignerKey, time: int) -> Note:
    """
    The checkpoint with a cosignature by this key at this time (seconds since 1970).

    Raises:
        IntegrityError: the note is not a checkpoint, or the key is not one that cosigns.
    """
    return with_signature(note, cosignature(note.text, key, time))


def cosignature(text: str, key: SignerKey, time: int) -> Signature:
    """
    The cosignature alone, over a checkpoint's text: what a witness sends back.

    Raises:
        IntegrityError: the text is not a checkpoint's, or the key is not one that cosigns.
    """
    Checkpoint.read(text)
    if key.kind != COSIGNATURE:
        raise IntegrityError(f"the key {key.name} signs for a ledger; a witness has a key of its own")
    return sign(text, key, time=time)


def cosignatures(opened: Opened) -> tuple[Cosignature, ...]:
    """The witnesses whose signatures held when the note was opened."""
    return tuple(
        Cosignature(key.name, int.from_bytes(signature.blob[:8], "big"))
        for key, signature in opened.known
        if key.kind == COSIGNATURE
    )
