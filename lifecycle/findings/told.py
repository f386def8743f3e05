"""What is said of the order of events, followed to its end: what comes after what comes after another, and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property


class Told:
    """
    The order that events tell of each other, as pairs of ids: the one that came first, then the other.

    What an event comes after is one number with a bit for each event, found for all events at once: a chain of
    thousands is followed once and not for every question.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def comes_after(self, later: str, sooner: str) -> bool:
        """Whether it is said, directly or through others, that one comes after another."""
        sooners = self._sooner.get(later)
        return sooners is not None and sooner in self._bit and bool(sooners & self._bit[sooner])

    def group(self, names: Iterable[str]) -> int:
        """Those of the events of which anything is said, as a number with a bit for each."""
        bits = 0
        for name in names:
            bits |= self._bit.get(name, 0)
        return bits

    def between(self, one: str, other: str, group: int) -> Iterator[str]:
        """Those of a group that are said to come after one event, or before the other."""
        found = (self._later.get(one, 0) | self._sooner.get(other, 0)) & group
        while found:
            lowest = found & -found
            yield self._names[lowest.bit_length() - 1]
            found ^= lowest

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(name for pair in self._pairs for name in pair))

    @cached_property
    def _bit(self) -> dict[str, int]:
        return {name: 1 << number for number, name in enumerate(self._names)}

    @cached_property
    def _sooner(self) -> dict[str, int]:
        return _followed(self._pairs, self._bit)

    @cached_property
    def _later(self) -> dict[str, int]:
        return _followed([(later, sooner) for sooner, later in self._pairs], self._bit)


def _followed(pairs: Iterable[tuple[str, str]], bit: Mapping[str, int]) -> dict[str, int]:
    """For each second of a pair the firsts, theirs, and so on. What lies in a circle needs more than one round."""
    direct: dict[str, list[str]] = {}
    for first, second in pairs:
        direct.setdefault(second, []).append(first)
    order = _roots_first(direct)
    found: dict[str, int] = {}
    changed = True
    while changed:
        changed = False
        for name in order:
            bits = found.get(name, 0)
            for first in direct[name]:
                bits |= bit[first] | found.get(first, 0)
            if bits != found.get(name, 0):
                found[name], changed = bits, True
        order.reverse()
    return found


def _roots_first(direct: Mapping[str, Sequence[str]]) -> list[str]:
    """The names so that each stands behind those that it comes after, save in circles."""
    order: list[str] = []
    seen: set[str] = set()
    for start in direct:
        open_ = [(start, False)]
        while open_:
            name, done = open_.pop()
            if done:
                order.append(name)
            elif name not in seen and name in direct:
                seen.add(name)
                open_.append((name, True))
                open_ += [(first, False) for first in direct[name]]
    return order
