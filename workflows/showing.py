"""A case as the Temporal server may see it: values of its search attributes, and which of them have changed."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from temporalio import workflow

from workflows.attributes import (
    FINDINGS,
    HALTED,
    KEYS,
    NEXT_DUE,
    OPEN_SINCE,
    OVERDUE,
    PHASE,
    REGION,
    STATE,
    Value,
)

with workflow.unsafe.imports_passed_through():
    from datetime import UTC, date

    from lifecycle.board import register_row
    from lifecycle.duties import Status

if TYPE_CHECKING:
    from temporalio.common import SearchAttributeUpdate

    from lifecycle.state import CaseState


def attribute_values(state: CaseState, now: datetime, *, halted: bool) -> dict[str, Value]:
    """What each search attribute should hold at an instant."""
    row = register_row(state)
    running = state.timeline.standing.duties.running
    pending = [duty.latest.instant for duty in running if duty.latest and duty.status(now) is Status.PENDING]
    return {
        PHASE.name: row.phase,
        STATE.name: row.state,
        REGION.name: row.region or row.jurisdiction,
        NEXT_DUE.name: min(pending, default=None),
        OVERDUE.name: any(duty.status(now) is Status.OVERDUE for duty in running),
        FINDINGS.name: sum(finding.endswith(":certain") for finding in state.found),
        OPEN_SINCE.name: _midnight(row.opened_first),
        HALTED.name: halted,
    }


def upserts(shown: dict[str, Value], values: dict[str, Value]) -> list[SearchAttributeUpdate[Any]]:
    """The updates that lead from what the server knows to what it should know."""
    return [
        key.value_unset() if values[key.name] is None else key.value_set(values[key.name])  # type: ignore[arg-type]
        for key in KEYS
        if shown.get(key.name) != values[key.name]
    ]


def _midnight(day: str | None) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(), UTC) if day else None
