"""What the ledger has signed, set against the tree that its records give: checkpoints, tiles, and the right edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, func, select, tuple_

from ledger.checkpoint import open_checkpoint
from ledger.cosignature import cosignatures
from ledger.keytext import VerifierKey
from ledger.note import parse
from ledger.tiles import WIDTH, Edge, Tile, TileAt
from ledger.tree import HASH_SIZE
from models.errors import IntegrityError
from store.cells import cells
from store.found import Found
from store.schema import checkpoints, leaves, tiles, tree

_AT_ONCE: Final = 200
NO_KEY: Final = "no public key of it is known here, so its checkpoints show nothing; give the key with --key"


@dataclass(frozen=True, slots=True)
class Known:
    """A size at which the root is known: from the ledger's own checkpoints, or (with `where`) from outside it."""

    size: int
    root: bytes
    witnesses: tuple[str, ...] = ()
    where: str | None = None


@dataclass(slots=True)
class Compared:
    """
    The stored tree beside the one that the records give.

    `roots` are its roots at the sizes asked for, `differing` the leaves that are stored with another hash, `faults`
    what is wrong further up.
    """

    sizes: frozenset[int]
    connection: Connection
    roots: dict[int, bytes] = field(default_factory=dict)
    differing: list[int] = field(default_factory=list)
    faults: list[Found] = field(default_factory=list)
    full: int = 0

    def grown(self, edge: Edge, full: Sequence[Tile]) -> None:
        """Compare the tiles that became full, and keep the root where it was asked for."""
        if edge.size in self.sizes:
            self.roots[edge.size] = edge.root()
        self.full += len(full)
        for start in range(0, len(full), _AT_ONCE):
            part = full[start : start + _AT_ONCE]
            held = self._held([tile.at for tile in part])
            for tile in part:
                self._compare(tile.at, tile.hashes, held.get(tile.at))

    def ended(self, edge: Edge) -> None:
        """Compare what is left: the edge, and that no further tile is stored."""
        rows = cells(self.connection, (tree.c.size, tree.c.edge), lambda parts: select(*parts))
        if len(rows) != 1:
            self.faults.append(Found("its tree has lost its size; the ledger was changed by something else"))
        for size, data in rows:
            self._edge(edge, size, data)
        stored = self.connection.execute(select(func.count()).select_from(tiles)).scalar_one()
        if stored > self.full:
            self.faults.append(Found(f"{stored - self.full} tiles are stored that its records do not give"))

    def _edge(self, edge: Edge, size: object, data: object) -> None:
        if (size, data or b"") == (edge.size, edge.to_bytes()):
            return
        if size != edge.size or not isinstance(data, bytes) or not isinstance(size, int):
            self.faults.append(
                Found(f"its tree counts {size if isinstance(size, int) else '?'} records, {edge.size} stand in it")
            )
            return
        try:
            stored = Edge.from_bytes(size, data)
        except IntegrityError as error:
            self.faults.append(Found(str(error)))
            return
        for level, (ours, theirs) in enumerate(zip(edge.parts, stored.parts, strict=True)):
            self._compare(TileAt(level, edge.size >> 8 * (level + 1)), ours, theirs)

    def _compare(self, at: TileAt, ours: bytes, theirs: bytes | None) -> None:
        if ours == theirs:
            return
        if not isinstance(theirs, bytes) or len(theirs) != len(ours):
            self.faults.append(Found(f"tile {at.place} of level {at.level} of its tree is missing or not whole"))
        elif at.level:
            self.faults.append(Found(f"tile {at.place} of level {at.level} of its tree is not what its records give"))
        else:
            starts = range(0, len(ours), HASH_SIZE)
            self.differing.extend(
                at.place * WIDTH + start // HASH_SIZE
                for start in starts
                if ours[start : start + HASH_SIZE] != theirs[start : start + HASH_SIZE]
            )

    def _held(self, wanted: Sequence[TileAt]) -> Mapping[TileAt, bytes]:
        asked = tuple_(tiles.c.level, tiles.c.place).in_([tuple(one) for one in wanted])
        columns = (tiles.c.level, tiles.c.place, tiles.c.hashes)
        return {
            TileAt(level, place): hashes
            for level, place, hashes in cells(self.connection, columns, lambda parts: select(*parts).where(asked))
        }


def signed_sizes(
    connection: Connection, log: Sequence[VerifierKey], witnesses: Iterable[VerifierKey]
) -> tuple[list[Known], list[Found]]:
    """Every checkpoint that holds, by size, and what is wrong with the others."""
    known: list[Known] = []
    faults: list[Found] = []
    others = tuple(witnesses)
    columns = (checkpoints.c.size, checkpoints.c.note, checkpoints.c.cosigned, checkpoints.c.made_at)
    for size, note, cosigned, made_at in cells(
        connection, columns, lambda parts: select(*parts).order_by(checkpoints.c.size)
    ):
        try:
            one = _opened(size, note, log, others)
            _marked(note, cosigned, made_at, others)
            known.append(one)
        except IntegrityError as error:
            faults.append(Found(f"its checkpoint of {size} records does not hold: {error}"))
    return known, faults if log else [Found(NO_KEY)]


