"""The description of the API: OpenAPI 3.1 made from the routes themselves, and a page to read it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from models.kinds import KINDS
from web.api.answering import PREFIX
from web.api.examples import EXAMPLES
from web.api.problems import PROBLEM, problems_of
from web.render import page
from web.rights import RIGHTS, Right

VERSION: Final = "1"
_ABOUT: Final = (
    "What a case says to programs. Every answer is JSON; every error is `application/problem+json` (RFC 9457). "
    "Ask with a token (`Authorization: Bearer aryz_…`) that you make in your account, or with the session of a browser "
    "and its `X-CSRF-Token`."
)
_DATES: Final = frozenset({"date", "until", "known_on", "born"})
_DATE: Final = {
    "type": "string",
    "pattern": r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|unknown)$",
    "examples": ["2024-04-04", "2024-04", "2024", "unknown"],
}


def description_of(routers: Sequence[APIRouter]) -> APIRouter:
    """A router with the description of these routers."""
    router = APIRouter(prefix=PREFIX)
    routes = [route for each in routers for route in each.routes if isinstance(route, APIRoute)]

    @cache
    def described() -> dict[str, Any]:
        return describe(routes)

    @router.get("/openapi.json", name="api_openapi")
    async def openapi() -> Response:
        return JSONResponse(described())

    @router.get("/docs", name="api_docs")
    async def docs(request: Request) -> Response:
        return page(request, "api.html", described=described(), operations=list(operations(described())))

    return router


def describe(routes: Sequence[APIRoute]) -> dict[str, Any]:
    """The OpenAPI document of these routes: with every error, the rights each needs, and examples."""
    found = get_openapi(
        title="Aryz", version=VERSION, description=_ABOUT, routes=routes, separate_input_output_schemas=False
    )
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    _dates(schemas)
    found["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made in one's account."},
        "session": {"type": "apiKey", "in": "cookie", "name": "aryz", "description": "The session of a browser."},
    }
    for route in routes:
        for method in route.methods or ():
            _completed(found["paths"][route.path_format][method.lower()], route, method)
    return found


def operations(described: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """What the page lists: each operation with its method and path."""
    return [
        {"method": method.upper(), "path": path, **told}
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    ]


def _completed(told: dict[str, Any], route: APIRoute, method: str) -> None:
    right = RIGHTS[route.name]
    told["operationId"] = route.name.removeprefix("api_")
    told["security"] = [{"token": []}, {"session": []}] if right.scope else [{"session": []}]
    told["description"] = f"{told.get('description', '').strip()}\n\n{_needs(right)}".strip()
    told["responses"].pop("422", None)
    told["responses"] |= problems_of(right, method, body="requestBody" in told, path=route.path_format)
    example = EXAMPLES.get(route.name, {})
    if "request" in example:
        told["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for status in ("200", "201", "202"):
        content = told["responses"].get(status, {}).get("content", {}).get("application/json")
        if content is not None and "response" in example:
            content["example"] = example["response"]


def _needs(right: Right) -> str:
    roles = ", ".join(sorted(role.value for role in right.roles))
    scope = f"a token needs the scope `{right.scope}`" if right.scope else "not with a token"
    return f"Roles: {roles}; {scope}."


def _dates(schemas: dict[str, Any]) -> None:
    """What pydantic cannot say: the form of dates, the kinds, and that `position` is no key of the format."""
    schemas["Event"]["properties"].pop("position", None)
    schemas["Event"]["properties"]["kind"]["enum"] = list(KINDS)
    for name in ("Event", "Victim"):
        for key in _DATES & schemas[name]["properties"].keys():
            _dated(schemas[name]["properties"][key])


def _dated(told: dict[str, Any]) -> None:
    within = next((one for one in told.get("anyOf", [told]) if one.get("type") == "string"), told)
    within |= _DATE
