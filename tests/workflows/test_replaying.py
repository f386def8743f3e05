"""Histories against today's code: the same, or otherwise and why, in one line without a word that was told."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, cast

import pytest
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from models.errors import IntegrityError
from models.records import Entry
from store.opening import Store
from tests.replay.recorded import Recorded, names, read
from tests.replay.test_replay import FLAKY
from tests.structure.tree import ROOT
from tests.workflows.stories import PERSONAL, event, kept, lodged, opening
from workflows.converter import CONVERTER
from workflows.desk import Desk
from workflows.replaying import Fetched, Replayed, fetched, read_history, reason, replayed

OURS = pytest.mark.skipif(FLAKY, reason="replays in this process")


async def again(recorded: Recorded, histories: Sequence[WorkflowHistory] = ()) -> tuple[Replayed, ...]:
    """The replay of a recorded case, or of other histories of it."""
    found = [Fetched(one, "store") for one in histories or recorded.histories()]
    return await replayed(found, recorded.entries, CONVERTER)


def changed(recorded: Recorded, number: int, attributes: str, **said: Any) -> WorkflowHistory:
    """One history of a case with some attributes of its first event of a kind replaced."""
    found = json.loads(json.dumps(recorded.runs[number]))
    first = next(one for one in found["events"] if attributes in one)
    first[attributes] |= said
    return WorkflowHistory.from_json(recorded.workflow, found)


@OURS
@pytest.mark.parametrize("name", names())
async def test_a_recorded_history_is_the_same(name: str) -> None:
    """Histories of earlier code replay under today's code and lead to the records of the ledger."""
    recorded = read(name)
    made = await again(recorded)

    assert {one.outcome for one in made} == {"same"}, [one.why for one in made]
    assert made[-1].records == recorded.health.records
    assert [one.events for one in made] == [len(one.events) for one in recorded.histories()]


@OURS
async def test_another_activity_differs() -> None:
    """A history in which the case asked for something else differs, and the SDK's reason names it."""
    history = changed(read("asv"), 0, "activityTaskScheduledEventAttributes", activityType={"name": "forget"})
    (made,) = await again(read("asv"), [history])

    assert made.outcome == "differs"
    assert "forget" in (made.why or "")
    assert "\n" not in (made.why or "")


@OURS
async def test_a_dropped_result_differs() -> None:
    """A history that lost the answer of an activity differs."""
    recorded = read("gerasimov")
    run = json.loads(json.dumps(recorded.runs[0]))
    at = next(i for i, one in enumerate(run["events"]) if "activityTaskCompletedEventAttributes" in one)
    del run["events"][at]
    (made,) = await again(recorded, [WorkflowHistory.from_json(recorded.workflow, run)])

    assert made.outcome == "differs"
    assert made.why


@OURS
async def test_a_swapped_payload_differs() -> None:
    """A history whose first message was replaced by that of another case leads to other records."""
    other: Any = read("boboev").runs[0]
    start = other["events"][0]["workflowExecutionStartedEventAttributes"]["input"]
    history = changed(read("asv"), 0, "workflowExecutionStartedEventAttributes", input=start)
    (made,) = await again(read("asv"), [history])

    assert made.outcome == "differs"
    assert made.why


@OURS
async def test_other_words_differ() -> None:
    """A telling in which one word was changed issues the same commands, and is not what the ledger holds."""
    recorded = read("asv")
    run = json.loads(json.dumps(recorded.runs[0]))
    accepted = "workflowExecutionUpdateAcceptedEventAttributes"
    told = [one[accepted]["acceptedRequest"]["input"]["args"]["payloads"] for one in run["events"] if accepted in one]
    (payload,) = told[3]
    words = base64.b64decode(payload["data"])
    payload["data"] = base64.b64encode(words.replace(b'"summary":"', b'"summary":"Not ')).decode()
    (made,) = await again(recorded, [WorkflowHistory.from_json(recorded.workflow, run)])

    assert b'"summary":"' in words
    assert made.outcome == "differs"
    assert (made.why or "").endswith("is not what the ledger holds")


@OURS
async def test_an_unreadable_start_differs_without_its_words() -> None:
    """What cannot be read any more is named by the kind of the failure, and no word of it is repeated."""
    data = base64.b64encode(b'{"snapshot":"Aliya N.","shoe":"Aliya"}').decode()
    payload = {"metadata": {"encoding": base64.b64encode(b"json/plain").decode()}, "data": data}
    history = changed(read("continued"), 1, "workflowExecutionStartedEventAttributes", input={"payloads": [payload]})
    (made,) = await again(read("continued"), [history])

    assert made.outcome == "differs"
    assert made.why
    assert "Aliya" not in made.why


