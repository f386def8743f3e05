"""What a case answers: receipts to those who tell, lines to those who ask. No free text of a person is among them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final

from lifecycle.board import main_proceeding
from lifecycle.duties import Duty, Status
from lifecycle.posture import begin, machine_of
from lifecycle.state import CaseState, Told
from models.assessment import PostureLine
from models.events import Event
from models.messages import DueLine, Receipt, TimelineLine
from models.records import Entry

_SOONEST: Final = 5


def receipt(
    state: CaseState, event: Event | None, entry: Entry | None, now: datetime, *, repeated: bool = False
) -> Receipt:
    """The receipt for what was just recorded, or for an opening that was known already."""
    proceeding = event.proceeding if event else main_proceeding(state).id
    phase, name = _where(state, proceeding)
    return Receipt(
        event=event.id if event else None,
        record=entry.record.seq if entry else state.head.length,
        hash=entry.hash if entry else state.head.hash,
        phase=phase,
        state=name,
        due=soonest(state, now),
        repeated=repeated,
    )


def repeated(state: CaseState, told: Told, now: datetime) -> Receipt:
    """The first receipt of an event that was told again: the same record and hash."""
    phase, name = _where(state, told.event.proceeding)
    return Receipt(
        event=told.event.id,
        record=told.seq,
        hash=told.hash,
        phase=phase,
        state=name,
        due=soonest(state, now),
        repeated=True,
    )


def with_findings(receipts: tuple[Receipt, ...], judged: Entry | None) -> tuple[Receipt, ...]:
    """Receipts of one telling, the last of which says what findings the telling raised and cleared."""
    if judged is None or not receipts:
        return receipts
    found = {"raised": judged.record.raised, "cleared": judged.record.cleared}
    return (*receipts[:-1], receipts[-1].model_copy(update=found))


def soonest(state: CaseState, now: datetime) -> tuple[DueLine, ...]:
    """What ends next after an instant, at most five, soonest first."""
    running = state.timeline.standing.duties.running
    coming = [duty for duty in running if duty.latest is not None and duty.status(now) is Status.PENDING]
    return tuple(_line(duty) for duty in sorted(coming, key=_order)[:_SOONEST])


def due_lines(state: CaseState) -> tuple[DueLine, ...]:
    """Everything that is owed and not yet done, soonest end first."""
    running = [duty for duty in state.timeline.standing.duties.running if duty.latest is not None]
    return tuple(_line(duty) for duty in sorted(running, key=_order))


def postures(state: CaseState) -> dict[str, PostureLine]:
    """Where each proceeding stands."""
    return {
        name: PostureLine(phase=posture.phase, state=posture.name, since=posture.since)
        for name, posture in state.timeline.standing.postures.items()
    }


def timeline_lines(state: CaseState) -> tuple[TimelineLine, ...]:
    """The events in order, with the record of each."""
    return tuple(
        TimelineLine(
            event=event.id,
            kind=event.kind,
            date=event.date.text,
            proceeding=event.proceeding,
            record=state.told[event.id].seq,
            recorded_at=state.told[event.id].recorded_at,
            target=event.target,
        )
        for event in state.timeline.in_order()
    )


def _where(state: CaseState, proceeding: str) -> tuple[str, str]:
    known = state.timeline.scene.proceedings[proceeding]
    posture = state.timeline.standing.postures.get(proceeding) or begin(machine_of(known.kind))
    return posture.phase, posture.name


def _line(duty: Duty) -> DueLine:
    names = (duty.claim.rule, duty.claim.term, duty.anchor, duty.owed_by)
    return _due_line(names, duty.latest.text if duty.latest else "")


@lru_cache(maxsize=65536)
def _due_line(names: tuple[str, str, str, str], due: str) -> DueLine:
    rule, term, anchor, owed_by = names
    return DueLine(rule=rule, term=term, anchor=anchor, owed_by=owed_by, due=due)


def _order(duty: Duty) -> tuple[datetime | None, tuple[str, str, str]]:
    return (duty.latest.instant if duty.latest else None, duty.key)
