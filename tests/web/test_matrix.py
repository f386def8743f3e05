"""Who may do what: every route, asked by everybody, about every kind of case, against the table of rights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from models.records import TellerRole
from store.people.tokens import Scope
from tests.servers import DevServer
from tests.web.visiting import ORIGIN
from tests.web.world import ROLES, World, standing
from web.app import check_rights, routes
from web.rights import RIGHTS, Right

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]

CASES: Final = ("own", "other", "sealed", "absent")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ROLE, CASE, FORM = (
    "Your role does not do this",
    "There is no such case, or it is not yours",
    "This form could not be trusted",
)
FILLED: Final = {
    "event": "e01",
    "document": "doc-0000000000000000",
    "token": "t-aaaaaaaaaaaa",
    "hook": "h0000000000000000",
    "path": "x",
}


def doors() -> list[tuple[str, str, str]]:
    """Every route: its name, its path and one of its methods."""
    return [(route.name, route.path, method) for route in routes() for method in sorted(route.methods or ())]


def unsafe() -> list[tuple[str, str, str]]:
    """The routes that change something."""
    return [door for door in doors() if door[2] not in SAFE]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("matrix")) as made:
        yield made


def address(path: str, reference: str) -> str:
    """A path with its parts filled in."""
    for part in [piece[1:-1].partition(":")[0] for piece in path.split("/") if piece.startswith("{")]:
        value = reference if part == "reference" else FILLED.get(part, "x")
        path = path.replace(f"{{{part}}}", value).replace(f"{{{part}:path}}", value)
    return path.replace("{secret}.ics", "x.ics")


def outcome(answer: httpx.Response) -> str:
    """What the guard made of a request."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.text
    to = answer.headers.get("location", "")
    if answer.status_code == 401 or (answer.status_code == 303 and to.startswith("/signin?next=")):
        return "sign in"
    for title, found in ((ROLE, "role"), (CASE, "case"), (FORM, "form")):
        if answer.status_code in {403, 404} and title in answer.text:
            return found
    return "through"


def wanted(right: Right, role: str, case: str, method: str, lawyers: str = "lawyer") -> str:
    """What the table says. The tokens of forms are wrong, so that nothing is done where it would be allowed."""
    if right.public:
        return "through"
    if role == "nobody":
        return "sign in"
    if TellerRole(role) not in right.roles:
        return "role"
    hidden = {"sealed", "absent"} | ({"other"} if role == lawyers else set())
    if right.case and case in hidden:
        return "case"
    return "through" if method in SAFE else "form"


async def ask(world: World, role: str, method: str, path: str, csrf: str = "wrong") -> httpx.Response:
    """Ask as a browser of somebody asks, from a page of ours."""
    return await sent(world.visits[role].client, method, path, {"csrf": csrf}, {"origin": ORIGIN})