@OURS
async def test_another_ledger_differs() -> None:
    """The same history beside a ledger that holds other records, or fewer, is not the history of that ledger."""
    recorded = read("asv")
    found = [Fetched(one, "server") for one in recorded.histories()]
    strange = [*recorded.entries[:-1], recorded.entries[-1].model_copy(update={"hash": "0" * 64})]

    (other,) = await replayed(found, strange, CONVERTER)
    (fewer,) = await replayed(found, recorded.entries[:-1], CONVERTER)

    assert (other.outcome, fewer.outcome) == ("differs", "differs")
    assert other.why == f"record {len(strange)} of the ledger is not the one to which the history leads"
    assert fewer.why == f"the case had {len(strange)} records confirmed by the ledger, which holds {len(strange) - 1}"


def test_a_reason_repeats_nothing() -> None:
    """Whatever a failure says, only its kind is told; of the SDK's own reason, one line."""
    said = RuntimeError('4: Failure { message: "Aliya N.", type: "ValidationError" } trace: Aliya')
    core = RuntimeError('x [TMPRL1100] Activity type does not\n match "Aliya" and more')

    assert reason(said) == "today's code fails on this history (ValidationError)"
    assert reason(ValueError("Aliya")) == "today's code fails on this history (ValueError)"
    assert reason(core) == "Activity type does not match"


@pytest.mark.parametrize("text", [b"nothing", b"[]", b"{}", b'{"events":[]}', b'{"events":[{"eventId":"1"}]}', b"\xff"])
def test_what_is_no_history_is_refused(text: bytes) -> None:
    """What was sealed as a history and is none is named by its run."""
    with pytest.raises(IntegrityError, match="history of run r1"):
        read_history("strange", "r1", text)


def test_a_history_of_another_run_is_refused() -> None:
    """A history that was put in the place of another is no history of that run."""
    first, second, *_ = read("continued").runs
    run = WorkflowHistory.from_json("case/continued", first).run_id

    assert read_history("continued", run, json.dumps(first).encode()).run == run
    with pytest.raises(IntegrityError):
        read_history("continued", run, json.dumps(second).encode())


@OURS
@pytest.mark.server
async def test_a_living_case_is_the_same(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The history of a running case, sealed as it is on the server, replays and leads to its ledger."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged(), event("e02", "opening_refused", "2024-03-05", by="city-police")])
    await kept(store, reference, 3)
    found = await fetched(client, reference)
    entries: tuple[Entry, ...] = await store.ledger.entries(reference)
    (made,) = await replayed(found, entries, client.data_converter)

    assert (made.outcome, made.place, made.why) == ("same", "server", None)
    assert (made.records, made.head) == (len(entries), entries[-1].hash)
    assert PERSONAL.encode() not in b"".join(one.SerializeToString() for one in found[0].history.events)


async def test_every_run_is_fetched() -> None:
    """A case that has been continued has several histories: they come oldest first, as far back as the server goes."""
    runs = read("continued").histories()
    whole = await fetched(cast(Client, _Serving(runs)), "continued")
    left = await fetched(cast(Client, _Serving(runs[1:])), "continued")

    assert [one.run for one in whole] == [one.run_id for one in runs]
    assert [one.run for one in left] == [one.run_id for one in runs[1:]]
    assert len(left) > 1


class _Serving:
    """A server that has some runs of one case, of which the last is the newest."""

    def __init__(self, runs: Sequence[WorkflowHistory], asked: str | None = None) -> None:
        self._runs, self._asked = runs, asked

    def get_workflow_handle(self, _: str, *, run_id: str | None) -> _Serving:
        """A handle of one run."""
        return _Serving(self._runs, run_id)

    async def fetch_history(self) -> WorkflowHistory:
        """The history of that run."""
        for one in reversed(self._runs):
            if self._asked in (None, one.run_id):
                return one
        raise RPCError("gone", RPCStatusCode.NOT_FOUND, b"")


@pytest.mark.server
async def test_an_unknown_case_has_no_history(client: Client, reference: str) -> None:
    """The server knows nothing of a case that was never opened there."""
    assert await fetched(client, reference) == ()


def test_a_process_of_its_own_ends_well() -> None:
    """A process that replayed ends with the status that it chose, on every Python."""
    code = (
        "import asyncio;from tests.replay.recorded import read;from workflows.replaying import Fetched, replayed;"
        "from workflows.leaving import leave;from workflows.converter import CONVERTER;one=read('asv');"
        "made=asyncio.run(replayed([Fetched(x,'store') for x in one.histories()],one.entries,CONVERTER));"
        "print(made[0].outcome);leave(7)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, timeout=90
    )

    assert (done.stdout, done.returncode) == ("same\n", 7)
