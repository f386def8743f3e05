"""What a replay shows: the records of a case, its steps, and its histories against today's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from temporalio.client import Client
from temporalio.runtime import Runtime

from law.published import BOOK
from lifecycle.norms import Norms
from lifecycle.state import CaseState
from lifecycle.telling import fold
from models.errors import IntegrityError, ServerError, UnknownCase
from models.records import Entry
from reports import replay
from reports.replay_view import View, at
from store.opening import Store
from workflows.codec import data_converter
from workflows.pinned import norms_of
from workflows.replaying import Fetched, Replayed, fetched, read_history, replayed


@dataclass(frozen=True, slots=True)
class Case:
    """The records of a case, followed, with the law that its opening pins (None where it was erased)."""

    reference: str
    entries: tuple[Entry, ...]
    norms: Norms | None

    def steps(self, known: date | None = None) -> tuple[replay.Step, ...]:
        """Its steps, or those that had been recorded by the end of a day (UTC)."""
        return replay.project(replay.known(self.entries, known), self.norms, BOOK)

    def state(self) -> CaseState:
        """
        Where it stands.

        Raises:
            IntegrityError: it was erased.
        """
        if self.norms is None:
            raise IntegrityError(f"case {self.reference}: was erased, and cannot be told again")
        return fold(self.entries, self.norms)

    def view(self, as_of: date | None, known: date | None) -> View:
        """The case as it stood on a day, as known on a day."""
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
        return {"outcome": self.outcome, "why": self.why, "runs": [asdict(one) for one in self.runs]}


def case_of(reference: str, entries: tuple[Entry, ...]) -> Case:
    """
    A case from its records.

    Raises:
        UnknownCase: there are none.
    """
    if not entries:
        raise UnknownCase(f"no case {reference} in this ledger; `aryz case list` shows those there are")
    first = entries[0].payload
    opening = first.opening if first is not None and not replay.erased(entries) else None
    return Case(reference, entries, norms_of(opening) if opening is not None else None)


async def histories_of(store: Store, case: Case, found: Sequence[Fetched]) -> tuple[Fetched, ...]:
    """
    What the server has, and before it what it has no more: those that were sealed into the store.

    Raises:
        IntegrityError: what was sealed is not what is on record.
    """
    at_hand = {one.run for one in found}
    sealed = []
    for run in await store.histories.runs(case.reference):
        if run in at_hand or (text := await store.histories.get(case.reference, run)) is None:
            continue
        _check(case, run, text)
        sealed.append(read_history(case.reference, run, text))
    sealed.sort(key=lambda one: one.history.events[0].event_time.ToNanoseconds())
    return (*sealed, *found)


async def looked_back(client: Client, store: Store, reference: str, runtime: Runtime | None = None) -> History:
    """
    The histories of a case, those of the server and those in the store, replayed with today's code.

    Raises:
        UnknownCase: the ledger has no record of it.
        IntegrityError: a record does not hold, or what was sealed as its history is none.
    """
    missing: ServerError | None = None
    found: tuple[Fetched, ...] = ()
    try:
        found = await fetched(client, reference)
    except ServerError as error:
        missing = error
    case = case_of(reference, await store.ledger.entries(reference))
    if case.norms is None:
        return History(why="the case was erased, and nobody can read its histories any more")
    found = await histories_of(store, case, found)
    if not found:
        return History(why=str(missing or "neither the server nor the store has one"))
    return History(runs=await replayed(found, case.entries, data_converter(store.keys_at_hand()), runtime))


def _check(case: Case, run: str, text: bytes) -> None:
    """Hold a sealed history to the digest that is on record: that of the last record which names it."""
    told = [entry.payload.history for entry in case.entries if entry.payload is not None and entry.payload.history]
    named = [one.sha256 for one in told if one.run == run]
    if named and named[-1] != sha256(text).hexdigest():
        raise IntegrityError(
            f"case {case.reference}: the history of run {run} in the store is not the one that is on record; "
            "it was changed, or an older one was put back"
        )
