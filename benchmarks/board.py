"""
What a board of very many cases costs the server: the question to the store, and how many cases there are in all.

`python -m benchmarks.board [CASES] [--url URL]`, on SQLite in a folder that is thrown away, or on an empty PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from lifecycle.telling import instant_text
from models.register import DueRow
from store.boards import Board, Sort
from store.ends import ends
from store.migrate import migrate
from store.opening import Store, database_url, open_store
from store.schema import duties, register

CASES: Final = 100_000
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
_PAGE: Final = 50
_ROUNDS: Final = 3
_BATCH: Final = 5_000
_REGIONS: Final = tuple(f"KZ-{number}" for number in range(10, 80, 4))
_STATES: Final = (
    *(("registration", "registered"), ("forwarding", "forwarded"), ("classification", "opened")),
    *(("investigation", "investigating"), ("investigation", "suspended"), ("termination", "terminated")),
    *(("appeal", "appealed"), ("closed", "closed")),
)
_AT: Final = instant_text(NOW)
_WEEK: Final = instant_text(NOW + timedelta(days=7))

OFFERED: Final[dict[str, dict[str, Any]]] = {
    "all": {},
    "overdue": {"overdue_at": _AT},
    "due this week": {"due_after": _AT, "due_before": _WEEK},
    "forgotten": {"forgotten_at": _AT},
    "mine": {"lawyer": "lawyer-7"},
    "of nobody": {"unassigned": True},
    "two regions": {"region": _REGIONS[:2]},
    "a phase and a state": {"phase": "investigation", "state": "suspended"},
    "a country": {"jurisdiction": "KG"},
    "part of a reference": {"search": "777"},
    "overdue of a lawyer in a region": {"overdue_at": _AT, "lawyer": "lawyer-7", "region": _REGIONS[3]},
    "due this week, some hidden": {"due_after": _AT, "due_before": _WEEK, "hidden": ("kz-10-1", "kz-14-2")},
}
"""What the page offers to ask, one of each kind and the dearest together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question costs: milliseconds, and of the processor (medians), and how many cases it finds."""

    what: str
    sort: str
    ms: float
    processor_ms: float
    cases: int


async def board(url: str, cases: int = CASES) -> list[Asked]:
    """Fill an empty store and ask it everything that a board offers, in every order, both ways."""
    await migrate(url)
    async with await open_store(url) as store:
        for start in range(0, cases, _BATCH):
            numbers = range(start, min(start + _BATCH, cases))
            await store.database.write(lambda connection, those=numbers: _fill(connection, those))  # type: ignore[misc]
        await store.database.write(_analysed)
        return [await _asked(store, *question) for question in _questions()]


def _questions() -> Iterator[tuple[str, str, Board]]:
    orders = itertools.product(Sort, (False, True))
    for (sort, backwards), (what, values) in itertools.product(orders, OFFERED.items()):
        named = f"{sort}{' backwards' if backwards else ''}"
        yield what, named, Board(**values, sort=sort, backwards=backwards, limit=_PAGE)
    yield "all, page 100", "overdue", Board(sort=Sort.OVERDUE, limit=_PAGE, offset=99 * _PAGE)


async def _asked(store: Store, what: str, sort: str, asked: Board) -> Asked:
    taken, used, count = [], [], 0
    for _ in range(_ROUNDS):
        began, before = time.perf_counter(), time.process_time()
        _, count = await asyncio.gather(store.register.cases(asked), store.register.count(asked))
        taken.append(1000 * (time.perf_counter() - began))
        used.append(1000 * (time.process_time() - before))
    return Asked(what, sort, statistics.median(taken), statistics.median(used), count)


def _fill(connection: Connection, numbers: range) -> None:
    made = [_case(number) for number in numbers]
    connection.execute(insert(register), [row for row, _ in made])
    owed = [_duty(row["reference"], place, due) for row, terms in made for place, due in enumerate(terms)]
    connection.execute(insert(duties), owed)


def _analysed(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


def _case(number: int) -> tuple[dict[str, Any], list[DueRow]]:
    random = Random(number)  # noqa: S311 (the same cases each time)
    region = random.choice(_REGIONS)
    phase, state = random.choice(_STATES)
    updated = instant_text(NOW - timedelta(seconds=random.randrange(10**8)))
    opened = (NOW - timedelta(days=random.randrange(6_000))).date().isoformat()
    terms = [] if phase == "closed" else [_term(random) for _ in range(random.choice((0, 0, 1, 2, 4, 7)))]
    row = {
        "reference": f"{region.lower()}-{number}",
        "jurisdiction": "KG" if number % 9 == 0 else "KZ",
        "region": region,
        "proceeding": "main",
        "phase": phase,
        "state": state,
        "since": opened,
        "opened_on": opened,
        "opened_first": opened if number % 20 else None,
        "events": 40,
        "opening_refused": 2,
        "terminated": 1,
        "quashed": 1,
        "suspended": 0,
        "forwarded": 1,
        "lawyer": f"lawyer-{random.randrange(60)}" if number % 7 else None,
        "records": 60,
        "head": f"{number:064x}",
        "updated_at": updated,
        "findings": random.randrange(12),
    }
    return row | ends(terms, updated), terms


def _term(random: Random) -> DueRow:
    end = NOW + timedelta(minutes=random.randrange(-60 * 24 * 200, 60 * 24 * 120))
    return DueRow(
        rule="cpc-185-1-check",
        term="check",
        anchor="e01",
        owed_by="district-police",
        due=f"{end.date().isoformat()}T24:00",
        due_at=instant_text(end),
        own=random.random() < 0.3,
        passed_recorded=end < NOW,
    )


def _duty(reference: str, place: int, due: DueRow) -> dict[str, Any]:
    return {"reference": reference, "place": place, **due.model_dump()}


def main() -> None:
    """Measure and print; the dearest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=CASES)
    parser.add_argument("--url", help="an empty PostgreSQL database (default: SQLite, thrown away)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(board(given.url or database_url(Path(folder)), given.cases))
    for one in sorted(found, key=lambda each: -each.ms):
        print(
            f"{one.ms:6.1f} ms  {one.processor_ms:6.1f} ms of the processor  {one.cases:7,}  {one.what}, by {one.sort}"
        )


if __name__ == "__main__":
    main()
