"""A person is erased from a real installation: from every file of it, and from an older copy that is restored."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.server import free_port
from store.keys.opening import Place, open_keys
from tests.cli.command import Answer, inside, up
from tests.searching import hits

Run = Callable[..., Answer]

NAME = "Zhamilyakhon Qanarova"
STORY = f"""
format: aryz.chronology/1
case: {{reference: canary, title: "{NAME} and the police", jurisdiction: KZ}}
bodies:
  - {{id: police, name: "Police of {NAME}", kind: police, level: city, under: mia}}
proceedings: [{{id: main, kind: complaint}}]
accused: [police]
events:
  - {{id: e1, kind: complaint_lodged, date: 2024-03-01, by: {{role: victim, name: "{NAME}"}}, to: police,
     summary: "{NAME} was beaten", source: "letter of {NAME}"}}
  - {{id: e2, kind: opening_refused, date: 2024-03-05, by: {{role: official, body: police}}, summary: "{NAME} lies"}}
  - {{id: e3, kind: closed, date: 2024-03-09, by: {{role: victim}}, summary: "{NAME} gives up"}}
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """The file of a case with a name in it."""
    path = tmp_path / "canary.yaml"
    path.write_text(STORY)
    return path


def test_the_search_finds(tmp_path: Path) -> None:
    """The search sees the word as it stands, in UTF-16, as JSON and in base64 at each place, and nothing else."""
    written = [
        NAME.encode(),
        NAME.encode("utf-16-le"),
        *(base64.b64encode(b"x" * before + NAME.encode() + b"yz") for before in range(3)),
    ]
    for number, form in enumerate(written):
        (tmp_path / f"{number}.bin").write_bytes(b"some" + form + b"more")
    (tmp_path / "none.bin").write_bytes(NAME[1:].encode())
    assert hits(tmp_path, NAME, "absent") == {f"{number}.bin": [NAME] for number in range(len(written))}


@pytest.mark.server
@pytest.mark.slow
def test_a_person_is_erased(tmp_path: Path, story: Path) -> None:
    """Nobody can read the name any more: not by any command, not in any file, not in an older copy that is restored."""
    data, copy, old = tmp_path / "data", tmp_path / "copy", tmp_path / "old"
    with up(data, free_port()):
        assert inside(data, "import", str(story)).status == 0
        assert NAME in inside(data, "case", "show", "canary").out
    assert hits(data, NAME) == {}
    shutil.copytree(data, old)

    with up(data, free_port()) as process:
        _cannot_be_erased(data)
        answer = inside(data, "case", "erase", "canary", "--reason", "consent_withdrawn", "--yes")
        assert answer.status == 0, answer.err
        assert "case canary was erased on 20" in answer.out
        _erased(data, story)
        assert inside(data, "case", "erase", "canary", "--reason", "again", "--yes", "--json").json["reason"] == (
            "consent_withdrawn"
        )
        _exported(data, tmp_path / "canary.zip")
        said = _last_words(process)
    assert "Traceback" not in said, said
    assert said.splitlines()[-1] == "Stopped. Everything acknowledged is kept."
    _erased(data, story, running=False)
    assert hits(data, NAME) == {}
    assert _rows(data, "payloads") == _rows(data, "histories") == 0
    assert inside(data, "audit", "verify").status == 0

    shutil.copytree(old, copy)
    assert NAME in inside(copy, "case", "show", "canary").out  # an older copy with its own keys still reads
    _reconcile(copy, data)
    shown = inside(copy, "case", "show", "canary")
    assert (shown.status, NAME in shown.out + shown.err) == (1, False)
    assert "case canary was erased on 20" in shown.line
    assert "This copy of the ledger is older than that" in shown.line
    with up(copy, free_port()):
        assert inside(copy, "case", "tell", "canary", "noted", "--date", "2024-04-01").status == 1
        answer = inside(copy, "case", "erase", "canary", "--reason", "consent_withdrawn", "--yes")
        assert answer.status == 0, answer.err
        _erased(copy, story)
    assert hits(copy, NAME) == {}
    assert inside(copy, "audit", "verify").status == 0


def _cannot_be_erased(data: Path) -> None:
    """A legal hold prevents it."""
    absent = inside(data, "case", "erase", "nosuch", "--reason", "consent_withdrawn", "--yes")
    assert (absent.status, "no case nosuch" in absent.line) == (1, True)
    assert inside(data, "case", "hold", "canary", "--reason", "court_order").status == 0
    refused = inside(data, "case", "erase", "canary", "--reason", "consent_withdrawn", "--yes")
    assert refused.status == 1
    assert refused.line == "case canary: may not be erased, a legal hold lies on it (court_order); release it first"
    assert NAME in inside(data, "case", "show", "canary").out
    assert inside(data, "case", "release", "canary").out == "case canary: the legal hold is released\n"


def _erased(data: Path, story: Path, *, running: bool = True) -> None:
    """Every command says so, and none says the name."""
    shown = inside(data, "case", "show", "canary")
    assert shown.status == 1
    assert "case canary was erased by record " in shown.line
    assert " for consent_withdrawn; what was told in it cannot be read any more" in shown.line
    counted = inside(data, "case", "list", "--json")
    assert [one["events"] for one in counted.json] == [3]
    answers = [shown, counted, inside(data, "audit", "verify")]
    assert answers[-1].status == 0, answers[-1].err
    if running:
        told = inside(data, "case", "tell", "canary", "noted", "--date", "2024-04-01")
        again = inside(data, "import", str(story))
        assert (told.status, again.status) == (1, 1)
        assert "case canary" in told.line
        assert "was erased on" in told.line
        answers += [told]
    assert not any(NAME in answer.out + answer.err for answer in answers)


def _exported(data: Path, out: Path) -> None:
    """A bundle of it can be had; that it takes no record of that is said as what it is."""
    answer = inside(data, "audit", "export", "canary", "--out", str(out))
    assert answer.status == 0, answer.err
    assert "erased cases take no more records: this export is not on record" in answer.err
    assert "on the record of the case" not in answer.err
    out.unlink()


def _last_words(process: subprocess.Popen[str]) -> str:
    """What `aryz up` had to say until it was ended."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=30)[0]


def _rows(data: Path, table: str) -> int:
    with contextlib.closing(sqlite3.connect(data / "aryz.db")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 (our own names)


def _reconcile(copy: Path, data: Path) -> None:
    """Teach the keys of an older copy what was destroyed since."""

    async def taught() -> tuple[str, ...]:
        async with (
            await open_keys(Place(data / "keys", environment={})) as known,
            await open_keys(Place(copy / "keys", environment={})) as older,
        ):
            return await older.reconcile(await known.tombstones())

    assert asyncio.run(taught()) == ("canary",)


def test_what_is_wrong_usage(here: Run) -> None:
    """A sentence as a reason, and nobody to ask, are refused before anything is touched."""
    wrong = here("case", "erase", "canary", "--reason", f"{NAME} asked", "--yes")
    assert (wrong.status, NAME in wrong.err) == (2, False)
    assert "a code of 1 to 40" in wrong.line
    assert "say --yes if it is meant" in here("case", "erase", "canary", "--reason", "asked").line
    assert here("case", "hold", "canary", "--reason", "Two words").status == 2
