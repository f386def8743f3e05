"""How heavy a case has become: all of it must fit into the start of its next run, which Temporal limits to 2 MB."""

from __future__ import annotations

from typing import Final

from lifecycle.snapshot import pack
from lifecycle.state import CaseState
from models.messages import Tell

LIMIT: Final = 1_800_000
"""Bytes that a packed case may have, in base64. The rest of the 2 MB is for records that wait."""


class Weight:
    """
    The size of a case as the start of its next run.

    Packing is dear, therefore it is done only where the sum of what was told since could have reached the limit.
    """

    def __init__(self, packed: int = 0) -> None:
        self._packed = _base64(packed)
        self._since = 0

    def add(self, told: int) -> None:
        """So many bytes were told."""
        self._since += _base64(told)

    def bears(self, state: CaseState, message: Tell) -> bool:
        """Whether the case can take a telling in. Not part of what is replayed: it only ever refuses."""
        more = _base64(sum(len(event.model_dump_json(exclude_unset=True).encode()) for event in message.events))
        if self._packed + self._since + more > LIMIT:
            self._packed, self._since = _base64(len(pack(state))), 0
        return self._packed + more <= LIMIT


def _base64(size: int) -> int:
    return size * 4 // 3
