"""Schema versions: from nothing, again, by two at once, and equal to what the code believes."""

from __future__ import annotations

import asyncio
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url

from store.keys.opening import Place
from store.migrate import configuration, main, migrate
from store.migrations import REVISIONS
from store.opening import Store, database_url, open_store
from store.schema import metadata
from tests.store.telling import append, chain

ROOT = Path(__file__).parents[2]


async def test_from_nothing_and_again(url: str, keys: Place) -> None:
    """Migrating a second time changes nothing and loses nothing."""
    await migrate(url)
    async with await open_store(url, keys=keys) as store:
        await store.ledger.append([append(*chain("abaev", 2))])
    await migrate(url)
    async with await open_store(url, keys=keys) as store:
        assert await store.ledger.entries("abaev") == chain("abaev", 2)


async def test_versions_make_what_the_code_believes(store: Store) -> None:
    """The tables that the versions make are those of `store.schema`, to the last column and constraint."""

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    def names(connection: Connection) -> dict[str, Any]:
        asked = inspect(connection)
        return {
            table: (
                asked.get_pk_constraint(table)["name"],
                {each["name"] for each in asked.get_unique_constraints(table)},
                {each["name"] for each in asked.get_foreign_keys(table)},
                {each["name"] for each in asked.get_check_constraints(table)},
            )
            for table in ("ledger", "payloads", "duties")
        }

    assert await store.database.read(differences) == []
    assert await store.database.read(names) == {
        "ledger": ("pk_ledger", {"uq_ledger_hash"}, set(), {"ck_ledger_seq"}),
        "payloads": ("pk_payloads", set(), {"fk_payloads_ledger"}, set()),
        "duties": ("pk_duties", set(), {"fk_duties_register"}, set()),
    }


async def test_four_at_once(url: str) -> None:
    """Four that start together on an empty database all end well, and one schema is there."""
    await asyncio.gather(*(migrate(url) for _ in range(4)))
    async with await open_store(url) as store:
        assert await store.ledger.heads() == {}


@pytest.mark.slow
async def test_two_processes_at_once(tmp_path: Path) -> None:
    """Two processes that start together on a data folder that is not there yet both end well."""
    url = database_url(tmp_path / "data")
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "store.migrate", "--url", url, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    ended = await asyncio.gather(*(each.communicate() for each in started))
    assert [each.returncode for each in started] == [0] * 2, ended
    async with await open_store(url) as store:
        assert await store.ledger.heads() == {}


def test_every_version_is_listed() -> None:
    """The list that opening compares with is the one that Alembic finds, in one line without branches."""
    scripts = ScriptDirectory(str(ROOT / "store" / "migrations"))
    assert [each.revision for each in scripts.walk_revisions()] == list(reversed(REVISIONS))
    assert scripts.get_heads() == [REVISIONS[-1]]


async def test_down_again(store: Store) -> None:
    """Every version can be taken back, to a database without tables."""

    def down(connection: Connection) -> set[str]:
        from alembic import command  # noqa: PLC0415 (only here)

        command.downgrade(configuration(connection), "base")
        return set(inspect(connection).get_table_names())

    assert await store.database.write(down) == {"alembic_version"}


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """The data folder and the database are made for nobody else to read."""
    assert main(["--url", database_url(tmp_path / "data")]) == 0
    file = tmp_path / "data" / "aryz.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The URL comes from the option or the environment; a failure is one line on stderr; without a URL: wrong usage."""
    monkeypatch.setenv("ARYZ_DATABASE_URL", database_url(tmp_path))
    assert main([]) == 0
    assert Path(str(make_url(database_url(tmp_path)).database)).exists()
    assert main(["--url", "postgresql://127.0.0.1:1/aryz"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.delenv("ARYZ_DATABASE_URL")
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 2
