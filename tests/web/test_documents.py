"""Documents on the pages: taken in without a clear copy anywhere, handed out as files, on record and in custody."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser
from sqlalchemy import func, select

from models.errors import ServerError
from models.records import RecordKind
from store.document_tables import document_pieces
from store.documents import Documents
from store.found import Verified
from store.verifying_documents import verify_documents
from tests.store.documents import CANARY, PDF, PNG, docx
from tests.web.visiting import ORIGIN, Visit
from tests.workflows.stories import event, lodged, opening
from web.house import House
from web.pages.documents import disposition
from workflows.desk import Desk

T = TypeVar("T")
pytestmark = pytest.mark.server
CHROMIUM_BOUNDARY = "----WebKitFormBoundaryABCDEFGHIJKLMNOP"


@pytest.fixture
async def place(telling: Desk, visit: Visit, reference: str) -> str:
    """The documents of a case, looked at by its lawyer."""
    lawyer = await visit.sign_in("lawyer")
    await telling.open(opening(reference))
    given = event("e02", "assigned", "2024-03-02", by={"role": "counsel", "name": lawyer})
    await telling.tell(reference, [lodged(), given])
    for _ in range(100):
        row = await visit.house.store.register.row(reference)
        if row is not None and row.lawyer == lawyer:
            break
        await asyncio.sleep(0.05)
    return f"/cases/{reference}/documents"


async def sent(visit: Visit, place: str, data: bytes, name: str = "photo.png", **fields: str) -> httpx.Response:
    """Send a file as the form of the page does: token first, then the note, then the file."""
    said = {"csrf": visit.csrf, "note": "what the guard wore", **fields}
    files = {"file": (name, data, "image/png")}
    return await visit.client.post(place, data=said, files=files, headers={"origin": ORIGIN})


async def test_a_document_is_taken_in_and_handed_out(visit: Visit, place: str, reference: str) -> None:
    """It is listed under a safe name, its digest is the receipt; handed out it is a file; both are on record."""
    answer = await sent(visit, place, PNG + bytes(900_000), "../../фото <b>.png")
    assert answer.status_code == 303, answer.text
    page = await visit.get(answer.headers["location"])
    (kept,) = await visit.house.store.documents.all(reference)
    assert page.status_code == 200
    assert kept.sha256 == sha256(PNG + bytes(900_000)).hexdigest()
    assert kept.sha256 in page.text
    assert "what the guard wore" in page.text
    assert "<b>" not in page.text
    file = await visit.get(f"{place}/{kept.id}", headers={"range": "bytes=0-1,0-1,0-1", "accept-encoding": "gzip"})
    assert (file.status_code, file.content) == (200, PNG + bytes(900_000))
    wanted = {
        "content-type": "image/png",
        "content-disposition": "attachment; filename*=UTF-8''%D1%84%D0%BE%D1%82%D0%BE%20_b_.png",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "accept-ranges": "none",
        "content-length": str(len(file.content)),
    }
    assert {name: file.headers[name] for name in wanted} == wanted
    assert [row.act for row in await visit.house.store.documents.custody(reference)] == ["arrived", "read"]
    await _holds(visit.house, reference)


async def test_no_clear_copy_is_made(visit: Visit, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large file comes in piece by piece, its bytes are in no file of the store and in no temporary one."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    seen: list[str] = []

    async def body() -> AsyncIterator[bytes]:
        yield _head(visit, "diary.txt")
        for _ in range(40):
            yield CANARY + b"\n" + os.urandom(30_000).hex().encode()
            seen.extend(_holding(tmp_path))
        yield _tail()

    answer = await visit.client.post(place, content=body(), headers=_form())
    assert answer.status_code == 303, answer.text
    assert seen == _holding(tmp_path) == [path.name for path in elsewhere.iterdir()] == []


async def test_what_lies_is_a_file_of_bytes(visit: Visit, place: str, reference: str) -> None:
    """A page called a picture, a document with macros: kept, with a warning, handed out as plain bytes only."""
    for data, name in (
        (b"<!doctype html><script>alert(1)</script>", "a.png"),
        (docx(word__vbaProject_dot_bin=b"x"), "b.docx"),
    ):
        assert (await sent(visit, place, data, name)).status_code == 303
    page = await visit.get(place)
    assert page.text.count("open it only on a machine kept for that") == 2
    for kept in await visit.house.store.documents.all(reference):
        file = await visit.get(f"{place}/{kept.id}")
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["content-disposition"].endswith(".bin")


async def test_what_is_refused_is_not_kept(visit: Visit, place: str, reference: str) -> None:
    """Empty or too large: the page says so, nothing is kept, the custody names who tried."""
    house, store = visit.house, visit.house.store.documents
    object.__setattr__(house, "settings", replace(house.settings, document_mb=1))
    empty, large, huge = [await sent(visit, place, bytes(size)) for size in (0, (1 << 20) + 1, 1_500_000)]
    assert (empty.status_code, "The file is empty" in empty.text) == (422, True)
    assert (large.status_code, huge.status_code, "larger than a document may be" in huge.text) == (413, 413, True)
    assert await store.all(reference) == ()
    rows = await store.custody(reference)
    assert [(row.act, row.reason, row.account) for row in rows] == [
        ("refused", "empty", visit.id),
        ("refused", "too_large", visit.id),
        ("refused", "too_large", visit.id),
    ]


async def test_what_breaks_off_is_not_kept(visit: Visit, place: str, reference: str) -> None:
    """A form that ends in the middle of its file leaves no document, and neither does one without a file."""

    async def body() -> AsyncIterator[bytes]:
        yield _head(visit, "photo.png")
        yield PNG + bytes(600_000)

    answer = await visit.client.post(place, content=body(), headers=_form())
    assert (answer.status_code, "did not arrive whole" in answer.text) == (422, True)
    none = await visit.client.post(place, content=_head(visit, "")[:-40], headers=_form())
    assert none.status_code == 422
    assert await visit.house.store.documents.all(reference) == ()
    await _holds(visit.house, reference)


async def test_a_form_of_another_session_is_refused(visit: Visit, place: str, reference: str) -> None:
    """Without the token before the file, or with another, nothing of the file is looked at."""
    wrong = await sent(visit, place, PNG, csrf="another")
    files: Any = [("file", ("a.png", PNG, "image/png")), ("csrf", (None, visit.csrf.encode()))]
    late = await visit.client.post(place, files=files, headers={"origin": ORIGIN})
    foreign = await visit.client.post(
        place, data={"csrf": visit.csrf}, files={"file": ("a.png", PNG)}, headers={"origin": "https://evil.example"}
    )
    assert [wrong.status_code, late.status_code, foreign.status_code] == [403, 403, 403]
    assert await visit.house.store.documents.custody(reference) == ()


async def test_whose_case_it_is_not(visit: Visit, visitor: Callable[..., Visit], place: str, reference: str) -> None:
    """Another's lawyer and an operator get nothing; an auditor reads and adds nothing; an id of elsewhere is none."""
    await sent(visit, place, PDF)
    (kept,) = await visit.house.store.documents.all(reference)
    other, auditor, operator = visitor(), visitor(), visitor()
    for one, role in ((other, "lawyer"), (auditor, "auditor"), (operator, "operator")):
        await one.sign_in(role)
    assert [(await one.get(f"{place}/{kept.id}")).status_code for one in (other, auditor, operator)] == [404, 200, 403]
    assert [(await sent(one, place, PDF)).status_code for one in (other, auditor, operator)] == [404, 403, 403]
    for none in ("doc-0000000000000000", "..%2f..%2faryz.db", f"{kept.id}'"):
        assert (await visit.get(f"{place}/{none}")).status_code == 404


