"""The register: which cases a board shows, in which order, and what is overdue at a given instant."""

from __future__ import annotations

from typing import Any

import pytest

from store.opening import Store
from store.register import Board, Sort
from tests.store.telling import append, chain, due, entry

MARCH, MAY, JULY = (f"2007-{month}-01T18:00:00.000000Z" for month in ("03", "05", "07"))

CASES: dict[str, dict[str, Any]] = {
    "abaev": {"region": "Kostanay", "lawyer": "l1", "opened_first": "2006-02-01", "duties": [due(MAY)]},
    "b-evloev": {
        "region": "Astana",
        "lawyer": "l2",
        "opened_first": None,
        "opened_on": "unknown",
        "phase": "termination",
        "state": "terminated",
        "duties": [due(MARCH, own=True), due(JULY)],
    },
    "bairamov": {"region": "Kostanay", "lawyer": "l2", "opened_first": "2005-07-14", "duties": [due(JULY), due(MARCH)]},
    "gerasimov": {"lawyer": None, "opened_first": "2007-03-27", "jurisdiction": "KG", "duties": []},
}


@pytest.fixture
async def board(store: Store) -> Store:
    """A store with four cases and one that is halted; `gerasimov` was updated last."""
    batch = [append(*chain(case, 1 + place), **said) for place, (case, said) in enumerate(CASES.items())]
    assert await store.ledger.append(batch) == (None,) * 4
    (halted,) = await store.ledger.append([append(entry("b-evloev", 1, "f" * 64))])
    assert halted is not None
    return store


@pytest.mark.parametrize(
    ("asked", "cases"),
    [
        (Board(), ["abaev", "b-evloev", "bairamov", "gerasimov"]),
        (Board(phase="termination"), ["b-evloev"]),
        (Board(state="forwarded"), ["abaev", "bairamov", "gerasimov"]),
        (Board(jurisdiction="KG"), ["gerasimov"]),
        (Board(region="Kostanay"), ["abaev", "bairamov"]),
        (Board(region="Kostanay", lawyer="l2"), ["bairamov"]),
        (Board(lawyer="l3"), []),
        (Board(halted=True), ["b-evloev"]),
        (Board(halted=False), ["abaev", "bairamov", "gerasimov"]),
        (Board(overdue_at="2007-02-28T18:00:00.000000Z"), []),
        (Board(overdue_at=MARCH), ["bairamov"]),
        (Board(overdue_at=MAY), ["abaev", "bairamov"]),
        (Board(overdue_at=JULY), ["abaev", "b-evloev", "bairamov"]),
        (Board(overdue_at=MAY, lawyer="l2"), ["bairamov"]),
        (Board(sort=Sort.OPENED), ["bairamov", "abaev", "gerasimov", "b-evloev"]),
        (Board(sort=Sort.UPDATED), ["gerasimov", "bairamov", "b-evloev", "abaev"]),
        (Board(sort=Sort.DUE), ["b-evloev", "bairamov", "abaev", "gerasimov"]),
        (Board(limit=2), ["abaev", "b-evloev"]),
        (Board(limit=2, offset=2), ["bairamov", "gerasimov"]),
        (Board(offset=3), ["gerasimov"]),
        (Board(sort=Sort.OPENED, limit=1, offset=1), ["abaev"]),
    ],
)
async def test_a_board(board: Store, asked: Board, cases: list[str]) -> None:
    """Each question gives the same cases in the same order in every database; the count is that of all pages."""
    assert [row.reference for row in await board.register.cases(asked)] == cases
    whole = asked.model_copy(update={"limit": None, "offset": 0})
    assert await board.register.count(asked) == len(await board.register.cases(whole))


async def test_what_is_due(board: Store) -> None:
    """Duties come in the order of their ends; overdue and next are told by the instant at which one asks."""
    row = await board.register.row("bairamov")
    assert row is not None
    assert [each.due_at for each in row.duties] == [MARCH, JULY]
    assert [each.due_at for each in row.overdue(MAY)] == [MARCH]
    assert [each.due_at for each in row.overdue(JULY)] == [MARCH, JULY]
    coming = row.next_due(MAY)
    assert coming is not None
    assert coming.due_at == JULY
    assert row.next_due(JULY) is None


async def test_a_lapsed_right_is_not_overdue(board: Store) -> None:
    """Only an authority is overdue: the victim's side loses a right, it does not owe it."""
    row = await board.register.row("b-evloev")
    assert row is not None
    assert row.overdue(MAY) == ()


async def test_duties_are_replaced_as_a_whole(board: Store) -> None:
    """A newer row takes the place of the older one with all its duties."""
    entries = chain("abaev", 3)
    assert await board.ledger.append([append(*entries, duties=[due(JULY, term="decision")])]) == (None,)
    row = await board.register.row("abaev")
    assert row is not None
    assert [each.term for each in row.duties] == ["decision"]


async def test_more_cases_than_one_look_up_takes(store: Store) -> None:
    """The duties of very many cases are all there."""
    batch = [append(*chain(f"case-{number:04}", 1), duties=[due(MAY), due(JULY)]) for number in range(1100)]
    assert not any(await store.ledger.append(batch))
    rows = await store.register.cases()
    assert [row.reference for row in rows] == [each.case for each in batch]
    assert {len(row.duties) for row in rows} == {2}
