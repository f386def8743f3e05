"""Looking at pages in a real browser: what axe finds, what scrolls sideways, what the browser itself reports."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from cli.server import free_port
from tests.web.world import World
from web.app import create_app
from web.house import House
from web.serving import Address, serving

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1440
_OVER: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextlib.asynccontextmanager
async def at_the_door(house: House) -> AsyncIterator[str]:
    """The pages of a house behind a socket; gives their address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    served = replace(house, settings=replace(house.settings, public_url=url))
    async with serving(create_app(served), Address(port=port)):
        yield url


async def signed_in(browser: Browser, world: World, role: str, url: str, **options: Any) -> BrowserContext:
    """A browser window of somebody of a role who has just signed in, or of `nobody`."""
    if role == "nobody":
        return await browser.new_context(base_url=url, **options)
    now, house = world.house.clock(), world.house
    token = await house.people.sessions.begin(world.visits[role].id, now)
    context = await browser.new_context(base_url=url, **options)
    await context.add_cookies([{"name": house.settings.cookie, "value": token, "url": url, "sameSite": "Strict"}])
    return context


@dataclass
class Look:
    """What was seen that should not be."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)

    async def at(self, path: str, *, width: int = PHONE, dark: bool = False, axe: bool = True) -> None:
        """Look at one page."""
        await self.page.set_viewport_size({"width": width, "height": 800})
        await self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        answer = await self.page.goto(path)
        if answer is None or answer.status != 200:
            self.wrong.append(f"{path}: status {answer and answer.status}")
            return
        if (over := await self.page.evaluate(_OVER)) > 0:
            self.wrong.append(f"{path}: {over} px sideways at {width}")
        if axe:
            await self.accessible(f"{path} at {width}{' dark' if dark else ''}")

    async def accessible(self, where: str) -> None:
        """Ask axe about the page as it is."""
        found = await Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        for one in found.response["violations"]:
            nodes = "; ".join(str(node["target"]) for node in one["nodes"][:3])
            self.wrong.append(f"{where}: {one['id']} ({one['help']}): {nodes}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(f"{self.page.url}: the browser says: {message.text[:200]}")
