"""What tests of several folders share: a development server for the whole run, and for each test a store of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from models.records import Teller, TellerRole
from store.keys.opening import Place
from store.making import make_store
from store.opening import Store, database_url, open_store
from tests.servers import DevServer, skipping_time
from worker import working
from workflows.codec import data_converter
from workflows.desk import Desk

TELLER = Teller(id="u1", role=TellerRole.COORDINATOR)


# Processes that run tests side by side are given the width of a terminal; tables would be cut to it.
os.environ.pop("COLUMNS", None)

LONGEST = ("tests/tampering/", "tests/faults/", "tests/workflows/test_continuing.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: run side by side, one process would else work on it alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """The development server that all tests share. Tests keep apart by references and task queues of their own."""
    with DevServer(tmp_path_factory.mktemp("temporal")).running() as running:
        yield running


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store with its tables and keys made, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(make_store(database_url(folder), Place(folder / "keys", environment={}), "tests.example.org"))
    return folder


@pytest.fixture
async def client(server: DevServer, store: Store) -> Client:
    """A client of the shared server that seals what it sends under the keys of the test's store."""
    return await server.client(data_converter(store.keys_at_hand()))


@pytest.fixture
def store_url(migrated: Path, tmp_path: Path) -> str:
    """The URL of an empty store of this test alone."""
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    return database_url(tmp_path)


@pytest.fixture
def keys(store_url: str, tmp_path: Path) -> Place:
    """Where the keys of that store are."""
    assert store_url
    return Place(tmp_path / "keys", environment={})


@pytest.fixture
async def store(store_url: str, keys: Place) -> AsyncIterator[Store]:
    """That store, open."""
    async with await open_store(store_url, keys=keys) as opened:
        yield opened


@pytest.fixture
def task_queue() -> str:
    """A task queue of this test alone."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def reference() -> str:
    """The name of a case of this test alone."""
    return f"case-{uuid.uuid4().hex[:12]}"


@pytest.fixture
async def desk(client: Client, store: Store, task_queue: str) -> AsyncIterator[Desk]:
    """A desk with a worker behind it."""
    async with working(client, store, task_queue=task_queue):
        yield Desk(client, task_queue=task_queue, teller=TELLER, patience=30)


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server of this test alone that skips time."""
    env = await skipping_time()
    yield env
    await env.shutdown()
