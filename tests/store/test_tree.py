"""The tree in the store: grown and signed with every commit, proofs out of tiles, and every change of it found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from ledger.chain import canonical
from ledger.checkpoint import open_checkpoint
from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, SignerKey
from ledger.note import parse
from ledger.proofs import verify_consistency, verify_inclusion
from ledger.tree import leaf_hash, root_of
from models.errors import IntegrityError
from store.keys.opening import Place
from store.opened_payloads import open_payloads
from store.opening import Store
from store.signatures import Known
from store.signing import verifiers_of
from store.verifying import Against, verify_ledger
from store.verifying_case import verify_case
from tests.store.telling import append, chain

WITNESS = SignerKey("witness.example", COSIGNATURE, bytes(range(32)))


@pytest.fixture
async def told(store: Store) -> Store:
    """A ledger of 600 records of two cases, kept in four commits: three full tiles' worth of places."""
    for start in (0, 150):
        for case in ("one", "two"):
            entries = chain(case, 300)[start : start + 150]
            await store.ledger.append([append(*entries)])
    return store


async def changed(store: Store, *statements: str) -> None:
    """Change the database behind the program's back."""
    for statement in statements:
        await run(store, statement)


async def run(store: Store, statement: str, **values: Any) -> None:
    """One statement, with its values."""
    await store.database.write(lambda connection: connection.execute(text(statement), values))


async def test_every_commit_is_signed_and_a_minute_keeps_one(told: Store, keys: Place) -> None:
    """The newest checkpoint names every record and its root; of one minute no more than two others are left."""
    kept = await told.tree.checkpoints()
    signed = open_checkpoint(kept[-1].note, verifiers_of(keys))
    rows = await told.tree.rows(0, 600)

    assert len(kept) <= 2
    assert signed.checkpoint.size == 600
    assert signed.checkpoint.root == root_of(leaf_hash(row.body) for _, row in rows)


async def test_what_a_witness_signed_stays(store: Store) -> None:
    """A cosigned checkpoint is not replaced by the next one of the same minute."""
    entries = chain("one", 3)
    await store.ledger.append([append(entries[0])])
    (first,) = await store.tree.checkpoints()
    await store.tree.cosigned(1, cosign(parse(first.note), WITNESS, 1_800_000_000).encode())
    for entry in entries[1:]:
        await store.ledger.append([append(entry)])

    assert 1 in {kept.size for kept in await store.tree.checkpoints()}
    with pytest.raises(IntegrityError, match="keeps no checkpoint of size 99"):
        await store.tree.cosigned(99, b"")


async def test_proofs_out_of_tiles_hold(told: Store) -> None:
    """Each record of a case is proved to stand under the root, and an older tree to begin the newer one."""
    rows = await told.tree.rows(0, 600)
    hashes = [leaf_hash(row.body) for _, row in rows]
    for size in (600, 449, 256):
        root = root_of(hashes[:size])
        for one in await told.tree.proofs("two", size):
            verify_inclusion(hashes[one.index], one.index, size, one.path, root)
        proof = await told.tree.consistency(150, size)
        verify_consistency(150, root_of(hashes[:150]), size, root, proof)
    with pytest.raises(IntegrityError, match="has 600 records, not 601"):
        await told.tree.proofs("two", 601)


async def test_a_sound_ledger_is_verified(told: Store, keys: Place) -> None:
    """Records, tree, signatures, register and payloads hold, of all cases and of one; checkpoints from outside too."""
    against = Against(verifiers_of(keys))
    root = (await verify_ledger(told.database, against)).root
    against = replace(against, since=(Known(600, root, where="kept.txt"),))
    result = await verify_ledger(told.database, against)
    await open_payloads(told.database, told.keys_at_hand(), result)
    one = await verify_case(told.database, "two", against)

    assert (result.faults, result.size, result.signed, result.opened) == ([], 600, 600, 600)
    assert {case: held.records for case, held in result.cases.items()} == {"one": 300, "two": 300}
    assert (one.faults, one.signed, one.cases["two"].records) == ([], 600, 300)


