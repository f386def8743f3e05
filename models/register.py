"""The register: what boards show of a case, as the case itself counts it. Opaque ids and the law's words, no person."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from models.base import Frozen, Reference, Sha256, Slug
from models.case import Country
from models.records import Entry, Instant

Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
"""A short text that every database takes: not empty, no NUL."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""An exact day, `2007-03-29`: sorts as text."""

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""How many."""


class DueRow(Frozen):
    """
    One term that runs, or has run out unanswered.

    `due` is the end as written in output (`2023-10-09T24:00`, local), `due_at` the same moment in UTC. `own`: a right
    of the victim's side that lapses, not a duty of an authority. `passed_recorded`: the ledger already says that the
    term passed. Whether it is overdue is derived when read, by comparing `due_at` with now.
    """

    rule: Word
    term: Word
    anchor: Slug
    owed_by: Word
    due: Word
    due_at: Instant
    own: bool = False
    passed_recorded: bool = False


class RegisterRow(Frozen):
    """
    One case as boards show it, after its first `records` records; `head` is the hash of the last of them.

    `since` and `opened_on` are dates as told (`2007-04`, `unknown`); `opened_first` is the earliest day that
    `opened_on` may mean, for sorting. `findings` counts the certain findings on record. `lawyer` is an account's opaque
    id.
    """

    reference: Reference
    jurisdiction: Country
    region: Word | None = None
    proceeding: Slug = "main"
    phase: Word
    state: Word
    since: Word
    opened_on: Word
    opened_first: Day | None = None
    events: Count = 0
    opening_refused: Count = 0
    terminated: Count = 0
    quashed: Count = 0
    suspended: Count = 0
    forwarded: Count = 0
    findings: Count = 0
    lawyer: Slug | None = None
    records: Annotated[int, Field(ge=1, le=2**31 - 1)]
    head: Sha256
    duties: tuple[DueRow, ...] = ()

    def overdue(self, at: str) -> tuple[DueRow, ...]:
        """The duties of authorities that have ended unanswered at the instant `at`, the oldest first."""
        return tuple(sorted((due for due in self.duties if not due.own and due.due_at <= at), key=_moment))

    def next_due(self, at: str) -> DueRow | None:
        """What ends next after the instant `at`, be it a duty or a right; None where nothing is due from anybody."""
        return min((due for due in self.duties if due.due_at > at), key=_moment, default=None)


class BoardRow(RegisterRow):
    """
    A register row as the store gives it back.

    `updated_at` is when its last record was recorded. `halted` says why nothing more is accepted for this case: two
    different records were offered for one place in its chain, and a person must look. `erased_at`: since when nobody
    can read any more what was told in it.
    """

    updated_at: Instant
    halted: str | None = None
    erased_at: Instant | None = None


class Outlook(Frozen):
    """
    What a case wants next, once some records are kept: what the server is to show of it, and when it must look again.

    It goes through the activity and comes back unchanged, for one reason: what an activity answered is in Temporal's
    history, and is the same in every replay, whatever a later version of this program would make of the case.

    `shows` holds values of search attributes by name (instants as text), `wakes` the instant to look again, if any,
    `seal` whether the history so far is to be sealed into the store.
    """

    model_config = ConfigDict(extra="ignore")

    shows: dict[str, str | bool | int | None] = Field(default_factory=dict)
    wakes: Instant | None = None
    seal: bool = False


class Append(Frozen):
    """
    What a case hands to the ledger: records that continue its chain, and the register row after the last of them.

    A row that is already ahead of these records (more will follow) is left for the append that brings them. `linger`:
    more is being told, so that the answer may come a little later and the next records leave together. `again`: some
    of these records were handed over before and nobody waited for the answer. No records at all: nothing to keep, the
    case only wants its outlook answered.
    """

    case: Reference
    entries: tuple[Entry, ...]
    row: RegisterRow
    linger: bool = False
    again: bool = False
    outlook: Outlook = Outlook()


class Heard(Frozen):
    """
    Where the ledger holds something that was told: an accepted `event`, or, with a `reason`, what was contested.

    What is contested may name an event too.
    """

    model_config = ConfigDict(extra="ignore")

    seq: int
    hash: Sha256
    event: Slug | None = None
    reason: str | None = None


class KeptUpTo(Frozen):
    """
    The answer: the ledger durably holds the case up to and including record `records`, whose hash is `head`.

    `heard` are the places of what was told in the records handed over, in their order; `raised`, `cleared` what they
    judged (`rule:certainty`), taken together; `passed` the terms (rule, term, event) that they say have passed.
    """

    model_config = ConfigDict(extra="ignore")

    records: int
    head: Sha256
    heard: tuple[Heard, ...] = ()
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    passed: tuple[tuple[str, str, str], ...] = ()
    outlook: Outlook = Outlook()


def _moment(due: DueRow) -> tuple[str, str, str]:
    return (due.due_at, due.rule, due.anchor)
