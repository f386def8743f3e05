"""What is said about a case on a day: the shape that `aryz assess` and `aryz case show` print."""

from __future__ import annotations

from pydantic import Field

from models.base import Frozen
from models.records import Provision
from models.remedies import Remedy, Route


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


class StepLine(Frozen):
    """One line of a derivation: the key of a message, and what fills its gaps (days as ISO 8601)."""

    key: str
    values: dict[str, str] = Field(default_factory=dict)


class Obligation(Frozen):
    """
    Something owed, or a right of the victim's side.

    `due` is the local moment at which it ends (its latest reading; `due_earliest` differs where the anchor's date is
    uncertain), or null where the law gives no term (`term` is `no_term`) or the calendar does not reach. `late`: it was
    met after its end; `restored_by` is the decision on the merits that heals that. `certainty` is `possible` where it
    may not be owed, or may have been met untold; `doubt` says why. Alternatives share a `group`; the most favourable
    of them `counts`. `steps` is the derivation as keys and values, for other languages.
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
    restored_by: str | None = None
    extended_by: str | None = None
    certainty: str = "certain"
    doubt: str | None = None
    group: str | None = None
    counts: bool = True
    passed_on_record: bool = False
    provision: Provision
    confidence: str
    derivation: tuple[str, ...] = ()
    steps: tuple[StepLine, ...] = ()


class Asserted(Frozen):
    """On whose word a piece of evidence rests, as told, and whether somebody says otherwise."""

    event: str
    asserted_by: str
    disputed: bool = False


class Finding(Frozen):
    """
    A fact that the law or a treaty body relies on. Never a verdict.

    `evidence` are the ids of the events that show it; `asserted` says of each, in the same order, on whose word it
    rests. Neither that nor a dispute changes the certainty: recorded facts count as recorded.
    """

    rule: str
    certainty: str
    since: str
    evidence: tuple[str, ...]
    asserted: tuple[Asserted, ...] = ()
    provisions: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    issue: str
    count: int = 1


class Warn(Frozen):
    """
    What a lawyer can do, or can do no more, and until when.

    `key` and `facts` are the message that `what` says in English, so that other languages can follow.
    """

    rule: str
    what: str
    key: str | None = None
    facts: dict[str, str] = Field(default_factory=dict)
    until: str | None = None
    anchor: str | None = None
    provision: str | None = None


class Hint(Frozen):
    """What the law offers in this situation: the key of a message, the message, and the provision that it rests on."""

    rule: str
    key: str
    text: str
    provision: Provision


class Examined(Frozen):
    """
    An examination that was made. `by` is a body or a role; `official`: the result of one that was ordered.

    The days are counted from the end of the act complained of; two numbers where a date is uncertain.
    """

    event: str
    date: str
    examination: str
    by: str
    official: bool
    injuries: str | None = None
    days_after_act: int | None = None
    days_after_act_at_most: int | None = None


class Forensic(Frozen):
    """
    How far the harm is documented: the first examination of the body, and of the mind.

    `days_after_act` is the least number of days after the act at which either was made; `complete`: both were.
    """

    physical: Examined | None = None
    psychological: Examined | None = None
    days_after_act: int | None = None
    by: tuple[str, ...] = ()
    complete: bool
    missing: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()


class SafetyLine(Frozen):
    """A request for safety: when asked, of whom, where it stands, and by which event."""

    event: str
    to: str | None = None
    state: str
    since: str
    answer: str | None = None


class Safety(Frozen):
    """
    Requests for safety, threats (ids of events), and who holds the victim.

    `held_by_accused`: that body is the accused one, in line with it, or under the same ministry.
    """

    requests: tuple[SafetyLine, ...] = ()
    threats: tuple[str, ...] = ()
    held_by: str | None = None
    held_by_accused: bool = False
    hints: tuple[Hint, ...] = ()


class LegalAid(Frozen):
    """The victim's lawyer, and the told grounds on which one is mandatory and free."""

    state: str
    represented: bool
    kind: str | None = None
    since: str | None = None
    grounds: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()


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
    remedies: tuple[Remedy, ...] = ()
    routes: tuple[Route, ...] = ()
    treaty: tuple[str, ...] = ()
    counts: dict[str, int]
    forensic: Forensic | None = None
    safety: Safety | None = None
    legal_aid: LegalAid | None = None
    ledger: LedgerHead | None = None
