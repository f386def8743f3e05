"""The complaints of a case, and the steps that authorities took on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lifecycle.findings.story import ENDING_KINDS, Story
from lifecycle.findings.truth import earliest
from models.dates import Interval, Truth
from models.events import Event
from models.words import BodyKind, Level, Person, Role

OFFICIAL_ROLES: Final = frozenset({Role.OFFICIAL, Role.JUDGE, Role.COMMITTEE, Role.SUSPECT})
CHECKS: Final = ("check_opened", "check_concluded", "investigation_opened", *ENDING_KINDS)
"""What shows that somebody dealt with a complaint."""
_FIRST_STEPS: Final = (*CHECKS, "examination_ordered", "examination_reported")
_NOT_DOMESTIC: Final = frozenset({BodyKind.UN_COMMITTEE, BodyKind.NGO})
_NO_EXAMINATION_OF_PERSON: Final = frozenset({"trace", "psychiatric_of_victim"})
OFFICIAL_EXAMINATIONS: Final = frozenset({"forensic_medical", "forensic_psychological", "autopsy"})
"""Examinations that are official by their kind, however they are told."""


@dataclass(frozen=True, slots=True)
class First:
    """When the first complaint reached a domestic authority, and the event that tells so."""

    day: Interval
    event: Event


def complaints(story: Story) -> tuple[Event, ...]:
    """The complaints to domestic authorities by or for the victim. A facility's own report is none."""
    return story.once("complaints", lambda: _complaints(story))


def _complaints(story: Story) -> tuple[Event, ...]:
    for among in (story.matters, story.dealing):
        told = story.of("complaint_lodged", "complaint_received", among=among)
        found = tuple(event for event in told if _by_or_for_victim(event, story))
        if found:
            return found
    return ()


def _by_or_for_victim(event: Event, story: Story) -> bool:
    if event.kind == "complaint_received":
        about = story.by_id.get(event.target or "")
        return _domestic(event.body, story) and (about is None or about.kind != "injuries_reported")
    role = event.by.role if event.by else None
    facility = role == Role.DOCTOR and event.body is not None
    return role not in OFFICIAL_ROLES and not facility and _domestic(event.to, story)


def _domestic(body: str | None, story: Story) -> bool:
    known = story.command.bodies.get(body) if body else None
    return known is None or (known.kind not in _NOT_DOMESTIC and known.level is not Level.INTERNATIONAL)


def first_complaint(story: Story) -> First | None:
    """The first complaint: the days that it may have been made on, and the event that bounds them."""
    return story.once("first complaint", lambda: _first(story))


def _first(story: Story) -> First | None:
    told = complaints(story)
    if not told:
        return None
    sure = [event for event in told if event.id not in story.dating.doubtful] or list(told)
    event = min(sure, key=lambda one: (story.when[one.id].last, story.dating.place[one.id]))
    first = min(story.when[one.id].first for one in told)
    return First(Interval(first, story.when[event.id].last), event)


def first_steps(story: Story) -> tuple[Event, ...]:
    """
    The steps that end the wait for a first one.

    A result told as `examination_reported` is that of an ordered examination; a plain `examined` is no step.
    """
    return story.of(*_FIRST_STEPS, among=story.matters)


def of_victim(event: Event) -> bool:
    """Whether an event concerns the victim; where nothing is said, it does."""
    return event.person in {None, Person.VICTIM}


def official_examinations(story: Story) -> tuple[Event, ...]:
    """The official examinations of the person that were made, in their order. What came before the act is none."""
    return story.once("official examinations", lambda: _official(story))


def _official(story: Story) -> tuple[Event, ...]:
    reported = story.of("examination_reported")
    made = [one for one in reported if one.examination not in _NO_EXAMINATION_OF_PERSON]
    made += [one for one in story.of("examined") if one.examination in OFFICIAL_EXAMINATIONS]
    acts = story.of("act_alleged")
    if acts:
        act = earliest([story.when[one.id] for one in acts])
        made = [one for one in made if story.when[one.id].last >= act.first]
    return tuple(sorted(made, key=lambda one: story.dating.place[one.id]))


def ordered_examinations(story: Story) -> tuple[Event, ...]:
    """The examinations of the person that were ordered."""
    return tuple(one for one in story.of("examination_ordered") if one.examination not in _NO_EXAMINATION_OF_PERSON)


def dead_by(story: Story, event: Event) -> Truth:
    """Whether the victim was dead when something was decided. A death without a day may have come before."""
    deaths = story.of("victim_died")
    if deaths:
        return story.any_before(deaths, event)
    return Truth.POSSIBLE if story.facts.header.victim.died else Truth.NO
