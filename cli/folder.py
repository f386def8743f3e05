"""The data folder of `aryz up`: held by one at a time, and saying where its server listens."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from models.errors import StoreError
from settings import RUNNING

LOCK: Final = "lock"


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """
    Hold a data folder for this process, making it if need be. The kernel lets go of it however the process ends.

    Yields:
        Whether the one that held it before was killed.

    Raises:
        StoreError: another `aryz up` holds it, or it cannot be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, mode=0o600)
        lock.acquire()
    except Timeout:
        raise StoreError(f"data folder {folder} is in use by another `aryz up`{_holder(folder)}") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"data folder {folder} cannot be used ({reason}); choose another with --data") from None
    try:
        killed = (folder / RUNNING).exists()
        announce(folder)
        yield killed
    finally:
        with contextlib.suppress(OSError):
            (folder / RUNNING).unlink()
        lock.release()


def announce(folder: Path, address: str | None = None, ui: str | None = None) -> None:
    """
    Say who holds the folder and, once it listens, where the server is.

    Raises:
        StoreError: the folder cannot be written.
    """
    said = json.dumps({"address": address, "ui": ui, "pid": os.getpid()}) + "\n"
    fresh = folder / f"{RUNNING}.new"
    try:
        fresh.write_text(said, "utf-8")
        fresh.replace(folder / RUNNING)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"data folder {folder} cannot be written ({reason}); free it or choose another") from None


def _holder(folder: Path) -> str:
    try:
        said = json.loads((folder / RUNNING).read_text("utf-8"))
        return f" (pid {int(said['pid'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
