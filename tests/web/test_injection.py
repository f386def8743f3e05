"""Markup and formulas typed into every field of every form come back as the text that they are, on every page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import httpx
import pytest
import pytest_asyncio

from models.records import Payload
from tests.servers import DevServer
from tests.web.test_matrix import address
from tests.web.visiting import Visit
from tests.web.world import World, standing
from web.app import routes
from web.rights import RIGHTS

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]

MARK: Final = "=zq\"'><script>zq</script><img src=x onerror=zq>"
RAW: Final = re.compile(r"<script>zq|<img src=x|onerror=zq>|zq\"'>")
"""What stands on a page only where the mark was put there as markup, or left its attribute."""
TEXTS: Final = frozenset({"text", "search", "email", "tel", "url", "password", ""})
LEFT: Final = frozenset({"signout", "language", "erase", "bundle", "me_password", "again", "me_second", "me_sessions"})
"""Forms that are not sent: they end the session or the case, or are filled by nobody's words."""


SAVED: Final = frozenset({"tell", "correct", "intake"})
"""Forms that are sent a second time, after a look at what they would do."""


@dataclass
class Form:
    """A form: where it goes, and its fields. `free` ones take anything, `prose` words; `wrong` are marked as such."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a field."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        if not self.found:
            return
        form, name = self.found[-1], said.get("name", "")
        if said.get("aria-invalid") == "true" and name:
            form.wrong.add(name)
        if tag == "textarea" and name:
            form.free.append(name)
            form.prose.append(name)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (said.get("value") and self._select not in form.fields):
            form.fields[self._select] = said["value"]
        elif tag == "input" and name:
            self._input(form, name, said)
        elif tag == "button" and name:
            form.fields.setdefault(name, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a list of choices."""
        if tag == "select":
            self._select = ""

    def _input(self, form: Form, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "")
        if kind in TEXTS:
            form.free.append(name)
            if said.get("inputmode") == "numeric" or "pattern" in said:
                form.fields[name] = "2024" if "year" in name else said.get("value", "")
            else:
                form.prose.append(name)
        elif kind in {"checkbox", "radio"}:
            form.fields.setdefault(name, said.get("value", "on"))
        elif kind == "date":
            form.fields[name] = "2024-02-01"
        elif kind != "file":
            form.fields[name] = said.get("value", "")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("injection")) as made:
        other = Visit(made.app, made.house)
        made.visits["nobody"].id = await other.sign_in("auditor")  # whom operators change
        await other.close()
        yield made


def pages(world: World, reference: str) -> Iterator[tuple[str, str]]:
    """Every page: its name and its address; telling with the forms of some kinds."""
    for route in routes():
        if "GET" in (route.methods or ()) and not route.path.startswith(("/api/v1/stream", "/metrics")):
            yield (
                route.name,
                address(route.path, reference).replace("/admin/people/x", f"/admin/people/{world.visits['nobody'].id}"),
            )
    for kind in ("act_alleged", "threat_or_reprisal", "terminated", "complaint_lodged", "examined"):
        yield "tell", f"/cases/{reference}/tell?kind={kind}"


async def sent(visit: Visit, page: httpx.Response, form: Form, marked: list[str]) -> httpx.Response:
    """Send a form with a mark in some of its fields, and go where the answer leads."""
    values = {**form.fields, **dict.fromkeys(marked, MARK)}
    action = form.action or str(page.url.path)
    if form.method == "get":
        return await visit.get(action, params=values, follow_redirects=True)
    values["csrf"] = form.fields.get("csrf", "")
    return await visit.post(action, values, follow_redirects=True)


async def fill(world: World, role: str, reference: str) -> tuple[int, int, list[str]]:
    """Fill every form of every page that a role has: how many, how many fields, and where the mark was not escaped."""
    visit, forms, fields, raw = world.visits[role], 0, 0, []
    for name, path in pages(world, reference):
        page = await visit.get(path, follow_redirects=True)
        if page.status_code != 200 or not page.headers["content-type"].startswith("text/html"):
            continue
        for form in Forms(page.text).found:
            if action_name(form) in LEFT or not form.free:
                continue
            forms, fields = forms + 1, fields + len(form.free)
            wrong, marked = await ways(visit, page, form, form.free), form.prose
            for _ in range(2):  # what does not take words is left as it was, until the form is taken
                wrong += await ways(visit, page, form, marked)
                marked = [one for one in marked if one not in form.wrong]
            raw += [f"{name} -> {way}" for way in wrong]
    return forms, fields, raw


