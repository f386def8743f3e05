"""
What a witness does with a checkpoint: countersign it, or say what is wrong with it.

A witness keeps one thing of a ledger: the last checkpoint that it countersigned. It countersigns another only if that
one continues it. So a ledger that shows two people two histories needs a witness that does not look.
Source: C2SP tlog-witness, "add-checkpoint" (c2sp.org/tlog-witness).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.checkpoint import Checkpoint, Signed, open_checkpoint
from ledger.keytext import VerifierKey, from_base64, to_base64
from ledger.note import LARGEST_NOTE, parse
from ledger.proofs import verify_consistency
from ledger.tree import EMPTY_ROOT, HASH_SIZE
from models.errors import IntegrityError

MOST_HASHES: Final = 63
"""Hashes of the longest proof that a request may carry."""
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Wrong(StrEnum):
    """What is wrong with a request."""

    UNKNOWN_KEY = "unknown_key"
    SIGNATURE = "signature"
    OTHER_ORIGIN = "other_origin"
    MALFORMED = "malformed"
    OLDER = "older"
    FORK = "fork"
    STALE = "stale"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, and a line that says it. `evidence`: the ledger's own signature shows what it has done."""

    wrong: Wrong
    why: str
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a ledger asks a witness: the size that the witness has seen, the proof from there, and the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """The request as it is written: the old size, the proof line by line, an empty line, the signed checkpoint."""
        lines = [f"old {self.old}", *(to_base64(one) for one in self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note

    @classmethod
    def parse(cls, data: bytes) -> Request:
        """
        Read what `encode` wrote.

        Raises:
            IntegrityError: it is not such a request.
        """
        head, blank, note = data.partition(b"\n\n")
        if len(data) > LARGEST_NOTE or not blank or not head.isascii():
            raise IntegrityError("a witness is asked with an old size, a proof, an empty line and a signed checkpoint")
        first, *rest = head.decode().split("\n")
        old = _OLD.fullmatch(first)
        if old is None or len(rest) > MOST_HASHES:
            raise IntegrityError(f"a request must begin with `old` and a size, then {MOST_HASHES} hashes at most")
        return cls(int(old[1]), tuple(_hash(line) for line in rest), note)


def judge(seen: Checkpoint | None, request: Request, log: Sequence[VerifierKey]) -> Signed | Refusal:
    """
    What a witness that countersigned `seen` last does with a request by the ledger of these keys.

    Returns:
        The checkpoint, which it may countersign and must then keep instead of `seen`; or a refusal.
    """
    asked = _opened(request.note, log)
    if isinstance(asked, Refusal):
        return asked
    last = seen or Checkpoint(asked.checkpoint.origin, 0, EMPTY_ROOT)
    if last.origin != asked.checkpoint.origin:
        return Refusal(Wrong.OTHER_ORIGIN, f"this witness watches {last.origin}, not {asked.checkpoint.origin}")
    return _continues(last, asked.checkpoint, request) or asked


def _opened(note: bytes, log: Sequence[VerifierKey]) -> Signed | Refusal:
    """The checkpoint, if a key of the ledger has signed it; else what is the matter, as closely as can be told."""
    try:
        return open_checkpoint(note, log)
    except IntegrityError as error:
        return Refusal(_why_not(note, log), str(error))


def _why_not(note: bytes, log: Sequence[VerifierKey]) -> Wrong:
    try:
        found = parse(note)
        checkpoint = Checkpoint.read(found.text)
    except IntegrityError:
        return Wrong.MALFORMED
    if all(checkpoint.origin != key.name for key in log):
        return Wrong.OTHER_ORIGIN
    claimed = any(signature.by(key) for signature in found.signatures for key in log)
    return Wrong.SIGNATURE if claimed else Wrong.UNKNOWN_KEY


def _continues(last: Checkpoint, new: Checkpoint, request: Request) -> Refusal | None:
    if new.size < last.size:
        why = (
            f"this request shows {new.size} records; this witness has already seen {last.size}: it is an old request "
            f"(ask for a new one: aryz audit checkpoint --since {last.size}), or the ledger was put back to an older "
            "state"
        )
        return Refusal(Wrong.OLDER, why)  # whoever sends an old file by mistake shows the same: it proves nothing
    if new.size == last.size and new.root != last.root:
        why = f"two checkpoints of {new.size} records have two roots; the ledger shows two histories"
        return Refusal(Wrong.FORK, why, evidence=True)
    if request.old != last.size:
        why = f"the proof begins at {request.old} records, and this witness has seen {last.size}; ask again from there"
        return Refusal(Wrong.STALE, why)
    try:
        verify_consistency(last.size, last.root, new.size, new.root, request.proof)
    except IntegrityError as error:
        why = f"it is not shown that the first {last.size} records stayed as they were: {error}"
        return Refusal(Wrong.INCONSISTENT, why)
    return None


def _hash(line: str) -> bytes:
    data = from_base64(line)
    if data is None or len(data) != HASH_SIZE:
        raise IntegrityError(f"a request: each line of its proof must be {HASH_SIZE} bytes in base64; one is not")
    return data
