"""The finding that a case moved only once a UN body had been asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lifecycle.findings.hits import Hit
from lifecycle.findings.spread import Spread
from lifecycle.findings.story import Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, after, at_most, both, either, opposite, years_after
from models.dates import Interval, Truth
from models.events import Event
from models.words import Forum

_FORUMS: Final = frozenset({Forum.CAT, Forum.HRC, Forum.SPECIAL_RAPPORTEUR, Forum.WGAD})
_REOPENING: Final = ("check_opened", "investigation_opened", "resumed", "quashed", "appeal_granted", "reopened")
_MOVING: Final = (*_REOPENING, "check_ordered", "examination_ordered", "examined", "examination_reported")

_LONGEST_YEAR: Final = 366


def reopened_after_un(story: Story) -> Iterator[Hit]:
    """Source: CAT 12."""
    asked = [one for one in story.of("un_submitted", "un_registered", "un_decided") if one.forum in _FORUMS]
    if not asked:
        return
    moves = story.of(*_MOVING, among=story.matters)
    for step in story.of(*_REOPENING, among=story.matters):
        if step.kind in {"quashed", "appeal_granted"} and _quashes_opening(step, story):
            continue
        for event in asked:
            soon = _within_year(event, step, story)
            if soon is not NO:
                rested = _rested(event, step, moves, story)
                yield story.hit(both(soon, rested), step, event)


def _quashes_opening(step: Event, story: Story) -> bool:
    review = story.review(step)
    return review.root is not None and review.root.kind == "investigation_opened" and not review.restores


def _within_year(event: Event, step: Event, story: Story) -> Truth:
    years = story.limit["un_response_years"]
    asked, done = story.when[event.id], story.when[step.id]
    if done.first > years_after(asked.last, years):
        return NO
    soon = CERTAIN if done.last <= years_after(asked.first, years) else POSSIBLE
    return both(soon, story.before(event, step))


def _rested(event: Event, step: Event, moves: tuple[Event, ...], story: Story) -> Truth:
    """
    Whether nothing had moved for a year before.

    Before the UN event, or before the step: certain where both are so. The first step after the UN event counts for
    those that follow it.
    """
    before_event, before_step = (opposite(_moved_before(one, step, moves, story)) for one in (event, step))
    if both(before_event, before_step) is CERTAIN:
        return CERTAIN
    return at_most(either(before_event, before_step), POSSIBLE)


def _moved_before(event: Event, step: Event, moves: tuple[Event, ...], story: Story) -> Truth:
    """Whether something else than the step moved in the year before an event."""
    known: dict[str, list[tuple[str, Truth]]] = story.once("moved before", dict)
    if event.id not in known:
        known[event.id] = _moves_before(event, moves, story)
    return story.any(truth for name, truth in known[event.id] if name != step.id)


def _moves_before(event: Event, moves: tuple[Event, ...], story: Story) -> list[tuple[str, Truth]]:
    """What moved in the year before an event, and how surely; two of each certainty say as much as all of them."""
    spread = story.once("moves by day", lambda: Spread(moves, story.when))
    days = story.when[event.id]
    near = spread.between(after(days.first, -_LONGEST_YEAR * story.limit["un_rest_years"]), days.last, 0)
    found = [(one.id, _in_year_before(one, event, story)) for one in near]
    return [pair for wanted in (CERTAIN, POSSIBLE) for pair in [one for one in found if one[1] is wanted][:2]]


def _in_year_before(one: Event, event: Event, story: Story) -> Truth:
    """Whether something moved in the year before an event."""
    years = story.limit["un_rest_years"]
    moved, day = story.when[one.id], story.when[event.id]
    if years_after(moved.last, years) < day.first:
        return NO
    recent = CERTAIN if years_after(moved.first, years) >= day.last else POSSIBLE
    return both(recent, _before(one, event, moved, day, story), story.sure(one))


def _before(one: Event, event: Event, moved: Interval, day: Interval, story: Story) -> Truth:
    if moved.exact and moved == day:
        return NO  # one stroke: a quashing and an opening on the same day are one movement
    return story.before(one, event)
