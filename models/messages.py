"""What people and programs say to a case, and what it answers. One input object a message; fields may be added."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool

from models.base import Frozen, Reference, Sha256, Slug
from models.events import Event
from models.records import Code, Entry, Opening, Teller
from models.register import Outlook

BATCH_LIMIT = 200
"""How many events one telling may hold."""

CASE_LIMIT = 10_000
"""How many events one case may hold: more does not fit into one continuation of its workflow."""

JUDGED_LIMIT = 3_000
"""
How many events are judged at once: a larger file is refused by `assess`, a larger case does not judge itself.

More could take longer than a second, and than a workflow may think.
"""

EVENT_LIMIT = 100_000
"""How many bytes one event may have as JSON. Documents are kept elsewhere; an event names them."""


class Tell(Frozen):
    """
    Events told together: all are accepted or none.

    The answer comes when they are durable in the case's history; their records leave for the ledger at once. With
    `gather` records that follow within five seconds leave together: for long tellings.
    """

    teller: Teller
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=BATCH_LIMIT)]
    gather: StrictBool = False


class Amend(Frozen):
    """A header that replaces the one before: more bodies, proceedings or accused."""

    teller: Teller
    opening: Opening


class Adopt(Frozen):
    """The law of a case is to be that known on another day. `trial`: only say what would change."""

    teller: Teller
    known_on: date
    trial: StrictBool = False


class Adopted(Frozen):
    """
    What another pin of the law changes, or would change: one line each, rule ids and dates only.

    `record` is 0 where nothing was put on record: a trial, or the pin was there already.
    """

    case: str
    before: date
    after: date
    record: int = 0
    changes: tuple[str, ...] = ()


class Noting(Frozen):
    """
    Something that was done with a case from outside, to be put on its record.

    `exported`: a `bundle` was handed out (or `replay`, `log`: read by an auditor), `sha256` is that of the file.
    `held`: a legal hold was laid on it, for the `reason` of this code. `released`: it was taken off.
    `received`: the document `what` was taken in, `sha256` is its digest on arrival; where one is handed out, that is
    `exported` with the document as `what`.
    """

    teller: Teller
    kind: Literal["exported", "held", "released", "received"]
    what: Slug | None = None
    sha256: Sha256 | None = None
    reason: Code | None = None


class Erase(Frozen):
    """The case is to end for good, so that its key can be destroyed."""

    teller: Teller
    reason: Code


class OnRecord(Frozen):
    """Where something stands in the ledger."""

    record: int
    hash: Sha256


class ErasureOf(Frozen):
    """What the workflow that erases a case begins with. Nothing personal: it is sealed under no case's key."""

    case: Reference
    reason: Code
    teller: Teller


class ErasedCase(Frozen):
    """
    What erasing a case has done.

    `record` of the ledger says so; the key was destroyed at `erased_at`, for `reason`; so many payloads, sealed
    histories and documents were deleted besides.
    """

    case: Reference
    record: int
    erased_at: str
    reason: str
    payloads: int = 0
    histories: int = 0
    documents: int = 0


class SealRun(Frozen):
    """Which run of which case, and of the workflow of this id, is to be sealed."""

    case: Reference
    workflow: str
    run: str


class EndCase(Frozen):
    """Which case, told by the workflow of this id, is to end for good, by whom, for the reason of this code."""

    case: Reference
    workflow: str
    reason: Code
    teller: Teller


class DueLine(Frozen):
    """Something that is due: by whom, by which provision, until when (local time as written in output)."""

    rule: str
    term: str
    anchor: Slug
    owed_by: str
    due: str


class Receipt(Frozen):
    """
    The answer to an accepted event.

    `record` and `hash` name its place in the ledger; phase and state are those of the event's proceeding after it;
    `due` what ends next, soonest first. The last receipt of a telling names in `raised` and `cleared` the findings
    (`rule:certainty`) that changed since the case was last judged on record; those of long tellings and of large cases
    do not, for they are judged later. `repeated` says that the event had been told before and nothing was changed.
    """

    event: Slug | None = None
    record: int
    hash: Sha256
    phase: str
    state: str
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    due: tuple[DueLine, ...] = ()
    repeated: bool = False


class Receipts(Frozen):
    """One receipt for each event of a telling, in its order."""

    receipts: tuple[Receipt, ...]


class Start(Frozen):
    """
    What a case's workflow begins with: an opening, or the snapshot of the run before it.

    `snapshot` is what `lifecycle.snapshot.pack` wrote; `waiting` are records that the ledger has not confirmed;
    `halted` is the reason, if the case was stopped; `outlook` what the server shows of it, when it wakes, and whether
    it has been sealed since it was closed; `unsealed` the runs before this one whose histories are to be sealed.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    opening: Opening | None = None
    teller: Teller | None = None
    snapshot: bytes | None = None
    waiting: tuple[Entry, ...] = ()
    halted: str | None = None
    outlook: Outlook = Outlook()
    unsealed: tuple[str, ...] = ()


class Health(Frozen):
    """How a case is kept: records written, records not yet in the ledger, and why it is halted, if it is."""

    records: int
    head: Sha256
    waiting: int
    halted: str | None = None
    runs_on: str


class TimelineLine(Frozen):
    """An event in the order in which it is taken to have happened. Nothing that a person wrote in free text."""

    event: Slug
    kind: str
    date: str
    proceeding: Slug
    record: int
    recorded_at: str
    target: Slug | None = None
