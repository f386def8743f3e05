"""
Where one proceeding stands, and what it must remember to take its next step.

The tables say where an event leads; the guards of the tables are decided here, from the proceeding's memory and from
the decision that the event is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lifecycle.machines import MACHINES, Machine
from models.events import Event
from models.kinds import ENDINGS
from models.words import ProceedingKind

_ABOUT_A_DECISION: Final = frozenset(
    {
        "appeal_filed",
        "appeal_rejected",
        "appeal_granted",
        "upheld",
        "reply_without_decision",
        "notified",
        "copy_requested",
        "file_access_refused",
    }
)
_STOPS: Final = frozenset({*ENDINGS, "suspended"})
_REFUSALS: Final = frozenset({"opening_refused", "registration_refused"})
_QUASHINGS: Final = frozenset({"quashed", "appeal_granted", "resumed"})


@dataclass(frozen=True, slots=True)
class Pending:
    """An appeal without an answer: its event, the decision that it attacks, and whom it went to."""

    id: str
    decision: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Posture:
    """
    Where a proceeding stands.

    `since` is the date of the event that led here, as told. `standing` are the endings that nobody set aside, oldest
    first; `pending` the appeals without an answer; `stopped` the kind of the last ending or suspension.
    """

    state: str
    since: str = "unknown"
    event: str | None = None
    investigated: bool = False
    standing: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    stopped: str | None = None
    before_closing: str | None = None

    @property
    def phase(self) -> str:
        """The phase of the state."""
        return self.state.partition(".")[0]

    @property
    def name(self) -> str:
        """The state without its phase."""
        return self.state.partition(".")[2]


def machine_of(kind: ProceedingKind) -> Machine:
    """The machine that a proceeding of this kind runs."""
    if kind is ProceedingKind.COMPLAINT:
        return MACHINES["complaint"]
    return MACHINES["communication" if kind is ProceedingKind.INTERNATIONAL else "side"]


def decision_about(event: Event, events: Mapping[str, Event]) -> Event | None:
    """
    The decision at the root of what an event is about: the target, or what the target itself is about.

    An appeal against the rejection of an appeal against a refusal is about the refusal.
    """
    seen = {event.id}
    about = events.get(event.target) if event.target else None
    while about is not None and about.kind in _ABOUT_A_DECISION and about.target and about.id not in seen:
        seen.add(about.id)
        about = events.get(about.target)
    return about


@dataclass(frozen=True, slots=True)
class _Moment:
    """An event about to act on a posture."""

    event: Event
    posture: Posture
    events: Mapping[str, Event]
    answered: Pending | None
    root: Event | None

    @property
    def root_kind(self) -> str | None:
        return self.root.kind if self.root else None

    @property
    def ending(self) -> str | None:
        """The kind of the last ending that stands."""
        standing = self.posture.standing
        return self.events[standing[-1]].kind if standing and standing[-1] in self.events else None

    @property
    def last_appeal(self) -> bool:
        rest = [appeal for appeal in self.posture.pending if appeal is not self.answered]
        return self.posture.phase == "appeal" and not any(self._on_ending(appeal) for appeal in rest)

    def _on_ending(self, appeal: Pending) -> bool:
        return appeal.decision is None or appeal.decision in self.posture.standing

    @property
    def had_ended(self) -> bool:
        if self.event.target is None:
            return self.posture.phase in {"termination", "appeal", "closed"}
        return self.root is not None and self.root.id in self.posture.standing

    @property
    def only_a_check(self) -> bool:
        if self.root is not None and self.root.kind in _STOPS:
            return self.root.kind in _REFUSALS
        return self.posture.stopped in _REFUSALS or (self.posture.stopped is None and not self.posture.investigated)

    @property
    def restored(self) -> str | None:
        """The kind of the ending that comes back to life when its quashing is itself set aside."""
        target = self.events.get(self.event.target) if self.event.target else None
        if target is None or target.kind not in _QUASHINGS:
            return None
        root = decision_about(target, self.events)
        return root.kind if root else None


_GUARDS: Final[Mapping[str, Callable[[_Moment], bool]]] = {
    "": lambda _: True,
    "before_investigation": lambda at: not at.posture.investigated,
    "only_a_check_ended": lambda at: at.only_a_check,
    "had_ended": lambda at: at.had_ended,
    "decided": lambda at: at.posture.phase in {"decided", "appeal"},
    "last_appeal_on_refusal": lambda at: at.last_appeal and at.ending == "opening_refused",
    "last_appeal_on_termination": lambda at: at.last_appeal and at.ending == "terminated",
    "last_appeal_on_registration": lambda at: at.last_appeal and at.ending == "registration_refused",
    "last_appeal": lambda at: at.last_appeal,
    "sets_aside_refusal": lambda at: at.root_kind in _REFUSALS,
    "sets_aside_stop": lambda at: at.root_kind in {"terminated", "suspended"},
    "sets_aside_opening": lambda at: at.root_kind == "investigation_opened",
    "restores_refusal": lambda at: at.restored in _REFUSALS,
    "restores_termination": lambda at: at.restored == "terminated",
    "restores_opening": lambda at: at.restored == "investigation_opened",
    "undecided": lambda at: at.posture.name in {"prepared", "submitted", "registered", "observed"},
    "was_closed": lambda at: at.posture.before_closing is not None,
}
"""What the guards of the proceedings' tables mean."""


