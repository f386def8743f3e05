"""The codec endpoint over real HTTP: who is let in, what is opened, what is refused."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import WorkflowSerializationContext

from models.errors import ServerError
from store.keys.cases import CaseKeys
from store.keys.opening import Place, make_keys, open_keys
from workflows.codec import CaseCodec
from workflows.codec_endpoint import LARGEST, Access, serving

UI = "http://localhost:8233"
TOKEN = secrets.token_urlsafe(32)
SAID = Payload(metadata={"encoding": b"json/plain"}, data=b'"Abaev"')
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def said(self) -> list[bytes]:
        """The data of the payloads in it."""
        return [base64.b64decode(payload["data"]) for payload in json.loads(self.body)["payloads"]]


@dataclass
class Asked:
    """An endpoint, and how to ask it."""

    address: str
    access: Access
    headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, body: bytes | None, path: str = "/decode", method: str = "POST", **headers: str) -> Answer:
        """Ask, with further headers (`_` for `-`)."""
        sent = {"Content-Type": "application/json", **{name.replace("_", "-"): each for name, each in headers.items()}}
        request = urllib.request.Request(f"{self.address}{path}", body, sent, method=method)  # noqa: S310 (our own)
        return await asyncio.to_thread(_answer, request)


def _answer(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 (our own)
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@pytest.fixture
async def place(tmp_path: Path) -> Place:
    """Where the keys of an installation are."""
    where = Place(tmp_path / "keys", environment={})
    await make_keys(where)
    return where


@pytest.fixture
async def keys(place: Place) -> AsyncIterator[CaseKeys]:
    """These keys."""
    async with await open_keys(place) as opened:
        yield opened


@pytest.fixture
async def ask(keys: CaseKeys) -> AsyncIterator[Asked]:
    """A running endpoint."""
    access = Access(UI, TOKEN)
    async with serving(keys, access) as address:
        yield Asked(address, access)


async def sealed(keys: CaseKeys, *cases: str) -> bytes:
    """A request with one sealed payload of each case."""
    codec = CaseCodec(keys)
    contexts = [WorkflowSerializationContext(namespace="default", workflow_id=f"case/{case}") for case in cases]
    payloads = [(await codec.with_context(context).encode([SAID]))[0] for context in contexts]
    return json_format.MessageToJson(Payloads(payloads=payloads)).encode()


async def test_the_ui_reads(ask: Asked, keys: CaseKeys) -> None:
    """With the token, from the page of the UI, payloads of several cases are opened and may be read by the page."""
    answer = await ask(await sealed(keys, "abaev", "evloev"), Origin=UI, X_Namespace="default", **BEARER)

    assert (answer.status, answer.said) == (200, [SAID.data, SAID.data])
    assert answer.headers["Access-Control-Allow-Origin"] == UI
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_link_lets_in_until_it_ends(keys: CaseKeys) -> None:
    """A link made with the token works without it, not a second longer than said, and not when it was changed."""
    now = 1_000_000.0
    access = Access(UI, TOKEN, lambda: now)
    link = access.link(60)
    longer = f"/{1_000_099}.{link.partition('.')[2]}"
    async with serving(keys, access) as address:
        ask = Asked(address, access)
        body = await sealed(keys, "abaev")
        assert (await ask(body, f"{link}/decode")).said == [SAID.data]
        for bad in (
            longer,
            link[:-1],
            f"{link}0",
            link.replace(".", ""),
            "/.",
            "/x.y",
            "/%C3%A9.é".encode().decode("ascii", "ignore"),
        ):
            assert (await ask(body, f"{bad}/decode")).status == 401
        now += 60
        assert (await ask(body, f"{link}/decode")).status == 401


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"],
    ids=["none", "empty", "bare", "wrong", "basic", "no-scheme", "longer", "shorter"],
)
async def test_without_the_token_nothing(ask: Asked, keys: CaseKeys, authorization: str | None) -> None:
    """No token, another, a part of it: refused, and nothing of what was sent comes back."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await ask(await sealed(keys, "abaev"), Origin=UI, **headers)

    assert (answer.status, json.loads(answer.body)) == (401, {"message": "Unauthorized"})


async def test_a_wrong_token_beside_a_good_link(ask: Asked, keys: CaseKeys) -> None:
    """A token that is shown must be right: the link does not heal it."""
    body = await sealed(keys, "abaev")
    assert (await ask(body, f"{ask.access.link(60)}/decode", Authorization="Bearer no")).status == 401


@pytest.mark.parametrize(
    "origin", ["http://localhost:8234", "https://localhost:8233", "null", "http://evil.example", f"{UI}/"]
)
async def test_pages_of_other_places(ask: Asked, keys: CaseKeys, origin: str) -> None:
    """A page of another origin is refused even with the token, and no header allows it to read."""
    for method, body in (("POST", await sealed(keys, "abaev")), ("OPTIONS", None)):
        answer = await ask(body, method=method, Origin=origin, **BEARER)
        assert answer.status == 403
        assert answer.headers["Access-Control-Allow-Origin"] is None


async def test_a_browser_asks_first(ask: Asked) -> None:
    """The question that a browser sends ahead is answered without a token: it never carries one."""
    answer = await ask(
        None, method="OPTIONS", Origin=UI, Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type,x-namespace",
        Access_Control_Request_Private_Network="true",
    )  # fmt: skip

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == UI
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type, x-namespace"
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b'"x"',
        b'{"payloads": 3}',
        b'{"other": []}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_bad_input(ask: Asked, body: bytes) -> None:
    """What is no list of payloads is one short answer, and the endpoint goes on."""
    answer = await ask(body, **BEARER)

    assert (answer.status, json.loads(answer.body)) == (400, {"message": "Bad Request"})
    assert (await ask(b"{}", **BEARER)).body == b"{}"


