"""Weaknesses that reviews of like programs have found: each is looked for here, so that none comes in."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from models.records import TellerRole
from store.people.tokens import Scope
from tests.servers import DevServer
from tests.web.visiting import ORIGIN, Visit
from tests.web.world import World, assigned, standing
from web.board_csv import written
from web.house import utc_now
from web.pages import receipt

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]

WORDS: Final = "viele kleine rote Pferde"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("weak")) as made:
        yield made


async def test_programs_may_not_do_what_pages_forbid(world: World) -> None:
    """A lawyer gives no case away by the API either: not as an event, not by correcting, not by trying it out."""
    path = f"/cases/{world.cases['own']}/events"
    event = assigned(world.visits["coordinator"].id).model_dump(mode="json", exclude_defaults=True)
    gives = {name: value for name, value in event.items() if name != "position"} | {"id": "give"}
    corrects = {"id": "fix", "kind": "corrected", "target": "assigned-1", "by": {"role": "counsel", "name": "u-x"}}
    through = {**corrects, "id": "fix2", "target": "fix1"}
    for body in (gives, corrects, {"events": [{**corrects, "id": "fix1"}, through]}):
        assert (await world.asked("lawyer", path, "POST", json=body)).status_code == 403, body
    # An event may be on its way to the ledger: what it is cannot be known yet, and it may be an assignment.
    unseen = {**corrects, "id": "fix3", "target": "on-its-way"}
    assert (await world.asked("lawyer", path, "POST", json=unseen)).status_code == 409
    assert (await world.asked("lawyer", f"{path}/check", "POST", json=gives)).status_code == 403
    assert (await world.asked("lawyer", f"{path}/check", "POST", json=corrects)).status_code == 403

    row = await world.house.store.register.row(world.cases["own"])
    assert row is not None
    assert row.lawyer == world.visits["lawyer"].id


async def test_auditors_change_nothing(world: World) -> None:
    """Who only reads cannot tell, open or assign: by page or by program."""
    reference = world.cases["other"]
    event = {"id": "a1", "kind": "publicity", "date": "2024-01-01"}
    header = {"case": {"reference": "auditors-own", "jurisdiction": "KZ"}}
    answers = [
        await world.asked("auditor", f"/cases/{reference}/events", "POST", json=event),
        await world.asked("auditor", "/cases", "POST", json=header),
        await world.visits["auditor"].post(f"/cases/{reference}/tell", {"kind": "publicity"}),
        await world.visits["auditor"].post(f"/cases/{reference}/assign", {"lawyer": world.visits["lawyer"].id}),
    ]

    assert [one.status_code for one in answers] == [403] * 4


async def test_references_cannot_be_found_by_asking(world: World) -> None:
    """Opening a case under the name of a sealed one says only that the name is taken, and changes nothing in it."""
    before = await world.house.store.register.row(world.cases["sealed"])
    header = {"case": {"reference": world.cases["sealed"], "jurisdiction": "UZ", "title": "mine"}}
    refused = await world.asked("coordinator", "/cases", "POST", json=header)
    after = await world.house.store.register.row(world.cases["sealed"])

    assert refused.status_code == 409
    assert world.cases["sealed"] not in refused.text
    assert after == before


async def test_sealed_cases_show_in_no_listing(world: World) -> None:
    """A case that is sealed for others is in no list, no count, no file and no filter."""
    sealed = world.cases["sealed"]
    for role in ("coordinator", "lawyer", "auditor"):
        visit = world.visits[role]
        for path in ("/cases", f"/cases?q={sealed}", "/board.csv", "/cases?sort=updated"):
            found = await visit.get(path)
            assert found.status_code == 200
            shown = found.text.replace(f'value="{sealed}"', "").replace(f"q={sealed}", "")
            assert sealed not in shown, (role, path)
        listed = (await world.asked(role, f"/cases?search={sealed}")).json()
        assert (listed["cases"], listed["total"]) == ([], 0)


async def test_a_new_password_ends_every_other_session(world: World) -> None:
    """Whoever stole a session loses it when the password is changed, and tokens made before hold no more."""
    house = world.house
    visit, thief = Visit(world.app, house), Visit(world.app, house)
    account = await visit.sign_in("auditor")
    now = house.clock()
    await house.people.passwords.change(account, WORDS, now)
    cookie = await house.people.sessions.begin(account, now)
    thief.client.cookies.set(house.settings.cookie, cookie, domain="127.0.0.1")
    assert (await thief.get("/cases")).status_code == 200
    await house.people.passwords.change(account, f"{WORDS} anders", now + timedelta(seconds=1))

    assert (await thief.get("/cases")).headers["location"].startswith("/signin")
    for each in (visit, thief):
        await each.close()


async def test_a_disabled_account_and_a_new_role_end_at_once(world: World) -> None:
    """Neither a session nor a token outlives the account or the role under which it was made."""
    house, now = world.house, world.house.clock()
    for change in ("disable", "role"):
        visit = Visit(world.app, house)
        account = await visit.sign_in("auditor")
        _, token = await house.people.tokens.make(account, "t", [Scope.READ], now, until=now + timedelta(hours=1))
        bearer = {"authorization": f"Bearer {token}"}
        assert (await world.asked("auditor", "/me", headers=bearer)).status_code == 200
        if change == "disable":
            await house.people.accounts.disable(account, now)
        else:
            await house.people.accounts.set_role(account, TellerRole.LAWYER, now)
        assert (await world.asked("auditor", "/me", headers=bearer)).status_code == 401, change
        assert (await visit.get("/cases")).headers["location"].startswith("/signin"), change
        await visit.close()


async def test_signing_out_ends_the_session_itself(world: World) -> None:
    """A copy of the cookie is worth nothing after its owner has signed out."""
    visit, copy = Visit(world.app, world.house), Visit(world.app, world.house)
    await visit.sign_in("auditor")
    copy.client.cookies.update(visit.client.cookies)
    assert (await copy.get("/cases")).status_code == 200
    await visit.post("/signout")

    assert (await copy.get("/cases")).headers["location"].startswith("/signin")
    for each in (visit, copy):
        await each.close()


async def test_signing_in_is_limited_and_tells_nothing(world: World) -> None:
    """Guessing is stopped after a few tries, and a name that nobody has is answered as one that somebody has."""
    visit = Visit(world.app, world.house)
    account = await visit.sign_in("auditor", name="known person")
    await world.house.people.passwords.change(account, WORDS, world.house.clock())
    visit.client.cookies.clear()
    said: dict[str, list[tuple[int, str]]] = {"known person": [], "unknown person": []}
    for name, answers in said.items():
        for _ in range(9):
            tried = {"login": name, "name": name, "password": "wrong wrong wrong"}
            answer = await visit.client.post("/signin", data=tried, headers={"origin": ORIGIN})
            answers.append((answer.status_code, answer.text.replace(name, "")))
    await visit.close()

    assert said["known person"] == said["unknown person"]
    assert said["known person"][0] != said["known person"][-1]
    assert said["known person"][-1][0] == 429


async def test_receipt_codes_cannot_be_guessed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying codes is stopped after a few tries."""
    monkeypatch.setattr(receipt, "TAKES", 0.0)
    visit = Visit(world.app, world.house)
    statuses = [
        (await visit.client.post("/receipt", data={"code": f"{n:016d}"}, headers={"origin": ORIGIN})).status_code
        for n in range(receipt.BY_ADDRESS + 1)
    ]
    await visit.close()

    assert statuses[-1] == 429


