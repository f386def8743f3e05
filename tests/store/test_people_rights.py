"""The second factor, sealed cases, saved boards, the access log, and the counting of attempts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pyotp
import pytest
from sqlalchemy import Connection, Executable, delete, select, update

from models.errors import IntegrityError, PeopleError
from models.records import TellerRole
from store.keys.opening import Place
from store.opening import Store, open_store
from store.people import People
from store.people.accesses import Head
from store.people.seals import hidden_query
from store.people.secrecy import PEOPLE
from store.people.tables import accesses, accounts, throttle

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(store: Store) -> People:
    """Those of a store."""
    return store.people


async def _person(people: People, login: str = "aigul", role: TellerRole = TellerRole.LAWYER) -> str:
    return (await people.accounts.create(role, name=login, login=login, now=NOW)).id


async def test_a_code_counts_once_and_near_its_time(people: People) -> None:
    """A code of the step before, now or after is taken, once; an older step than the last one used never is."""
    made = await _person(people)
    secret = await people.second.enrol(made)
    assert await people.second.enrol(made) == secret
    program = pyotp.TOTP(secret)
    assert await people.second.confirm(made, "000000" if program.at(NOW) != "000000" else "111111", NOW) is None
    codes = await people.second.confirm(made, program.at(NOW), NOW)
    assert codes is not None
    assert len(set(codes)) == 10
    assert not await people.second.check(made, program.at(NOW), NOW)
    after = NOW + timedelta(seconds=30)
    assert await people.second.check(made, program.at(after), NOW)
    assert not await people.second.check(made, program.at(after), after)
    assert not await people.second.check(made, program.at(NOW), after)
    assert not await people.second.check(made, program.at(NOW + timedelta(minutes=5)), after)
    with pytest.raises(PeopleError, match="already"):
        await people.second.enrol(made)


async def test_of_two_that_use_a_code_at_once_one_comes_in(people: People) -> None:
    """The same code sent twice at the same moment is taken once."""
    made = await _person(people)
    program = pyotp.TOTP(await people.second.enrol(made))
    await people.second.confirm(made, program.at(NOW), NOW)
    later = NOW + timedelta(minutes=1)
    taken = await asyncio.gather(*(people.second.check(made, program.at(later), later) for _ in range(4)))
    assert sorted(taken) == [False, False, False, True]


async def test_a_recovery_code_counts_once(people: People) -> None:
    """A recovery code is taken however it is written, once; new ones make the older ones worthless."""
    made = await _person(people)
    codes = await people.second.confirm(made, pyotp.TOTP(await people.second.enrol(made)).at(NOW), NOW)
    assert codes is not None
    assert await people.second.check(made, codes[0].upper().replace("-", " "), NOW)
    assert not await people.second.check(made, codes[0], NOW)
    assert await people.second.codes_left(made) == 9
    assert len(await people.second.new_codes(made)) == 10
    assert not await people.second.check(made, codes[1], NOW)


async def test_a_role_can_be_made_to_have_a_second_factor(people: People) -> None:
    """The rule is kept for each role, and can be taken back."""
    await people.second.require(TellerRole.COORDINATOR, required=True)
    await people.second.require(TellerRole.LAWYER, required=True)
    await people.second.require(TellerRole.LAWYER, required=False)
    assert await people.second.rules() == {TellerRole.COORDINATOR}
    assert not await people.second.required(TellerRole.LAWYER)


async def test_a_sealed_case_is_seen_by_those_on_its_list(people: People, store: Store) -> None:
    """Only who is on the list, and who sealed it, may see a sealed case; others do not learn that it is there."""
    sealer, listed, other = [await _person(people, login) for login in ("sealer", "listed", "other")]
    await people.seals.seal("abaev", sealer, [listed], NOW)
    assert [await people.seals.allows("abaev", who) for who in (sealer, listed, other)] == [True, True, False]
    assert await people.seals.allows("open-case", other)
    assert await people.seals.hidden_from(other) == {"abaev"}
    assert await people.seals.hidden_from(listed) == frozenset()
    hidden = await store.database.read(lambda connection: connection.execute(hidden_query(other)).scalars().all())
    assert hidden == ["abaev"]
    await people.seals.seal("abaev", sealer, [], NOW)
    assert not await people.seals.allows("abaev", listed)
    assert await people.seals.people("abaev") == frozenset({sealer})
    assert await people.seals.unseal("abaev")
    assert await people.seals.people("abaev") is None
    assert await people.seals.allows("abaev", other)


async def test_saved_boards_are_their_owners(people: People) -> None:
    """A board is listed for who saved it, by name, and nobody else can delete it."""
    mine, other = await _person(people), await _person(people, "other")
    second = await people.filters.save(mine, "zeta", "phase=appeal", NOW)
    first = await people.filters.save(mine, "Alpha", "q=x&sort=due", NOW)
    assert await people.filters.of(mine) == (first, second)
    assert await people.filters.of(other) == ()
    assert not await people.filters.delete(other, first.id)
    assert await people.filters.delete(mine, first.id)
    with pytest.raises(PeopleError):
        await people.filters.save(mine, " ", "", NOW)


async def test_looking_is_logged_once_an_hour_and_acting_each_time(people: People) -> None:
    """A case that is looked at ten times in an hour is one row; what is done is a row each time."""
    made = await _person(people)
    for minute in range(0, 90, 15):
        await people.accesses.add(made, "lawyer", "case", NOW + timedelta(minutes=minute), reference="abaev")
    await people.accesses.add(made, "lawyer", "case", NOW, reference="other-case")
    for _ in range(2):
        await people.accesses.add(made, "lawyer", "bundle", NOW, reference="abaev", each=True)
    rows = await people.accesses.list(reference="abaev")
    assert [row.what for row in rows] == ["bundle", "bundle", "case", "case"]
    assert await people.accesses.verify() == 5
    assert len(await people.accesses.list(account=made, limit=2, before=rows[0].number)) == 2
    with pytest.raises(PeopleError, match="ids and codes only"):
        await people.accesses.add(made, "lawyer", "Aigul looked", NOW)


async def test_many_at_once_make_one_chain(people: People) -> None:
    """Rows that are written together still stand one after the other."""
    made = await _person(people)
    await asyncio.gather(
        *(people.accesses.add(made, "lawyer", "export", NOW, reference=f"case-{n}", each=True) for n in range(12))
    )
    assert await people.accesses.verify() == 12


def _executed(connection: Connection, statement: Executable) -> None:
    connection.execute(statement)


@pytest.mark.parametrize("how", ["changed", "out", "moved", "rehashed", "cut"])
async def test_a_log_that_was_touched_does_not_verify(people: People, store: Store, how: str) -> None:
    """A row changed, taken out, exchanged or hashed anew shows, and so does an end cut off after a note."""
    made = await _person(people)
    for number in range(4):
        await people.accesses.add(made, "lawyer", "case", NOW, reference=f"case-{number}")
    noted = await people.accesses.head()
    second, third = accesses.c.number == 2, accesses.c.number == 3
    touched: dict[str, list[Executable]] = {
        "changed": [update(accesses).where(second).values(account="u-somebody")],
        "out": [delete(accesses).where(second)],
        "moved": [
            update(accesses).where(second).values(number=9),
            update(accesses).where(third).values(number=2),
            update(accesses).where(accesses.c.number == 9).values(number=3),
        ],
        "rehashed": [update(accesses).where(second).values(account="u-x", hash="0" * 64)],
        "cut": [delete(accesses).where(accesses.c.number == 4)],
    }
    for statement in touched[how]:
        await store.database.write(partial(_executed, statement=statement))
    with pytest.raises(IntegrityError, match="access log"):
        await people.accesses.verify(noted)


async def test_a_noted_head_must_still_stand(people: People) -> None:
    """A log that was written anew from the beginning does not have the head that was noted."""
    made = await _person(people)
    await people.accesses.add(made, "lawyer", "case", NOW, reference="abaev")
    assert await people.accesses.verify(await people.accesses.head()) == 1
    with pytest.raises(IntegrityError, match="was noted"):
        await people.accesses.verify(Head(1, "f" * 64))


async def test_attempts_are_counted_in_windows(people: People, store: Store) -> None:
    """The third attempt of two is refused until the window ends; other keys go on; what is over is swept away."""
    for expected in (True, True, False, False):
        assert await people.throttle.hit("signin|a", 2, 60, now=NOW) is expected
    assert await people.throttle.hit("signin|b", 2, 60, now=NOW)
    assert await people.throttle.wait("signin|a", now=NOW + timedelta(seconds=20)) == 40
    await people.throttle.clear("signin|b")
    assert await people.throttle.wait("signin|b", now=NOW) == 0
    assert await people.throttle.hit("signin|a", 2, 60, now=NOW + timedelta(seconds=60))
    rows = await store.database.read(lambda connection: connection.execute(select(throttle.c.key)).scalars().all())
    assert len(rows) == 1


async def test_attempts_at_once_do_not_pass_together(people: People) -> None:
    """Of twenty attempts at the same moment exactly the allowed five pass."""
    passed = await asyncio.gather(*(people.throttle.hit("signin|a", 5, 60, now=NOW) for _ in range(20)))
    assert sum(passed) == 5


async def test_people_stay_readable_when_keys_change(people: People, store: Store, url: str, keys: Place) -> None:
    """After their data key was rotated and wrapped anew, names open and accounts are found, in another process too."""
    made = await _person(people, "before")
    await store.keys_at_hand().rotate_data_key(PEOPLE)
    await store.keys_at_hand().rewrap()
    after = await _person(people, "after")
    async with await open_store(url, keys=keys) as again:
        assert {who: named.name for who, named in (await again.people.accounts.names()).items()} == {
            made: "before",
            after: "after",
        }
        found = await again.people.accounts.find("BEFORE")
        assert found is not None
        assert found.id == made


async def test_names_that_were_exchanged_do_not_open(people: People, store: Store) -> None:
    """The sealed name of one account, put in the row of another, is refused instead of shown."""
    one, two = await _person(people, "one"), await _person(people, "two")
    stolen = select(accounts.c.sealed).where(accounts.c.id == one).scalar_subquery()
    moved = update(accounts).where(accounts.c.id == two).values(sealed=stolen)
    await store.database.write(lambda connection: connection.execute(moved))
    with pytest.raises(Exception, match="does not open"):
        await people.accounts.named(two)


async def test_the_key_of_people_is_no_case(people: People, store: Store) -> None:
    """It is wrapped as every other key is, and is not counted among those of cases."""
    await _person(people)
    keys = store.keys_at_hand()
    await keys.data_key("abaev")
    assert sum((await keys.wrapped_under()).values()) == 2
    assert await keys.of_no_case() == 1
