"""The daily work against a running `aryz up`: import, tell, show, list, assign, verify."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sqlite3
from pathlib import Path
from unittest import mock

import pytest

from cli import failing
from cli.event_words import event_of
from cli.telling import Make, told_to
from models.assessment import Assessment
from settings import Settings
from tests.cli.command import EXAMPLES, environment
from tests.cli.command import inside as aryz

pytestmark = pytest.mark.server

HEADER = ("--body", "police:police:city:mia", "--body", "prosecutor:prosecutor:city:gpo", "--accused", "police")


@pytest.fixture(scope="module")
def spring(running: Path) -> str:
    """A case with one complaint in it, for tests that only add to it."""
    assert aryz(running, "case", "open", "spring-2024", *HEADER, "--region", "KZ-KUS").status == 0
    told = ("complaint_lodged", "--date", "2024-03-29", "--by", "relative", "--to", "prosecutor")
    assert aryz(running, "case", "tell", "spring-2024", *told).status == 0
    return "spring-2024"


def test_an_import_twice_tells_nothing_new(running: Path) -> None:
    """What a case knows is never told again."""
    again = aryz(running, "import", str(EXAMPLES / "gerasimov.yaml"))
    machine = aryz(running, "import", str(EXAMPLES / "gerasimov.yaml"), "--json").json["cases"]

    assert (again.status, again.err) == (0, "")
    assert again.out == "nothing new: 1 case knows all of it already\n"
    assert [(one["case"], one["opened"], one["told"], one["known"]) for one in machine] == [("gerasimov", False, 0, 65)]


def test_a_grown_file_is_amended_and_told_on(running: Path, tmp_path: Path) -> None:
    """More bodies amend the case, more events are told, and what was known stays as it was."""
    path = tmp_path / "grown.yaml"
    head = "format: aryz.chronology/1\ncase: {reference: grown, jurisdiction: KZ}\n"
    path.write_text(f"{head}events:\n  - {{id: e1, kind: noted, date: 2024-01-01}}\n")
    first = aryz(running, "import", str(path))
    bodies = "bodies:\n  - {id: court, kind: court}\n"
    events = (
        "events:\n  - {id: e1, kind: noted, date: 2024-01-01}\n  - {id: e2, kind: noted, date: 2024-01, after: e1}\n"
    )
    path.write_text(f"{head}{bodies}{events}")
    second = aryz(running, "import", str(path))

    assert first.out == "grown: opened, 1 event told\n"
    assert second.out == "grown: amended, 1 event told (1 known already)\n"


def test_changed_content_is_refused_and_others_go_on(running: Path, tmp_path: Path) -> None:
    """An event whose words were changed is refused with the reason; another file of the same import is told."""
    changed = tmp_path / "changed.yaml"
    text = (EXAMPLES / "gerasimov.yaml").read_text()
    changed.write_text(text.replace('date: 2007-03-28\n    at: "18:00"', 'date: 2007-03-28\n    at: "18:30"'))
    answer = aryz(running, "import", str(changed), str(EXAMPLES / "tyan.yaml"))

    last = answer.err.splitlines()[-1]  # before it how far it has come, on a slow machine

    assert answer.status == failing.FAILED
    assert "tyan: opened, 32 events told" in answer.out
    assert "gerasimov: refused, nothing of it was told" in answer.out
    assert re.match(rf"aryz: {changed}:\d+: event e04: this id was told before with other content; ", last)


def test_a_file_that_is_refused_leaves_no_trace(running: Path, tmp_path: Path) -> None:
    """Where a case knows one event otherwise, neither new events nor new bodies of the file are told."""
    path = tmp_path / "whole.yaml"
    head = "format: aryz.chronology/1\ncase: {reference: whole, jurisdiction: KZ}\n"
    path.write_text(f"{head}events:\n  - {{id: e1, kind: noted, date: 2024-01-01}}\n")
    assert aryz(running, "import", str(path)).status == 0
    before = aryz(running, "case", "show", "whole", "--json").json["ledger"]
    rows = (
        "  - {id: e0, kind: noted, date: 2023-01-01}\n",
        "  - {id: e1, kind: noted, date: 2024-01-02}\n",
        "  - {id: e2, kind: noted, date: 2024-01-03}\n",
    )
    path.write_text(f"{head}bodies: [{{id: p, kind: police}}]\nevents:\n{''.join(rows)}")
    answer = aryz(running, "import", str(path), "--json")

    assert answer.status == failing.FAILED
    assert [(one["told"], one["amended"]) for one in answer.json["cases"]] == [(0, False)]
    assert answer.line.startswith(f"{path}:6: event e1: this id was told before with other content")
    assert aryz(running, "case", "show", "whole", "--json").json["ledger"] == before


def test_a_circle_is_told_as_one(running: Path, tmp_path: Path) -> None:
    """Events that refer to each other come into a case together."""
    path = tmp_path / "circle.yaml"
    path.write_text(
        "format: aryz.chronology/1\ncase: {reference: circle, jurisdiction: KZ}\nevents:\n"
        "  - {id: e1, kind: noted, date: 2024-01-01, target: e3}\n"
        "  - {id: e2, kind: noted, date: 2024-01-02}\n"
        "  - {id: e3, kind: noted, date: 2024-01-03, target: e1}\n"
    )

    assert aryz(running, "import", str(path)).out == "circle: opened, 3 events told\n"


def test_a_dry_run_tells_nothing(running: Path) -> None:
    """A dry run reads and checks, and the case is not there afterwards."""
    answer = aryz(running, "import", "--dry-run", str(EXAMPLES / "asv.yaml"))

    assert answer.status == 0
    assert "asv: 20 events to tell" in answer.out
    assert aryz(running, "case", "show", "asv").status == failing.FAILED


def test_telling_gives_a_receipt(running: Path, spring: str) -> None:
    """An accepted event is answered with its place in the ledger, where the case stands, and what is due next."""
    told = ("registered", "--date", "2024-04-01", "--by", "official:prosecutor", "--summary", "n")
    answer = aryz(running, "case", "tell", spring, *told, "--json")
    receipt = answer.json[0]

    assert receipt["event"].startswith("e")
    assert len(receipt["hash"]) == 64
    assert receipt["record"] >= 3
    assert {"phase", "state", "due", "raised", "cleared"} <= receipt.keys()


def test_telling_again_changes_nothing(running: Path, spring: str) -> None:
    """The same event under the same id gets the same receipt."""
    told = ("noted", "--date", "2024-05-01", "--id", "again-1", "--json")
    first, second = (aryz(running, "case", "tell", spring, *told).json[0] for _ in range(2))

    assert (first["record"], first["hash"]) == (second["record"], second["hash"])
    assert (first["repeated"], second["repeated"]) == (False, True)


def test_the_impossible_is_refused_with_what_may_happen(running: Path, spring: str) -> None:
    """A refusal is one line: what is wrong, what there is, what may happen next. Nothing is changed."""
    before = aryz(running, "case", "show", spring, "--json").json["ledger"]
    answer = aryz(
        running, "case", "tell", spring, "quashed", "--date", "2024-05-02", "--by", "judge", "--target", "e99"
    )

    assert answer.status == failing.FAILED
    assert "target e99 was never told" in answer.line
    assert "what may happen next:" in answer.line
    assert aryz(running, "case", "show", spring, "--json").json["ledger"] == before


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (("forwardd", "--date", "2024-01-01"), "kind: forwardd is no kind of event; did you mean forwarded?"),
        (("noted", "--date", "2024-13-01"), "date: 2024-13-01 is a day that does not exist"),
        (("noted", "--date", "2024-01-01", "--set", "foo=1"), "foo: is no key of an event"),
        (("noted", "--date", "2024-01-01", "--set", "summary"), "--set 'summary' is no key=value"),
        (("noted", "--date", "2199-01-01"), "date 2199-01-01 has not come yet"),
        (("forwarded", "--date", "2024-04-02", "--to", "prosecutor"), "forwarded needs by"),
    ],
)
def test_what_is_wrong_in_an_event_is_named(running: Path, spring: str, told: tuple[str, ...], line: str) -> None:
    """A mistake in an event is told in one line with what would be right."""
    answer = aryz(running, "case", "tell", spring, *told)

    assert answer.status in {failing.FAILED, failing.USAGE}
    assert line in answer.line


def test_events_come_from_a_file_too(running: Path, spring: str) -> None:
    """A list of events on standard input, YAML or JSON, is told in its order; a fault names its line."""
    told = "- {id: f1, kind: noted, date: 2024-05-03}\n- {id: f2, kind: noted, date: 2024-05-04, target: f1}\n"
    listed = aryz(running, "case", "tell", spring, "--file", "-", "--json", given=told).json
    more = json.dumps([{"id": "f3", "kind": "noted", "date": "2024-05-05"}])
    again = aryz(running, "case", "tell", spring, "--file", "-", given=more)
    wrong = aryz(running, "case", "tell", spring, "--file", "-", given="- id: f4\n  kind: notd\n  date: 2024-01-01\n")

    assert [one["event"] for one in listed] == ["f1", "f2"]
    assert again.status == 0
    assert wrong.line.startswith("standard input:2: event f4: kind: notd is no kind of event")


def test_a_term_that_waits_for_a_day_is_hinted_at(running: Path) -> None:
    """A refusal told without the day on which it was learned says that the time to appeal runs from that day."""
    assert aryz(running, "case", "open", "hinted", *HEADER).status == 0
    refused = ("opening_refused", "--date", "2026-11-18", "--by", "official:police")
    without = aryz(running, "case", "tell", "hinted", *refused, "--id", "r1")
    machine = aryz(running, "case", "tell", "hinted", *refused, "--id", "r2", "--json")
    known = aryz(running, "case", "tell", "hinted", *refused, "--known-on", "2026-11-20")
    early = aryz(running, "case", "tell", "hinted", *refused, "--known-on", "2026-11-02")
    mended = aryz(
        running, "case", "tell", "hinted", "corrected", "--target", "r1", "--known-on", "2026-11-20", "--json"
    )

    assert "\nhint: r1: the time to appeal runs from the day you learned of it (cpc-106-5-" in without.out
    assert "tell hinted corrected --target r1 --known-on DAY`" in without.out
    assert machine.line.startswith("r2: the time to appeal runs from the day you learned of it")
    assert "hint: " not in known.out
    assert "known_on: 2026-11-02 lies before 2026-11-18, when it happened" in early.out
    assert ("r1", "2026-12-07T24:00") in {(due["anchor"], due["due"]) for due in mended.json[0]["due"]}


def test_many_tell_at_once_and_nobody_needs_an_id(running: Path) -> None:
    """Those who tell a case at the same moment get a number each."""
    assert aryz(running, "case", "open", "crowded", *HEADER).status == 0

    async def all_of_them() -> list[str]:
        told = (told_to(Settings(data=running), "crowded", _noted(at), None, asks=True) for at in range(12))
        return [receipt.event or "" for one in await asyncio.gather(*told) for _, receipt in one]

    with mock.patch.dict(os.environ, environment(running), clear=True):
        assert sorted(asyncio.run(all_of_them())) == [f"e{at:02d}" for at in range(1, 13)]


def _noted(at: int) -> Make:
    words = {"kind": "noted", "date": "2024-01-01", "summary": f"the {at}th"}
    return lambda id_, place: (event_of({"id": id_, **words}, [], place),)


def test_an_assigned_lawyer_is_on_the_board(running: Path, spring: str) -> None:
    """A case that is given to a lawyer shows it, by account and never by name."""
    assert aryz(running, "case", "assign", spring, "lawyer-07").status == 0
    mine = aryz(running, "case", "list", "--lawyer", "lawyer-07", "--json").json

    assert [line["case"] for line in mine] == [spring]
    assert ", lawyer lawyer-07, " in aryz(running, "case", "show", spring).out
    assert "lawyer-07" not in aryz(running, "case", "show", spring, "--as-of", "2024-05-01").out.splitlines()[1]
    assert aryz(running, "case", "assign", spring, "Anna Akhmatova").status == failing.USAGE


def test_show_travels_in_time(running: Path) -> None:
    """As of an earlier day fewer events have happened; as recorded by an earlier day nothing was known."""
    now, then = (
        aryz(running, "case", "show", "gerasimov", "--json", *more).json for more in ((), ("--as-of", "2007-06-01"))
    )
    unknown = aryz(running, "case", "show", "gerasimov", "--json", "--known-at", "2020-01-01").json
    text = aryz(running, "case", "show", "gerasimov", "--as-of", "2007-06-01").out

    assert now["ledger"]["records"] >= 66
    assert then["counts"]["events"] < now["counts"]["events"] == 65
    assert unknown["counts"]["events"] == unknown["ledger"]["records"] == 0
    assert f"\nLedger as it stands now: {now['ledger']['records']} records" in text
    assert Assessment.model_validate(now).posture["main"].state == "terminated"


def test_show_and_assess_agree(running: Path) -> None:
    """A case that was imported is judged as its file is."""
    day = ("--as-of", "2012-05-24", "--json")
    shown = aryz(running, "case", "show", "gerasimov", *day).json
    assessed = aryz(running, "assess", str(EXAMPLES / "gerasimov.yaml"), *day).json

    for obligation in (*shown["obligations"], *assessed["obligations"]):
        del obligation["passed_on_record"]  # a file has no record
    for key in ("posture", "tracks", "obligations", "warnings", "counts"):
        assert shown[key] == assessed[key]


def test_show_tells_the_story(running: Path) -> None:
    """The view for people has the timeline with both times, where it stands, what is due, and the ledger's head."""
    out = aryz(running, "case", "show", "gerasimov").out

    for part in ("What happened", "recorded", "Where it stands", "What is due", "Mind", "Ledger: "):
        assert part in out


