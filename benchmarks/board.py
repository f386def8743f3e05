"""
What a board of very many cases costs the server: what the page asks of the store, and the whole page.

`python -m benchmarks.board [CASES] [--url URL]`, on SQLite in a folder that is thrown away, or on an empty PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlencode

from sqlalchemy import Connection, insert, text
from temporalio.client import Client

from benchmarks.board_cases import REGIONS, case, duty
from store.boards import Sort
from store.keys.opening import Place
from store.making import make_store
from store.opening import Store, database_url, open_store
from store.schema import duties, register
from tests.web.visiting import Visit
from web.app import create_app
from web.board_asked import LAST_PAGE, NOBODY, PAGE, Asked
from web.house import House, Person

CASES: Final = 100_000
_ROUNDS: Final = 5
"""The least of them is what the server needs where nothing else is on."""

_BATCH: Final = 5_000

OFFERED: Final = {
    "all": Asked(),
    "overdue": Asked(tab="overdue"),
    "due this week": Asked(tab="week"),
    "forgotten": Asked(tab="forgotten"),
    "without a lawyer": Asked(tab="free"),
    "of a lawyer": Asked(lawyers=("lawyer-7",)),
    "of a lawyer or of nobody": Asked(lawyers=("lawyer-7", NOBODY)),
    "two regions": Asked(regions=REGIONS[:2]),
    "a phase and a state": Asked(phases=("investigation",), states=("suspended",)),
    "a country": Asked(countries=("KG",)),
    "part of a reference": Asked(search="777"),
    "overdue of a lawyer in a region": Asked(tab="overdue", lawyers=("lawyer-7",), regions=REGIONS[3:4]),
    "due this week in a phase": Asked(tab="week", phases=("appeal",)),
}
"""What the page offers to ask: one of each kind, and some together."""


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What one board costs in milliseconds, each the least of some rounds, and how many cases it has.

    `store`: the rows of a page and their number, asked for at once. `page`: from the request to the last letter of the
    HTML, with session and rights. `processor`: of the page, on all cores.
    """

    what: str
    sort: str
    store: float
    page: float
    processor: float
    cases: int


async def board(url: str, place: Place, cases: int = CASES) -> list[Cost]:
    """Fill an empty store and ask it for everything that the page offers, in every order, both ways."""
    await make_store(url, place, "bench.example")
    async with await open_store(url, keys=place) as store:
        for start in range(0, cases, _BATCH):
            await _fill(store, range(start, min(start + _BATCH, cases)))
        await store.database.write(_analysed)
        house = House(store, cast("Client", None))
        visit = Visit(create_app(house), house)
        person = Person(await visit.sign_in("coordinator"), (await house.people.accounts.by_id(visit.id)).role)
        await store.people.seals.seal("kz-10-1", "somebody", (), house.clock())
        costs = [await _cost(house, visit, person, what, asked) for what, asked in _questions()]
        await visit.close()
        return costs


def _questions() -> Iterator[tuple[str, Asked]]:
    for (what, asked), sort, back in itertools.product(OFFERED.items(), Sort, (False, True)):
        yield what, replace(asked, sort=sort, back=back)
    yield "all, the last page", Asked(page=LAST_PAGE)


async def _cost(house: House, visit: Visit, person: Person, what: str, asked: Asked) -> Cost:
    address = f"/cases?{urlencode(asked.query(), doseq=True)}"
    stored, whole, used, count = [], [], [], 0
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        question = asked.board(person, house.clock(), await house.people.seals.hidden_from(person.id))
        part = question.model_copy(update={"limit": PAGE, "offset": (asked.page - 1) * PAGE})
        _, count = await asyncio.gather(house.store.register.cases(part), house.store.register.count(question))
        between, before = time.perf_counter(), time.process_time()
        answer = await visit.get(address)
        whole.append(time.perf_counter() - between)
        used.append(time.process_time() - before)
        stored.append(between - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
    sort = f"{asked.sort}{', backwards' if asked.back else ''}"
    return Cost(what, sort, 1000 * min(stored), 1000 * min(whole), 1000 * min(used), count)


async def _fill(store: Store, numbers: range) -> None:
    now = datetime.now().astimezone()
    made = [case(number, now) for number in numbers]
    owed = [duty(row["reference"], place, due) for row, terms in made for place, due in enumerate(terms)]

    def filled(connection: Connection) -> None:
        connection.execute(insert(register), [row for row, _ in made])
        connection.execute(insert(duties), owed)

    await store.database.write(filled)


def _analysed(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


def main() -> None:
    """Measure and print; the dearest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=CASES)
    parser.add_argument("--url", help="an empty PostgreSQL database (default: SQLite, thrown away)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "keys", environment={})
        found = asyncio.run(board(given.url or database_url(Path(folder)), place, given.cases))
    print("store ms | page ms | processor ms | cases")
    for one in sorted(found, key=lambda each: -each.page):
        print(f"{one.store:6.1f} {one.page:6.1f} {one.processor:6.1f} {one.cases:8,}  {one.what}, by {one.sort}")


if __name__ == "__main__":
    main()
