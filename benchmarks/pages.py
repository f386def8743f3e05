"""
What the page of a long case costs: at the server, and over the line.

`python -m benchmarks.pages [EVENTS]`, on SQLite in a folder that is thrown away, without a Temporal server.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final, cast

from temporalio.client import Client

from law.published import BOOK
from lifecycle.board import register_row
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, open_case, tell
from models.events import Event
from models.records import Entry, Opening, Teller, TellerRole
from models.register import Append
from store.keys.opening import Place
from store.making import make_store
from store.opening import database_url, open_store
from tests.web.visiting import Visit
from web.app import create_app
from web.house import House
from web.shelf import Shelf
from workflows.pinned import norms_of

EVENTS: Final = 300
_ROUNDS: Final = 15
_FILES: Final = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_LOOP: Final = (
    ("complaint_lodged", {"by": {"role": "victim"}, "to": "prosecutor"}),
    ("registered", {"by": {"role": "official", "body": "prosecutor"}, "number": "1"}),
    ("forwarded", {"by": {"role": "official", "body": "prosecutor"}, "to": "police"}),
    ("examined", {"examination": "hospital", "injuries": "found"}),
    ("opening_refused", {"by": {"role": "official", "body": "police"}, "ground": "no_elements", "victim_heard": False}),
    ("notified", {"target": "-1", "by": {"role": "official", "body": "police"}}),
    ("appeal_filed", {"by": {"role": "counsel"}, "to": "prosecutor", "target": "-2"}),
    (
        "quashed",
        {"by": {"role": "official", "body": "prosecutor"}, "target": "-3", "instructions": ["Hear the victim"]},
    ),
)


@dataclass(frozen=True, slots=True)
class Pages:
    """
    Milliseconds of the page of a case: `first` asked for, `again`, and `grown` by one event since.

    `in_russian`, `every` (all events on it) and `check` (what an event would change) are for one that is known.
    `kilobytes` over the line with everything that a browser fetches for it; `unpacked` the page alone, not compressed.
    """

    first: float
    again: float
    grown: float
    in_russian: float
    every: float
    check: float
    kilobytes: float
    unpacked: float


def long_case(events: int) -> tuple[CaseState, tuple[Entry, ...]]:
    """A case of so many events: a complaint refused, quashed and refused again, a step every six days."""
    header = {
        "case": {"reference": "long-case", "title": "A complaint that goes round", "jurisdiction": "KZ"},
        "bodies": [
            {"id": "police", "name": "City police department", "kind": "police", "level": "city", "under": "mia"},
            {"id": "prosecutor", "name": "City prosecutor", "kind": "prosecutor", "level": "city", "under": "gpo"},
        ],
        "accused": ["police"],
    }
    opening = Opening.model_validate({"header": header, "law_known_on": BOOK.latest_entry})
    state, entry = open_case(opening, _stamp(0), norms_of(opening))
    entries = [entry]
    for number in range(events):
        state, entry = tell(state, event(number), _stamp(number + 1))
        entries.append(entry)
    return state, tuple(entries)


def event(number: int) -> Event:
    """One step of the loop; targets are told as so many events before."""
    kind, fields = _LOOP[number % len(_LOOP)]
    told = {**fields, "summary": f"What was told of step {number}, in a sentence of usual length."}
    if "target" in told:
        told["target"] = f"e{number + int(str(told['target'])):04d}"
    day = date(2016, 1, 4) + timedelta(days=6 * number)
    return Event.model_validate({"id": f"e{number:04d}", "kind": kind, "date": day.isoformat(), **told})


def _stamp(second: int) -> Stamp:
    at = f"2026-01-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000000Z"
    return Stamp(at, Teller(id="u1", role=TellerRole.LAWYER), f"{second:032x}")


async def pages(events: int = EVENTS) -> Pages:
    """Measure the pages of a case of so many events."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "keys", environment={})
        await make_store(database_url(Path(folder)), place, "bench.example.org")
        async with await open_store(database_url(Path(folder)), keys=place) as store:
            house = House(store, cast("Client", None))
            state, entries = long_case(events)
            await store.ledger.append([Append(case=state.reference, entries=entries, row=register_row(state))])
            return await _measured(house, state)


async def _measured(house: House, state: CaseState) -> Pages:
    visit = Visit(create_app(house), house)
    await visit.sign_in("coordinator")
    path = f"/cases/{state.reference}"
    firsts = []
    for _ in range(3):
        fresh = replace(house, shelf=Shelf())
        other = Visit(create_app(fresh), fresh)
        other.client.cookies = visit.client.cookies
        firsts.append(await _one(other, path))
        await other.close()
    await visit.get(path)
    again = await _median(visit, path)
    size, unpacked = await _weight(visit, path)
    every, check = await _median(visit, f"{path}?events=all"), await _check(visit, path)
    state, entry = tell(state, event(len(state.told)), _stamp(len(state.told) + 1))
    await house.store.ledger.append([Append(case=state.reference, entries=(entry,), row=register_row(state))])
    grown = await _one(visit, path)
    russian = Visit(visit.client._transport.app, house)  # type: ignore[attr-defined]  # noqa: SLF001 (the same application)
    await russian.sign_in("auditor", language="ru")
    await russian.get(path)
    in_russian = await _median(russian, path)
    await visit.close()
    await russian.close()
    return Pages(min(firsts), again, grown, in_russian, every, check, size, unpacked)


async def _one(visit: Visit, path: str) -> float:
    began = time.perf_counter()
    answer = await visit.get(path)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


async def _median(visit: Visit, path: str) -> float:
    return statistics.median([await _one(visit, path) for _ in range(_ROUNDS)])


async def _check(visit: Visit, path: str) -> float:
    fields = {"kind": "terminated", "date.year": "2026", "by.body": "prosecutor", "by.role": "official"}
    answer = await visit.post(f"{path}/tell/check", fields)
    return await _median(visit, answer.headers["location"])


async def _weight(visit: Visit, path: str) -> tuple[float, float]:
    """Kilobytes of the page with its files as they are sent, and of the page alone unpacked."""
    answer = await visit.get(path)
    sent = int(answer.headers["content-length"])
    for file in dict.fromkeys(_FILES.findall(answer.text)):
        sent += int((await visit.get(file)).headers["content-length"])
    return sent / 1000, len(answer.content) / 1000


def lines(found: Pages) -> list[tuple[str, str, str]]:
    """The rows of the table of measurements."""
    return [
        (f"Page of a case of {EVENTS} events, ms at the server", f"{found.again:.0f}", "under 100"),
        ("the same in Russian, ms", f"{found.in_russian:.0f}", "under 100"),
        ("the same after one new event, ms", f"{found.grown:.0f}", "under 100"),
        ("the same asked for the first time, ms", f"{found.first:.0f}", ""),
        ("the same with all its events on it, ms", f"{found.every:.0f}", ""),
        ("What an event would change in it, ms", f"{found.check:.0f}", "under 100"),
        ("That page with all that a browser fetches for it, kB over the line", f"{found.kilobytes:.0f}", "under 150"),
        ("that page alone, kB not compressed", f"{found.unpacked:.0f}", ""),
    ]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0].strip())
    asked.add_argument("events", nargs="?", type=int, default=EVENTS)
    for what, value, bar in lines(asyncio.run(pages(asked.parse_args().events))):
        print(f"{what}: {value}{f' ({bar})' if bar else ''}")


if __name__ == "__main__":
    main()
