"""What an event is about: the decision at the root of appeals, answers and quashings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.events import Event

_POINTERS: Final = frozenset(
    {"appeal_filed", "appeal_rejected", "upheld", "reply_without_decision", "notified", "copy_requested"}
)
_ABOUT_A_DECISION: Final = _POINTERS | {"appeal_granted"}
_STRIKING: Final = frozenset({"quashed", "appeal_granted"})
QUASHINGS: Final = _STRIKING | {"resumed"}
"""The kinds that set a decision aside: one review may be told as any of them, and `resumed` can be one too."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a review acts on: the decision at the root, and whether it stands again because its quashing was struck."""

    root: Event | None
    restores: bool = False

    def sets_aside(self, *kinds: str) -> bool:
        """Whether it sets aside a decision of one of these kinds."""
        return self.root is not None and not self.restores and self.root.kind in kinds

    def revives(self, *kinds: str) -> bool:
        """Whether it brings back a decision of one of these kinds."""
        return self.root is not None and self.restores and self.root.kind in kinds


def decision_about(event: Event, events: Mapping[str, Event]) -> Event | None:
    """
    The decision at the root of what an event is about: the target, or what the target itself is about.

    An appeal against the rejection of an appeal against a refusal is about the refusal.
    """
    return _followed(event, events, _ABOUT_A_DECISION)


def reviewed(event: Event, events: Mapping[str, Event]) -> Review:
    """
    What a quashing, a granted appeal or a resumption acts on.

    A quashing that is itself set aside brings back what it had struck, and so on in turn. A resumption that names a
    quashing carries it out.
    """
    struck, restores, seen = event, False, {event.id}
    while (target := _followed(struck, events, _POINTERS)) is not None and target.id not in seen:
        if target.kind not in QUASHINGS:
            return Review(target, restores)
        seen.add(target.id)
        restores = restores if event.kind == "resumed" else not restores
        struck = target
    return Review(None)


def _followed(event: Event, events: Mapping[str, Event], through: frozenset[str]) -> Event | None:
    seen = {event.id}
    target = events.get(event.target) if event.target else None
    while target is not None and target.kind in through and target.target and target.id not in seen:
        seen.add(target.id)
        target = events.get(target.target)
    return target
