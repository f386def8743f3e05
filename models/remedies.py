"""What the victim's side can do next: remedies at home and routes abroad, in the shape that the command prints."""

from __future__ import annotations

from models.base import Frozen
from models.records import Provision


class Said(Frozen):
    """
    A sentence with the key of its message, so that other languages can follow.

    `source` is where it comes from: a rule id, the id of a source, or `own` for this project's own advice.
    """

    key: str
    what: str
    source: str | None = None


class Addressee(Frozen):
    """To whom a remedy goes: in words, and the bodies of the case that fit, the nearest first."""

    key: str
    what: str
    bodies: tuple[str, ...] = ()


class RemedyTerm(Frozen):
    """One term within which a remedy can be used. Where several run, the one that ends last counts."""

    rule: str
    term: str
    anchor: str
    until: str | None
    status: str


class Remedy(Frozen):
    """
    One thing that the victim's side can do.

    `status`: `open`; `under_way` (used, not answered yet); `not_yet` (opens later); `missed` (its last day has passed).
    `limit`: `term` (ends at `until`), `none` (the law gives none) or `unknown` (it has one that cannot be counted
    here). `about` is the decision or request that it attacks. `confidence` is that of the weakest provision.
    """

    remedy: str
    status: str
    proceeding: str
    about: str | None = None
    appeal: bool
    rung: int | None = None
    key: str
    what: str
    to: Addressee
    limit: str
    until: str | None = None
    opens: str | None = None
    terms: tuple[RemedyTerm, ...] = ()
    provisions: tuple[Provision, ...] = ()
    confidence: str
    attach: tuple[Said, ...] = ()
    goes_wrong: tuple[Said, ...] = ()


class Condition(Frozen):
    """One condition of admissibility: `truth` is certain, possible or no; `evidence` the events that show it."""

    condition: str
    truth: str
    key: str
    what: str
    evidence: tuple[str, ...] = ()
    provisions: tuple[Provision, ...] = ()


class Route(Frozen):
    """
    One international body.

    `status`: `available` (every condition certain), `arguable` (none fails), `unclear` (whether the State accepts it is
    not known), `not_yet` (one fails that time or a step can mend), `closed` (one fails for good), `under_way`,
    `decided`. `since` is the first day on which the body could be addressed at all, `until` the day after which
    lateness counts against it, `answer_due` when the State owes its next answer to the body.
    """

    forum: str
    name: str
    status: str
    key: str
    what: str
    since: str | None = None
    until: str | None = None
    answer_due: str | None = None
    proceeding: str | None = None
    conditions: tuple[Condition, ...] = ()
    attach: tuple[Said, ...] = ()
    goes_wrong: tuple[Said, ...] = ()
