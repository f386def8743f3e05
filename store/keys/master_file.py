"""Master keys in a file that only its owner may read, or in the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from filelock import FileLock

from models.errors import KeysError
from store.durable import write
from store.keys.masters import Master, Ring, line, new_master, read_masters

FILE: Final = "master.key"
"""The file in the folder of keys."""

VARIABLE: Final = "ARYZ_MASTER_KEY"
"""The variable of the environment that replaces the file: `ID BASE64`, several by semicolons, newest last."""


def ring_of_file(path: Path) -> Ring:
    """
    The master keys of a file.

    Raises:
        KeysError: it is not there, others may read it, or a line of it cannot be read.
    """
    return Ring(lambda: _read(path))


def ring_of_environment(environment: Mapping[str, str] = os.environ) -> Ring | None:
    """
    The master keys of the environment. None: it names none.

    Raises:
        KeysError: what it holds cannot be read.
    """
    text = environment.get(VARIABLE)
    if not text:
        return None
    masters = read_masters(text.replace(";", "\n"), VARIABLE)
    return Ring(lambda: masters)


def make_file(path: Path) -> str:
    """
    Make a file with one new master key; returns the id of the key that is current then.

    Where there is a file already nothing is changed: of two processes that do this at once, one makes it. Whether a
    new key may be made at all is asked by `store.keys.opening`.

    Raises:
        KeysError: the folder cannot be written, or the file that is there cannot be read.
    """
    with _alone(path):
        if not path.exists():
            write(path, line(new_master()).encode())
    return ring_of_file(path).current


def add_master(path: Path) -> str:
    """
    Add a new master key, which wraps from now on; returns its id. The older ones stay and still unwrap.

    Raises:
        KeysError: the file is not there, cannot be read or cannot be written.
    """
    master = new_master()
    with _alone(path):
        write(path, "".join(map(line, (*_read(path), master))).encode())
    return master.id


def remove_master(path: Path, master: str) -> None:
    """
    Take an older master key out of the file. That nothing is wrapped under it any more is asked by the caller.

    Raises:
        KeysError: it is not in the file, or it is the newest.
    """
    with _alone(path):
        masters = _read(path)
        if master == masters[-1].id:
            raise KeysError(f"master key {master} is the current one; add a newer one and rewrap first")
        left = [known for known in masters if known.id != master]
        if len(left) == len(masters):
            raise KeysError(f"{path}: holds no master key {master}")
        write(path, "".join(map(line, left)).encode())


def _read(path: Path) -> tuple[Master, ...]:
    try:
        with path.open(encoding="ascii") as file:
            if os.name == "posix" and (mode := os.fstat(file.fileno()).st_mode & 0o777) & 0o077:
                raise KeysError(f"{path}: others may read it (mode {mode:04o}); run `chmod 600` on it")
            text = file.read()
    except FileNotFoundError:
        raise KeysError(f"{path}: there is no such file; restore it from its backup, or set {VARIABLE}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysError(f"{path}: cannot be read ({type(error).__name__}); restore it from its backup") from None
    return read_masters(text, str(path))


def _alone(path: Path) -> FileLock:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysError(f"{path.parent}: cannot be made ({error.strerror}); name another folder") from None
    return FileLock(path.with_name(path.name + ".lock"), timeout=30)
