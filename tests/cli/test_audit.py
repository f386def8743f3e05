"""`aryz audit verify` finds every way in which a ledger can be rewritten, and names the first bad record."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cli import failing
from cli.law_of import norms_for
from law.published import BOOK
from lifecycle.board import register_row
from lifecycle.telling import Stamp, open_case, tell
from models.reading import read
from models.records import Opening, Teller, TellerRole
from models.register import Append
from store.keys.opening import Place
from store.making import make_store
from store.opening import database_url, open_store
from tests.cli.command import EXAMPLES, inside

STAMP = Stamp("2026-11-23T10:00:00.000000Z", Teller(id="u1", role=TellerRole.COORDINATOR), "0" * 32)
REPEAT = (
    "INSERT INTO ledger SELECT reference, 22, substr(hash, 2) || 'a', previous, recorded_at, kind, body FROM ledger"
)


async def _kept(data: Path, *names: str) -> None:
    """A store in which cases were kept, without any server."""
    keys = Place(data / "keys", environment={})
    await make_store(database_url(data), keys)
    async with await open_store(database_url(data), keys=keys) as store:
        for name in names:
            chronology = read((EXAMPLES / f"{name}.yaml").read_bytes(), name, date(2026, 11, 23))
            opening = Opening(header=chronology.header, law_known_on=BOOK.latest_entry)
            state, entry = open_case(opening, STAMP, norms_for(opening))
            entries = [entry]
            for event in chronology.events:
                state, entry = tell(state, event, STAMP)
                entries.append(entry)
            await store.ledger.append([Append(case=name, entries=tuple(entries), row=register_row(state))])


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with two cases of 21 and 33 records."""
    asyncio.run(_kept(tmp_path, "asv", "tyan"))
    return tmp_path


def change(data: Path, *statements: str) -> None:
    """Change case asv in the store behind the program's back: `AT 5` is its record 5, `OF IT` all of it."""
    with closing(sqlite3.connect(data / "aryz.db")) as connection:
        for statement in statements:
            within = statement.replace(" OF IT", " WHERE reference = 'asv'")
            connection.execute(within.replace(" AT ", " WHERE reference = 'asv' AND seq = "))
        connection.commit()


def test_sound_chains_verify(kept: Path) -> None:
    """What nobody touched is verified, with how many cases and records."""
    assert inside(kept, "audit", "verify").out == "verified 2 of 2 cases, 54 records\n"
    assert inside(kept, "audit", "verify", "tyan").out == "verified 1 of 1 cases, 33 records\n"


@pytest.mark.parametrize(
    ("statements", "line"),
    [
        (["UPDATE ledger SET body = replace(body, '2026', '2025') AT 3"], "record 3: its content is not"),
        (["UPDATE ledger SET body = 'x' AT 4"], "record 4: what is stored is no record"),
        (["DELETE FROM payloads AT 5", "DELETE FROM ledger AT 5"], "record 6: stands where record 5 must"),
        (["DELETE FROM payloads AT 21", "DELETE FROM ledger AT 21"], "record 21: is missing"),
        (
            ["UPDATE payloads SET body = (SELECT body FROM payloads AT 2) AT 6"],
            "record 6: its payload is not",
        ),
        (
            ["UPDATE ledger SET body = (SELECT body FROM ledger AT 8) AT 7"],
            "record 8: stands where record 7",
        ),
        (
            ["UPDATE register SET head = replace(head, substr(head, 1, 8), '00000000') OF IT"],
            "record 21: is not the one",
        ),
        (["DELETE FROM duties OF IT", "DELETE FROM register OF IT"], "record 1: stands in the ledger, the register"),
        (
            ["UPDATE register SET records = 20 OF IT"],
            "record 21: stands in the ledger, the register does not count it",
        ),
        (["DELETE FROM payloads OF IT", "DELETE FROM ledger OF IT"], "the ledger holds no record of it"),
        ([REPEAT + " AT 21"], "record 21: stands where record 22 must stand"),
    ],
    ids=["edit", "no record", "delete", "truncate", "payload", "reorder", "head", "register", "count", "all", "repeat"],
)
def test_a_rewritten_ledger_is_found(kept: Path, statements: list[str], line: str) -> None:
    """Whatever was changed, verification ends with 3, names case and record, and the other case still counts."""
    change(kept, *statements)
    answer = inside(kept, "audit", "verify")

    assert answer.status == failing.BROKEN
    assert answer.line.startswith("case asv")
    assert line in answer.line
    assert answer.out == "verified 1 of 2 cases, 33 records\n"


