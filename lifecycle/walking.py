"""The path that a case has walked: every change of state, in the order in which things are taken to have happened."""

from __future__ import annotations

from datetime import date

from lifecycle.standing import Standing, advance, transitions
from lifecycle.timeline import Timeline
from models.records import Transition


def walked(timeline: Timeline, day: date) -> tuple[Transition, ...]:
    """
    The changes of state up to the end of a day.

    Records tell them in the order in which they were learned; here a thing that was learned late stands where it
    happened. The `date` of each is that of its event.
    """
    steps: list[Transition] = []
    standing, last = Standing(), day.toordinal()
    for place in timeline.places:
        if place.day > last:
            break
        after = advance(standing, timeline.events[place.id], timeline.scene)
        steps += transitions(standing, after, place.id)
        standing = after
    return tuple(steps)


def of_machine(steps: tuple[Transition, ...], machine: str) -> tuple[Transition, ...]:
    """The steps of one machine, `proceeding/main`."""
    return tuple(step for step in steps if step.machine == machine)
