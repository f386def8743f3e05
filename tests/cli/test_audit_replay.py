"""`aryz audit replay`: pages, JSON and HTML of a case, by hand too, and its history against today's code."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory

from cli import audit_replay, failing
from cli.law_of import norms_for
from law.published import BOOK
from lifecycle.board import register_row
from lifecycle.telling import Stamp, fold, judge, open_case, put_sealed, tell
from models.reading import read
from models.records import Entry, Opening, SealedHistory, Teller, TellerRole
from models.register import Append
from store.keys.opening import Place
from store.making import make_store
from store.opening import database_url, open_store
from tests.cli.command import EXAMPLES, ROOT, environment, inside
from tests.replay.recorded import read as read_recorded
from workflows.looking_back import Case
from workflows.replaying import Replayed

DAY = date(2026, 11, 23)
TELLER = Teller(id="u1", role=TellerRole.COORDINATOR)
KEYS = {"case", "records", "head", "erased", "history", "view", "steps"}


def told(name: str) -> tuple[Entry, ...]:
    """A published case, told and judged at the end."""
    chronology = read((EXAMPLES / f"{name}.yaml").read_bytes(), name, DAY)
    opening = Opening(header=chronology.header, law_known_on=BOOK.latest_entry)
    state, entry = open_case(opening, _stamp(0), norms_for(opening))
    entries = [entry]
    for second, event in enumerate(chronology.events, start=1):
        state, entry = tell(state, event, _stamp(second))
        entries.append(entry)
    made = judge(state, DAY, _stamp(59).recorded_at)
    assert made is not None
    return (*entries, made[1])


def _stamp(second: int) -> Stamp:
    return Stamp(f"2026-11-2{3 if second < 10 else 4}T10:00:{second:02}.000000Z", TELLER, f"{second:032x}")


async def _keep(data: Path, entries: tuple[Entry, ...]) -> None:
    keys = Place(data / "keys", environment={})
    await make_store(database_url(data), keys)
    async with await open_store(database_url(data), keys=keys) as store:
        opening = entries[0].payload.opening if entries[0].payload else None
        assert opening is not None
        row = register_row(fold(entries, norms_for(opening)))
        assert await store.ledger.append([Append(case=row.reference, entries=entries, row=row)]) == (None,)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder without a server, with one case."""
    asyncio.run(_keep(tmp_path, told("asv")))
    return tmp_path


def test_all_steps_are_printed(kept: Path) -> None:
    """Without a terminal every record is told, and one line says that no history was replayed, and why."""
    answer = inside(kept, "audit", "replay", "asv")
    lines = answer.out.splitlines()

    assert answer.status == failing.DONE, answer.err
    records = [line for line in lines if line.startswith("Record ")]
    assert [line.split(".")[0] for line in records] == [
        f"Record {n} of {len(records)}" for n in range(1, len(records) + 1)
    ]
    assert lines[-1].startswith("The history was not replayed: no `aryz up` runs on the data folder")


