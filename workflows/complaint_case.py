"""
One complaint, followed for as long as it takes.

The case's rules are in `lifecycle`; this class gives them time, durability and somebody to talk to. Handlers are
synchronous and never raise anything but `ApplicationError`: an ordinary exception would wedge the case. Only `run`
waits: it hands records to the ledger, rings when a term ends, and continues as new when the history has grown long.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.attributes import Value
from workflows.showing import attribute_values, upserts

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from law.published import BOOK, CALENDAR, zone_of
    from law.terms import Due
    from lifecycle.answers import due_lines, postures, receipt, repeated, timeline_lines
    from lifecycle.board import register_row
    from lifecycle.decision import Accepted, Refused, Repeated, decide
    from lifecycle.next import next_kinds
    from lifecycle.norms import Norms
    from lifecycle.snapshot import pack, unpack
    from lifecycle.state import CaseState
    from lifecycle.telling import Stamp, amend, contest, instant_text, open_case, pass_terms, tell
    from models.assessment import PostureLine
    from models.case import Header
    from models.events import Event
    from models.messages import Amend, DueLine, Health, Receipt, Receipts, Start, Tell, TimelineLine
    from models.records import SYSTEM, Entry, Opening, Teller, TellerRole
    from models.register import Append, KeptUpTo

REFUSED: Final = "Refused"
HALTED: Final = "Halted"
_SETTLED: Final = timedelta(seconds=60)
_AT_ONCE: Final = 100
_RAW_LIMIT: Final = 60_000
_QUICK: Final = timedelta(seconds=5)
_LONG: Final = timedelta(seconds=60)
_PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["LedgerConflict"],
)
_INTEGRATION: Final = Teller(id="integration", role=TellerRole.INTEGRATION)


def norms_of(opening: Opening) -> Norms:
    """The law that a case's opening pins."""
    case = opening.header.case
    zone = zone_of(case.jurisdiction, opening.region)
    return Norms(BOOK, CALENDAR, zone, case.jurisdiction, opening.law_known_on, opening.unverified)


