"""One event of a case: what happened, when, by whom, and on whose word."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from models.base import Article, Clock, Frozen, Slug, Treaty
from models.dates import UNKNOWN, PartialDate
from models.kinds import KINDS
from models.words import (
    AssertedBy,
    CounselKind,
    Evidence,
    Examination,
    Form,
    Forum,
    Ground,
    Injuries,
    InstructionsMet,
    Measure,
    Person,
    Role,
    SentenceKind,
)

NEVER = "never"
"""`known_on: never`: the victim's side was not told."""

RuleId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)+$")]
"""The id of a rule of law, such as `cpc-35-1-2-no-elements`. Whether it exists is the rulebook's to say."""


def _known_kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError("is no kind of event")
    return name


EventKind = Annotated[str, AfterValidator(_known_kind)]
"""The name of a kind in `models.kinds.KINDS`."""


class Actor(Frozen):
    """Who did it. Where an authority acts, `body` is its id. `name` is personal and never leaves the payload."""

    role: Role
    body: Slug | None = None
    name: str | None = None


class Sentence(Frozen):
    """What a court imposed. Unit of `months`: months."""

    kind: SentenceKind
    months: Annotated[StrictInt, Field(ge=0)] | None = None


class Counsel(Frozen):
    """Where the victim's lawyer comes from."""

    kind: CounselKind
    former_law_enforcement: StrictBool = False


class Event(Frozen):
    """
    An event as told. Field by field as in the chronology format, version 1.

    `position` is the place in the telling (the order of a file), the last tie-break between events of one day; it is
    no key of the file.
    """

    id: Slug
    kind: EventKind
    date: PartialDate = Field(default_factory=lambda: PartialDate.parse(UNKNOWN))
    at: Clock | None = None
    until: PartialDate | None = None
    after: Slug | None = None
    before: Slug | None = None
    known_on: PartialDate | Literal["never"] | None = None
    proceeding: Slug = "main"
    by: Actor | None = None
    to: Slug | None = None
    target: Slug | None = None
    ground: Ground | RuleId | None = None
    articles: tuple[Article, ...] = ()
    asserted_by: AssertedBy = AssertedBy.USER
    disputed: str | None = None
    source: str | None = None
    summary: str | None = None

    examination: Examination | None = None
    injuries: Injuries | None = None
    form: Form | None = None
    relied_on: tuple[Evidence, ...] = ()
    not_addressed: tuple[Evidence, ...] = ()
    victim_heard: StrictBool | None = None
    instructions: tuple[str, ...] = ()
    instructions_met: InstructionsMet | None = None
    identical_to: Slug | None = None
    pressure: StrictBool | None = None
    forum: Forum | None = None
    violations: tuple[Treaty, ...] = ()
    no_violation: tuple[Treaty, ...] = ()
    remedies: tuple[str, ...] = ()
    person: Person | None = None
    sentence: Sentence | None = None
    measure: Measure | None = None
    counsel: Counsel | None = None
    number: str | None = None
    registered: StrictBool | None = None
    medical_exam: StrictBool | None = None
    heard: StrictBool | None = None
    file_access: StrictBool | None = None

    position: Annotated[int, Field(ge=0)] = 0

    @property
    def body(self) -> str | None:
        """The id of the body that acts, if one does."""
        return self.by.body if self.by else None

    @property
    def decision(self) -> bool:
        """Whether this is a procedural decision."""
        return KINDS[self.kind].decision
