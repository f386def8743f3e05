"""The errors of the API as its description says them (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

from web.rights import Right

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "An error. `detail` says what, where, why and what to do; nothing that was sent is repeated.",
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "problem": {"type": "string"}},
                "required": ["where", "problem"],
            },
        },
    },
    "required": ["type", "title", "status"],
}

_SAID: Final = {
    400: ("The body cannot be read", "This could not be done"),
    401: ("Nobody is signed in, or the token does not hold", "Sign in first"),
    403: ("The role or the token does not do this", "Your role does not do this"),
    404: ("There is no such case, or it is not yours", "There is no such case, or it is not yours"),
    409: ("It was refused, and nothing was changed", "This was refused, and nothing was changed"),
    410: ("The case was erased", "This case was erased"),
    413: ("The body is too large", "This is too large"),
    422: ("A parameter, header or body is not of its form", "This cannot be read"),
    429: ("Too many requests; `Retry-After` says when to come again", "Too many tries"),
    503: ("The case service or the database does not answer; trying again is safe", "The case service does not answer"),
}
_ALWAYS: Final = (401, 403, 422, 429, 503)


def problems_of(right: Right, method: str, *, body: bool, path: str) -> dict[str, Any]:
    """The errors that a route may answer, by status."""
    statuses = set(_ALWAYS)
    if right.case:
        statuses |= {404, 409, 410}
    if "{" in path:
        statuses.add(404)
    if body:
        statuses |= {400, 413}
    if method == "POST":
        statuses.add(409)
    return {str(status): _problem(status) for status in sorted(statuses)}


def _problem(status: int) -> dict[str, Any]:
    said, title = _SAID[status]
    return {
        "description": said,
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {"type": "about:blank", "title": title, "status": status},
            }
        },
    }
