"""
The key with which the ledger signs its checkpoints, and the public keys by which others check them.

They lie in the folder of keys, outside the database that they protect: `ledger.key` (secret), `ledger.pub` (every
public key that the ledger has had, newest last), `witnesses.pub` (public keys of witnesses whom we know) and
`rotation-ID.txt` (a note in which the old key names the new one).
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Final

from ledger.keytext import COSIGNATURE, ED25519, SignerKey, VerifierKey
from ledger.note import Note, sign
from models.errors import IntegrityError, KeysError
from store.durable import write
from store.keys.opening import Place

SECRET: Final = "ledger.key"  # noqa: S105 (the name of a file)
PUBLIC: Final = "ledger.pub"
WITNESSES: Final = "witnesses.pub"
VARIABLE: Final = "ARYZ_LEDGER_KEY"
ROTATION: Final = "aryz.rotation/1"
_NAME: Final = re.compile(r"[^\s+]{1,200}")


def make_signer(place: Place, name: str | None = None) -> None:
    """
    Make the key of the ledger where there is none yet. Safe to run again.

    Args:
        place: where the keys are.
        name: what the ledger is called in its checkpoints; best a host name of the coalition. Default: a random one.

    Raises:
        KeysError: the secret key is gone and the public one is there (a new one must be made on purpose); or the folder
            cannot be written.
    """
    if has_signer(place):
        return
    if (place.folder / PUBLIC).exists():
        raise KeysError(
            f"{place.folder / SECRET}: is gone; restore it from its backup. With another key nobody could tell this "
            f"ledger from a forged one, so none was made"
        )
    chosen = name or f"aryz-{secrets.token_hex(4)}"
    if not _NAME.fullmatch(chosen):
        raise KeysError("the name of a ledger has no spaces and no '+': write it like aryz.example.org/ledger")
    key = SignerKey(chosen, ED25519, secrets.token_bytes(32))
    write(place.folder / PUBLIC, f"{key.verifier.text}\n".encode(), 0o644)
    write(place.folder / SECRET, f"{key.text}\n".encode(), 0o600)


def has_signer(place: Place) -> bool:
    """Whether the secret key of the ledger is there, wherever it may be."""
    return VARIABLE in place.environment or (place.folder / SECRET).exists()


def signer_of(place: Place) -> SignerKey | None:
    """
    The key of the ledger; None where there is none here: this installation can check and not sign.

    Raises:
        KeysError: it cannot be read, or others than its owner can.
    """
    given = place.environment.get(VARIABLE)
    path = place.folder / SECRET
    if given is None and not path.exists():
        return None
    try:
        if given is None and path.stat().st_mode & 0o077:
            raise KeysError(f"{path}: others than its owner can read it; run: chmod 600 {path}")
        return SignerKey.read((given if given is not None else path.read_text("utf-8")).strip())
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from None
    except IntegrityError as error:
        raise KeysError(f"{path if given is None else VARIABLE}: {error}") from None


def verifiers_of(place: Place) -> tuple[VerifierKey, ...]:
    """
    The public keys of the ledger, newest last; empty where none is known.

    Raises:
        KeysError: the file cannot be read.
    """
    found = read_keys(place.folder / PUBLIC)
    given = place.environment.get(VARIABLE)
    if given is not None and not found:
        signer = signer_of(place)
        return (signer.verifier,) if signer else ()
    return found


def witnesses_of(place: Place) -> tuple[VerifierKey, ...]:
    """
    The public keys of the witnesses whom this installation knows.

    Raises:
        KeysError: the file cannot be read.
    """
    return tuple(key for key in read_keys(place.folder / WITNESSES) if key.kind == COSIGNATURE)


def trust_witness(place: Place, key: VerifierKey) -> bool:
    """Know a witness by its public key; returns whether it was not known yet."""
    known = witnesses_of(place)
    if key in known:
        return False
    write(place.folder / WITNESSES, "".join(f"{one.text}\n" for one in (*known, key)).encode(), 0o644)
    return True


def rotate(place: Place) -> tuple[VerifierKey, VerifierKey]:
    """
    A new key for the ledger, under the same name; the old one signs a note that names it. Returns the old and the new.

    Workers read the key when they start: start them again.

    Raises:
        KeysError: there is no key in the folder, or it cannot be written.
    """
    old = signer_of(place)
    if old is None or VARIABLE in place.environment:
        raise KeysError(f"{place.folder / SECRET}: the key to be replaced must lie here")
    new = SignerKey(old.name, ED25519, secrets.token_bytes(32))
    text = rotation_text(old.verifier, new.verifier)
    note = Note(text, (sign(text, old), sign(text, new)))
    known = verifiers_of(place)
    write(place.folder / rotation_note(new.verifier), note.encode(), 0o644)
    write(place.folder / PUBLIC, "".join(f"{one.text}\n" for one in (*known, new.verifier)).encode(), 0o644)
    write(place.folder / SECRET, f"{new.text}\n".encode(), 0o600)
    return old.verifier, new.verifier


def rotation_text(old: VerifierKey, new: VerifierKey) -> str:
    """What the old key signs when a new one takes its place."""
    return f"{ROTATION}\n{old.name}\n{old.text}\n{new.text}\n"


def rotation_note(new: VerifierKey) -> str:
    """The name of the file in which the key before this one names it."""
    return f"rotation-{new.id.hex()}.txt"


def read_keys(path: Path) -> tuple[VerifierKey, ...]:
    """
    The public keys in a file, one a line; empty where there is no such file.

    Raises:
        KeysError: a line is no public key.
    """
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return tuple(VerifierKey.read(line) for line in lines if line.strip())
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeysError(f"{path}: is no file of public keys; restore it from its backup") from None
    except IntegrityError as error:
        raise KeysError(f"{path}: {error}") from None
