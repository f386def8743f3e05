"""Why a message is refused, before anything of it is accepted. None: it is possible."""

from __future__ import annotations

from datetime import date
from typing import Final

from law.published import BOOK
from lifecycle.decision import Refused, decide
from lifecycle.state import CaseState
from models.case import Header
from models.events import Event
from models.messages import CASE_LIMIT, EVENT_LIMIT, Adopt, Amend, Start, Tell
from models.records import Opening, Teller, TellerRole
from workflows.naming import workflow_id

NOT_THE_SYSTEM: Final = "the role system is that of the system itself; tell in a role of your own"


def why_not_told(state: CaseState, message: Tell, today: date) -> str | None:
    """What is wrong with the first impossible event of a telling. Its events may refer to each other."""
    if problem := why_not_from(message.teller):
        return problem
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


def why_not_opened(start: Start, opening: Opening, called: str, *, limited: bool) -> str | None:
    """
    What is wrong with the start of a case.

    Args:
        start: what the workflow began with.
        opening: the opening in it.
        called: the id of the workflow.
        limited: whether the workflow would be ended or begun again by a timeout or a schedule.
    """
    if start.model_fields_set & {"snapshot", "waiting", "halted", "outlook", "unsealed"}:
        return "a case begins with an opening and a teller; all else is handed over by the run before"
    if called != (right := workflow_id(opening.header.reference)):
        return f"the workflow of this case is called {right}, and no other may be; start it under that id"
    if limited:
        return "a case runs for as long as it takes; start it without timeouts and without a schedule"
    if start.teller is None:
        return "a case needs a teller, who opens it"
    return why_not_from(start.teller) or _why_not_known(opening.law_known_on)


def why_not_amended(state: CaseState, message: Amend) -> str | None:
    """What is wrong with another header for a case that is open."""
    if problem := why_not_from(message.teller):
        return problem
    opening = message.opening
    known, other = state.opening.header, opening.header
    if (known.case.reference, known.case.jurisdiction) != (other.case.reference, other.case.jurisdiction):
        return "a case keeps its reference and its jurisdiction; open another case for another one"
    if lost := _ids(known) - _ids(other):
        return f"bodies and proceedings once named stay in the case; missing here: {', '.join(sorted(lost))}"
    if opening.region not in (None, state.opening.region):
        return "a case keeps the region that it was opened with, and with it its time zone"
    return None


def why_not_adopted(message: Adopt, today: date) -> str | None:
    """What is wrong with another day to pin the law to."""
    if problem := why_not_from(message.teller):
        return problem
    if message.known_on > today:
        return f"known_on {message.known_on} has not come yet; what will be known then is not known now"
    return _why_not_known(message.known_on)


def why_not_from(teller: Teller) -> str | None:
    """What is wrong with who tells."""
    return NOT_THE_SYSTEM if teller.role is TellerRole.SYSTEM else None


def _why_not_known(known_on: date) -> str | None:
    if known_on >= BOOK.first_entry:
        return None
    return (
        f"nothing of the law had been entered by {known_on}; the first day on which some is known is {BOOK.first_entry}"
    )


def _ids(header: Header) -> set[str]:
    return {body.id for body in header.bodies} | {proceeding.id for proceeding in header.proceedings}