async def test_other_ways_in(ask: Asked, keys: CaseKeys) -> None:
    """There is no encoding and nothing to get."""
    body = await sealed(keys, "abaev")
    for path in ("/encode", "/", "/decode/", "/decoded", "/decode/x"):
        assert (await ask(body, path, **BEARER)).status == 404
    assert (await ask(body, "/decode?namespace=default", **BEARER)).status == 200
    for method in ("GET", "PUT", "DELETE"):
        assert (await ask(None, method=method, **BEARER)).status == 501


async def test_what_cannot_be_opened_says_why(ask: Asked, keys: CaseKeys) -> None:
    """Of one request an erased, a damaged and a plain payload come back each with its own answer, the others opened."""
    good, erased, damaged = json_format.Parse(await sealed(keys, "abaev", "gone", "abaev"), Payloads()).payloads
    await keys.destroy("gone", "consent_withdrawn", datetime(2026, 11, 23, tzinfo=UTC))
    damaged.data = damaged.data[:-1]
    body = json_format.MessageToJson(Payloads(payloads=[good, erased, damaged, SAID])).encode()
    said = (await ask(body, **BEARER)).said

    assert (said[0], said[3]) == (SAID.data, SAID.data)
    assert json.loads(said[1])["unreadable"].startswith("case gone: was erased on 2026-11-23")
    assert (
        json.loads(said[2])["unreadable"]
        == "a payload sealed under abaev.1 does not open; it was changed or is damaged"
    )


async def test_too_much_is_refused_unread(ask: Asked) -> None:
    """A body over the limit is refused by its length, before it is read; one without a length is refused too."""
    for length, status in (
        ("99999999999", b"413"),
        (str(LARGEST + 1), b"413"),
        ("-1", b"411"),
        ("x", b"411"),
        (None, b"411"),
    ):
        head = f"POST /decode HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        head += f"Content-Length: {length}\r\n\r\n" if length else "Transfer-Encoding: chunked\r\n\r\n"
        assert (await asyncio.to_thread(raw, ask.address, head.encode())).split()[1] == status
    assert (await ask(b"{" + b" " * (LARGEST - 2) + b"}", **BEARER)).status == 200


@pytest.mark.parametrize(
    "sent", [b"\r\n\r\n", b"nonsense\r\n\r\n", b"POST /decode HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n"]
)
async def test_what_is_not_http(ask: Asked, sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Noise is answered or dropped, is not repeated in the log, and the endpoint goes on."""
    with caplog.at_level(logging.INFO):
        await asyncio.to_thread(raw, ask.address, sent)
        assert (await ask(b"{}", **BEARER)).status == 200
    assert "nonsense" not in caplog.text


def raw(address: str, sent: bytes) -> bytes:
    """What comes back for bytes."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096)


async def test_the_log_says_who_and_nothing_more(ask: Asked, keys: CaseKeys, caplog: pytest.LogCaptureFixture) -> None:
    """Each request is one line: address, method, status. Neither token nor link nor payload nor word stands there."""
    link = ask.access.link(60)
    body = await sealed(keys, "abaev")
    with caplog.at_level(logging.INFO):
        await ask(body, f"{link}/decode")
        await ask(body, "/decode", Authorization=f"Bearer x{TOKEN}")
        await ask(b"{", **BEARER)

    lines = [record.getMessage() for record in caplog.records if record.name == "aryz.codec"]
    assert lines == ["127.0.0.1 POST: 200", "127.0.0.1 POST: 401", "127.0.0.1 POST: 400"]


def test_a_short_token_is_refused() -> None:
    """A token that can be guessed is none; the message does not repeat it."""
    for token in ("hush", "", "é" * 40):
        with pytest.raises(ServerError, match="at least 32") as caught:
            Access(UI, token)
        assert not token or token not in str(caught.value)
    assert TOKEN not in repr(Access(UI, TOKEN))


async def test_a_port_that_is_taken(ask: Asked, keys: CaseKeys) -> None:
    """Two endpoints do not share a port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServerError, match=r"cannot listen on 127\.0\.0\.1"):
            async with serving(keys, ask.access, port=taken.getsockname()[1]):
                pass


async def test_the_command(place: Place, keys: CaseKeys) -> None:
    """The command prints a link that works, and ends at once and well when it is asked to."""
    command = [sys.executable, "-m", "workflows.codec_endpoint", "--keys", str(place.folder), "--port", "0"]
    environment = {**os.environ, "ARYZ_CODEC_TOKEN": TOKEN}
    process = subprocess.Popen(  # noqa: ASYNC220 (it starts in a moment)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    try:
        link = (await asyncio.to_thread(process.stdout.readline)).strip()
        asked = Asked(link, Access(UI, TOKEN))
        assert (await asked(await sealed(keys, "abaev"))).said == [SAID.data]
    finally:
        process.terminate()
        _, logged = await asyncio.to_thread(process.communicate, None, 20)
    assert process.returncode == 0
    assert TOKEN not in logged
    assert "POST: 200" in logged


async def test_the_command_without_keys(tmp_path: Path) -> None:
    """A folder without keys is one line and status 1."""
    command = [sys.executable, "-m", "workflows.codec_endpoint", "--keys", str(tmp_path), "--port", "0"]
    ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert "no such file" in ended.stderr
