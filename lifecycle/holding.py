"""A legal hold as the records of a case tell it: while one lies on a case, the case cannot be erased."""

from __future__ import annotations

from collections.abc import Iterable

from models.records import Record, RecordKind


def held_since(records: Iterable[Record]) -> tuple[str, str] | None:
    """The day (UTC) and the reason of the legal hold that these records leave on the case, if they leave one."""
    held: tuple[str, str] | None = None
    for record in records:
        if record.kind is RecordKind.HELD:
            held = (record.recorded_at[:10], record.reason or "")
        elif record.kind is RecordKind.RELEASED:
            held = None
    return held
