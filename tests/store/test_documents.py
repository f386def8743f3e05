"""Documents: sealed in pieces, counted, held in custody, gone with their case."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import tempfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from models.errors import NotTaken, SealedError
from models.records import SYSTEM, RecordKind
from store.arriving import arriving
from store.custody import faults, rows_of
from store.document_tables import document_pieces, documents
from store.documents import PIECE, Documents, Limits
from store.opening import Store
from tests.store.documents import AT, BY, CANARY, PDF, PNG, brought, bytes_of, case, on_record


async def counted(store: Store) -> tuple[int, int]:
    """How many documents, arrived or not, and pieces the store holds."""

    def both(connection: Connection) -> tuple[int, int]:
        first, second = select(func.count()).select_from(documents), select(func.count()).select_from(document_pieces)
        return connection.execute(first).scalar_one(), connection.execute(second).scalar_one()

    return await store.database.read(both)


async def test_what_arrives_is_what_is_handed_out(store: Store) -> None:
    """A document of several pieces comes back byte by byte; its digest, type, size, name and note are known."""
    kept_in = await case(store)
    data = PNG + secrets.token_bytes(2 * PIECE + 5)
    kept = await brought(kept_in, data, "../../etc/фото\u202e.png", piece=70_001)
    assert (await kept_in.all("abaev")) == (kept,)
    assert kept.about is not None
    assert (kept.about.name, kept.about.kind, kept.about.size) == ("фото.png", "image/png", len(data))
    assert (kept.about.pieces, kept.about.note, kept.sha256) == (3, "what the guard wore", sha256(data).hexdigest())
    await kept_in.hand_out(kept, BY, AT)
    assert await bytes_of(kept_in, kept) == data
    assert [row.act for row in await kept_in.custody("abaev")] == ["arrived", "read"]
    assert await kept_in.find("evloev", kept.id) is None


async def test_no_file_holds_a_word_of_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it arrives and after, its bytes, name and note are in no file of the store and none is made elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    kept_in = await case(store)
    async with arriving(kept_in, "abaev", BY, AT) as arrival:
        for _ in range(30):
            await arrival.add(CANARY + os.urandom(50_000))
        assert _holding(tmp_path, CANARY) == []
        await arrival.finish(f"{CANARY.decode()}.txt", CANARY.decode())
    assert _holding(tmp_path, CANARY) == []
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("limits", "size", "code"),
    [
        (Limits(document=PIECE + 1), PIECE + 2, "too_large"),
        (Limits(case=PIECE), PIECE, "case_full"),
        (Limits(), 0, "empty"),
    ],
)
async def test_what_is_not_taken_leaves_nothing(store: Store, limits: Limits, size: int, code: str) -> None:
    """Too large, too much for the case, or empty: refused with a code, written down, and no piece is left."""
    await case(store)
    kept_in = Documents(store.database, store.keys, limits)
    with pytest.raises(NotTaken) as refused:
        await brought(kept_in, secrets.token_bytes(size), piece=PIECE)
    assert refused.value.code == code
    assert await counted(store) == (0, 0)
    (row,) = await kept_in.custody("abaev")
    assert (row.act, row.reason, row.account, row.sha256) == ("refused", code, "u7", None)


async def test_what_breaks_off_leaves_nothing(store: Store) -> None:
    """Cancelled while it arrives, nothing is left; what a crash left is taken out with the next document."""
    kept_in = await case(store)
    reached = asyncio.Event()

    async def bringing() -> None:
        async with arriving(kept_in, "abaev", BY, AT) as arrival:
            await arrival.add(bytes(PIECE + 1))
            reached.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(bringing())
    await reached.wait()
    assert await counted(store) == (1, 1)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert await counted(store) == (0, 0)
    crashed = arriving(kept_in, "abaev", BY, AT - timedelta(hours=2))
    await (await crashed.__aenter__()).add(bytes(PIECE))
    kept = await brought(kept_in, PDF)
    assert await kept_in.all("abaev") == (kept,)
    assert await counted(store) == (1, 1)
    told = [(row.act, row.reason, row.account) for row in await kept_in.custody("abaev")]
    assert told == [("refused", "broken_off", "u7"), ("refused", "broken_off", SYSTEM.id), ("arrived", None, "u7")]


async def test_two_at_once(store: Store) -> None:
    """Two that arrive together are both kept whole, and the custody has no row twice."""
    kept_in = await case(store)
    first, second = PNG + bytes(PIECE), PDF + secrets.token_bytes(PIECE)
    both = await asyncio.gather(brought(kept_in, first), brought(kept_in, second))
    assert [await bytes_of(kept_in, one) for one in both] == [first, second]
    rows = await kept_in.custody("abaev")
    assert [row.seq for row in rows] == [1, 2]
    assert list(faults(rows)) == []


async def test_an_erased_case_has_no_documents(store: Store, tmp_path: Path) -> None:
    """Erasing deletes them and what still arrives; custody and digests stay; nothing more is taken."""
    kept_in = await case(store)
    kept = await brought(kept_in, PNG)
    async with arriving(kept_in, "abaev", BY, AT) as arrival:
        await arrival.add(PDF)
        await on_record(store, "abaev", (RecordKind.ERASED, "consent_withdrawn"))
        with pytest.raises(NotTaken, match="the case was erased"):
            await arrival.finish("late.pdf")
    assert await kept_in.erase("abaev", "2026-11-23T12:00:00.000000Z") == 1
    assert await counted(store) == (0, 0)
    assert await kept_in.all("abaev") == ()
    last = (await kept_in.custody("abaev"))[-1]
    assert (last.act, last.document, last.sha256) == ("erased", kept.id, kept.sha256)
    assert _holding(tmp_path, PNG) == []


async def test_a_moved_piece_does_not_open(store: Store) -> None:
    """What stands in another's place does not open: another piece, another document, another case."""
    await case(store, "evloev")
    kept_in = await case(store)
    kept = await brought(kept_in, secrets.token_bytes(PIECE * 2))
    other = await brought(kept_in, PDF, reference="evloev")
    await _change(store, update(document_pieces).where(document_pieces.c.place == 0).values(body=_body(kept.id, 1)))
    with pytest.raises(SealedError):
        await kept_in.piece("abaev", kept.id, 0)
    await _change(store, update(documents).where(documents.c.id == other.id).values(reference="abaev"))
    moved = await kept_in.find("abaev", other.id)
    assert moved is not None
    assert moved.about is None
    with pytest.raises(SealedError):
        await kept_in.hand_out(moved, BY, AT)


