"""The application: every router, behind the guard, inside the headers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute, APIRouter
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

from web import health
from web.api.routers import API
from web.faults import add_faults
from web.guard import guard
from web.headers import Answering
from web.house import House
from web.pages import (
    admin,
    audit,
    board,
    bundle,
    case,
    documents,
    erase,
    feed,
    intake,
    language,
    me,
    me_second,
    oidc,
    people,
    receipt,
    replay,
    seal,
    second,
    signin,
    tell,
)
from web.rights import RIGHTS
from web.static import FOLDER, PREFIX, Files
from web.watching import Watching

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *API,
    health.router,
    language.router,
    board.router,
    receipt.router,
    intake.router,
    case.router,
    tell.router,
    signin.router,
    second.router,
    oidc.router,
    me.router,
    feed.router,
    me_second.router,
    admin.router,
    people.router,
    seal.router,
    documents.router,
    replay.router,
    audit.router,
    bundle.router,
    erase.router,
)
"""Every router of pages and API."""


class Doors(FastAPI):
    """The application. Not even the answer to an error of its own goes out without the headers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.state.answering(scope, receive, send)

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, but for the headers."""
        await super().__call__(scope, receive, send)


def create_app(house: House) -> FastAPI:
    """
    The application of one installation.

    Raises:
        LookupError: a route has no row in the table of rights, or a row no route.
    """
    app = Doors(
        title="Aryz",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(guard)],
        redirect_slashes=False,
    )
    app.state.house = house
    app.state.leaving = asyncio.Event()  # set when the process ends: streams end then
    app.state.answering = Watching(Answering(app.inside, secure=house.settings.secure))
    for router in ROUTERS:
        app.include_router(router)
    app.mount(PREFIX, Files(directory=FOLDER), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(house.settings.hosts), www_redirect=False)
    add_faults(app)
    check_rights(routes())
    return app


def routes() -> tuple[APIRoute, ...]:
    """
    Every route of pages and API.

    Raises:
        LookupError: a router has something that the guard does not stand before.
    """
    every = [route for router in ROUTERS for route in router.routes]
    if strange := [route for route in every if not isinstance(route, APIRoute)]:
        raise LookupError(f"the guard does not stand before these: {strange}")
    return tuple(route for route in every if isinstance(route, APIRoute))


def check_rights(answered: Iterable[APIRoute]) -> None:
    """
    See that every route has a right.

    Raises:
        LookupError: one has none.
    """
    if missing := sorted({route.name for route in answered} - RIGHTS.keys()):
        raise LookupError(f"routes without a row in web/rights.py: {', '.join(missing)}; nobody may use them")