async def test_what_the_case_does_not_take_is_not_kept(
    visit: Visit, place: str, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be put on record a document is taken out again, and none is handed out; the page says so."""
    await sent(visit, place, PNG)
    (kept,) = await visit.house.store.documents.all(reference)

    async def away(*_: object) -> None:
        raise ServerError("no worker answers")

    monkeypatch.setattr(Desk, "received", away)
    monkeypatch.setattr(Desk, "exported", away)
    gone, file = await sent(visit, place, PDF), await visit.get(f"{place}/{kept.id}")
    assert (gone.status_code, "did not take it on record" in gone.text) == (503, True)
    assert (file.status_code, PNG in file.content) == (503, False)
    assert await visit.house.store.documents.all(reference) == (kept,)
    acts = [row.act for row in await visit.house.store.documents.custody(reference)]
    assert acts == ["arrived", "arrived", "withdrawn", "read", "refused"]


async def test_a_line_that_breaks_leaves_nothing(live: str, visit: Visit, place: str, reference: str) -> None:
    """A browser that goes away in the middle of its file leaves no piece of it."""
    address = urlsplit(live)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    cookie = f"{visit.house.settings.cookie}={visit.client.cookies[visit.house.settings.cookie]}"
    head = f"POST {place} HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {live}\r\nCookie: {cookie}\r\n"
    form = f"Content-Type: {_form()['content-type']}\r\nContent-Length: 9000000\r\n\r\n"
    writer.write(head.encode() + form.encode() + _head(visit, "a.png") + PNG + bytes(1_500_000))
    await writer.drain()
    store = visit.house.store.documents
    await _until(lambda: _pieces(store))
    writer.close()
    rows = await _until(lambda: store.custody(reference))
    assert [(row.act, row.reason) for row in rows] == [("refused", "broken_off")]
    assert await _pieces(store) == 0
    assert not await reader.read()


async def test_erasing_takes_documents_along(
    visit: Visit, visitor: Callable[..., Visit], place: str, reference: str, telling: Desk
) -> None:
    """After erasing nothing of them is left but who had them; the page says so, and everything still holds."""
    await sent(visit, place, PDF)
    done = await telling.erase(reference, "consent_withdrawn")
    coordinator = visitor()
    await coordinator.sign_in("coordinator")
    page = await coordinator.get(place)
    assert done.documents == 1
    assert (page.status_code, "erased with the case" in page.text) == (200, True)
    await _holds(visit.house, reference)


def test_a_name_cannot_leave_its_header() -> None:
    """Whatever a name holds, the header has one file name and nothing after it."""
    assert (
        disposition('a"; b\r\nX: y; é.pdf') == "attachment; filename*=UTF-8''a%22%3B%20b%0D%0AX%3A%20y%3B%20%C3%A9.pdf"
    )


async def _holds(house: House, reference: str) -> None:
    """Everything about the documents of the case is as it must be, the records included."""
    result = Verified()
    await verify_documents(house.store.database, house.store.keys, result, reference)
    assert [str(one) for one in result.faults] == []
    kinds = [entry.record.kind for entry in await house.store.ledger.entries(reference)]
    rows = await house.store.documents.custody(reference)
    assert kinds.count(RecordKind.RECEIVED) == sum(row.act == "arrived" for row in rows)


async def _until(asked: Callable[[], Awaitable[T]]) -> T:
    """What is answered as soon as there is something."""
    for _ in range(500):
        if found := await asked():
            return found
        await asyncio.sleep(0.02)
    raise TimeoutError


async def _pieces(store: Documents) -> int:
    query = select(func.count()).select_from(document_pieces)
    return await store.database.read(lambda connection: connection.execute(query).scalar_one())


def _form() -> dict[str, str]:
    return {"origin": ORIGIN, "content-type": f"multipart/form-data; boundary={CHROMIUM_BOUNDARY}"}


def _head(visit: Visit, name: str) -> bytes:
    line = f'--{CHROMIUM_BOUNDARY}\r\nContent-Disposition: form-data; name="'
    return (
        f'{line}csrf"\r\n\r\n{visit.csrf}\r\n{line}note"\r\n\r\n\r\n'
        f'{line}file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    ).encode()


def _tail() -> bytes:
    return f"\r\n--{CHROMIUM_BOUNDARY}--\r\n".encode()


def _holding(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and CANARY in file.read_bytes()]


async def test_in_a_browser_without_javascript(
    browser: Browser, live: str, visit: Visit, place: str, tmp_path: Path
) -> None:
    """Chosen, added, listed and handed out as a file under its own name, with no JavaScript at all."""
    chosen = tmp_path / "Справка врача.pdf"
    chosen.write_bytes(PDF)
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    cookie = visit.house.settings.cookie
    await context.add_cookies([{"name": cookie, "value": visit.client.cookies[cookie], "url": live}])
    page = await context.new_page()
    await page.goto(live + place)
    await page.fill("#note", "the doctor's paper")
    await page.set_input_files("#file", chosen)
    await page.click("form[enctype] button")
    assert "Kept, and on the record of the case." in await page.inner_text("main")
    async with page.expect_download() as waiting:
        await page.click("th a")
    download = await waiting.value
    assert download.suggested_filename == "Справка врача.pdf"
    assert await asyncio.to_thread((await download.path()).read_bytes) == PDF
    await context.close()
