"""Telling by forms: what may happen next, a form for every kind, what it changes, the receipt; nothing is lost."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from lifecycle.next import next_kinds
from models.kinds import KINDS
from models.records import RecordKind
from tests.servers import DevServer
from tests.web.visiting import Visit
from tests.web.world import World, standing
from web.reading import read
from web.telling_fields import NOT_TOLD_HERE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]

HARM: Final = "\"><script>alert(1)</script>&'{{7*7}}"
DAY: Final = {"date.day": "5", "date.month": "03", "date.year": "2024"}
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("telling")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def case(world: World) -> str:
    """A case of this test alone, given to the lawyer."""
    return await world.opened(events=6, lawyer=world.visits["lawyer"].id)


def carried(page: httpx.Response) -> dict[str, str]:
    """What the last form of a page carries by itself."""
    last = page.text.rpartition("<form")[2]
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(last)}


async def form(visit: Visit, case: str, kind: str = "noted") -> httpx.Response:
    """The form of a kind."""
    return await visit.get(f"/cases/{case}/tell?kind={kind}", follow_redirects=True)


async def check(visit: Visit, case: str, fields: dict[str, Any], kind: str = "noted") -> httpx.Response:
    """The page after a form was filled in and sent to be looked at."""
    sent = {**carried(await form(visit, case, kind)), **fields}
    return await visit.post(f"/cases/{case}/tell/check", sent, follow_redirects=True)


async def save(visit: Visit, case: str, checked: httpx.Response) -> httpx.Response:
    """The page after what was looked at was saved."""
    return await visit.post(f"/cases/{case}/tell", {**carried(checked), "step": "save"}, follow_redirects=True)


async def records(world: World, case: str) -> int:
    """How many records the case has."""
    return len((await read(world.house.store, world.house.shelf, case)).records)


async def test_what_may_happen_next_comes_first(world: World, case: str) -> None:
    """The page begins with the steps that the law expects, then offers every kind."""
    page = (await world.visits["lawyer"].get(f"/cases/{case}/tell")).text
    first, _, second = page.partition("Anything else")
    state = (await read(world.house.store, world.house.shelf, case)).state
    expected = {kind for one in state.opening.header.proceedings for kind in next_kinds(state, one.id)}

    assert set(re.findall(r"kind=(\w+)", first)) == expected
    assert sorted(re.findall(r"kind=(\w+)", second)) == sorted(KINDS.keys() - NOT_TOLD_HERE)


async def test_every_kind_has_its_form(world: World, case: str) -> None:
    """Each form opens, marks what the kind needs, and says so field by field when it is sent empty."""
    visit = world.visits["lawyer"]
    for kind in KINDS.keys() - NOT_TOLD_HERE:
        page = await visit.post(f"/cases/{case}/tell/check", {"kind": kind}, follow_redirects=True)
        named = set(re.findall(r'id="([\w.]+)-wrong"', page.text))
        assert page.status_code == 200
        assert named == {"date", *KINDS[kind].needs}, kind


async def test_nothing_is_stored_until_it_is_saved(world: World, case: str) -> None:
    """Looking at what an event would change writes no record; saving writes it and shows the receipt."""
    visit, before = world.visits["lawyer"], await records(world, case)
    shown = await check(visit, case, {**DAY, "summary": "A letter came."})
    assert "What this changes" in shown.text
    assert await records(world, case) == before
    told = await save(visit, case, shown)

    assert f"Record {before + 1}" in told.text
    assert "A letter came." in (await visit.get(f"/cases/{case}")).text


async def test_saved_twice_is_told_once(world: World, case: str) -> None:
    """The same form sent again gets the first receipt, and the case has one event more, not two."""
    visit = world.visits["lawyer"]
    shown = await check(visit, case, DAY)
    first = await save(visit, case, shown)
    before = await records(world, case)
    again = await save(visit, case, shown)

    assert await records(world, case) == before
    assert re.findall(r"Record \d+", first.text) == re.findall(r"Record \d+", again.text)
    assert "Told before" in again.text


async def test_pages_of_a_form_can_be_loaded_again(world: World, case: str) -> None:
    """Every address in the history of a form is fetched: Back, Forward and Reload find what was typed."""
    visit = world.visits["lawyer"]
    first = await form(visit, case)
    shown = await visit.post(
        f"/cases/{case}/tell/check", {**carried(first), **DAY, "summary": "typed"}, follow_redirects=True
    )
    told = await save(visit, case, shown)
    back = [await visit.get(str(page.url)) for page in (told, shown, first)]

    assert all(page.status_code == 200 for page in back)
    assert "Told and kept" in back[0].text
    assert "told before, just so" in back[1].text
    assert ">typed</textarea>" in back[2].text


async def test_change_something_brings_the_form_back(world: World, case: str) -> None:
    """From the check back to the form: every field holds what was typed."""
    visit = world.visits["lawyer"]
    shown = await check(visit, case, {**DAY, "summary": "typed", "relied_on": ["forensic", "video"]})
    sent = {**carried(shown), "relied_on": ["forensic", "video"], "step": "edit"}
    page = (await visit.post(f"/cases/{case}/tell/check", sent, follow_redirects=True)).text

    assert ">typed</textarea>" in page
    assert re.search(r'name="date.day"[^>]+value="5"', page)
    assert all(re.search(rf'value="{word}" checked', page) for word in ("forensic", "video"))


async def test_what_others_told_meanwhile_is_shown_first(world: World, case: str) -> None:
    """A form that was looked at before another person told something is looked at again, and loses nothing."""
    mine, other = world.visits["lawyer"], world.visits["coordinator"]
    shown = await check(mine, case, {**DAY, "summary": "mine"})
    await save(other, case, await check(other, case, {**DAY, "summary": "theirs"}))
    before = await records(world, case)
    again = await save(mine, case, shown)

    assert "Others have told something since you began" in again.text
    assert "under this number meanwhile" in again.text
    assert await records(world, case) == before
    assert "Told and kept" in (await save(mine, case, again)).text
    assert await records(world, case) > before


async def test_a_refused_event_says_why_and_what_would_be_accepted(world: World, case: str) -> None:
    """Only the impossible is refused, with the reason, the candidates and links to what may happen next."""
    state = (await read(world.house.store, world.house.shelf, case)).state
    lodged = next(one.event for one in state.told.values() if one.event.kind == "complaint_lodged")
    fields = {**DAY, "by.role": "judge", "target": lodged.id}
    page = (await check(world.visits["lawyer"], case, fields, "quashed")).text

    assert f"target {lodged.id} is complaint_lodged, no decision or act of an authority" in page
    assert re.search(r"What may happen next: <a href=", page)


async def test_a_new_body_is_named_with_the_event(world: World, case: str) -> None:
    """A body that the case does not know is described in the form and stands in the header when the event is told."""
    visit = world.visits["lawyer"]
    body = {"by.body": "+", "new.name": "Court of the new district", "new.kind": "court", "new.under": "judiciary"}
    shown = await check(visit, case, {**DAY, **body, "by.role": "judge"})
    assert "Court of the new district" in shown.text
    told = await save(visit, case, shown)
    state = (await read(world.house.store, world.house.shelf, case)).state

    assert "Told and kept" in told.text
    assert [one.id for one in state.opening.header.bodies if one.name == "Court of the new district"] == ["court"]


async def test_a_correction_is_shown_and_told(world: World, case: str) -> None:
    """From the timeline to a corrected date: what stood before stays visible beside it."""
    visit = world.visits["lawyer"]
    path = f"/cases/{case}/events/e02/correct"
    first = await visit.get(path, follow_redirects=True)
    fields = {name: values[0] for name, values in parse_form(first).items()}
    shown = await visit.post(path, {**fields, "summary": "Put right."}, follow_redirects=True)
    assert "Put right." in shown.text
    told = await visit.post(path, {**carried(shown), "step": "save"}, follow_redirects=True)
    page = (await visit.get(f"/cases/{case}")).text

    assert "Told and kept" in told.text
    assert re.search(r"<ins>Put right\.</ins>", page)


def parse_form(page: httpx.Response) -> dict[str, list[str]]:
    """What a form holds as it is shown, as a browser would send it."""
    last = page.text.rpartition("<form")[2]
    found: dict[str, list[str]] = {name: [value] for name, value in _HIDDEN.findall(last)}
    for name, value in re.findall(r'<input id="[^"]+" name="([^"]+)"[^>]*?value="([^"]*)"', last):
        found[name] = [value]
    for name, options in re.findall(r'<select[^>]+name="([^"]+)"[^>]*>(.*?)</select>', last, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else ""]
    for name, text in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>(.*?)</textarea>', last, re.DOTALL):
        found[name] = [text]
    return {name: [html.unescape(value) for value in values] for name, values in found.items()}


async def test_giving_a_case_away_is_nobody_elses_business(world: World, case: str) -> None:
    """A lawyer can neither tell an assignment by the form nor correct one."""
    visit = world.visits["lawyer"]
    told = await visit.post(f"/cases/{case}/tell", {**DAY, "kind": "assigned", "by.role": "counsel", "by.name": "x"})
    corrected = await visit.get(f"/cases/{case}/events/assigned-1/correct")

    assert told.status_code == 422
    assert corrected.status_code == 404


@pytest.mark.parametrize("kind", ["noted", "un_decided", "quashed"])
async def test_no_text_field_lets_html_through(world: World, case: str, kind: str) -> None:
    """Whatever is typed anywhere comes back as text: in the form, in the check, in its hidden fields."""
    free = ["by.name", "disputed", "source", "summary", "instructions", "remedies", "number", "new.name", "other.title"]
    bound = [
        "articles",
        "at",
        "date.day",
        "date.year",
        "violations",
        "ground.rule",
        "sentence.months",
        "to",
        "proceeding",
    ]
    by_itself = ["event", "base", "draft", "new.id", "kind", "target", "by.role"]
    visit = world.visits["lawyer"]
    fits = {**DAY, "by.role": "judge", "forum": "cat", "target": "e01", **dict.fromkeys(free, HARM)}
    pages = [
        await check(visit, case, fits, kind),
        await check(visit, case, {**fits, **dict.fromkeys([*bound, *by_itself[:4]], HARM)}, kind),
        *[await check(visit, case, {**DAY, name: HARM}, kind) for name in by_itself[4:]],
    ]
    for page in pages:
        assert page.status_code in {200, 422}
        assert "<script>alert" not in page.text
    assert all("&lt;script&gt;alert(1)" in page.text and "{{7*7}}" in page.text for page in pages[:2])


async def test_what_was_typed_is_nobody_elses(world: World, case: str) -> None:
    """The token of a form gives its words to nobody but the person who typed them."""
    shown = await check(world.visits["lawyer"], case, {**DAY, "summary": "secret words"})
    token = parse_qs(urlsplit(str(shown.url)).query)["draft"][0]
    other = world.visits["coordinator"]
    pages = [
        await other.get(f"/cases/{case}/tell/check?draft={token}", follow_redirects=True),
        await other.get(f"/cases/{case}/tell?kind=noted&draft={token}", follow_redirects=True),
    ]

    assert all("secret words" not in page.text for page in pages)
    assert "not here any more" in pages[0].text


async def test_records_say_who_told(world: World, case: str) -> None:
    """What is told by a form is told as the account and the role that signed in."""
    visit = world.visits["lawyer"]
    await save(visit, case, await check(visit, case, DAY))
    told = await read(world.house.store, world.house.shelf, case)
    last = [record for record in told.records if record.kind is RecordKind.TOLD][-1]

    assert (last.teller.id, last.teller.role.value) == (visit.id, "lawyer")
