"""A house with its pages for each test; a worker where a test tells something; a browser where one is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright
from temporalio.client import Client

from cli.server import free_port
from models.records import Teller, TellerRole
from store.opening import Store
from tests.web.visiting import Visit
from web.app import create_app
from web.house import House
from web.serving import Address, serving
from web.settings import WebSettings
from worker import working
from workflows.desk import Desk

TELLER = Teller(id="u1", role=TellerRole.COORDINATOR)
CHROMIUM = os.environ.get("ARYZ_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def house(client: Client, store: Store, task_queue: str) -> House:
    """A house of this test alone, on the shared server. No worker runs unless the test asks for `telling`."""
    return House(store, client, WebSettings(task_queue=task_queue, patience=20))


@pytest.fixture
def app(house: House) -> FastAPI:
    """Its application."""
    return create_app(house)


@pytest.fixture
async def visit(app: FastAPI, house: House) -> AsyncIterator[Visit]:
    """Somebody who comes; not signed in yet."""
    coming = Visit(app, house)
    yield coming
    await coming.close()


@pytest.fixture
async def visitor(app: FastAPI, house: House) -> AsyncIterator[Callable[..., Visit]]:
    """More of them: call it for each."""
    made: list[Visit] = []

    def another(language: str = "en") -> Visit:
        made.append(Visit(app, house, language))
        return made[-1]

    yield another
    for one in made:
        await one.close()


@pytest.fixture
async def telling(house: House) -> AsyncIterator[Desk]:
    """A worker behind the house, and a desk of its own at it."""
    queue = house.settings.task_queue
    async with working(house.client, house.store, task_queue=queue):
        yield Desk(house.client, task_queue=queue, teller=TELLER, patience=30)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of this test alone; `live` is what it visits."""
    if CHROMIUM is None:
        pytest.skip("no browser: install Debian's package chromium, or name a program with ARYZ_TEST_CHROMIUM")
    async with async_playwright() as playing:
        started = await playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        await started.close()


@pytest.fixture
async def live(house: House) -> AsyncIterator[str]:
    """The pages behind a socket; gives their address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    served = replace(house, settings=replace(house.settings, public_url=url))
    async with serving(create_app(served), Address(port=port)):
        yield url