@pytest.mark.parametrize(
    ("statement", "place", "what"),
    [
        ("DELETE FROM leaves WHERE position = 77", 77, "nothing stands at place 77"),
        ("DELETE FROM leaves WHERE position = 599", 599, "nothing stands at place 599"),
        ("DELETE FROM tiles", None, "missing or not whole"),
        ("DELETE FROM checkpoints", None, "no checkpoint of it holds"),
        ("DELETE FROM tree", None, "lost its size"),
        ("UPDATE tree SET size = 599", None, "its tree counts 599 records, 600 stand in it"),
        ("DELETE FROM payloads WHERE reference = 'one' AND seq = 9", 8, "its payload is gone"),
        ("UPDATE ledger SET recorded_at = 'x' WHERE reference = 'one' AND seq = 9", None, "its columns"),
        ("UPDATE register SET since = '' WHERE reference = 'one'", None, "cannot be read"),
        ("DROP TABLE duties", None, "its table duties is missing"),
        ("DROP TABLE payloads", 0, "its payload is gone (299 more"),
        ("ALTER TABLE register RENAME COLUMN lawyer TO other", None, "has lost lawyer"),
    ],
)
async def test_a_change_is_found(told: Store, keys: Place, statement: str, place: int | None, what: str) -> None:
    """What was changed is said, with the first bad record's place where it has one, and the rest is still checked."""
    await changed(told, statement)
    result = await verify_ledger(told.database, Against(verifiers_of(keys)))
    first = result.in_order()[0]

    assert (first.position, what in str(first)) == (place, True) if place is not None else what in str(result.faults)
    assert result.size == 600


async def test_a_tail_cut_off_is_found(told: Store, keys: Place) -> None:
    """Whoever takes the last records with their leaves and sets the tree back cannot sign: the checkpoint says more."""
    await changed(
        told,
        "DELETE FROM leaves WHERE position >= 590",
        "DELETE FROM payloads WHERE reference = 'two' AND seq > 290",
        "DELETE FROM ledger WHERE reference = 'two' AND seq > 290",
        "UPDATE tree SET size = 590",
    )
    result = await verify_ledger(told.database, Against(verifiers_of(keys)))

    assert "its checkpoint of 600 records is signed, and 590 stand in it: 10 are gone" in str(result.faults)


async def test_a_chain_that_was_computed_again_is_found(store: Store, keys: Place) -> None:
    """A case rewritten with all its hashes and the register is sound in itself; its first record is named."""
    await store.ledger.append([append(*chain("one", 20))])
    await store.ledger.append([append(*chain("two", 20))])
    forged = chain("two", 20, "Nothing happened.")
    for entry in forged:
        values = {"h": entry.hash, "b": canonical(entry.record), "p": entry.record.previous, "s": entry.record.seq}
        body = "UPDATE ledger SET hash = :h, body = :b, previous = :p WHERE reference = 'two' AND seq = :s"
        await run(store, body, **values)
        digest = "UPDATE payloads SET digest = :d WHERE reference = 'two' AND seq = :s"
        await run(store, digest, d=entry.record.payload, s=entry.record.seq)
    await run(store, "UPDATE register SET head = :h WHERE reference = 'two'", h=forged[-1].hash)
    found = (await verify_ledger(store.database, Against(verifiers_of(keys)))).in_order()

    assert (found[0].case, found[0].record, found[0].position) == ("two", 1, 20)
    assert "is not the one that was signed" in found[0].what


async def test_another_key_shows_nothing(told: Store) -> None:
    """With the key of another ledger, or none, no checkpoint is believed."""
    other = SignerKey("tests.example.org", 1, bytes(32)).verifier
    for log, what in (((other,), "no known key has signed"), ((), "no public key of it is known here")):
        result = await verify_ledger(told.database, Against(log))
        assert what in str(result.faults)


@pytest.mark.parametrize("table", ["ledger", "payloads"])
async def test_a_row_that_stands_twice_is_found(told: Store, keys: Place, table: str) -> None:
    """Where the keys of a table were taken off, a second row for one record is found, also beside the true one."""
    if told.database.engine.dialect.name != "sqlite":
        pytest.skip("tables are made anew in SQLite's way")
    await changed(
        told,
        f"ALTER TABLE {table} RENAME TO kept",
        f"CREATE TABLE {table} AS SELECT * FROM kept",  # noqa: S608 (a name of this test)
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1",  # noqa: S608 (a name of this test)
    )
    result = await verify_ledger(told.database, Against(verifiers_of(keys)))
    assert [one.record for one in result.faults if "more than once" in one.what] == [1]
