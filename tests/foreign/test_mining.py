"""The event logs in the hands of a foreign reader (pm4py), which replays them on the project's machines."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lifecycle.machines import Machine
from lifecycle.posture import machine_of
from models.kinds import KINDS
from models.words import ProceedingKind
from reports.eventlog import CaseLog, Pseudonyms, case_log
from reports.ocel import ocel
from reports.xes import step, xes
from tests.reports.cases import all_told

PYTHON = os.environ.get("ARYZ_TEST_FOREIGN")
pytestmark = pytest.mark.skipif(PYTHON is None, reason="ARYZ_TEST_FOREIGN names no Python with pm4py (`make foreign`)")


def steps(machine: Machine) -> list[list[str]]:
    """Every step of a machine with its label, and those by which a proceeding begins."""
    initial = machine.table.initial
    found = [
        [f"{trigger}: {state} -> {one.dest}", state, one.dest]
        for (state, trigger), ways in machine.steps.items()
        for one in ways
    ]
    begun = [
        [f"{trigger}: none -> {one.dest}", "none", one.dest]
        for (state, trigger), ways in machine.steps.items()
        for one in ways
        if state == initial
    ]
    stayed = [[f"{kind}: none -> {initial}", "none", initial] for kind in KINDS]
    return sorted({tuple(one): one for one in (*found, *begun, *stayed)}.values())


def read_by_pm4py(folder: Path, logs: list[CaseLog], machines: dict[str, list[list[str]]]) -> dict[str, Any]:
    """What the foreign program finds in these logs."""
    (folder / "log.xes").write_text("".join(xes(logs)), "utf-8")
    (folder / "log.jsonocel").write_text(json.dumps(ocel(logs)), "utf-8")
    (folder / "machines.json").write_text(json.dumps(machines), "utf-8")
    script = Path(__file__).with_name("mining.py")
    done = subprocess.run([str(PYTHON), str(script), str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_pm4py_reads_and_replays(tmp_path: Path) -> None:
    """It finds every trace, event, object and relation, and every proceeding is a path through its machine."""
    logs = [case_log(state, Pseudonyms(b"a secret of the tests")) for state in all_told()]
    machines = {kind.value: steps(machine_of(kind)) for kind in ProceedingKind}
    found = read_by_pm4py(tmp_path, logs, machines)
    written = ocel(logs)
    assert found["traces"] == sum(len(log.proceedings) for log in logs)
    assert found["events"] == found["ocel_events"] == sum(len(log.happenings) for log in logs)
    assert found["in_order"]
    assert found["ocel_objects"] == len(written["objects"])
    assert found["ocel_relations"] == sum(len(one["relationships"]) for one in written["events"])
    assert found["fits"]["complaint"]
    assert all(fit for kind in found["fits"].values() for fit in kind), found["fits"]


def test_a_machine_that_lacks_a_step_does_not_fit(tmp_path: Path) -> None:
    """The replay can fail: without the step from `terminated` by a quashing, cases that were quashed do not fit."""
    logs = [case_log(state, Pseudonyms(b"a secret of the tests")) for state in all_told()]
    kept = [one for one in steps(machine_of(ProceedingKind.COMPLAINT)) if not one[0].startswith("quashed: termination")]
    found = read_by_pm4py(tmp_path, logs, {"complaint": kept})
    assert not all(found["fits"]["complaint"])


def test_step_names_agree() -> None:
    """The labels that the net is built from are those that the log is written with."""
    machine = machine_of(ProceedingKind.COMPLAINT)
    labels = {one[0] for one in steps(machine)}
    logs = [case_log(state, Pseudonyms(b"a secret of the tests")) for state in all_told()]
    moves = [(one.kind, move) for log in logs for one in log.happenings for move in one.moves]
    assert {
        step(kind, move) for kind, move in moves if move.machine == "proceeding" and "trial" in move.after
    } <= labels
