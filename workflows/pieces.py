"""Long tellings, cut into messages that a server carries and a worker can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from models.errors import RefusedError
from models.events import Event
from models.messages import BATCH_LIMIT, EVENT_LIMIT
from workflows.refusing import too_large

_PIECE: Final = 1_000_000
"""Bytes of one message."""


def pieces(reference: str, events: Sequence[Event]) -> Iterator[tuple[Event, ...]]:
    """
    What can be told in one message each.

    A message of more than 2 MB must never be sent: the server takes it, no worker can answer it, not even to refuse it,
    and the case stands still meanwhile.

    Raises:
        RefusedError: one event alone is too large.
    """
    piece: list[Event] = []
    size = 0
    for event in events:
        length = len(event.model_dump_json(exclude_unset=True).encode())
        if length > EVENT_LIMIT:
            raise RefusedError(f"case {reference}: {too_large(event)}")
        if piece and (len(piece) == BATCH_LIMIT or size + length > _PIECE):
            yield tuple(piece)
            piece, size = [], 0
        piece.append(event)
        size += length
    if piece:
        yield tuple(piece)
