"""What the Temporal server sees of a case: sealed bytes. Against a real server, whose files are searched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.workflowservice.v1 import QueryWorkflowRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import RawValue, SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from models.errors import Erased, RefusedError
from store.keys.cases import CaseKeys
from store.keys.data_key import GENERAL
from store.keys.opening import Place, make_keys, open_keys
from store.opening import Store
from tests.conftest import TELLER
from tests.servers import DevServer
from tests.workflows.speaking import PLACES, Child, Speaking, note, word
from tests.workflows.stories import PERSONAL, event, kept, lodged, opening
from worker import working as case_worker
from workflows.attributes import PHASE
from workflows.codec import ENCODING, KEY_ID, data_converter
from workflows.desk import Desk
from workflows.sandbox import runner

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("working")]

_SOON = timedelta(milliseconds=50)


@dataclass
class Stage:
    """A server of this module alone, with its folder."""

    server: DevServer
    folder: Path

    def holding(self, needle: bytes) -> list[str]:
        """The files of the server that hold these bytes."""
        return [path.name for path in self.folder.iterdir() if needle in path.read_bytes()]


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose files can be searched."""
    folder = tmp_path_factory.mktemp("searched")
    with DevServer(folder).running() as server:
        yield Stage(server, folder)


@pytest.fixture
async def case_keys(tmp_path: Path) -> AsyncIterator[CaseKeys]:
    """The keys of an installation."""
    place = Place(tmp_path / "sealed", environment={})
    await make_keys(place)
    async with await open_keys(place) as opened:
        yield opened


@pytest.fixture
async def sealing(on: Stage, case_keys: CaseKeys) -> Client:
    """A client that seals."""
    await on.server.client()
    return await Client.connect(on.server.address, data_converter=data_converter(case_keys))


@pytest.fixture
async def working(sealing: Client, task_queue: str) -> AsyncIterator[None]:
    """A worker that seals, in the sandbox in which cases run."""
    async with Worker(
        sealing,
        task_queue=task_queue,
        workflows=[Speaking, Child],
        activities=[note],
        workflow_runner=runner(),
        max_heartbeat_throttle_interval=_SOON,
        default_heartbeat_throttle_interval=_SOON,
    ):
        yield


async def started(client: Client, reference: str, task_queue: str) -> WorkflowHandle[Any, Any]:
    """A workflow of a case, started with a word."""
    return await client.start_workflow(
        Speaking.run,
        word("start"),
        id=f"case/{reference}",
        task_queue=task_queue,
        memo={"first": word("memo")},
        static_summary=word("summary"),
        static_details=word("details"),
        search_attributes=TypedSearchAttributes([SearchAttributePair(PHASE, f"clear-{reference}")]),
    )


