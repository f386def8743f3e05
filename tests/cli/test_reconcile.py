"""Ledger, register and Temporal are compared: each way in which they can differ is named, and nothing else."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.server import free_port
from lifecycle.board import register_row
from lifecycle.comparing import Runs, Seen, differences
from models.messages import Health
from models.register import BoardRow
from tests.cli.command import EXAMPLES, Answer, inside, up
from tests.replay.recorded import read
from tests.servers import TEMPORAL
from tests.workflows.stories import told_by

Run = Callable[..., Answer]
CASES = ("abdiev", "asv", "boboev", "gerasimov", "tyan")


@pytest.mark.server
@pytest.mark.slow
def test_each_difference_is_named(tmp_path: Path) -> None:
    """A whole installation agrees; then each case says what is wrong with it, and how to go on."""
    data, port = tmp_path / "data", free_port()
    with up(data, port):
        assert inside(data, "import", *(str(EXAMPLES / f"{case}.yaml") for case in CASES)).status == 0
        agreed = _agreed(data)
        assert agreed.out == "compared 5 cases: ledger, register and workflows agree\n"
        assert inside(data, "audit", "reconcile", "asv").out.startswith("compared 1 case")
        with contextlib.closing(sqlite3.connect(data / "aryz.db", timeout=20)) as connection, connection:
            connection.execute("UPDATE register SET phase = 'trial', quashed = 9 WHERE reference = 'abdiev'")
            connection.execute("UPDATE register SET records = records - 1 WHERE reference = 'asv'")
            connection.execute("DELETE FROM duties WHERE reference = 'boboev'")
            connection.execute("DELETE FROM register WHERE reference = 'boboev'")
            connection.execute("INSERT INTO histories VALUES ('tyan', 'run-of-nobody', x'00')")
        command = ["workflow", "terminate", "--workflow-id", "case/gerasimov", "--address", f"127.0.0.1:{port}"]
        subprocess.run([TEMPORAL, *command], check=True, capture_output=True, timeout=30)

        answer = inside(data, "audit", "reconcile")
        assert answer.status == 3
        lines = answer.out.splitlines()
        assert lines[-1] == "compared 5 cases: 5 differ"
        for case, said in (
            ("abdiev", "the register says otherwise than the ledger tells: phase, quashed"),
            ("asv", "the register counts "),
            ("boboev", "records, the register does not know it"),
            ("gerasimov", "its workflow is terminated"),
            ("tyan", "run-of-nobody"),
        ):
            assert sum(line.startswith(f"case {case}: ") and said in line for line in lines) == 1, (case, lines)
        plain = inside(data, "audit", "reconcile", "asv", "--json")
        assert plain.status == 3
        assert plain.json["compared"] == 1
        assert set(plain.json["differences"][0]) == {"case", "difference", "remedy"}
        unknown = inside(data, "audit", "reconcile", "nobody")
        assert (unknown.status, unknown.line.startswith("no case nobody")) == (1, True)


def _agreed(data: Path) -> Answer:
    """The answer when everything that was under way has arrived."""
    until = time.monotonic() + 60
    while (answer := inside(data, "audit", "reconcile")).status:
        assert time.monotonic() < until, answer.out + answer.err
    return answer


def test_without_a_server(here: Run) -> None:
    """There is nothing to compare with where no server runs, and that is said."""
    answer = here("audit", "reconcile")
    assert answer.status == 1
    assert answer.line


RECORDED = read("closed")
HEALTH = RECORDED.health


def seen(**other: object) -> Seen:
    """A recorded case that was closed, as all three have it, but for what is given."""
    state = told_by(RECORDED.entries)
    row = BoardRow.model_validate({**register_row(state).model_dump(), "updated_at": "2026-11-23T10:00:00.000000Z"})
    named = {
        entry.payload.history.run: entry.payload.history.sha256
        for entry in RECORDED.entries
        if entry.payload and entry.payload.history
    }
    values = {
        "case": "closed",
        "entries": RECORDED.entries,
        "state": state,
        "row": row,
        "runs": Runs.RUNNING,
        "health": HEALTH,
        "kept": named,
    }
    return Seen(**(values | other))  # type: ignore[arg-type]


def health(**other: object) -> Health:
    """What the case answered, but for what is given."""
    return HEALTH.model_copy(update=other)


def test_a_case_that_agrees() -> None:
    """The three views of a recorded case agree, its sealed history included."""
    assert differences(seen()) == ()
    assert seen().kept


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"health": health(records=HEALTH.records - 2)}, "the server's database has lost some"),
        ({"health": health(records=HEALTH.records + 2)}, "the workflow has handed over"),
        ({"health": health(records=HEALTH.records + 2, waiting=2)}, "2 records wait for the ledger"),
        ({"health": health(head="1" * 64)}, "the workflow has another record"),
        ({"health": health(halted="another record")}, "is halted: another record"),
        ({"health": None}, "its workflow gave no answer"),
        ({"runs": Runs.UNKNOWN, "health": None}, "the server knows no workflow of it"),
        ({"runs": Runs.TIMED_OUT, "health": None}, "its workflow is timed out"),
        ({"row": None}, "the register does not know it"),
        ({"state": None}, "do not tell a case"),
        ({"kept": {}}, "is not in the store"),
        ({"kept": dict.fromkeys(seen().kept)}, "does not open"),
        ({"kept": dict.fromkeys(seen().kept, "2" * 64)}, "is another one in the store"),
        ({"kept": {**seen().kept, "other": "2" * 64}}, "the history of run other is in the store, no record names it"),
        ({"keyless": True}, "its key was destroyed, and its ledger does not say so"),
        ({"entries": (), "kept": {}, "health": health(records=1, waiting=1)}, "the ledger holds none"),
    ],
)
def test_what_differs_is_said(other: dict[str, object], said: str) -> None:
    """Each difference gives one line that names the case, what is different, and what to do."""
    found = differences(seen(**other))
    assert any(said in one.what for one in found), found
    assert all(str(one).startswith("case closed: ") and "; " in str(one) and "{" not in str(one) for one in found)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, None),
        ({"keyless": False}, "its key still exists"),
        ({"kept": {"r": "2" * 64}}, "1 of its histories are still in the store"),
        ({"runs": Runs.RUNNING}, "its workflow runs"),
        ({"row": None}, "the register does not"),
    ],
)
def test_an_erased_case(other: dict[str, object], said: str | None) -> None:
    """Of an erased case only that is asked: that it is gone, and that nothing of it runs."""
    erased = read("erased").entries
    entries = tuple(entry.model_copy(update={"payload": None}) for entry in erased)
    row = seen().row
    assert row is not None
    gone = row.model_copy(update={"erased_at": "2026-11-23T10:00:00.000000Z"})
    values = {"entries": entries, "row": gone, "runs": Runs.COMPLETED, "health": None, "kept": {}, "keyless": True}
    found = differences(seen(**(values | other)))
    assert [said is not None and said in one.what for one in found] == ([True] if said else []), found