@workflow.defn(name="ComplaintCase")
class ComplaintCase:
    """A case: told through updates, informed by signals, asked through queries."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        """Build the state before any message can arrive: from an opening, or from the run before this one."""
        self._outbox: list[Entry] = []
        self._halted = start.halted
        self._retry = False
        self._rung = False
        self._ring_at: datetime | None = None
        self._bell: asyncio.Task[None] | None = None
        self._shown: dict[str, Value] = {}
        self._last_told = workflow.now()
        self._state = self._opened(start)

    def _opened(self, start: Start) -> CaseState:
        if start.snapshot is not None:
            return unpack(start.snapshot, norms_of)
        if start.opening is None:
            raise ApplicationError("a case needs an opening", type=REFUSED, non_retryable=True)
        stamp = self._stamp(start.teller or SYSTEM)
        state, entry = open_case(start.opening, stamp, norms_of(start.opening))
        self._outbox.append(entry)
        return state

    @workflow.run
    async def run(self, start: Start) -> None:  # noqa: ARG002 (must equal __init__'s parameters)
        """Keep records, ring at the end of terms, continue as new when suggested."""
        self._show()
        while True:
            await self._keep()
            self._show()
            self._arm()
            if workflow.info().is_continue_as_new_suggested() and not self._outbox:
                workflow.continue_as_new(Start(snapshot=pack(self._state), halted=self._halted))
            await workflow.wait_condition(self._something_to_do)
            if self._rung:
                self._rung, self._ring_at = False, None
                self._pass_terms()

    def _something_to_do(self) -> bool:
        if self._halted is not None:
            return self._retry
        return bool(self._outbox) or self._rung or workflow.info().is_continue_as_new_suggested()

    # What people say

    @workflow.update(name="tell")
    def tell(self, message: Tell) -> Receipts:
        """Accept events, all or none. Told again, an event gets its first receipt and changes nothing."""
        self._refuse_unless_possible(message)
        return Receipts(receipts=tuple(self._accept(event, message.teller) for event in message.events))

    @tell.validator
    def _tell_validator(self, message: Tell) -> None:
        self._refuse_unless_possible(message)

    @workflow.update(name="open")
    def open(self, message: Amend) -> Receipt:
        """Answer for an opening: that of this case is known already, another one amends it."""
        if self._same_opening(message.opening):
            return receipt(self._state, None, None, self._now(), repeated=True)
        state, entry = amend(self._state, message.opening, self._stamp(message.teller))
        self._recorded(state, entry)
        return receipt(state, None, entry, self._now())

    @open.validator  # noqa: A003 (the update's name, not the built-in)
    def _open_validator(self, message: Amend) -> None:
        self._refuse_while_halted()
        known, other = self._state.opening.header, message.opening.header
        if (known.case.reference, known.case.jurisdiction) != (other.case.reference, other.case.jurisdiction):
            _refuse("a case keeps its reference and its jurisdiction; open another case for another one")
        if lost := _ids(known) - _ids(other):
            _refuse(f"bodies and proceedings once named stay in the case; missing here: {', '.join(sorted(lost))}")

    def _refuse_unless_possible(self, message: Tell) -> None:
        self._refuse_while_halted()
        together: dict[str, Event] = {}
        for event in message.events:
            if event.id in together and together[event.id] != event:
                _refuse(f"event {event.id}: told twice in one telling with different content")
            together[event.id] = event
        for event in message.events:
            verdict = decide(self._state, event, self._today(), together)
            if isinstance(verdict, Refused):
                _refuse(str(verdict))

    def _refuse_while_halted(self) -> None:
        if self._halted is not None:
            raise ApplicationError(
                f"case {self._state.reference} is halted: {self._halted}; nothing more is accepted until an operator "
                "has looked (aryz audit verify) and the ledger agrees again",
                type=HALTED,
                non_retryable=True,
            )

    def _accept(self, event: Event, teller: Teller) -> Receipt:
        known = self._state.told.get(event.id)
        if known is not None:
            return repeated(self._state, known, self._now())
        before = self._state
        state, entry = tell(before, event, self._stamp(teller))
        self._recorded(state, entry)
        return receipt(state, event, entry, self._now())

    # What programs say

    @workflow.signal(name="inform")
    def inform(self, message: object) -> None:
        """Take what an integration sends: applied if possible, else kept as contested with the reason. Never fatal."""
        try:
            told = Tell.model_validate(message)
        except ValidationError as error:
            self._contest(_raw(message), f"not readable as events: {_first_fault(error)}", _INTEGRATION)
            return
        for event in told.events:
            verdict = decide(self._state, event, self._today())
            if isinstance(verdict, Accepted):
                self._recorded(*tell(self._state, event, self._stamp(told.teller)))
            elif not isinstance(verdict, Repeated):
                self._contest(event, verdict.reason, told.teller)

    @workflow.signal(name="retry")
    def retry(self) -> None:
        """Try again what the ledger did not take: sent by an operator after a halted case was looked at."""
        self._retry = True

    def _contest(self, sent: Event | str, reason: str, teller: Teller) -> None:
        self._recorded(*contest(self._state, sent, reason, self._stamp(teller)))

    # What anybody asks

    @workflow.query(name="posture")
    def posture(self) -> dict[str, PostureLine]:
        """Where each proceeding stands."""
        return postures(self._state)

    @workflow.query(name="timeline")
    def timeline(self) -> tuple[TimelineLine, ...]:
        """The events in the order in which they are taken to have happened."""
        return timeline_lines(self._state)

    @workflow.query(name="due")
    def due(self) -> tuple[DueLine, ...]:
        """What is owed and by whom, soonest first, what is overdue included."""
        return due_lines(self._state)

    @workflow.query(name="next")
    def next(self) -> tuple[str, ...]:
        """The kinds of events that the law expects next in the main proceeding."""
        return next_kinds(self._state)

    @workflow.query(name="health")
    def health(self) -> Health:
        """How the case is kept."""
        head = self._state.head
        return Health(
            records=head.length,
            head=head.hash,
            waiting=len(self._outbox),
            halted=self._halted,
            runs_on=workflow.info().run_id,
        )

    # The ledger

    async def _keep(self) -> None:
        """Hand the outbox to the ledger: at once within this workflow task, or patiently if the store is away."""
        while self._outbox and (self._halted is None or self._retry):
            batch = tuple(self._outbox[:_AT_ONCE])
            append = Append(case=self._state.reference, entries=batch, row=register_row(self._state))
            try:
                await self._kept(append)
            except ActivityError as error:
                self._halt(error)
                return
            self._halted, self._retry = None, False
            del self._outbox[: len(batch)]
        self._retry = False

    async def _kept(self, append: Append) -> None:
        try:
            await workflow.execute_local_activity(
                "keep",
                append,
                result_type=KeptUpTo,
                start_to_close_timeout=_QUICK,
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ActivityError as error:
            if _conflict(error):
                raise
            workflow.logger.warning("the ledger did not take records at once; going on patiently")
            await workflow.execute_activity(
                "keep", append, result_type=KeptUpTo, start_to_close_timeout=_LONG, retry_policy=_PATIENT
            )

    def _halt(self, error: ActivityError) -> None:
        self._retry = False
        self._halted = str(error.cause or error)
        workflow.logger.error("case halted: the ledger holds another record in this place")

    def _recorded(self, state: CaseState, entry: Entry) -> None:
        self._state = state
        self._outbox.append(entry)
        self._last_told = workflow.now()

    # Time

    def _pass_terms(self) -> None:
        now = self._now()
        settled = now - self._last_told >= _SETTLED
        silent = [duty for duty in self._state.silent(now) if settled or _end(duty.latest) >= self._last_told]
        if silent:
            last_told = self._last_told
            self._recorded(*pass_terms(self._state, silent, instant_text(now)))
            self._last_told = last_told  # the passing of time is not somebody telling something

    def _arm(self) -> None:
        """One timer, to the nearest end of a term. It may ring early and is then set again; it never rings late."""
        end = self._state.next_end()
        if end is None:
            return
        at = max(end, self._last_told + _SETTLED) if end <= self._last_told + _SETTLED else end
        if self._ring_at is not None and self._ring_at <= at:
            return
        if self._bell is not None:
            self._bell.cancel()
        self._ring_at = at
        self._bell = asyncio.create_task(self._ring(max(at - workflow.now(), timedelta(0))))

    async def _ring(self, after: timedelta) -> None:
        await workflow.sleep(after)
        self._rung = True

    def _show(self) -> None:
        values = attribute_values(self._state, self._now(), halted=self._halted is not None)
        changes = upserts(self._shown, values)
        if changes:
            workflow.upsert_search_attributes(changes)
            self._shown = values

    def _now(self) -> datetime:
        return workflow.now()

    def _today(self) -> date:
        return self._state.timeline.scene.norms.zone.local(workflow.now())[0]

    def _stamp(self, teller: Teller) -> Stamp:
        salt = f"{workflow.random().getrandbits(128):032x}"
        return Stamp(instant_text(workflow.now()), teller, salt)

    def _same_opening(self, opening: Opening) -> bool:
        known = self._state.opening
        return (known.header, known.region) == (opening.header, opening.region or known.region)


def _ids(header: Header) -> set[str]:
    return {body.id for body in header.bodies} | {proceeding.id for proceeding in header.proceedings}


def _refuse(reason: str) -> None:
    raise ApplicationError(reason, type=REFUSED, non_retryable=True)


def _conflict(error: ActivityError) -> bool:
    return isinstance(error.cause, ApplicationError) and error.cause.type == "LedgerConflict"


def _end(due: Due | None) -> datetime:
    return due.instant if due is not None else datetime.max.replace(tzinfo=UTC)


def _raw(message: object) -> str:
    return json.dumps(message, ensure_ascii=False, default=str)[:_RAW_LIMIT]


def _first_fault(error: ValidationError) -> str:
    """Where the first fault is, without repeating what was sent."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc']) or 'message'} ({fault['type']})"
