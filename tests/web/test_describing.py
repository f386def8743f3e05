"""The description of the API: complete, true to its models, and there to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from tests.web.visiting import Visit
from web.api.describing import describe
from web.api.examples import EXAMPLES
from web.app import routes
from web.rights import RIGHTS

ASKED = [route for route in routes() if route.path.startswith("/api/v1/") and RIGHTS[route.name].roles]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the description."""
    for path, methods in describe(ASKED)["paths"].items():
        for method, told in methods.items():
            yield path, method, told


def test_every_route_is_described() -> None:
    """Each has a name of its own, a summary, a text that says who may, and every error that it may answer."""
    found = list(operations())
    names = [told["operationId"] for _, _, told in found]

    assert len(names) == len(set(names)) == len(ASKED)
    for path, method, told in found:
        assert told["summary"], path
        assert "Roles: " in told["description"], path
        errors = {status for status in told["responses"] if status.startswith(("4", "5"))}
        assert errors >= {"401", "403", "422", "429", "503"} | ({"404"} if "{" in path else set()), (method, path)
        assert all("application/problem+json" in told["responses"][status]["content"] for status in errors)


@pytest.mark.parametrize("route", [one for one in ASKED if one.response_model], ids=lambda route: route.name)
def test_an_example_is_what_its_route_takes_and_says(route: APIRoute) -> None:
    """The example of an answer, and of a body where there is one, are values of the models of the route."""
    example = EXAMPLES[route.name]
    assert route.response_model is not None
    TypeAdapter(route.response_model).validate_python(example["response"])
    assert ("request" in example) == (route.body_field is not None)
    if route.body_field is not None:
        body: Any = route.body_field.field_info.annotation
        TypeAdapter(body).validate_python(example["request"])


def test_no_example_is_left_over() -> None:
    """Every example is of a route that there is."""
    assert EXAMPLES.keys() - {route.name for route in ASKED} == set()


def test_the_description_is_whole() -> None:
    """Every reference in it leads somewhere in it."""
    whole = describe(ASKED)
    schemas = whole["components"]["schemas"]

    def references(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    assert {name.removeprefix("#/components/schemas/") for name in references(whole)} <= schemas.keys()
    assert "position" not in schemas["Event"]["properties"]


async def test_the_description_is_there_to_be_read(visit: Visit) -> None:
    """Nobody need be signed in to read it, as data or as a page; the page asks nothing of another site."""
    data, page = await visit.get("/api/v1/openapi.json"), await visit.get("/api/v1/docs")

    assert data.json() == describe(ASKED)
    assert page.status_code == 200
    for path, _, told in operations():
        assert path in page.text
        assert told["summary"] in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")
    assert "//cdn" not in page.text