def test_erased_words_leave_a_chain_that_verifies(kept: Path) -> None:
    """A person can be erased: the records still verify, the count says so, and the case can no longer be shown."""
    change(kept, "DELETE FROM payloads WHERE reference = 'asv'")

    assert inside(kept, "audit", "verify").out == "verified 2 of 2 cases, 54 records, 21 payloads erased\n"
    assert "what was told in it was erased" in inside(kept, "case", "show", "asv").line


def test_nothing_to_verify_is_a_failure(tmp_path: Path) -> None:
    """Verified 0 of 0 is not well."""
    asyncio.run(make_store(database_url(tmp_path), Place(tmp_path / "keys", environment={})))
    answer = inside(tmp_path, "audit", "verify")

    assert (answer.status, answer.out) == (failing.BROKEN, "")
    assert answer.line == "verified 0 of 0: the ledger holds no case"


def test_the_json_names_every_case(kept: Path) -> None:
    """A program can read what was verified and what was not."""
    change(kept, "UPDATE register SET records = 20 WHERE reference = 'asv'")
    told = inside(kept, "audit", "verify", "--json").json

    assert (told["verified"], told["of"], told["records"]) == (1, 2, 33)
    assert [one["case"] for one in told["cases"] if one["fault"]] == ["asv"]


def test_a_halted_case_is_shown_as_such(kept: Path) -> None:
    """A case at which a person must look says so on the board."""
    change(kept, "UPDATE register SET halted = 'record 22 was offered twice' WHERE reference = 'asv'")

    assert "halted: an operator must look" in inside(kept, "case", "list").out
    assert "HALTED: record 22" in inside(kept, "case", "show", "asv").out


@pytest.mark.parametrize("terminal", [80, 200])
def test_the_board_fits_its_terminal(kept: Path, monkeypatch: pytest.MonkeyPatch, terminal: int) -> None:
    """No line of a board is longer than the terminal is wide, and no case is cut off."""
    monkeypatch.setenv("COLUMNS", str(terminal))
    out = inside(kept, "case", "list").out

    assert max(map(len, out.splitlines())) <= terminal
    assert all(name in out for name in ("asv", "tyan", "opening refused"))


@pytest.mark.parametrize(
    ("words", "offered"),
    [("case show t", {"tyan"}), ("case show ", {"asv", "tyan"}), ("case tell asv forwarded --to ", None)],
)
def test_completion_knows_the_cases(
    kept: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    offered: set[str] | None,
) -> None:
    """Tab offers the cases of the data folder, and the bodies of the case at hand."""
    complete: Callable[..., None] = monkeypatch.setenv
    complete("_ARYZ_COMPLETE", "complete_bash")
    complete("COMP_WORDS", f"aryz {words}")
    complete("COMP_CWORD", str(len(f"aryz {words}x".split()) - 1))
    complete("ARYZ_DATA", str(kept))
    from cli.main import app  # noqa: PLC0415 (after the environment is set)

    with pytest.raises(SystemExit):
        app([], prog_name="aryz")
    told = set(capsys.readouterr().out.split())

    bodies = read((EXAMPLES / "asv.yaml").read_bytes(), "asv", date(2026, 11, 23)).header.bodies
    assert told == (offered if offered is not None else {body.id for body in bodies})
