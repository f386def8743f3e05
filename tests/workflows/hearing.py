"""A program of the tests that is called: it answers as it is told, and keeps what it heard."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Program:
    """A program on loopback. `answers` are the next ones, then 200 for ever; None is silence."""

    port: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[str | None] = field(default_factory=list)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self.port}/in?key=geheim"

    def told(self) -> list[dict[str, Any]]:
        """What it was told, in order."""
        return [json.loads(body) for _, body in self.heard]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear one call, and leave no connection behind, however it ends."""
        hearing_it = asyncio.ensure_future(self._hear(reader, writer))
        self.under_way.add(hearing_it)
        hearing_it.add_done_callback(self.under_way.discard)
        with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            await hearing_it
        writer.transport.abort() if hearing_it.cancelled() else writer.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {line.split(": ")[0].lower(): line.split(": ", 1)[1] for line in head[1:] if line}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.heard.append((headers | {"": head[0]}, body))
        said = self.answers.pop(0) if self.answers else "200 OK"
        if said is not None:
            writer.write(f"HTTP/1.1 {said}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        else:
            await asyncio.sleep(30)


@contextlib.asynccontextmanager
async def hearing() -> AsyncIterator[Program]:
    """A program that runs while the block does."""
    program = Program()
    server = await asyncio.start_server(program.answer, "127.0.0.1", 0)
    program.port = server.sockets[0].getsockname()[1]
    try:
        yield program
    finally:
        server.close()
        for one in tuple(program.under_way):
            one.cancel()
        await asyncio.sleep(0.01)  # the connections close in the next turns of the loop
