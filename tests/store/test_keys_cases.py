"""Data keys of cases, on SQLite and PostgreSQL: one for each case, rotated, wrapped anew, destroyed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from models.errors import Erased, Held, KeysError, SealedError, StoreError
from store.keys.cases import CaseKeys
from store.keys.data_key import KeyMemory
from store.keys.master_file import add_master
from store.keys.opening import Place, make_keys, open_keys, remove_master
from store.keys.rows import Tombstone
from store.keys.schema import case_keys, key_store

DAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
WHY = "consent_withdrawn"


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


@pytest.fixture
async def place(url: str, tmp_path: Path) -> Place:
    """A key store and a master key of this test alone."""
    where = Place(tmp_path / "keys", url, environment={})
    await make_keys(where)
    return where


@pytest.fixture
async def keys(place: Place) -> AsyncIterator[CaseKeys]:
    """That key store, open."""
    async with await open_keys(place) as opened:
        yield opened


@pytest.fixture
async def other(place: Place, clock: Clock) -> AsyncIterator[CaseKeys]:
    """The same key store as another process has it, with a clock of its own."""
    async with await open_keys(place, memory=KeyMemory(clock=clock)) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return Clock()


async def test_a_case_has_one_key(keys: CaseKeys, other: CaseKeys) -> None:
    """Two processes get the same key for a case, by its name and by the id of the key; another case has another."""
    first, second = await keys.data_key("abaev"), await other.data_key("abaev")
    sealed = first.cipher.encrypt(b"n" * 12, b"words", None)

    assert first.id == second.id == "abaev.1"
    assert second.cipher.decrypt(b"n" * 12, sealed, None) == b"words"
    assert (await other.by_id("abaev.1")).cipher.decrypt(b"n" * 12, sealed, None) == b"words"
    assert (await keys.data_key("evloev")).cipher.encrypt(b"n" * 12, b"words", None) != sealed


async def test_the_first_key_is_made_once(place: Place) -> None:
    """Eight processes that make the key of a case at the same time end with one."""
    several = [await open_keys(place) for _ in range(8)]
    made = await asyncio.gather(*(keys.data_key("abaev") for keys in several))
    sealed = {key.cipher.encrypt(b"n" * 12, b"words", None) for key in made}
    for keys in several:
        await keys.close()

    assert len(sealed) == 1


async def test_no_key_is_made_unasked(keys: CaseKeys) -> None:
    """A case that has no key gets none where only looking was asked for, and a strange id names none."""
    with pytest.raises(KeysError, match="case abaev: has no key"):
        await keys.data_key("abaev", create=False)
    await keys.data_key("abaev")
    assert (await keys.data_key("abaev", create=False)).id == "abaev.1"
    for named in ("abaev.2", "evloev.1", "abaev", "", ".1", "abaev.x", "abaev.99999999999999", "abaev.²"):
        with pytest.raises(KeysError):
            await keys.by_id(named)


async def test_a_rotated_key_still_opens(keys: CaseKeys, other: CaseKeys, clock: Clock) -> None:
    """After rotation the new key seals, the old one opens; another process follows when it looks again."""
    old = await keys.data_key("abaev")
    await other.data_key("abaev")
    new = await keys.rotate_data_key("abaev")

    assert (new.id, (await keys.data_key("abaev")).id) == ("abaev.2", "abaev.2")
    sealed = old.cipher.encrypt(b"n" * 12, b"words", None)
    assert (await other.by_id("abaev.1")).cipher.decrypt(b"n" * 12, sealed, None) == b"words"
    assert (await other.data_key("abaev")).id == "abaev.1"
    clock.now = 60.0
    assert (await other.data_key("abaev")).id == "abaev.2"
    assert (await keys.rotate_data_key("evloev")).id == "evloev.1"


async def test_a_new_master_key_without_downtime(place: Place, keys: CaseKeys, other: CaseKeys, clock: Clock) -> None:
    """While all is wrapped anew, another process reads and makes keys; then the old master key may go."""
    for number in range(250):
        await keys.data_key(f"case-{number:03d}")
    await other.data_key("case-000")
    older = keys.masters.current
    newer = add_master(place.master)
    with pytest.raises(KeysError, match=r"still wraps 250 data keys; rewrap first"):
        await remove_master(place, keys, older)
    rewrapping = asyncio.create_task(keys.rewrap())
    clock.now = 100.0
    for number in range(0, 250, 10):
        await other.data_key(f"case-{number:03d}")
    await other.data_key("made-meanwhile")

    assert await rewrapping == 250
    assert await keys.rewrap() == 0
    assert await keys.wrapped_under() == {newer: 251}
    await remove_master(place, keys, older)
    async with await open_keys(place) as fresh:
        sealed = (await fresh.by_id("case-249.1")).cipher.encrypt(b"n" * 12, b"x", None)
        assert (await keys.data_key("case-249")).cipher.decrypt(b"n" * 12, sealed, None) == b"x"


async def test_a_destroyed_key_is_gone(keys: CaseKeys, other: CaseKeys, clock: Clock) -> None:
    """After erasure no key of the case is found or made, here at once, elsewhere after a minute; others stay."""
    for case in ("abaev", "evloev"):
        await keys.data_key(case)
        await other.data_key(case)
    await keys.rotate_data_key("abaev")
    stone = await keys.destroy("abaev", WHY, DAY, record=7)

    assert stone == Tombstone("abaev", "2026-11-23T10:00:00.000000Z", WHY, 7)
    for asking in (keys.data_key("abaev"), keys.by_id("abaev.1"), keys.by_id("abaev.2"), keys.rotate_data_key("abaev")):
        with pytest.raises(Erased, match=r"case abaev: was erased on 2026-11-23 \(consent_withdrawn\)"):
            await asking
    clock.now = 59.9
    assert (await other.data_key("abaev")).id == "abaev.1"
    clock.now = 60.0
    for asking in (other.data_key("abaev"), other.by_id("abaev.1")):
        with pytest.raises(Erased):
            await asking
    assert (await other.data_key("evloev")).id == "evloev.1"


async def test_destroying_again_changes_nothing(keys: CaseKeys) -> None:
    """The first tombstone stands. A case that never had a key can be erased too, and gets none afterwards."""
    await keys.data_key("abaev")
    first = await keys.destroy("abaev", WHY, DAY)

    assert await keys.destroy("abaev", "court_order", DAY.replace(year=2027), record=9) == first
    await keys.destroy("never-sealed", WHY, DAY)
    with pytest.raises(Erased):
        await keys.data_key("never-sealed")
    assert [stone.case for stone in await keys.tombstones()] == ["abaev", "never-sealed"]


async def test_a_key_made_while_it_is_destroyed(place: Place) -> None:
    """Whatever comes first, no key of an erased case is left in the key store."""
    for number in range(10):
        case = f"case-{number}"
        async with await open_keys(place) as one, await open_keys(place) as two:
            await asyncio.gather(one.data_key(case), two.destroy(case, WHY, DAY), return_exceptions=True)
            with pytest.raises(Erased):
                await two.data_key(case)
            assert case not in await one.database.read(
                lambda connection: set(connection.execute(select(case_keys.c.reference)).scalars())
            )


async def test_a_legal_hold_forbids_it(keys: CaseKeys, other: CaseKeys) -> None:
    """Under a hold nothing is destroyed, whoever asks; released, it can be. Laid twice it is one."""
    await keys.data_key("abaev")
    await keys.hold("abaev", "un_committee", DAY)
    await other.hold("abaev", "another", DAY)
    with pytest.raises(Held, match=r"case abaev: may not be erased.*un_committee"):
        await other.destroy("abaev", WHY, DAY)
    assert (await keys.data_key("abaev")).id == "abaev.1"
    assert await keys.held() == {"abaev": "un_committee"}

    assert await keys.release("abaev")
    assert not await keys.release("abaev")
    await other.destroy("abaev", WHY, DAY)
    with pytest.raises(Erased):
        await keys.hold("abaev", "too_late", DAY)


async def test_a_restored_key_store_learns_what_was_destroyed(keys: CaseKeys) -> None:
    """Keys that an older copy brings back are destroyed when it is told the tombstones; told again, it learns none."""
    await keys.data_key("abaev")
    await keys.hold("abaev", "old_hold", DAY)
    stones = (Tombstone("abaev", "2026-11-23T10:00:00.000000Z", WHY, 7), Tombstone("gone", "2026-01-01", WHY))

    assert await keys.reconcile(stones) == ("abaev", "gone")
    assert await keys.reconcile(stones) == ()
    assert await keys.tombstones() == stones
    with pytest.raises(Erased):
        await keys.data_key("abaev")
    with pytest.raises(KeysError, match="code"):
        await keys.reconcile([replace(stones[0], reason="Mr Abaev asked for it")])


@pytest.mark.parametrize("reason", ["", "Abaev asked", "ÄÖ", "a" * 41, "1st", "a;b"])
async def test_a_reason_is_a_code(keys: CaseKeys, reason: str) -> None:
    """A sentence could hold a name, and a tombstone stands in the clear for ever."""
    await keys.data_key("abaev")
    for asked in (keys.destroy("abaev", reason, DAY), keys.hold("abaev", reason, DAY)):
        with pytest.raises(KeysError, match="a reason is a code") as caught:
            await asked
        assert "Abaev" not in str(caught.value)
    assert await keys.tombstones() == ()


async def test_swapped_rows_do_not_open(keys: CaseKeys, other: CaseKeys) -> None:
    """Somebody who writes in the key store cannot give one case the key of another."""
    await keys.data_key("abaev")
    await keys.data_key("evloev")

    def swap(connection: Connection) -> None:
        rows = connection.execute(select(case_keys.c.reference, case_keys.c.wrapped)).all()
        wrapped = {row[0]: row[1] for row in rows}
        connection.execute(update(case_keys).where(case_keys.c.reference == "abaev").values(wrapped=wrapped["evloev"]))

    await keys.database.write(swap)
    with pytest.raises(SealedError, match="does not open under master key"):
        await other.data_key("abaev")


async def test_no_master_key_is_made_over_wrapped_keys(place: Place, keys: CaseKeys) -> None:
    """Where the master key is gone and keys are wrapped under it, none is made: it would open nothing."""
    await make_keys(place)
    master = keys.masters.current
    await keys.data_key("abaev")
    place.master.rename(place.master.with_suffix(".away"))
    with pytest.raises(KeysError, match=f"is gone, and 1 data keys are wrapped under {master}; restore it"):
        await make_keys(place)
    assert not place.master.exists()
    with pytest.raises(KeysError, match="no such file"):
        await open_keys(place)


async def test_a_strange_master_key(place: Place, keys: CaseKeys, tmp_path: Path) -> None:
    """With the master key of another installation nothing opens, and the message names the one that is missing."""
    await keys.data_key("abaev")
    elsewhere = Place(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'elsewhere' / 'cases.db'}", environment={})
    await make_keys(elsewhere)
    async with await open_keys(place, masters=elsewhere.masters()) as wrong:
        with pytest.raises(KeysError, match=f"master key {keys.masters.current} is not among those given"):
            await wrong.data_key("abaev")


async def test_master_keys_of_the_environment(place: Place, keys: CaseKeys) -> None:
    """With the variable set no file is needed and none is made."""
    words = place.master.read_text()
    place.master.unlink()
    given = replace(place, environment={"ARYZ_MASTER_KEY": words})
    await make_keys(given)
    assert not place.master.exists()
    async with await open_keys(given) as opened:
        assert (await opened.data_key("abaev")).id == (await keys.data_key("abaev")).id


async def test_a_newer_key_store_is_refused(place: Place, keys: CaseKeys) -> None:
    """A key store of a newer version, and one without tables, are refused with one line."""
    await keys.database.write(lambda connection: connection.execute(update(key_store).values(version=2)))
    for asked in (open_keys(place), make_keys(place)):
        with pytest.raises(KeysError, match="made by a newer Aryz"):
            await asked
    await keys.database.write(lambda connection: connection.execute(delete(key_store)))
    with pytest.raises(KeysError, match="holds no keys yet"):
        await open_keys(place)


async def test_messages_show_no_password(tmp_path: Path) -> None:
    """A server that does not answer is named without user and password."""
    place = Place(tmp_path, "postgresql://someone:hush@127.0.0.1:1/aryz", environment={})
    with pytest.raises(StoreError, match="key store aryz") as caught:
        await make_keys(place)
    assert "hush" not in str(caught.value)
    assert "someone" not in str(caught.value)


async def test_a_key_is_looked_up_seldom(keys: CaseKeys) -> None:
    """What is at hand needs no database: asked a second time, a closed key store answers, until it forgets."""
    assert keys.at_hand("abaev") is None
    key = await keys.data_key("abaev")
    assert keys.at_hand("abaev") is key is keys.at_hand_by_id("abaev.1")
    await keys.close()
    assert keys.at_hand("abaev") is None
    with pytest.raises(StoreError, match="is closed"):
        await keys.data_key("abaev")
