"""What every route of the API shares: its prefix, its JSON, its tags, and that it takes no unknown parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from web.api.limiting import limited

PREFIX: Final = "/api/v1"


def api_router() -> APIRouter:
    """A router of the API: behind the guard, within the limits, and strict about what it is asked."""
    return APIRouter(prefix=PREFIX, dependencies=[Depends(limited), Depends(known_parameters)])


def known_parameters(request: Request) -> None:
    """
    See that every parameter of the query is one that the route takes: a mistyped filter must not show everything.

    Raises:
        RequestValidationError: one is not, or stands twice.
    """
    accepted, given = _accepted(request.scope.get("route")), request.query_params
    if set(given) - accepted:
        said = f"the accepted ones are {', '.join(sorted(accepted))}" if accepted else "this takes none"
        raise RequestValidationError([_fault(f"a parameter is not known; {said}")])
    if twice := sorted(name for name in accepted if len(given.getlist(name)) > 1):
        raise RequestValidationError([_fault(f"is given twice: {', '.join(twice)}")])


def answer(
    request: Request,
    value: BaseModel,
    status: int = 200,
    *,
    tag: str | None = None,
    headers: Mapping[str, str] | None = None,
    **how: Any,  # noqa: ANN401 (pydantic's own options)
) -> Response:
    """
    A value as JSON.

    Args:
        request: what is answered.
        value: what is said.
        status: of the answer.
        tag: what changes whenever the answer would (an entity tag). Where the asker has it already, 304 is said.
        headers: further ones.
        how: options of `model_dump_json`.
    """
    known = {**getattr(request.state, "allowance", {}), **(headers or {})}
    if tag is not None:
        known["ETag"] = f'"{tag}"'
        if has_already(request, known["ETag"]):
            return Response(status_code=304, headers=known)
    return Response(value.model_dump_json(**how), status, known, "application/json")


def has_already(request: Request, tag: str) -> bool:
    """Whether the asker says that it has what this tag names. Source: RFC 9110, section 13.1.2 (weak comparison)."""
    given = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in given or given == ["*"]


def _accepted(route: object) -> frozenset[str]:
    if not isinstance(route, APIRoute):
        return frozenset()
    found: set[str] = set()
    for one in route.dependant.query_params:
        kind = one.field_info.annotation
        within = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        found |= set(within) if within is not None else {one.alias}
    return frozenset(found)


def _fault(said: str) -> dict[str, Any]:
    return {"type": "query", "loc": ("query",), "msg": said}
