"""Whole days in a real browser: a complaint taken in on a phone, ten events told without JavaScript, an audit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.servers import DevServer
from tests.web.looking import at_the_door, signed_in
from tests.web.world import World, standing

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(300)]

PHONE: Final = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
NO_SCRIPT: Final = {"java_script_enabled": False}
FIRST_PAGE: Final = 150_000


@dataclass
class Street:
    """A house with its door open, and a browser before it."""

    world: World
    url: str
    browser: Browser

    async def window(self, role: str, **options: Any) -> tuple[BrowserContext, Page]:
        """A window of somebody who is signed in."""
        context = await signed_in(self.browser, self.world, role, self.url, **options)
        return context, await context.new_page()


@pytest.fixture
async def street(server: DevServer, migrated: Path, tmp_path: Path, browser: Browser) -> AsyncIterator[Street]:
    """The street of this test alone."""
    async with standing(server, migrated, tmp_path / "house") as world, at_the_door(world.house) as url:
        yield Street(world, url, browser)


async def tell(page: Page, case: str, kind: str, day: int, **fields: str) -> None:
    """Tell one event as a person does: choose, fill in, see what it changes, save."""
    await fill(page, case, kind, day, **fields)
    await page.get_by_role("button", name="See what this changes").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("What this changes")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Told and kept")


async def fill(page: Page, case: str, kind: str, day: int, **fields: str) -> None:
    """Fill in the form of one event. What a select offers may be named by its place, `#1`."""
    await page.goto(f"/cases/{case}/tell?kind={kind}")
    values = {"date.day": str(day), "date.month": "10", "date.year": "2026"} | {
        name.replace("__", "."): value for name, value in fields.items()
    }
    for name, value in values.items():
        field = page.locator(f'[name="{name}"]').first
        if await field.evaluate("one => one.tagName") == "SELECT":
            await field.select_option(**({"index": int(value[1:])} if value.startswith("#") else {"value": value}))
        else:
            await field.fill(value)


async def test_a_complaint_from_intake_to_audit(street: Street) -> None:
    """A coordinator opens a case on a phone, a lawyer tells ten events without JavaScript, an auditor verifies."""
    context, page = await street.window("coordinator", **PHONE)
    case = await _taken_in(page, street.world.visits["lawyer"].id)
    await context.close()

    context, page = await street.window("lawyer", **NO_SCRIPT)
    await page.goto("/cases")
    await expect(page.get_by_role("link", name=case)).to_be_visible()
    for kind, day, fields in TEN:
        await tell(page, case, kind, day, **fields)
    await page.goto(f"/cases/{case}")
    await expect(page.locator("ol.timeline > li, ul.timeline > li")).to_have_count(
        10 + await _told_at_intake(street, case)
    )
    await context.close()

    context, page = await street.window("auditor")
    await page.goto(f"/cases/{case}/replay?at=1")
    await page.get_by_role("link", name="Next").click()
    await expect(page.locator(".place")).to_contain_text("2 of")
    await page.goto("/audit")
    await page.get_by_role("button", name="Verify everything").click()
    await expect(page.get_by_text("All of it holds")).to_be_visible(timeout=60_000)
    await context.close()


async def _taken_in(page: Page, lawyer: str) -> str:
    """Take in a complaint and give it to a lawyer; gives its reference."""
    await page.goto("/intake")
    await page.get_by_label("In a sentence or two, without names").fill("Beaten at the station")
    await page.get_by_label("Where", exact=True).select_option(index=1)
    await page.locator('[name="act_year"], [name$="_year"]').first.fill("2026")
    await page.get_by_label("Kind of authority").select_option("police")
    await page.get_by_label("Its name, not the names of people").fill("District police")
    await page.get_by_label("that we take in and follow the complaint").check()
    await page.get_by_label("Lawyer").select_option(lawyer)
    await page.get_by_role("button", name="Open the case").click()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_contain_text("The case is open")
    found = re.search(r"open: (\S+)", await heading.inner_text())
    assert found is not None
    await expect(page.locator(".secret")).to_have_text(re.compile(r"^[\d\s-]{19,}$"))
    return found[1]


async def _told_at_intake(street: Street, case: str) -> int:
    row = await street.world.house.store.register.row(case)
    assert row is not None
    return row.events - len(TEN)


TEN: Final[tuple[tuple[str, int, dict[str, str]], ...]] = (
    ("complaint_lodged", 1, {"by__role": "victim", "to": "#1"}),
    ("complaint_received", 1, {"by__body": "#1"}),
    ("registered", 2, {"by__body": "#1"}),
    ("investigation_opened", 3, {"by__body": "#1"}),
    ("interviewed", 4, {"by__body": "#1"}),
    ("suspended", 5, {"by__body": "#1"}),
    ("resumed", 8, {"by__body": "#1"}),
    ("terminated", 9, {"by__body": "#1"}),
    ("appeal_filed", 12, {"by__role": "counsel", "to": "#1"}),
    ("noted", 13, {"summary": "the file was asked for"}),
)


async def test_two_people_at_once(street: Street) -> None:
    """Who fills in a form while somebody else tells something is shown it before saving, and loses nothing."""
    case = street.world.cases["own"]
    mine, first = await street.window("lawyer")
    theirs, second = await street.window("coordinator")
    await fill(first, case, "noted", 20, summary="what I saw")
    await tell(second, case, "noted", 21, summary="what the coordinator saw")
    await first.get_by_role("button", name="See what this changes").click()
    await expect(first.get_by_text("Others have told something since you began")).to_be_visible()
    await first.get_by_role("button", name="Save").click()
    await expect(first.get_by_role("heading", level=1)).to_have_text("Told and kept")
    await first.goto(f"/cases/{case}")
    for words in ("what I saw", "what the coordinator saw"):
        await expect(first.get_by_text(words)).to_be_visible()
    await mine.close()
    await theirs.close()


async def test_back_finds_what_was_typed(street: Street) -> None:
    """The browser's Back from the check finds the form as it was left, with JavaScript and without."""
    case = street.world.cases["own"]
    for options in ({}, NO_SCRIPT):
        context, page = await street.window("lawyer", **options)
        await fill(page, case, "noted", 20, summary="half a sentence")
        await page.get_by_role("button", name="See what this changes").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("What this changes")
        await page.go_back()
        await expect(page.locator('[name="summary"]')).to_have_value("half a sentence")
        await context.close()