async def test_every_export_is_written_down(world: World) -> None:
    """Who took the board as a file, or looked at a case by page or program, stands in the access log each time."""
    visit, reference = world.visits["auditor"], world.cases["other"]
    await visit.get("/board.csv")
    await visit.get(f"/cases/{reference}/print")
    await world.asked("auditor", f"/cases/{reference}/events")
    log = await world.house.people.accesses.list(account=visit.id, limit=500)
    what = {(one.what, one.reference) for one in log}

    assert "board_csv" in {name.partition(":")[0] for name, _ in what}
    assert {("print:get", reference), ("api_events:get", reference)} <= what


async def test_cells_of_a_file_are_no_formulas(world: World) -> None:
    """A file for spreadsheets holds nothing that one would compute."""
    cells = ["=1+1", "+7 701", "-2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", 'a"b', "plain"]
    read = next(csv.reader(io.StringIO(written([cells]), newline="")))
    whole = (await world.visits["coordinator"].get("/board.csv")).text

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for cell in read)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(whole)) for cell in row)


async def test_coming_in_leads_to_no_other_site(world: World) -> None:
    """Whatever address a link brings along, one ends up on a page of this installation."""
    visit = Visit(world.app, world.house)
    for there in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
    ):
        data = {"language": "ru", "next": there}
        answer = await visit.client.post("/language", data=data, headers={"origin": ORIGIN})
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))
    await visit.close()


async def test_what_is_grave_asks_for_the_password_again(world: World) -> None:
    """A session that was left open makes no token, hands out no bundle and erases nothing."""
    visit = Visit(world.app, world.house)
    await visit.sign_in("coordinator")
    later = world.house.clock() + timedelta(minutes=11)
    object.__setattr__(world.house, "clock", lambda: later)
    try:
        made = await visit.client.post(
            "/api/v1/tokens",
            json={"label": "x", "scopes": ["read"]},
            headers={"origin": ORIGIN, "x-csrf-token": visit.csrf},
        )
        pages = [await visit.post(f"/cases/{world.cases['other']}/{what}") for what in ("bundle", "erase")]
    finally:
        object.__setattr__(world.house, "clock", utc_now)
        await visit.close()

    assert made.status_code == 403
    assert [page.headers.get("location", "")[:9] for page in pages] == ["/me/again"] * 2
