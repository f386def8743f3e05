"""Making an installation where one was: no new keys beside a ledger whose own are gone."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from models.errors import KeysError
from store.keys.opening import Place
from store.making import make_store
from store.opening import database_url
from tests.cli.test_audit import keep


def make(data: Path) -> bool:
    """What `aryz up` does first."""
    return asyncio.run(make_store(database_url(data), Place(data / "keys", environment={})))


def test_keys_are_made_once(tmp_path: Path) -> None:
    """The first start makes keys and says so; the next one finds them, and changes none."""
    assert make(tmp_path)
    before = (tmp_path / "keys" / "master.key").read_text()
    assert not make(tmp_path)
    assert (tmp_path / "keys" / "master.key").read_text() == before


@pytest.mark.parametrize("gone", [("",), ("master.key", "cases.db", "ledger.key", "ledger.pub"), ("cases.db",)])
def test_a_ledger_without_its_keys_gets_no_others(tmp_path: Path, gone: tuple[str, ...]) -> None:
    """Where the ledger has records and its keys are not there, that is said, and nothing is made in their place."""
    asyncio.run(keep(tmp_path, "asv"))
    for name in gone:
        path = tmp_path / "keys" / name
        path.unlink() if name else shutil.rmtree(path)
    before = sorted(tmp_path.rglob("keys/*"))

    with pytest.raises(KeysError, match=r"has 21 signed records, and its keys are not in .*keys; restore"):
        make(tmp_path)
    assert sorted(tmp_path.rglob("keys/*")) == before


def test_a_ledger_without_records_gets_keys(tmp_path: Path) -> None:
    """Nothing was ever sealed under the keys of an empty ledger: new ones take their place."""
    make(tmp_path)
    shutil.rmtree(tmp_path / "keys")
    assert make(tmp_path)
