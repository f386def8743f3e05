"""
What a witness keeps in its folder: its key, the last checkpoint of each ledger that it signed, and what it refused.

`witness.key` (secret), `witness.pub`, `seen/ID.txt` (a checkpoint with the witness's own signature; ID is the beginning
of a digest of the ledger's name), `evidence/` and `notes/`. Nothing else is needed: no database, no server.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ledger.checkpoint import Checkpoint
from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, SignerKey, VerifierKey, named
from ledger.note import LARGEST_NOTE, holds, parse
from ledger.witness import Refusal, Request, Wrong, judge
from models.errors import IntegrityError, KeysError
from store.durable import write

SECRET: Final = "witness.key"  # noqa: S105 (the name of a file)
PUBLIC: Final = "witness.pub"
SEEN: Final = "seen"
EVIDENCE: Final = "evidence"
NOTES: Final = "notes"
_KEPT: Final = {
    Wrong.OLDER: NOTES,
    Wrong.FORK: EVIDENCE,
    Wrong.INCONSISTENT: EVIDENCE,
    Wrong.SIGNATURE: EVIDENCE,
}
"""Where a refusal is kept: it may show that somebody rewrote the ledger or forged its signature, or only be of note."""
_PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a request was refused, and where what shows it is kept, if it shows anything."""

    refusal: Refusal
    kept: Path | None


def make_witness(state: Path, name: str) -> VerifierKey:
    """
    Make the key of a witness; returns its public half.

    Raises:
        KeysError: there is one already, or the folder cannot be written.
    """
    if not named(name):
        raise KeysError("the name of a witness has no spaces and no '+': write it like witness.example.org")
    with _alone(state):
        if (state / SECRET).exists() or (state / PUBLIC).exists():
            raise KeysError(f"{state}: is the folder of a witness already; a second key would make the first worthless")
        key = SignerKey(name, COSIGNATURE, secrets.token_bytes(32))
        write(state / PUBLIC, f"{key.verifier.text}\n".encode(), 0o644)
        write(state / SECRET, f"{key.text}\n".encode(), 0o600)
    return key.verifier


def witnessed(state: Path, request: bytes, log: tuple[VerifierKey, ...], time: int) -> bytes | Refused:
    """
    The checkpoint of a request with the witness's signature of this time (seconds since 1970); or why there is none.

    What it signs is on its disk before this returns, so that it can never sign two histories, whenever it is killed.

    Raises:
        KeysError: this is no folder of a witness, or it cannot be written.
        IntegrityError: the request cannot be read, or what the witness saw last was damaged.
    """
    with _alone(state):
        key = _signer(state)
        asked = Request.parse(request)
        path = _path(state, log[0].name)
        seen = _last(path, key.verifier)
        answer = judge(seen, asked, log)
        if isinstance(answer, Refusal):
            return Refused(answer, _evidence(state, path, request, answer.wrong))
        note = cosign(answer.opened.note, key, time).encode()
        write(path, note, 0o644)
        return note


def public_key(state: Path) -> VerifierKey:
    """
    The witness's public key.

    Raises:
        KeysError: this is no folder of a witness.
    """
    try:
        return VerifierKey.read((state / PUBLIC).read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError, IntegrityError):
        raise KeysError(f"{state}: is no folder of a witness; make one with aryz witness init") from None


def seen_last(state: Path) -> tuple[Checkpoint, ...]:
    """
    The last checkpoint of each ledger that was signed.

    Raises:
        IntegrityError: one was damaged.
    """
    key = public_key(state)
    found = [_last(path, key) for path in sorted((state / SEEN).glob("*.txt"))]
    return tuple(one for one in found if one is not None)


def refused(state: Path, folder: str = EVIDENCE) -> tuple[str, ...]:
    """The names of what is kept of requests that were refused: as evidence, or in `NOTES` for the record only."""
    return tuple(sorted(path.name for path in (state / folder).glob("*.txt")))


def _signer(state: Path) -> SignerKey:
    path = state / SECRET
    try:
        if path.stat().st_mode & 0o077:
            raise KeysError(f"{path}: others than its owner can read it; run: chmod 600 {path}")
        return SignerKey.read(path.read_text("utf-8").strip())
    except FileNotFoundError:
        raise KeysError(f"{state}: is no folder of a witness; make one with aryz witness init") from None
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, IntegrityError):
        raise KeysError(f"{path}: is not the key of a witness any more; restore it from its backup") from None


def _last(path: Path, key: VerifierKey) -> Checkpoint | None:
    """What was signed last. It bears the witness's own signature, without which it is not believed."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        data = file.read(LARGEST_NOTE + 1)
    try:
        note = parse(data)
        if any(holds(key, note.text, one) for one in note.signatures):
            return Checkpoint.read(note.text)
    except IntegrityError:
        data = b""
    raise IntegrityError(f"{path}: what this witness saw last was damaged or changed; restore it, do not begin anew")


def _evidence(state: Path, path: Path, request: bytes, wrong: Wrong) -> Path | None:
    """The request beside what was seen: both bear the ledger's signature, which it cannot deny."""
    if wrong not in _KEPT:
        return None
    kept = state / _KEPT[wrong] / f"{wrong}-{sha256(request).hexdigest()[:16]}.txt"
    seen = path.read_bytes() if path.exists() else b""
    write(kept, b"refused\n" + request + b"\nseen before\n" + seen, 0o644)
    return kept


def _path(state: Path, origin: str) -> Path:
    return state / SEEN / f"{sha256(origin.encode()).hexdigest()[:16]}.txt"


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(state / "witness.lock", timeout=_PATIENCE):
            yield
    except Timeout:
        raise KeysError(f"{state}: another program uses it; try again") from None
    except PermissionError as error:
        raise KeysError(f"{state}: {error.strerror}") from None
