"""A server and a worker as separate processes on one data folder, and what can be done to them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

from tests.servers import DevServer
from tests.structure.tree import ROOT

QUEUE: Final = "faults"
_NO_ROOM: Final = 16_384


class Stage:
    """
    The processes under test. `done` counts what was done to them.

    `folder` holds both databases; the server listens on one port for as long as the stage stands.
    """

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder = folder
        self.server = DevServer(folder)
        self.done: Counter[str] = Counter()
        self._chance = chance
        self._worker: subprocess.Popen[bytes] | None = None
        self._wanted = True

    def raise_curtain(self) -> None:
        """Start everything."""
        self.server.start()
        self._start_worker()

    def drop_curtain(self) -> None:
        """End everything."""
        self._wanted = False
        self._kill_worker()
        self.server.stop()

    async def keep_worker(self) -> None:
        """Start the worker again whenever it has ended, as a service manager would."""
        while self._wanted:
            if self._worker is not None and self._worker.poll() is not None:
                self._start_worker()
            await asyncio.sleep(0.2)

    async def trouble(self, seconds: float) -> None:
        """Something goes wrong again and again, for so many seconds."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(self._chance.uniform(0.5, 2.0))
            name = self._chance.choices(
                ["worker killed", "server killed", "database locked", "no room on the disk"], [5, 2, 3, 3]
            )[0]
            self.done[name] += 1
            await self._do(name, self._chance.uniform(0.5, 3.0))

    async def _do(self, name: str, seconds: float) -> None:
        if name == "worker killed":
            self._kill_worker()
            self._start_worker()
        elif name == "server killed":
            self.server.kill()
            await asyncio.sleep(seconds / 3)
            await asyncio.to_thread(self.server.start)
        elif name == "database locked":
            await asyncio.to_thread(self._lock_and_wait, seconds)
        else:
            await self._no_room(seconds)

    def _lock_and_wait(self, seconds: float) -> None:
        other = sqlite3.connect(self.folder / "aryz.db", isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        try:
            # Longer than the ledger's own patience, now and then.
            time.sleep(seconds * 2.5)
        finally:
            other.execute("ROLLBACK")
            other.close()

    async def _no_room(self, seconds: float) -> None:
        """No file of the worker may grow beyond 16 KB: every commit fails as on a full disk. Needs no privileges."""
        process = self._worker
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):  # it may have ended, or end meanwhile: it cannot start like this
            soft, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_NO_ROOM, hard))
            await asyncio.sleep(seconds)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (soft, hard))

    def _start_worker(self) -> None:
        environment = os.environ | {
            "ARYZ_DATA": str(self.folder),
            "ARYZ_TASK_QUEUE": QUEUE,
            "TEMPORAL_ADDRESS": self.server.address,
        }
        with (self.folder / "worker.log").open("ab") as log:
            self._worker = subprocess.Popen(
                [sys.executable, "worker.py"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _kill_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait(20)
