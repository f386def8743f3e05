"""A case as the Temporal server may see it: values of its search attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from temporalio import workflow

from workflows.attributes import (
    ATTRIBUTES,
    FINDINGS,
    HALTED,
    KEYS,
    NEXT_DUE,
    OPEN_SINCE,
    OVERDUE,
    PHASE,
    REGION,
    STATE,
)

with workflow.unsafe.imports_passed_through():
    from datetime import UTC, date, datetime, time

    from lifecycle.board import register_row
    from lifecycle.duties import Status
    from lifecycle.telling import instant_text

if TYPE_CHECKING:
    from temporalio.common import SearchAttributeUpdate

    from lifecycle.state import CaseState

Shown = dict[str, str | bool | int | None]
"""Values of search attributes by name, instants as text. None: the case has no such value."""


def values(state: CaseState, now: datetime) -> Shown:
    """What each search attribute of a case that is not halted should hold at an instant."""
    row = register_row(state)
    running = state.timeline.standing.duties.running
    pending = [duty.latest.instant for duty in running if duty.latest and duty.status(now) is Status.PENDING]
    next_due = min(pending, default=None)
    return {
        PHASE.name: row.phase,
        STATE.name: row.state,
        REGION.name: row.region or row.jurisdiction,
        NEXT_DUE.name: instant_text(next_due) if next_due else None,
        OVERDUE.name: any(duty.status(now) is Status.OVERDUE for duty in running),
        FINDINGS.name: row.findings,
        OPEN_SINCE.name: _midnight(row.opened_first),
        HALTED.name: False,
    }


def upserts(shows: Shown) -> list[SearchAttributeUpdate[Any]]:
    """The updates that show the server new values."""
    return [
        key.value_unset() if (value := _typed(key.name, shows[key.name])) is None else key.value_set(value)  # type: ignore[arg-type]
        for key in KEYS
        if key.name in shows
    ]


def _typed(name: str, value: object) -> object:
    if isinstance(value, str) and ATTRIBUTES[name] == "Datetime":
        return datetime.fromisoformat(value)
    return value


def _midnight(day: str | None) -> str | None:
    return instant_text(datetime.combine(date.fromisoformat(day), time(), UTC)) if day else None
