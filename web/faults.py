"""Every error as an answer: a page, or problem+json (RFC 9457) for programs. No answer repeats what was sent."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from languages import N_
from models.errors import (
    AryzError,
    ChronologyError,
    Erased,
    Held,
    LawError,
    RefusedError,
    ServerError,
    StoreError,
    UnknownCase,
)
from web.guard import FreshNeeded, NotAllowed, SignInNeeded, WrongForm
from web.render import page

_OWN: Final = "Value error, "
API: Final = "/api/"
_log: Final = logging.getLogger("aryz.web")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an error is to whoever asked: the status, a heading, and whether its own words may be shown."""

    status: int
    title: str
    shown: bool = True


_ANSWERS: Final[dict[type[BaseException], Answer]] = {
    SignInNeeded: Answer(401, N_("Sign in first")),
    FreshNeeded: Answer(403, N_("Give your password again")),
    NotAllowed: Answer(403, N_("Your role does not do this")),
    WrongForm: Answer(403, N_("This form could not be trusted")),
    UnknownCase: Answer(404, N_("There is no such case, or it is not yours")),
    Erased: Answer(410, N_("This case was erased")),
    Held: Answer(409, N_("A legal hold forbids this")),
    RefusedError: Answer(409, N_("This was refused, and nothing was changed")),
    ChronologyError: Answer(422, N_("This cannot be read")),
    LawError: Answer(422, N_("The law asked for is not there")),
    ServerError: Answer(503, N_("The case service does not answer")),
    StoreError: Answer(503, N_("The database does not answer")),
    AryzError: Answer(400, N_("This could not be done")),
}
_STATUS: Final = {
    404: N_("There is no such page"),
    405: N_("This page takes no such request"),
    413: N_("This is too large"),
    422: N_("This cannot be read"),
    429: N_("Too many tries"),
}
BROKEN: Final = Answer(500, N_("Something went wrong here"), shown=False)


def add_faults(app: FastAPI) -> None:
    """Answer every error of the application."""
    for kind in (AryzError, Exception):
        app.add_exception_handler(kind, _answered)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)


def answer_of(error: BaseException) -> Answer:
    """What an error is to whoever asked."""
    found = next((_ANSWERS[kind] for kind in type(error).__mro__ if kind in _ANSWERS), None)
    return found or BROKEN


async def _answered(request: Request, error: Exception) -> Response:
    answer = answer_of(error)
    if answer is BROKEN:
        _log.error("%s %s", _place(request), where(error))
    if not request.url.path.startswith(API):
        if isinstance(error, SignInNeeded):
            return _to(request, "/signin")
        if isinstance(error, FreshNeeded):
            return _to(request, "/me/again")
    return _said(request, answer.status, answer.title, str(error) if answer.shown else None)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    answer = _said(request, status, _STATUS.get(status, N_("This could not be done")), None)
    answer.headers.update(headers)
    return answer


async def _unreadable(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    named = [_fault(fault["loc"], fault["type"], fault["msg"]) for fault in faults]
    return _said(request, 422, _STATUS[422], "; ".join(f"{one['where']}: {one['problem']}" for one in named), named)


def _fault(place: tuple[int | str, ...], kind: str, said: str) -> dict[str, str]:
    """Where a request is wrong, and how. The name of a key that nobody knows is what somebody sent: it is left out."""
    unknown = kind == "extra_forbidden"
    where_ = ".".join(str(part) for part in (place[:-1] if unknown else place))
    return {"where": where_, "problem": "holds a key that is not known here" if unknown else said.removeprefix(_OWN)}


def problem(status: int, title: str, detail: str | None = None, **more: Any) -> JSONResponse:  # noqa: ANN401 (JSON)
    """An error as programs read it (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {}), **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def where(error: BaseException) -> str:
    """Where in the code an error arose, and its kind. Not its words: they may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} at " + " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))


def _said(request: Request, status: int, title: str, detail: str | None, faults: list[Any] | None = None) -> Response:
    if request.url.path.startswith(API):
        answer: Response = problem(status, title, detail, **({"faults": faults} if faults else {}))
    else:
        answer = _page(request, status, title, detail)
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


def _page(request: Request, status: int, title: str, detail: str | None) -> Response:
    """The page of an error; bare words where even that fails, so that whoever asked is never left without an answer."""
    try:
        return page(request, "fault.html", status=status, title=title, detail=detail)
    except Exception as error:  # noqa: BLE001 (whatever it is: it is logged, and the answer goes out)
        _log.error("%s %s", _place(request), where(error))
        return PlainTextResponse(f"{title}\n", status)


def _to(request: Request, place: str) -> Response:
    """To a page that comes first, and back again where coming back repeats nothing."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = path if request.method == "GET" else request.headers.get("hx-current-url", "") and "/"
    answer = RedirectResponse(f"{place}?next={quote(back or '/', safe='')}", 303)
    if "hx-request" in request.headers:
        answer = RedirectResponse(place, 200)
        answer.headers["HX-Redirect"] = place
    return answer


def _place(request: Request) -> str:
    return f"{request.method} {getattr(request.scope.get('route'), 'name', '?')}"
