"""What was read of cases and judged, kept in memory for the next who asks: bounded, and by the head of the ledger."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

V = TypeVar("V")

CASES: Final = 128
"""How many cases are kept, the least lately asked for goes first."""

JUDGEMENTS: Final = 256
"""How many judgements are kept."""

DRAFTS: Final = 256
"""How many forms that are being filled in are kept."""


class Lru(Generic[V]):
    """A bounded memory, for one event loop. What was asked for least lately is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable) -> V | None:
        """What is kept under a key, if anything."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, value: V) -> None:
        """Keep something."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, wanted: Callable[[Hashable], bool]) -> None:
        """Forget what is kept under the keys that are wanted gone."""
        for key in [key for key in self._kept if wanted(key)]:
            del self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)


class Shelf:
    """
    What pages keep of cases.

    `cases` are told cases by reference; what is kept says itself up to which record it goes. `judgements` are by
    (reference, head, day asked for), `drafts` are forms by (reference, person, token): see `web.drafts`.
    """

    def __init__(self, cases: int = CASES, judgements: int = JUDGEMENTS, drafts: int = DRAFTS) -> None:
        self.cases: Lru[object] = Lru(cases)
        self.judgements: Lru[object] = Lru(judgements)
        self.drafts: Lru[object] = Lru(drafts)

    def forget(self, reference: str) -> None:
        """Keep nothing more of a case: it was erased."""
        self.cases.forget(lambda key: key == reference)
        for kept in (self.judgements, self.drafts):
            kept.forget(lambda key: isinstance(key, tuple) and key[0] == reference)
