"""The events of a case for programs: reading them, trying one out, telling one or many."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Request
from starlette.responses import Response

from languages import N_
from lifecycle.decision import Refused
from models.base import Frozen, Sha256
from models.case import Header
from models.events import Event
from models.messages import Receipts
from models.records import Instant, Teller, Transition
from reports.preview import Differences, Preview, preview
from reports.replay import Moved
from web.api.answering import answer, api_router
from web.api.days import Case, KnownAt, tag_of, today, told
from web.api.repeating import Key, Once
from web.api.settling import settled
from web.api.telling import Told, check_assigning, events_of
from web.house import house_of, person_of
from web.reading import Told as ToldCase

router = api_router()
_PLACE = {"events": {"__all__": {"event": {"position"}}}}


class EventLine(Frozen):
    """An event as it was told, with its place on record, when it was recorded, and who told it."""

    event: Event
    record: int
    hash: Sha256
    recorded_at: Instant
    teller: Teller | None = None


class Events(Frozen):
    """A case as a chronology: its header, and its events in the order of recording."""

    case: str
    header: Header
    events: tuple[EventLine, ...]


class Checked(Frozen):
    """
    What telling an event would do.

    `repeated`: it was told before, just so. `refused` says why it would not be taken, `may_happen` what would be. The
    rest is what it would change; `differences` is left out where the case is too large to be judged at once.
    """

    event: str
    accepted: bool
    repeated: bool = False
    refused: str | None = None
    may_happen: tuple[str, ...] = ()
    transitions: tuple[Transition, ...] = ()
    deadlines: tuple[Moved, ...] = ()
    differences: Differences | None = None


@router.get("/cases/{reference}/events", name="api_events", response_model=Events, summary=N_("List events"))
async def events(request: Request, reference: Case, known_at: KnownAt = None) -> Response:
    """The header and every event of a case, as told, with where each stands on record. `ETag` as of a case."""
    case = await told(house_of(request), reference, known_at)
    lines = tuple(_line(case, event) for event in case.state.told)
    found = Events(case=reference, header=case.state.opening.header, events=lines)
    tag = tag_of(case, known_at)
    return answer(request, found, tag=tag, exclude_defaults=True, exclude=_PLACE)


@router.post("/cases/{reference}/events", name="api_tell", response_model=Receipts, summary=N_("Tell events"))
async def tell(request: Request, reference: Case, body: Annotated[Told, Body()], key: Key = None) -> Response:
    """
    Tell one event, or several of which all are accepted or none; the answer has a receipt for each.

    An event told again under its id changes nothing and gets its first receipt. What cannot have happened is refused
    (409) with the reason. An `Idempotency-Key` guards the whole request besides.
    """
    house, person = house_of(request), person_of(request)
    async with Once(request, key) as once:
        if once.known is not None:
            return once.known
        wanted = events_of(body, house.clock())
        case = await told(house, reference, None)
        check_assigning(person, case.state.timeline.told, wanted)
        receipts = await house.desk(person).tell(reference, _as_before(case, wanted))
        await settled(house, reference, max(one.record for one in receipts))
        return await once.done(answer(request, Receipts(receipts=receipts)))


@router.post(
    "/cases/{reference}/events/check", name="api_check", response_model=Checked, summary=N_("Try an event out")
)
async def check(request: Request, reference: Case, event: Event) -> Response:
    """What telling an event would change: state, deadlines, findings. Nothing is kept, and nothing is refused."""
    house, person = house_of(request), person_of(request)
    case = await told(house, reference, None)
    check_assigning(person, case.state.timeline.told, [event])
    (placed,) = _as_before(case, events_of(event, house.clock()))
    seen = preview(case.state, placed, today(house, case))
    return answer(request, _checked(seen))


def _line(case: ToldCase, named: str) -> EventLine:
    one = case.state.told[named]
    return EventLine(
        event=one.event,
        record=one.seq,
        hash=one.hash,
        recorded_at=one.recorded_at,
        teller=case.tellers.get(named),
    )


def _as_before(case: ToldCase, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events, each that was told before at the place that it took then."""
    known = case.state.timeline.told
    return tuple(
        event.model_copy(update={"position": known[event.id].position}) if event.id in known else event
        for event in events
    )


def _checked(seen: Preview) -> Checked:
    refused = seen.refused
    return Checked(
        event=seen.event.id,
        accepted=seen.accepted,
        repeated=seen.repeated,
        refused=refused.reason if isinstance(refused, Refused) else None,
        may_happen=refused.may_happen if isinstance(refused, Refused) else (),
        transitions=seen.transitions,
        deadlines=seen.deadlines,
        differences=seen.differences,
    )
