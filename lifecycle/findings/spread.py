"""Events spread over time, so that those near a day are found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from models.dates import Interval
from models.events import Event


class Spread:
    """Events by day. Those of one certain day are found by search; the few others are looked at each time."""

    def __init__(self, events: Sequence[Event], when: Mapping[str, Interval]) -> None:
        numbered = [(number, event, when[event.id]) for number, event in enumerate(events)]
        exact = sorted((days.first.toordinal(), number, event) for number, event, days in numbered if days.exact)
        self._days: Final = [day for day, _, _ in exact]
        self._exact: Final = [(number, event) for _, number, event in exact]
        self._loose: Final = [(number, event, days) for number, event, days in numbered if not days.exact]

    def after(self, start: Interval, days: int) -> list[Event]:
        """The events, in their order, that may have come within so many days after something."""
        return self.between(start.first, start.last, days)

    def between(self, first: date, last: date, days: int) -> list[Event]:
        """The events, in their order, that may lie between `first` and so many days after `last`."""
        start, end = first.toordinal(), last.toordinal() + days
        found = self._exact[bisect_left(self._days, start) : bisect_right(self._days, end)]
        found += [
            (number, event)
            for number, event, interval in self._loose
            if interval.last.toordinal() >= start and interval.first.toordinal() <= end
        ]
        return [event for _, event in sorted(found, key=_number)]


def _number(numbered: tuple[int, Event]) -> int:
    return numbered[0]
