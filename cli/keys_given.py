"""Public keys and small signed files, as they are named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.failing import WrongUsage
from models.errors import IntegrityError

if TYPE_CHECKING:
    from ledger.keytext import VerifierKey


def public_keys(given: str, option: str) -> tuple[VerifierKey, ...]:
    """
    The public keys that a line or a file of lines holds.

    Raises:
        WrongUsage: it is neither.
        IntegrityError: what stands there is no public key.
    """
    from ledger.keytext import VerifierKey
    from store.signing import read_keys

    path = Path(given)
    if "+" not in given or path.exists():
        if not path.is_file():
            raise WrongUsage(f"{option} {given[:80]!r}: is no public key (NAME+ID+BASE64) and no file of them")
        try:
            found = read_keys(path)
        except UnicodeDecodeError:
            found = ()
        if not found:
            raise IntegrityError(f"{path}: holds no public key")
        return found
    return (VerifierKey.read(given.strip()),)


def small_file(path: Path) -> bytes:
    """
    What a signed file holds.

    Raises:
        WrongUsage: there is no such file.
        IntegrityError: it is too large to be one.
    """
    from ledger.note import LARGEST_NOTE

    if not path.is_file():
        raise WrongUsage(f"{path}: there is no such file")
    with path.open("rb") as file:
        data = file.read(LARGEST_NOTE + 1)
    if len(data) > LARGEST_NOTE:
        raise IntegrityError(f"{path}: is larger than any signed checkpoint; it is something else")
    return data
