"""A document on its way in: hashed, looked at and sealed piece by piece. What breaks off leaves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, insert, select, update

from lifecycle.telling import instant_text
from models.errors import NotTaken
from models.records import SYSTEM, RecordKind, Teller
from store.custody import Deed, write_down
from store.document_kinds import ZIPPED, Looking
from store.document_names import safe_name
from store.document_tables import document_pieces, documents
from store.document_zip import kind_of_zip
from store.documents import PIECE, About, Documents, Kept, about_place, new_id, piece_place, take_out
from store.keys.data_key import DataKey
from store.schema import ledger
from store.sealing import seal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BROKEN_OFF: Final = timedelta(hours=1)
"""So long may a document take to arrive. What is left of older ones, after a crash, is taken out with the next."""
_MIB: Final = 1024 * 1024


@contextlib.asynccontextmanager
async def arriving(store: Documents, reference: str, by: Teller, at: datetime) -> AsyncIterator[Arrival]:
    """
    Take in a document while the block runs: `add` its bytes, then `finish`. A block that is left otherwise keeps none.

    Args:
        store: where.
        reference: the case.
        by: who brings it.
        at: when (UTC).

    Raises:
        NotTaken: it is too large or empty; written down in the custody of the case.
        Erased: the case was erased.
        StoreError: it cannot be written.
    """
    key = await store.at_hand().data_key(reference, create=False)
    arrival = Arrival(store, reference, by, at, key)
    await store.database.write(arrival.begin)
    try:
        yield arrival
    except NotTaken as error:
        arrival.refused = error.code
        raise
    finally:
        if arrival.kept is None:
            await asyncio.shield(store.database.write(arrival.leave))


@dataclass(slots=True)
class Arrival:
    """
    A document that arrives. `refused`: a code that says why it is not taken, where that is known.

    One `add` at a time.
    """

    store: Documents
    reference: str
    by: Teller
    at: datetime
    key: DataKey
    id: str = field(default_factory=new_id)
    kept: Kept | None = None
    refused: str = "broken_off"
    size: int = 0
    _pieces: int = 0
    _waiting: bytearray = field(default_factory=bytearray)
    _digest: Any = field(default_factory=sha256)
    _looking: Looking = field(default_factory=Looking)

    def begin(self, connection: Connection) -> None:
        """Make room for it, and take out what broke off long ago."""
        now = instant_text(self.at)
        stale = select(documents.c.id, documents.c.reference).where(
            documents.c.sha256.is_(None), documents.c.arrived_at < instant_text(self.at - _BROKEN_OFF)
        )
        for document, reference in connection.execute(stale).all():
            take_out(connection, document)
            write_down(connection, Deed(reference, now, SYSTEM, "refused", document, reason="broken_off"))
        values = {"id": self.id, "reference": self.reference, "arrived_at": now}
        connection.execute(insert(documents), values)

    async def add(self, data: bytes) -> None:
        """
        The next bytes.

        Raises:
            NotTaken: the document, or all documents of the case together, are too large.
        """
        self.size += len(data)
        if self.size > self.store.limits.document:
            raise self.no("too_large", f"is larger than {self.store.limits.document // _MIB} MB")
        self._waiting += data
        while len(self._waiting) >= PIECE:
            piece = bytes(self._waiting[:PIECE])
            del self._waiting[:PIECE]
            await self._keep(piece)

    async def finish(self, name: str, note: str = "") -> Kept:
        """
        All bytes have come: it is kept when this returns.

        Args:
            name: what it is called; made safe here.
            note: what is to be known of it.

        Raises:
            NotTaken: it is empty, or the case cannot take more.
        """
        if not self.size:
            raise self.no("empty", "is empty")
        if self._waiting:
            await self._keep(bytes(self._waiting))
            self._waiting.clear()
        kind, remark = await self._kind()
        digest = self._digest.hexdigest()
        about = About(
            name=safe_name(name),
            kind=kind,
            size=self.size,
            pieces=self._pieces,
            sha256=digest,
            note=note,
            remark=remark,
        )
        sealed = seal(self.key, about.model_dump_json().encode(), about_place(self.reference, self.id))
        kept = Kept(self.id, self.reference, instant_text(self.at), digest, about)
        await self.store.database.write(lambda connection: self._end(connection, kept, sealed))
        self.kept = kept
        return kept

    def leave(self, connection: Connection) -> None:
        """Keep nothing of it, and write down that it was not taken."""
        take_out(connection, self.id)
        deed = Deed(self.reference, instant_text(self.at), self.by, "refused", self.id, reason=self.refused)
        write_down(connection, deed)

    def no(self, code: str, why: str) -> NotTaken:
        """The refusal of this document: `code` is written down."""
        self.refused = code
        return NotTaken(f"the document {why}; nothing of it was kept", code)

    async def _keep(self, piece: bytes) -> None:
        place = self._pieces
        sealed = await asyncio.to_thread(self._sealed, piece, place)
        full = await self.store.database.write(lambda connection: self._put(connection, place, sealed))
        if full:
            raise self.no("case_full", f"does not fit: a case has at most {self.store.limits.case // _MIB} MB of them")
        self._pieces += 1

    def _sealed(self, piece: bytes, place: int) -> bytes:
        self._digest.update(piece)
        self._looking.see(piece)
        return seal(self.key, piece, piece_place(self.reference, self.id, place))

    def _put(self, connection: Connection, place: int, sealed: bytes) -> bool:
        """Write a piece, unless the case is full, which is told."""
        of_case = document_pieces.join(documents, documents.c.id == document_pieces.c.document)
        lengths = select(func.coalesce(func.sum(func.length(document_pieces.c.body)), 0)).select_from(of_case)
        held = connection.execute(lengths.where(documents.c.reference == self.reference)).scalar_one()
        if held + len(sealed) > self.store.limits.case:
            return True
        connection.execute(insert(document_pieces), {"document": self.id, "place": place, "body": sealed})
        return False

    def _end(self, connection: Connection, kept: Kept, sealed: bytes) -> None:
        ended = select(ledger.c.seq).where(
            ledger.c.reference == self.reference, ledger.c.kind == RecordKind.ERASED.value
        )
        if connection.execute(ended).first() is not None:
            raise self.no("erased", "came too late: the case was erased")
        filled = update(documents).where(documents.c.id == self.id).values(sha256=kept.sha256, about=sealed)
        if connection.execute(filled).rowcount != 1:
            raise self.no("broken_off", "took too long to arrive")
        arrived = Deed(self.reference, kept.arrived_at, self.by, "arrived", self.id, kept.sha256)
        write_down(connection, arrived)

    async def _kind(self) -> tuple[str, str | None]:
        kind, remark = self._looking.kind()
        if kind != ZIPPED:
            return kind, remark
        reader = io.BufferedReader(_Sealed(self, asyncio.get_running_loop()), 64 * 1024)
        return await asyncio.to_thread(kind_of_zip, reader, self.size)


class _Sealed(io.RawIOBase):
    """The bytes of a document that stands in sealed pieces, for a reader in another thread. It holds one piece."""

    def __init__(self, arrival: Arrival, loop: asyncio.AbstractEventLoop) -> None:
        self._arrival = arrival
        self._loop = loop
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._arrival.size}[whence]
        if start + offset < 0:
            raise OSError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        place, inside = divmod(self._at, PIECE)
        if self._at >= self._arrival.size:
            return 0
        if self._held[0] != place:
            asked = self._arrival.store.piece(self._arrival.reference, self._arrival.id, place)
            self._held = (place, asyncio.run_coroutine_threadsafe(asked, self._loop).result())
        part = self._held[1][inside : inside + len(room)]
        room[: len(part)] = part
        self._at += len(part)
        return len(part)
