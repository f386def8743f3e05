"""The desk of the running installation, and its store."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.runtime import Runtime

    from settings import Settings
    from store.keys.cases import CaseKeys
    from store.opening import Store
    from workflows.desk import Desk


_ADDRESS: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?):(?P<port>[0-9]{1,5})")
_PORTS: Final = 65_536
_EXAMPLE: Final = "127.0.0.1:7233"
_SERVER_NAMED: Final = frozenset({"TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE"})
"""The variables by which Temporal itself names a server."""


@cache
def silent(metrics: str | None = None) -> Runtime:
    """
    A runtime of the SDK that prints nothing by itself: what goes wrong is told by this program, in one line.

    `metrics`: host and port where it shows what it counts, for `/metrics` of the pages.
    """
    from temporalio.runtime import LoggingConfig, PrometheusConfig, Runtime, TelemetryConfig, TelemetryFilter

    nothing = LoggingConfig(filter=TelemetryFilter(core_level="OFF", other_level="OFF"))
    counted = PrometheusConfig(bind_address=metrics) if metrics is not None else None
    return Runtime(telemetry=TelemetryConfig(logging=nothing, metrics=counted))


@contextlib.asynccontextmanager
async def at_desk(settings: Settings, *, opens: bool = False) -> AsyncIterator[Desk]:
    """
    A desk at the server that the settings name, while the block runs.

    Args:
        settings: of this installation.
        opens: whether cases are opened there. Where not, a reference that has no key is told as no case.

    Raises:
        ServerError: no server answers there, or the data folder has none and no other is named: what is told must go to
            the server whose ledger stands in that folder.
    """
    from models.records import Teller
    from workflows.desk import Desk

    async with at_server(settings, opens=opens) as (client, _):
        yield Desk(client, task_queue=settings.task_queue, teller=Teller(id=settings.account, role=settings.role))


@contextlib.asynccontextmanager
async def at_server(settings: Settings, *, opens: bool = False) -> AsyncIterator[tuple[Client, CaseKeys]]:
    """
    A client of the server that the settings name, and the keys that it seals with, while the block runs.

    `opens`: as `at_desk` has it.

    Raises:
        ServerError: as `at_desk` does.
    """
    from cli.known_cases import KnownCases
    from models.errors import ServerError
    from store.keys.opening import open_keys
    from workflows.connecting import connect

    _check_addresses(settings)
    if settings.running_address is None and settings.database_url is None and not _SERVER_NAMED & os.environ.keys():
        raise ServerError(
            f"no `aryz up` runs on the data folder {settings.data}; start it there, or name a server with --address"
        )
    async with await open_keys(settings.keys_place) as keys:
        sealing = keys if opens else KnownCases(keys)
        yield await connect(settings.running_address, keys=sealing, runtime=silent()), keys


def _check_addresses(settings: Settings) -> None:
    """What is no address is told before anything is sent to it."""
    from cli.failing import WrongUsage
    from models.errors import ServerError

    given, running = os.environ.get("TEMPORAL_ADDRESS"), settings.running_address
    if given and not _is_address(given):
        raise WrongUsage(f"--address or TEMPORAL_ADDRESS: {given[:80]!r} is no address; write HOST:PORT, as {_EXAMPLE}")
    if running is not None and not given and not _is_address(running):
        raise ServerError(
            f"{settings.data / 'running.json'}: names no address of a server; "
            "start `aryz up` on this folder again, or name a server with --address"
        )


def _is_address(text: str) -> bool:
    found = _ADDRESS.fullmatch(text)
    return found is not None and 0 < int(found["port"]) < _PORTS


@contextlib.asynccontextmanager
async def at_store(settings: Settings) -> AsyncIterator[Store]:
    """
    The store that the settings name, open while the block runs. No server is needed.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    from store.opening import open_store

    async with await open_store(settings.store_url, keys=settings.keys_place) as store:
        yield store
