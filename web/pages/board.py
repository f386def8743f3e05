"""The board: the cases that a person may see, as a page and as a file; boards that a person keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response, StreamingResponse

from models.records import TellerRole
from store.boards import Sort
from web.board_asked import NOBODY, asked_by, phases, states, tabs_of
from web.board_csv import pieces
from web.board_view import COLUMNS, age, lawyers, short, shown, turned
from web.house import house_of, person_of
from web.regions import COUNTRIES, REGIONS, place
from web.render import page, speech_of

router = APIRouter()


@router.get("/", name="home")
async def home(request: Request) -> Response:
    """Go to where this person works."""
    name = "admin" if person_of(request).role is TellerRole.OPERATOR else "board"
    return RedirectResponse(request.app.url_path_for(name), 303)


@router.get("/cases", name="board")
async def cases(request: Request) -> Response:
    """Show a page of a board."""
    house, person, speech = house_of(request), person_of(request), speech_of(request)
    asked, to = asked_by(request.query_params), partial(address, str(request.app.url_path_for("board")))
    found = await shown(house, person, asked)
    if asked.page > found.pages:
        return RedirectResponse(to(asked.query(page=found.pages)), 303)
    return page(
        request,
        "board.html",
        board=found,
        asked=asked,
        to=to,
        tabs=tabs_of(person),
        saved=await house.people.filters.of(person.id),
        lawyers=await lawyers(house, person),
        nobody=NOBODY,
        columns=COLUMNS,
        phases=phases(),
        states=states(),
        regions=REGIONS,
        countries=COUNTRIES,
        age=lambda days: age(days, speech),
        short=lambda moment: short(moment, speech.language),
        place=lambda code: place(code, speech),
        sorted_by=lambda name: turned(asked, Sort(name)).query(),
    )


@router.get("/board.csv", name="board_csv")
async def table(request: Request) -> Response:
    """Give every case of a board as a file."""
    house, person = house_of(request), person_of(request)
    await house.people.accesses.add(person.id, person.role.value, "board_csv", house.clock(), each=True)
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"', "Cache-Control": "no-store"}
    found = pieces(house, person, asked_by(request.query_params))
    return StreamingResponse(found, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/boards", name="board_saved")
async def save(request: Request, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "") -> Response:
    """Keep a board under a name."""
    house, person = house_of(request), person_of(request)
    asked = asked_by(QueryParams(query))
    kept = urlencode(asked.query(page=1), doseq=True)
    await house.people.filters.save(person.id, name, kept, house.clock())
    return RedirectResponse(address(str(request.app.url_path_for("board")), asked.query()), 303)


@router.post("/boards/{filter_id}/delete", name="board_unsaved")
async def unsave(request: Request, filter_id: str) -> Response:
    """Keep it no longer."""
    await house_of(request).people.filters.delete(person_of(request).id, filter_id)
    return RedirectResponse(request.app.url_path_for("board"), 303)


def address(path: str, query: Mapping[str, object]) -> str:
    """The address of a board; nothing is said of what is not asked."""
    said = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(said, doseq=True)}" if said else path
