"""What every command line keeps to: exit status, one clear line, no traceback, plain text where nobody looks."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cli import failing
from cli.console import clean
from cli.failing import status_of
from models.errors import IntegrityError, StoreError
from store.engine import database_url
from store.faults import as_store_error
from store.keys.opening import Place
from store.making import make_store
from tests.cli.command import EXAMPLES, ROOT, environment
from tests.cli.conftest import Run

NOTED = ("case", "tell", "abc", "noted", "--date", "2024-01-01")
GERASIMOV = str(EXAMPLES / "gerasimov.yaml")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nonsense",), "No such command 'nonsense'. Try: aryz --help"),
        (("assess",), "Missing argument 'FILE...'. Try: aryz assess --help"),
        (("up", "--port", "99999"), "Invalid value for '--port'"),
        (("assess", GERASIMOV, "--as-of", "2012-02-30"), "--as-of '2012-02-30' is no day; write it as 2007-03-29"),
        (("assess", GERASIMOV, "--as-of", "20120524"), "--as-of '20120524' is no day"),
        (("--as", "a b", "case", "tell", "abc", "noted", "--date", "2024"), "--as or ARYZ_ACCOUNT: an account is"),
        (("case", "tell", "abc"), "say what happened: a KIND, or --file FILE"),
        (("case", "open"), "name the case: a REFERENCE, or --file FILE"),
        (
            ("case", "due", "--within", "99999999999"),
            "Invalid value for '--within': Input should be less than or equal",
        ),
        (("case", "list", "--limit", "9" * 30), "Invalid value for '--limit': Input should be less than or equal"),
        (("case", "list", "--sort", "foo"), "Invalid value for '--sort': 'foo' is not one of 'reference', 'opened'"),
        (("case", "list", "--phase", "foo"), "--phase 'foo' is none; one of: registration, forwarding, classification"),
        (("case", "list", "--state", "foo"), "--state 'foo' is none; one of: alleged, lodged, received, registered"),
        (("case", "list", "--region", "foo"), "--region 'foo' is no code of a region; write one of ISO 3166-2"),
        (
            ("case", "list", "--region", "KZ-ABC"),
            "--region 'KZ-ABC' is no region of KZ; its regions are KZ- with one of",
        ),
        (("case", "open", "abc", "--region", "KZ-1"), "--region 'KZ-1' is no region of KZ"),
        ((*NOTED, "--address", "nonsense"), "--address or TEMPORAL_ADDRESS: 'nonsense' is no address; write HOST:PORT"),
        ((*NOTED, "--address", "a:b:7233"), "'a:b:7233' is no address"),
        ((*NOTED, "--address", "[::"), "'[::' is no address"),
        ((*NOTED, "--address", "localhost:99999"), "'localhost:99999' is no address"),
        (("case", "open", "abc", "--body", "mvd"), "--body 'mvd': write id:kind[:level][:under]"),
        (("law", "list", "--kind", "foo"), "--kind 'foo' has no rules; the kinds are"),
        (("law", "term", "cpc-105-2-prosecutor-terms", "--from", "yesterday"), "--from 'yesterday' is no day"),
    ],
)
def test_wrong_usage_is_status_2(here: Run, arguments: tuple[str, ...], line: str) -> None:
    """A command line that cannot be meant ends with 2 and one line that says what would be right."""
    answer = here(*arguments)

    assert answer.status == failing.USAGE
    assert line in answer.line
    assert answer.out == ""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("assess", "nowhere.yaml"), "nowhere.yaml: there is no such file"),
        (("assess", str(ROOT)), "is a folder; name the chronology files in it"),
        (("assess", "nul\0.yaml"), "cannot be read (is no name of a file)"),
        (("import", GERASIMOV), "cases.db: there is no such file; run `aryz up`"),
        (("case", "list"), "there is no such file; run `aryz up`"),
        (("case", "show", "gerasimov"), "there is no such file; run `aryz up`"),
        (("audit", "verify"), "there is no such file; run `aryz up`"),
        (("up", "--data", "/proc/aryz"), "data folder /proc/aryz cannot be used"),
        (("law", "show", "cpc-105-2-prosecutor"), "no rule 'cpc-105-2-prosecutor'; close to it: cpc-105-2-pro"),
        (("law", "show", "cpc-105-2-prosecutor-terms", "--on", "1990-01-01"), "no version in force on 1990-01-01"),
    ],
)
def test_a_failure_is_status_1(
    here: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], line: str
) -> None:
    """What cannot be done ends with 1 and one line that says why and what to do."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")

    answer = here(*arguments)

    assert answer.status == failing.FAILED
    assert line in answer.line
    assert answer.out == ""


