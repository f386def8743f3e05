"""
What sealing costs: events a second and processor time of a bare update, 16 at once, in the clear and sealed.

`python -m benchmarks.encryption [ROUNDS [EVENTS]]`. Both go through one server, in turn, in changing order; each pair
of rounds gives one ratio, and the median of the ratios counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.stage import TELLER, opening, stage, story
from benchmarks.yardsticks import BareUpdate
from models.events import Event
from models.messages import Receipts, Start, Tell
from store.keys.opening import Place, make_keys, open_keys
from workflows.codec import data_converter
from workflows.converter import CONVERTER
from workflows.desk import workflow_id
from workflows.leaving import leave
from workflows.sandbox import runner

AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """Of each pair of rounds: events a second and processor seconds for each thousand events, clear and sealed."""

    clear: tuple[float, ...]
    sealed: tuple[float, ...]
    clear_cpu: tuple[float, ...]
    sealed_cpu: tuple[float, ...]

    @property
    def rate(self) -> float:
        """The median over pairs of the sealed rate divided by the clear one."""
        return statistics.median(sealed / clear for clear, sealed in zip(self.clear, self.sealed, strict=True))

    @property
    def cpu(self) -> float:
        """The same of processor time of this process: client and worker, not the server."""
        return statistics.median(sealed / clear for clear, sealed in zip(self.clear_cpu, self.sealed_cpu, strict=True))


async def encryption(*, rounds: int, events: int) -> Cost:
    """Measure `rounds` pairs of rounds, each telling `events` events to each of 16 workflows."""
    found: dict[str, list[tuple[float, float]]] = {"clear": [], "sealed": []}
    async with stage() as on, _sealing(on.client, on.folder) as sealing:
        clear = await Client.connect(on.client.service_client.config.target_host, data_converter=CONVERTER)
        clients = {"clear": clear, "sealed": sealing}
        async with contextlib.AsyncExitStack() as workers:
            for name, client in clients.items():
                await workers.enter_async_context(
                    Worker(client, task_queue=name, workflows=[BareUpdate], workflow_runner=runner())
                )
            for name, client in clients.items():
                await _round(client, name, 10)
            for number in range(rounds):
                for name in list(clients) if number % 2 == 0 else reversed(list(clients)):
                    found[name].append(await _round(clients[name], name, events))
    plain, sealed = found["clear"], found["sealed"]
    return Cost(
        tuple(rate for rate, _ in plain),
        tuple(rate for rate, _ in sealed),
        tuple(cpu for _, cpu in plain),
        tuple(cpu for _, cpu in sealed),
    )


@contextlib.asynccontextmanager
async def _sealing(client: Client, folder: Path) -> AsyncIterator[Client]:
    place = Place(folder / "keys", environment={})
    await make_keys(place)
    async with await open_keys(place) as keys:
        yield await Client.connect(
            client.service_client.config.target_host, namespace=client.namespace, data_converter=data_converter(keys)
        )


async def _round(client: Client, name: str, events: int) -> tuple[float, float]:
    references = [f"b{uuid.uuid4().hex[:12]}" for _ in range(AT_ONCE)]
    handles = []
    for reference in references:
        start = Start(opening=opening(reference), teller=TELLER)
        handles.append(await client.start_workflow(BareUpdate.run, start, id=workflow_id(reference), task_queue=name))
    told = story(events)
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(_tell(client, handle.id, told) for handle in handles))
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    for handle in handles:
        await handle.terminate()
    return AT_ONCE * events / seconds, 1000 * cpu / (AT_ONCE * events)


async def _tell(client: Client, workflow: str, told: tuple[Event, ...]) -> None:
    handle = client.get_workflow_handle(workflow)
    for event in told:
        message = Tell(teller=TELLER, events=(event,), gather=event is not told[-1])
        await handle.execute_update("tell", message, result_type=Receipts)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    rounds = int(arguments[0]) if arguments else 5
    events = int(arguments[1]) if arguments[1:] else 40
    cost = asyncio.run(encryption(rounds=rounds, events=events))
    for name, values in (("clear", cost.clear), ("sealed", cost.sealed)):
        print(f"{name}: {', '.join(f'{value:.0f}' for value in values)} events/s")
    for name, values in (("clear", cost.clear_cpu), ("sealed", cost.sealed_cpu)):
        print(f"{name}: {', '.join(f'{value:.2f}' for value in values)} ms of processor time an event")
    print(f"sealed to clear: {cost.rate:.3f} events/s, {cost.cpu:.3f} processor time")


if __name__ == "__main__":
    main(sys.argv[1:])
    leave(0)
