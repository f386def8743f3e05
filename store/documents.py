"""
Documents that belong to a case: their bytes in sealed pieces, what is known of each, and who has had them in hand.

Nothing of a document is ever written in the clear: not its bytes, not its name, not what it is. Each piece is bound to
its document and its place; what is kept of a document names its size, its digest and how many pieces there are.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, func, select

from lifecycle.telling import instant_text
from models.base import Frozen, Sha256
from models.errors import KeysError, SealedError
from models.records import SYSTEM, Teller
from store import custody as held
from store.custody import Act, Deed, rows_of, write_down
from store.database import Database
from store.document_tables import document_pieces, documents
from store.keys.cases import CaseKeys
from store.keys.data_key import DataKey
from store.sealing import Place, sealed_under, unseal

PIECE: Final = 512 * 1024
"""Bytes of a document that are sealed together, and in memory at once."""

_IDS_OF_CASE: Final = select(documents.c.id, documents.c.sha256)


class About(Frozen):
    """
    What is known of a document: sealed beside it.

    `name` is what it was called, made safe; `kind` its type by content; `remark` a code that says why it is plain
    bytes; `note` what somebody wrote about it.
    """

    name: str
    kind: str
    size: int
    pieces: int
    sha256: Sha256
    note: str = ""
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is kept. `about` is None where it cannot be opened: `aryz audit verify` says why."""

    id: str
    reference: str
    arrived_at: str
    sha256: str
    about: About | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes one document, and all documents of one case together, may have."""

    document: int = 25 * 1024 * 1024
    case: int = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of all cases, for one event loop."""

    database: Database
    keys: CaseKeys | None
    limits: Limits = field(default_factory=Limits)

    async def all(self, reference: str) -> tuple[Kept, ...]:
        """
        The documents of a case, in the order of their arrival.

        Raises:
            KeysError: the store was opened without keys.
            StoreError: it cannot be read.
        """
        query = (
            select(documents)
            .where(documents.c.reference == reference, documents.c.sha256.is_not(None))
            .order_by(documents.c.arrived_at, documents.c.id)
        )
        rows = await self.database.read(lambda connection: connection.execute(query).all())
        return tuple([Kept(row.id, reference, row.arrived_at, row.sha256, await self._about(row)) for row in rows])

    async def find(self, reference: str, document: str) -> Kept | None:
        """One document of a case; None where this case has none of this id. It raises what `all` does."""
        return next((one for one in await self.all(reference) if one.id == document), None)

    async def pieces(self, kept: Kept) -> AsyncIterator[bytes]:
        """
        The bytes of a document, piece by piece.

        Raises:
            SealedError: a piece is missing, of another document or place, or damaged.
        """
        for place in range(_about_of(kept).pieces):
            yield await self.piece(kept.reference, kept.id, place)

    async def piece(self, reference: str, document: str, place: int) -> bytes:
        """One piece of a document. It raises what `pieces` does."""
        where = piece_place(reference, document, place)
        query = select(document_pieces.c.body).where(
            document_pieces.c.document == document, document_pieces.c.place == place
        )
        row = await self.database.read(lambda connection: connection.execute(query).first())
        if row is None:
            raise SealedError(f"{where}: is missing; restore a copy")
        return unseal(await self.key_of(row[0], where), row[0], where)

    async def hand_out(self, kept: Kept, to: Teller, at: datetime) -> held.Row:
        """
        Write down that a document is handed out; before its first byte.

        Raises:
            SealedError: it cannot be opened, or lacks a piece: nothing is handed out.
        """
        about = _about_of(kept)
        query = select(func.count()).where(document_pieces.c.document == kept.id)
        if await self.database.read(lambda connection: connection.execute(query).scalar_one()) != about.pieces:
            raise SealedError(f"case {kept.reference}, document {kept.id}: lacks a piece; restore a copy")
        return await self.written_down(_deed(kept, to, at, "read"))

    async def withdraw(self, kept: Kept, by: Teller, at: datetime, reason: str) -> None:
        """Take a document out again that the case did not take on record."""

        def gone(connection: Connection) -> None:
            take_out(connection, kept.id)
            write_down(connection, _deed(kept, by, at, "withdrawn", reason))

        await self.database.write(gone)

    async def written_down(self, deed: Deed) -> held.Row:
        """Add to the custody of a case."""
        return await self.database.write(lambda connection: write_down(connection, deed))

    async def custody(self, reference: str) -> tuple[held.Row, ...]:
        """Who has had the documents of a case in hand, in order."""
        return await self.database.read(lambda connection: tuple(rows_of(connection, reference)))

    async def erase(self, reference: str, at: str) -> int:
        """
        Delete the documents of a case; their digests and who had them stay. Returns how many.

        They may still lie in SQLite's log: `Histories.empty_log` afterwards.

        Args:
            reference: the case.
            at: the instant of the erasure, as records write it.
        """

        def gone(connection: Connection) -> int:
            found = connection.execute(_IDS_OF_CASE.where(documents.c.reference == reference)).all()
            for document, digest in found:
                take_out(connection, document)
                if digest is not None:
                    write_down(connection, Deed(reference, at, SYSTEM, "erased", document, digest))
            return len(found)

        return await self.database.write(gone)

    async def key_of(self, sealed: object, where: Place) -> DataKey:
        """
        The key under which something is sealed.

        Raises:
            SealedError: it is not sealed.
            KeysError: the store was opened without keys, or they are of another installation.
        """
        keys = self.at_hand()
        named = sealed_under(sealed if isinstance(sealed, bytes) else b"", where)
        return keys.at_hand_by_id(named) or await keys.by_id(named)

    def at_hand(self) -> CaseKeys:
        """
        The keys.

        Raises:
            KeysError: the store was opened without them.
        """
        if self.keys is None:
            raise KeysError(f"{self.database.name}: was opened without keys: no document can be kept or read")
        return self.keys

    async def _about(self, row: Row[Any]) -> About | None:
        try:
            return await self.opened(row)
        except (SealedError, ValidationError):
            return None

    async def opened(self, row: Row[Any]) -> About:
        """
        What is known of a document, from its row.

        Raises:
            SealedError: it does not open at this place; `Erased` where its key was destroyed.
            pydantic.ValidationError: it opens and is something else.
        """
        where = about_place(row.reference, row.id)
        sealed = row.about
        return About.model_validate_json(unseal(await self.key_of(sealed, where), sealed, where))


def about_place(reference: str, document: str) -> Place:
    """Where what is known of a document stands."""
    return Place(reference, 0, f"about {document}")


def piece_place(reference: str, document: str, place: int) -> Place:
    """Where a piece of a document stands."""
    return Place(reference, place, f"document {document}")


def new_id() -> str:
    """An id for a document: it says nothing about it."""
    return f"doc-{secrets.token_hex(8)}"


def take_out(connection: Connection, document: str) -> None:
    """Delete a document and its pieces."""
    connection.execute(delete(document_pieces).where(document_pieces.c.document == document))
    connection.execute(delete(documents).where(documents.c.id == document))


def _about_of(kept: Kept) -> About:
    if kept.about is None:
        raise SealedError(f"case {kept.reference}, document {kept.id}: does not open; see `aryz audit verify`")
    return kept.about


def _deed(kept: Kept, by: Teller, at: datetime, act: Act, reason: str | None = None) -> Deed:
    return Deed(kept.reference, instant_text(at), by, act, kept.id, kept.sha256, reason)
