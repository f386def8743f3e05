"""Public keys and small signed files, as they are named on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.failing import WrongUsage
from models.errors import IntegrityError

if TYPE_CHECKING:
    from ledger.keytext import VerifierKey


def public_keys(given: Sequence[str], option: str) -> tuple[VerifierKey, ...]:
    """
    Public keys as an option gives them: as text, or as files with one a line.

    Raises:
        WrongUsage: there is no such file, and it is no text of a key.
        IntegrityError: what stands there is no public key.
    """
    return tuple(key for one in given for key in _keys(one, option))


def _keys(given: str, option: str) -> list[VerifierKey]:
    from ledger.keytext import VerifierKey
    from ledger.note import LARGEST_NOTE
    from ledger.shape import keys_in

    try:
        if "+" in given and not Path(given).is_file():
            return [VerifierKey.read(given.strip())]
        with Path(given).open("rb") as file:
            found = keys_in(file.read(LARGEST_NOTE + 1), given)
    except (OSError, ValueError):
        what = "is no public key (NAME+ID+BASE64) and no file of them that can be read"
        raise WrongUsage(f"{option} {given[:80]!r}: {what}") from None
    if not found:
        raise IntegrityError(f"{given}: holds no public key")
    return found


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
