"""The audit page: checkpoints, checks beside the pages, the bundle of a case, the access log; and the end of a case."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Executable, delete, update

from ledger.unbundle import check_bundle
from models.records import RecordKind
from store.document_tables import document_pieces
from store.opening import Store
from store.people.tables import accesses
from store.schema import ledger
from store.signing import verifiers_of
from tests.servers import DevServer
from tests.store.documents import BY, PNG, brought
from tests.web.visiting import Visit
from tests.workflows.stories import PERSONAL, lodged, opening
from web.api.settling import settled
from web.auditing import Checks, apart
from workflows.desk import Desk

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """A server of its own: comparing asks every case that runs on it, and those of other tests have no worker."""
    with DevServer(tmp_path_factory.mktemp("audit")).running() as running:
        yield running


@pytest.fixture
async def case(telling: Desk, visit: Visit, reference: str) -> str:
    """A case with a complaint, in a house that an auditor looks at."""
    await visit.sign_in("auditor")
    await telling.open(opening(reference))
    receipts = await telling.tell(reference, [lodged()])
    assert await settled(visit.house, reference, receipts[-1].record + 1)
    return reference


async def checked(app: FastAPI, visit: Visit, what: str) -> str:
    """The page after a check of this kind has ended."""
    begun = await visit.post("/audit/verify", {"what": what})
    assert (begun.status_code, begun.headers["location"]) == (303, f"/audit#{what}")
    checks = app.state.checks
    assert isinstance(checks, Checks)
    await checks.settled()
    return (await visit.get("/audit")).text


async def changed(store: Store, *statements: Executable) -> None:
    """Change the database behind everybody's back."""

    def work(connection: Connection) -> None:
        for one in statements:
            connection.execute(one)

    await store.database.write(work)


async def test_everything_holds_and_is_said_so(app: FastAPI, visit: Visit, case: str, telling: Desk) -> None:
    """Checkpoints are shown with who signed them; the check counts records, words, documents and lines of the log."""
    documents = visit.house.store.documents
    kept = await brought(documents, PNG, reference=case)
    noted = await telling.received(case, kept.id, kept.sha256)
    assert await settled(visit.house, case, noted.record)
    page = await checked(app, visit, "ledger")
    assert "All of it holds: 1 case." in page, page
    for words in ("tests.example.org", "1 of 1 opened", "lines hold", case):
        assert words in page or words == case
    assert "They agree on 1 case." in await checked(app, visit, "reconcile")


async def test_what_does_not_hold_is_named(app: FastAPI, visit: Visit, case: str) -> None:
    """A rewritten record, a lost document and a line taken out of the access log are named on the page."""
    store = visit.house.store
    await brought(store.documents, PNG, reference=case)
    await visit.get(f"/cases/{case}/documents")
    await visit.get(f"/cases/{case}/replay")
    await changed(
        store,
        update(ledger).where(ledger.c.reference == case, ledger.c.seq == 2).values(body=b"{}"),
        delete(document_pieces),
        delete(accesses).where(accesses.c.number == 1),
    )
    page = await checked(app, visit, "ledger")
    assert "Not all of it holds: 0 of 1 cases do." in page
    assert "access log: row 1 was changed, put in, moved or taken out" in page
    assert f"<strong>{case}</strong>, record 2" in page


async def test_no_page_waits_for_a_check() -> None:
    """Work that takes long runs beside: others go on meanwhile, and what it raises is told."""

    async def long() -> str:
        time.sleep(0.3)  # noqa: ASYNC251 (as a long check stops its own loop)
        return "done"

    async def broken() -> str:
        raise ValueError("no")

    began, waiting = time.perf_counter(), asyncio.create_task(apart(long))
    await asyncio.sleep(0.01)
    assert time.perf_counter() - began < 0.25
    assert await waiting == "done"
    with pytest.raises(ValueError, match="no"):
        await apart(broken)


