"""Erasing a person: the words go, the proof stays."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from ledger.chain import verify
from models.errors import StoreError
from store.engine import Settings
from store.keys.opening import Place
from store.opening import Store, open_store
from tests.store.telling import TOLD, append, chain


async def test_a_chain_verifies_without_its_payloads(store: Store) -> None:
    """After erasure every record of the case stands and verifies; other cases keep what was told."""
    erased, kept = chain("abaev", 3), chain("evloev", 2)
    await store.ledger.append([append(*erased), append(*kept)])
    assert await store.ledger.erase("abaev") == 3
    left = await store.ledger.entries("abaev")
    assert left == tuple(each.model_copy(update={"payload": None}) for each in erased)
    assert verify(left) == verify(erased)
    assert await store.ledger.entries("evloev") == kept
    assert await store.ledger.erase("abaev") == 0


async def test_a_repeat_does_not_bring_the_words_back(store: Store) -> None:
    """An old append handed over again after erasure writes no payload; a case goes on after erasure."""
    entries = chain("abaev", 3)
    await store.ledger.append([append(*entries[:2])])
    await store.ledger.erase("abaev")
    assert await store.ledger.append([append(*entries[:2])]) == (None,)
    assert await store.ledger.append([append(*entries)]) == (None,)
    assert [each.payload is None for each in await store.ledger.entries("abaev")] == [True, True, False]


async def test_the_words_are_gone_from_the_files(sqlite_url: str, tmp_path: Path, keys: Place) -> None:
    """No file holds what was sealed: neither in freed pages nor in the log; the words themselves never were there."""
    async with await open_store(sqlite_url, keys=keys) as store:
        await store.ledger.append([append(*chain("abaev", 50))])
        sealed = _sealed(tmp_path)
        assert _holding(tmp_path, sealed)
        assert _holding(tmp_path, TOLD.encode()) == []
        await store.ledger.erase("abaev")
        assert _holding(tmp_path, sealed) == []


async def test_a_reader_in_the_way(sqlite_url: str, tmp_path: Path, keys: Place) -> None:
    """Where a reader keeps the log in use, erasing says that words are left in it; erasing again removes them."""
    async with await open_store(sqlite_url, Settings(busy_seconds=0.05), keys=keys) as store:
        await store.ledger.append([append(*chain("abaev", 50))])
        sealed = _sealed(tmp_path)
        reader = sqlite3.connect(tmp_path / "aryz.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM payloads").fetchone()
        with pytest.raises(StoreError, match="erase again when it is done"):
            await store.ledger.erase("abaev")
        reader.close()
        assert await store.ledger.erase("abaev") == 0
        assert _holding(tmp_path, sealed) == []


def _sealed(folder: Path) -> bytes:
    """A piece of what was told, as it is stored."""
    with contextlib.closing(sqlite3.connect(folder / "aryz.db")) as connection:
        body: bytes = connection.execute("SELECT body FROM payloads WHERE seq = 1").fetchone()[0]
    return body[-32:]


def _holding(folder: Path, piece: bytes) -> list[str]:
    """The files, keys among them, that hold these bytes."""
    return [file.name for file in folder.rglob("*") if file.is_file() and piece in file.read_bytes()]
