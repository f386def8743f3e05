"""
Where one proceeding stands, and what it must remember to take its next step.

The tables say where an event leads; the guards of the tables are decided in `lifecycle.guards`, from this memory, from
the decision that the event is about, and from the appeals that it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lifecycle.about import QUASHINGS, Review, decision_about, reviewed
from lifecycle.guards import GUARDS, Moment
from lifecycle.machines import MACHINES, Machine
from lifecycle.memory import OPENING_QUASHED, REFUSALS, Posture
from lifecycle.tracks import NO_APPEALS, Appeals
from models.events import Event
from models.kinds import ENDINGS
from models.words import ProceedingKind

__all__ = ["Posture", "advance", "begin", "machine_of"]


def machine_of(kind: ProceedingKind) -> Machine:
    """The machine that a proceeding of this kind runs."""
    if kind is ProceedingKind.COMPLAINT:
        return MACHINES["complaint"]
    return MACHINES["communication" if kind is ProceedingKind.INTERNATIONAL else "side"]


def begin(machine: Machine) -> Posture:
    """The posture of a proceeding in which nothing has happened yet."""
    return Posture(state=machine.table.initial)


def advance(
    machine: Machine, posture: Posture, event: Event, events: Mapping[str, Event], appeals: Appeals = NO_APPEALS
) -> Posture:
    """
    The posture after an event of its proceeding.

    Args:
        machine: the machine that the proceeding runs.
        posture: where it stands.
        event: what happened.
        events: all events of the case by id, for the decisions that this one is about.
        appeals: which appeals of the proceeding the event answers, and which still wait after it.
    """
    if event.kind not in machine.triggers:
        return posture
    moment = Moment(event, posture, events, _review(posture, event, events, appeals), appeals)
    remembered = _remembered(moment)
    for step in machine.candidates(posture.state, event.kind):
        if GUARDS[step.guard](moment):
            dest = (posture.before_closing or step.dest) if step.guard == "was_closed" else step.dest
            return _arrived(remembered, dest, event)
    return remembered


def _arrived(posture: Posture, state: str, event: Event) -> Posture:
    investigated = posture.investigated or state.startswith(("investigation.", "trial.", "termination.terminated"))
    return Posture(
        state, event.date.text, event.id, investigated, posture.standing, posture.stopped, posture.before_closing
    )


def _review(posture: Posture, event: Event, events: Mapping[str, Event], appeals: Appeals) -> Review:
    """What the event acts on; where it names nothing, what the appeal that it answers attacks, or what stands."""
    if event.kind not in QUASHINGS:
        return Review(decision_about(event, events))
    review = reviewed(event, events)
    if review.root is not None and review.root.kind != "appeal_filed":
        return review
    if event.kind == "resumed":
        return Review(events.get(posture.stopped or ""))
    named = appeals.answered[0].about if appeals.answered else None if event.target else posture.at_rest
    decision = events.get(named or "")
    if decision is not None and decision.kind in QUASHINGS:  # an opening was quashed, and that is what stood
        return Review(reviewed(decision, events).root, restores=True)
    return Review(decision)


def _remembered(moment: Moment) -> Posture:
    event, posture = moment.event, moment.posture
    if event.kind in ENDINGS:
        return replace(posture, standing=(*posture.standing, event.id), stopped=event.id)
    if event.kind == "suspended":
        return replace(posture, stopped=event.id)
    if event.kind == "investigation_opened":
        return replace(posture, standing=_superseded(moment), stopped=None)
    if event.kind == "closed" and posture.phase != "closed":
        return replace(posture, before_closing=posture.state)
    if event.kind in QUASHINGS and moment.review.root is not None:
        return _after_restoring(moment) if moment.review.restores else _after_quashing(moment)
    return posture


def _superseded(moment: Moment) -> tuple[str, ...]:
    """The endings that still stand once an investigation is opened: a refusal to open is overtaken by the opening."""
    return tuple(name for name in moment.posture.standing if moment.kind_of(name) == "terminated")


def _after_quashing(moment: Moment) -> Posture:
    posture, root = moment.posture, moment.review.root
    standing = tuple(ending for ending in posture.standing if root is None or ending != root.id)
    if moment.review.sets_aside("investigation_opened"):
        standing = (*standing, moment.event.id)
        return replace(posture, standing=standing, stopped=moment.event.id, investigated=False)
    return replace(posture, standing=standing)


def _after_restoring(moment: Moment) -> Posture:
    """A quashing was itself set aside: what it had struck stands again."""
    posture, root = moment.posture, moment.review.root
    if root is None:
        return posture
    if root.kind == "investigation_opened":
        standing = tuple(name for name in posture.standing if moment.kind_of(name) not in OPENING_QUASHED)
        return replace(posture, standing=standing, investigated=True)
    if root.kind == "suspended":
        return replace(posture, stopped=root.id)
    if root.kind in REFUSALS or root.kind == "terminated":
        standing = tuple(name for name in posture.standing if name != root.id)
        return replace(posture, standing=(*standing, root.id), stopped=root.id)
    return posture
