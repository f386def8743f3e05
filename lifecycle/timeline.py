"""
The events of a case in their order, with the standing after them.

An event told in order costs one step. An event learned late is put in its place and everything after it is derived
again, from the last mark before it. A correction replaces fields of its target and derives the whole again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from lifecycle.duties import Scene
from lifecycle.growing import Growing
from lifecycle.order import Place, arrange, insert, place_last
from lifecycle.standing import Standing, advance
from models.events import Event

_MARK_EVERY: Final = 64
_NOTHING: Final = Standing()
_NOT_REPLACED: Final = frozenset({"id", "kind", "target", "position"})


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    All events told, in the order in which they are taken to have happened.

    `events` are the events with their corrections applied, `told` the events as told. `marks` are standings after
    every 64th event, `awaited` the ids that events refer to and that are not told yet; `last` is the place in the
    telling and `reached` the day that it has come to.
    """

    scene: Scene
    told: Growing[str, Event] = field(default_factory=Growing)
    places: tuple[Place, ...] = ()
    last: int = -1
    reached: int = 0
    awaited: frozenset[str] = frozenset()
    marks: tuple[Standing, ...] = (_NOTHING,)
    standing: Standing = _NOTHING
    _asked: dict[int, Standing] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def events(self) -> Mapping[str, Event]:
        """The events with corrections applied, by id."""
        return self.scene.events

    def in_order(self) -> tuple[Event, ...]:
        """The events as they are taken to have happened."""
        return tuple(self.events[place.id] for place in self.places)

    def happened_by(self, day: date) -> tuple[Event, ...]:
        """The events up to the end of a day, in order, without corrections: these act through what they correct."""
        end = bisect_left(self.places, Place(day.toordinal() + 1, -1, 0, ""))
        events = (self.events[place.id] for place in self.places[:end])
        return tuple(event for event in events if event.kind != "corrected")

    def before(self, event: str) -> Standing:
        """The standing just before an event."""
        return self._until(next(at for at, place in enumerate(self.places) if place.id == event))

    def until(self, day: date) -> Standing:
        """The standing at the end of a day."""
        return self._until(bisect_left(self.places, Place(day.toordinal() + 1, -1, 0, "")))

    def _until(self, index: int) -> Standing:
        """The standing after so many events. The one asked for last is remembered: a judgement asks for it twice."""
        if index == len(self.places):
            return self.standing
        if index not in self._asked:
            standing = self._replayed(index)
            self._asked.clear()
            self._asked[index] = standing
        return self._asked[index]

    def _replayed(self, index: int) -> Standing:
        mark = index // _MARK_EVERY
        standing, events, scene = self.marks[mark], self.events, self.scene
        for place in self.places[mark * _MARK_EVERY : index]:
            standing = advance(standing, events[place.id], scene)
        return standing


def build(events: Iterable[Event], scene: Scene) -> Timeline:
    """The timeline of these events, from nothing. `scene.events` is ignored and made anew."""
    return _arranged(Growing({event.id: event for event in events}), scene)


def _arranged(told: Growing[str, Event], scene: Scene) -> Timeline:
    effective = corrected(told)
    scene = replace(scene, events=Growing(effective))
    arrangement = arrange(effective.values(), effective)
    last = max((event.position for event in told.values()), default=-1)
    awaited = frozenset(other for event in told.values() for other in _awaited(event, told))
    timeline = Timeline(scene, told, arrangement.places, last, arrangement.reached, awaited)
    return _derived(timeline, 0)


def add(timeline: Timeline, event: Event) -> Timeline:
    """The timeline with one more event, wherever it belongs."""
    told = timeline.told.plus(event.id, event)
    in_turn = event.position > timeline.last and event.id not in timeline.awaited and event.kind != "corrected"
    if not in_turn or not timeline.places:
        return _arranged(told, timeline.scene)
    scene = replace(timeline.scene, events=timeline.scene.events.plus(event.id, event))
    place = place_last(event, scene.events, timeline.places, timeline.reached)
    if place is None:
        return _arranged(told, timeline.scene)
    places, index = insert(timeline.places, place)
    awaited = timeline.awaited | _awaited(event, told)
    longer = replace(
        timeline, scene=scene, told=told, places=places, last=event.position, reached=place.day, awaited=awaited
    )
    if index < len(timeline.places):
        return _derived(longer, index)
    standing = advance(timeline.standing, event, scene)
    marks = (*timeline.marks, standing) if len(places) % _MARK_EVERY == 0 else timeline.marks
    return replace(longer, standing=standing, marks=marks)


def corrected(told: Mapping[str, Event]) -> dict[str, Event]:
    """
    The events with every correction applied to its target, in the order of the telling.

    A correction replaces the fields that it sets; a correction of a correction goes to the event at its root.
    """
    events = dict(told)
    roots: dict[str, str | None] = {}
    corrections = [event for event in told.values() if event.kind == "corrected"]
    for correction in sorted(corrections, key=lambda event: (event.position, event.id)):
        target = _root(correction, told, roots)
        if target is not None:
            events[target] = events[target].model_copy(update=replaced(correction))
    return events


def _root(correction: Event, told: Mapping[str, Event], roots: dict[str, str | None]) -> str | None:
    """The event that a correction corrects in the end. `roots` remembers those found, and nothing for a circle."""
    path: dict[str, None] = {}
    event: Event | None = correction
    while event is not None and event.kind == "corrected" and event.id not in roots and event.id not in path:
        path[event.id] = None
        event = told.get(event.target or "")
    found = None
    if event is not None and event.id not in path:
        found = event.id if event.kind != "corrected" else roots[event.id]
    roots.update(dict.fromkeys(path, found))
    return found


def replaced(correction: Event) -> dict[str, object]:
    """The fields that a correction replaces in its target, with what it puts there."""
    return {
        name: getattr(correction, name)
        for name, definition in Event.model_fields.items()
        if name not in _NOT_REPLACED and getattr(correction, name) != definition.get_default(call_default_factory=True)
    }


def _awaited(event: Event, known: Mapping[str, Event]) -> frozenset[str]:
    """The events that this one refers to and that are not there yet (events of one batch may refer to each other)."""
    return frozenset(other for other in (event.after, event.before, event.target) if other and other not in known)


def _derived(timeline: Timeline, index: int) -> Timeline:
    """The timeline with everything from `index` on derived again."""
    kept = index // _MARK_EVERY
    marks = list(timeline.marks[: kept + 1])
    standing, events, scene = marks[kept], timeline.events, timeline.scene
    for number, place in enumerate(timeline.places[kept * _MARK_EVERY :], start=kept * _MARK_EVERY + 1):
        standing = advance(standing, events[place.id], scene)
        if number % _MARK_EVERY == 0:
            marks.append(standing)
    return replace(timeline, marks=tuple(marks), standing=standing)
