"""
The codec endpoint: it opens sealed payloads for the Temporal UI, in the browser of somebody who may see them.

`POST …/decode` as Temporal's UI and command line send it: JSON of `temporal.api.common.v1.Payloads`. There is no way to
encode. Whoever asks shows a token, as `Authorization: Bearer TOKEN` or as a link `/EXPIRES.SIGNATURE/decode` that was
made with it and ends by itself. A payload that cannot be opened comes back as a plain one that says why.

Started by `python -m workflows.codec_endpoint`; it listens on 127.0.0.1 unless told otherwise.

Source: https://docs.temporal.io/codec-server
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads

from models.errors import AryzError, ServerError
from store.keys.opening import Place, open_keys
from workflows.codec import CaseCodec, Keys

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest request: a page of a history with every event near its limit."""

SHORTEST_TOKEN: Final = 32
_PATIENCE: Final = 15.0
_AT_ONCE: Final = 8
_HEADERS: Final = "authorization, content-type, x-namespace"
_log: Final = logging.getLogger("aryz.codec")


@dataclass(frozen=True, slots=True)
class Access:
    """
    Who is let in: one origin of pages, and who has the token.

    Args:
        origin: of the Temporal UI, such as `http://localhost:8233`.
        token: at least 32 characters.
        clock: seconds since 1970.
    """

    origin: str
    token: str = field(repr=False)
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        """
        See that the token is long enough.

        Raises:
            ServerError: it is not.
        """
        if len(self.token) < SHORTEST_TOKEN or not self.token.isascii():
            raise ServerError(f"the token of the codec endpoint needs at least {SHORTEST_TOKEN} ASCII characters")

    def link(self, seconds: float) -> str:
        """The path that lets in for so many seconds."""
        expires = str(int(self.clock() + seconds))
        return f"/{expires}.{self._signature(expires)}"

    def admits(self, authorization: str | None, path: str) -> bool:
        """Whether a bearer token or a link lets in. Compared in a time that tells nothing of the token."""
        if authorization is not None:
            kind, _, token = authorization.partition(" ")
            return kind.lower() == "bearer" and _same(token.strip(), self.token)
        expires, dot, signature = path.strip("/").partition("/")[0].partition(".")
        genuine = bool(dot) and _same(signature, self._signature(expires))
        return genuine and expires.isdigit() and self.clock() < int(expires)

    def _signature(self, expires: str) -> str:
        message = f"aryz codec link\n{expires}".encode("utf-8", "replace")
        return hmac.new(self.token.encode(), message, hashlib.sha256).hexdigest()


