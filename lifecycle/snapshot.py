"""A case written down whole, for the continuation of its workflow: as small as it can be, and enough to go on."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace

from ledger.chain import Head
from lifecycle.growing import Growing
from lifecycle.norms import Norms
from lifecycle.state import CaseState, Contested, Told, scene
from lifecycle.timeline import build
from models.base import Frozen, Sha256
from models.events import Event
from models.records import Instant, Opening

_LEVEL = 6


class Mark(Frozen):
    """Where an event stands on record."""

    event: Event | None = None
    seq: int
    recorded_at: Instant
    hash: Sha256 | None = None
    reason: str | None = None


class Snapshot(Frozen):
    """Everything that a case state is made of. What can be derived is derived again."""

    opening: Opening
    opened_at: Instant
    told: tuple[Mark, ...]
    contested: tuple[Mark, ...]
    passed: tuple[tuple[str, str, str], ...]
    found: tuple[str, ...] = ()
    length: int
    head: Sha256


def pack(state: CaseState) -> bytes:
    """The state as compressed JSON."""
    snapshot = Snapshot(
        opening=state.opening,
        opened_at=state.opened_at,
        told=tuple(
            Mark(event=told.event, seq=told.seq, recorded_at=told.recorded_at, hash=told.hash)
            for told in state.told.values()
        ),
        contested=tuple(
            Mark(event=kept.event, seq=kept.seq, recorded_at=kept.recorded_at, reason=kept.reason)
            for kept in state.contested
        ),
        passed=tuple(sorted(state.passed)),
        found=tuple(sorted(state.found)),
        length=state.head.length,
        head=state.head.hash,
    )
    return zlib.compress(snapshot.model_dump_json(exclude_defaults=True).encode(), _LEVEL)


def unpack(data: bytes, norms_of: Callable[[Opening], Norms]) -> CaseState:
    """
    The state that `pack` wrote down, every standing derived again from the events.

    `norms_of` gives the law that an opening pins.
    """
    snapshot = Snapshot.model_validate_json(zlib.decompress(data))
    events = [mark.event for mark in snapshot.told if mark.event]
    opening = snapshot.opening
    state = CaseState(opening, snapshot.opened_at, build(events, scene(opening, norms_of(opening))))
    return replace(
        state,
        told=Growing(
            {
                mark.event.id: Told(mark.event, mark.seq, mark.hash or "", mark.recorded_at)
                for mark in snapshot.told
                if mark.event
            }
        ),
        contested=tuple(
            Contested(mark.event, mark.seq, mark.recorded_at, mark.reason or "") for mark in snapshot.contested
        ),
        passed=frozenset(snapshot.passed),
        found=frozenset(snapshot.found),
        head=Head(snapshot.length, snapshot.head),
    )
