"""The API: what it answers, in which shape, and what it does when asked twice or wrongly."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from lifecycle.assessment import assess_case
from lifecycle.telling import fold
from tests.servers import DevServer
from tests.web.visiting import ORIGIN
from tests.web.world import World, standing
from web.api.limiting import Allowance
from workflows.pinned import norms_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.server]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: DevServer, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One installation for all of these tests."""
    async with standing(server, migrated, tmp_path_factory.mktemp("api")) as made:
        yield made


def event(named: str, kind: str = "publicity", **more: Any) -> dict[str, Any]:
    """An event as a program sends it."""
    return {"id": named, "kind": kind, "date": "2024-02-01", **more}


async def test_a_case_has_the_shape_of_the_command(world: World) -> None:
    """What is answered of a case is the judgement that `aryz case show --json` prints, for the day asked for."""
    reference = world.cases["own"]
    found = await world.asked("lawyer", f"/cases/{reference}?as_of=2012-05-24")
    entries = await world.house.store.ledger.entries(reference)
    assert entries[0].payload is not None
    assert entries[0].payload.opening is not None
    state = fold(entries, norms_of(entries[0].payload.opening))
    assert found.status_code == 200
    assert found.json() == assess_case(state, date(2012, 5, 24)).model_dump(mode="json")


async def test_what_is_known_already_is_not_sent_again(world: World) -> None:
    """With the tag of the answer before, nothing is sent until something is recorded in the case."""
    reference = await world.opened(events=2)
    before = await world.asked("coordinator", f"/cases/{reference}")
    known = {"If-None-Match": before.headers["ETag"]}
    same = await world.asked("coordinator", f"/cases/{reference}", headers=known)
    told = await world.asked("coordinator", f"/cases/{reference}/events", "POST", json=event("n1"))
    after = await world.asked("coordinator", f"/cases/{reference}", headers=known)

    assert (same.status_code, same.content) == (304, b"")
    assert told.status_code == 200, told.text
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]


async def test_a_case_is_opened_once(world: World) -> None:
    """A case is opened from its header; the same reference again is refused, and the case is there at once."""
    reference = f"case-{uuid.uuid4().hex[:12]}"
    header = {"case": {"reference": reference, "jurisdiction": "KZ"}, "region": "KZ-KUS"}
    made = await world.asked("coordinator", "/cases", "POST", json=header)
    again = await world.asked("coordinator", "/cases", "POST", json=header)
    found = await world.asked("coordinator", made.headers["Location"].removeprefix("/api/v1"))

    assert made.status_code == 201, made.text
    assert made.json()["record"] == 1
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert found.json()["ledger"]["records"] == 1


async def test_a_header_is_checked_as_that_of_a_file(world: World) -> None:
    """An accused that is no body of the case is refused in the words of the chronology format."""
    header = {"case": {"reference": "wrong-header", "jurisdiction": "KZ"}, "accused": ["nobody-knows"]}
    refused = await world.asked("coordinator", "/cases", "POST", json=header)

    assert refused.status_code == 422
    assert "accused" in refused.json()["detail"]


async def test_a_request_under_a_key_is_done_once(world: World) -> None:
    """The same request under the same key gets its first answer; another body under that key is refused."""
    path = f"/cases/{await world.opened(events=1)}/events"
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = await world.asked("coordinator", path, "POST", json=event("k1"), headers=key)
    second = await world.asked("coordinator", path, "POST", json=event("k1"), headers=key)
    other = await world.asked("coordinator", path, "POST", json=event("k2"), headers=key)
    others = await world.asked("coordinator", path)

    assert first.status_code == 200, first.text
    assert (second.status_code, second.content) == (200, first.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, "key" in other.json()["detail"]) == (422, True)
    assert [one["event"]["id"] for one in others.json()["events"]][-1] == "k1"


async def test_a_refused_request_frees_its_key(world: World) -> None:
    """What was refused was not done: the corrected request may come under the same key."""
    path = f"/cases/{await world.opened(events=1)}/events"
    key = {"Idempotency-Key": uuid.uuid4().hex}
    refused = await world.asked("coordinator", path, "POST", json=event("k1", date="2999-01-01"), headers=key)
    done = await world.asked("coordinator", path, "POST", json=event("k1"), headers=key)

    assert (refused.status_code, done.status_code) == (409, 200), (refused.text, done.text)


