"""Tombstones on their way from one key store to another: as a file, or out of a whole folder of keys."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from models.base import Frozen, Reference
from models.errors import IntegrityError, KeysError
from models.records import Instant
from store.database import Database
from store.engine import parsed
from store.keys import rows, schema
from store.keys.rows import Tombstone

FORM: Final = "aryz.tombstones/1"
_DATABASE: Final = "cases.db"
_LARGEST: Final = 64 * 1024 * 1024


class _Stone(Frozen):
    case: Reference
    erased_at: Instant
    reason: str
    record: int | None = None


_STONES: Final = TypeAdapter(tuple[_Stone, ...])


def written(stones: Iterable[Tombstone]) -> str:
    """The tombstones as JSON. They name cases, days and reason codes, and no person."""
    return json.dumps({"form": FORM, "tombstones": [asdict(stone) for stone in stones]}, indent=1) + "\n"


async def tombstones_of(place: Path) -> tuple[Tombstone, ...]:
    """
    The tombstones in a file that `written` made, in a folder of keys, or in the database of one.

    Raises:
        KeysError: there is no such file or folder.
        IntegrityError: the file is something else, or damaged.
    """
    path, data = _content(place)
    if data.startswith(b"SQLite format 3\0"):
        return await _stored(path)
    if len(data) > _LARGEST:
        raise IntegrityError(f"{path}: is larger than any list of tombstones")
    return _read(data, path)


def _content(place: Path) -> tuple[Path, bytes]:
    path = place / _DATABASE if place.is_dir() else place
    if not path.is_file():
        raise KeysError(f"{path}: there is no such file; name a folder of keys, or what aryz keys tombstones wrote")
    with path.open("rb") as file:
        return path, file.read(_LARGEST + 1)


def _read(data: bytes, path: Path) -> tuple[Tombstone, ...]:
    try:
        said: Any = json.loads(data)
        if not isinstance(said, dict) or said.get("form") != FORM:
            raise IntegrityError(f"{path}: is no list of tombstones of this Aryz ({FORM})")
        stones = _STONES.validate_python(said.get("tombstones"))
        return tuple(Tombstone(one.case, one.erased_at, rows.code(one.reason), one.record) for one in stones)
    except (ValueError, RecursionError, ValidationError, KeysError):
        raise IntegrityError(f"{path}: is no list of tombstones, or damaged; write it again") from None


async def _stored(path: Path) -> tuple[Tombstone, ...]:
    database = Database(parsed(f"sqlite+aiosqlite:///{path}"))
    database.name = f"key store {path}"
    try:
        await database.read(lambda connection: schema.check(connection, database.name))
        return await database.read(rows.buried)
    finally:
        await database.close()