def test_a_page_fits_eighty_columns(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns no line is longer, but where a single word or day is."""
    monkeypatch.setenv("COLUMNS", "80")
    answer = inside(kept, "audit", "replay", "asv", "--no-history")

    assert [line for line in answer.out.splitlines()[:-1] if len(line) > 80] == []


def test_one_step(kept: Path) -> None:
    """A step says what happened, when it was learned, by whom, the states before and after, and when it was judged."""
    answer = inside(kept, "audit", "replay", "asv", "--step", "2", "--no-history")

    assert answer.status == failing.DONE
    assert answer.out.startswith("Record 2 of ")
    for said in ("learned", "told by           coordinator u1", "proceeding/main   none → ", "judged in"):
        assert said in answer.out
    assert "Record 3 of" not in answer.out


@pytest.mark.parametrize("number", ["99", "23456789"])
def test_a_step_that_is_not_there(kept: Path, number: str) -> None:
    """A number beyond the last record is refused with those that there are."""
    answer = inside(kept, "audit", "replay", "asv", "--step", number, "--no-history")

    assert answer.status == failing.FAILED
    assert answer.line.startswith(f"there is no record {number}; the records here are 1 to ")


def test_a_day(kept: Path) -> None:
    """On a day the case is shown as it stood then, with the record that told what had happened last."""
    answer = inside(kept, "audit", "replay", "asv", "--date", "2012-05-24", "--no-history")

    assert answer.status == failing.DONE
    assert answer.out.startswith("Case asv as it stood on 2012-05-24: ")
    assert "Where it stands" in answer.out


def test_as_known(kept: Path) -> None:
    """As known on the first day only what was recorded then is there; before, there is nothing."""
    first = inside(kept, "audit", "replay", "asv", "--known-at", "2026-11-23", "--json", "--no-history").json
    before = inside(kept, "audit", "replay", "asv", "--known-at", "2026-11-22", "--no-history")

    assert len(first["steps"]) == first["view"]["records"] == 10
    assert first["records"] > 10
    assert (before.status, before.line) == (
        failing.FAILED,
        "nothing had been recorded by 2026-11-22 (UTC); the first record is of 2026-11-23",
    )


def test_json_has_fixed_keys_and_bytes(kept: Path) -> None:
    """The JSON is the same each time, with the same keys at every step, as the manual lists them."""
    answers = [inside(kept, "audit", "replay", "asv", "--json", "--no-history") for _ in range(2)]
    said: dict[str, Any] = answers[0].json
    manual = (ROOT / "docs/replay.md").read_text("utf-8")

    assert answers[0].out == answers[1].out
    assert set(said) == KEYS
    assert said["history"] == {"outcome": "not replayed", "why": "that was not asked for (--no-history)", "runs": []}
    keys = {tuple(step) for step in said["steps"]}
    assert len(keys) == 1
    assert [key for key in (*KEYS, *keys.pop()) if f"`{key}`" not in manual] == []


def test_a_page_is_written(kept: Path, tmp_path: Path) -> None:
    """The page holds every step, and nobody but its owner may read it."""
    page = tmp_path / "page.html"
    answer = inside(kept, "audit", "replay", "asv", "--no-history", "--html", str(page))

    assert (answer.status, answer.out) == (failing.DONE, "")
    assert page.read_text("utf-8").count("<article id=") == len(told("asv"))
    assert page.stat().st_mode & 0o077 == 0


def test_a_history_that_is_asked_for_must_be_there(kept: Path) -> None:
    """Asked for, a history that cannot be had is a failure, and nothing is printed."""
    answer = inside(kept, "audit", "replay", "asv", "--history")

    assert (answer.status, answer.out) == (failing.FAILED, "")
    assert answer.line.startswith("no `aryz up` runs on the data folder")


def test_two_places_are_one_too_many(kept: Path) -> None:
    """A step and a day cannot both be shown."""
    assert inside(kept, "audit", "replay", "asv", "--step", "1", "--date", "2012-05-24").status == failing.USAGE


def test_an_unknown_case(kept: Path) -> None:
    """A case that the ledger does not hold is named."""
    answer = inside(kept, "audit", "replay", "nobody", "--no-history")

    assert answer.status == failing.FAILED
    assert answer.line.startswith("no case nobody in this ledger")


def test_a_rewritten_record_is_status_3(kept: Path) -> None:
    """A ledger in which a record was rewritten is not replayed."""
    with closing(sqlite3.connect(kept / "aryz.db")) as connection:
        connection.execute("UPDATE ledger SET body = replace(body, 'coordinator', 'operator') WHERE seq = 5")
        connection.commit()
    answer = inside(kept, "audit", "replay", "asv", "--no-history")

    assert answer.status == failing.BROKEN
    assert answer.line == "case asv, record 5: its content is not what its hash says; it was rewritten"


def test_an_erased_case_is_told_from_its_records(kept: Path) -> None:
    """Where what was told is gone, the records still tell what changed, and say what is gone."""
    with closing(sqlite3.connect(kept / "aryz.db")) as connection:
        connection.execute("DELETE FROM payloads")
        connection.commit()
    whole = inside(kept, "audit", "replay", "asv")
    known = inside(kept, "audit", "replay", "asv", "--known-at", "2026-11-24", "--no-history")
    on = inside(kept, "audit", "replay", "asv", "--date", "2012-05-24", "--no-history")

    assert whole.status == known.status == failing.DONE
    assert "erased: only the record is left" in whole.out
    assert "proceeding/main   none → " in whole.out
    assert "the case was erased, and nobody can read its histories any more" in whole.out
    assert "The case was erased; where its machines stood" in known.out
    assert on.status == failing.FAILED
    assert "was erased" in on.line


def test_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Next, back, a number, a day, as known, back to all, nonsense, beyond the end; q leaves."""
    entries = told("asv")
    opening = entries[0].payload.opening if entries[0].payload else None
    assert opening is not None
    lines = iter(["n\n", "\n", "b\n", "g 7\n", "9\n", "g 99\n", "d 2012-05-24\n", "b\n", "k 2026-11-23\n"])
    more = iter(["g 12\n", "k\n", "g 12\n", "d nonsense\n", "wrong words\n", "q\n", "never asked\n"])
    audit_replay.Session(Case("asv", entries, norms_for(opening))).run(lambda: next(lines, None) or next(more))
    said = capsys.readouterr().out

    shown = [line.split()[1] for line in said.splitlines() if line.startswith("Record ")]
    assert shown[:6] == ["1", "2", "3", "2", "7", "9"]
    assert shown[-1] == "12"
    assert "there is no record 99" in said
    assert "Case asv as it stood on 2012-05-24" in said
    assert "As known on 2026-11-23 (UTC):" in said
    assert "there is no record 12; the records here are 1 to 10" in said
    assert "d 'nonsense' is no day" in said
    assert "not understood: wrong words" in said
    assert next(more) == "never asked\n"


def test_on_a_terminal(kept: Path) -> None:
    """On a terminal it waits after each record, and the end of the input leaves."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "audit", "replay", "asv", "--no-history"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(kept, COLUMNS="80", TERM="dumb"),
    )
    os.close(theirs)
    said = ""
    for answer in ("n\n", "4\n", "q\n"):
        before = len(said)
        until = time.monotonic() + 30
        while "\n> " not in said[before:] and time.monotonic() < until:
            said += os.read(ours, 65_536).decode()
        os.write(ours, answer.encode())
    assert process.wait(30) == failing.DONE
    os.close(ours)

    assert [f"Record {n} of" in said for n in (1, 2, 3, 4)] == [True, True, False, True]


async def _put(data: Path, case: str, run: str, history: bytes) -> None:
    keys = Place(data / "keys", environment={})
    async with await open_store(database_url(data), keys=keys) as store:
        await store.histories.put(case, run, history)


def test_sealed_histories_are_replayed(tmp_path: Path) -> None:
    """Where no server runs, the histories that were sealed into the store are replayed, the oldest run first."""
    recorded = read_recorded("continued")
    asyncio.run(_keep(tmp_path, tuple(recorded.entries)))
    runs = [one.run_id for one in recorded.histories()]
    for run, history in reversed([*zip(runs, recorded.runs, strict=True)]):
        asyncio.run(_put(tmp_path, "continued", run, json.dumps(history).encode()))

    answer = inside(tmp_path, "audit", "replay", "continued", "--step", "1", "--json")

    assert answer.status == failing.DONE, answer.err
    said = answer.json["history"]
    assert said["outcome"] == "same"
    assert [(one["run"], one["place"]) for one in said["runs"]] == [(run, "store") for run in runs]


def test_a_sealed_history_that_is_not_on_record(tmp_path: Path) -> None:
    """A sealed history whose digest is not the one that its record names is not believed."""
    entries = _with_sealed(told("asv"), "r1", "0" * 64)
    asyncio.run(_keep(tmp_path, entries))
    asyncio.run(_put(tmp_path, "asv", "r1", b"{}"))

    answer = inside(tmp_path, "audit", "replay", "asv")

    assert answer.status == failing.BROKEN
    assert answer.line.startswith("case asv: the history of run r1 in the store is not the one that is on record")


def _with_sealed(entries: tuple[Entry, ...], run: str, digest: str) -> tuple[Entry, ...]:
    opening = entries[0].payload.opening if entries[0].payload else None
    assert opening is not None
    state = fold(entries, norms_for(opening))
    return (*entries, put_sealed(state, SealedHistory(run=run, sha256=digest, events=3), _stamp(59))[1])


def test_a_sealed_history_of_another_ledger(kept: Path) -> None:
    """A history that leads to other records than those of the ledger differs, and the status says so."""
    recorded = read_recorded("asv")
    run = WorkflowHistory.from_json(recorded.workflow, recorded.runs[0]).run_id
    asyncio.run(_put(kept, "asv", run, json.dumps(recorded.runs[0]).encode()))

    answer = inside(kept, "audit", "replay", "asv", "--step", "1", "--json", "--history")

    assert answer.status == failing.BROKEN
    (one,) = answer.json["history"]["runs"]
    assert (one["run"], one["place"], one["outcome"]) == (run, "store", "differs")
    assert "case asv: a history does not replay" in answer.err


@pytest.mark.server
def test_a_running_case_is_the_same(running: Path) -> None:
    """The history of a running case replays under today's code and leads to its ledger."""
    answer = inside(running, "audit", "replay", "gerasimov", "--step", "1", "--history", "--json")

    assert answer.status == failing.DONE, answer.err
    assert answer.json["history"]["outcome"] == "same"
    last = answer.json["history"]["runs"][-1]
    assert set(last) == set(Replayed.__slots__)
    assert last["head"] == answer.json["head"]
