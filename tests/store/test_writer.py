"""The group writer: many callers, few transactions, each caller its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, event

from ledger.chain import verify
from models.errors import IntegrityError, StoreError
from models.register import Append
from store.ledger import Ledger, Outcome
from store.opening import Store
from store.writer import GroupWriter
from tests.store.telling import append, chain, entry


class Slow(Ledger):
    """A ledger in memory that commits when it is let, and remembers its groups."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.let = asyncio.Event()
        self.error: BaseException | None = None

    async def append(self, batch: Sequence[Append]) -> tuple[Outcome, ...]:
        """Wait, then answer: every case named `refused…` is refused."""
        await self.let.wait()
        self.groups.append([each.case for each in batch])
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return tuple(IntegrityError(each.case) if each.case.startswith("refused") else None for each in batch)


def _one(case: str) -> Append:
    return append(*chain(case, 1))


async def test_many_callers_share_transactions(store: Store) -> None:
    """Sixteen cases told at once, record by record: far fewer commits than appends, and every chain verifies."""
    commits: list[Connection] = []
    event.listen(store.database.writer, "commit", commits.append)
    cases = [chain(f"case-{number}", 10) for number in range(16)]
    async with GroupWriter(store.ledger) as writer:

        async def tell(number: int) -> None:
            for each in cases[number]:
                await writer.keep(append(each))

        await asyncio.gather(*map(tell, range(16)))
    assert 10 <= len(commits) <= 40
    for each in cases:
        assert verify(await store.ledger.entries(each[0].record.case)).hash == each[-1].hash


async def test_a_group_is_what_gathered_meanwhile() -> None:
    """The first append goes at once and alone; those that came while it was committed go together, in order."""
    ledger = Slow()
    async with GroupWriter(ledger, most=3) as writer:
        first = asyncio.create_task(writer.keep(_one("first")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        others = [asyncio.create_task(writer.keep(_one(f"case-{number}"))) for number in range(4)]
        await asyncio.sleep(0)
        ledger.let.set()
        await asyncio.gather(first, *others)
    assert ledger.groups == [["first"], ["case-0", "case-1", "case-2"], ["case-3"]]


async def test_each_caller_hears_its_own_outcome() -> None:
    """A refused case is told to its own caller only."""
    ledger = Slow()
    ledger.let.set()
    async with GroupWriter(ledger) as writer:
        cases = [_one("sound-1"), _one("refused-2"), _one("sound-3")]
        outcomes = await asyncio.gather(*map(writer.keep, cases), return_exceptions=True)
    assert len(ledger.groups) == 1
    assert [type(outcome) for outcome in outcomes] == [type(None), IntegrityError, type(None)]


@pytest.mark.parametrize("error", [StoreError("disk full"), RuntimeError("a fault of the program")])
async def test_a_failed_commit_reaches_every_caller(error: Exception) -> None:
    """Whatever breaks a commit is told to all of its callers, and the writer goes on."""
    ledger = Slow()
    ledger.let.set()
    ledger.error = error
    async with GroupWriter(ledger) as writer:
        outcomes = await asyncio.gather(writer.keep(_one("one")), writer.keep(_one("two")), return_exceptions=True)
        assert list(outcomes) == [error, error]
        await writer.keep(_one("one"))


async def test_a_cancelled_caller_takes_nothing_back() -> None:
    """Who stops waiting does not stop the group: the others get their answers, and the records are kept."""
    ledger = Slow()
    async with GroupWriter(ledger) as writer:
        tasks = [asyncio.create_task(writer.keep(_one(name))) for name in ("gone", "stays")]
        await asyncio.sleep(0)
        tasks[0].cancel()
        ledger.let.set()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, type(None)]
    assert ledger.groups == [["gone", "stays"]]


async def test_closing_commits_what_was_taken() -> None:
    """Closing waits for everything handed over, and takes nothing after."""
    ledger = Slow()
    writer = GroupWriter(ledger, most=1)
    taken = [asyncio.create_task(writer.keep(_one(name))) for name in ("one", "two")]
    await asyncio.sleep(0)
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreError, match="is being closed"):
        await writer.keep(_one("late"))
    ledger.let.set()
    await asyncio.gather(closing, *taken)
    assert ledger.groups == [["one"], ["two"]]


async def test_a_conflict_beside_sound_cases(store: Store) -> None:
    """In the real store, a forged case is refused while the others of its group are kept."""
    sound, forged = append(*chain("sound", 1)), append(entry("forged", 1, "f" * 64))
    async with GroupWriter(store.ledger) as writer:
        outcomes = await asyncio.gather(writer.keep(sound), writer.keep(forged), return_exceptions=True)
    assert outcomes[0] is None
    assert isinstance(outcomes[1], IntegrityError)
    assert set(await store.ledger.heads()) == {"sound"}
