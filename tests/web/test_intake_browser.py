"""In a real browser of a phone's size: a complaint is taken in, and its code is used and left."""

from __future__ import annotations

from playwright.async_api import Browser, Page, Route, expect

from tests.web.visiting import Visit
from workflows.desk import Desk


async def fits(page: Page) -> bool:
    """Whether the page is no wider than the screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def test_a_day_s_first_complaint(
    visit: Visit, live: str, browser: Browser, reference: str, telling: Desk
) -> None:
    """Filled in and pressed twice it opens one case; the code shows the way on another phone, and leaving leaves."""
    await visit.sign_in("coordinator")
    cookie = visit.client.cookies.get(visit.house.settings.cookie)
    assert cookie is not None
    office = await browser.new_context(viewport={"width": 360, "height": 740})
    await office.add_cookies([{"name": visit.house.settings.cookie, "value": cookie, "url": live}])
    page = await office.new_page()
    await page.goto(f"{live}/cases")
    await page.get_by_role("link", name="New complaint").first.click()
    assert await fits(page)
    await page.get_by_label("In a sentence or two").fill("Beaten during questioning")
    await page.get_by_label("Where", exact=True).select_option("KZ-39")
    await page.get_by_label("Kind of authority").select_option("police")
    await page.get_by_label("that we take in and follow").check()
    assert not await page.get_by_label("To whom").is_visible()
    await page.get_by_text("Choose the reference yourself").click()
    await page.get_by_label("Reference", exact=True).fill(reference)
    await page.get_by_role("button", name="Open the case").dblclick()
    code = await page.locator("#code").inner_text()
    assert await fits(page)
    assert len(await telling.timeline(reference)) == 2
    await office.close()

    await used_and_left(browser, live, code)


async def used_and_left(browser: Browser, live: str, code: str) -> None:
    """The code is typed on another phone; after leaving, the way back shows nothing of it."""
    person = await browser.new_context(viewport={"width": 360, "height": 740})

    async def elsewhere(route: Route) -> None:
        await route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

    await person.route("https://www.wikipedia.org/**", elsewhere)
    page = await person.new_page()
    await page.goto(f"{live}/healthz")
    await page.goto(f"{live}/receipt")
    await page.get_by_label("Your code").fill(code)
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("It is being followed.")).to_be_visible()
    assert await fits(page)
    await page.get_by_role("link", name="Leave this page").click()
    await expect(page).to_have_title("Elsewhere")
    await page.go_back()
    assert "followed" not in await page.content()
    await person.close()
