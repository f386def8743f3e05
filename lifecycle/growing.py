"""A mapping that grows by one without being copied: what a long case would otherwise pay for with every event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Growing(Mapping[K, V], Generic[K, V]):
    """
    An immutable mapping in the order of its making. `plus` gives a longer one that shares what both hold.

    Only the longest of those that share can share further; an older one that is still read copies its own part then.
    """

    __slots__ = ("_length", "_shared")

    def __init__(self, known: Mapping[K, V] | None = None) -> None:
        self._shared: dict[K, V] = dict(known or {})
        self._length = len(self._shared)

    def plus(self, key: K, value: V) -> Growing[K, V]:
        """The mapping with one more key, or with another value for a known one."""
        own = self._own()
        if key in own:
            own = dict(own)
        own[key] = value
        longer: Growing[K, V] = Growing.__new__(Growing)
        longer._shared = own
        longer._length = len(own)
        return longer

    def _own(self) -> dict[K, V]:
        if len(self._shared) != self._length:  # somebody has grown it further
            self._shared = dict(islice(self._shared.items(), self._length))
        return self._shared

    def __getitem__(self, key: K) -> V:
        return self._own()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._own()

    def __iter__(self) -> Iterator[K]:
        return iter(self._own())

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return f"Growing({self._own()!r})"
