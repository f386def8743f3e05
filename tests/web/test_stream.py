"""Live boards: who is told of which case, from where on, and when it ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.servers import DevServer
from tests.web.world import World, standing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("stream")) as made:
        yield made


async def heard(world: World, role: str, since: str | None, seconds: float = 0.4) -> list[dict[str, str]]:
    """What a stream says until the process is about to leave: the fields of each event."""
    leaving = world.app.state.leaving = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, leaving.set)
    headers = {"Last-Event-ID": since} if since is not None else {}
    answer = await world.asked(role, "/stream", headers=headers)
    world.app.state.leaving = asyncio.Event()
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = answer.text.replace("\r\n", "\n").strip().split("\n\n")
    return [dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":")) for block in blocks]


def cases(events: list[dict[str, str]]) -> set[str]:
    """The cases that were told of."""
    return {event["data"].split('"')[3] for event in events if event.get("event") == "case"}


async def test_everybody_hears_of_what_they_may_see(world: World) -> None:
    """From the beginning of the ledger: a lawyer hears of own cases, others of all but the sealed, nobody of those."""
    own, other = world.cases["own"], world.cases["other"]

    assert cases(await heard(world, "lawyer", "0")) == {own}
    assert cases(await heard(world, "coordinator", "0")) == cases(await heard(world, "auditor", "0")) == {own, other}


async def test_a_stream_goes_on_where_it_was_broken_off(world: World) -> None:
    """With the last id that was heard, only what came since is told; without one, only what comes from now on."""
    last = (await heard(world, "coordinator", "0"))[-1]["id"]
    nothing = await heard(world, "coordinator", None)
    new = await world.opened(events=1)

    assert cases(nothing) == cases(await heard(world, "coordinator", "999999999")) == set()
    assert cases(await heard(world, "coordinator", last)) == {new}


async def test_a_change_is_told_while_one_listens(world: World) -> None:
    """A case that is told something shows on an open stream, and each event carries the place to go on from."""

    async def later() -> str:
        await asyncio.sleep(0.2)
        return await world.opened(events=1)

    told, new = await asyncio.gather(heard(world, "coordinator", None, seconds=3), later())

    assert cases(told) == {new}
    assert int(told[-1]["id"]) > int(told[0]["id"])


async def test_operators_do_not_follow_cases(world: World) -> None:
    """Who runs the installation is told of no case."""
    assert (await world.asked("operator", "/stream")).status_code == 403


async def test_an_account_does_not_hold_every_line(world: World) -> None:
    """More streams than a browser opens are refused, for this account alone."""
    world.app.state.streams = Counter({world.visits["auditor"].id: 6})
    refused = await world.asked("auditor", "/stream")
    other = await heard(world, "coordinator", None, seconds=0.1)
    world.app.state.streams = Counter()

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert other
