"""
One complaint, followed for as long as it takes.

The case's rules are in `lifecycle`; this class gives them time, durability and somebody to talk to. Handlers are
synchronous and never raise anything but `ApplicationError`: an ordinary exception would wedge the case. Only `run`
waits: it hands records to the ledger, rings when a term ends, and continues as new when the history has grown long.

An answer means that the message is durable in Temporal's history; its records leave for the ledger with it (`Outbox`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from workflows.informing import Unread, read_signal
from workflows.noting import Noted, refuse_if
from workflows.pinned import norms_of
from workflows.reading import NOTHING, Unreadable, asked, read, read_start
from workflows.refusing import why_not_adopted, why_not_amended, why_not_told
from workflows.staying import until

with workflow.unsafe.imports_passed_through():
    from lifecycle.adoption import changes
    from lifecycle.answers import receipt, repeated, with_findings
    from lifecycle.decision import Accepted, Repeated, decide
    from lifecycle.snapshot import pack, unpack
    from lifecycle.state import CaseState
    from lifecycle.telling import adopt, amend, contest, instant_text, open_case, tell
    from models.events import Event
    from models.messages import Adopt, Adopted, Amend, Receipt, Receipts, Start, Tell
    from models.records import SYSTEM, Opening, Teller, TellerRole
    from models.register import Outlook

_FULL: Final = "the case is full: it can hold no more text; open a second case for what follows"
_INTEGRATION: Final = Teller(id="integration", role=TellerRole.INTEGRATION)


@workflow.defn(name="ComplaintCase")
class ComplaintCase(Noted):
    """A case: told through updates, informed by signals, asked through queries."""

    @workflow.init
    def __init__(self, sent: RawValue = NOTHING) -> None:
        """Build the state before any message can arrive: from an opening, or from the run before this one."""
        refused: ApplicationError | Unreadable | None = None
        try:
            start = read_start(sent)
        except (ApplicationError, Unreadable) as error:
            refused, start = error, Start()
        super().__init__(start)
        self._refused = refused
        self._unsealed = start.unsealed
        self._before = start.outlook if start.snapshot is not None else None
        if start.snapshot is not None:
            self._state = unpack(start.snapshot, norms_of)
            self._sealed_after = self._last_heard if start.outlook.seal else None
        elif start.opening is not None:
            self._state = self._opened(start.opening, start.teller)

    def _opened(self, opening: Opening, teller: Teller | None) -> CaseState:
        state, entry = open_case(opening, self._stamp(teller or SYSTEM), norms_of(opening))
        self._outbox.put(entry)
        return state

    @workflow.run
    async def run(self, _: RawValue = NOTHING) -> None:
        """Keep records, continue as new when suggested. Terms end by themselves: the bell calls."""
        if self._refused is not None:
            raise self._refused
        if self._before is not None:
            self._wake(self._before.wakes)
            self._outbox.ask()
        for run in self._unsealed:
            self._seals.ask(self._state.reference, run)
        while not self._ended:
            if self._may_continue():
                workflow.continue_as_new(self._continued())
            if self._outbox.ready:
                await self._hand_over()
            else:
                await until(lambda: self._outbox.ready or self._may_continue())

    @property
    def _ended(self) -> bool:
        """Whether the case is over for good: it was erased, and the ledger has all of it."""
        return self._erased is not None and not self._outbox.entries

    def _may_continue(self) -> bool:
        if self._erased is not None:
            return False
        return workflow.info().is_continue_as_new_suggested() and self._outbox.light

    def _continued(self) -> Start:
        outbox = self._outbox
        rings = self._bell.at
        sealed = self._sealed_after is not None
        outlook = Outlook(shows=self._shown, wakes=instant_text(rings) if rings else None, seal=sealed)
        return Start(
            snapshot=pack(self._state),
            waiting=tuple(outbox.entries),
            halted=outbox.halted,
            outlook=outlook,
            unsealed=tuple(dict.fromkeys((*self._seals.waiting, workflow.info().run_id))),
        )

    # What people say

    @workflow.update(name="tell")
    def tell(self, sent: RawValue = NOTHING) -> Receipts:
        """Accept events, all or none. Told again, an event gets its first receipt and changes nothing."""
        message = read(sent, Tell)
        self._settle()
        before = self._state
        receipts = tuple(self._accept(event, message) for event in message.events)
        if self._state is before or message.gather or not self._small or workflow.unsafe.is_replaying():
            return Receipts(receipts=receipts)  # nobody reads the answer of a replay
        made = self._judgement()
        return Receipts(receipts=with_findings(receipts, made[1] if made else None))

    @tell.validator
    def _tell_validator(self, sent: RawValue = NOTHING) -> None:
        # Here only: what was accepted once stays accepted when history is replayed by a version that refuses it.
        self._refuse_while_halted()
        message = asked(sent, Tell)
        refuse_if(why_not_told(self._state, message, self._today()))
        refuse_if(None if self._weight.bears(self._state, message) else _FULL)

    @workflow.update(name="open")
    def open(self, sent: RawValue = NOTHING) -> Receipt:
        """Answer for an opening: that of this case is known already, another one amends it."""
        message = read(sent, Amend)
        self._settle()
        if self._same_opening(message.opening):
            return receipt(self._state, None, None, workflow.now(), repeated=True)
        state, entry = amend(self._state, self._pinned(message.opening), self._stamp(message.teller))
        self._recorded(state, entry)
        return receipt(state, None, entry, workflow.now())

    @open.validator  # noqa: A003 (the update's name, not the built-in)
    def _open_validator(self, sent: RawValue = NOTHING) -> None:
        self._refuse_while_halted()
        message = asked(sent, Amend)
        refuse_if(why_not_amended(self._state, message))

    @workflow.update(name="adopt")
    def adopt(self, sent: RawValue = NOTHING) -> Adopted:
        """Pin the law to another day, and say what that changes; or, as a trial, what it would change."""
        message = read(sent, Adopt)
        self._settle()
        now, before = workflow.now(), self._state.opening.law_known_on
        state, entry = adopt(self._state, message.known_on, self._stamp(message.teller))
        changed = changes(self._state, state, now)
        record = 0
        if not message.trial and before != message.known_on:
            self._recorded(state, entry)
            record = entry.record.seq
        return Adopted(
            case=self._state.reference, before=before, after=message.known_on, record=record, changes=changed
        )

    @adopt.validator
    def _adopt_validator(self, sent: RawValue = NOTHING) -> None:
        self._refuse_while_halted()
        message = asked(sent, Adopt)
        refuse_if(why_not_adopted(message, self._today()))

    def _accept(self, event: Event, message: Tell) -> Receipt:
        known = self._state.told.get(event.id)
        if known is not None:
            return repeated(self._state, known, workflow.now())
        state, entry = tell(self._state, self._placed(event), self._stamp(message.teller))
        self._recorded(state, entry, gather=message.gather)
        return receipt(state, event, entry, workflow.now())

    def _placed(self, event: Event) -> Event:
        """An event that names no place in the telling comes after all others."""
        named = "position" in event.model_fields_set
        return event if named else event.model_copy(update={"position": self._state.position})

    # What programs say

    @workflow.signal(dynamic=True)
    def hear(self, name: str, sent: Sequence[RawValue]) -> None:
        """Take what an integration sends: applied if possible, else kept as contested with the reason. Never fatal."""
        if self._refused is not None or self._erased is not None:
            return
        self._settle()
        told = read_signal(name, sent)
        if isinstance(told, Unread):
            self._contest(told.raw, told.reason, _INTEGRATION)
            return
        for event in told.events:
            verdict = decide(self._state, event, self._today())
            if isinstance(verdict, Accepted):
                self._recorded(*tell(self._state, self._placed(event), self._stamp(told.teller)))
            elif not isinstance(verdict, Repeated):
                self._contest(event, verdict.reason, told.teller)

    @workflow.signal(name="retry")
    def retry(self, *_: object) -> None:
        """Look again: sent by an operator when a halted case was put right, or to judge anew after an upgrade."""
        self._outbox.retry = True
        self._outbox.ask()

    def _contest(self, sent: Event | str, reason: str, teller: Teller) -> None:
        self._recorded(*contest(self._state, sent, reason, self._stamp(teller)))

    def _same_opening(self, opening: Opening) -> bool:
        return self._state.opening.header == opening.header

    def _pinned(self, opening: Opening) -> Opening:
        """A header is amended; region and law stay as they were when the case was opened."""
        return self._state.opening.model_copy(update={"header": opening.header})
