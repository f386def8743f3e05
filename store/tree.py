"""
The tree over all records in SQL: grown with every commit, signed with every commit, read a few tiles at a time.

The place of a record in the tree is the order of commit, from 0, across all cases. Tree, right edge and checkpoint are
written in the transaction of the records: a record that was acknowledged is one that was signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, tuple_, update

from ledger.audit import Row
from ledger.bundle import Proof
from ledger.checkpoint import Checkpoint
from ledger.keytext import SignerKey
from ledger.note import Note, sign
from ledger.paths import consistency_spans, hashes_of, inclusion_spans, tiles_for
from ledger.tiles import Edge, Tile, TileAt
from ledger.tree import leaf_hash
from models.errors import IntegrityError
from store.database import Database
from store.schema import checkpoints, leaves, ledger, payloads, tiles, tree

_AT_ONCE: Final = 200
"""How many tiles are read in one statement: far below the parameter limit of either database."""

_EDGE: Final = select(tree.c.size, tree.c.edge)
_PLACE: Final = insert(leaves)
_TILE: Final = insert(tiles)
_GROWN: Final = update(tree).values(size=bindparam("grown"), edge=bindparam("parts"))
_SIGNED: Final = insert(checkpoints)
_OUTDATED: Final = delete(checkpoints).where(
    checkpoints.c.size == bindparam("before"),
    checkpoints.c.made_at >= bindparam("minute"),
    checkpoints.c.cosigned.is_(False),
)
_READ: Final = select(tiles.c.level, tiles.c.place, tiles.c.hashes).where(
    tuple_(tiles.c.level, tiles.c.place).in_(bindparam("wanted", expanding=True))
)
_ROWS: Final = (
    select(leaves.c.position, ledger.c.reference, ledger.c.seq, ledger.c.hash, ledger.c.body, payloads.c.digest)
    .join(ledger, and_(ledger.c.reference == leaves.c.reference, ledger.c.seq == leaves.c.seq))
    .outerjoin(payloads, and_(payloads.c.reference == leaves.c.reference, payloads.c.seq == leaves.c.seq))
    .where(leaves.c.position >= bindparam("first"), leaves.c.position < bindparam("end"))
    .order_by(leaves.c.position)
)
_MINUTE: Final = len("2026-11-23T10:15")


class Signed(NamedTuple):
    """A checkpoint as it is kept: the size of the tree, the signed note, and when it was made (UTC)."""

    size: int
    note: bytes
    made_at: str


def grow(connection: Connection, bodies: Sequence[tuple[str, int, bytes]], signer: SignerKey | None) -> None:
    """
    Put records (case, number, canonical bytes) at the end of the tree, and sign what it is now.

    Of the checkpoints of one minute only the last is kept, unless a witness has signed one.
    """
    edge = _edge(connection, grows=True)
    placed = [
        {"position": edge.size + number, "reference": case, "seq": seq} for number, (case, seq, _) in enumerate(bodies)
    ]
    connection.execute(_PLACE, placed)
    grown, full = edge.grow([leaf_hash(body) for _, _, body in bodies])
    if full:
        connection.execute(_TILE, [_row(tile) for tile in full])
    connection.execute(_GROWN, {"grown": grown.size, "parts": grown.to_bytes()})
    if signer is not None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.execute(_OUTDATED, {"before": edge.size, "minute": now[:_MINUTE]})
        connection.execute(
            _SIGNED, {"size": grown.size, "note": signed(grown, signer), "made_at": now, "cosigned": False}
        )


def signed(edge: Edge, signer: SignerKey) -> bytes:
    """The checkpoint of a tree, signed by the ledger."""
    text = Checkpoint(signer.name, edge.size, edge.root()).text
    return Note(text, (sign(text, signer),)).encode()


class Tree:
    """The tree, for reading, and for the signatures of witnesses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edge(self) -> Edge:
        """
        How large the tree is, with its right edge.

        Raises:
            IntegrityError: what is stored is no edge of a tree.
        """
        return await self._database.read(_edge)

    async def checkpoints(self) -> tuple[Signed, ...]:
        """Every checkpoint that is kept, by size."""
        query = select(checkpoints.c.size, checkpoints.c.note, checkpoints.c.made_at).order_by(checkpoints.c.size)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple(Signed(row[0], row[1], row[2]) for row in rows)

    async def newest(self, count: int) -> tuple[Signed, ...]:
        """The newest checkpoints, the last one first."""
        query = select(checkpoints.c.size, checkpoints.c.note, checkpoints.c.made_at)
        last = query.order_by(checkpoints.c.size.desc()).limit(count)
        rows = await self._database.read(lambda connection: connection.execute(last).all())
        return tuple(Signed(row[0], row[1], row[2]) for row in rows)

    async def latest(self) -> Signed | None:
        """The newest checkpoint."""
        return next(iter(await self.newest(1)), None)

    async def newest_cosigned(self) -> Signed | None:
        """The newest checkpoint that a witness has signed."""
        query = select(checkpoints.c.size, checkpoints.c.note, checkpoints.c.made_at)
        last = query.where(checkpoints.c.cosigned).order_by(checkpoints.c.size.desc()).limit(1)
        row = await self._database.read(lambda connection: connection.execute(last).first())
        return Signed(row[0], row[1], row[2]) if row else None

    async def cosigned(self, size: int, note: bytes) -> None:
        """Keep a checkpoint with the signatures that it has been given since."""
        query = update(checkpoints).where(checkpoints.c.size == size).values(note=note, cosigned=True)
        changed = await self._database.write(lambda connection: connection.execute(query).rowcount)
        if not changed:
            raise IntegrityError(f"the ledger keeps no checkpoint of size {size} any more; ask the witness again")

    async def proofs(self, reference: str, size: int) -> tuple[Proof, ...]:
        """
        Where each record of a case stands in the tree of `size` records, in order, with its inclusion proof.

        Raises:
            IntegrityError: the stored tree is not whole, or is smaller.
        """
        query = select(leaves.c.position).where(leaves.c.reference == reference).order_by(leaves.c.seq)

        def read(connection: Connection) -> tuple[Proof, ...]:
            edge = _edge(connection)
            places = [row[0] for row in connection.execute(query)]
            if not all(type(place) is int for place in places):
                raise IntegrityError(f"case {reference}: a place in the tree is no number; it was changed")
            indexes = [place for place in places if place < size]
            spans = [inclusion_spans(size, index) for index in indexes]
            _check_size(edge, size)
            held = _tiles(connection, tiles_for((span for each in spans for span in each), edge))
            return tuple(Proof(at, hashes_of(each, edge, held)) for at, each in zip(indexes, spans, strict=True))

        return await self._database.read_at_once(read)

    async def placed(self, size: int) -> int:
        """How many of the first `size` places of the tree hold a record that is there."""
        there = and_(ledger.c.reference == leaves.c.reference, ledger.c.seq == leaves.c.seq)
        query = (
            select(func.count())
            .select_from(leaves.join(ledger, there))
            .where(leaves.c.position >= 0, leaves.c.position < size)
        )
        return await self._database.read(lambda connection: int(connection.execute(query).scalar_one()))

    async def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """
        The proof that the tree of `new` records begins with that of `old`.

        Raises:
            IntegrityError: the stored tree is not whole, or smaller than `new`, or `new` smaller than `old`.
        """

        def read(connection: Connection) -> tuple[bytes, ...]:
            edge, spans = _edge(connection), consistency_spans(old, new)
            _check_size(edge, new)
            return hashes_of(spans, edge, _tiles(connection, tiles_for(spans, edge)))

        return await self._database.read_at_once(read)

    async def tiles(self) -> tuple[Tile, ...]:
        """Every full tile, by level and place: for a check of the whole tree."""
        query = select(tiles.c.level, tiles.c.place, tiles.c.hashes).order_by(tiles.c.level, tiles.c.place)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple(Tile(TileAt(row[0], row[1]), row[2]) for row in rows)

    async def rows(self, first: int, end: int) -> list[tuple[int, Row]]:
        """The records from one place of the tree up to, not including, another, with their places."""
        rows = await self._database.read(
            lambda connection: connection.execute(_ROWS, {"first": first, "end": end}).all()
        )
        return [(row[0], Row(*row[1:])) for row in rows]


def _edge(connection: Connection, *, grows: bool = False) -> Edge:
    """`grows`: PostgreSQL lets nobody else grow the tree until the end of the transaction; SQLite has one writer."""
    row = connection.execute(_EDGE.with_for_update() if grows else _EDGE).first()
    if row is None:
        raise IntegrityError("the tree has lost its size; the ledger was changed by something else")
    return Edge.from_bytes(row[0], row[1] or b"")  # SQLite has the empty edge of the beginning as text


def _tiles(connection: Connection, wanted: Sequence[TileAt]) -> Mapping[TileAt, bytes]:
    held: dict[TileAt, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(_READ, {"wanted": [tuple(one) for one in wanted[start : start + _AT_ONCE]]})
        held.update({TileAt(row[0], row[1]): row[2] for row in rows})
    return held


def _row(tile: Tile) -> dict[str, int | bytes]:
    return {"level": tile.at.level, "place": tile.at.place, "hashes": tile.hashes}


def _check_size(edge: Edge, size: int) -> None:
    if size > edge.size:
        raise IntegrityError(f"the ledger has {edge.size} records, not {size}: it was put back to an older state")