async def test_many_events_are_told_all_or_none(world: World) -> None:
    """A telling gets a receipt for each event; where one of them cannot have happened, none is kept."""
    path = f"/cases/{await world.opened(events=1)}/events"
    refused = await world.asked(
        "coordinator", path, "POST", json={"events": [event("m1"), event("m2", date="2999-01-01")]}
    )
    none = await world.asked("coordinator", path)
    told = await world.asked("coordinator", path, "POST", json={"events": [event("m1"), event("m2")]})

    assert refused.status_code == 409
    assert "m1" not in [one["event"]["id"] for one in none.json()["events"]]
    assert [one["event"] for one in told.json()["receipts"]] == ["m1", "m2"]


async def test_what_was_told_reads_back_as_it_was_told(world: World) -> None:
    """An event is given back with the keys that were sent, and can be sent again without changing anything."""
    path = f"/cases/{await world.opened(events=1)}/events"
    said = event("r1", "threat_or_reprisal", by={"role": "official"}, summary="«Жалобу забери» — сказали ему")
    await world.asked("coordinator", path, "POST", json=said)
    found = (await world.asked("coordinator", path)).json()["events"][-1]
    again = await world.asked("coordinator", path, "POST", json=found["event"])

    assert found["event"] == said
    assert found["teller"] == {"id": world.visits["coordinator"].id, "role": "coordinator"}
    assert again.json()["receipts"][0]["repeated"] is True


async def test_trying_out_tells_nothing(world: World) -> None:
    """What an event would change is said before it is told, also why it would be refused; nothing is recorded."""
    reference = await world.opened(events=2)
    path = f"/cases/{reference}/events"
    lodged = event("t1", "registered", by={"role": "official"})
    tried = (await world.asked("coordinator", f"{path}/check", "POST", json=lodged)).json()
    refused = (await world.asked("coordinator", f"{path}/check", "POST", json=event("t2", date="2999-01-01"))).json()
    row = await world.house.store.register.row(reference)
    told = await world.asked("coordinator", path, "POST", json=lodged)
    entry = (await world.house.store.ledger.entries(reference, from_seq=told.json()["receipts"][0]["record"]))[0]

    assert row is not None
    assert row.records < entry.record.seq
    assert tried["accepted"] is True
    assert tried["transitions"] == [one.model_dump(mode="json") for one in entry.record.transitions]
    assert refused["accepted"] is False
    assert refused["refused"]


@pytest.mark.parametrize("what", ["", "/events", "/due", "/findings", "/next", "/replay"])
async def test_a_mistyped_parameter_is_refused(world: World, what: str) -> None:
    """A parameter that a route does not know is refused, and the known ones are named: it must not be dropped."""
    found = await world.asked("lawyer", f"/cases/{world.cases['own']}{what}?asof=2012-01-01")

    assert found.status_code == 422
    assert "not known" in found.json()["detail"]
    assert "2012-01-01" not in found.text


async def test_pages_of_cases_are_linked(world: World) -> None:
    """Following the links from the first page goes through every case once, and back."""
    found = await world.asked("coordinator", "/cases?per_page=1&sort=updated")
    seen = [one["case"] for one in found.json()["cases"]]
    while "next" in found.links:
        found = await world.asked("coordinator", found.links["next"]["url"].removeprefix("/api/v1"))
        seen += [one["case"] for one in found.json()["cases"]]

    assert len(seen) == len(set(seen)) == found.json()["total"] == found.json()["pages"] > 2
    assert found.links["prev"]["url"].endswith(f"page={found.json()['pages'] - 1}&per_page=1")


async def test_filters_are_those_of_the_board(world: World) -> None:
    """Cases are filtered and sorted as on the board."""
    found = (await world.asked("coordinator", "/cases?overdue=true&sort=overdue&per_page=200")).json()["cases"]
    none = (await world.asked("coordinator", "/cases?phase=closed")).json()
    mine = (await world.asked("coordinator", f"/cases?lawyer={world.visits['lawyer'].id}")).json()["cases"]

    assert found
    assert all(one["overdue"] for one in found)
    assert [one["overdue"]["due_at"] for one in found] == sorted(one["overdue"]["due_at"] for one in found)
    assert none == {"cases": [], "total": 0, "page": 1, "pages": 1}
    assert [one["case"] for one in mine] == [world.cases["own"]]