class Endpoint(ThreadingHTTPServer):
    """The server. Requests come in threads; payloads are opened in the event loop to which the keys belong."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, address: tuple[str, int], codec: CaseCodec, access: Access, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(address, _Request)
        self.access = access
        self.gate = threading.BoundedSemaphore(_AT_ONCE)
        self._codec = codec
        self._loop = loop

    def opened(self, payloads: Payloads) -> Payloads:
        """The payloads, opened."""
        return asyncio.run_coroutine_threadsafe(_opened(self._codec, payloads), self._loop).result(_PATIENCE)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 (as in the base class)
        """A connection that broke is no matter for the log; its trace could hold what was sent."""
        _log.info("a connection broke off")


class _Request(BaseHTTPRequestHandler):
    server: Endpoint
    protocol_version = "HTTP/1.1"
    server_version = "aryz"
    sys_version = ""
    timeout = _PATIENCE

    def do_OPTIONS(self) -> None:
        """Tell a browser whether a page of this origin may ask."""
        known = self.headers.get("Origin") == self.server.access.origin
        self._answer(HTTPStatus.NO_CONTENT if known else HTTPStatus.FORBIDDEN)

    def do_POST(self) -> None:
        """Open payloads, for those who may."""
        with self.server.gate:
            status, body = self._decoded()
        self._answer(status, body)

    def _decoded(self) -> tuple[HTTPStatus, bytes]:
        if (refused := self._refused()) is not None:
            return refused, b""
        try:
            sent = json_format.Parse(self.rfile.read(int(self.headers["Content-Length"])), Payloads())
            opened = self.server.opened(sent)
        except (json_format.ParseError, UnicodeDecodeError, RecursionError):
            return HTTPStatus.BAD_REQUEST, b""
        except (AryzError, TimeoutError):
            return HTTPStatus.SERVICE_UNAVAILABLE, b""
        return HTTPStatus.OK, json_format.MessageToJson(opened).encode()

    def _refused(self) -> HTTPStatus | None:
        """Why a request is refused before anything of its body is read."""
        length = self.headers.get("Content-Length", "")
        reasons = (
            (self.headers.get("Origin") not in (None, self.server.access.origin), HTTPStatus.FORBIDDEN),
            (not self.server.access.admits(self.headers.get("Authorization"), self.path), HTTPStatus.UNAUTHORIZED),
            (self.path.partition("?")[0].rpartition("/")[2] != "decode", HTTPStatus.NOT_FOUND),
            (not (length.isascii() and length.isdigit()), HTTPStatus.LENGTH_REQUIRED),
            (len(length) > 9 or (length.isdecimal() and int(length) > LARGEST), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        )
        return next((status for applies, status in reasons if applies), None)

    def _answer(self, status: HTTPStatus, body: bytes = b"") -> None:
        words = body or (b"" if status is HTTPStatus.NO_CONTENT else json.dumps({"message": status.phrase}).encode())
        self.send_response(status)
        if self.headers.get("Origin") == self.server.access.origin:
            self._allow_origin()
        if status >= HTTPStatus.BAD_REQUEST:
            self.close_connection = True  # what was sent and not read must not be taken for the next request
            self.send_header("Connection", "close")
        self.send_header("Vary", "Origin")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def _allow_origin(self) -> None:
        self.send_header("Access-Control-Allow-Origin", self.server.access.origin)
        self.send_header("Access-Control-Allow-Methods", "POST")
        self.send_header("Access-Control-Allow-Headers", _HEADERS)
        self.send_header("Access-Control-Allow-Credentials", "true")
        if self.headers.get("Access-Control-Request-Private-Network"):
            self.send_header("Access-Control-Allow-Private-Network", "true")

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 (as in the base class)
        """Who asked and how it ended. The path is not logged: a link in it lets in."""
        _log.info("%s %s: %s", self.client_address[0], self.command, int(code))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 (as in the base class)
        """What http.server says of a bad request repeats it: only that there was one is logged."""
        _log.info("%s: a request that cannot be read", self.client_address[0])


async def _opened(codec: CaseCodec, payloads: Payloads) -> Payloads:
    return Payloads(payloads=[await _opened_or_why(codec, payload) for payload in payloads.payloads])


async def _opened_or_why(codec: CaseCodec, payload: Payload) -> Payload:
    try:
        return (await codec.decode([payload]))[0]
    except AryzError as error:
        words = json.dumps({"unreadable": str(error)}).encode()
        return Payload(metadata={"encoding": b"json/plain"}, data=words)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


@contextlib.asynccontextmanager
async def serving(keys: Keys, access: Access, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """
    A running endpoint; gives its address, such as `http://127.0.0.1:8081`.

    Raises:
        ServerError: the port is taken, or the host is none of this machine.
    """
    try:
        endpoint = Endpoint((host, port), CaseCodec(keys), access, asyncio.get_running_loop())
    except OSError as error:
        raise ServerError(f"the codec endpoint cannot listen on {host}:{port}: {error.strerror}") from None
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{endpoint.server_address[1]}"
    finally:
        await asyncio.to_thread(endpoint.shutdown)
        endpoint.server_close()


async def _serve(said: argparse.Namespace, token: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    access = Access(said.origin, token)
    async with (
        await open_keys(Place(said.keys, said.url)) as keys,
        serving(keys, access, said.host, said.port) as address,
    ):
        print(f"{address}{access.link(said.hours * 3600)}", flush=True)  # noqa: T201 (the command's answer)
        await stop.wait()


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status: 0 ended by a signal, 1 failed with one line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m workflows.codec_endpoint", description=_WHAT)
    parser.add_argument("--keys", type=Path, default=os.environ.get("ARYZ_KEYS"), help="the folder (default ARYZ_KEYS)")
    parser.add_argument("--url", default=os.environ.get("ARYZ_KEYS_URL"), help="the key store, if not in that folder")
    parser.add_argument("--origin", default="http://localhost:8233", help="of the pages that may ask")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--hours", type=float, default=8.0, help="how long the link that is printed lets in")
    said = parser.parse_args(arguments)
    if said.keys is None:
        parser.error("no keys named: give --keys or set ARYZ_KEYS")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(said, os.environ.get("ARYZ_CODEC_TOKEN") or secrets.token_urlsafe(32)))
    except AryzError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the one line that an operator needs)
        return 1
    return 0


_WHAT: Final = (
    "Open sealed payloads for the Temporal UI. Prints a link to be entered there as codec endpoint; with "
    "ARYZ_CODEC_TOKEN set (32 characters or more), that token is taken as a bearer token too."
)

if __name__ == "__main__":
    raise SystemExit(main())
