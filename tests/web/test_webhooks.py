"""Webhooks in the API: entered, listed, tried and taken off by their own coordinator, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from store.notices.hooks import AT_MOST
from tests.servers import DevServer
from tests.web.world import World, standing
from tests.workflows.hearing import Program, hearing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests, whose operator allows calls inside."""
    async with standing(server, migrated, tmp_path_factory.mktemp("hooks")) as made:
        inside = replace(made.house.settings, webhooks_internal=True)
        made.app.state.house = replace(made.house, settings=inside)
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def program() -> AsyncIterator[Program]:
    """A program that listens."""
    async with hearing() as running:
        yield running


async def entered(world: World, url: str, **more: Any) -> dict[str, Any]:
    """A webhook of the coordinator."""
    made = await world.asked("coordinator", "/webhooks", "POST", json={"url": url, **more})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    assert made.headers["location"] == f"/api/v1/webhooks/{found['id']}"
    return found


async def listed(world: World) -> dict[str, dict[str, Any]]:
    """The coordinator's webhooks by id."""
    found = await world.asked("coordinator", "/webhooks")
    assert found.status_code == 200
    return {one["id"]: one for one in found.json()["webhooks"]}


async def test_from_entering_to_taking_off(world: World, program: Program) -> None:
    """The secret is shown once; a test call is signed with it and tells of no case; what is taken off is gone."""
    made = await entered(world, program.url, events=["told", "erased"])
    line = (await listed(world))[made["id"]]
    assert (line["url"], line["events"], line["enabled"]) == (program.url, ["told", "erased"], True)
    assert made["secret"] not in str(line)

    tried = await world.asked("coordinator", f"/webhooks/{made['id']}/test", "POST")
    assert tried.json() == {"answered": True, "failure": None}
    (said,) = program.told()
    assert (said["type"], said["case"], said["record"]) == ("test", None, None)
    program.answers = ["500 Broken"]
    tried = await world.asked("coordinator", f"/webhooks/{made['id']}/test", "POST")
    assert tried.json() == {"answered": False, "failure": "the program answers 500"}

    assert (await world.asked("coordinator", f"/webhooks/{made['id']}", "DELETE")).status_code == 204
    assert (await world.asked("coordinator", f"/webhooks/{made['id']}", "DELETE")).status_code == 404
    assert made["id"] not in await listed(world)


async def test_nobody_elses(world: World, program: Program) -> None:
    """The webhook of another account is answered as one that is not there, for every way of asking."""
    other = await world.house.store.notices.hooks.add("u-other", program.url, ["*"], world.house.clock())
    answers = [
        await world.asked("coordinator", f"/webhooks/{other.id}", "DELETE"),
        await world.asked("coordinator", f"/webhooks/{other.id}/test", "POST"),
        await world.asked("coordinator", "/webhooks/h0000000000000000/test", "POST"),
    ]
    assert {one.status_code for one in answers} == {404}
    assert other.id not in await listed(world)
    assert await world.house.store.notices.hooks.find(other.id) is not None


@pytest.mark.parametrize("body", [{"url": "ftp://x.example/"}, {"url": "https://u:p@x.example/"}, {"url": "nonsense"}])
async def test_addresses_that_are_none(world: World, body: dict[str, Any]) -> None:
    """An address that cannot be called is refused when it is entered, and not repeated."""
    refused = await world.asked("coordinator", "/webhooks", "POST", json=body)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert body["url"] not in refused.text


@pytest.mark.parametrize("url", ["http://program.example.org/", "https://127.0.0.1/", "https://10.0.0.1/"])
async def test_inside_only_where_it_is_allowed(world: World, url: str) -> None:
    """Without the operator's leave, addresses inside and without TLS are refused when they are entered."""
    allowed = world.app.state.house
    world.app.state.house = world.house
    refused: httpx.Response = await world.asked("coordinator", "/webhooks", "POST", json={"url": url})
    world.app.state.house = allowed
    assert refused.status_code == 409


async def test_what_is_no_webhook_is_refused(world: World) -> None:
    """Unknown kinds, no kinds and unknown keys are refused by name."""
    for body in ({"url": "https://x.example/", "events": ["whatever"]}, {"url": "https://x.example/", "events": []}):
        assert (await world.asked("coordinator", "/webhooks", "POST", json=body)).status_code == 422
    strange = {"url": "https://x.example/", "secret": "mine"}
    assert (await world.asked("coordinator", "/webhooks", "POST", json=strange)).status_code == 422


async def test_entered_twice_under_one_key(world: World, program: Program) -> None:
    """A repeat under the same Idempotency-Key enters nothing and gets the first answer, secret included."""
    headers = {"Idempotency-Key": "once"}
    answers = [
        await world.asked("coordinator", "/webhooks", "POST", json={"url": program.url}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["id"] in await listed(world)


async def test_there_is_an_end(world: World, program: Program) -> None:
    """An account has at most twenty webhooks."""
    for _ in range(AT_MOST - len(await listed(world))):
        await entered(world, program.url)
    refused = await world.asked("coordinator", "/webhooks", "POST", json={"url": program.url})
    assert refused.status_code == 409
    assert "at most 20" in refused.json()["detail"]
