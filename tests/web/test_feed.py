"""The calendar of a person: made on `me`, read without signing in, and gone when it is renewed or its person leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest
from icalendar import Calendar

from models.records import TellerRole
from tests.reports.test_calendar import components, lines
from tests.web.visiting import ORIGIN, Visit
from tests.workflows.posting import NAME, case
from web.house import House

pytestmark = pytest.mark.server
ADDRESS = re.compile(r'id="address"[^>]*value="([^"]+)"')
ENDS = "2031-11-30T19:00:00.000000Z"


async def address(visit: Visit) -> str:
    """The path of a new address, as the page shows it."""
    made = await visit.post("/me/feed")
    assert made.status_code == 200, made.text
    found = ADDRESS.search(made.text)
    assert found is not None
    shown = unescape(found[1])
    assert shown.startswith(f"{ORIGIN}/feeds/")
    assert shown.endswith(".ics")
    return shown.removeprefix(ORIGIN)


def cases(answer: httpx.Response) -> set[str]:
    """The cases of a calendar."""
    assert answer.status_code == 200
    assert components(lines(answer.content))
    return {str(event["summary"]).partition(":")[0] for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def plain(answer: httpx.Response) -> str:
    """The text of an answer without the path that was asked for."""
    return answer.text.replace(answer.request.url.path, "")


async def test_a_lawyer_reads_the_own_cases(house: House, visit: Visit, visitor: Callable[..., Visit]) -> None:
    """A lawyer's calendar has the own cases, a coordinator's all but the sealed ones; nobody need be signed in."""
    lawyer = await visit.sign_in("lawyer", name=NAME)
    chief = visitor()
    await chief.sign_in("coordinator")
    await case(house.store, "own", ENDS, lawyer)
    await case(house.store, "other", ENDS, "u-other")
    await case(house.store, "sealed", ENDS, lawyer)
    await house.people.seals.seal("sealed", "u-other", [], house.clock())
    mine, all_of_them = await address(visit), await address(chief)
    program = visitor()

    answer = await program.get(mine)
    assert cases(answer) == {"own"}
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert NAME not in answer.text
    assert lawyer not in answer.text
    assert "south-police" not in answer.text
    assert cases(await program.get(all_of_them)) == {"own", "other"}

    again = await program.get(mine, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await program.client.head(mine)
    assert (head.status_code, head.headers["etag"]) == (200, answer.headers["etag"])


async def test_a_term_that_is_met_leaves_the_calendar(house: House, visit: Visit) -> None:
    """What is due no more is not in the calendar any more, and its entity tag changes."""
    lawyer = await visit.sign_in("lawyer")
    await case(house.store, "own", ENDS, lawyer)
    place = await address(visit)
    before = await visit.get(place)
    await house.store.database.write(lambda connection: connection.exec_driver_sql("DELETE FROM duties"))
    after = await visit.get(place)

    assert cases(before) == {"own"}
    assert cases(after) == set()
    assert before.headers["etag"] != after.headers["etag"]


async def test_an_address_ends(house: House, visit: Visit, visitor: Callable[..., Visit]) -> None:
    """Renewed, revoked, disabled, or under another role: what opens nothing is answered alike, and is not kept."""
    lawyer = await visit.sign_in("lawyer")
    program = visitor()
    first = await address(visit)
    second = await address(visit)
    wrong = await program.get("/feeds/wrong.ics")
    answers = [await program.get(first)]
    assert (await program.get(second)).status_code == 200
    page = await visit.get("/me")
    assert "It cannot be shown again." in page.text
    assert second not in page.text

    assert (await visit.post("/me/feed/revoke")).status_code == 303
    answers.append(await program.get(second))
    third = await address(visit)
    await house.people.accounts.set_role(lawyer, TellerRole.AUDITOR, house.clock())
    answers.append(await program.get(third))
    await house.people.accounts.set_role(lawyer, TellerRole.LAWYER, house.clock())
    assert (await program.get(third)).status_code == 200
    await house.people.accounts.disable(lawyer, house.clock())
    answers.append(await program.get(third))

    assert wrong.status_code == 404
    assert wrong.headers["cache-control"] == "no-store"
    same = {(one.status_code, one.headers["cache-control"], plain(one)) for one in [wrong, *answers]}
    assert len(same) == 1


async def test_trying_is_limited(visit: Visit) -> None:
    """An address of the network that asks without end is told when to come again."""
    answers = [await visit.get(f"/feeds/{number}.ics") for number in range(121)]

    assert {one.status_code for one in answers[:120]} == {404}
    assert answers[120].status_code == 429
    assert int(answers[120].headers["retry-after"]) > 0


@pytest.mark.parametrize("role", ["auditor", "operator"])
async def test_who_has_no_cases_has_no_calendar(visit: Visit, role: str) -> None:
    """Auditors and operators are offered no address, and make none."""
    await visit.sign_in(role)
    page = await visit.get("/me")

    assert page.status_code == 200
    assert "/me/feed" not in page.text
    assert (await visit.post("/me/feed")).status_code == 403
