"""What a program may tell a case: events of the chronology format, within what its account may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from lifecycle.timeline import replaced
from models.base import Frozen
from models.errors import RefusedError
from models.events import Event
from models.messages import BATCH_LIMIT
from models.records import TellerRole
from web.guard import NotAllowed
from web.house import Person

_ASSIGNED = "assigned"


class Telling(Frozen):
    """Events in the order in which they are told: all are accepted or none."""

    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=BATCH_LIMIT)]


def _which(value: Any) -> str:  # noqa: ANN401 (whatever a body holds)
    return "many" if isinstance(value, Telling) or (isinstance(value, dict) and "events" in value) else "one"


Told = Annotated[Annotated[Event, Tag("one")] | Annotated[Telling, Tag("many")], Discriminator(_which)]
"""One event, or several."""


def events_of(told: Event | Telling, now: datetime) -> tuple[Event, ...]:
    """
    The events of a body, placed in the telling after everything that was told before.

    Args:
        told: the body.
        now: the moment.

    Raises:
        RefusedError: one brings a place of its own, lacks its date, says nothing or holds control characters.
    """
    events = (told,) if isinstance(told, Event) else told.events
    place = int(now.timestamp() * 1000)
    return tuple(_placed(event, place + number) for number, event in enumerate(events))


def check_assigning(person: Person, known: Mapping[str, Event], events: Iterable[Event]) -> None:
    """
    See that only coordinators say whose case this is.

    Args:
        person: who tells.
        known: the events told before, by id.
        events: those that are told now.

    Raises:
        NotAllowed: a lawyer gives the case to somebody, also by a correction.
        RefusedError: a lawyer corrects what is not on record.
    """
    if person.role is TellerRole.COORDINATOR:
        return
    together = {**known, **{event.id: event for event in events}}
    if any(_corrected(event, together).kind == _ASSIGNED for event in events):
        raise NotAllowed("only a coordinator gives a case to a lawyer")


def _corrected(event: Event, known: Mapping[str, Event]) -> Event:
    """What an event is about in the end: itself, or what it and the corrections before it correct."""
    seen: set[str] = set()
    while event.kind == "corrected" and event.id not in seen:
        seen.add(event.id)
        target = known.get(event.target or "")
        if target is None:  # it may be on its way to the ledger, and be anything
            raise RefusedError(f"event {event.id}: target {event.target} is not on record; look, and tell it again")
        event = target
    return event


def _placed(event: Event, place: int) -> Event:
    problem = _problem(event)
    if problem is not None:
        raise RefusedError(f"event {event.id}: {problem}")
    return event.model_copy(update={"position": place})


def _problem(event: Event) -> str | None:
    if "position" in event.model_fields_set:
        return "position is no key of an event; the order of the telling says it"
    if event.kind == "corrected" and not replaced(event):
        return "a correction must say what is right in place of what was told"
    if event.kind != "corrected" and "date" not in event.model_fields_set:
        return "date is missing; write unknown where nothing is known of it"
    if any(not _plain(text) for text in _texts(event.model_dump(exclude_unset=True))):
        return "a text holds a control character; an event is plain text"
    return None


def _plain(text: str) -> bool:
    return all(letter >= " " or letter in "\t\n\r" for letter in text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
