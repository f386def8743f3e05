"""
The order in which uncertain events are taken to have happened.

Certain dates decide first. An event whose date is an interval takes its place in the telling as far as the interval
allows: it stands on the day of the event told before it, moved into its own interval. `after` and `before` narrow the
interval and decide within a day; a time of day decides next; the place in the telling last. The order depends only on
what was told, never on when it was recorded, so that the same events always give the same story.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.dates import Interval
from models.events import Event

_NO_MINUTE: Final = -1
_START: Final = date.min.toordinal()


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


def narrowed(event: Event, events: Mapping[str, Event]) -> Interval:
    """The days that an event may have happened on, `after` and `before` considered. Contradictions: the date wins."""
    first = events[event.after].date.first if event.after and event.after in events else None
    last = events[event.before].date.last if event.before and event.before in events else None
    return event.date.interval.narrowed(first, last)


def arrange(events: Iterable[Event], by_id: Mapping[str, Event]) -> list[Place]:
    """All places, in order."""
    days: dict[str, int] = {}
    previous = _START
    told = sorted(events, key=lambda event: (event.position, event.id))
    for event in told:
        previous = days[event.id] = _day(event, by_id, days, previous)
    groups: dict[int, list[Event]] = {}
    for event in told:
        groups.setdefault(days[event.id], []).append(event)
    return [place for day in sorted(groups) for place in _within(day, groups[day])]


def placed_last(event: Event, by_id: Mapping[str, Event], places: Sequence[Place], previous: Place) -> Place | None:
    """
    The place of an event told after all others, where it can be found without arranging everything anew.

    `previous` is the place of the event told before it. None where `after` or `before` on that day make a full
    arrangement necessary.
    """
    if event.after or event.before:
        return None
    day = _day(event, by_id, {}, previous.day)
    first, end = (bisect_left(places, Place(at, _NO_MINUTE, 0, "")) for at in (day, day + 1))
    group = places[first:end]
    if any(by_id[place.id].after or by_id[place.id].before for place in group):
        return None
    minute = _minute(event)
    if minute == _NO_MINUTE:
        minute = max(group, key=lambda place: place.position).minute if group else 0
    return Place(day, minute, event.position, event.id)


def insert(places: Sequence[Place], place: Place) -> tuple[tuple[Place, ...], int]:
    """The places with one more, and the index where it went in."""
    if not places or places[-1] < place:
        return (*places, place), len(places)
    index = bisect_left(places, place)
    return (*places[:index], place, *places[index:]), index


def _day(event: Event, by_id: Mapping[str, Event], days: Mapping[str, int], previous: int) -> int:
    interval = event.date.interval
    if interval.exact:
        return interval.first.toordinal()
    interval = narrowed(event, by_id)
    first = max(interval.first.toordinal(), days.get(event.after or "", _START))
    last = min(interval.last.toordinal(), days.get(event.before or "", interval.last.toordinal()))
    if first > last:
        first, last = interval.first.toordinal(), interval.last.toordinal()
    return min(max(previous, first), last)


def _minute(event: Event) -> int:
    return int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else _NO_MINUTE


def _within(day: int, events: list[Event]) -> list[Place]:
    """The places of the events of one day, given in the order of the telling."""
    minute, places = 0, []
    for event in events:
        own = _minute(event)
        minute = own if own != _NO_MINUTE else minute
        places.append((Place(day, minute, event.position, event.id), event))
    places.sort(key=lambda pair: pair[0])
    if any(event.after or event.before for event in events):
        places = _constrained(places)
    return [place for place, _ in places]


def _constrained(places: list[tuple[Place, Event]]) -> list[tuple[Place, Event]]:
    for pair in sorted(places, key=lambda pair: pair[0].position):
        _, event = pair
        ids = [other.id for _, other in places]
        here = ids.index(event.id)
        if event.after in ids and ids.index(event.after) > here:
            places.remove(pair)
            places.insert(ids.index(event.after), pair)
        elif event.before in ids and ids.index(event.before) < here:
            places.remove(pair)
            places.insert(ids.index(event.before), pair)
    return places
