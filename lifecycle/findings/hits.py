"""What a rule finds: single hits with their evidence, gathered into one finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lifecycle.findings.truth import CERTAIN, POSSIBLE
from models.dates import Interval, Truth


@dataclass(frozen=True, slots=True)
class Hit:
    """
    One time that a rule holds.

    `since` is the day from which it holds, as told or computed; `days` are those that `since` can mean, by which the
    law in force is looked up. `evidence` are the ids of the events that show it.
    """

    truth: Truth
    since: str
    days: Interval
    evidence: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """All hits of one rule as one."""

    truth: Truth
    since: str
    days: Interval
    evidence: tuple[str, ...]
    count: int


def gathered(hits: Sequence[Hit], place: Mapping[str, int]) -> Found | None:
    """
    One finding of all hits: the certain ones where there are any, else the possible ones.

    `place` orders the evidence; the earliest hit says since when.
    """
    certain = [hit for hit in hits if hit.truth is CERTAIN]
    chosen = certain or [hit for hit in hits if hit.truth is POSSIBLE]
    if not chosen:
        return None
    first = min(chosen, key=lambda hit: (hit.days.last, hit.days.first))
    evidence = sorted(dict.fromkeys(name for hit in chosen for name in hit.evidence), key=lambda name: place[name])
    return Found(first.truth, first.since, first.days, tuple(evidence), max(hit.count for hit in chosen))