async def sent(
    client: httpx.AsyncClient, method: str, path: str, form: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    """Send a form as the page has it: in parts, where a document goes with it."""
    if method in SAFE:
        return await client.request(method, path)
    if not path.endswith("/documents"):
        return await client.request(method, path, data=form, headers=headers)
    parts: Any = [*((name, (None, value)) for name, value in form.items()), ("file", ("a.txt", b"text", "text/plain"))]
    return await client.request(method, path, files=parts, headers=headers)


@pytest.mark.parametrize(("name", "path", "method"), doors(), ids=str)
async def test_a_route_is_open_to_whom_the_table_says(world: World, name: str, path: str, method: str) -> None:
    """Each role gets through, or does not, exactly as the row of the route says, for each kind of case."""
    right = RIGHTS[name]
    if name == "api_stream":
        world.app.state.leaving.set()
    for role in (*ROLES, "nobody"):
        for case in CASES if right.case else CASES[:1]:
            found = outcome(await ask(world, role, method, address(path, world.cases[case])))
            assert found == wanted(right, role, case, method) or (right.public and found == "sign in"), (role, case)
    world.app.state.leaving.clear()


@pytest.mark.parametrize(("name", "path", "method"), [door for door in doors() if RIGHTS[door[0]].case], ids=str)
async def test_a_hidden_case_is_answered_as_none(world: World, name: str, path: str, method: str) -> None:
    """Of a case that somebody may not see not even its existence shows: every byte is as if there were none."""
    for role in ROLES:
        if TellerRole(role) not in RIGHTS[name].roles:
            continue
        none = await ask(world, role, method, address(path, world.cases["absent"]))
        for case in ("sealed", "other") if role == "lawyer" else ("sealed",):
            hidden = await ask(world, role, method, address(path, world.cases[case]))
            same = hidden.text.replace(world.cases[case], world.cases["absent"])
            assert (hidden.status_code, same) == (none.status_code, none.text)
            assert plain(hidden) == plain(none)


def plain(answer: httpx.Response) -> dict[str, str]:
    """The headers of an answer but for what counts bytes and requests."""
    return {
        name: value
        for name, value in answer.headers.items()
        if name not in {"content-length", "ratelimit", "content-encoding", "vary"}
    }


@pytest.mark.parametrize(("name", "path", "method"), unsafe(), ids=str)
async def test_a_form_of_another_site_changes_nothing(world: World, name: str, path: str, method: str) -> None:
    """Where something is changed, a foreign origin, no origin, and a missing or wrong token are each refused."""
    right, at = RIGHTS[name], address(path, world.cases["own"])
    role = "nobody" if right.public else next(role for role in ROLES if TellerRole(role) in right.roles)
    visit = world.visits[role]
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}, {"sec-fetch-site": "cross-site"}):
        answer = await sent(world.visits[role].client, method, at, {"csrf": visit.csrf}, headers)
        assert outcome(answer) == "form", headers
    for data in ({}, {"csrf": ""}, {"csrf": "x" * 43}) if not right.public else ():
        answer = await sent(world.visits[role].client, method, at, data, {"origin": ORIGIN})
        assert outcome(answer) == "form", data


@pytest.mark.parametrize(("name", "path", "method"), doors(), ids=str)
async def test_a_token_does_what_its_scopes_say(world: World, name: str, path: str, method: str) -> None:
    """A token without the scope of the route is refused, one that is unknown is nobody, and pages take none at all."""
    right = RIGHTS[name]
    if right.public:
        return
    role = next(role for role in ROLES if TellerRole(role) in right.roles)
    scopes = [scope for scope in Scope if scope.value != right.scope]
    now = world.house.clock()
    _, lacking = await world.house.people.tokens.make(
        world.visits[role].id, "lacking", scopes, now, until=now + timedelta(hours=1)
    )
    client = world.visits["nobody"].client
    at = address(path, world.cases["other"])
    refused = await client.request(method, at, headers={"authorization": f"Bearer {lacking}"})
    unknown = await client.request(method, at, headers={"authorization": "Bearer aryz_wrong"})

    assert outcome(refused) == "role"
    assert outcome(unknown) == "sign in"


async def test_a_cookie_does_not_help_a_token(world: World) -> None:
    """Whoever sends a token is judged by it alone, also where the cookie of a session comes along."""
    client = world.visits["coordinator"].client
    found = await client.get("/api/v1/tokens", headers={"authorization": f"Bearer {world.tokens['coordinator']}"})

    assert outcome(found) == "role"


async def test_a_route_without_a_row_is_refused_at_the_start() -> None:
    """The application does not start with a route that nobody has decided on."""

    async def handler() -> None:
        """Answer nothing."""

    with pytest.raises(LookupError, match="nobody-decided"):
        check_rights([APIRoute("/x", handler, name="nobody-decided")])


async def test_every_row_has_a_route() -> None:
    """The table says nothing about what is not there."""
    assert sorted(RIGHTS.keys() - {route.name for route in routes()}) == []
