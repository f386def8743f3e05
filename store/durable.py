"""Small files that must not be lost: keys, and what a witness has seen."""

from __future__ import annotations

import os
from pathlib import Path

from models.errors import KeysError


def write(path: Path, data: bytes, mode: int = 0o600) -> None:
    """
    Write a file as a whole or not at all, on the disk when this returns, and never readable by more than `mode` says.

    Raises:
        KeysError: it cannot be written; what stood there before stands there still.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise KeysError(
            f"{path}: cannot be written ({error.strerror}); look at the folder's rights and space"
        ) from None


def _sync_folder(folder: Path) -> None:
    """A file that was put in another's place is on the disk when its folder is."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
