"""What an event is about: the decision at the root of appeals, answers and quashings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lifecycle.growing import Growing
from models.events import Event

_Memory = dict[tuple[str, str], object]
_POINTERS: Final = frozenset(
    {"appeal_filed", "appeal_rejected", "upheld", "reply_without_decision", "notified", "copy_requested"}
)
_ABOUT_A_DECISION: Final = _POINTERS | {"appeal_granted"}
_NAMES: Final = {_POINTERS: "pointers", _ABOUT_A_DECISION: "about"}
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


NOTHING_REVIEWED: Final = Review(None)
"""A review that names nothing, or nothing that is told."""


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
    if not event.target:
        return NOTHING_REVIEWED
    known = _memory_of(events)
    struck, passed = event, {event.id: 0}
    while (target := _followed(struck, events, _POINTERS)) is not None and target.id not in passed:
        if target.kind not in QUASHINGS:
            return _unwound(Review(target), event, [*passed][1:], known)
        found = known.get(("review", target.id))
        if isinstance(found, Review):
            return _unwound(Review(found.root, not found.restores), event, [*passed][1:], known)
        passed[target.id] = len(passed)
        struck = target
    return NOTHING_REVIEWED


def _unwound(found: Review, event: Event, passed: Sequence[str], known: _Memory) -> Review:
    """What an event acts on, from what the last on the way to the root acts on; remembered for each of those passed."""
    restores = found.restores
    for name in reversed(passed):
        known["review", name] = Review(found.root, restores)
        restores = not restores
    return Review(found.root, restores and event.kind != "resumed")


def _followed(event: Event, events: Mapping[str, Event], through: frozenset[str]) -> Event | None:
    """The first event along the targets that is not passed through, or closes a circle; None where one is not told."""
    target = events.get(event.target) if event.target else None
    if target is None or target.kind not in through or not target.target:
        return target
    name, known, seen, found = _NAMES[through], _memory_of(events), {event.id: 0}, None
    while target is not None and target.kind in through and target.target and target.id not in seen:
        found = known.get((name, target.id))
        if isinstance(found, Event):
            break
        seen[target.id] = len(seen)
        target = events.get(target.target)
    target = found if isinstance(found, Event) else target
    if target is not None and target.id not in seen:
        known.update(((name, passed), target) for passed in [*seen][1:])
    return target


def _memory_of(events: Mapping[str, Event]) -> _Memory:
    """What was found before in these events; nothing where they keep no memory."""
    return events.memory if isinstance(events, Growing) else {}
