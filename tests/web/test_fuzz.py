"""The whole description of the API, asked at random: nothing breaks, and every answer is as described."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cli.server import free_port
from tests.servers import DevServer
from tests.web.world import standing
from web.api.describing import describe
from web.api.limiting import Allowance
from web.app import create_app, routes
from web.rights import RIGHTS
from web.serving import Address, serving

pytestmark = [pytest.mark.server, pytest.mark.slow]

EXAMPLES: Final = 12
ENDLESS: Final = "/stream"
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Served:
    """An installation behind a socket: its address, a token of a coordinator with every scope, and a case."""

    url: str
    token: str
    case: str


async def _standing(server: DevServer, migrated: Path, folder: Path, said: Future[Served], over: asyncio.Event) -> None:
    async with standing(server, migrated, folder) as world:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        house = replace(world.house, settings=replace(world.house.settings, public_url=url))
        app = create_app(house)
        app.state.allowance = Allowance(most=10**9)
        async with serving(app, Address(port=port)):
            said.set_result(Served(url, world.tokens["coordinator"], world.cases["own"]))
            await over.wait()


@pytest.fixture(scope="module")
def served(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The installation in a thread of its own: what asks at random knows no event loop."""
    said: Future[Served] = Future()
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        try:
            loop.run_until_complete(_standing(server, migrated, tmp_path_factory.mktemp("fuzz"), said, over))
        except BaseException as error:
            if not said.done():
                said.set_exception(error)
            raise

    thread = threading.Thread(target=run)
    thread.start()
    yield said.result(60)
    loop.call_soon_threadsafe(over.set)
    thread.join(30)
    loop.close()


ASKED: Final = [route for route in routes() if route.path.startswith("/api/v1/") and RIGHTS[route.name].roles]
DESCRIBED: Final = schemathesis.openapi.from_dict(describe(ASKED))


def told(body: Any) -> list[dict[str, Any]]:
    """The events in a body, if it has any."""
    if not isinstance(body, dict):
        return []
    events = body.get("events", [body] if "kind" in body else [])
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []


@DESCRIBED.exclude(path_regex=f"{ENDLESS}$").parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case[Any], served: Served) -> None:
    """No request that can be made up breaks a route; status, type and shape of each answer are those described."""
    if "reference" in case.path_parameters:
        case.path_parameters["reference"] = served.case  # one that is there: others end at the guard
    for event in told(case.body):
        event.setdefault("date", "2009-01-01")  # or most would end there
    case.call_and_validate(
        base_url=served.url, headers={"Authorization": f"Bearer {served.token}"}, checks=CHECKS, timeout=30
    )
