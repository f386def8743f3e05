"""`aryz audit verify` finds every way in which a ledger can be rewritten, and names the first bad record."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
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
from store.keys.opening import Place, open_keys
from store.making import make_store
from store.opening import database_url, open_store
from tests.cli.command import EXAMPLES, inside

STAMP = Stamp("2026-11-23T10:00:00.000000Z", Teller(id="u1", role=TellerRole.COORDINATOR), "0" * 32)
REPEAT = (
    "INSERT INTO ledger SELECT reference, 22, substr(hash, 2) || 'a', previous, recorded_at, kind, body FROM ledger"
)


async def keep(data: Path, *names: str) -> None:
    """A store in which cases were kept, without any server."""
    keys = Place(data / "keys", environment={})
    await make_store(database_url(data), keys, data.name if data.name == "stranger" else "ledger.example")
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
    asyncio.run(keep(tmp_path, "asv", "tyan"))
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
    signed = "signed up to record 54 of the ledger\n"
    assert inside(kept, "audit", "verify").out == f"verified 2 of 2 cases, 54 records\n{signed}"
    assert inside(kept, "audit", "verify", "tyan").out == f"verified 1 of 1 cases, 33 records\n{signed}"


DELETED = ["DELETE FROM payloads AT {0}", "DELETE FROM ledger AT {0}"]
FAULTS: dict[str, tuple[list[str], str]] = {
    "edit": (["UPDATE ledger SET body = CAST(replace(body, '2026', '2025') AS BLOB) AT 3"], "record 3: its content is"),
    "no bytes": (["UPDATE ledger SET body = 'x' AT 4"], "record 4: what is stored is no record"),
    "no record": (["UPDATE ledger SET body = x'78' AT 4"], "record 4: cannot be read as a record"),
    "no text": (["UPDATE ledger SET hash = CAST(x'ff' AS TEXT) AT 4"], "record 4: its content is not what its hash"),
    "delete": ([line.format(5) for line in DELETED], "record 5: is missing; it stood in the ledger"),
    "truncate": ([line.format(21) for line in DELETED], "record 21: is missing; it stood in the ledger"),
    "all": (["DELETE FROM payloads OF IT", "DELETE FROM ledger OF IT"], "record 1: is missing; it stood in the ledger"),
    "reorder": (["UPDATE ledger SET body = (SELECT body FROM ledger AT 8) AT 7"], "record 7: its content is not what"),
    "repeat": ([f"{REPEAT} AT 21"], "record 22: stands in the ledger and not in its tree"),
    "column": (["UPDATE ledger SET kind = 'judged' AT 7"], "record 7: its columns in the database say something else"),
    "payload": (["UPDATE payloads SET body = (SELECT body FROM payloads AT 2) AT 6"], "record 6: its payload does not"),
    "payload gone": (["DELETE FROM payloads AT 6"], "record 6: its payload is gone, and nothing says"),
    "digest": (["UPDATE payloads SET digest = 'x' AT 6"], "record 6: its payload is not the one"),
    "stray": (["INSERT INTO payloads SELECT reference, 99, digest, body FROM payloads AT 4"], "record 99: a payload"),
    "head": (
        ["UPDATE register SET head = replace(head, substr(head, 1, 8), '00000000') OF IT"],
        "record 21: is not the one that the register names",
    ),
    "register": (["DELETE FROM duties OF IT", "DELETE FROM register OF IT"], "record 1: stands in the ledger, the"),
    "count": (["UPDATE register SET records = 20 OF IT"], "record 21: stands in the ledger, the register does not"),
    "more": (["UPDATE register SET records = 22 OF IT"], "record 22: is missing; the register counts 22 records"),
    "state": (["UPDATE register SET state = CAST(x'ff' AS TEXT) OF IT"], ": its row in the register cannot be read"),
    "term": (
        ["INSERT INTO duties VALUES ('asv', 0, 'r', 't', 'a', 'o', 'd', 'some day', 'perhaps', 0)"],
        ": its row in the register cannot be read (a term)",
    ),
}
WHOLE: dict[str, tuple[list[str], str]] = {
    "no signature": (["DELETE FROM checkpoints"], "no checkpoint of it holds: nothing in it is signed"),
    "signature": (["UPDATE checkpoints SET note = CAST(replace(note, 'A', 'B') AS BLOB)"], "does not hold"),
    "marked": (["UPDATE checkpoints SET cosigned = 1"], "a signature of a witness was taken from it"),
    "edge size": (["UPDATE tree SET size = size + 1"], "its tree counts 55 records, 54 stand in it"),
    "edge gone": (["DELETE FROM tree"], "its tree has lost its size"),
    "tiles": (["INSERT INTO tiles VALUES (3, 0, x'00')"], "1 tiles are stored that its records do not give"),
    "no leaves": (["DROP TABLE leaves"], "its table leaves is missing"),
    "no payloads": (["DROP TABLE payloads"], "its table payloads is missing"),
    "no register": (["DROP TABLE duties", "DROP TABLE register"], "its table register is missing"),
    "no duties": (["DROP TABLE duties"], "its table duties is missing"),
    "no version": (["DROP TABLE alembic_version"], "its table alembic_version is missing"),
    "no column": (["ALTER TABLE register DROP COLUMN suspended"], "its table register has lost suspended"),
}


@pytest.mark.parametrize(("statements", "line"), FAULTS.values(), ids=FAULTS)
def test_a_rewritten_case_is_found(kept: Path, statements: list[str], line: str) -> None:
    """Whatever was changed, verification ends with 3, names case and record first, and the other case still counts."""
    change(kept, *statements)
    answer = inside(kept, "audit", "verify")

    assert answer.status == failing.BROKEN
    assert answer.err.startswith("aryz: case asv")
    assert line in answer.err.splitlines()[0]
    assert answer.out.startswith("verified 1 of 2 cases, 33 records\n")
    assert inside(kept, "audit", "verify", "asv").status == failing.BROKEN


@pytest.mark.parametrize(("statements", "line"), WHOLE.values(), ids=WHOLE)
def test_a_change_beside_the_records_is_found(kept: Path, statements: list[str], line: str) -> None:
    """What was taken from the tree, the signatures or the tables is said of the ledger, and never as unexpected."""
    change(kept, *statements)
    answer = inside(kept, "audit", "verify")

    assert answer.status == failing.BROKEN
    assert any(said.startswith("aryz: the ledger: ") and line in said for said in answer.err.splitlines())
    assert "unexpected" not in answer.err


def test_a_case_that_was_cut_short_is_found_by_itself(kept: Path) -> None:
    """Without its last record, and with the register set back, a case alone does not verify: a place is empty."""
    change(
        kept,
        "UPDATE register SET records = 20, head = (SELECT hash FROM ledger AT 20) OF IT",
        "DELETE FROM payloads AT 21",
        "DELETE FROM leaves AT 21",
        "DELETE FROM ledger AT 21",
    )
    answer = inside(kept, "audit", "verify", "asv")
    assert answer.status == failing.BROKEN
    assert "1 of the 54 places that were signed are empty: a case may lack its end" in answer.err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tree SET size = 'x'",
        "UPDATE tree SET edge = 'x'",
        "INSERT INTO payloads VALUES (CAST(x'ff' AS TEXT), 1, 'x', x'41')",
    ],
)
@pytest.mark.parametrize("case", [(), ("asv",)])
def test_a_cell_of_another_kind_is_no_surprise(kept: Path, statement: str, case: tuple[str, ...]) -> None:
    """Text where a number must be, nothing where bytes must be, a name that is no text: told, never as unexpected."""
    change(kept, statement)
    answer = inside(kept, "audit", "verify", *case)
    assert "unexpected" not in answer.err
    assert answer.status == failing.BROKEN or "INSERT" in statement


def test_one_fault_hides_no_other(kept: Path) -> None:
    """Two cases are bad at once: both are named, the one whose record stands first in the ledger first."""
    change(kept, "UPDATE ledger SET body = x'78' WHERE reference = 'tyan' AND seq = 2", "DELETE FROM payloads AT 6")
    told = inside(kept, "audit", "verify", "--json").json

    assert [(one["case"], one["record"]) for one in told["faults"] if one["case"]] == [("asv", 6), ("tyan", 2)]
    assert (told["verified"], told["of"], told["records"]) == (0, 2, 0)


def test_a_place_far_away_ends_soon(kept: Path) -> None:
    """A leaf that was moved to an absurd place is found without walking there."""
    change(kept, "UPDATE leaves SET position = 1000000000000 AT 4")
    answer = inside(kept, "audit", "verify")

    assert answer.status == failing.BROKEN
    assert "nothing stands at place 3 of its tree" in answer.err.splitlines()[0]


def test_erased_words_leave_a_chain_that_verifies(kept: Path) -> None:
    """A person can be erased: the records still verify, the count says so, and the case can no longer be shown."""
    asyncio.run(_erase(kept, "asv"))
    change(kept, "DELETE FROM payloads WHERE reference = 'asv'")

    said = inside(kept, "audit", "verify").out
    assert said.startswith("verified 2 of 2 cases, 54 records, 21 payloads erased\n")
    assert inside(kept, "audit", "verify", "asv").out.startswith(
        "verified 1 of 1 cases, 21 records, 21 payloads erased"
    )
    assert "what was told in it cannot be read any more" in inside(kept, "case", "show", "asv").line


async def _erase(data: Path, case: str) -> None:
    async with await open_keys(Place(data / "keys", environment={})) as keys:
        await keys.destroy(case, "consent_withdrawn", datetime(2026, 11, 23, 12, tzinfo=UTC))


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