def _opened(size: object, note: object, log: Sequence[VerifierKey], others: Sequence[VerifierKey]) -> Known:
    if not isinstance(note, bytes):
        raise IntegrityError("it is not stored as it was signed")
    signed = open_checkpoint(note, log, others)
    if signed.checkpoint.size != size:
        raise IntegrityError(f"it was signed for {signed.checkpoint.size} records")
    names = tuple(one.witness for one in cosignatures(signed.opened))
    return Known(signed.checkpoint.size, signed.checkpoint.root, names)


def _marked(note: bytes, cosigned: object, made_at: object, others: Sequence[VerifierKey]) -> None:
    """What stands beside it is not signed, and must agree with what is; nobody signs in the name of a known witness."""
    signatures = parse(note).signatures
    if bool(cosigned) is not (len(signatures) > 1):
        raise IntegrityError(
            "a signature of a witness was taken from it, or it is marked as having one that it has not"
        )
    named, keys = {key.name for key in others}, {(key.name, key.id) for key in others}
    for one in signatures:
        if one.name in named and (one.name, one.id) not in keys:
            raise IntegrityError(f"it has a signature in the name of {one.name} by a key that is not known as its own")
    if not isinstance(made_at, str) or len(made_at) != len("2026-11-23T10:15:00Z"):
        raise IntegrityError("the moment at which it was made cannot be read")


def judged(
    connection: Connection, known: Sequence[Known], compared: Compared, edge: Edge, placed: set[int]
) -> Iterator[Found]:
    """
    What the signatures say of the tree. `placed` are the places of records that were found bad already.

    A root that does not hold says that something before it was changed; the stored leaves, if they were left as they
    were, say which record it was.
    """
    own = [one for one in known if one.where is None]
    for one in known:
        if one.where is not None:
            yield from _outside(one, own, compared, edge)
    for one in own:
        if one.size > edge.size:
            gone = one.size - edge.size
            yield Found(f"its checkpoint of {one.size} records is signed, and {edge.size} stand in it: {gone} are gone")
    yield from _differing(connection, known, compared, edge, placed)
    if edge.size and not own:
        first = _at(connection, 0, "")
        where = f"record {first.record} of case {first.case}" if first.case is not None else "its first record"
        yield Found(f"no checkpoint of it holds: nothing in it is signed, from {where} on")
    elif own and own[-1].size < edge.size:
        signed = f"the newest checkpoint names {own[-1].size} records"
        yield _at(connection, own[-1].size, f"was never signed, nor is anything after it in the ledger: {signed}")


def _outside(one: Known, own: Sequence[Known], compared: Compared, edge: Edge) -> Iterator[Found]:
    if one.size > edge.size:
        yield Found(
            f"rollback: {one.where} shows that it had {one.size} records, and it has {edge.size}; "
            "some were taken away, or it was put back to an older copy"
        )
    elif compared.roots[one.size] != one.root:
        yield Found(
            f"fork: {one.where} shows another history of its first {one.size} records; "
            "they were rewritten after it was signed, or two ledgers bear one name"
        )
    else:
        yield from uncosigned(one, own)


def uncosigned(one: Known, own: Sequence[Known]) -> Iterator[Found]:
    """A checkpoint from outside that known witnesses signed is always kept here, with their signatures."""
    kept = {witness for known in own if (known.size, known.root) == (one.size, one.root) for witness in known.witnesses}
    lost = [witness for witness in one.witnesses if witness not in kept]
    if lost:
        yield Found(
            f"its checkpoint of {one.size} records was signed by {', '.join(lost)} too, as {one.where} shows, and is "
            f"not kept so: it was taken away, or never handed over (aryz audit cosign {one.where} does that)"
        )


def _differing(
    connection: Connection, known: Sequence[Known], compared: Compared, edge: Edge, placed: set[int]
) -> Iterator[Found]:
    reached = [one for one in known if one.size <= edge.size]
    bad = min((one.size for one in reached if compared.roots[one.size] != one.root), default=None)
    if bad is None:
        for place in compared.differing[:1]:
            yield _at(
                connection, place, "stands with another hash in the stored tree; the tree was changed, not the record"
            )
        return
    good = max((one.size for one in reached if one.size < bad), default=0)
    first = next((place for place in compared.differing if good <= place < bad), None)
    if first is not None and first not in placed:
        yield _at(connection, first, "is not the one that was signed; it was rewritten, moved or put in")
    elif first is None and not any(good <= place < bad for place in placed):
        yield _at(
            connection, good, f"or one of the {bad - good - 1} after it in the ledger is not the one that was signed"
        )
    else:
        yield Found(f"its checkpoint of {bad} records does not hold for the records that stand in it")


def _at(connection: Connection, place: int, what: str) -> Found:
    columns = (leaves.c.reference, leaves.c.seq)
    rows = cells(connection, columns, lambda parts: select(*parts).where(leaves.c.position == place))
    case, seq = rows[0] if rows else (None, None)
    return Found(what, case, seq, place)
