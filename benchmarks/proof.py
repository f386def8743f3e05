"""
What proof costs: verifying a ledger, appending with the tree, and a proof out of a million records.

`python -m benchmarks.proof [RECORDS]`, on SQLite. Every ratio compares two things done on the same machine in turn.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sqlalchemy import insert, select, update

from ledger.keytext import VerifierKey
from ledger.proofs import verify_inclusion
from ledger.tiles import Edge
from ledger.tree import leaf_hash
from models.register import Append
from store.database import Database
from store.keys.opening import Place
from store.making import make_store
from store.opened_payloads import open_payloads
from store.opening import Store, database_url, open_store
from store.schema import leaves, ledger, tiles, tree
from store.signing import verifiers_of
from store.tree import Tree, grow
from store.verifying import Against, verify_ledger
from tests.store.telling import append, chain

RECORDS = 24_000
_CASES = 16
_ROUNDS = 5
_MILLION = 1_000_000
_PROOFS = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """Records a second, ratios (at best 1) and milliseconds; `hashed` is SHA-256 alone over the same records."""

    verified: float
    hashed: float
    opened: float
    appended: dict[str, float]
    proof_ms: float

    @property
    def to_hashing(self) -> float:
        """Verifying, to hashing the same bytes."""
        return self.verified / self.hashed


async def proof(records: int = RECORDS) -> Proof:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        appended = await _appending(Path(folder))
        verified, hashed, opened = await _verifying(Path(folder) / "whole", records)
        return Proof(verified, hashed, opened, appended, await _proving(Path(folder) / "million"))


@asynccontextmanager
async def _store(folder: Path) -> AsyncIterator[tuple[Store, tuple[VerifierKey, ...]]]:
    place = Place(folder / "keys", environment={})
    await make_store(database_url(folder), place, "bench.example")
    async with await open_store(database_url(folder), keys=place) as opened:
        yield opened, verifiers_of(place)


async def _verifying(folder: Path, records: int) -> tuple[float, float, float]:
    async with _store(folder) as (opened, log):
        length = 500
        for number in range(records // length):
            entries = chain(f"case-{number}", length)
            for start in range(0, length, 100):
                await opened.ledger.append([append(*entries[start : start + 100])])
        found = [await _verified(opened, log, records) for _ in range(_ROUNDS)]
        bodies = await opened.database.read(lambda connection: connection.scalars(select(ledger.c.body)).all())
        hashed = [_hashed(bodies) for _ in range(_ROUNDS)]
        result = await verify_ledger(opened.database, Against(log))
        began = time.perf_counter()
        await open_payloads(opened.database, opened.keys_at_hand(), result)
        seconds = time.perf_counter() - began
        if result.faults or result.opened != records:
            raise RuntimeError("the measured ledger does not verify")
        return max(found), max(hashed), records / seconds


async def _verified(opened: Store, log: tuple[VerifierKey, ...], records: int) -> float:
    began = time.process_time()
    result = await verify_ledger(opened.database, Against(log))
    seconds = time.process_time() - began
    if result.faults or result.size != records:
        raise RuntimeError("the measured ledger does not verify")
    return records / seconds


def _hashed(bodies: Iterable[bytes]) -> float:
    count, began = 0, time.process_time()
    for body in bodies:
        hashlib.sha256(body).hexdigest()
        count += 1
    return count / (time.process_time() - began)


async def _appending(folder: Path) -> dict[str, float]:
    """Medians over rounds, in changing order, of the rate with the tree to that without, for what else is on."""
    kinds = {"chain alone": (False, False), "tree": (True, False), "tree and signature": (True, True)}
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(_ROUNDS):
        for name in list(kinds) if number % 2 == 0 else list(reversed(kinds)):
            async with _store(folder / f"{number}-{name.replace(' ', '-')}") as (opened, _):
                rates[name].append(await _appended(opened, *kinds[name]))
    plain = rates["chain alone"]
    return {
        name: statistics.median(one / other for one, other in zip(found, plain, strict=True))
        for name, found in rates.items()
    } | {"chain alone, records/s": statistics.median(plain)}


async def _appended(opened: Store, grows: bool, signs: bool) -> float:  # noqa: FBT001 (a row of a table)
    rounds = 40
    chains = [chain(f"case-{number}", rounds) for number in range(_CASES)]
    batches: list[list[Append]] = [[append(entries[at]) for entries in chains] for at in range(rounds)]
    if not signs:
        opened.ledger._signer = None  # noqa: SLF001 (what is measured)
    grown = mock.patch("store.ledger.grow", grow if grows else lambda *_: None)
    with grown:
        await opened.ledger.append(batches[0])
        began = time.perf_counter()
        for batch in batches[1:]:
            await opened.ledger.append(batch)
        return _CASES * (rounds - 1) / (time.perf_counter() - began)


async def _proving(folder: Path) -> float:
    """The median time of one inclusion proof from a tree of a million records in the store."""
    async with _store(folder) as (opened, _):
        hashes = [leaf_hash(str(number).encode()) for number in range(_MILLION)]
        edge = await _planted(opened.database, hashes)
        root, found = edge.root(), []
        for at in range(_PROOFS):
            place = at * 4_999 % _MILLION
            began = time.perf_counter()
            (one,) = await Tree(opened.database).proofs(f"case-{place}", _MILLION)
            found.append(1000 * (time.perf_counter() - began))
            verify_inclusion(hashes[place], one.index, _MILLION, one.path, root)
        return statistics.median(found)


async def _planted(database: Database, hashes: list[bytes]) -> Edge:
    """The tree as appends would have left it, with the leaves that are asked for."""
    edge, full = Edge().grow(hashes)
    rows = [{"level": tile.at.level, "place": tile.at.place, "hashes": tile.hashes} for tile in full]
    asked = sorted({at * 4_999 % _MILLION for at in range(_PROOFS)})
    records = [_record(place) for place in asked]
    placed = [{"position": place, "reference": f"case-{place}", "seq": 1} for place in asked]
    grown = update(tree).values(size=edge.size, edge=edge.to_bytes())
    await database.write(lambda connection: connection.execute(insert(tiles), rows))
    await database.write(lambda connection: connection.execute(insert(ledger), records))
    await database.write(lambda connection: connection.execute(insert(leaves), placed))
    await database.write(lambda connection: connection.execute(grown))
    return edge


def _record(place: int) -> dict[str, object]:
    named = {"reference": f"case-{place}", "seq": 1, "hash": f"{place:064x}", "previous": "0" * 64}
    return named | {"recorded_at": "2026-11-23T10:00:00.000000Z", "kind": "opened", "body": str(place).encode()}


def lines(found: Proof) -> list[tuple[str, str, str]]:
    """What was measured, for a table: what, how much, and what it must be."""
    return [
        ("Records verified a second (one core)", f"{found.verified:,.0f}", "at least 60,000"),
        ("the same, to SHA-256 over the same bytes", f"{found.to_hashing:.2f}", ""),
        ("Payloads opened and compared a second", f"{found.opened:,.0f}", ""),
        *(
            (f"Append with {name}, to a plain chained append", f"{found.appended[name]:.2f}", "at least 0.7")
            for name in ("tree", "tree and signature")
        ),
        ("Inclusion proof from a tree of a million records, ms", f"{found.proof_ms:.1f}", "under 5"),
    ]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    found = asyncio.run(proof(int(arguments[0]) if arguments else RECORDS))
    print(found)
    for what, much, bar in lines(found):
        print(f"{what}: {much} {f'({bar})' if bar else ''}")


if __name__ == "__main__":
    main(sys.argv[1:])