async def test_custody_shows_what_was_done_to_it(store: Store) -> None:
    """A row that was rewritten, taken out or put elsewhere is named."""
    kept_in = await case(store)
    for _ in range(3):
        await brought(kept_in, PDF)
    rows = await store.database.read(lambda connection: list(rows_of(connection)))
    assert list(faults(rows)) == []
    assert "row 2 of its custody stands where row 1" in dict(faults(rows[1:]))["abaev"]
    forged = type(rows[1])(**{name: getattr(rows[1], name) for name in rows[1].__slots__} | {"account": "u8"})
    assert "row 2 of its custody is not what its hash says" in dict(faults([rows[0], forged, rows[2]]))["abaev"]
    again = type(forged)(**{name: getattr(forged, name) for name in forged.__slots__} | {"hash": forged.own_hash()})
    assert "row 3 of its custody does not continue" in dict(faults([rows[0], again, rows[2]]))["abaev"]


def _body(document: str, place: int) -> object:
    query = select(document_pieces.c.body)
    return query.where(document_pieces.c.document == document, document_pieces.c.place == place).scalar_subquery()


async def _change(store: Store, statement: object) -> None:
    await store.database.write(lambda connection: connection.execute(statement) and None)  # type: ignore[call-overload]


def _holding(folder: Path, piece: bytes) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and piece in file.read_bytes()]