def begin(machine: Machine) -> Posture:
    """The posture of a proceeding in which nothing has happened yet."""
    return Posture(state=machine.table.initial)


def advance(machine: Machine, posture: Posture, event: Event, events: Mapping[str, Event]) -> Posture:
    """
    The posture after an event of its proceeding.

    `events` are all events of the case by id, for the decisions that this one is about.
    """
    if event.kind not in machine.triggers:
        return posture
    answered = _answered(posture, event, events) if event.kind in {"appeal_rejected", "appeal_granted"} else None
    moment = _Moment(event, posture, events, answered, _root(posture, event, events, answered))
    remembered = _remembered(moment)
    for step in machine.candidates(posture.state, event.kind):
        if _GUARDS[step.guard](moment):
            dest = (posture.before_closing or step.dest) if step.guard == "was_closed" else step.dest
            return replace(remembered, state=dest, since=event.date.text, event=event.id)
    return remembered


def _root(posture: Posture, event: Event, events: Mapping[str, Event], answered: Pending | None) -> Event | None:
    root = decision_about(event, events)
    if root is not None or event.target is not None or event.kind not in _QUASHINGS:
        return root
    named = answered.decision if answered else (posture.standing[-1] if posture.standing else None)
    return events.get(named) if named else None


def _answered(posture: Posture, event: Event, events: Mapping[str, Event]) -> Pending | None:
    """The pending appeal that an answer answers: by its own id, else by decision and addressee, else the oldest."""
    root = decision_about(event, events)
    about = {event.target, root.id if root else None} - {None}

    def fit(appeal: Pending) -> int:
        if appeal.id == event.target:
            return 4
        same_body = appeal.to is not None and appeal.to == event.body
        if appeal.decision in about and about:
            return 3 if same_body else 1
        open_question = appeal.decision is None or not about
        return (2 if same_body else 1) if open_question else 0

    best = max(posture.pending, key=fit, default=None)
    return best if best is not None and fit(best) else None


def _remembered(moment: _Moment) -> Posture:
    event, posture, root = moment.event, moment.posture, moment.root
    if event.kind == "appeal_filed":
        appeal = Pending(event.id, root.id if root else None, event.to)
        return replace(posture, pending=(*posture.pending, appeal))
    if event.kind in ENDINGS or event.kind == "suspended":
        standing = (*posture.standing, event.id) if event.kind in ENDINGS else posture.standing
        return replace(posture, standing=standing, stopped=event.kind)
    if event.kind == "investigation_opened":
        return replace(posture, investigated=True)
    if event.kind == "closed":
        return replace(posture, before_closing=posture.state)
    if event.kind in {"quashed", "appeal_granted", "resumed", "appeal_rejected"}:
        return _after_answer(moment)
    return posture


def _after_answer(moment: _Moment) -> Posture:
    posture, root, answered = moment.posture, moment.root, moment.answered
    pending = tuple(appeal for appeal in posture.pending if appeal is not answered)
    if moment.event.kind == "appeal_rejected":
        return replace(posture, pending=pending)
    if moment.restored is not None:
        return _after_restoring(moment)
    if root is None:
        return replace(posture, pending=pending)
    if root.kind == "investigation_opened":
        return replace(posture, pending=pending, investigated=False, standing=(*posture.standing, moment.event.id))
    return replace(
        posture,
        pending=tuple(appeal for appeal in pending if appeal.decision != root.id),
        standing=tuple(ending for ending in posture.standing if ending != root.id),
    )


def _after_restoring(moment: _Moment) -> Posture:
    """A quashing was itself set aside: what it had struck stands again."""
    posture, quashing = moment.posture, moment.event.target
    standing = tuple(ending for ending in posture.standing if ending != quashing)
    if moment.restored == "investigation_opened":
        return replace(posture, standing=standing, investigated=True)
    struck = moment.events.get(quashing) if quashing else None
    decision = decision_about(struck, moment.events) if struck else None
    return replace(posture, standing=(*standing, decision.id) if decision else standing)
