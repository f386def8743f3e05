"""The register: which cases a board shows, in which order, and what is overdue at a given instant."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.chain import seal
from models.records import RecordKind
from store.opening import Store
from store.register import Board, Sort
from tests.store.telling import append, chain, due, entry

MARCH, MAY, JULY = (f"2007-{month}-01T18:00:00.000000Z" for month in ("03", "05", "07"))

_ERASED = {"seq": 2, "kind": RecordKind.ERASED, "reason": "consent_withdrawn", "payload": None, "event": None}

CASES: dict[str, dict[str, Any]] = {
    "abaev": {"region": "Kostanay", "lawyer": "l1", "opened_first": "2006-02-01", "findings": 1, "duties": [due(MAY)]},
    "b-evloev": {
        "region": "Astana",
        "lawyer": "l2",
        "opened_first": None,
        "opened_on": "unknown",
        "phase": "termination",
        "state": "terminated",
        "duties": [due(MARCH, own=True), due(JULY)],
    },
    "bairamov": {
        "region": "Kostanay",
        "lawyer": "l2",
        "opened_first": "2005-07-14",
        "findings": 3,
        "duties": [due(JULY), due(MARCH)],
    },
    "gerasimov": {"lawyer": None, "opened_first": "2007-03-27", "jurisdiction": "KG", "duties": []},
}


ASKED: list[tuple[Board, list[str]]] = [
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
    (Board(search="A"), ["abaev", "bairamov", "gerasimov"]),
    (Board(search="AI"), ["bairamov"]),
    (Board(search="%"), []),
    (Board(search="_"), []),
    (Board(phase=("termination", "appeal")), ["b-evloev"]),
    (Board(region=("Kostanay", "Astana")), ["abaev", "b-evloev", "bairamov"]),
    (Board(state=()), []),
    (Board(unassigned=True), ["gerasimov"]),
    (Board(unassigned=False), ["abaev", "b-evloev", "bairamov"]),
    (Board(lawyer="l1", unassigned=True), ["abaev", "gerasimov"]),
    (Board(due_before=MARCH), ["b-evloev", "bairamov"]),
    (Board(due_after=MARCH, due_before=MAY), ["abaev"]),
    (Board(due_after=MAY), ["b-evloev", "bairamov"]),
    (Board(forgotten_at=MAY), ["gerasimov"]),
    (Board(only=("abaev", "nobody")), ["abaev"]),
    (Board(only=()), []),
    (Board(hidden=("abaev", "b-evloev")), ["bairamov", "gerasimov"]),
    (Board(only=("abaev", "bairamov"), hidden=("abaev",)), ["bairamov"]),
    (Board(hidden=("abaev", "nobody"), region="Kostanay"), ["bairamov"]),
    (Board(hidden=("gerasimov", "abaev"), overdue_at=MAY), ["bairamov"]),
    (Board(backwards=True), ["gerasimov", "bairamov", "b-evloev", "abaev"]),
    (Board(sort=Sort.OPENED, backwards=True), ["gerasimov", "abaev", "bairamov", "b-evloev"]),
    (Board(sort=Sort.UPDATED, backwards=True), ["abaev", "b-evloev", "bairamov", "gerasimov"]),
    (Board(sort=Sort.DUE, backwards=True), ["abaev", "b-evloev", "bairamov", "gerasimov"]),
    (Board(sort=Sort.FINDINGS), ["bairamov", "abaev", "b-evloev", "gerasimov"]),
    (Board(sort=Sort.FINDINGS, backwards=True), ["b-evloev", "gerasimov", "abaev", "bairamov"]),
    (Board(sort=Sort.OVERDUE), ["bairamov", "abaev", "b-evloev", "gerasimov"]),
    (Board(sort=Sort.OVERDUE, backwards=True), ["b-evloev", "abaev", "bairamov", "gerasimov"]),
    (Board(sort=Sort.OVERDUE, backwards=True, limit=2, offset=1), ["abaev", "bairamov"]),
]


@pytest.fixture
async def board(store: Store) -> Store:
    """A store with four cases and one that is halted; `gerasimov` was updated last."""
    batch = [append(*chain(case, 1 + place), **said) for place, (case, said) in enumerate(CASES.items())]
    assert await store.ledger.append(batch) == (None,) * 4
    (halted,) = await store.ledger.append([append(entry("b-evloev", 1, "f" * 64))])
    assert halted is not None
    return store


async def test_a_board(board: Store) -> None:
    """Each question gives the same cases in the same order in every database; the count is that of all pages."""
    for asked, cases in ASKED:
        assert [row.reference for row in await board.register.cases(asked)] == cases, asked
        whole = asked.model_copy(update={"limit": None, "offset": 0})
        assert await board.register.count(asked) == len(await board.register.cases(whole)), asked


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


@pytest.mark.parametrize(
    ("said", "forgotten"),
    [
        ({"duties": []}, True),
        ({"duties": [due(MARCH, own=True)]}, True),
        ({"duties": [due(JULY, own=True)]}, False),
        ({"duties": [due(MARCH)]}, False),
        ({"duties": [due(JULY)]}, False),
        ({"duties": [], "phase": "closed"}, False),
    ],
)
async def test_nothing_is_due(store: Store, said: dict[str, Any], forgotten: bool) -> None:
    """A case is forgotten that is not closed, where nobody owes anything any more and no right still runs."""
    await store.ledger.append([append(*chain("abaev", 1), **said)])
    assert await store.register.count(Board(forgotten_at=MAY)) == forgotten


async def test_what_passed_is_not_next(store: Store) -> None:
    """A term of which the ledger says that it passed is not what ends next, unless its end was moved beyond that."""
    passed, moved = due(MARCH, passed_recorded=True), due("2027-01-01T18:00:00.000000Z", passed_recorded=True)
    told = {"a-next": [passed, due(JULY)], "b-next": [due(MAY)], "c-next": [passed], "d-next": [passed, moved]}
    await store.ledger.append([append(*chain(case, 1), duties=duties) for case, duties in told.items()])
    board = Board(sort=Sort.DUE)
    assert [row.reference for row in await store.register.cases(board)] == ["b-next", "a-next", "d-next", "c-next"]


async def test_an_erased_case_is_not_forgotten(store: Store) -> None:
    """The last record of a case says that it is erased: then nobody waits for anything in it."""
    (first,) = chain("abaev", 1)
    await store.ledger.append([append(first), append(*chain("bairamov", 1))])
    last = seal(first.record.model_copy(update=_ERASED | {"previous": first.hash}))
    await store.ledger.append([append(last)])
    assert [row.reference for row in await store.register.cases(Board(forgotten_at=MAY))] == ["bairamov"]
    row = await store.register.row("abaev")
    assert row is not None
    assert row.erased_at == last.record.recorded_at
