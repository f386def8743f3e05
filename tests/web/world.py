"""A whole installation for one module of tests: a worker, people of every role, and cases own, other's and sealed."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI

from law.published import BOOK
from models.case import Header
from models.events import Event
from models.reading import read
from models.records import Opening, TellerRole
from store.keys.opening import Place
from store.opening import database_url, open_store
from store.people.tokens import Scope
from tests.servers import DevServer
from tests.web.visiting import ORIGIN, Visit
from web.api.settling import settled
from web.app import create_app
from web.house import House, Person
from web.settings import WebSettings
from worker import working
from workflows.codec import data_converter

ROLES: Final = ("coordinator", "lawyer", "auditor", "operator")
EXAMPLES: Final = Path(__file__).parents[2] / "examples"
ABSENT: Final = "no-such-case"


@dataclass
class World:
    """
    People by role, and cases by what they are to the lawyer: `own`, `other`, `sealed`, `absent`.

    `tokens` are tokens with every scope, by role.
    """

    house: House
    app: FastAPI
    visits: dict[str, Visit] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def person(self, role: str) -> Person:
        """A person of a role."""
        return Person(self.visits[role].id, TellerRole(role))

    async def asked(self, role: str, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """Ask the API with a token of a role, without any cookie."""
        headers = {"authorization": f"Bearer {self.tokens[role]}", **more.pop("headers", {})}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def opened(self, example: str = "tyan", events: int | None = 6, lawyer: str | None = None) -> str:
        """A new case as one of the examples, with so many of its events (None: all), given to a lawyer."""
        told = read((EXAMPLES / f"{example}.yaml").read_bytes(), example, date(2026, 1, 1))
        reference = f"case-{uuid.uuid4().hex[:12]}"
        header = renamed(told.header, reference)
        desk = self.house.desk(self.person("coordinator"))
        receipt = await desk.open(Opening(header=header, law_known_on=BOOK.latest_entry))
        if wanted := told.events[:events]:
            receipt = (await desk.tell(reference, wanted))[-1]
        if lawyer is not None:
            receipt = (await desk.tell(reference, [assigned(lawyer)]))[-1]
        assert await settled(self.house, reference, receipt.record)
        return reference


def renamed(header: Header, reference: str) -> Header:
    """The same header under another reference."""
    return header.model_copy(update={"case": header.case.model_copy(update={"reference": reference})})


def assigned(lawyer: str) -> Event:
    """The event that gives a case to a lawyer."""
    told = {"id": "assigned-1", "kind": "assigned", "date": "2024-01-10", "by": {"role": "counsel", "name": lawyer}}
    return Event.model_validate({**told, "position": 10**12})


@contextlib.asynccontextmanager
async def standing(server: DevServer, migrated: Path, folder: Path) -> AsyncIterator[World]:
    """The installation, while the block runs."""
    shutil.copytree(migrated, folder, dirs_exist_ok=True)
    async with await open_store(database_url(folder), keys=Place(folder / "keys", environment={})) as store:
        client = await server.client(data_converter(store.keys_at_hand()))
        queue = f"test-{uuid.uuid4().hex[:12]}"
        house = House(store, client, WebSettings(task_queue=queue, patience=60))
        made = World(house, create_app(house))
        async with working(client, store, task_queue=queue):
            await _peopled(made)
            yield made
        for visit in made.visits.values():
            await visit.close()


async def _peopled(world: World) -> None:
    now = world.house.clock()
    for role in (*ROLES, "nobody"):
        world.visits[role] = Visit(world.app, world.house)
    for role in ROLES:
        account = await world.visits[role].sign_in(role)
        _, world.tokens[role] = await world.house.people.tokens.make(
            account, "test", list(Scope), now, until=now + timedelta(days=1)
        )
    lawyer = world.visits["lawyer"].id
    world.cases["own"] = await world.opened(lawyer=lawyer)
    world.cases["other"] = await world.opened(events=2)
    world.cases["sealed"] = await world.opened(events=2, lawyer=lawyer)
    await world.house.people.seals.seal(world.cases["sealed"], "u-nobody", [], now)
    world.cases["absent"] = ABSENT
