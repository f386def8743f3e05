"""Cases to keep: chains of records with payloads and register rows, built without clock or chance."""

from __future__ import annotations

from typing import Any

from ledger.chain import payload_digest, seal
from models.dates import PartialDate
from models.events import Actor, Event
from models.records import FIRST_PREVIOUS, Entry, Payload, Provision, Record, RecordKind, Teller, TellerRole, Transition
from models.register import Append, DueRow, RegisterRow
from models.words import Role

TOLD = "Oral statement of Aliya N. about the night in cell 4"
"""Words that stand only in payloads: no message and no other table may ever hold them."""


def instant(seq: int) -> str:
    """The moment at which record `seq` is recorded."""
    return f"2026-11-23T10:{seq // 60:02}:{seq % 60:02}.000000Z"


def entry(case: str, seq: int, previous: str, told: str = TOLD) -> Entry:
    """A record with its payload."""
    event = Event(
        id=f"e{seq:02}",
        kind="forwarded",
        date=PartialDate.parse("2007-03-29"),
        by=Actor(role=Role.OFFICIAL, body="dia"),
        to="south-police",
        summary=told,
        position=seq,
    )
    payload = Payload(salt=f"{seq:032x}", event=event)
    record = Record(
        case=case,
        seq=seq,
        recorded_at=instant(seq),
        teller=Teller(id="u1", role=TellerRole.COORDINATOR),
        kind=RecordKind.TOLD,
        event=event.id,
        event_kind=event.kind,
        date="2007-03-29",
        proceeding="main",
        transitions=(Transition(machine="proceeding/main", event=event.id, before="registered", after="forwarded"),),
        provisions=(Provision(rule="cpc-184-1", version="1997", hash="a" * 64),),
        payload=payload_digest(payload),
        previous=previous,
    )
    return seal(record, payload)


def chain(case: str, length: int, told: str = TOLD) -> tuple[Entry, ...]:
    """The first `length` records of a case."""
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        entries.append(entry(case, seq, entries[-1].hash if entries else FIRST_PREVIOUS, told))
    return tuple(entries)


def row(last: Entry, **said: Any) -> RegisterRow:
    """The register row after a record."""
    values = {
        "reference": last.record.case,
        "jurisdiction": "KZ",
        "phase": "forwarding",
        "state": "forwarded",
        "since": "2007-03-29",
        "opened_on": "2007-03",
        "opened_first": "2007-03-01",
        "events": last.record.seq,
        "records": last.record.seq,
        "head": last.hash,
    }
    return RegisterRow.model_validate(values | said)


def due(at: str, **said: Any) -> DueRow:
    """A term of an authority that ends at an instant."""
    values = {
        "rule": "cpc-185-1-check",
        "term": "check",
        "anchor": "e01",
        "owed_by": "south-police",
        "due": f"{at[:10]}T24:00",
        "due_at": at,
    }
    return DueRow.model_validate(values | said)


def append(*entries: Entry, **said: Any) -> Append:
    """These records and the row after the last of them."""
    return Append(case=entries[0].record.case, entries=entries, row=row(entries[-1], **said))
