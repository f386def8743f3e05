"""
What a case puts on record, how that reaches the ledger, and what follows when it has.

A history is replayed by whatever version of this program runs that day. So nothing that this program derives of a case
may decide which commands it issues: what the server is to show, and when the case wakes, goes to the ledger with the
records (`Outlook`) and is done when its answer, which stands in history, brings it back. See docs/adr/0009.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from temporalio import workflow

from workflows.asked import Asked
from workflows.attributes import HALTED
from workflows.bell import Bell
from workflows.outbox import Outbox
from workflows.sealing import Seals
from workflows.showing import Shown, upserts, values
from workflows.weighing import Weight

with workflow.unsafe.imports_passed_through():
    from datetime import UTC, date, datetime

    from law.terms import Due
    from ledger.chain import Head
    from lifecycle.board import register_row
    from lifecycle.kept import go_on_from, renumbered
    from lifecycle.state import CaseState
    from lifecycle.telling import Stamp, instant_text, judge, pass_terms, put_sealed
    from lifecycle.waking import judged_again
    from models.messages import JUDGED_LIMIT, OnRecord, Start
    from models.records import SYSTEM, Entry, SealedHistory, Teller
    from models.register import KeptUpTo, Outlook

SETTLED: Final = timedelta(seconds=60)
"""How long nothing must have been told before what may still be told does not count any more."""

AT_ONCE: Final = 200
"""A case of more events is judged when nothing was told for a while: judging it takes too long for every event."""


_CLOSED: Final = "closed"


@dataclass(frozen=True)
class _Owed:
    """A judgement that was made when this history was written, and is not made again while it is replayed."""

    state: CaseState
    day: date
    recorded_at: str


@dataclass(frozen=True)
class _Prepared:
    """A judgement of a state at an instant, for a receipt and then for the record."""

    state: CaseState
    recorded_at: str
    made: tuple[CaseState, Entry] | None


class Recording(Asked):
    """A case that keeps records. `_settle` comes before anything is recorded."""

    def __init__(self, start: Start) -> None:
        self._outbox = Outbox(start.waiting, start.halted)
        self._bell = Bell(self._rang)
        self._weight = Weight(len(start.snapshot or b""))
        self._shown: Shown = dict(start.outlook.shows)
        self._last_told = workflow.now()
        self._owed: _Owed | None = None
        self._prepared: _Prepared | None = None
        self._unjudged = False
        self._seals = Seals(self._put_sealed)
        self._sealed_after: int | None = None
        self._erased: OnRecord | None = None

    def _recorded(self, state: CaseState, entry: Entry, *, gather: bool = False) -> None:
        """Something was told."""
        self._state = state
        self._outbox.put(entry, gather=gather)
        self._weight.add(len(entry.model_dump_json(exclude_defaults=True)))
        self._last_told = workflow.now()

    # Handing over

    async def _hand_over(self) -> None:
        """One round: what waits goes to the ledger, and what its answer brings back is done."""
        if self._outbox.clears:
            self._judge()
        outlook = Outlook(shows=self._changes(), wakes=self._wakes(), seal=self._outbox.clears and self._to_seal())
        kept = await self._outbox.send(register_row(self._state), outlook)
        if kept is not None:
            self._arrived(kept)
        elif self._outbox.halted is not None:
            self._settle(always=True)
            self._show({HALTED.name: True})

    def _arrived(self, kept: KeptUpTo) -> None:
        """Take over what the ledger has, where this version of the program would have it otherwise."""
        batch, waiting = self._outbox.entries[: self._outbox.leaving], self._outbox.entries[self._outbox.leaving :]
        before = waiting[0].record if waiting else None
        head = Head(before.seq - 1, before.previous) if before else self._state.head
        if head != Head(kept.records, kept.head):
            self._state, waiting = go_on_from(self._state, kept, batch, waiting)
        self._owed = None
        self._outbox.left(waiting)
        self._show(kept.outlook.shows)
        self._wake(kept.outlook.wakes)
        if kept.outlook.seal:
            self._sealed_after = self._last_heard
            self._seals.ask(self._state.reference, workflow.info().run_id)

    # Sealing

    def _to_seal(self) -> bool:
        """Whether the case is closed, and its history so far is to be sealed: at once, later when nobody tells more."""
        closed = register_row(self._state).phase == _CLOSED
        return closed and (self._sealed_after is None or (self._seal_later and self._settled))

    @property
    def _seal_later(self) -> bool:
        """Whether something was told after the history of a closed case had been sealed."""
        return self._sealed_after is not None and self._last_heard > self._sealed_after

    @property
    def _last_heard(self) -> int:
        """How much was told in all."""
        return len(self._state.told) + len(self._state.contested)

    def _put_sealed(self, history: SealedHistory) -> None:
        """Put on record that a history is in the store. Nothing follows from it."""
        self._settle()
        if self._erased is None:
            self._state, entry = put_sealed(self._state, history, self._stamp(SYSTEM))
            self._outbox.put(entry)

    # Judging

    def _judgement(self) -> tuple[CaseState, Entry] | None:
        """The case with the findings raised and cleared since the last judgement on record; None without any."""
        now, prepared = instant_text(workflow.now()), self._prepared
        if prepared is None or prepared.state is not self._state or prepared.recorded_at != now:
            prepared = self._prepared = _Prepared(self._state, now, judge(self._state, self._today(), now))
        return prepared.made

    def _judge(self) -> None:
        """Put on record which findings were raised and cleared, if it is time for that."""
        if len(self._state.told) > JUDGED_LIMIT or self._erased is not None:
            return
        self._unjudged = not self._settled and (self._outbox.lingers or not self._small)
        if self._unjudged:
            return
        if workflow.unsafe.is_replaying():
            self._owed = _Owed(self._state, self._today(), instant_text(workflow.now()))
            return
        made = self._judgement()
        if made is not None:
            self._state = made[0]
            self._outbox.put(made[1], gather=True)

    @property
    def _settled(self) -> bool:
        return workflow.now() - self._last_told >= SETTLED

    @property
    def _small(self) -> bool:
        return len(self._state.told) <= min(AT_ONCE, JUDGED_LIMIT)

    def _settle(self, *, always: bool = False) -> None:
        """
        Make the judgement that was left out while history was replayed, before anything is recorded after it.

        The ledger's answer makes that unnecessary. It is needed where that answer is not in history yet.
        """
        owed = self._owed
        if owed is None or (workflow.unsafe.is_replaying() and not always):
            return
        self._owed = None
        made = judge(owed.state, owed.day, owed.recorded_at)
        if made is not None:
            judged, entry = made
            waiting = self._outbox.entries[self._outbox.leaving :]
            self._state, waiting = renumbered(replace(self._state, found=judged.found), judged.head, waiting)
            self._outbox.add_to_leaving(entry, waiting)

    # Time

    def _rang(self) -> None:
        """
        It is time to look again: a term has ended, a threshold has passed, or nothing was told for a while.

        What has passed is put on record now, even if the ledger is away and the record must wait. The ledger is asked
        in any case, also where nothing has passed after all: that must not depend on what is derived.
        """
        self._settle()
        if self._erased is None:
            self._pass_terms()
        self._outbox.ask()

    def _pass_terms(self) -> None:
        now = workflow.now()
        settled = now - self._last_told >= SETTLED
        silent = [duty for duty in self._state.silent(now) if settled or _end(duty.latest) >= self._last_told]
        if silent:
            self._state, entry = pass_terms(self._state, silent, instant_text(now))
            self._outbox.put(entry, gather=True)

    def _wakes(self) -> str | None:
        """
        When to look again: at the nearest end of a term; if that is past, when nothing was told for a while.

        And at the end of the day on which findings may next change by themselves.
        """
        end, later = self._state.next_end(), self._last_told + SETTLED
        instants = [end if end >= self._last_told else later] if end is not None else []
        instants += [later] if self._unjudged else self._turns()
        instants += [later] if self._seal_later else []
        return instant_text(min(instants)) if instants else None

    def _turns(self) -> list[datetime]:
        if workflow.unsafe.is_replaying() or len(self._state.told) > JUDGED_LIMIT:
            return []  # what a replay asks for is never sent: the answer stands in history
        turn = judged_again(self._state, self._today())
        return [turn] if turn is not None else []

    def _wake(self, at: str | None) -> None:
        if at is not None:
            self._bell.arm(datetime.fromisoformat(at))

    # What the server shows

    def _changes(self) -> Shown:
        """The search attributes that the server does not hold as they are."""
        now = values(self._state, workflow.now())
        return {name: value for name, value in now.items() if self._shown.get(name) != value}

    def _show(self, changes: Shown) -> None:
        if changes:
            workflow.upsert_search_attributes(upserts(changes))
            self._shown |= changes

    # What every record needs

    def _today(self) -> date:
        return self._state.timeline.scene.norms.zone.local(workflow.now())[0]

    def _stamp(self, teller: Teller) -> Stamp:
        salt = f"{workflow.random().getrandbits(128):032x}"
        return Stamp(instant_text(workflow.now()), teller, salt)


def _end(due: Due | None) -> datetime:
    return due.instant if due is not None else datetime.max.replace(tzinfo=UTC)
