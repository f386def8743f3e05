"""Boards and pages of cases that were erased, lie under a hold, or were not known yet: read from a store alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli import failing
from cli.law_of import folded
from lifecycle.board import register_row
from lifecycle.state import CaseState
from lifecycle.telling import put_note, tell
from models.events import Event
from models.records import Entry, RecordKind
from models.register import Append, DueRow
from store.keys.opening import Place
from store.opening import database_url, open_store
from tests.cli.command import inside
from tests.cli.test_audit import STAMP, keep

Step = Callable[[CaseState], tuple[CaseState, Entry]]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with two cases in which nothing is due."""
    asyncio.run(keep(tmp_path, "asv", "tyan"))
    return tmp_path


def then(data: Path, step: Step, *duties: DueRow) -> None:
    """One more record of case asv, after which these terms run."""

    async def write() -> None:
        async with await open_store(database_url(data), keys=Place(data / "keys", environment={})) as store:
            state, entry = step(folded("asv", await store.ledger.entries("asv")))
            row = register_row(state).model_copy(update={"duties": duties})
            await store.ledger.append([Append(case="asv", entries=(entry,), row=row)])

    asyncio.run(write())


def noted(kind: RecordKind, reason: str | None = None) -> Step:
    """A record without words."""
    return lambda state: put_note(state, kind, reason, STAMP)


def hold(data: Path, reason: str | None) -> None:
    """Lay a hold in the keys, or release it, without any server."""

    async def write() -> None:
        async with await open_store(database_url(data), keys=Place(data / "keys", environment={})) as store:
            keys = store.keys_at_hand()
            await (keys.release("asv") if reason is None else keys.hold("asv", reason, datetime.now(UTC)))

    asyncio.run(write())


def owed(rule: str, days: int, *, own: bool = False) -> DueRow:
    """A term that ends so many days from now."""
    end = datetime.now(UTC) + timedelta(days=days)
    due, at = end.strftime("%Y-%m-%dT24:00"), end.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return DueRow(rule=rule, term="t", anchor="e01", owed_by="somebody", due=due, due_at=at, own=own)


def test_an_erased_case_is_not_forgotten(kept: Path) -> None:
    """It stands on the board as erased on a day, never as forgotten, and it is not said that nothing is due in it."""
    then(kept, noted(RecordKind.ERASED, "consent_withdrawn"), owed("left-behind", 5))

    assert "erased on 2026-11-23" in inside(kept, "case", "list").out
    lines = {one["case"]: one for one in inside(kept, "case", "list", "--json").json}
    assert (lines["asv"]["standing"], lines["asv"]["due"]) == ("erased", None)
    assert lines["asv"]["erased_at"].startswith("2026-11-23")
    assert [one["case"] for one in inside(kept, "case", "list", "--forgotten", "--json").json] == ["tyan"]
    assert inside(kept, "case", "due", "--json").json == []
    due = inside(kept, "case", "due", "asv")
    assert due.status == failing.FAILED
    assert due.line.startswith("case asv was erased by record 22 on 2026-11-23 for consent_withdrawn;")


def test_a_legal_hold_is_seen(kept: Path) -> None:
    """The board marks it and the page of the case says since when and why; once released it is gone from both."""
    hold(kept, "court_order")
    assert "\nlegal hold (court_order), not on the record of the case\n" in inside(kept, "case", "show", "asv").out
    then(kept, noted(RecordKind.HELD, "court_order"))

    assert "\nlegal hold since 2026-11-23 (court_order)\n" in inside(kept, "case", "show", "asv").out
    assert inside(kept, "case", "list").out.count("legal hold") == 1
    assert {one["case"]: one["held"] for one in inside(kept, "case", "list", "--json").json} == {
        "asv": "court_order",
        "tyan": None,
    }
    hold(kept, None)
    assert "since 2026-11-23 (court_order) on the record, not in force" in inside(kept, "case", "show", "asv").out
    then(kept, noted(RecordKind.RELEASED))
    assert "legal hold" not in inside(kept, "case", "show", "asv").out + inside(kept, "case", "list").out


def test_nothing_was_known_before_the_case(kept: Path) -> None:
    """As known on a day before it was opened, a case has one line to show."""
    shown = inside(kept, "case", "show", "asv", "--known-at", "2026-11-22")

    assert (shown.status, shown.err) == (failing.DONE, "")
    assert shown.out == "nothing of this case was known then: it was opened on 2026-11-23\n"


def test_a_correction_says_what_it_corrects(kept: Path) -> None:
    """The page of a case shows the fields that a correction sets; one that sets none is not told."""
    correction = Event.model_validate(
        {"id": "e21", "kind": "corrected", "target": "e11", "known_on": "2010-03-20", "ground": "lack_of_evidence"}
        | {"position": 99}
    )
    then(kept, lambda state: tell(state, correction, STAMP))
    lines = inside(kept, "case", "show", "asv").out.splitlines()

    row = next(line for line in lines if line.startswith("e21"))
    assert row.split("corrected", 1)[1].startswith(" e11: known_on 2010-03-20, ground lack_of_evidence")
    assert "unknown" not in row
    nothing = inside(kept, "case", "tell", "asv", "corrected", "--target", "e11")
    assert (nothing.status, "a correction must say what it corrects" in nothing.line) == (failing.FAILED, True)


def test_what_ends_soon_leaves_out_what_lapsed(kept: Path) -> None:
    """Within some days: what ends in them and what authorities left undone, not the rights that lapsed long ago."""
    terms = (owed("old", -9), owed("lapsed", -9, own=True), owed("soon", 2, own=True), owed("late", 20))
    then(kept, noted(RecordKind.HELD, "court_order"), *terms)
    due = [inside(kept, "case", "due", *more, "--json").json for more in ((), ("--within", "7"))]

    assert [{one["rule"] for one in found} for found in due] == [{"old", "lapsed", "soon", "late"}, {"old", "soon"}]


def test_the_bodies_abroad_are_said_once(kept: Path) -> None:
    """A line about a body abroad does not say twice how it stands."""
    out = inside(kept, "case", "next", "asv").out

    abroad = [line for line in out.split("Abroad", 1)[1].splitlines() if line.startswith("- ")]
    assert abroad
    assert not any(line.startswith(("- decided:", "- arguable", "- not yet", "- available")) for line in abroad)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("wibble", "see docs/chronology.md"), ("forwardd", "did you mean forwarded?"), ("lodging", "the nearest are")],
)
def test_an_unknown_kind_gets_the_nearest(kept: Path, kind: str, said: str) -> None:
    """What is no kind of event is answered with the nearest kinds and with where to find what may happen."""
    answer = inside(kept, "case", "tell", "asv", kind, "--date", "2024-01-01")

    assert f"kind: {kind} is no kind of event; {said}" in answer.line
    assert "`aryz case next asv` says what may happen next" in answer.line