async def test_a_lawyer_lists_own_cases_only(world: World) -> None:
    """A lawyer is shown the cases of nobody else, whatever is asked for."""
    own = [world.cases["own"]]
    for asked, wanted in (("", own), ("?unassigned=true", []), (f"?lawyer={world.visits['coordinator'].id}", [])):
        found = (await world.asked("lawyer", f"/cases{asked}")).json()
        assert [one["case"] for one in found["cases"]] == wanted, asked
        assert found["total"] == len(wanted)


async def test_what_follows_from_a_case_is_what_the_judgement_says(world: World) -> None:
    """Findings and what can be done are those of the judgement of the same day; what is due that of the register."""
    path = f"/cases/{world.cases['own']}"
    whole = (await world.asked("auditor", f"{path}?as_of=2012-05-24")).json()
    findings = (await world.asked("auditor", f"{path}/findings?as_of=2012-05-24")).json()
    following = (await world.asked("auditor", f"{path}/next?as_of=2012-05-24")).json()
    due = (await world.asked("auditor", f"{path}/due")).json()
    row = await world.house.store.register.row(world.cases["own"])

    assert findings["findings"] == whole["findings"]
    assert whole["findings"]
    assert {name: following[name] for name in ("warnings", "remedies", "routes")} == {
        name: whole[name] for name in ("warnings", "remedies", "routes")
    }
    assert row is not None
    assert [one["due_at"] for one in due["due"]] == [one.due_at for one in row.duties]
    assert all(one["overdue"] for one in due["due"])


async def test_a_replay_is_every_record(world: World) -> None:
    """A replay has a step for each record; a day gives the view of that day, a number one step."""
    path = f"/cases/{world.cases['own']}/replay"
    whole = (await world.asked("auditor", path)).json()
    one = (await world.asked("auditor", f"{path}?step=2")).json()
    day = (await world.asked("auditor", f"{path}?date=2008-10-23")).json()
    beyond = await world.asked("auditor", f"{path}?step=9999")

    assert [step["number"] for step in whole["steps"]] == list(range(1, whole["records"] + 1))
    assert whole["view"] is None
    assert one["steps"] == whole["steps"][1:2]
    assert day["view"]["as_of"] == "2008-10-23"
    assert beyond.status_code == 409


async def test_a_token_is_made_shown_once_and_revoked(world: World) -> None:
    """A session makes a token, which does what its scopes say until it is revoked, and is never shown again."""
    visit = world.visits["auditor"]
    headers = {"x-csrf-token": visit.csrf, "origin": ORIGIN}
    made = await visit.client.post("/api/v1/tokens", json={"label": "mine", "scopes": ["read"]}, headers=headers)
    bearer = {"authorization": f"Bearer {made.json()['token']}"}
    me = await world.asked("auditor", "/me", headers=bearer)
    listed = await visit.get("/api/v1/tokens")
    gone = await visit.client.delete(made.headers["Location"], headers=headers)
    after = await world.asked("auditor", "/me", headers=bearer)

    assert made.status_code == 201, made.text
    assert (me.json()["id"], me.json()["scopes"]) == (visit.id, ["read"])
    assert made.json()["id"] in [one["id"] for one in listed.json()["tokens"]]
    assert made.json()["token"] not in listed.text
    assert (gone.status_code, after.status_code) == (204, 401)


async def test_a_token_makes_no_token(world: World) -> None:
    """Whoever finds a token cannot make another of it, not even with every scope."""
    made = await world.asked("coordinator", "/tokens", "POST", json={"label": "more", "scopes": ["read"]})

    assert made.status_code == 403


async def test_too_many_requests_are_refused_with_when_to_come_again(world: World) -> None:
    """Beyond its allowance an account is told to wait; others are not."""
    before = world.app.state.allowance
    world.app.state.allowance = Allowance(most=2)
    try:
        answers = [await world.asked("auditor", "/me") for _ in range(3)]
        other = await world.asked("operator", "/me")
    finally:
        world.app.state.allowance = before

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit"].startswith('"account";r=1;t=')
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert other.status_code == 200