def test_the_board_has_every_case(running: Path, spring: str) -> None:
    """The board lists cases with stable keys, and filters pick among them."""
    lines = {line["case"]: line for line in aryz(running, "case", "list", "--json").json}

    assert lines["gerasimov"]["refused"] == 4
    assert lines["gerasimov"]["standing"] == "overdue"
    assert lines["gerasimov"]["overdue"]["due"] == "2012-08-22T24:00"
    assert lines[spring]["region"] == "KZ-KUS"
    assert [line["case"] for line in aryz(running, "case", "list", "--region", "KZ-KUS", "--json").json] == [spring]
    assert "gerasimov" in aryz(running, "case", "list", "--overdue").out
    assert aryz(running, "case", "list", "--state", "opening refused", "--lawyer", "x").out == "no case is like that\n"


def test_what_is_due_and_what_may_come(running: Path) -> None:
    """Deadlines of all cases come in one list, and a case says what the law expects next."""
    due = aryz(running, "case", "due", "gerasimov", "--overdue", "--json").json
    following = aryz(running, "case", "next", "gerasimov", "--json").json

    assert [(one["rule"], one["overdue"]) for one in due] == [("cat-follow-up-90", True)]
    assert "resumed" in following["next"]["main"]
    assert aryz(running, "case", "due", "nobody").status == failing.FAILED


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nobody"),
        ("next", "nobody"),
        ("retry", "nobody"),
        ("assign", "nobody", "lawyer-07"),
        ("tell", "nobody", "noted", "--date", "2024-01-01"),
        ("tell", "nobody", "noted", "--date", "2024-01-01", "--id", "e01"),
        ("hold", "nobody", "--reason", "court_order"),
        ("erase", "nobody", "--reason", "consent_withdrawn", "--yes"),
    ],
)
def test_an_unknown_case_is_one_line(running: Path, arguments: tuple[str, ...]) -> None:
    """A case that is not there is named, with where to look; no key is left behind for it."""
    answer = aryz(running, "case", *arguments)

    assert answer.status == failing.FAILED
    assert "no case nobody" in answer.line
    with contextlib.closing(sqlite3.connect(running / "keys" / "cases.db")) as connection:
        assert ("nobody",) not in connection.execute("SELECT reference FROM case_keys").fetchall()


