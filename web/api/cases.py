"""Cases for programs: the board as a list, opening one, and one as it stood and was known on any day."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Body, Query, Request
from starlette.responses import Response

from languages import N_
from law.published import BOOK, zone_of
from models.assessment import Assessment
from models.base import Frozen
from models.case import FORMAT, Header
from models.errors import RefusedError
from models.messages import Receipt
from models.reading import read as read_chronology
from models.records import Opening
from reports.board import BoardLine, board
from web.api.answering import PREFIX, answer, api_router
from web.api.asking import CasesAsked, Region, board_of
from web.api.days import AsOf, Case, KnownAt, judged_for, tag_of
from web.api.repeating import Key, Once
from web.api.settling import settled
from web.house import House, house_of, person_of

router = api_router()


class CasesPage(Frozen):
    """One page of cases; `total` is how many there are on all of them."""

    cases: tuple[BoardLine, ...]
    total: int
    page: int
    pages: int


class NewCase(Header):
    """A case to be opened: the header of a chronology, and the region of the case (ISO 3166-2)."""

    region: Region | None = None


@router.get("/cases", name="api_cases", response_model=CasesPage, summary=N_("List cases"))
async def cases(request: Request, asked: Annotated[CasesAsked, Query()]) -> Response:
    """The cases that one may see, filtered and sorted as on the board. `Link` names the other pages (RFC 8288)."""
    house, person = house_of(request), person_of(request)
    wanted = await board_of(house, person, asked)
    rows = await house.store.register.cases(wanted)
    total = await house.store.register.count(wanted)
    pages = max(1, -(-total // asked.per_page))
    lines = board(rows, house.clock(), await house.store.keys_at_hand().held())
    found = CasesPage(cases=lines, total=total, page=asked.page, pages=pages)
    return answer(request, found, headers={"Link": _links(asked, pages)})


@router.post("/cases", name="api_open", status_code=201, response_model=Receipt, summary=N_("Open a case"))
async def open_case(request: Request, case: Annotated[NewCase, Body()], key: Key = None) -> Response:
    """
    Open a case from its header. The receipt says where it stands on record.

    With an `Idempotency-Key` it can be sent again when no answer came. A reference that is taken is refused.
    """
    house, person = house_of(request), person_of(request)
    reference = case.case.reference
    there = {"Location": f"{PREFIX}/cases/{reference}"}
    async with Once(request, key, there) as once:
        if once.known is not None:
            return once.known
        if await house.store.ledger.exists(reference):
            raise RefusedError("this reference is taken; choose another")
        opening = Opening(header=checked(house, case), region=case.region, law_known_on=BOOK.latest_entry)
        receipt = await house.desk(person).open(opening)
        await settled(house, reference, receipt.record)
        return await once.done(answer(request, receipt, 201, headers=there))


@router.get("/cases/{reference}", name="api_case", response_model=Assessment, summary=N_("Show a case"))
async def case(request: Request, reference: Case, as_of: AsOf = None, known_at: KnownAt = None) -> Response:
    """
    The whole judgement of a case for a day, as known on a day: what `aryz case show --json` prints.

    `ETag` follows the head of the case's chain: with `If-None-Match`, 304 is answered while nothing was recorded.
    """
    told, judged, day = await judged_for(house_of(request), reference, as_of, known_at)
    said = judged.assessment.model_copy(update={"known_at": known_at.isoformat() if known_at else None})
    return answer(request, said, tag=tag_of(told, day, known_at))


def checked(house: House, case: NewCase) -> Header:
    """
    The header of a case, checked as that of a chronology is.

    Raises:
        ChronologyError: with everything that is wrong in it.
    """
    said = case.model_dump(mode="json", exclude_defaults=True, exclude={"region"})
    told: dict[str, Any] = {"format": FORMAT, **said}
    return read_chronology(json.dumps(told).encode(), "the case", _today(house, case)).header


def _today(house: House, case: NewCase) -> date:
    return zone_of(case.case.jurisdiction, case.region).local(house.clock())[0]


def _links(asked: CasesAsked, pages: int) -> str:
    wanted = {"first": 1, "prev": asked.page - 1, "next": asked.page + 1, "last": pages}
    there = {name: page for name, page in wanted.items() if 1 <= page <= pages}
    return ", ".join(f'<{PREFIX}/cases{_query(asked.on(page))}>; rel="{name}"' for name, page in there.items())


def _query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""
