"""The data key of a case in memory, and the short memory of those that were used last."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

GENERAL: Final = "_general"
"""The pseudo-case of what belongs to no case. No case can be called so: a reference has no underscore."""

LASTING: Final = 60.0
"""Seconds after which a key in memory is looked up again: so long can another process still use a destroyed key."""

_AT_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class DataKey:
    """One generation of the key of one case. The secret stays inside `cipher`."""

    case: str
    generation: int
    cipher: AESGCM = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """`REFERENCE.GENERATION`, as it stands beside everything sealed under it."""
        return key_id(self.case, self.generation)


def key_id(case: str, generation: int) -> str:
    """The id of a data key: it names the case, which is public, and nothing else."""
    return f"{case}.{generation}"


def read_key_id(named: str) -> tuple[str, int] | None:
    """The case and the generation that an id names. None: it is no id of a data key."""
    case, dot, generation = named.rpartition(".")
    known = dot and case and generation.isascii() and generation.isdigit() and len(generation) < 10
    return (case, int(generation)) if known else None


class KeyMemory:
    """
    The keys used last, each for `lasting` seconds, at most `at_most` of them.

    `epoch` counts what was forgotten on purpose: a key that was looked up before that and arrives after it is not kept.
    """

    def __init__(
        self, lasting: float = LASTING, at_most: int = _AT_MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.epoch = 0
        self._lasting = lasting
        self._at_most = at_most
        self._clock = clock
        self._by_id: dict[str, tuple[DataKey, float]] = {}
        self._newest: dict[str, tuple[DataKey, float]] = {}

    def newest(self, case: str) -> DataKey | None:
        """The key under which a case is sealed now, if it is remembered."""
        return self._fresh(self._newest.get(case))

    def by_id(self, named: str) -> DataKey | None:
        """The key of this id, if it is remembered."""
        return self._fresh(self._by_id.get(named))

    def keep(self, key: DataKey, epoch: int, *, newest: bool = False) -> None:
        """Remember a key that was looked up when `epoch` held."""
        if epoch != self.epoch:
            return
        until = self._clock() + self._lasting
        for kept, name in ((self._by_id, key.id), (self._newest, key.case))[: 1 + newest]:
            kept.pop(name, None)
            kept[name] = (key, until)
            if len(kept) > self._at_most:
                del kept[next(iter(kept))]

    def forget(self, case: str | None = None) -> None:
        """Forget the keys of a case, or all of them."""
        self.epoch += 1
        if case is None:
            self._by_id.clear()
            self._newest.clear()
            return
        self._newest.pop(case, None)
        for named in [named for named, (key, _) in self._by_id.items() if key.case == case]:
            del self._by_id[named]

    def _fresh(self, kept: tuple[DataKey, float] | None) -> DataKey | None:
        return kept[0] if kept is not None and self._clock() < kept[1] else None
