"""
The order in which uncertain events are taken to have happened.

Certain dates decide first. An event whose date is an interval takes its place in the telling as far as the interval
allows: it stands on the day of the event told before it, moved into its own interval. `after` and `before` then move it
within that interval, and decide within a day; a time of day decides next; the place in the telling last. The order
depends only on what was told, never on when it was recorded, so that the same events always give the same story.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from typing import Final

from models.dates import Interval
from models.events import Event

_NO_MINUTE: Final = -1
_START: Final = date.min.toordinal()
_ROUNDS: Final = 64


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """
    Where an event stands. Orders by day, minute, position, id.

    Units: `day` is a proleptic ordinal, `minute` the minute of the local day (that of the event told before it on the
    same day where none is known).
    """

    day: int
    minute: int
    position: int
    id: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All places in order. `reached` is the day that the telling had come to: where the next uncertain event stands."""

    places: tuple[Place, ...] = ()
    reached: int = _START


def narrowed(event: Event, events: Mapping[str, Event]) -> Interval:
    """The days that an event may have happened on, `after` and `before` considered. Contradictions: the date wins."""
    first = events[event.after].date.first if event.after and event.after in events else None
    last = events[event.before].date.last if event.before and event.before in events else None
    return event.date.interval.narrowed(first, last)


def arrange(events: Iterable[Event], by_id: Mapping[str, Event]) -> Arrangement:
    """Every event in its place."""
    days: dict[str, int] = {}
    reached = _START
    told = sorted(events, key=lambda event: (event.position, event.id))
    for event in told:
        reached = days[event.id] = _day(event, by_id, reached)
    _settle([event for event in told if event.after or event.before], days, by_id)
    groups: dict[int, list[Event]] = {}
    for event in told:
        groups.setdefault(days[event.id], []).append(event)
    return Arrangement(tuple(place for day in sorted(groups) for place in _within(day, groups[day])), reached)


def place_last(event: Event, by_id: Mapping[str, Event], places: Sequence[Place], reached: int) -> Place | None:
    """
    The place of an event told after all others, where it can be found without arranging everything anew.

    `reached` is the day that the telling had come to. None where `after` or `before` on that day make a full
    arrangement necessary.
    """
    if event.after or event.before:
        return None
    day = _day(event, by_id, reached)
    first, end = (bisect_left(places, Place(at, _NO_MINUTE, 0, "")) for at in (day, day + 1))
    group = places[first:end]
    if any(by_id[place.id].after or by_id[place.id].before for place in group):
        return None
    minute = _minute(event)
    if minute == _NO_MINUTE:
        minute = max(group, key=_telling).minute if group else 0
    return Place(day, minute, event.position, event.id)


def insert(places: tuple[Place, ...], place: Place) -> tuple[tuple[Place, ...], int]:
    """The places with one more, and the index where it went in."""
    if not places or places[-1].day < place.day:
        return (*places, place), len(places)
    index = bisect_left(places, place)
    return (*places[:index], place, *places[index:]), index


def _day(event: Event, by_id: Mapping[str, Event], reached: int) -> int:
    interval = event.date.interval
    if interval.exact:
        return interval.first.toordinal()
    interval = narrowed(event, by_id)
    return min(max(reached, interval.first.toordinal()), interval.last.toordinal())


def _settle(constrained: Sequence[Event], days: dict[str, int], by_id: Mapping[str, Event]) -> None:
    """
    Move days so that `after` and `before` hold, as far as the dates allow.

    The event that names another moves first, then the one that it names. Contradictions come to rest with the rounds.
    """
    for turn in range(min(len(constrained) + 1, _ROUNDS)):
        moved = False
        for event in constrained if turn % 2 == 0 else reversed(constrained):
            if event.after in days and days[event.after] > days[event.id]:
                moved = _later(event, days[event.after], days) or moved
                moved = _earlier(by_id[event.after], days[event.id], days) or moved
            if event.before in days and days[event.before] < days[event.id]:
                moved = _earlier(event, days[event.before], days) or moved
                moved = _later(by_id[event.before], days[event.id], days) or moved
        if not moved:
            return


def _later(event: Event, day: int, days: dict[str, int]) -> bool:
    """Move an event as near to a later day as its date allows. Returns whether it moved."""
    known = days[event.id]
    days[event.id] = max(known, min(day, event.date.last.toordinal()))
    return days[event.id] != known


def _earlier(event: Event, day: int, days: dict[str, int]) -> bool:
    known = days[event.id]
    days[event.id] = min(known, max(day, event.date.first.toordinal()))
    return days[event.id] != known


def _minute(event: Event) -> int:
    return int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else _NO_MINUTE


def _telling(place: Place) -> tuple[int, str]:
    return place.position, place.id


def _within(day: int, events: list[Event]) -> Iterable[Place]:
    """The places of the events of one day, given in the order of the telling."""
    minute = 0
    places: dict[str, Place] = {}
    for event in events:
        own = _minute(event)
        minute = own if own != _NO_MINUTE else minute
        places[event.id] = Place(day, minute, event.position, event.id)
    ordered = sorted(places.values())
    if any(event.after or event.before for event in events):
        return _constrained(ordered, {event.id: event for event in events})
    return ordered


def _constrained(ordered: Sequence[Place], events: Mapping[str, Event]) -> list[Place]:
    """
    The places of one day so that `after` and `before` hold.

    An event that must come after another waits for it; then one that must come before another goes before it. What
    already holds moves nothing. A circle is broken at the event that comes first.
    """
    names = [place.id for place in ordered]
    after = [(event.after, event.id) for event in events.values() if event.after in events]
    before = [(event.id, event.before) for event in events.values() if event.before in events]
    forward = _sorted(names, after)
    both = [(second, first) for first, second in (*after, *before)]
    backward = _sorted(forward[::-1], both) if before else forward[::-1]
    places = {place.id: place for place in ordered}
    return [places[name] for name in reversed(backward)]


def _sorted(names: Sequence[str], pairs: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """The names as near to their order as the pairs (first, second) allow."""
    rank = {name: number for number, name in enumerate(names)}
    waits = dict.fromkeys(names, 0)
    releases: dict[str, list[str]] = {}
    for first, second in pairs:
        if first is not None and second is not None and first != second:
            waits[second] += 1
            releases.setdefault(first, []).append(second)
    ready = [rank[name] for name in names if not waits[name]]
    done: dict[str, None] = {}
    left = iter(names)
    while len(done) < len(names):
        name = names[heappop(ready)] if ready else next(name for name in left if name not in done)
        if name in done:
            continue
        done[name] = None
        for second in releases.get(name, ()):
            waits[second] -= 1
            if waits[second] == 0:
                heappush(ready, rank[second])
    return list(done)
