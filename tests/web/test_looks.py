"""Every page in a real browser: nothing that axe finds, nothing that scrolls sideways on a phone, no complaint."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from models.records import TellerRole
from tests.servers import DevServer
from tests.web.looking import DESK, Look, at_the_door, signed_in
from tests.web.world import World, standing
from web.app import routes

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(400)]

CASE = "/cases/{own}"
PAGES = {
    "nobody": ("/signin", "/receipt", "/invited/{invited}"),
    "coordinator": (
        *("/cases", "/cases?tab=overdue", "/intake", "/audit", "/me", "/me/password", "/me/second", "/me/tokens"),
        *("/me/again", CASE, f"{CASE}?as_of=2010-01-01", f"{CASE}/print", f"{CASE}/tell", f"{CASE}/receipt"),
        *(f"{CASE}/tell?kind=forwarded", f"{CASE}/tell?kind=opening_refused", f"{CASE}/tell?kind=examined"),
        *(f"{CASE}/events/e02/correct", f"{CASE}/documents", f"{CASE}/replay", f"{CASE}/erase", f"{CASE}/seal"),
    ),
    "lawyer": ("/cases", CASE, f"{CASE}/tell", f"{CASE}/replay?step=3"),
    "auditor": ("/cases", "/audit", CASE, f"{CASE}/replay"),
    "operator": ("/admin", "/admin/rules", "/admin/health", "/admin/people/new", "/admin/people/{account}"),
}
# No page to look at: for machines, a file, or a step that only comes after another one.
UNSEEN = {"healthz", "readyz", "metrics", "feed", "document", "board_csv", "home", "oidc", "oidc_back"} | {
    "second",
    "tell_check",
}


def _path(route: str) -> str:
    named = {"reference": "own", "event": "e02", "token": "invited", "account": "account"}
    for name, value in named.items():
        route = route.replace(f"{{{name}}}", value if name == "event" else f"{{{value}}}")
    return route


def test_every_page_is_looked_at() -> None:
    """A page that is added is looked at, or it is said why not."""
    looked_at = {path.partition("?")[0] for paths in PAGES.values() for path in paths}
    pages = [route for route in routes() if "GET" in (route.methods or ()) and not route.path.startswith("/api/")]

    assert {_path(route.path) for route in pages if route.name not in UNSEEN} <= looked_at


async def test_axe_would_find_something(browser: Browser) -> None:
    """A picture without words and a field without a name are found: what finds nothing elsewhere does look."""
    look = Look(await browser.new_page())
    await look.page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="x"><input></main></html>')
    await look.accessible("here")
    assert {line.split(": ")[1].split()[0] for line in look.wrong} == {"image-alt", "label"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the house of this test stands."""
    return tmp_path / "house"


async def test_nothing_is_wrong_with_any_page(
    server: DevServer, migrated: Path, folder: Path, browser: Browser
) -> None:
    """On a phone in light and on a desk in dark, for every role: WCAG 2.2 AA by axe with no violation at all."""
    wrong: list[str] = []
    async with standing(server, migrated, folder) as world, at_the_door(world.house) as url:
        filled = await _filled(world)
        for role, paths in PAGES.items():
            context = await signed_in(browser, world, role, url)
            look = Look(await context.new_page())
            for path in paths:
                await look.at(path.format_map(filled))
                await look.at(path.format_map(filled), width=DESK, dark=True)
            wrong += [f"{role}: {one}" for one in look.wrong]
            await context.close()
    assert wrong == []


async def test_other_languages_fit_too(server: DevServer, migrated: Path, folder: Path, browser: Browser) -> None:
    """Russian and Kazakh words are longer: no page scrolls sideways on a phone, and each says its language."""
    wrong: list[str] = []
    async with standing(server, migrated, folder) as world, at_the_door(world.house) as url:
        filled = await _filled(world)
        for language in ("ru", "kk"):
            for role in ("coordinator", "operator"):
                person = await world.house.people.accounts.by_id(world.visits[role].id)
                await world.house.people.accounts.prefer(
                    person.id, language=language, zone=person.zone, mail=person.mail
                )
                context = await signed_in(browser, world, role, url)
                look = Look(await context.new_page())
                for path in PAGES[role]:
                    await look.at(path.format_map(filled), axe=False)
                    said = await look.page.evaluate("document.documentElement.lang")
                    wrong += [f"{path}: speaks {said}"] if said != language else []
                wrong += [f"{language}, {role}: {one}" for one in look.wrong]
                await context.close()
    assert wrong == []


async def _filled(world: World) -> dict[str, str]:
    """What stands in the gaps of addresses."""
    people, now = world.house.people, world.house.clock()
    newcomer = await people.accounts.create(TellerRole.LAWYER, name="New Comer", now=now)
    token = await people.invitations.make(newcomer.id, now)
    return {"own": world.cases["own"], "account": world.visits["lawyer"].id, "invited": token}
