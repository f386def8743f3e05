"""What a destroyed key leaves in the files of the key store: nothing that opens."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.errors import Erased, StoreError
from store.engine import Settings
from store.keys.cases import CaseKeys
from store.keys.opening import Place, make_keys, open_keys
from store.keys.schema import case_keys

DAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
WHY = "consent_withdrawn"


async def made(folder: Path) -> Place:
    """A key store in a folder, with a master key."""
    place = Place(folder, environment={})
    await make_keys(place)
    return place


async def wrapped(keys: CaseKeys, case: str) -> list[bytes]:
    """The wrapped keys of a case, as they stand in the database."""
    query = select(case_keys.c.wrapped).where(case_keys.c.reference == case)
    return await keys.database.read(lambda connection: list(connection.execute(query).scalars()))


def holding(folder: Path, needle: bytes) -> list[str]:
    """The files that hold these bytes."""
    return [path.name for path in folder.iterdir() if needle in path.read_bytes()]


async def test_the_wrapped_key_leaves_the_files(tmp_path: Path) -> None:
    """Neither freed pages nor the write-ahead log hold a destroyed key, though forty were written about it."""
    place = await made(tmp_path)
    async with await open_keys(place) as keys:
        for number in range(20):
            await keys.data_key(f"before-{number}")
        for _ in range(3):
            await keys.rotate_data_key("abaev")
        for number in range(20):
            await keys.data_key(f"after-{number}")
        stored = await wrapped(keys, "abaev")
        assert len(stored) == 3
        assert all(holding(tmp_path, each) for each in stored)
        await keys.destroy("abaev", WHY, DAY)
        assert [holding(tmp_path, each) for each in stored] == [[], [], []]


async def test_a_reader_in_the_way(tmp_path: Path) -> None:
    """Where a reader keeps the log in use, destroying says so; the case is erased, and again removes the rest."""
    place = await made(tmp_path)
    async with await open_keys(place, Settings(busy_seconds=0.05)) as keys:
        await keys.data_key("abaev")
        stored = await wrapped(keys, "abaev")
        reader = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM case_keys").fetchone()
        with pytest.raises(StoreError, match="do it again when it is done"):
            await keys.destroy("abaev", WHY, DAY)
        with pytest.raises(Erased):
            await keys.data_key("abaev")
        reader.close()
        await keys.destroy("abaev", WHY, DAY)
        assert holding(tmp_path, stored[0]) == []


async def test_no_file_holds_a_key_in_the_clear(tmp_path: Path) -> None:
    """Every file of the folder is for its owner only, and the master key stands in one file and no other."""
    place = await made(tmp_path / "keys")
    async with await open_keys(place) as keys:
        await keys.data_key("abaev")
        secret = place.master.read_text().split()[1].encode()
        assert holding(tmp_path / "keys", secret) == ["master.key"]
        for path in (tmp_path / "keys").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.suffix == ".lock", path.name
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


async def test_a_backup_of_the_key_store_from_before(tmp_path: Path) -> None:
    """An older copy brings the key back, until it has been told what was destroyed: then its files hold it no more."""
    place = await made(tmp_path)
    async with await open_keys(place) as keys:
        await keys.data_key("abaev")
        stored = await wrapped(keys, "abaev")
        with (
            closing(sqlite3.connect(tmp_path / "cases.db")) as live,
            closing(sqlite3.connect(tmp_path / "copy.db")) as copy,
        ):
            live.backup(copy)
        await keys.destroy("abaev", WHY, DAY)
        stones = await keys.tombstones()
    (tmp_path / "copy.db").replace(tmp_path / "cases.db")
    async with await open_keys(place) as restored:
        assert (await restored.data_key("abaev")).id == "abaev.1"
        assert await restored.reconcile(stones) == ("abaev",)
        with pytest.raises(Erased):
            await restored.by_id("abaev.1")
    assert holding(tmp_path, stored[0]) == []


async def test_a_mistyped_folder_is_no_empty_key_store(tmp_path: Path) -> None:
    """Opening makes nothing: where no key store is, that is said, and no file appears."""
    place = await made(tmp_path / "keys")
    wrong = Place(tmp_path / "kyes", environment={"ARYZ_MASTER_KEY": place.master.read_text()})
    with pytest.raises(StoreError, match="no such file"):
        await open_keys(wrong)
    assert not (tmp_path / "kyes").exists()
