"""Temporal servers of the tests, from the locked packages: started, stopped, killed and started again on their data."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment

from cli.server import IN_FLIGHT
from models.errors import ServerError
from workflows.attributes import ATTRIBUTES
from workflows.converter import CONVERTER

SCRIPTS: Final = Path(sysconfig.get_path("scripts"))
TEMPORAL: Final = SCRIPTS / "temporal"
SKIPPING: Final = SCRIPTS / "temporal-test-server"


class DevServer:
    """
    A development server with our search attributes on a SQLite file in `folder`, listening on `address`.

    `options` are further arguments of `temporal server start-dev`.
    """

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        self.port = port or _free_port()
        self.address = f"127.0.0.1:{self.port}"
        attributes = [f"--search-attribute={name}={kind}" for name, kind in ATTRIBUTES.items()]
        pragmas = ["--sqlite-pragma=journal_mode=WAL", "--sqlite-pragma=synchronous=NORMAL"]
        database = [f"--db-filename={folder / 'temporal.db'}"]
        where = ["--headless", "--ip=127.0.0.1", f"--port={self.port}", "--log-level=error"]
        settings = [f"--dynamic-config-value={IN_FLIGHT}"]
        command = [str(TEMPORAL), "server", "start-dev", *where, *database, *pragmas]
        self._command = [*command, *attributes, *settings, *options]
        self._log = folder / "temporal.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when its door is open (a moment before it answers)."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not _open(self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                raise ServerError(f"the test server did not start: {self._log.read_text()[-400:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(kill=False)

    def kill(self) -> None:
        """End it as a power switch would, but for what the kernel still writes."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        if self._process is not None:
            self._process.kill() if kill else self._process.terminate()
            self._process.wait(20)
            self._process = None

    @contextlib.contextmanager
    def running(self) -> Iterator[DevServer]:
        """Started, and stopped when left."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    async def client(self, converter: DataConverter = CONVERTER, patience: float = 30.0) -> Client:
        """A client, when the server answers. Without a converter of its own it sends in the clear, as a stock one."""
        until = time.monotonic() + patience
        while True:
            try:
                client = await Client.connect(self.address, data_converter=converter)
                await client.count_workflows()
            except Exception:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.1)
            else:
                return client


async def skipping_time() -> WorkflowEnvironment:
    """A server that skips time, with our search attributes. One for each test: its clock never goes back."""
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(SKIPPING), data_converter=CONVERTER
    )
    wanted = {name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}") for name, kind in ATTRIBUTES.items()}
    request = AddSearchAttributesRequest(namespace=env.client.namespace, search_attributes=wanted)
    await env.client.operator_service.add_search_attributes(request)
    return env


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
