"""A lost worker while something is told: the page waits, says so, keeps what was typed; the next try tells it once."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Final

import httpx
import pytest

from law.published import BOOK
from models.records import Opening
from tests.web.conftest import TELLER
from tests.web.visiting import Visit
from web.app import create_app
from web.house import House
from web.reading import read
from worker import working
from workflows.desk import Desk

pytestmark = pytest.mark.server

_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def carried(page: httpx.Response) -> dict[str, str]:
    """What the last form of a page carries by itself."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page.text.rpartition("<form")[2])}


async def test_telling_waits_says_so_and_can_be_tried_again(house: House, reference: str) -> None:
    """Without a worker: 503, the words and the number still there. With one again, the same form gives one event."""
    queue = house.settings.task_queue
    opening = Opening.model_validate(
        {"header": {"case": {"reference": reference, "jurisdiction": "KZ"}}, "law_known_on": BOOK.latest_entry}
    )
    async with working(house.client, house.store, task_queue=queue):
        desk = Desk(house.client, task_queue=queue, teller=TELLER, patience=30)
        await desk.open(opening)
    hasty = replace(house, settings=replace(house.settings, patience=1.0))
    visit = Visit(create_app(hasty), hasty)
    await visit.sign_in("coordinator")
    first = await visit.get(f"/cases/{reference}/tell?kind=noted", follow_redirects=True)
    sent = {**carried(first), "date.year": "2024", "summary": "typed with care"}
    shown = await visit.post(f"/cases/{reference}/tell/check", sent, follow_redirects=True)
    waited = await visit.post(f"/cases/{reference}/tell", {**carried(shown), "step": "save"})

    assert waited.status_code == 503
    assert waited.headers["retry-after"]
    assert "The case did not answer." in waited.text
    assert "up to 1 seconds" in waited.text
    assert carried(waited)["summary"] == "typed with care"
    assert carried(waited)["event"] == carried(shown)["event"]

    async with working(house.client, house.store, task_queue=queue):
        again = await visit.post(f"/cases/{reference}/tell", {**carried(waited), "step": "save"}, follow_redirects=True)
        if "What this changes" in again.text:  # the first try was told meanwhile: it is shown, and saved once more
            again = await visit.post(
                f"/cases/{reference}/tell", {**carried(again), "step": "save"}, follow_redirects=True
            )
    await visit.close()

    assert again.status_code == 200
    assert re.search(r"Told (and kept|before)", again.text)
    assert list((await read(house.store, house.shelf, reference)).state.told) == [carried(shown)["event"]]
