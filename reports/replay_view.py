"""A case as it stood on a day, and as it was known on a day: two times, asked for apart or together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lifecycle.assessment import assess_case
from lifecycle.norms import Norms
from lifecycle.telling import fold
from models.assessment import Assessment
from models.base import Frozen
from models.errors import RefusedError
from models.records import Entry, Transition
from reports.replay import erased, known


class View(Frozen):
    """
    A case on a day.

    `as_of` is the day on which it is asked for, `known_at` the last day (UTC) whose records count; `records` are how
    many those are. `step` is the record that told what had happened last by `as_of`, null where nothing had.
    `machines` is where each machine stood after the last of these records. `assessment` is the judgement, as `aryz case
    show` prints it; null where the case was erased.
    """

    case: str
    as_of: date | None
    known_at: date | None
    records: int
    step: int | None
    machines: dict[str, str]
    assessment: Assessment | None


def at(entries: Sequence[Entry], norms: Norms | None, as_of: date | None, known_at: date | None) -> View:
    """
    The case as it stood at the end of `as_of`, from what had been recorded by the end of `known_at`.

    Args:
        entries: all records of the case, followed already (`reports.replay.project`).
        norms: the law that its opening pins; None where the case was erased.
        as_of: the day asked for; None for the day `known_at`.
        known_at: None for all that is known now.

    Raises:
        RefusedError: nothing was recorded by then, or the case was erased and the day asked for cannot be derived.
    """
    kept = known(entries, known_at)
    if not kept:
        first = entries[0].record.recorded_at[:10]
        raise RefusedError(f"nothing had been recorded by {known_at} (UTC); the first record is of {first}")
    case = kept[0].record.case
    machines = stands(one for entry in kept for one in entry.record.transitions)
    if norms is None or erased(kept):
        if as_of is not None:
            raise RefusedError(
                f"case {case}: was erased, and how it stood on a day follows from what was told; "
                "its records can be gone through by number, or as known on a day"
            )
        return View(
            case=case,
            as_of=None,
            known_at=known_at,
            records=len(kept),
            step=kept[-1].record.seq,
            machines=machines,
            assessment=None,
        )
    state = fold(kept, norms)
    day = as_of or known_at or date.fromisoformat(kept[-1].record.recorded_at[:10])
    happened = state.timeline.happened_by(day)
    judged = assess_case(state, day).model_copy(update={"known_at": known_at.isoformat() if known_at else None})
    return View(
        case=case,
        as_of=day,
        known_at=known_at,
        records=len(kept),
        step=state.told[happened[-1].id].seq if happened else None,
        machines=machines,
        assessment=judged,
    )


def stands(transitions: Iterable[Transition]) -> dict[str, str]:
    """Where each machine stands after some transitions. Steps at a place in the past do not move what stands now."""
    return dict(sorted({one.machine: one.after for one in transitions if not one.past}.items()))
