"""Openings and events for the tests of cases: a complaint in Kazakhstan, and what its authorities do with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from law.published import BOOK
from ledger.chain import verify
from lifecycle.state import CaseState
from lifecycle.telling import evolve, fold, judge
from models.case import Header
from models.events import Event
from models.records import Entry, Opening, Record, RecordKind
from store.opening import Store
from workflows.pinned import norms_of

PERSONAL: Final = "Aliya N. of Taraz"
"""Words that must never stand outside of payloads."""

_BODIES: Final = (
    {"id": "city-police", "name": "City police", "kind": "police", "level": "city", "under": "mia"},
    {"id": "city-prosecutor", "name": "City prosecutor", "kind": "prosecutor", "level": "city", "under": "gpo"},
    {"id": "district-court", "name": "District court", "kind": "court", "level": "district", "under": "judiciary"},
)


def opening(reference: str, *more: dict[str, str], **said: Any) -> Opening:
    """A case of Kazakhstan with police, prosecutor and court, and `more` bodies."""
    header = {
        "case": {"reference": reference, "title": PERSONAL, "jurisdiction": "KZ"},
        "bodies": [*_BODIES, *more],
        "accused": ["city-police"],
        "proceedings": [{"id": "main", "kind": "complaint"}],
    }
    return Opening(header=Header.model_validate(header), law_known_on=BOOK.latest_entry, **said)


def event(name: str, kind: str, day: str | date, **said: Any) -> Event:
    """An event; `by` may be the id of a body."""
    by = said.pop("by", None)
    actor = {"role": "official", "body": by} if isinstance(by, str) else by
    values = {"id": name, "kind": kind, "date": str(day), "by": actor, "summary": PERSONAL} | said
    return Event.model_validate({key: value for key, value in values.items() if value is not None})


def lodged(name: str = "e01", day: str | date = "2024-03-01", **said: Any) -> Event:
    """A complaint to the police."""
    return event(name, "complaint_lodged", day, by={"role": "victim"}, to="city-police", **said)


def noted(number: int, day: str | date = "2024-03-01") -> Event:
    """Something of no consequence."""
    return event(f"n{number:05}", "noted", day, summary=f"note {number}")


def refusal_and_appeal(day: date) -> tuple[Event, ...]:
    """A refusal to open, and on the same day the victim's appeal to the prosecutor, who has a term for the answer."""
    return (
        lodged("e01", day),
        event("e02", "opening_refused", day, by="city-police"),
        event("e03", "appeal_filed", day, by={"role": "victim"}, to="city-prosecutor", target="e02"),
    )


def answer(name: str, day: date) -> Event:
    """The prosecutor's answer to that appeal."""
    return event(name, "appeal_rejected", day, by="city-prosecutor", target="e03")


def today() -> date:
    """The local day in Kazakhstan."""
    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Almaty")).date()


def before_today(days: int) -> date:
    """The local day so many days ago."""
    return today() - timedelta(days=days)


async def kept(store: Store, reference: str, records: int, patience: float = 20.0) -> tuple[Entry, ...]:
    """
    The records of a case but for judgements, as soon as the ledger holds so many (at once, in the ordinary path).

    The whole chain is verified, and that its judgements say what is to be found in the records before them.
    """
    until = time.monotonic() + patience
    while len(entries := besides_judgements(await store.ledger.entries(reference))) < records:
        assert time.monotonic() < until, f"the ledger holds {len(entries)} records besides judgements"
        await asyncio.sleep(0.02)
    assert len(entries) == records
    everything = await store.ledger.entries(reference)
    verify(everything)
    assert_judged_rightly(everything)
    return entries


async def folded(store: Store, reference: str, records: int) -> CaseState:
    """The state that the ledger tells of a case with so many records besides judgements, its chain verified."""
    await kept(store, reference, records)
    return told_by(await store.ledger.entries(reference))


def besides_judgements(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What was told, and which terms have passed: nothing that follows from the records before, no sealed history."""
    beside = (RecordKind.JUDGED, RecordKind.SEALED)
    return tuple(entry for entry in entries if entry.record.kind not in beside)


def judgements(entries: Sequence[Entry]) -> list[Record]:
    """The records that say which findings were raised and cleared."""
    return [entry.record for entry in entries if entry.record.kind is RecordKind.JUDGED]


def assert_judged_rightly(entries: Sequence[Entry]) -> None:
    """Each judgement is the one that the records before it give on its day, to the byte."""
    state = told_by(entries[:1])
    for entry in entries[1:]:
        if entry.record.kind is RecordKind.JUDGED:
            made = judge(state, date.fromisoformat(entry.record.date or ""), entry.record.recorded_at)
            assert made is not None
            assert made[1] == entry
        state = evolve(state, entry)


def told_by(entries: Sequence[Entry]) -> CaseState:
    """The state that records tell."""
    first = entries[0].payload
    assert first is not None
    assert first.opening is not None
    return fold(entries, norms_of(first.opening))
