"""The application behind a socket, inside the event loop of whoever runs it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from models.errors import ServerError

_STARTED: Final = 15.0
_LAST_ANSWERS: Final = 5


@dataclass(frozen=True, slots=True)
class Address:
    """
    Where the pages are served.

    `certificate` and `key` are files for TLS. `proxy`: the address of a proxy that ends TLS in front of this process
    and whose word on who asks is taken.
    """

    host: str = "127.0.0.1"
    port: int = 9233
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it: the worker and the Temporal server must stop in their order too."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: FastAPI, address: Address) -> AsyncIterator[None]:
    """
    Serve while the block runs. When it is left, no new request is taken and those under way have five seconds.

    Raises:
        ServerError: the address is taken, or the files for TLS cannot be used.
    """
    # Of an error uvicorn would log the words, which may be what somebody typed. `web.faults` logs where it was.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
    try:
        server = _Server(_config(app, address))
        server.config.load()
    except (OSError, ValueError) as error:
        raise ServerError(f"the files for TLS cannot be used: {error}") from None
    running = asyncio.create_task(_served(server, address))
    try:
        await _started(server, running)
        yield
    finally:
        server.should_exit = True
        app.state.leaving.set()
        await asyncio.wait({running})
        running.exception()


def _config(app: FastAPI, address: Address) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=address.proxy is not None,
        forwarded_allow_ips=address.proxy or "127.0.0.1",
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        timeout_keep_alive=20,
    )


async def _served(server: uvicorn.Server, address: Address) -> None:
    try:
        await server.serve()
    except SystemExit:  # uvicorn's way to say that it could not listen
        raise ServerError(
            f"the pages cannot listen on {address.host}:{address.port}: taken by another program, or not allowed; "
            "choose another with --web-port"
        ) from None


async def _started(server: uvicorn.Server, running: asyncio.Task[None]) -> None:
    async with asyncio.timeout(_STARTED):
        while not server.started:
            if running.done():
                running.result()
                raise ServerError("the pages ended while they started")
            await asyncio.sleep(0.02)
