"""Why a message is refused, before anything of it is accepted. None: it is possible."""

from __future__ import annotations

from datetime import date

from lifecycle.decision import Refused, decide
from lifecycle.state import CaseState
from models.case import Header
from models.events import Event
from models.messages import CASE_LIMIT, EVENT_LIMIT, Tell
from models.records import Opening


def why_not_told(state: CaseState, message: Tell, today: date) -> str | None:
    """What is wrong with the first impossible event of a telling. Its events may refer to each other."""
    together: dict[str, Event] = {}
    for event in message.events:
        if together.setdefault(event.id, event) != event:
            return f"event {event.id}: told twice in one telling with different content"
        if len(event.model_dump_json(exclude_unset=True).encode()) > EVENT_LIMIT:
            return too_large(event)
    if len(state.told) + sum(event not in state.told for event in together) > CASE_LIMIT:
        return f"the case would hold more than {CASE_LIMIT} events, its limit; open a second case for what follows"
    verdicts = (decide(state, event, today, together) for event in message.events)
    return next((str(verdict) for verdict in verdicts if isinstance(verdict, Refused)), None)


def too_large(event: Event) -> str:
    """Why an event with too many bytes is refused."""
    return f"event {event.id}: has more than {EVENT_LIMIT} bytes; keep documents elsewhere and name them here"


def why_not_amended(state: CaseState, opening: Opening) -> str | None:
    """What is wrong with another header for a case that is open."""
    known, other = state.opening.header, opening.header
    if (known.case.reference, known.case.jurisdiction) != (other.case.reference, other.case.jurisdiction):
        return "a case keeps its reference and its jurisdiction; open another case for another one"
    if lost := _ids(known) - _ids(other):
        return f"bodies and proceedings once named stay in the case; missing here: {', '.join(sorted(lost))}"
    if opening.region not in (None, state.opening.region):
        return "a case keeps the region that it was opened with, and with it its time zone"
    return None


def why_not_adopted(known_on: date, today: date) -> str | None:
    """What is wrong with another day to pin the law to."""
    if known_on <= today:
        return None
    return f"known_on {known_on} has not come yet; what will be known then is not known now"


def _ids(header: Header) -> set[str]:
    return {body.id for body in header.bodies} | {proceeding.id for proceeding in header.proceedings}
