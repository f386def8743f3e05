"""
Signed notes: a text and, below it, who signed it.

A note is believed only as far as a key known beforehand holds. Signatures of other keys are kept and not believed: a
key that is being replaced and a witness unknown to the reader sign beside the known one.
Source: C2SP signed-note (c2sp.org/signed-note); C2SP tlog-cosignature (c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.keytext import COSIGNATURE, SignerKey, VerifierKey, from_base64, named, to_base64
from models.errors import IntegrityError

LARGEST_NOTE: Final = 1 << 18
"""Bytes of the largest note that is read: sixteen signatures of any kind fit in it many times."""
MOST_SIGNATURES: Final = 100
"""Signatures of a note beyond which it is not read."""
LATEST: Final = 2**63 - 1
"""The last time (seconds since 1970) that a cosignature can name."""
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")
_DASH: Final = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a note: the key's name and id (4 bytes), and what follows the id."""

    name: str
    id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """`— name base64(id || signature)`, without newline."""
        return f"{_DASH}{self.name} {to_base64(self.id + self.blob)}"

    def by(self, key: VerifierKey) -> bool:
        """Whether it says that it is this key's. Whether it is, only `signed` tells."""
        return (self.name, self.id) == (key.name, key.id)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a newline, and its signatures, of which none has been checked."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        """The note as it is written: text, empty line, one line for each signature."""
        return "\n".join([self.text, *(one.line for one in self.signatures), ""]).encode()


@dataclass(frozen=True, slots=True)
class Opened:
    """A note that at least one known key has signed. `known` are the signatures that hold, with their keys."""

    text: str
    known: tuple[tuple[VerifierKey, Signature], ...]
    unknown: tuple[Signature, ...] = ()

    @property
    def note(self) -> Note:
        """The note again, with every signature."""
        return Note(self.text, (*(signature for _, signature in self.known), *self.unknown))


def parse(data: bytes) -> Note:
    """
    Read a note without believing it.

    Raises:
        IntegrityError: it is not a signed note.
    """
    if len(data) > LARGEST_NOTE:
        raise IntegrityError(f"a signed note of {len(data)} bytes is not read; the largest has {LARGEST_NOTE}")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise IntegrityError("a signed note must be UTF-8; this is something else") from None
    text, blank, signed_by = whole.rpartition("\n\n")
    if _CONTROL.search(whole) or not blank or not signed_by.endswith("\n"):
        raise IntegrityError("a signed note must be a text, an empty line and lines of signatures; this is not one")
    lines = signed_by[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise IntegrityError(f"a signed note with {len(lines)} signatures is not read; {MOST_SIGNATURES} may be")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines))


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> Opened:
    """
    Read a note and check the signatures of these keys.

    Raises:
        IntegrityError: it is not a signed note, none of the keys signed it, or one of their signatures does not hold.
    """
    note, trusted = parse(data), {(key.name, key.id): key for key in keys}
    known: dict[tuple[str, bytes], tuple[VerifierKey, Signature]] = {}
    unknown: dict[Signature, None] = {}
    for signature in note.signatures:
        key = trusted.get((signature.name, signature.id))
        if key is None:
            unknown[signature] = None
        elif not holds(key, note.text, signature):
            raise IntegrityError(f"the signature of {key.name}+{key.id.hex()} does not hold; the text was changed")
        else:
            known.setdefault((key.name, key.id), (key, signature))
    if not known:
        raise IntegrityError("no known key has signed this note; it is another's, or the key was replaced")
    return Opened(note.text, tuple(known.values()), tuple(unknown))


def sign(text: str, key: SignerKey, *, time: int | None = None) -> Signature:
    """
    The signature of a key over a note's text; `time` (seconds since 1970) for a cosigning key, and only for one.

    Raises:
        IntegrityError: the text cannot be that of a note, or a time is missing or out of place.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise IntegrityError("the text of a note must end with a newline and hold no other control character")
    if (time is None) == (key.kind == COSIGNATURE) or (time is not None and not 0 < time <= LATEST):
        raise IntegrityError(f"the key {key.name} signs with a time if it cosigns, and without if it does not")
    stamp = b"" if time is None else time.to_bytes(8, "big")
    return Signature(key.name, key.verifier.id, stamp + key.sign(_message(text, stamp)))


def with_signature(note: Note, signature: Signature) -> Note:
    """The note with one more signature, at the end; an earlier one of the same key gives way."""
    others = tuple(one for one in note.signatures if (one.name, one.id) != (signature.name, signature.id))
    return Note(note.text, (*others, signature))


def holds(key: VerifierKey, text: str, signature: Signature) -> bool:
    """Whether the signature is this key's over this text."""
    stamp = signature.blob[:8] if key.kind == COSIGNATURE else b""
    rest = signature.blob[len(stamp) :]
    whole = signature.by(key) and len(rest) == 64 and int.from_bytes(stamp, "big") <= LATEST
    return whole and key.holds(_message(text, stamp), rest)


def _message(text: str, stamp: bytes) -> bytes:
    """What is signed: the text, under a cosignature's own heading where there is a time."""
    head = f"cosignature/v1\ntime {int.from_bytes(stamp, 'big')}\n" if stamp else ""
    return f"{head}{text}".encode()


def _signature(line: str) -> Signature:
    name, _, coded = line.removeprefix(_DASH).partition(" ")
    data = from_base64(coded)
    if not line.startswith(_DASH) or not named(name) or data is None or len(data) < 5:
        raise IntegrityError("a signature of a note must be a line of a dash, the key's name and base64; one is not")
    return Signature(name, data[:4], data[4:])