async def test_a_session_that_is_over_leads_to_the_sign_in(street: Street) -> None:
    """Whoever comes back after the session is over signs in and is where they were."""
    context, page = await street.window("lawyer")
    case = street.world.cases["own"]
    await page.goto(f"/cases/{case}")
    await street.world.house.people.sessions.end_all(street.world.visits["lawyer"].id)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert f"next=%2Fcases%2F{case}" in page.url
    await context.close()


async def test_a_slow_line(street: Street) -> None:
    """The first page is small, and on a line of 50 kB a second the board is there within a few seconds."""
    context, page = await street.window("coordinator", **PHONE)
    sizes: list[int] = []

    page.on("requestfinished", lambda request: asyncio.ensure_future(_sized(request, sizes)))
    line = await context.new_cdp_session(page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", slow)
    await page.goto("/cases", wait_until="networkidle", timeout=20_000)
    await expect(page.get_by_role("link", name=street.world.cases["own"])).to_be_visible()
    assert 0 < sum(sizes) < FIRST_PAGE
    await context.close()


async def _sized(request: Any, sizes: list[int]) -> None:
    sizes.append((await request.sizes())["responseBodySize"])


async def test_the_keyboard_suffices(street: Street) -> None:
    """From the sign-in page to a case with Tab and Enter alone; the first Tab offers to skip the menu."""
    context, page = await street.window("lawyer")
    await page.goto("/cases")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    case = street.world.cases["own"]
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == case:
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/cases/{case}$"))
    await context.close()
