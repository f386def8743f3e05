"""
The records of the ledger: what was accepted, when, from whom, and what it changed.

A record holds nothing personal: the told words are in the payload, which is kept apart and can be erased; the record
carries only the digest of the payload. One record is written for every accepted event and carries every transition that
it caused, so that the chain of records is the log of all transitions.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from models.base import Frozen, Reference, Sha256, Slug
from models.case import Header
from models.events import Event

FIRST_PREVIOUS = "0" * 64
"""What the first record of a case names as the hash before it."""

Instant = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}\.[0-9]{6}Z$")]
"""A moment in UTC to the microsecond, `2026-11-23T10:00:00.000000Z`: sorts as text."""


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""A reason as a code, such as `consent_withdrawn`: it stands in the clear, where a sentence could hold a name."""


class TellerRole(StrEnum):
    """In which capacity somebody tells the system something."""

    COORDINATOR = "coordinator"
    LAWYER = "lawyer"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    INTEGRATION = "integration"
    SYSTEM = "system"


class Teller(Frozen):
    """Who tells. `id` is an account's opaque id, never a person's name."""

    id: Slug
    role: TellerRole


SYSTEM = Teller(id="aryz", role=TellerRole.SYSTEM)
"""The system itself: it writes what the passing of time has shown."""


class RecordKind(StrEnum):
    """What a record records."""

    OPENED = "opened"
    AMENDED = "amended"
    TOLD = "told"
    CONTESTED = "contested"
    TERM_PASSED = "term_passed"
    JUDGED = "judged"
    LAW_ADOPTED = "law_adopted"
    SEALED = "sealed"
    EXPORTED = "exported"
    HELD = "held"
    RELEASED = "released"
    RECEIVED = "received"
    ERASED = "erased"


class Transition(Frozen):
    """
    One change of state. `machine` is `proceeding/main`, `appeal/e30` …; `event` the event that caused it.

    `past` marks the step of an event that was learned late, at its own place among events already known.
    """

    machine: str
    event: Slug
    before: str
    after: str
    past: bool = False


class Provision(Frozen):
    """A provision relied on: the rule, its version, and the hash of that version's content."""

    rule: str
    version: str
    hash: Sha256


class PassedTerm(Frozen):
    """A term that ended without the act that was owed. `due` as written in output, `2023-10-09T24:00`."""

    rule: str
    term: str
    anchor: Slug
    owed_by: str
    due: str


class Opening(Frozen):
    """
    What a case begins with.

    `region` is a code (ISO 3166-2) for boards. `law_known_on` pins the law: only rules entered by that day count for
    this case until the pin is moved. `unverified` admits rules without a seen source.
    """

    header: Header
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$")] | None = None
    law_known_on: date
    unverified: bool = False


class SealedHistory(Frozen):
    """
    A history of Temporal that was sealed into the store.

    `run` is the run's id, `sha256` the digest of the history as JSON before it was sealed (`activities.sealing`),
    `events` how many events it has. Where a run is named again, it has grown since, and the later record counts.
    """

    run: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    sha256: Sha256
    events: Annotated[int, Field(ge=1)]


class Payload(Frozen):
    """
    What was told, in full: personal, kept apart from the record.

    `salt` (hexadecimal, 16 bytes) keeps the digest of a short payload from being guessed. `raw` is what an integration
    sent that could not even be read as an event. `history` stands where a history was sealed.
    """

    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    event: Event | None = None
    opening: Opening | None = None
    raw: Annotated[str, StringConstraints(max_length=65_536)] | None = None
    history: SealedHistory | None = None


class Record(Frozen):
    """
    One record of one case's chain. Its hash is SHA-256 of its canonical JSON (RFC 8785), see `ledger.chain`.

    `seq` counts from 1. `event`, `event_kind`, `date` and `proceeding` are set where an event was told. A `judged`
    record says which findings (`rule:certainty`) the records before it `raised` and `cleared`, as of `date`.
    The `reason` of an `exported` or `received` record names what was handed out or taken in, and its digest; that of
    `held` and `erased` is a code.
    """

    case: Reference
    seq: Annotated[int, Field(ge=1)]
    recorded_at: Instant
    teller: Teller
    kind: RecordKind
    event: Slug | None = None
    event_kind: str | None = None
    date: str | None = None
    proceeding: Slug | None = None
    transitions: tuple[Transition, ...] = ()
    provisions: tuple[Provision, ...] = ()
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    passed: tuple[PassedTerm, ...] = ()
    reason: str | None = None
    payload: Sha256 | None = None
    previous: Sha256


class Entry(Frozen):
    """A record with its hash and, where something was told, the payload: what the workflow hands to the ledger."""

    record: Record
    hash: Sha256
    payload: Payload | None = None
