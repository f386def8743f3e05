"""Histories recorded with earlier code are replayed with the code as it is: what was said once stays said."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Final

import pytest
from temporalio import workflow

from ledger.chain import verify
from lifecycle import telling
from lifecycle.state import CaseState
from models.records import RecordKind
from tests.replay.recorded import Recorded, names, read
from tests.replay.replaying import replay
from tests.structure.tree import ROOT
from tests.workflows.stories import told_by

REMEDY = "python -m tests.replay.record makes new histories; only ever add or replace one when no case runs on old code"
FLAKY = sys.version_info < (3, 12)
"""Before 3.12 the interpreter can lose a task's wake-up while objects are collected (CPython issue 91351)."""


@pytest.mark.parametrize("name", names())
async def test_a_recorded_case_is_replayed(name: str) -> None:
    """Replayed without anything in memory, a case issues the same commands and ends with the head of its ledger."""
    recorded = read(name)
    if FLAKY:
        said = apart().get(name) or apart(name).get(name)
    else:
        healths = [await replay(history) for history in recorded.histories()]
        said = f"{name} {healths[-1].records} {healths[-1].head}"

    # What the ledger has not taken is written as today's code writes it: its head may be another.
    head = "" if recorded.health.waiting else recorded.health.head
    assert said is not None
    assert said.startswith(f"{name} {recorded.health.records} {head}"), REMEDY


@cache
def apart(*only: str) -> dict[str, str]:
    """Replay in a process of its own, all at once or one; a name is missing where it did not come so far."""
    command = [sys.executable, "-m", "tests.replay.replaying", *only]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=100)
    return {line.split()[0]: line for line in done.stdout.splitlines()}


@pytest.mark.parametrize("name", names())
@pytest.mark.skipif(FLAKY, reason="replays in this process")
async def test_another_version_goes_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that words, judges and times otherwise issues the same commands, and ends where the ledger stands."""
    recorded = read(name)
    monkeypatch.setattr(telling, "_transitions", lambda *_: ())
    monkeypatch.setattr(telling, "find", lambda *_: ())
    monkeypatch.setattr(CaseState, "next_end", lambda _: None)
    monkeypatch.setattr(CaseState, "silent", lambda *_: ())
    health = [await replay(history) for history in recorded.histories()][-1]
    waiting = recorded.health.waiting
    assert health.records - health.waiting == recorded.health.records - waiting
    assert waiting or health.head == recorded.health.head


async def test_another_command_is_seen() -> None:
    """A history in which the case asked for something else cannot be replayed."""
    (history,) = read("asv").histories()
    scheduled = next(one for one in history.events if one.HasField("activity_task_scheduled_event_attributes"))
    scheduled.activity_task_scheduled_event_attributes.activity_type.name = "forget"

    with pytest.raises(workflow.NondeterminismError, match="forget"):
        await replay(history)


async def test_a_later_run_is_never_refused() -> None:
    """The start of a later run that this version cannot read fails the task and not the case, and is not repeated."""
    history = read("continued").histories()[1]
    (start,) = history.events[0].workflow_execution_started_event_attributes.input.payloads
    start.data = start.data.replace(b'"snapshot"', b'"Aliya N."')

    with pytest.raises(RuntimeError) as failed:
        await replay(history)
    assert 'message: "not readable as Start: ? (extra_forbidden)"' in str(failed.value)
    assert "Aliya" not in str(failed.value)


@pytest.mark.parametrize("name", names())
def test_the_ledger_tells_the_same_case(name: str) -> None:
    """The records kept beside a history are a whole chain and tell the state that the case had."""
    recorded = read(name)
    head = verify(recorded.entries)
    state = told_by(recorded.entries)

    assert head == state.head
    assert head.length == recorded.health.records - recorded.health.waiting
    assert recorded.health.waiting or head.hash == recorded.health.head


def test_the_recorded_cases_are_what_they_are_for() -> None:
    """The twelve published cases, and one each for what does not happen in them."""
    special = {"continued", "passed", "contested", "halted", "gathered", "adopted", "cancelled"}
    special |= {"closed", "resumed", "erased"}
    examples = {path.stem for path in (ROOT / "examples").glob("*.yaml")}
    assert set(names()) == examples | special
    assert len(examples) == 12

    assert len(read("continued").runs) > 2
    assert _kinds(read("passed")).count(RecordKind.TERM_PASSED) == 1
    assert _kinds(read("adopted")).count(RecordKind.LAW_ADOPTED) == 2
    assert all(RecordKind.JUDGED in _kinds(read(name)) for name in examples)
    assert _kinds(read("contested")).count(RecordKind.CONTESTED) >= 3
    assert any(one.HasField(_ASKED) for one in read("cancelled").histories()[0].events)
    assert read("halted").health.halted
    assert _kinds(read("closed")).count(RecordKind.SEALED) == 2
    assert {RecordKind.EXPORTED, RecordKind.HELD} < set(_kinds(read("closed")))
    assert len(read("resumed").runs) > 2
    assert _kinds(read("resumed")).count(RecordKind.SEALED) == len(read("resumed").runs)
    assert _kinds(read("erased"))[-1] is RecordKind.ERASED
    assert read("halted").health.waiting


_ASKED: Final = "workflow_execution_cancel_requested_event_attributes"


def _kinds(recorded: Recorded) -> list[RecordKind]:
    return [entry.record.kind for entry in recorded.entries]
