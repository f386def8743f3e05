"""A mapping that grows by one without being copied: what a long case would otherwise pay for with every event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class Growing(Mapping[K, V], Generic[K, V]):
    """
    An immutable mapping in the order of its making. `plus` gives a longer one that shares what both hold.

    Only the longest of those that share can share further; an older one that is still read copies its own part then.

    `memory` is for what was worked out from it and stays true however much it grows; whoever shares shares that too.
    """

    __slots__ = ("_length", "_memory", "_shared")

    def __init__(self, known: Mapping[K, V] | None = None) -> None:
        self._shared: dict[K, V] = dict(known or {})
        self._memory: dict[tuple[str, K], object] = {}
        self._length = len(self._shared)

    @property
    def memory(self) -> dict[tuple[str, K], object]:
        """What was worked out before, by a name and a key. Only what no further key can change may be put there."""
        self._own()
        return self._memory

    def plus(self, key: K, value: V) -> Growing[K, V]:
        """The mapping with one more key, or with another value for a known one."""
        own, memory = self._own(), self._memory
        if key in own:
            own, memory = dict(own), {}
        own[key] = value
        longer: Growing[K, V] = Growing.__new__(Growing)
        longer._shared = own
        longer._memory = memory
        longer._length = len(own)
        return longer

    def _own(self) -> dict[K, V]:
        if len(self._shared) != self._length:  # somebody has grown it further
            self._shared, self._memory = dict(islice(self._shared.items(), self._length)), {}
        return self._shared

    # A case looks its events up tens of thousands of times: what is not grown further is read without another call.

    def __getitem__(self, key: K) -> V:
        shared = self._shared
        return shared[key] if len(shared) == self._length else self._own()[key]

    @overload
    def get(self, key: K, /) -> V | None: ...

    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...

    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        """The value of a key, or what is given for a key that is not known."""
        shared = self._shared
        return shared.get(key, default) if len(shared) == self._length else self._own().get(key, default)

    def __contains__(self, key: object) -> bool:
        shared = self._shared
        return key in shared if len(shared) == self._length else key in self._own()

    def __iter__(self) -> Iterator[K]:
        return iter(self._own())

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return f"Growing({self._own()!r})"