def test_no_key_is_made_to_adopt_a_law(running: Path) -> None:
    """Nor is one made where another command seals a message for a case that is not there."""
    answer = aryz(running, "law", "adopt", "--known-on", "2026-11-23", "nobody")

    assert (answer.status, "no case nobody" in answer.line) == (failing.FAILED, True)
    with contextlib.closing(sqlite3.connect(running / "keys" / "cases.db")) as connection:
        assert ("nobody",) not in connection.execute("SELECT reference FROM case_keys").fetchall()


def test_the_ledger_verifies(running: Path, spring: str) -> None:
    """Every chain holds; a case that is not there is a failed verification."""
    everything = aryz(running, "audit", "verify", "--json")
    nobody = aryz(running, "audit", "verify", "nobody")

    assert everything.status == 0
    assert everything.json["verified"] == everything.json["of"] >= 2
    assert {"gerasimov", spring} <= {one["case"] for one in everything.json["cases"]}
    assert (nobody.status, nobody.line) == (failing.BROKEN, "case nobody: there is no such case")


def test_a_folder_in_use_is_not_taken(running: Path) -> None:
    """A second `aryz up` on the same folder ends at once and names the first."""
    answer = aryz(running, "up")
    pid = json.loads((running / "running.json").read_text())["pid"]

    assert (answer.status, answer.out) == (failing.FAILED, "")
    assert answer.line == f"data folder {running} is in use by another `aryz up` (pid {pid})"


def test_a_port_that_is_taken_is_named(running: Path, tmp_path: Path) -> None:
    """An `aryz up` that cannot have its port says which, and starts nothing."""
    port = json.loads((running / "running.json").read_text())["address"].rpartition(":")[2]
    answer = aryz(tmp_path / "other", "up", "--port", port)

    assert answer.status == failing.FAILED
    assert answer.line.startswith(f"port {port} is taken (for the server); choose another with --port")
    assert not (tmp_path / "other" / "running.json").exists()
