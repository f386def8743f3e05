"""Bringing together what a replay shows: the records of a case, its steps, and its histories against today's code."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import IntegrityError, RefusedError, ServerError, UnknownCase

if TYPE_CHECKING:
    from lifecycle.norms import Norms
    from models.records import Entry
    from reports.replay import Step
    from reports.replay_view import View
    from settings import Settings
    from store.opening import Store
    from workflows.replaying import Fetched, Replayed


@dataclass(frozen=True, slots=True)
class Case:
    """The records of a case, followed, with the law that its opening pins (None where it was erased)."""

    reference: str
    entries: tuple[Entry, ...]
    norms: Norms | None

    def steps(self, known: date | None = None) -> tuple[Step, ...]:
        """Its steps, or those that had been recorded by the end of a day (UTC)."""
        from law.published import BOOK
        from reports import replay

        return replay.project(replay.known(self.entries, known), self.norms, BOOK)

    def view(self, as_of: date | None, known: date | None) -> View:
        """The case as it stood on a day, as known on a day."""
        from reports.replay_view import at

        return at(self.entries, self.norms, as_of, known)


@dataclass(frozen=True, slots=True)
class History:
    """What became of the histories of a case; `why` none was replayed, where none was."""

    runs: tuple[Replayed, ...] = ()
    why: str | None = None

    @property
    def outcome(self) -> str:
        """`same`, `differs` where any run does, `not replayed` where none or not every run was."""
        found = {one.outcome for one in self.runs}
        if "differs" in found:
            return "differs"
        return "same" if found == {"same"} else "not replayed"

    def plain(self) -> dict[str, Any]:
        """As JSON, with fixed keys."""
        from dataclasses import asdict

        return {"outcome": self.outcome, "why": self.why, "runs": [asdict(one) for one in self.runs]}


async def gathered(chosen: Settings, reference: str, *, history: bool | None) -> tuple[Case, History]:
    """
    A case, every record verified, and its histories replayed.

    Args:
        chosen: the settings of this installation.
        reference: the case.
        history: True where its histories must be replayed, False where they must not; None for where there are any.

    Raises:
        UnknownCase: the ledger has no record of it.
        IntegrityError: a record does not hold, or what was sealed as its history is none.
        ServerError: a history must be replayed, and no server answers.
        RefusedError: a history must be replayed, and there is none.
    """
    from cli.desk import at_store

    async with at_store(chosen) as store:
        found, missing = await _from_server(chosen, reference) if history is not False else ((), None)
        case = _case(reference, await store.ledger.entries(reference))
        if history is False:
            return case, History(why="that was not asked for (--no-history)")
        if case.norms is None:
            return case, _none("the case was erased, and nobody can read its histories any more", asked=history)
        found = await _with_sealed(store, case, found)
        if not found:
            if history and missing is not None:
                raise missing
            return case, _none(str(missing or "neither the server nor the store has one"), asked=history)
        return case, History(runs=await _replayed(store, case, found))


def _case(reference: str, entries: tuple[Entry, ...]) -> Case:
    from cli.law_of import norms_for
    from reports.replay import erased

    if not entries:
        raise UnknownCase(f"no case {reference} in this ledger; `aryz case list` shows those there are")
    first = entries[0].payload
    opening = first.opening if first is not None and not erased(entries) else None
    return Case(reference, entries, norms_for(opening) if opening is not None else None)


def _none(why: str, *, asked: bool | None) -> History:
    if asked:
        raise RefusedError(f"no history was replayed: {why}")
    return History(why=why)


async def _from_server(chosen: Settings, reference: str) -> tuple[tuple[Fetched, ...], ServerError | None]:
    """The histories that the server has, or why it gives none."""
    from cli.desk import at_server
    from workflows.replaying import fetched

    try:
        async with at_server(chosen) as (client, _):
            return await fetched(client, reference), None
    except ServerError as error:
        return (), error


async def _with_sealed(store: Store, case: Case, found: Sequence[Fetched]) -> tuple[Fetched, ...]:
    """What the server has, and before it what it has no more: those that were sealed into the store."""
    from workflows.replaying import read_history

    at_hand = {one.run for one in found}
    sealed = []
    for run in await store.histories.runs(case.reference):
        if run in at_hand or (text := await store.histories.get(case.reference, run)) is None:
            continue
        _check(case, run, text)
        sealed.append(read_history(case.reference, run, text))
    sealed.sort(key=lambda one: one.history.events[0].event_time.ToNanoseconds())
    return (*sealed, *found)


def _check(case: Case, run: str, text: bytes) -> None:
    """Hold a sealed history to the digest that is on record: that of the last record which names it."""
    from hashlib import sha256

    told = [entry.payload.history for entry in case.entries if entry.payload is not None and entry.payload.history]
    named = [one.sha256 for one in told if one.run == run]
    if named and named[-1] != sha256(text).hexdigest():
        raise IntegrityError(
            f"case {case.reference}: the history of run {run} in the store is not the one that is on record; "
            "it was changed, or an older one was put back"
        )


async def _replayed(store: Store, case: Case, found: Sequence[Fetched]) -> tuple[Replayed, ...]:
    from cli.desk import silent
    from workflows.codec import data_converter
    from workflows.replaying import replayed

    with _hushed(logging.getLogger("temporalio")):  # what fails is told below, in one line
        return await replayed(found, case.entries, data_converter(store.keys_at_hand()), silent())


@contextlib.contextmanager
def _hushed(logger: logging.Logger) -> Iterator[None]:
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
