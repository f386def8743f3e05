"""What came after something, without looking at all that ever came: a case of thousands of decisions is judged too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from lifecycle.findings.dating import Dating
from models.dates import Interval
from models.events import Event


class Sequel:
    """
    Events in their order, asked for what came after another.

    Of those that have one certain day, the ones after another such event certainly came later and the others did not:
    where only the first that did is wanted, the rest need not be looked at.
    """

    def __init__(self, events: Sequence[Event], dating: Dating) -> None:
        place, when = dating.place, dating.when
        exact = sorted(
            (when[event.id].first.toordinal(), place[event.id], event) for event in events if when[event.id].exact
        )
        self._place: Final = place
        self._events: Final = tuple(events)
        self._loose: Final = [event for event in events if not when[event.id].exact]
        self._keys: Final = [(day, number) for day, number, _ in exact]
        self._firsts: Final[list[Event]] = []
        for _, _, event in reversed(exact):
            sooner = not self._firsts or place[event.id] < place[self._firsts[-1].id]
            self._firsts.append(event if sooner else self._firsts[-1])

    def after(self, event: Event, days: Interval, but: str) -> list[Event]:
        """
        Those that decide whether one came after an event, and which one first, in their order.

        Args:
            event: the event.
            days: when it happened.
            but: the id of one that does not count.
        """
        if not days.exact:
            return [one for one in self._events if one.id != but]
        found = [one for one in self._loose if one.id != but]
        later = len(self._keys) - bisect_right(self._keys, (days.first.toordinal(), self._place[event.id]))
        if later == 0:
            return found
        first = self._firsts[later - 1]
        if first.id == but:
            return [one for one in self._events if one.id != but]
        return sorted([*found, first], key=lambda one: self._place[one.id])
