"""
Records the histories that `test_replay` replays: `python -m tests.replay.record [NAME...]`, about two minutes.

It starts a development server and a worker of its own, tells it the published cases event by event and ten stories
besides, and writes `tests/replay/histories/NAME.json.gz`. Record a case again only when a change of commands is meant
and no running case needs the old one (docs/workflow.md, "Changing the code").
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

from temporalio.client import Client

from law.published import BOOK
from models.messages import Erase, OnRecord, Tell
from models.reading import read as read_chronology
from models.records import Opening
from store.keys.opening import Place
from store.making import make_store
from store.opening import Store, database_url, open_store
from tests.conftest import TELLER
from tests.replay.recorded import Recorded
from tests.servers import DevServer
from tests.structure.tree import ROOT
from tests.workflows.stories import before_today, event, lodged, noted, opening, refusal_and_appeal
from tests.workflows.test_sealing import closing, sealed
from tests.workflows.test_trouble import forge
from worker import leave, working
from workflows.desk import Desk, workflow_id

_QUEUE: Final = "record"
_SETTLING: Final = 70


class Recorder:
    """Tells stories to a case, waits until it has come to rest, and writes down what happened."""

    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self._store = store
        self.desk = Desk(client, task_queue=_QUEUE, teller=TELLER)

    async def published(self, path: Path) -> None:
        """One published case, event by event."""
        data = await asyncio.to_thread(path.read_bytes)
        chronology = read_chronology(data, path.name, date(2026, 11, 23))
        reference = chronology.header.reference
        await self.desk.open(Opening(header=chronology.header, law_known_on=BOOK.latest_entry))
        for told in chronology.events:
            await self.desk.tell(reference, [told])
        await self.keep(path.stem, reference)

    async def continued(self) -> None:
        """Three hundred events, on a server that asks early for a next run."""
        await self.desk.open(opening("continued"))
        for number in range(0, 300, 2):
            await self.desk.tell("continued", [noted(number), noted(number + 1)])
        await self.keep("continued", "continued")

    async def passed(self) -> None:
        """Terms that ended in silence long ago: recorded a minute after the last telling."""
        await self.desk.open(opening("passed"))
        await self.desk.tell("passed", refusal_and_appeal(before_today(200)))
        await asyncio.sleep(_SETTLING)
        await self.keep("passed", "passed")

    async def contested(self) -> None:
        """Signals that can be applied, cannot, and cannot even be read."""
        await self.desk.open(opening("contested"))
        handle = self._client.get_workflow_handle(workflow_id("contested"))
        impossible = event("e02", "quashed", "2024-03-05", by="city-prosecutor", target="e77")
        unreadable: list[object] = ["words", {"events": []}, None]
        for sent in [Tell(teller=TELLER, events=(lodged(), impossible)), *unreadable]:
            await handle.signal("inform", sent)
        await handle.signal("infrom", 1)
        await self.keep("contested", "contested")

    async def halted(self) -> None:
        """A ledger that holds a stranger's record, and an operator who tries again too early."""
        await self.desk.open(opening("halted"))
        await self.desk.tell("halted", [lodged()])
        await self._rest("halted")
        await forge(self._store, "halted")
        await self.desk.tell("halted", [noted(1)])
        await self._rest("halted")
        await self.desk.retry("halted")
        await self.keep("halted", "halted")

    async def gathered(self) -> None:
        """A long telling in pieces, whose last one presses the others on."""
        await self.desk.open(opening("gathered"))
        await self._rest("gathered")
        for start in range(0, 240, 40):
            piece = [noted(number) for number in range(start, start + 40)]
            await self.desk.tell("gathered", piece, gather=start < 200)
        await self.keep("gathered", "gathered")

    async def adopted(self) -> None:
        """A law moved to a day without terms, and back."""
        await self.desk.open(opening("adopted"))
        await self.desk.tell("adopted", refusal_and_appeal(before_today(1)))
        early = date(2000, 1, 1)
        with patch.object(BOOK, "first_entry", early):
            for day in (early, BOOK.latest_entry):
                await self.desk.adopt("adopted", day, trial=True)
                await self.desk.adopt("adopted", day)
        await self.keep("adopted", "adopted")

    async def cancelled(self) -> None:
        """A case that is asked to cancel while records gather, and goes on."""
        await self.desk.open(opening("cancelled"))
        await self._rest("cancelled")
        await self.desk.tell("cancelled", [lodged()], gather=True)
        await self._client.get_workflow_handle(workflow_id("cancelled")).cancel()
        await self.desk.tell("cancelled", [noted(1)])
        await self.keep("cancelled", "cancelled")

    async def closed(self) -> None:
        """A case that is closed, sealed, exported, held, told more, and sealed again when it is quiet."""
        await self.desk.open(opening("closed"))
        await self.desk.tell("closed", [lodged(), *closing("e03")])
        await sealed(self._store, "closed", 1)
        await self.desk.exported("closed", "0" * 64)
        await self.desk.hold("closed", "court_order")
        await self.desk.tell("closed", [noted(1)])
        await asyncio.sleep(_SETTLING)
        await self.keep("closed", "closed")

    async def resumed(self) -> None:
        """A closed case with so many events that it goes on in several runs, each of which seals the one before it."""
        await self.desk.open(opening("resumed"))
        await self.desk.tell("resumed", [lodged(), *closing("e03")])
        for number in range(0, 240, 2):
            await self.desk.tell("resumed", [noted(number), noted(number + 1)])
        await sealed(self._store, "resumed", 2)
        await self.keep("resumed", "resumed")

    async def erased(self) -> None:
        """A case that was told to end for good. Its history is of before its key was destroyed."""
        await self.desk.open(opening("erased"))
        await self.desk.tell("erased", [lodged()])
        handle = self._client.get_workflow_handle(workflow_id("erased"))
        message = Erase(teller=TELLER, reason="consent_withdrawn")
        await handle.execute_update("erase", message, result_type=OnRecord)
        await self.keep("erased", "erased")

    async def keep(self, name: str, reference: str) -> None:
        """Write a case down when nothing happens in it any more."""
        await self._rest(reference)
        asked = f"WorkflowId = '{workflow_id(reference)}'"
        found = sorted([one async for one in self._client.list_workflows(asked)], key=lambda one: one.start_time)
        handles = [self._client.get_workflow_handle(one.id, run_id=one.run_id) for one in found]
        runs = [(await handle.fetch_history()).to_json_dict() for handle in handles]
        health = await self.desk.health(reference)
        entries = list(await self._store.ledger.entries(reference))[: health.records - health.waiting]
        path = Recorded(workflow=workflow_id(reference), runs=runs, health=health, entries=entries).write(name)
        print(f"{name}: {len(runs)} runs, {health.records} records, {path.stat().st_size} bytes")  # noqa: T201 (its answer)

    async def _rest(self, reference: str) -> None:
        before = -1
        while before != (before := await self._length(reference)):  # noqa: ASYNC110 (asked, not told)
            await asyncio.sleep(1.5)

    async def _length(self, reference: str) -> int:
        return len((await self._client.get_workflow_handle(workflow_id(reference)).fetch_history()).events)