async def ways(visit: Visit, page: httpx.Response, form: Form, marked: list[str]) -> list[str]:
    """Send a form, and what is asked after it (a look before saving); the ways on which the mark was not escaped."""
    answer = await sent(visit, page, form, marked)
    assert answer.status_code < 500, (form.action, answer.text[:300])
    form.wrong |= {name for one in Forms(answer.text).found for name in one.wrong}
    found = [form.action] if RAW.search(answer.text) else []
    for further in Forms(answer.text).found if answer.status_code == 200 else ():
        if further.method == "post" and not further.free and action_name(further) in SAVED:
            last = await sent(visit, answer, further, [])
            assert last.status_code < 500, (further.action, last.text[:300])
            found += [f"{form.action} -> {further.action}"] if RAW.search(last.text) else []
    return found


def action_name(form: Form) -> str:
    """The name of the route to which a form goes."""
    path = form.action.partition("?")[0]
    for route in routes():
        if "POST" in (route.methods or ()) and route.path_regex.match(path):
            return route.name
    return ""


async def test_what_was_typed_is_shown_as_it_was_typed(world: World) -> None:
    """Every form of every role is filled; no answer and no page after it has the markup as markup."""
    reference = await world.opened(lawyer=world.visits["lawyer"].id)
    await told_everywhere(world, reference)
    seen = {}
    for role in ("coordinator", "operator"):
        forms, fields, raw = await fill(world, role, reference)
        seen[role] = (forms, fields)
        assert raw == [], role
    assert seen["coordinator"][1] > 30, seen  # that the forms were found at all
    assert seen["operator"][1] > 3, seen

    shown = await everything(world, reference)
    assert [path for path, answer in shown.items() if is_page(answer) and RAW.search(answer.text)] == []
    taken = {entry.event.id for entry in await events(world, reference) if entry.event is not None} - {"marked"}
    assert len(taken) > 7 + 3, taken  # that forms were filled so that they were taken
    assert sum("zq" in answer.text for answer in shown.values()) > 5  # that what was typed did arrive
    cells = shown["/board.csv"].text
    assert not re.search(r'(^|[,\n])"?[=+@-]', cells)


async def told_everywhere(world: World, reference: str) -> None:
    """An event and a header of which every text is the mark, told by a program."""
    header = {
        "case": {"reference": f"{reference}-h", "jurisdiction": "KZ", "title": MARK, "sources": [MARK]},
        "bodies": [{"id": "b1", "kind": "police", "name": MARK}],
        "proceedings": [{"id": "main", "kind": "complaint", "title": MARK}],
    }
    made = await world.asked("coordinator", "/cases", "POST", json=header)
    assert made.status_code == 201, made.text
    event = {
        "id": "marked",
        "kind": "threat_or_reprisal",
        "date": "2024-03-01",
        "by": {"role": "official", "name": MARK},
        **dict.fromkeys(("source", "summary", "disputed", "number"), MARK),
        "instructions": [MARK],
        "remedies": [MARK],
    }
    for case in (reference, f"{reference}-h"):
        told = await world.asked("coordinator", f"/cases/{case}/events", "POST", json=event)
        assert told.status_code == 200, told.text


async def events(world: World, reference: str) -> list[Payload]:
    """What was told in a case."""
    return [entry.payload for entry in await world.house.store.ledger.entries(reference) if entry.payload is not None]


async def everything(world: World, reference: str) -> dict[str, httpx.Response]:
    """What every page says to a role that may see it, by its address."""
    found = {}
    for case in (reference, f"{reference}-h"):
        for name, path in pages(world, case):
            roles = [role for role, visit in world.visits.items() if allowed(name, role)]
            for role in roles[:1]:
                found[path] = await world.visits[role].get(path)
                assert found[path].status_code < 500 or found[path].status_code == 503, path
    return found


def allowed(name: str, role: str) -> bool:
    """Whether a role has a page."""
    right = RIGHTS[name]
    return right.public or role in {one.value for one in right.roles}


def is_page(answer: httpx.Response) -> bool:
    """Whether a browser would take an answer for a page."""
    return str(answer.headers.get("content-type", "")).startswith("text/html")
