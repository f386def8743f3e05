"""What every answer says to the browser, and what an error never says."""

from __future__ import annotations

import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from models.records import TellerRole
from store.keys.opening import Place
from store.opening import Store, database_url, open_store
from store.register import Register
from tests.web.test_matrix import address, doors
from tests.web.visiting import ORIGIN, Visit
from web.app import create_app
from web.headers import BODY_LIMIT
from web.house import House
from web.rights import RIGHTS
from web.settings import WebSettings

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOLD: Final = "Иванова рассказала"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """A store for all of these tests; no server and no worker runs."""
    folder = tmp_path_factory.mktemp("headers")
    shutil.copytree(migrated, folder, dirs_exist_ok=True)
    async with await open_store(database_url(folder), keys=Place(folder / "keys", environment={})) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(store: Store) -> House:
    """A house that no test of these asks to tell anything."""
    client: Any = None
    return House(store, client)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(house: House) -> FastAPI:
    """Its application."""
    return create_app(house)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(app: FastAPI, house: House) -> AsyncIterator[Visit]:
    """A coordinator who is signed in."""
    coming = Visit(app, house)
    await coming.sign_in("coordinator")
    yield coming
    await coming.close()


def hardened(answer: httpx.Response) -> bool:
    """Whether an answer carries every header that keeps browsers from doing harm. Raises where one is not right."""
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "http" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in answer.headers
    return True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no/such/page", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/cases?wrong=1", 422),
        ("GET", "/static/aryz.css", 200),
        ("GET", "/static/../settings.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/healthz", 200),
        ("POST", "/api/v1/cases", 403),
    ],
)
async def test_every_answer_carries_the_headers(visit: Visit, method: str, path: str, status: int) -> None:
    """Also of what is not there, not allowed or not understood."""
    answer = await visit.client.request(method, path)

    assert answer.status_code == status
    assert hardened(answer)


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, path, method in doors() if method == "GET"], ids=lambda value: value
)
async def test_every_route_carries_the_headers_and_is_not_kept(app: FastAPI, name: str, path: str) -> None:
    """Asked by nobody, every page and every answer is hardened, and no cache keeps it."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.get(address(path, "no-such-case"))

    assert RIGHTS[name].public or answer.status_code in {303, 401}
    assert hardened(answer)
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_too_large_is_refused_with_the_headers(visit: Visit) -> None:
    """A body beyond the limit is refused by its length, and where it names none, as soon as it is too long."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 65_536 + 2):
            yield b"x" * 65_536

    headers = {"origin": ORIGIN, "content-type": "application/json"}
    for body in (b"x" * (BODY_LIMIT + 1), endless()):
        answer = await visit.client.post("/api/v1/cases", content=body, headers=headers)
        assert answer.status_code == 413
        assert hardened(answer)


async def test_an_error_shows_no_words_of_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks a page is told by its place alone: neither the answer nor the log repeats what was in it."""

    async def broken(*_: object) -> None:
        raise RuntimeError(TOLD)

    monkeypatch.setattr(Register, "cases", broken)
    caplog.set_level(logging.DEBUG)
    for path in ("/api/v1/cases", "/cases"):
        answer = await visit.get(path)
        assert answer.status_code == 500
        assert hardened(answer)
        assert TOLD not in answer.text
    lines = [record for record in caplog.records if record.name == "aryz.web" and record.levelno == logging.ERROR]

    assert len(lines) >= 2
    assert all("RuntimeError" in line.getMessage() for line in lines)
    assert TOLD not in caplog.text
    assert not any(line.exc_info for line in caplog.records)


async def test_an_error_of_a_program_is_a_problem(visit: Visit) -> None:
    """Every error under the address of the API is `application/problem+json`, and repeats nothing that was sent."""
    marker = "zzMARKERzz"
    for path in (f"/api/v1/{marker}", f"/api/v1/cases?{marker}={marker}", f"/api/v1/cases/{marker.lower()}"):
        answer = await visit.get(path)
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["status"] == answer.status_code
        assert problem["title"]
        assert marker not in answer.text
    body = {"case": {"reference": marker, "jurisdiction": "KZ", marker: marker}, marker: 1}
    headers = {"origin": ORIGIN, "x-csrf-token": visit.csrf}
    answer = await visit.client.post("/api/v1/cases", json=body, headers=headers)

    assert answer.status_code == 422
    assert marker not in answer.text


async def test_the_cookie_of_a_session_is_strict(house: House) -> None:
    """It is for no script and for no other site; over https only, and of this host alone, where people come so."""
    for url, name, secure in (("http://127.0.0.1:9233", "aryz", False), ("https://a.example", "__Host-aryz", True)):
        settings = WebSettings(public_url=url)
        came = Visit(create_app(replace(house, settings=settings)), replace(house, settings=settings))
        came.client.base_url = url
        account = await house.people.accounts.create(
            TellerRole.OPERATOR, name=name, login=f"{name}-{secure}", now=house.clock()
        )
        link = await house.people.invitations.make(account.id, house.clock())
        answer = await came.client.post(
            f"/invited/{link}",
            data={"password": "korrekt pferd batterie heftklammer", "again": "korrekt pferd batterie heftklammer"},
            headers={"origin": url},
        )
        cookies = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{name}=")]
        await came.close()
        assert cookies, answer.text
        said = {part.strip().lower() for part in cookies[0].split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= said
        assert ("secure" in said) is secure
        assert not any(part.startswith("domain") for part in said)


async def test_another_host_is_refused(visit: Visit) -> None:
    """A name that somebody else pointed at this address is not answered, so that no foreign page can borrow it."""
    for path in ("/", "/api/v1/cases", "/static/aryz.css"):
        answer = await visit.get(path, headers={"host": "evil.example"})
        assert answer.status_code == 400
        assert hardened(answer)


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "PROPFIND", "PUT"])
async def test_methods_that_nobody_needs_do_nothing(visit: Visit, method: str) -> None:
    """No page and no case answers them; nothing of the request comes back, and no other site is let in (CORS)."""
    for path in ("/", "/api/v1/cases"):
        headers = {"origin": "https://evil.example", "x-marker": "zzMARKERzz"}
        answer = await visit.client.request(method, path, headers=headers)
        assert answer.status_code == 405
        assert "zzMARKERzz" not in answer.text
        assert not any(name.startswith("access-control-") for name in answer.headers)
