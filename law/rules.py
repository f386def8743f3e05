"""What a rule of law is: versions in time, each with its source and the confidence in it, and the terms it sets."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from models.errors import LawError

Confidence = Literal["text-seen", "secondary", "unverified"]
"""`text-seen`: the provision was read. `secondary`: a report or title says so. `unverified`: no source was found."""

Kind = Literal["deadline", "duty", "competence", "definition", "ground", "right-of-appeal", "statistic", "penalty"]
Unit = Literal["immediate", "hours", "calendar_days", "months", "years"]
Computation = Literal["cpc-48", "to-the-minute", "stay", "calendar", "backwards"]
"""`cpc-48`: CPC 48. `to-the-minute`: detention, CPC 48(5). `stay`: custody in an institution, the first day counts.
`calendar`: plain calendar time without any shift. `backwards`: counted back from another day; not computed here."""

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
TermName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Texts = Annotated[tuple[Text, ...], Strict(False)]
"""A YAML list becomes a tuple; everything inside stays strict."""


class LawModel(BaseModel):
    """A frozen value read from law data. Unknown keys and wrong types are errors, never guessed at."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(LawModel):
    """Where a text stands. `locator` is the place in it; `via` the copy that was read; `seen` whether it was read."""

    id: Text
    title: Text | None = None
    url: Text | None = None
    locator: Text | None = None
    via: Text | None = None
    seen: bool

    @model_validator(mode="after")
    def _named(self) -> Source:
        if self.title is None and self.url is None:
            raise ValueError("names neither a title nor a url; give one of them")
        return self


class Amendment(LawModel):
    """The laws that amended an article, as its footnotes name them; `earlier` more are not listed."""

    article: Text
    laws: Texts
    earlier: Annotated[int, Field(ge=0)] = 0


class Term(LawModel):
    """
    A time limit. `length` is counted in `unit` from `trigger` to `act_due`, which is owed by `owed_by`.

    `rounding`: the hour in which an hour term starts is not counted. `shifts`: a non-working last day moves to the next
    working day. `first_day_counts`: the day of the trigger is the first day of the term.

    Source: CPC 48.
    """

    name: TermName
    length: Annotated[int, Field(ge=0)]
    unit: Unit
    trigger: Text
    act_due: Text
    owed_by: Text
    extension: Text | None = None
    computed_by: Computation
    rounding: bool = False
    shifts: bool = False
    first_day_counts: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Term:
        if (self.unit == "immediate") != (self.length == 0):
            raise ValueError("length 0 belongs to unit immediate and to no other; give the length in its unit")
        if self.rounding and self.unit != "hours":
            raise ValueError("rounding is about hours only; leave it out")
        if self.shifts and self.unit in ("hours", "immediate"):
            raise ValueError("only day, month and year terms shift; leave shifts out")
        return self


class Version(LawModel):
    """
    A rule as it stood from one day to another.

    `in_force_from` is null where the day is unknown: then `in_force_from_earliest` is the first possible one, and
    without either the version holds from always. `in_force_to` is the last day, null while it holds. `entered_on` is
    when it came into this rulebook, `text_as_of` the state of the text that was read.
    """

    label: Text
    in_force_from: date | None
    in_force_from_earliest: date | None = None
    day_certain: bool = True
    in_force_to: date | None
    entered_on: date
    checked_on: date
    text_as_of: date | None = None
    confidence: Confidence
    says: Text
    notes: Texts = ()
    amended_by: Annotated[tuple[Amendment, ...], Strict(False)] = ()
    sources: Annotated[tuple[Source, ...], Strict(False), Field(min_length=1)]
    terms: Annotated[tuple[Term, ...], Strict(False)] = ()

    @property
    def start(self) -> date | None:
        """The first day on which this version is taken to hold; None for always."""
        return self.in_force_from or self.in_force_from_earliest

    @property
    def verified(self) -> bool:
        """Whether a source was found at all."""
        return self.confidence != "unverified"

    @property
    def key(self) -> str:
        """The name of this version inside its rule, as the lock and the ledger write it: `label/entered_on`."""
        return f"{self.label}/{self.entered_on.isoformat()}"

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON: keys sorted, no whitespace, UTF-8, defaults left out."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _by_name(self) -> dict[str, Term]:
        return {term.name: term for term in self.terms}

    def term(self, name: str) -> Term:
        """
        The term of this name.

        Raises:
            LawError: there is none; the message names those there are.
        """
        term = self._by_name.get(name)
        if term is None:
            known = ", ".join(self._by_name) or "none"
            raise LawError(f"version {self.key!r} sets no term {name!r}; its terms are: {known}")
        return term

    @model_validator(mode="after")
    def _consistent(self) -> Version:
        if self.in_force_from and self.in_force_from_earliest:
            raise ValueError("has in_force_from and in_force_from_earliest; keep in_force_from if the day is known")
        if self.in_force_from_earliest and self.day_certain:
            raise ValueError("holds from the earliest possible day; say day_certain: false")
        if self.start and self.in_force_to and self.in_force_to < self.start:
            raise ValueError("ends before it starts; in_force_to is the last day on which it holds")
        if len(self._by_name) != len(self.terms):
            raise ValueError("has two terms of one name; term names are unique inside a version")
        return self


class Rule(LawModel):
    """One rule of law with all its versions. `cited_as` holds the ways in which others cite it; `see` rule ids."""

    id: RuleId
    title: Text
    article: Text
    instrument: Text
    kind: Kind
    group: RuleId
    cited_as: Texts = ()
    see: Annotated[tuple[RuleId, ...], Strict(False)] = ()
    versions: Annotated[tuple[Version, ...], Strict(False), Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Rule:
        keys = [version.key for version in self.versions]
        if len(set(keys)) != len(keys):
            raise ValueError("has two versions of one label and entered_on; label them apart")
        for one, other in _overlaps(self.versions):
            raise ValueError(f"versions {one.label!r} and {other.label!r} hold on one day; end the older one before")
        return self


def _overlaps(versions: tuple[Version, ...]) -> list[tuple[Version, Version]]:
    """Pairs entered on one day that hold on one day. A later entry may overlay an older one: so it corrects."""
    ordered = sorted(versions, key=lambda version: (version.entered_on, version.start or date.min))
    return [
        (one, other)
        for one, other in pairwise(ordered)
        if one.entered_on == other.entered_on and (one.in_force_to or date.max) >= (other.start or date.min)
    ]
