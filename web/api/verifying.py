"""Verification for programs: one case at once, the whole ledger beside what else is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from fastapi import Request
from starlette.responses import Response

from languages import N_
from models.base import Frozen, Sha256
from store.found import Found, Held, Verified
from web.api.answering import PREFIX, answer, api_router
from web.api.days import Case
from web.api.limiting import costly
from web.auditing import Check, apart, checks_of, place_of
from web.house import house_of, person_of
from workflows.verifying import Asked, verified_at

router = api_router()
_CASES_AN_HOUR: Final = 600
_LEDGERS_AN_HOUR: Final = 12
_HOUR: Final = 3600


class FaultLine(Frozen):
    """Something that is wrong: in a case, in a record of it, or (neither) in the ledger as a whole."""

    case: str | None
    record: int | None
    what: str


class CaseHeld(Frozen):
    """
    Whether a case holds: every record, its place under what was signed, its payloads and its row.

    `signed`: so many records of the ledger are under a checkpoint that holds; `witnesses` signed it too. `not_opened`
    says why nothing sealed was opened, where it was not.
    """

    case: str
    holds: bool
    records: int
    head: Sha256 | None
    erased: int
    signed: int | None
    witnesses: tuple[str, ...]
    not_opened: str | None
    faults: tuple[FaultLine, ...]


class LedgerHeld(Frozen):
    """
    The last verification of the whole ledger in this process.

    `state`: `none` was begun, `running`, `ended`, or `failed` (it did not come to its end). `holds` is null until it
    ended; `verified` of `of` cases hold; `access_log` is how many of its rows do. Faults in cases that are sealed for
    others are only counted, in `elsewhere`.
    """

    state: Literal["none", "running", "ended", "failed"]
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    holds: bool | None = None
    verified: int = 0
    of: int = 0
    records: int = 0
    signed: int | None = None
    witnesses: tuple[str, ...] = ()
    access_log: int | None = None
    not_opened: str | None = None
    faults: tuple[FaultLine, ...] = ()
    elsewhere: int = 0


@router.get("/cases/{reference}/verify", name="api_case_verify", response_model=CaseHeld, summary=N_("Verify a case"))
async def case_verify(request: Request, reference: Case) -> Response:
    """Verify one case now, against the public keys of this installation, as `aryz audit verify` does."""
    house, person = house_of(request), person_of(request)
    await costly(house, person, "verify-case", _CASES_AN_HOUR, _HOUR)
    url, place = place_of(house)
    result, why = await apart(lambda: verified_at(url, place, Asked(cases=(reference,))))
    held, faults = result.cases.get(reference, Held()), result.in_order()
    found = CaseHeld(
        case=reference,
        holds=not faults,
        records=held.records,
        head=held.head,
        erased=held.erased,
        signed=result.signed,
        witnesses=result.witnesses,
        not_opened=why,
        faults=_lines(faults),
    )
    return answer(request, found)


@router.get("/audit/verify", name="api_verify", response_model=LedgerHeld, summary=N_("Show the last verification"))
async def verification(request: Request) -> Response:
    """How far the last verification of the whole ledger is, and what it found."""
    return await _said(request, checks_of(request).last.get("ledger"), 200)


@router.post(
    "/audit/verify",
    name="api_verify_begin",
    status_code=202,
    response_model=LedgerHeld,
    summary=N_("Verify the ledger"),
)
async def begin(request: Request) -> Response:
    """Begin to verify the whole ledger, unless that is under way; `Location` says where to ask how far it is."""
    house, person = house_of(request), person_of(request)
    await costly(house, person, "verify-ledger", _LEDGERS_AN_HOUR, _HOUR)
    return await _said(request, checks_of(request).begin("ledger", house, person.id), 202)


async def _said(request: Request, check: Check | None, status: int) -> Response:
    there = {"Location": f"{PREFIX}/audit/verify"} if status == 202 else {}
    if check is None:
        return answer(request, LedgerHeld(state="none"), status)
    hidden = await house_of(request).people.seals.hidden_from(person_of(request).id)
    return answer(request, _ledger(check, hidden), status, headers=there)


def _ledger(check: Check, hidden: frozenset[str]) -> LedgerHeld:
    result = check.result
    if result is None:
        state: Literal["running", "failed"] = "running" if check.ended_at is None else "failed"
        return LedgerHeld(state=state, begun_at=check.begun_at, ended_at=check.ended_at)
    faults = result.in_order()
    seen = [one for one in faults if one.case not in hidden]
    if check.wrong is not None:
        seen.append(Found(check.wrong))
    bad = result.bad()
    return LedgerHeld(
        state="ended" if check.ended_at is not None else "running",
        begun_at=check.begun_at,
        ended_at=check.ended_at,
        holds=_holds(result, check) if check.ended_at is not None else None,
        verified=len(result.cases.keys() - bad.keys()),
        of=len(result.cases),
        records=sum(held.records for case, held in result.cases.items() if case not in bad),
        signed=result.signed,
        witnesses=result.witnesses,
        access_log=check.rows,
        not_opened=check.why,
        faults=_lines(seen),
        elsewhere=len(faults) - sum(one.case not in hidden for one in faults),
    )


def _holds(result: Verified, check: Check) -> bool:
    """Nothing is wrong, and there was something to verify: 0 of 0 is a failure."""
    return bool(result.cases) and not result.faults and check.wrong is None


def _lines(faults: list[Found]) -> tuple[FaultLine, ...]:
    return tuple(FaultLine(case=one.case, record=one.record, what=one.what) for one in faults)
