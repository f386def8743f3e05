"""When a live case must be judged again although nothing is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from lifecycle.findings import facts_of
from lifecycle.findings.turning import next_turn
from lifecycle.state import CaseState

_LAST_MINUTE: Final = 1439
"""A day is judged at its end: what an authority does on it still counts."""


def judged_again(state: CaseState, today: date) -> datetime | None:
    """
    The instant (UTC) at which the findings of a case may next change by the mere passing of time.

    It is the last minute of the local day that `lifecycle.findings.turning` names, or of the day to which an event of
    uncertain date is put, whichever comes first. None where nothing of this lies ahead.

    Args:
        state: the case as it stands.
        today: the local day on which it was last judged.
    """
    timeline = state.timeline
    turn = next_turn(facts_of(state.opening.header, timeline, today), today)
    placed = (place.day for place in timeline.places if place.day > today.toordinal())
    days = [*([turn] if turn else []), *(date.fromordinal(day) for day in placed if day < date.max.toordinal())]
    return timeline.scene.norms.zone.instant(min(days), _LAST_MINUTE) if days else None
