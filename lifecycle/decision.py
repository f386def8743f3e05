"""
Whether an event can be accepted.

An unlawful or odd act is accepted: it happened. Only what cannot have happened is refused: something about a decision
that was never made, by a body that the case does not know, on a day that has not come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.chain import EXACT
from lifecycle.next import next_kinds
from lifecycle.state import CaseState, Told
from models.dates import PartialDate
from models.events import Event
from models.kinds import KINDS
from models.messages import CASE_LIMIT

_ACTS_ON_A_DECISION: Final = frozenset({"quashed", "upheld", "appeal_filed", "appeal_granted", "appeal_rejected"})
_REQUESTS: Final = frozenset(
    {
        "appeal_filed",
        "complaint_lodged",
        "motion_filed",
        "compensation_claimed",
        "examination_requested",
        "safety_requested",
    }
)
_AUTHORITIES: Final = frozenset({"official", "judge", "committee"})
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class _Known:
    """The events that may be referred to: those told, and those told together with the one at hand."""

    told: Mapping[str, Event]
    together: Mapping[str, Event]

    def __contains__(self, event: object) -> bool:
        return event in self.told or event in self.together

    def get(self, event: str | None) -> Event | None:
        """The event of this id, if there is one."""
        return None if event is None else self.told.get(event) or self.together.get(event)

    def all(self) -> dict[str, Event]:
        """Every event by its id."""
        return {**self.told, **self.together}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The event may be recorded."""

    event: Event


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same event was told before; `told` says where it is on record."""

    told: Told


@dataclass(frozen=True, slots=True)
class Refused:
    """
    The event cannot have happened as told.

    `reason` says why and what would be accepted. It names ids and kinds only, never what a person wrote.
    """

    event: str
    reason: str
    may_happen: tuple[str, ...] = ()

    def __str__(self) -> str:
        following = f"; what may happen next: {', '.join(self.may_happen)}" if self.may_happen else ""
        return f"event {self.event}: {self.reason}{following}"


Verdict = Accepted | Repeated | Refused


def decide(state: CaseState, event: Event, today: date, together: Mapping[str, Event] | None = None) -> Verdict:
    """
    What is to be done with an event.

    Args:
        state: the case.
        event: what was told.
        today: the local day on which it was told; nothing later can have happened.
        together: other events of the same telling, which it may refer to.
    """
    known = state.told.get(event.id)
    if known is not None:
        return Repeated(known) if _same(known.event, event) else Refused(event.id, _TAKEN)
    events = _Known(state.timeline.told, together or {})
    problem = _problem(state, event, today, events)
    return Refused(event.id, problem, next_kinds(state, event.proceeding)) if problem else Accepted(event)


_TAKEN: Final = (
    "this id was told before with other content; tell a new event under a new id, or correct the old one "
    "with kind corrected and its id as target"
)


def _same(known: Event, event: Event) -> bool:
    return known == event or known.model_copy(update={"position": event.position}) == event


def _problem(state: CaseState, event: Event, today: date, events: _Known) -> str | None:
    return (
        _too_many(state)
        or inexact(event)
        or _missing(event)
        or _future(event, today)
        or _unknown_body(state, event)
        or _unknown_event(event, events)
        or _no_decision(event, events)
    )


def _too_many(state: CaseState) -> str | None:
    if len(state.told) < CASE_LIMIT:
        return None
    return f"the case already holds {CASE_LIMIT} events, its limit; open a second case for what follows"


def inexact(event: Event) -> str | None:
    """Why the event cannot be written down exactly, or None where it can: numbers beyond 2^53 - 1 cannot."""
    months = event.sentence.months if event.sentence else None
    for field, number in (("position", event.position), ("sentence.months", months)):
        if number is not None and number > EXACT:
            return f"{field} is larger than {EXACT}, the largest number that is kept exactly; give a smaller one"
    return None


def _missing(event: Event) -> str | None:
    lacking = [name for name in KINDS[event.kind].needs if getattr(event, name) in (None, ())]
    return f"{event.kind} needs {' and '.join(lacking)}" if lacking else None


def _future(event: Event, today: date) -> str | None:
    if event.date.known and event.date.first > today:
        return f"date {event.date} has not come yet; tell it when it has happened"
    if isinstance(event.known_on, PartialDate) and event.known_on.known and event.known_on.first > today:
        return f"known_on {event.known_on} has not come yet; tell it when it is known"
    return None


def _unknown_body(state: CaseState, event: Event) -> str | None:
    scene = state.timeline.scene
    if event.proceeding not in scene.proceedings:
        return f"proceeding {event.proceeding} is not in this case; its proceedings are {_listed(scene.proceedings)}"
    for field, body in (("by.body", event.body), ("to", event.to)):
        if body is not None and body not in scene.bodies:
            return f"{field} {body} is no body of this case; its bodies are {_listed(scene.bodies)}"
    return None


def _unknown_event(event: Event, events: _Known) -> str | None:
    for field in ("target", "after", "before", "identical_to"):
        other = getattr(event, field)
        if other == event.id:
            return f"{field} names the event itself"
        if other is not None and other not in events:
            return f"{field} {other} was never told; {_candidates(event, field, events)}"
    return None


def _no_decision(event: Event, events: _Known) -> str | None:
    target = events.get(event.target)
    if event.kind not in _ACTS_ON_A_DECISION or target is None or _can_be_reviewed(event, target):
        return None
    possible = _candidates(event, "target", events)
    return f"target {target.id} is {target.kind}, no decision or act of an authority; {possible}"


def _can_be_reviewed(event: Event, target: Event) -> bool:
    if KINDS[target.kind].decision or (target.by is not None and target.by.role in _AUTHORITIES):
        return True
    return event.kind in {"appeal_granted", "appeal_rejected"} and target.kind in _REQUESTS


def _candidates(event: Event, field: str, events: _Known) -> str:
    others = [known for known in events.all().values() if known.id != event.id]
    if field != "target" or event.kind not in _ACTS_ON_A_DECISION:
        return f"the events of this case are {_listed(known.id for known in others)}"
    decisions = [f"{known.id} {known.kind}" for known in others if KINDS[known.kind].decision]
    return f"the decisions of this case are {_listed(decisions)}" if decisions else "this case has no decision yet"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return f"{', '.join(listed[-_SHOWN:])}{more}" if listed else "none"
