"""The replay of a case on its page: step by step in both orders, by day, two days side by side, and its history."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.async_api import Browser, expect

from tests.web.visiting import Visit
from tests.workflows.stories import event, lodged, noted, opening
from web.api.settling import settled
from workflows.desk import Desk

pytestmark = pytest.mark.server


@pytest.fixture
async def place(telling: Desk, visit: Visit, reference: str) -> str:
    """The replay of a case that learned late of a refusal, looked at by a coordinator."""
    await visit.sign_in("auditor")
    await telling.open(opening(reference))
    await telling.tell(reference, [lodged(), noted(1, "2024-06-01")])
    refused = event("e02", "opening_refused", "2024-03-20", by="city-police")
    receipts = await telling.tell(reference, [refused])
    assert await settled(visit.house, reference, receipts[-1].record + 1)
    return f"/cases/{reference}/replay"


def said(page: str) -> str:
    """The heading of the step that is shown."""
    found = re.search(r'<h2 id="what">(.*?)</h2>', page)
    assert found is not None, page
    return found[1]


async def test_steps_in_the_order_of_learning(visit: Visit, place: str) -> None:
    """The slider goes from 1 to the last record; a step says what happened, when it was learned, by whom, states."""
    first, last, beyond = [await visit.get(f"{place}?at={at}") for at in ("1", "", "99999")]
    assert "The case was opened" in said(first.text)
    assert re.search(r'type="range" min="1" max="(\d+)"', last.text)
    assert said(last.text) == said(beyond.text)
    told = await visit.get(f"{place}?at=2")
    assert "complaint" in said(told.text)
    for word in ("1 March 2024", "coordinator u1", "proceeding main", "→"):
        assert word in told.text
    assert 'rel="next"' in told.text
    assert 'rel="prev"' in told.text


async def test_steps_in_the_order_of_happening(visit: Visit, place: str) -> None:
    """What was learned late stands where it happened; a day leads to the last step by its end."""
    headings = [said((await visit.get(f"{place}?by=happened&at={at}")).text) for at in (1, 2, 3)]
    assert [heading.partition(":")[0] for heading in headings] == ["1 March 2024", "20 March 2024", "1 June 2024"]
    to_day = await visit.get(f"{place}?by=happened&day=2024-04-01")
    assert said(to_day.text) == headings[1]
    assert "is no day" in (await visit.get(f"{place}?by=happened&day=yesterday")).text


async def test_two_days_side_by_side(visit: Visit, place: str) -> None:
    """What differs between two days is marked, what does not is not; a day before everything is told as such."""
    page = (await visit.get(f"{place}?by=happened&one=2024-03-02&two=2024-04-01")).text
    assert re.search(r"\d+ things? differs?\.", page)
    assert "Refused" in page or "refused" in page
    same = (await visit.get(f"{place}?by=happened&one=2024-03-02&two=2024-03-02")).text
    assert "Nothing differs." in same
    assert 'class="differs"' not in same
    before = (await visit.get(f"{place}?by=learned&one=2001-01-01&two=2001-01-02")).text
    assert "nothing had been recorded by 2001-01-01" in before


async def test_its_history_is_replayed_for_an_auditor(visit: Visit, visitor: Callable[..., Visit], place: str) -> None:
    """The button replays the history with today's code and says that it is the same; a lawyer has no such button."""
    page = await visit.post(place)
    assert (page.status_code, "The same: today's code does" in page.text) == (200, True), page.text
    other = visitor()
    await other.sign_in("lawyer")
    assert (await other.post(place)).status_code == 404


async def test_an_erased_case_is_replayed_by_its_records(
    visit: Visit, place: str, reference: str, telling: Desk
) -> None:
    """Its records are gone through, without a word that was told."""
    await telling.erase(reference, "consent_withdrawn")
    page = await visit.get(f"{place}?at=2")
    assert page.status_code == 200, page.text
    assert "erased: only the record is left" in page.text
    assert "Aliya" not in page.text
    assert "The case was erased" in said((await visit.get(place)).text)


async def test_the_slider_in_a_browser(browser: Browser, live: str, visit: Visit, place: str) -> None:
    """Moving the slider with the keyboard changes the step in place, keeps the focus, and can be gone back from."""
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    cookie = visit.house.settings.cookie
    await context.add_cookies([{"name": cookie, "value": visit.client.cookies[cookie], "url": live}])
    page = await context.new_page()
    await page.goto(f"{live}{place}?at=1")
    assert await page.inner_text("#what") == "The case was opened"
    await page.focus("#at")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#what")).to_contain_text("complaint")
    assert "at=2" in page.url
    assert await page.evaluate("document.activeElement.id") == "at"
    await page.click("text=Next")
    assert await page.inner_text("#what") == "1 June 2024: noted"
    await context.close()
