"""The order in which the events of a file are told: that of the file, but nothing before what it refers to."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from models.events import Event
from models.messages import BATCH_LIMIT

_LINKS: Final = ("target", "after", "before", "identical_to")


def groups(events: Sequence[Event]) -> list[tuple[Event, ...]]:
    """
    The events in the order of telling, those that refer to each other in a circle together.

    An event waits for those it refers to; otherwise the order of the file holds, also inside a circle.
    """
    place = {event.id: at for at, event in enumerate(events)}
    needs = [_needs(event, place) for event in events]
    circle = _circles(needs)
    members: dict[int, list[int]] = {}
    for at, name in enumerate(circle):
        members.setdefault(name, []).append(at)
    waits = {name: {circle[need] for at in those for need in needs[at]} - {name} for name, those in members.items()}
    first = {name: min(those) for name, those in members.items()}
    return [tuple(events[at] for at in members[name]) for name in _released(waits, first)]


def batches(told_together: Sequence[tuple[Event, ...]], most: int) -> Iterator[tuple[Event, ...]]:
    """
    The groups put together into tellings of about `most` events; a group is never taken apart.

    Raises:
        ValueError: a circle is larger than one telling can be.
    """
    batch: tuple[Event, ...] = ()
    for group in told_together:
        if len(group) > BATCH_LIMIT:
            raise ValueError(
                f"{len(group)} events refer to each other in a circle, from {group[0].id} on; "
                f"{BATCH_LIMIT} can be told together: take some of the links out"
            )
        if batch and len(batch) + len(group) > most:
            yield batch
            batch = ()
        batch = (*batch, *group)
    if batch:
        yield batch


def _needs(event: Event, place: Mapping[str, int]) -> list[int]:
    named = [getattr(event, link) for link in _LINKS]
    return [place[name] for name in named if name is not None and name in place and name != event.id]


def _released(waits: Mapping[int, set[int]], first: Mapping[int, int]) -> Iterator[int]:
    """The names in an order in which each comes after those it waits for, the earliest of the file first."""
    left = {name: len(those) for name, those in waits.items()}
    awaited: dict[int, list[int]] = {}
    for name, those in waits.items():
        for other in those:
            awaited.setdefault(other, []).append(name)
    free = [(first[name], name) for name, count in left.items() if count == 0]
    heapq.heapify(free)
    while free:
        _, name = heapq.heappop(free)
        yield name
        for waiting in awaited.get(name, ()):
            left[waiting] -= 1
            if left[waiting] == 0:
                heapq.heappush(free, (first[waiting], waiting))


def _circles(needs: Sequence[Sequence[int]]) -> list[int]:
    """
    For each node the name of the circle it belongs to; a node in no circle is alone in one.

    Kosaraju's strongly connected components, without recursion: a file may link 5,000 events in one line.
    """
    needed: list[list[int]] = [[] for _ in needs]
    for node, those in enumerate(needs):
        for other in those:
            needed[other].append(node)
    name = [-1] * len(needs)
    for root in reversed(_finished(needs)):
        reached = [root] if name[root] < 0 else []
        while reached:
            node = reached.pop()
            name[node] = root
            reached += [other for other in needed[node] if name[other] < 0]
    return name


def _finished(needs: Sequence[Sequence[int]]) -> list[int]:
    """The nodes in the order in which a walk through all that they need leaves them."""
    seen = [False] * len(needs)
    finished: list[int] = []
    for root in range(len(needs)):
        path = [] if seen[root] else [(root, iter(needs[root]))]
        seen[root] = True
        while path:
            node, rest = path[-1]
            following = next((other for other in rest if not seen[other]), None)
            if following is None:
                finished.append(node)
                path.pop()
            else:
                seen[following] = True
                path.append((following, iter(needs[following])))
    return finished
