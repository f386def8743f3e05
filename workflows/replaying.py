"""
Replaying the histories of a case with today's code, and holding what comes out against the ledger.

A case's workflow repeats its history whenever a worker takes it up again. What the code does differently shows there as
a failed task; here it shows before, and to somebody who has no worker: the SDK's replayer compares every command, and
the chain of records to which the case comes is compared with the one in the ledger.

A process in which a replayer ran is to be ended with `workflows.leaving.leave`.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from models.errors import IntegrityError, ServerError
from models.records import Entry
from workflows.complaint_case import ComplaintCase
from workflows.naming import workflow_id
from workflows.watching import Watching

Outcome = Literal["same", "differs", "not replayed"]

_PATIENCE: Final = 120.0
"""Seconds that one history may take. The longest that a server keeps takes a few."""

_TRIES: Final = 2
"""What did not end, or stood still on a busy machine, is replayed once more; before Python 3.12 what differs too."""

_LOSES: Final = sys.version_info < (3, 12)
"""Before 3.12 the interpreter can lose a task's wake-up while objects are collected (CPython issue 91351)."""

_STOOD_STILL: Final = "[TMPRL1101]"

_CODE: Final = re.compile(r"\[TMPRL1100\] (?P<said>[^\"\\]{1,400})")
_FAILURE: Final = re.compile(r"type: \"(?P<kind>[A-Za-z]{1,60})\"")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A history of one run, and where it was found: on the `server`, or sealed in the `store`."""

    history: WorkflowHistory
    place: Literal["server", "store"]

    @property
    def run(self) -> str:
        """The id of the run."""
        return self.history.run_id


@dataclass(frozen=True, slots=True)
class Replayed:
    """
    What the replay of one run gave: `same` as it was, `differs` and `why`, or `not replayed` and `why`.

    `records` and `head` are where the chain of the case stood at its end, `waiting` how many of these records the
    ledger had not confirmed by then.
    """

    run: str
    place: Literal["server", "store"]
    events: int
    outcome: Outcome
    why: str | None = None
    records: int | None = None
    head: str | None = None
    waiting: int | None = None


async def fetched(client: Client, reference: str) -> tuple[Fetched, ...]:
    """
    The histories of a case that the server still has, oldest first; none where it knows no such case.

    Raises:
        ServerError: the server went away or refuses.
    """
    found: list[Fetched] = []
    run: str | None = None
    while run is None or run:
        try:
            history = await client.get_workflow_handle(workflow_id(reference), run_id=run).fetch_history()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                break
            said = error.message.partition("\n")[0][:160]
            raise ServerError(f"the Temporal server does not give the history of case {reference}: {said}") from None
        found.append(Fetched(history, "server"))
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return tuple(reversed(found))


def read_history(reference: str, run: str, text: bytes) -> Fetched:
    """
    A history as it was sealed into the store.

    Raises:
        IntegrityError: it is no history of this run.
    """
    strange = f"case {reference}: what is sealed as the history of run {run} is none of this run"
    try:
        history = WorkflowHistory.from_json(workflow_id(reference), json.loads(text))
        begun = history.run_id == run
    except (ValueError, TypeError, AttributeError, RuntimeError):  # what JSON, protobuf and the SDK say of nonsense
        raise IntegrityError(strange) from None
    if not begun:
        raise IntegrityError(strange)
    return Fetched(history, "store")


async def replayed(
    histories: Sequence[Fetched], entries: Sequence[Entry], converter: DataConverter, runtime: Runtime | None = None
) -> tuple[Replayed, ...]:
    """
    Replay histories one after another, each as by a worker that has nothing in memory.

    Args:
        histories: the runs, oldest first.
        entries: the records of the case, read after the histories were fetched: the case may go on meanwhile.
        converter: opens the payloads of the histories.
        runtime: of the SDK; None for its default.
    """
    return tuple([_held(*await _replayed(one, converter, runtime), entries) for one in histories])


async def _replayed(
    one: Fetched, converter: DataConverter, runtime: Runtime | None
) -> tuple[Replayed, Watching | None]:
    made = Replayed(one.run, one.place, len(one.history.events), "not replayed")
    for _ in range(_TRIES):
        watching = Watching()
        replayer = Replayer(
            workflows=[ComplaintCase], workflow_runner=watching, data_converter=converter, runtime=runtime
        )
        try:
            async with asyncio.timeout(_PATIENCE):
                await replayer.replay_workflow(one.history)
        except TimeoutError:
            made = replace(made, why=f"the replay did not end within {_PATIENCE:g} s")
            continue
        except Exception as error:  # noqa: BLE001 (whatever today's code does otherwise is the answer)
            if _STOOD_STILL in str(error):
                made = replace(made, why="a step took longer than two seconds; this machine is too busy")
                continue
            made = replace(made, outcome="differs", why=reason(error))
            if _LOSES:
                continue
            return made, None
        if (health := watching.health) is None:
            return replace(made, outcome="differs", why="the case never answered where it stands"), None
        ends = replace(made, outcome="same", records=health.records, head=health.head, waiting=health.waiting)
        return ends, watching
    return made, None


def _held(one: Replayed, watching: Watching | None, entries: Sequence[Entry]) -> Replayed:
    """The replay held against the ledger: how far it leads, and what was told on the way."""
    if one.outcome != "same" or watching is None:
        return one
    why = _elsewhere(one, entries) or _told_otherwise(watching, entries)
    return replace(one, outcome="differs", why=why) if why is not None else one


def _elsewhere(one: Replayed, entries: Sequence[Entry]) -> str | None:
    """
    Whether the chain ends elsewhere.

    What the ledger had not confirmed when the run ended is written anew by today's code: its hash may be another, and
    only its number is compared.
    """
    records, waiting = one.records or 0, one.waiting or 0
    if records - waiting > len(entries):
        return f"the case had {records - waiting} records confirmed by the ledger, which holds {len(entries)}"
    if not waiting and records and entries[records - 1].hash != one.head:
        return f"record {records} of the ledger is not the one to which the history leads"
    return None


def _told_otherwise(watching: Watching, entries: Sequence[Entry]) -> str | None:
    """
    Whether anything was told that the ledger does not hold as it was told.

    What follows from it (states, findings, terms) is not compared: another version may see it otherwise, and the ledger
    keeps what was seen then.
    """
    held = {told for entry in entries if (told := _told(entry)) is not None}
    last = entries[-1].record.seq if entries else 0
    for entry in watching.handed:
        if entry.record.seq <= last and (told := _told(entry)) is not None and told not in held:
            return f"what was told in record {entry.record.seq} is not what the ledger holds"
    for line in watching.timeline:
        if line.record > last:
            continue
        record = entries[line.record - 1].record
        if (record.event, record.event_kind, record.recorded_at) != (line.event, line.kind, line.recorded_at):
            return f"the case knows event {line.event} from record {line.record}, where the ledger holds something else"
    return None


def _told(entry: Entry) -> str | None:
    """What somebody told, and when, as text to compare; None where the system wrote the record by itself."""
    record, payload = entry.record, entry.payload
    if payload is None:
        return None
    plain = payload.model_copy(update={"raw": payload.raw or None})  # an empty message was kept as none at first
    told = plain.model_dump_json(exclude_defaults=True, exclude={"salt": True, "event": {"position"}})
    return f"{record.kind} {record.recorded_at} {record.teller.role} {record.teller.id} {told}"


def reason(error: Exception) -> str:
    """Why a replay failed, in one line. Only what the SDK itself says, and kinds of failures: never a payload."""
    text = str(error)
    if said := _CODE.search(text):
        return " ".join(said["said"].split())
    if isinstance(error, NondeterminismError):
        return "today's code asks for something else than this history holds"
    kind = _FAILURE.search(text)
    return f"today's code fails on this history ({kind['kind'] if kind else type(error).__name__})"
