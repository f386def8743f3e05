"""Whether a file can be taken whole: every event judged as its case will judge it, before anything is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cli.telling_order import groups
from lifecycle.decision import Refused, decide
from lifecycle.norms import Norms
from lifecycle.state import CaseState, opened
from lifecycle.timeline import add
from models.case import Chronology
from models.dates import PartialDate
from models.events import Event
from models.messages import BATCH_LIMIT, CASE_LIMIT, EVENT_LIMIT
from models.records import Opening

Refusal = tuple[str | None, str]
"""The id of an event, None for the file as such, and why it is refused with what would be accepted."""

_DAWN: Final = "2000-01-01T00:00:00.000000Z"


def refusals(chronology: Chronology, norms: Norms, today: date) -> tuple[Refusal, ...]:
    """
    What a case that is opened with the head of a file would refuse of its events, in the order of the file. Pure.

    Args:
        chronology: the file.
        norms: the law of the case.
        today: the local day; nothing later can have happened.

    Returns:
        Nothing where all would be accepted. A reason names ids and kinds only.
    """
    opening = Opening(header=chronology.header, law_known_on=norms.known_on)
    state = opened(opening, _DAWN, norms)
    together = {event.id: event for event in chronology.events}
    refused = {event.id for event in chronology.events if isinstance(decide(state, event, today, together), Refused)}
    reasons = dict(_reasons(state, chronology, today, together, refused)) if refused else {}
    order = {event.id: place for place, event in enumerate(chronology.events)}
    found = [(name, reasons[name]) for name in sorted(reasons, key=order.__getitem__)]
    return (*_too_much(chronology), *found)


def early_news(chronology: Chronology) -> tuple[Refusal, ...]:
    """
    Events that are said to have become known certainly before they happened, each with a remark.

    The format does not forbid it, so it is no fault; mostly it is a slip.
    """
    return tuple((event.id, remark) for event in chronology.events if (remark := early(event)) is not None)


def early(event: Event) -> str | None:
    """What is odd in the day on which an event became known, or None: it lies certainly before the event."""
    known = event.known_on
    if not isinstance(known, PartialDate) or not known.known or not event.date.known or known.last >= event.date.first:
        return None
    return f"{known} lies before {event.date}, when it happened; if one of them is a slip, mend it"


def _reasons(
    state: CaseState, chronology: Chronology, today: date, together: Mapping[str, Event], refused: set[str]
) -> Iterator[tuple[str, str]]:
    """The reasons as the case would give them: with what may happen next where the telling has come to by then."""
    for group in groups(chronology.events):
        for event in group:
            verdict = decide(state, event, today, together) if event.id in refused else None
            if isinstance(verdict, Refused):
                yield event.id, str(verdict).removeprefix(f"event {event.id}: ")
        for event in group:
            if event.id not in refused:
                state = replace(state, timeline=add(state.timeline, event))


def _too_much(chronology: Chronology) -> Iterator[Refusal]:
    """What no telling can carry."""
    if len(chronology.events) > CASE_LIMIT:
        yield None, f"holds more than {CASE_LIMIT} events, the limit of a case; open a second case for what follows"
    for group in groups(chronology.events):
        if len(group) > BATCH_LIMIT:
            problem = f"{len(group)} events refer to each other in a circle from here on"
            yield group[0].id, f"{problem}; {BATCH_LIMIT} can be told together: take some of the links out"
    for event in chronology.events:
        if len(event.model_dump_json(exclude_unset=True).encode()) > EVENT_LIMIT:
            yield event.id, f"has more than {EVENT_LIMIT} bytes; keep documents elsewhere and name them here"