async def spoken(client: Client, handle: WorkflowHandle[Any, Any], task_queue: str) -> None:
    """Everything said to a workflow, and by it."""
    await client.start_workflow(
        Speaking.run,
        "?",
        id="case/other",
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    assert await handle.execute_update(Speaking.tell, word("update")) == word("answer")
    for refused in ("rejected", "refusal"):
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await handle.execute_update(Speaking.tell, word(refused))
        assert isinstance(caught.value.cause, ApplicationError)
        assert (caught.value.cause.message, caught.value.cause.type) == (word(refused), "Refused")
    await handle.signal("inform", word("signal"))
    await handle.signal(Speaking.go)
    first = (await handle.describe()).run_id
    while (await handle.describe()).run_id == first:  # noqa: ASYNC110 (the server sets no event)
        await asyncio.sleep(0.05)


async def test_every_word_arrives_and_none_is_left_at_the_server(
    on: Stage, sealing: Client, reference: str, task_queue: str
) -> None:
    """Start, update, refusal, signal, query, activity, beat, failure, child, memo, continuing: sealed, and read."""
    handle = await started(sealing, reference, task_queue)
    old = sealing.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    await spoken(sealing, handle, task_queue)
    heard = await old.query(Speaking.heard, word("query"))

    assert heard == [
        word("start"), word("update"), f'"{word("signal")}"', word("kept"), f"['{word('heartbeat')}']",
        word("failure"), word("detail"), f"ValueError: {word('cause')}{word('trace')}", word("childresult"),
        word("query"), word("queried"),
    ]  # fmt: skip
    described = await old.describe()
    assert await described.memo() == {"first": word("memo"), "more": word("upserted")}
    assert await described.static_summary() == word("summary")
    await handle.signal(Speaking.go)
    assert await handle.result() == word("result")
    assert {place: found for place in PLACES if (found := on.holding(word(place).encode()))} == {}
    assert on.holding(f"clear-{reference}".encode())
    assert on.holding(ENCODING)


async def test_every_payload_bears_the_key_of_its_case(sealing: Client, reference: str, task_queue: str) -> None:
    """In both runs of a case no payload is plain, and none is sealed under the general key."""
    handle = await started(sealing, reference, task_queue)
    await spoken(sealing, handle, task_queue)
    await handle.signal(Speaking.go)
    await handle.result()
    found: dict[str, set[str]] = {}
    for run in (handle.first_execution_run_id, (await handle.describe()).run_id):
        async for past in sealing.get_workflow_handle(handle.id, run_id=run).fetch_history_events():
            for path, payload in payloads(past):
                found.setdefault(payload.metadata.get(KEY_ID, b"").decode(), set()).add(path.partition(".")[2])

    strange = found.keys() - {f"{reference}.1"}
    # What it says to others: a child whose id is no case, and another case, each sealed for whom it is said to.
    assert strange == {f"{GENERAL}.1", "other.1"}
    assert all("child_workflow" in path for path in found[f"{GENERAL}.1"])
    assert all("signal_external" in path for path in found["other.1"])


async def test_a_stock_client_is_understood(on: Stage, sealing: Client, reference: str, task_queue: str) -> None:
    """Plain JSON is read, as a signal and as an update; the answer to it is sealed."""
    handle = await started(sealing, reference, task_queue)
    plain = (await Client.connect(on.server.address)).get_workflow_handle(handle.id)
    await plain.signal("inform", "said in the clear")
    answer = await plain.execute_update("tell", "also", result_type=RawValue)
    assert answer.payload.metadata["encoding"] == ENCODING
    assert (await handle.query(Speaking.heard, "?"))[1:3] == ['"said in the clear"', "also"]
    await handle.terminate()


async def test_update_with_start(sealing: Client, reference: str, task_queue: str) -> None:
    """The first word of a case and the update that comes with it are sealed under its key, also a refused one."""
    ids = {}
    for name, said in (("accepted", word("update")), ("refused", word("rejected"))):
        start = WithStartWorkflowOperation(
            Speaking.run,
            word("start"),
            id=f"case/{reference}-{name}",
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        asked = sealing.execute_update_with_start_workflow(Speaking.tell, said, start_workflow_operation=start)
        if name == "accepted":
            assert await asked == word("answer")
        else:
            with pytest.raises(WorkflowUpdateFailedError) as caught:
                await asked
            assert str(caught.value.cause) == f"Refused: {word('rejected')}"
        handle = await start.workflow_handle()
        ids[name] = {
            payload.metadata[KEY_ID] async for past in handle.fetch_history_events() for _, payload in payloads(past)
        }
        await handle.terminate()
    assert ids == {name: {f"{reference}-{name}.1".encode()} for name in ("accepted", "refused")}


async def test_what_the_server_is_answered(sealing: Client, reference: str, task_queue: str) -> None:
    """A query's answer passes sealed under the case's key. The words of a failed one do not come back at all."""
    handle = await started(sealing, reference, task_queue)
    query = WorkflowQuery(query_type="heard")
    query.query_args.payloads.extend(await sealing.data_converter.encode(["?"]))
    execution = WorkflowExecution(workflow_id=handle.id)
    request = QueryWorkflowRequest(namespace=sealing.namespace, execution=execution, query=query)
    answer = await sealing.workflow_service.query_workflow(request)
    assert [each.metadata[KEY_ID] for each in answer.query_result.payloads] == [f"{reference}.1".encode()]
    with pytest.raises(WorkflowQueryFailedError, match=r"^Encoded failure$"):
        await handle.query(Speaking.heard, "fail")
    await handle.terminate()


async def test_after_erasure_nothing_can_be_read(
    sealing: Client, case_keys: CaseKeys, reference: str, task_queue: str
) -> None:
    """With the key destroyed nothing of the case is decoded or sent, and the messages hold no word of it."""
    handle = await started(sealing, reference, task_queue)
    await handle.execute_update(Speaking.tell, word("update"))
    description = await handle.describe()
    await case_keys.destroy(reference, "consent_withdrawn", datetime.now(UTC))
    for asked in (description.memo(), handle.execute_update(Speaking.tell, word("update")), handle.signal("x", "y")):
        with pytest.raises(Erased, match=f"case {reference}: was erased") as caught:
            await asked
        assert "canary" not in str(caught.value)
    await handle.terminate()
    assert (await handle.describe()).status is WorkflowExecutionStatus.TERMINATED
    with pytest.raises(WorkflowFailureError):
        await handle.result()


async def test_other_cases_go_on(sealing: Client, case_keys: CaseKeys, reference: str, task_queue: str) -> None:
    """A case whose key was destroyed while it ran fails its own tasks; the worker answers for the others."""
    erased = await started(sealing, reference, task_queue)
    await erased.execute_update(Speaking.tell, word("update"))
    await case_keys.destroy(reference, "consent_withdrawn", datetime.now(UTC))
    plain = await Client.connect(sealing.service_client.config.target_host)
    await plain.get_workflow_handle(erased.id).signal("inform", "in the clear")
    other = await started(sealing, f"{reference}-b", task_queue)
    assert await other.execute_update(Speaking.tell, word("update")) == word("answer")
    assert (await erased.describe()).status is WorkflowExecutionStatus.RUNNING
    await erased.terminate()
    await other.terminate()


def payloads(message: Message, path: str = "") -> Iterator[tuple[str, Payload]]:
    """Every payload inside a message, except search attributes, with the path to it."""
    if isinstance(message, Payload):
        yield path, message
        return
    for field, value in message.ListFields():
        if field.name == "search_attributes":
            continue
        inside = value.values() if _is_map(field) else value if field.is_repeated else [value]
        if field.message_type is not None:
            for each in inside:
                if isinstance(each, Message):
                    yield from payloads(each, f"{path}.{field.name}")


def _is_map(field: Any) -> bool:
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


async def test_a_real_case(on: Stage, sealing: Client, store: Store, reference: str, task_queue: str) -> None:
    """A case that is opened, told, refused, informed and asked leaves no personal word at the server."""
    cases = f"{task_queue}-cases"
    async with case_worker(sealing, store, task_queue=cases):
        desk = Desk(sealing, task_queue=cases, teller=TELLER, patience=30)
        await desk.open(opening(reference))
        for told in (lodged(), event("e02", "opening_refused", "2024-03-05", by="city-police")):
            await desk.tell(reference, [told])
        with pytest.raises(RefusedError, match="e03"):
            await desk.tell(reference, [event("e03", "quashed", "2024-03-05", by="city-prosecutor", target="none")])
        plain = (await Client.connect(on.server.address)).get_workflow_handle(f"case/{reference}")
        await plain.signal("unknown", "nobody")
        assert [line.event for line in await desk.timeline(reference)][:2] == ["e01", "e02"]
        entries = await kept(store, reference, 4)
    assert any(PERSONAL in str(entry.payload) for entry in entries)
    assert on.holding(PERSONAL.encode()) == []
    assert on.holding(reference.encode())
