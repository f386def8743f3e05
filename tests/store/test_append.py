"""Appending: what is kept, what is skipped, what is refused, and that one case never harms another."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from ledger.chain import Head, seal, verify
from models.errors import IntegrityError
from models.records import FIRST_PREVIOUS, Entry
from models.register import Append
from store.keys.opening import Place
from store.opening import Store, open_store
from store.schema import ledger
from tests.store.telling import TOLD, append, chain, due, entry, instant, row


async def keep(store: Store, *appends: Append) -> None:
    """Append and insist that nothing is refused."""
    assert await store.ledger.append(appends) == (None,) * len(appends)


async def refusal(store: Store, refused: Append) -> str:
    """Append beside a sound case; insist that only the first is refused, and return why."""
    beside = append(*chain("sound-case", 1))
    outcome, other = await store.ledger.append([refused, beside])
    assert isinstance(outcome, IntegrityError)
    assert other is None
    assert await store.ledger.entries("sound-case") == beside.entries
    assert TOLD not in str(outcome)
    return str(outcome)


async def test_what_is_kept_is_read_back(store: Store) -> None:
    """Records and payloads come back as they were handed over, and the chain verifies."""
    entries = chain("abaev", 5)
    await keep(store, append(*entries))
    assert await store.ledger.entries("abaev") == entries
    assert await store.ledger.entries("abaev", from_seq=4) == entries[3:]
    assert verify(await store.ledger.entries("abaev")) == Head(5, entries[-1].hash)
    assert await store.ledger.heads() == {"abaev": Head(5, entries[-1].hash)}


async def test_an_unknown_case_has_nothing(store: Store) -> None:
    """Reading what is not there is no error."""
    assert await store.ledger.entries("nobody") == ()
    assert await store.ledger.heads() == {}
    assert not await store.ledger.exists("nobody")
    assert await store.register.row("nobody") is None


async def test_the_row_comes_with_the_records(store: Store) -> None:
    """The register shows the row with its duties, and the instant of the last record."""
    entries = chain("abaev", 2)
    kept = append(*entries, region="Kostanay", duties=[due("2007-04-08T18:00:00.000000Z", passed_recorded=True)])
    await keep(store, kept)
    shown = await store.register.row("abaev")
    assert shown is not None
    assert shown.model_dump(exclude={"updated_at", "halted", "erased_at"}) == kept.row.model_dump()
    assert (shown.updated_at, shown.halted, shown.erased_at) == (instant(2), None, None)
    assert await store.ledger.exists("abaev")


async def test_a_repeat_changes_nothing(store: Store) -> None:
    """The same append twice, alone, within one batch, and after more was kept: the ledger stays as it is."""
    entries = chain("abaev", 4)
    first, second = append(*entries[:2], state="forwarded"), append(*entries[2:], state="checked")
    await keep(store, first, first)
    await keep(store, second)
    await keep(store, first, second, first)
    assert await store.ledger.entries("abaev") == entries
    shown = await store.register.row("abaev")
    assert shown is not None
    assert (shown.records, shown.state) == (4, "checked")


async def test_an_overlapping_append_adds_what_is_new(store: Store) -> None:
    """A retry that brings more than the first time keeps the rest."""
    entries = chain("abaev", 4)
    await keep(store, append(*entries[:2]))
    await keep(store, append(*entries))
    assert await store.ledger.entries("abaev") == entries


async def test_one_case_twice_in_a_batch(store: Store) -> None:
    """Two appends of one case in one transaction continue each other; duties are those of the last."""
    entries = chain("abaev", 2)
    early, late = due("2007-04-08T18:00:00.000000Z"), due("2007-05-08T18:00:00.000000Z")
    await keep(store, append(entries[0], duties=[early]), append(entries[1], duties=[late]))
    shown = await store.register.row("abaev")
    assert shown is not None
    assert (shown.records, shown.duties) == (2, (late,))


async def test_another_record_in_the_same_place(store: Store) -> None:
    """A conflict names case and record, writes nothing of that append, and marks the case until a person lifts it."""
    entries = chain("abaev", 3)
    await keep(store, append(*entries[:2]))
    other = entry("abaev", 2, entries[0].hash, told="something else")
    why = await refusal(store, append(other, entry("abaev", 3, other.hash)))
    assert why.startswith("case abaev, record 2: another record already stands in this place")
    assert await store.ledger.entries("abaev") == entries[:2]
    shown = await store.register.row("abaev")
    assert shown is not None
    assert (shown.records, shown.halted) == (2, why)
    await keep(store, append(*entries))
    shown = await store.register.row("abaev")
    assert shown is not None
    assert (shown.records, shown.halted) == (3, why)
    await store.register.lift_halt("abaev")
    shown = await store.register.row("abaev")
    assert shown is not None
    assert shown.halted is None


async def test_a_gap(store: Store) -> None:
    """Records that leave one out are refused, for a known and for an unknown case."""
    entries = chain("abaev", 4)
    await keep(store, append(entries[0]))
    assert "record 3: the ledger does not hold record 2" in await refusal(store, append(*entries[2:]))
    assert "record 2: the ledger does not hold record 1" in await refusal(store, append(*chain("unknown", 2)[1:]))
    assert await store.ledger.entries("abaev") == entries[:1]
    assert not await store.ledger.exists("unknown")


def _edited() -> Append:
    first, second = chain("abaev", 2)
    return append(first, second.model_copy(update={"record": second.record.model_copy(update={"reason": "why not"})}))


def _discontinued() -> Append:
    return append(chain("abaev", 1)[0], entry("abaev", 2, "f" * 64))


def _swapped() -> Append:
    first, second = chain("abaev", 2)
    return append(first, second.model_copy(update={"payload": first.payload}))


def _untold() -> Append:
    return append(*(each.model_copy(update={"payload": None}) for each in chain("abaev", 1)))


def _left_out() -> Append:
    first, _, third = chain("abaev", 3)
    return append(first, third)


def _strange_first() -> Append:
    return append(entry("abaev", 1, "0" * 63 + "1"))


def _of_another_case() -> Append:
    return append(*chain("abaev", 1)).model_copy(update={"entries": chain("other", 1)})


def _of_nothing() -> Append:
    return append(*chain("abaev", 1)).model_copy(update={"entries": ()})


def _row_of_another_case() -> Append:
    return append(*chain("abaev", 1), reference="other")


def _older_row() -> Append:
    return append(*chain("abaev", 2), records=1)


def _row_with_another_head() -> Append:
    return append(*chain("abaev", 2), head="f" * 64)


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (_edited, "record 2: its content is not what its hash says"),
        (_discontinued, "record 2: does not continue the record before it"),
        (_swapped, "record 2: its payload is not the one it was written for"),
        (_untold, "record 1: its payload is missing"),
        (_left_out, "record 3: stands where record 2 must stand"),
        (_strange_first, "record 1: does not continue the record before it"),
        (_of_another_case, "was handed a record of another case"),
        (_of_nothing, "an append without records"),
        (_row_of_another_case, "record 1: came with the register row of another case"),
        (_older_row, "record 2: came with an older register row, of record 1"),
        (_row_with_another_head, "record 2: came with a register row that names another head"),
    ],
)
async def test_a_forged_append(store: Store, forged: object, why: str) -> None:
    """Nothing of an append that does not continue the chain is written, and the message says what is wrong."""
    assert callable(forged)
    assert why in await refusal(store, forged())
    assert set(await store.ledger.heads()) == {"sound-case"}
    assert [each.reference for each in await store.register.cases()] == ["sound-case"]


async def test_the_register_is_never_ahead_of_the_ledger(store: Store) -> None:
    """A row that counts records still to come waits for the append that brings them."""
    entries = chain("abaev", 3)
    await keep(store, Append(case="abaev", entries=entries[:2], row=row(entries[2])))
    assert await store.register.row("abaev") is None
    await keep(store, append(entries[2]))
    shown = await store.register.row("abaev")
    assert shown is not None
    assert shown.records == 3


async def test_a_long_append(store: Store) -> None:
    """An append of more records than one look-up takes is kept whole, and its repeat changes nothing."""
    entries = chain("abaev", 1200)
    await keep(store, append(*entries))
    await keep(store, append(*entries))
    assert await store.ledger.heads() == {"abaev": Head(1200, entries[-1].hash)}


async def test_two_processes_append_the_same(store: Store, url: str, keys: Place) -> None:
    """The repeat of an append that still runs elsewhere waits for it and finds nothing left to write."""
    cases = [chain(f"case-{number}", 6) for number in range(8)]
    async with await open_store(url, keys=keys) as second:
        for seq in range(6):
            batch = [append(each[seq]) for each in cases]
            outcomes = await asyncio.gather(store.ledger.append(batch), second.ledger.append(batch[::-1]))
            assert list(outcomes) == [(None,) * 8, (None,) * 8]
    for each in cases:
        assert await store.ledger.entries(each[0].record.case) == each


async def test_two_processes_append_different_records(store: Store, url: str, keys: Place) -> None:
    """Of two different records for one place exactly one is kept, the other refused."""
    one, two = (append(_first(told)) for told in ("one story", "another story"))
    async with await open_store(url, keys=keys) as second:
        outcomes = await asyncio.gather(store.ledger.append([one]), second.ledger.append([two]))
    assert sorted(outcome[0] is None for outcome in outcomes) == [False, True]
    kept = one if outcomes[0][0] is None else two
    assert await store.ledger.entries("abaev") == kept.entries


async def test_a_row_that_is_no_record(store: Store) -> None:
    """A stored body that cannot be read is named by case and record, not by its content."""
    await keep(store, append(*chain("abaev", 1)))
    await store.database.write(lambda connection: connection.execute(update(ledger).values(body=b"{}")))
    with pytest.raises(IntegrityError, match="case abaev, record 1: what is stored is no record"):
        await store.ledger.entries("abaev")


def _first(told: str) -> Entry:
    made = entry("abaev", 1, FIRST_PREVIOUS, told)
    return seal(made.record, made.payload)


@pytest.mark.parametrize(
    "stray", ["INSERT INTO payloads VALUES ('abaev', 2, 'x', 'y')", "INSERT INTO leaves VALUES (1000, 'abaev', 2)"]
)
async def test_a_stray_row_stops_its_own_case_only(sqlite_url: str, keys: Place, tmp_path: Path, stray: str) -> None:
    """Where a row that nobody wrote here stands in a record's place, that case is halted and the others are kept."""
    first = chain("abaev", 2)
    async with await open_store(sqlite_url, keys=keys) as store:
        await keep(store, append(*first[:1]))
        with closing(sqlite3.connect(tmp_path / "aryz.db")) as connection:
            connection.execute(stray)
            connection.commit()
        assert "the store holds rows in its place" in await refusal(store, append(*first))
        row = await store.register.row("abaev")
        assert row is not None
        assert "record 2" in (row.halted or "")
        assert (await store.ledger.entries("abaev"))[0] == first[0]
