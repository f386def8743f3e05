"""A case at the end of a day: what can be done, which body abroad is open, which warnings there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from law.published import PRACTICE
from law.remedies import Practice
from lifecycle.remedies import remedies
from lifecycle.remedies_record import Record, record_of
from lifecycle.routes import routes
from lifecycle.timeline import Timeline, build
from lifecycle.warnings import warn
from models.assessment import Warn
from models.case import Body
from models.events import Event
from models.remedies import Remedy, Route
from tests.lifecycle.stories import setting, story


def at(day: str, timeline: Timeline) -> Record:
    """The record of a case at the end of a day."""
    on = date.fromisoformat(day)
    return record_of(timeline, timeline.until(on), timeline.scene.norms.zone.instant(on, 1439))


def told(*events: Event, jurisdiction: str = "KZ", unverified: bool = False, bodies: Iterable[Body] = ()) -> Timeline:
    """The sample case with these events, and more bodies."""
    scene = setting(jurisdiction, unverified=unverified)
    more = {**scene.bodies, **{body.id: body for body in bodies}}
    return build(story(*events), replace(scene, bodies=more))


def offered(day: str, timeline: Timeline, practice: Practice = PRACTICE) -> dict[str, Remedy]:
    """What can be done at the end of a day, by id (the first of each)."""
    found: dict[str, Remedy] = {}
    for one in remedies(at(day, timeline), practice):
        found.setdefault(one.remedy, one)
    return found


def abroad(day: str, timeline: Timeline) -> dict[str, Route]:
    """The bodies abroad at the end of a day, by id."""
    record = at(day, timeline)
    return {one.forum: one for one in routes(record, remedies(record))}


def warned(day: str, timeline: Timeline, practice: Practice = PRACTICE) -> dict[str, list[Warn]]:
    """The warnings at the end of a day, by rule."""
    record = at(day, timeline)
    at_home = remedies(record, practice)
    found: dict[str, list[Warn]] = {}
    for one in warn(record, at_home, routes(record, at_home), practice):
        found.setdefault(one.rule, []).append(one)
    return found