def test_no_server(here: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With its keys at hand and nobody behind the address, it is said who does not answer and what to do."""
    asyncio.run(make_store(database_url(tmp_path / "data"), Place(tmp_path / "data" / "keys", environment={})))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    answer = here("import", GERASIMOV)
    assert answer.status == failing.FAILED
    assert "no Temporal server at 127.0.0.1:1 (connection refused); start one with `aryz up`" in answer.line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a" * 10_000_000, "is larger than 4,194,304 bytes"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"a: &a [x]", "holds an anchor (&)"),
        (b"a: !!python/object:os.system x", "holds a tag (!)"),
        (b"[" * 100_000, "nests deeper than 20 levels"),
        (b"", "is empty"),
    ],
    ids=["10 MB", "not UTF-8", "bomb", "tag", "deep", "empty"],
)
@pytest.mark.parametrize("command", ["assess", "import"])
def test_a_bad_file_is_one_line(here: Run, tmp_path: Path, command: str, content: bytes, line: str) -> None:
    """Whatever the bytes of a file, it is refused in one line before anything is told."""
    path = tmp_path / "case.yaml"
    path.write_bytes(content)

    answer = here(command, str(path))

    assert answer.status == failing.FAILED
    assert line in answer.line


def test_all_faults_of_all_files_are_told(here: Run, tmp_path: Path) -> None:
    """An import reads every file before it tells anything, and says everything that is wrong."""
    (tmp_path / "one.yaml").write_bytes(b"\xff")
    answer = here("import", str(tmp_path / "one.yaml"), GERASIMOV, str(tmp_path / "two.yaml"), str(tmp_path))

    assert answer.status == failing.FAILED
    assert len(answer.err.splitlines()) == 3
    assert "two.yaml: there is no such file; nothing was imported" in answer.err


def test_two_files_of_one_case_are_a_fault(here: Run, tmp_path: Path) -> None:
    """Which of two files of one case is meant is not guessed."""
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(Path(GERASIMOV).read_bytes())

    answer = here("import", "--dry-run", GERASIMOV, str(copy))

    assert answer.status == failing.FAILED
    assert "is case gerasimov, which" in answer.line


@pytest.mark.parametrize("address", ["nowhere", "a:b:c", "http://127.0.0.1:7233", "127.0.0.1:0"])
def test_a_folder_that_names_no_address_is_told(here: Run, tmp_path: Path, address: str) -> None:
    """What stands in the file of a data folder is not trusted to be an address."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "running.json").write_text(json.dumps({"address": address}))
    answer = here(*NOTED)

    assert answer.status == failing.FAILED
    assert "running.json: names no address of a server; start `aryz up` on this folder again" in answer.line


def test_the_version_is_said(here: Run) -> None:
    """The version is one line, and no command is needed."""
    answer = here("--version")

    assert (answer.status, answer.err) == (failing.DONE, "")
    assert re.fullmatch(r"aryz \d+\.\d+\.\d+\n", answer.out)


def test_an_event_without_a_number_is_called_by_none(here: Run) -> None:
    """Before an event has its number nothing is said of one that it will not have; a given one is named."""
    (fresh, named) = (here("case", "tell", "abc", "forwardd", "--date", "2024", *more) for more in ((), ("--id", "x7")))

    assert fresh.line.startswith("the command line: kind: forwardd is no kind of event")
    assert named.line.startswith("the command line: event x7: kind: forwardd is no kind of event")
    assert here("case", "tell", "abc", "noted").line.startswith("case abc: date: is missing; write a day (2007-03-29)")


def test_verification_that_fails_is_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    """An error of integrity has a status of its own, wherever it comes from."""

    def broken() -> None:
        raise IntegrityError("case x, record 3: was rewritten")

    assert status_of(broken) == failing.BROKEN
    assert capsys.readouterr().err == "aryz: case x, record 3: was rewritten\n"


def test_the_unexpected_is_told_without_its_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of the program shows where it was and repeats nothing that somebody told; details are for asking."""

    def wrong() -> None:
        raise KeyError("a person's name")

    monkeypatch.delenv("ARYZ_DEBUG", raising=False)
    assert status_of(wrong) == failing.FAILED
    line = capsys.readouterr().err
    assert line.startswith("aryz: unexpected KeyError at test_usage.py:")
    assert "person" not in line
    monkeypatch.setenv("ARYZ_DEBUG", "1")
    status_of(wrong)
    assert "Traceback" in capsys.readouterr().err


def test_errors_of_several_cases_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Where many cases meet the same trouble at once, it is told once."""

    def many() -> None:
        raise ExceptionGroup("cases", [StoreError("disk full"), StoreError("disk full")])

    assert status_of(many) == failing.FAILED
    assert capsys.readouterr().err == "aryz: disk full\n"


def test_a_full_disk_is_told_whoever_meets_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Also an error that comes from the driver itself, before any statement, is one line with what to do."""

    def full() -> None:
        with as_store_error("ledger x"):
            raise sqlite3.OperationalError("database or disk is full")

    assert status_of(full) == failing.FAILED
    assert capsys.readouterr().err.startswith("aryz: ledger x: database or disk is full; free space")


def test_a_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    """`aryz law list | head -1` ends quietly."""
    command = f"{sys.executable} -m cli.main law list --json | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=True, env=environment(tmp_path), cwd=ROOT
    )

    assert done.stdout.splitlines() == ["[", "0"]
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A full disk under the output is a failure with one line."""
    command = f"{sys.executable} -m cli.main law list --json > /dev/full"
    done = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=False, env=environment(tmp_path), cwd=ROOT
    )

    assert (done.returncode, done.stderr) == (failing.FAILED, "aryz: No space left on device\n")


def test_colours_only_where_a_person_looks(here: Run) -> None:
    """What goes into a pipe or a file holds no codes of a terminal."""
    assert "\x1b" not in here("assess", GERASIMOV).out


def test_a_terminal_is_not_obeyed() -> None:
    """What was told cannot move the cursor or change the colours of whoever reads it."""
    assert clean("a\x1b[2Jb\u202ec\n") == "a?[2Jb?c?"


def test_completion_is_silent_without_a_store(tmp_path: Path) -> None:
    """Tab in an empty folder offers nothing and breaks nothing."""
    asked = {"_ARYZ_COMPLETE": "complete_bash", "COMP_WORDS": "aryz case show ", "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main"],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(tmp_path), **asked},
        cwd=ROOT,
    )

    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [("case tell abc forw", "forwarded"), ("law show cpc-105-2", "cpc-105-2-prosecutor-terms"), ("aud", "audit")],
)
def test_completion_offers_words(tmp_path: Path, words: str, offered: str) -> None:
    """Tab completes commands, kinds of events and ids of rules."""
    line = f"aryz {words}"
    asked = {"_ARYZ_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main"],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(tmp_path), **asked, "PATH": os.environ["PATH"]},
        cwd=ROOT,
    )

    assert offered in done.stdout.split()
