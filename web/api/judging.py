"""What follows from a case, for programs: what is due, what was found, what can be done, how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from languages import N_
from law.published import BOOK
from lifecycle.next import next_kinds
from lifecycle.telling import instant_text
from models.assessment import Finding, Warn
from models.base import Frozen, Sha256
from models.errors import Erased, RefusedError, UnknownCase
from models.records import Entry
from models.register import BoardRow, DueRow
from models.remedies import Remedy, Route
from reports.replay import Step, erased, known, project
from reports.replay_view import View, at
from web.api.answering import answer, api_router
from web.api.days import AsOf, Case, Day, KnownAt, judged_for, tag_of
from web.house import House, house_of
from workflows.pinned import norms_of

router = api_router()


class DueNow(DueRow):
    """A term, and whether it has ended unanswered by now."""

    overdue: bool


class Due(Frozen):
    """The terms of a case that run or have ended unanswered, the soonest first."""

    case: str
    due: tuple[DueNow, ...]


class Findings(Frozen):
    """What was found in a case as of a day, and the treaty articles that it concerns."""

    case: str
    as_of: str
    findings: tuple[Finding, ...]
    treaty: tuple[str, ...]


class Next(Frozen):
    """What may happen next by proceeding (kinds of events), and what the victim's side can do."""

    case: str
    as_of: str
    next: dict[str, tuple[str, ...]]
    warnings: tuple[Warn, ...]
    remedies: tuple[Remedy, ...]
    routes: tuple[Route, ...]


class Replay(Frozen):
    """A case record by record. `view` is how it stood, where a day was asked for."""

    case: str
    records: int
    head: Sha256
    erased: bool
    view: View | None = None
    steps: tuple[Step, ...]


@router.get("/cases/{reference}/due", name="api_due", response_model=Due, summary=N_("List what is due"))
async def due(request: Request, reference: Case) -> Response:
    """What is due in a case from whom until when, what is overdue included: what `aryz case due --json` prints."""
    house = house_of(request)
    row = await _row(house, reference)
    now = instant_text(house.clock())
    lines = tuple(DueNow(**one.model_dump(), overdue=one.due_at <= now) for one in row.duties)
    return answer(request, Due(case=reference, due=lines))


@router.get("/cases/{reference}/findings", name="api_findings", response_model=Findings, summary=N_("List findings"))
async def findings(request: Request, reference: Case, as_of: AsOf = None, known_at: KnownAt = None) -> Response:
    """The facts of a case that the law or a treaty body relies on, with the events that show them."""
    told, judged, day = await judged_for(house_of(request), reference, as_of, known_at)
    said = judged.assessment
    found = Findings(case=reference, as_of=said.as_of, findings=said.findings, treaty=said.treaty)
    return answer(request, found, tag=tag_of(told, day, known_at))


@router.get("/cases/{reference}/next", name="api_next", response_model=Next, summary=N_("List what can be done"))
async def following(request: Request, reference: Case, as_of: AsOf = None) -> Response:
    """What may happen next, and what can be done until when: what `aryz case next --json` prints."""
    told, judged, day = await judged_for(house_of(request), reference, as_of, None)
    said, header = judged.assessment, told.state.opening.header
    found = Next(
        case=reference,
        as_of=said.as_of,
        next={one.id: next_kinds(told.state, one.id) for one in header.proceedings},
        warnings=said.warnings,
        remedies=said.remedies,
        routes=said.routes,
    )
    return answer(request, found, tag=tag_of(told, day))


@router.get("/cases/{reference}/replay", name="api_replay", response_model=Replay, summary=N_("Replay a case"))
async def replay(
    request: Request,
    reference: Case,
    step: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only the record of this number.")] = None,
    on: Annotated[Day | None, Query(alias="date", description="Also how it stood at the end of this day.")] = None,
    known_at: KnownAt = None,
) -> Response:
    """A case record by record, as `aryz audit replay --json` prints it; every record is followed. Also of an erased."""
    house = house_of(request)
    entries = await house.store.ledger.entries(reference)
    if not entries:
        raise UnknownCase(f"case {reference}: the ledger has no record of it")
    first = entries[0].payload
    opening = first.opening if first is not None and not erased(entries) else None
    norms = norms_of(opening) if opening is not None else None
    steps = project(known(entries, known_at), norms, BOOK)
    view = at(entries, norms, on, known_at) if on is not None or known_at is not None else None
    shown = steps if step is None else _one(steps, step)
    last = entries[-1]
    found = Replay(
        case=reference, records=last.record.seq, head=last.hash, erased=norms is None, view=view, steps=shown
    )
    return answer(request, found, tag=_tag(last, step, on, known_at))


def _one(steps: Sequence[Step], number: int) -> tuple[Step, ...]:
    if number > len(steps):
        raise RefusedError(f"there is no record of this number; the records here are 1 to {len(steps)}")
    return (steps[number - 1],)


def _tag(last: Entry, *parts: object) -> str:
    return "-".join([last.hash[:32], *(str(part) if part is not None else "" for part in parts)])


async def _row(house: House, reference: str) -> BoardRow:
    row = await house.store.register.row(reference)
    if row is None:
        raise UnknownCase(f"case {reference}: there is no such case, or it is not yours")
    if row.erased_at is not None:
        raise Erased(f"case {reference}: was erased; nothing is due in it")
    return row