async def test_a_bundle_needs_the_password_and_is_on_record(visit: Visit, case: str) -> None:
    """After ten minutes the password is asked for; then the bundle comes whole, checks, and is on record."""
    house = visit.house
    fresh = await visit.post(f"/cases/{case}/bundle")
    assert (fresh.status_code, fresh.headers["content-type"]) == (200, "application/zip"), fresh.text
    with zipfile.ZipFile(io.BytesIO(fresh.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert house.store.place is not None
    assert check_bundle(files, verifiers_of(house.store.place), ()).erased == 0
    redacted = await visit.post(f"/cases/{case}/bundle", {"redact": "true"})
    with zipfile.ZipFile(io.BytesIO(redacted.content)) as archive:
        assert not any(PERSONAL.encode() in archive.read(name) for name in archive.namelist())
    assert await settled(house, case, 5)
    reasons = [
        entry.record.reason
        for entry in await house.store.ledger.entries(case)
        if entry.record.kind is RecordKind.EXPORTED
    ]
    assert reasons == [f"bundle sha256 {sha256(one.content).hexdigest()}" for one in (fresh, redacted)]


async def test_stale_people_are_asked_again(
    visit: Visit, visitor: Callable[..., Visit], case: str, app: FastAPI
) -> None:
    """Erasing and bundles lead to the password first, and to nobody who may not do it."""
    coordinator = visitor()
    await coordinator.sign_in("coordinator")
    later = visit.house.clock() + timedelta(minutes=11)
    object.__setattr__(app.state.house, "clock", lambda: later)
    answers = [await coordinator.get(f"/cases/{case}/erase"), await coordinator.post(f"/cases/{case}/bundle")]
    assert [answer.headers["location"].partition("?")[0] for answer in answers] == ["/me/again"] * 2
    assert (await visit.get(f"/cases/{case}/erase")).status_code == 403


async def test_a_case_is_held_released_and_erased(visitor: Callable[..., Visit], case: str) -> None:
    """A hold prevents it; the reference must be typed; a reason must be a code; then nothing of it can be read."""
    visit = visitor()
    await visit.sign_in("coordinator")
    place, erase = f"/cases/{case}/erase", {"what": "erase", "reason": "consent_withdrawn", "typed": case}
    await brought(visit.house.store.documents, PNG, reference=case)
    assert (
        "A legal hold lies on the case now."
        in (await visit.post(place, {"what": "hold", "reason": "court_order"})).text
    )
    assert (await visit.post(place, erase)).status_code == 409
    assert "No legal hold lies on the case now." in (await visit.post(place, {"what": "release"})).text
    wrong = await visit.post(place, {**erase, "typed": "another"})
    assert (wrong.status_code, "was not typed as it is" in wrong.text) == (422, True)
    assert (await visit.post(place, {**erase, "other": "Aliya asked for it"})).status_code == 422
    done = await visit.post(place, erase)
    assert (done.status_code, "Its key is destroyed" in done.text, "1 document" in done.text) == (200, True, True)
    assert await visit.house.store.documents.all(case) == ()
    kinds = [entry.record.kind for entry in await visit.house.store.ledger.entries(case)]
    assert kinds[-3:] == [RecordKind.HELD, RecordKind.RELEASED, RecordKind.ERASED]


async def test_sealed_cases_are_not_named_to_others(app: FastAPI, visit: Visit, case: str) -> None:
    """Neither the access log nor what a check found names a case that is sealed for others."""
    house = visit.house
    await visit.get(f"/cases/{case}/replay")
    await house.people.seals.seal(case, BY.id, (), house.clock())
    await changed(house.store, update(ledger).where(ledger.c.seq == 2).values(body=b"{}"))
    page = await checked(app, visit, "ledger")
    assert case not in page
    assert "1 more, about a case that is sealed for others." in page
    assert (await visit.get(f"/audit?case={case}")).status_code == (
        await visit.get("/audit?case=no-such-case")
    ).status_code
