"""Verifying one case strictly: its records byte by byte, their places under the newest checkpoint, the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, and_, select

from ledger.audit import Row, check_case
from ledger.proofs import verify_consistency, verify_inclusion
from models.errors import IntegrityError, StoreError
from store.cells import Cell, cells
from store.database import Database
from store.faults import as_store_error
from store.following import Following
from store.found import Found, Held, Verified
from store.registered import registered, repeated
from store.schema import ledger, payloads
from store.signatures import Known, signed_sizes, uncosigned
from store.tree import Tree
from store.verifying import Against, missing_tables, put_back, unread

_COLUMNS: Final = (ledger.c.seq, ledger.c.hash, ledger.c.body, payloads.c.digest)
_TOLD: Final = and_(payloads.c.reference == ledger.c.reference, payloads.c.seq == ledger.c.seq)


async def verify_case(database: Database, case: str, against: Against) -> Verified:
    """Everything about one case but the inside of its payloads."""
    result = Verified()
    try:
        hashes = await database.read(lambda connection: _case(connection, database.name, case, against, result))
        known = await database.read(lambda connection: _known(connection, against, result))
        if known and not result.faults:
            newest = known[-1]
            result.signed, result.witnesses = newest.size, newest.witnesses
            await _proved(Tree(database), case, hashes, newest, result)
            await _continued(Tree(database), known, against.since, result)
    except StoreError as error:
        result.faults.append(unread(error))
    except IntegrityError as error:
        result.faults.append(Found(str(error)))
    return result


def _case(connection: Connection, name: str, case: str, against: Against, result: Verified) -> list[bytes]:
    with as_store_error(name):
        result.faults += missing_tables(connection)
        found = cells(
            connection,
            _COLUMNS,
            lambda parts: (
                select(*parts)
                .select_from(ledger.outerjoin(payloads, _TOLD))
                .where(ledger.c.reference == case)
                .order_by(ledger.c.seq)
            ),
        )
        rows = [Row(case, *row) for row in found]
        whole = list(_whole(rows))
        head, hashes, fault = check_case(case, whole)
        bad = {}
        if fault is not None or len(whole) < len(rows):
            seq, what = (fault.seq, fault.what) if fault else (rows[len(whole)].seq, "what is stored is no record")
            bad[case] = Found(what, case, seq)
        result.cases[case] = Held(head.length, head.hash if head.length else None)
        result.payloads = sum(row.payload is not None for row in rows)
        result.faults += bad.values()
        following = Following((), lambda _edge, _full: None)
        following.told(rows, 0)
        result.faults += _gone(case, following, against, result)
        result.faults += put_back(connection, following.erased)
        about = [*registered(connection, {case: (head.length, head.hash)} if rows else {}, bad)]
        if not rows and not any(one.case == case for one in about):
            about.append(Found("there is no such case", case))
        result.faults += [one for one in (*about, *repeated(connection)) if one.case == case]
        return hashes


def _whole(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        body: Cell = row.body
        if not isinstance(body, bytes):
            return
        yield row


def _gone(case: str, following: Following, against: Against, result: Verified) -> Iterator[Found]:
    places = following.missing.get(case, [])
    if places and (case in against.buried or case in following.erased):
        result.cases[case].erased = len(places)
    elif places:
        yield Found("its payload is gone, and nothing says that the case was erased", case, places[0][0])


def _known(connection: Connection, against: Against, result: Verified) -> list[Known]:
    known, faults = signed_sizes(connection, against.log, against.witnesses)
    result.faults += faults
    if not known and against.log:
        result.faults.append(Found("no checkpoint of it holds: nothing in it is signed"))
    return known


async def _proved(tree: Tree, case: str, hashes: Sequence[bytes], newest: Known, result: Verified) -> None:
    placed = await tree.placed(newest.size)
    if placed != newest.size:
        what = f"{newest.size - placed} of the {newest.size} places that were signed are empty: a case may lack its end"
        result.faults.append(Found(f"{what}; verify the whole ledger to see which"))
    proofs = await tree.proofs(case, newest.size)
    if len(proofs) < len(hashes):
        what = f"is not among the {newest.size} records that were signed"
        result.faults.append(Found(what, case, len(proofs) + 1))
    for seq, (leaf, proof) in enumerate(zip(hashes, proofs, strict=False), 1):
        try:
            verify_inclusion(leaf, proof.index, newest.size, proof.path, newest.root)
        except IntegrityError as error:
            result.faults.append(Found(f"is not under what was signed ({error})", case, seq, proof.index))
            return


async def _continued(tree: Tree, known: Sequence[Known], since: Sequence[Known], result: Verified) -> None:
    newest = known[-1]
    for one in since:
        if one.size > newest.size:
            what = f"rollback: {one.where} shows that it had {one.size} records, and {newest.size} are signed now"
            result.faults.append(Found(what))
            continue
        proof = await tree.consistency(one.size, newest.size)
        try:
            verify_consistency(one.size, one.root, newest.size, newest.root, proof)
        except IntegrityError as error:
            result.faults.append(Found(f"fork: {one.where} shows another history ({error})"))
        else:
            result.faults += uncosigned(one, known)
