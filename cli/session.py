"""Everything on one machine: server, store and worker, for `aryz up` and `aryz demo`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from cli.desk import silent
from cli.folder import announce, held
from cli.server import DATABASE, HOST, LOG, Plan, free_port, last_words, serving
from models.errors import AryzError, ServerError, StoreError
from workflows.attributes import ATTRIBUTES

if TYPE_CHECKING:
    from temporalio.client import Client

    from settings import Settings
    from store.keys.cases import CaseKeys
    from store.opening import Store

_STARTED: Final = 60.0
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_AFTER_A_KILL: Final = 10.0
_KEPT_DAYS: Final = 365
T = TypeVar("T")


class Interrupted(AryzError):
    """Somebody asked for the end before the work was done."""


@dataclass(frozen=True, slots=True)
class Session:
    """
    What runs: a client of the server, the open store, and the end, which is set by a signal or a dead server.

    `counted` is where the Temporal SDK shows what it counts.

    `new_keys`: whether the keys were made by this start. `pages` is the address of the pages, `invitation` the path of
    the link by which their first operator comes in, where this start has made one.
    """

    plan: Plan
    client: Client
    store: Store
    process: Process
    asked_to_stop: asyncio.Event
    new_keys: bool = False
    counted: str | None = None
    pages: str | None = None
    invitation: str | None = None

    async def unless_ended(self, work: Coroutine[None, None, T]) -> T:
        """
        Do some work, and give it up when the end comes first.

        Raises:
            ServerError: the server ended by itself.
            Interrupted: somebody asked for the end.
        """
        doing, end = asyncio.create_task(work), asyncio.create_task(self.ended())
        await asyncio.wait({doing, end}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            end.cancel()
            return doing.result()
        doing.cancel()
        await asyncio.wait({doing})
        end.result()
        raise Interrupted("interrupted")

    async def ended(self) -> None:
        """
        Return when somebody asks for the end.

        Raises:
            ServerError: the server ended by itself.
        """
        stop = asyncio.create_task(self.asked_to_stop.wait())
        died = asyncio.create_task(self.process.wait())
        await asyncio.wait({stop, died}, return_when=asyncio.FIRST_COMPLETED)
        for task in (stop, died):
            task.cancel()
        if not self.asked_to_stop.is_set():
            raise _dead(self.plan)


@contextlib.asynccontextmanager
async def session(plan: Plan, chosen: Settings, *, kept: bool = True, demo: bool = False) -> AsyncIterator[Session]:
    """
    Server, store, worker and pages on a data folder; when left they stop: pages, worker, store, server.

    A server of which nothing is `kept` is killed if the end is asked for while it starts. In a `demo` there is an
    account of each role, and the pages show them.

    Raises:
        StoreError: the folder is in use or cannot be written, or the store is of a newer Aryz.
        ServerError: the server is not installed, a port is taken, or it does not come up.
    """
    stop = _on_signals()
    store_url, keys, name = chosen.store_url, chosen.keys_place, chosen.ledger_name
    os.umask(0o077)  # what is written in the folder is for its owner only
    with held(plan.folder) as killed:
        patience = _AFTER_A_KILL if killed else 0.2
        async with serving(plan, ATTRIBUTES, patience=patience) as process:
            from store.making import make_store  # loaded while the server starts, which takes it as long
            from store.opening import open_store
            from worker import outward_of, working
            from workflows.notifying import ensure_running

            made = await make_store(store_url, keys, name)
            async with await open_store(store_url, keys=keys) as store:
                counted = f"{HOST}:{free_port()}" if plan.web is not None else None
                try:
                    client = await _connected(plan, process, stop, store.keys_at_hand(), counted)
                except Interrupted:
                    if not kept and process.stdin is not None:
                        process.stdin.close()  # without a word: the guard kills the server
                    raise
                running = Session(
                    plan, client, store, process, stop, made, counted=counted and f"http://{counted}/metrics"
                )
                outward = outward_of(chosen, f"http://{HOST}:{plan.web}" if plan.web is not None else None)
                async with (
                    working(client, store, task_queue=chosen.task_queue, outward=outward),
                    _pages(chosen, running, demo=demo) as shown,
                ):
                    if plan.web is not None:
                        await ensure_running(client, chosen.task_queue)
                    announce(plan.folder, plan.address, plan.page)
                    yield shown


@contextlib.asynccontextmanager
async def _pages(chosen: Settings, running: Session, *, demo: bool) -> AsyncIterator[Session]:
    """The session with its pages, where the plan has any."""
    if running.plan.web is None:
        yield running
        return
    from cli.demo_people import demo_logins
    from cli.doors import doors
    from store.people import first_operator

    people = running.store.people
    logins = await demo_logins(people) if demo else ()
    token = None if demo else await first_operator(people, utc_now)
    async with doors(
        chosen, running.client, running.store, running.plan.web, demo=logins, metrics=running.counted
    ) as address:
        yield replace(running, pages=address, invitation=token and f"/invited/{token}")


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def _on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in _ENDINGS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _connected(plan: Plan, process: Process, stop: asyncio.Event, keys: CaseKeys, counted: str | None) -> Client:
    """A client, as soon as the server answers and knows the search attributes."""
    from temporalio.service import RPCError

    until = time.monotonic() + _STARTED
    while time.monotonic() < until:
        if process.returncode is not None:
            raise _dead(plan)
        if stop.is_set():
            raise Interrupted("interrupted before the server had started")
        connecting, end = asyncio.create_task(_ready(plan.address, keys, counted)), asyncio.create_task(stop.wait())
        await asyncio.wait({connecting, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        connecting.cancel()  # does nothing to what is done
        with contextlib.suppress(RuntimeError, RPCError, TimeoutError, asyncio.CancelledError):
            return await connecting
        await asyncio.sleep(0.05)
    raise ServerError(f"the Temporal server did not answer within {_STARTED:g} s; see {plan.folder / LOG}")


async def _ready(address: str, keys: CaseKeys, counted: str | None) -> Client:
    """A client of a server that is up: it answers, knows every search attribute, and keeps histories for a year."""
    from datetime import timedelta

    from google.protobuf.duration_pb2 import Duration
    from temporalio.api.enums.v1 import IndexedValueType
    from temporalio.api.namespace.v1 import NamespaceConfig
    from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
    from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
    from temporalio.client import Client

    from workflows.codec import data_converter

    client = await Client.connect(address, data_converter=data_converter(keys), runtime=silent(counted))
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {name: kind for name, kind in ATTRIBUTES.items() if name not in known.custom_attributes}
    if missing:
        types = {name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}") for name, kind in missing.items()}
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
        )
    kept = Duration()
    kept.FromTimedelta(timedelta(days=_KEPT_DAYS))
    config = NamespaceConfig(workflow_execution_retention_ttl=kept)
    await client.workflow_service.update_namespace(UpdateNamespaceRequest(namespace=client.namespace, config=config))
    return client


def _dead(plan: Plan) -> ServerError | StoreError:
    words = last_words(plan.folder)
    if "readonly database" in words or "disk is full" in words or "no space" in words.lower():
        return StoreError(f"{plan.folder / DATABASE}: the server cannot write it ({words})")
    return ServerError(f"the Temporal server ended by itself: {words}; see {plan.folder / LOG}")
