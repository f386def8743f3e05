"""What is said about a case on a day: the shape that `aryz assess` and `aryz case show` print."""

from __future__ import annotations

from models.base import Frozen
from models.records import Provision


class PostureLine(Frozen):
    """Where a proceeding stands, and since when (a date as told)."""

    phase: str
    state: str
    since: str


class TrackLine(Frozen):
    """Where a request stands: an appeal, an examination, a request for safety, legal aid."""

    track: str
    proceeding: str
    state: str
    since: str
    to: str | None = None


class Obligation(Frozen):
    """
    Something owed, or a right of the victim's side.

    `due` is the local moment at which it ends (its latest reading; `due_earliest` differs where the anchor's date is
    uncertain), or null where the calendar does not reach. `late`: it was met after its end.
    """

    rule: str
    term: str
    proceeding: str
    owed_by: str
    anchor: str
    due: str | None
    due_earliest: str | None = None
    opens: str | None = None
    status: str
    met_by: str | None = None
    late: bool = False
    void_by: str | None = None
    passed_on_record: bool = False
    provision: Provision
    confidence: str
    derivation: tuple[str, ...] = ()


class Finding(Frozen):
    """A fact that the law or a treaty body relies on. Never a verdict."""

    rule: str
    certainty: str
    since: str
    evidence: tuple[str, ...]
    provisions: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    issue: str
    count: int = 1


class Warn(Frozen):
    """What a lawyer can do, or can do no more, and until when."""

    rule: str
    what: str
    until: str | None = None
    anchor: str | None = None
    provision: str | None = None


class LedgerHead(Frozen):
    """Where the chain of a live case stands."""

    records: int
    hash: str


class Assessment(Frozen):
    """The whole judgement of a case as of a day, as known on a day."""

    case: str
    as_of: str
    known_at: str | None = None
    posture: dict[str, PostureLine]
    tracks: tuple[TrackLine, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Warn, ...] = ()
    treaty: tuple[str, ...] = ()
    counts: dict[str, int]
    ledger: LedgerHead | None = None
