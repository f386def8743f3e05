"""The board: what each role sees of it, how it is asked, kept, and taken as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lifecycle.telling import instant_text
from models.register import DueRow
from store.opening import Store
from tests.store.telling import append, chain, due
from tests.web.visiting import Visit
from web.board_asked import PAGE
from web.board_csv import cell, written
from web.board_view import short
from web.house import House

NOBODY_OWES = "nothing is due: forgotten"


def ending(house: House, days: float, **said: Any) -> DueRow:
    """A term that ends so many days from now."""
    return due(instant_text(house.clock() + timedelta(days=days)), **said)


async def keep(store: Store, **cases: dict[str, Any]) -> None:
    """Cases with a register row each; an underscore in a name is a hyphen."""
    batch = [append(*chain(name.replace("_", "-"), 1), **said) for name, said in cases.items()]
    assert not any(await store.ledger.append(batch))


def references(text: str) -> list[str]:
    """The cases on a page, in their order."""
    return [part.partition('"')[0] for part in text.split('<th scope="row"><a href="/cases/')[1:]]


@pytest.fixture
async def cases(house: House, store: Store, visit: Visit) -> Visit:
    """Five cases, and a coordinator who looks at them."""
    await visit.sign_in("coordinator")
    await keep(
        store,
        one_late={"region": "KZ-39", "duties": [ending(house, -40), ending(house, 3)], "findings": 4},
        two_soon={"region": "KZ-39", "duties": [ending(house, 5)], "phase": "appeal", "state": "pending"},
        three_later={"region": "KZ-10", "duties": [ending(house, 60)], "lawyer": "u-lawyer"},
        four_forgotten={"duties": []},
        five_closed={"duties": [], "phase": "closed", "state": "closed"},
    )
    return visit


async def test_what_is_overdue_comes_first(cases: Visit) -> None:
    """The longest unanswered is on top, then what authorities owe next, then the rest; each line says what waits."""
    page = (await cases.get("/cases")).text
    assert references(page) == ["one-late", "two-soon", "three-later", "five-closed", "four-forgotten"]
    assert page.count(NOBODY_OWES) == 1
    assert page.count('class="late-text"') == 1
    assert "Kostanay region" in page
    assert "5 cases" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tab=overdue", ["one-late"]),
        ("tab=week", ["one-late", "two-soon"]),
        ("tab=forgotten", ["four-forgotten"]),
        ("tab=mine", []),
        ("tab=free&sort=reference", ["five-closed", "four-forgotten", "one-late", "two-soon"]),
        ("q=+SOON+", ["two-soon"]),
        ("q=%25", []),
        ("region=KZ-39&region=KZ-10&sort=reference", ["one-late", "three-later", "two-soon"]),
        ("region=KZ-39&phase=appeal", ["two-soon"]),
        ("lawyer=u-lawyer", ["three-later"]),
        ("lawyer=u-lawyer&lawyer=none&phase=forwarding&sort=reference", ["four-forgotten", "one-late", "three-later"]),
        ("sort=findings", ["one-late", "five-closed", "four-forgotten", "three-later", "two-soon"]),
        ("sort=due&back=1", ["three-later", "two-soon", "one-late", "five-closed", "four-forgotten"]),
        (
            "sort=nothing&phase=<b>&page=-3&tab=x",
            ["one-late", "two-soon", "three-later", "five-closed", "four-forgotten"],
        ),
    ],
)
async def test_a_board_is_its_address(cases: Visit, asked: str, found: list[str]) -> None:
    """Every board can be linked; what an address asks for and nobody knows is left out."""
    answer = await cases.get(f"/cases?{asked}")
    assert (answer.status_code, references(answer.text)) == (200, found)
    file = (await cases.get(f"/board.csv?{asked}")).text
    assert sorted(line["case"] for line in csv.DictReader(io.StringIO(file[1:]))) == sorted(found)


async def test_everybody_sees_what_is_theirs(cases: Visit, visitor: Callable[..., Visit], store: Store) -> None:
    """A lawyer sees only own cases, an auditor all, nobody a sealed case of others, on page and in file."""
    lawyer, auditor, operator = visitor(), visitor(), visitor()
    mine = await lawyer.sign_in("lawyer")
    await auditor.sign_in("auditor")
    await operator.sign_in("operator")
    await keep(store, six_mine={"lawyer": mine})
    await store.people.seals.seal("one-late", cases.id, (), cases.house.clock())
    seen = {}
    for name, one in {"lawyer": lawyer, "auditor": auditor, "coordinator": cases}.items():
        seen[name] = set(references((await one.get("/cases?lawyer=u-lawyer&lawyer=none&tab=all")).text))
        assert ("one-late" in (await one.get("/board.csv")).text) is (name == "coordinator")
    assert seen["lawyer"] == {"six-mine"}
    assert seen["auditor"] == {"two-soon", "three-later", "four-forgotten", "five-closed"}
    assert seen["coordinator"] == seen["auditor"] | {"one-late"}
    assert (await operator.get("/cases")).status_code == 403
    assert (await operator.get("/board.csv")).status_code == 403
    assert (await visitor().get("/cases")).headers["location"].startswith("/signin")
    assert (await operator.get("/")).headers["location"] == "/admin"
    assert (await lawyer.get("/")).headers["location"] == "/cases"


async def test_pages_are_turned(visit: Visit, store: Store) -> None:
    """Each page shows the next cases; beyond the last there is the last."""
    await visit.sign_in("auditor")
    await keep(store, **{f"case_{number:03}": {} for number in range(PAGE + 3)})
    first, second = [(await visit.get(f"/cases?sort=reference&page={number}")).text for number in (1, 2)]
    assert references(first) + references(second) == [f"case-{number:03}" for number in range(PAGE + 3)]
    assert 'rel="next" href="/cases?sort=reference&amp;page=2"' in first
    assert 'rel="next"' not in second
    assert (await visit.get("/cases?page=9")).headers["location"] == "/cases?page=2"


async def test_a_board_is_kept(cases: Visit, visitor: Callable[..., Visit]) -> None:
    """Kept under a name it is offered again, to whoever kept it alone; its name is shown as typed, never as markup."""
    name = "<img src=x onerror=alert(1)> & co"
    query = "tab=overdue&region=KZ-39&evil=%22%3E%3Cscript%3E&page=7"
    kept = await cases.post("/boards", {"name": name, "query": query})
    assert (kept.status_code, kept.headers["location"]) == (303, "/cases?tab=overdue&region=KZ-39&page=7")
    page = (await cases.get("/cases")).text
    assert 'href="/cases?tab=overdue&amp;region=KZ-39">&lt;img src=x onerror=alert(1)&gt; &amp; co</a>' in page
    assert "<img" not in page
    other = visitor()
    await other.sign_in("coordinator")
    (saved,) = await cases.house.people.filters.of(cases.id)
    await other.post(f"/boards/{saved.id}/delete")
    assert "&lt;img" in (await cases.get("/cases")).text
    assert "&lt;img" not in (await other.get("/cases")).text
    await cases.post(f"/boards/{saved.id}/delete")
    assert "&lt;img" not in (await cases.get("/cases")).text


@pytest.mark.parametrize("asked", ["", "tab=overdue", "tab=week", "tab=forgotten", "tab=mine", "tab=free", "q=zzz"])
async def test_an_empty_board_says_why(visit: Visit, asked: str) -> None:
    """Where there is nothing, the page says what that means and has nothing broken in it."""
    await visit.sign_in("coordinator")
    answer = await visit.get(f"/cases?{asked}")
    assert answer.status_code == 200
    assert "No case is here" in answer.text
    assert "<table" not in answer.text


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-26", "Nov 26, 2026"),
        ("2026-11-26T24:00", "Nov 26, 2026"),
        ("2026-11-26T15:40", "Nov 26, 2026, 15:40"),
        ("2026-11-26T15:40:00.000000Z", "Nov 26, 2026"),
    ],
)
def test_days_are_short(moment: str, said: str) -> None:
    """A board says days briefly, and the time of day only where a term ends within a day."""
    assert short(moment, "en") == said


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    """What a spreadsheet would run is written as text, and read back with an apostrophe."""
    text = f'{start}HYPERLINK("http://evil.example";"a,b")'
    (row,) = csv.reader(io.StringIO(written([[text, -5, None, "plain"]]), newline=""))
    assert row == [f"'{text}", "-5", "", "plain"]
    assert cell("kz-39") == "kz-39"