async def main(wanted: list[str]) -> int:
    """Record what was asked for, or everything."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(Path(folder))
        keys = Place(Path(folder) / "keys", environment={})
        await make_store(url, keys, "recorded.example.org")
        early = "--dynamic-config-value=limit.historyCount.suggestContinueAsNew=500"
        with DevServer(Path(folder), early).running() as server:
            client = await server.client()
            async with await open_store(url, keys=keys) as store, working(client, store, task_queue=_QUEUE):
                recorder = Recorder(client, store)
                published = (ROOT / "examples").glob("*.yaml")
                stories: dict[str, Callable[[], Awaitable[None]]] = {
                    path.stem: partial(recorder.published, path) for path in published
                }
                stories |= {
                    "continued": recorder.continued,
                    "passed": recorder.passed,
                    "contested": recorder.contested,
                    "halted": recorder.halted,
                    "gathered": recorder.gathered,
                    "adopted": recorder.adopted,
                    "cancelled": recorder.cancelled,
                    "closed": recorder.closed,
                    "resumed": recorder.resumed,
                    "erased": recorder.erased,
                }
                await asyncio.gather(*(stories[name]() for name in wanted or sorted(stories)))
    return 0


if __name__ == "__main__":
    leave(asyncio.run(main(sys.argv[1:])))
