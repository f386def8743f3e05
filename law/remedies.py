"""The data behind what can be done next: remedies, what silence opens, when a right or a trace runs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, Strict

from law.entries import catalogue, content, entries, refer
from law.reading import model
from law.rules import Confidence, LawModel, RuleId, TermName, Text
from models.errors import LawError
from models.remedies import Said

FOLDER: Final = "remedies/"
"""Where the files of this reader lie among the law data."""

OWN: Final = "own"
"""The source of advice that is this project's own."""

Whom = Literal[
    "appeal_court", "cassation_court", "committee", "conducting_body", "custody", "expert", "investigating_court",
    "ombudsman", "penal_court", "prosecutor", "prosecutor_or_court", "prosecutor_service", "regional_court",
    "trial_court",
]  # fmt: skip
"""To whom a remedy goes. Which body of the case that is follows from the line of command."""

Circumstance = Literal[
    "compensated", "convict", "counsel_engaged", "court_refused", "died", "examined", "in_custody", "limitation_run",
    "safety_asked", "threatened",
]  # fmt: skip
"""What else must be told for a remedy to be of use, or must not."""

_Words = Annotated[tuple[Text, ...], Strict(False)]
_Rules = Annotated[tuple[RuleId, ...], Strict(False)]
_When = Annotated[tuple[Circumstance, ...], Strict(False)]


class Advice(LawModel):
    """A sentence of the catalogue, and whose it is: a rule id, a source id, or `own`."""

    key: Text
    source: Text = OWN


class TermRef(LawModel):
    """A term of a rule. `start` is what it is counted from where no obligation of the case already holds its end."""

    rule: RuleId
    term: TermName
    start: Literal["obligation", "decision", "knowledge"] = "obligation"


class RemedyRow(LawModel):
    """
    One remedy of the victim's side.

    It is offered where a `machine` stands in one of `states`, or after one of the kinds in `after`; `against` narrows
    to decisions of some kinds. `provisions`: the first must be in force on the day; others are named where they are.
    `rung`: its place on the ladder that an international body wants used. `limit`: what holds without any of `terms`.
    `partial`: the other remedies of the same law are not entered.
    """

    id: TermName
    machine: Literal["complaint", "side", "communication", "appeal", "examination", "safety", "legal_aid"]
    states: _Words = ()
    after: _Words = ()
    against: _Words = ()
    proceedings: _Words = ()
    jurisdictions: _Words = ()
    when: _When = ()
    unless: _When = ()
    appeal: bool = False
    partial: bool = False
    rung: Annotated[int, Field(ge=1)] | None = None
    provisions: _Rules = ()
    to: Whom
    terms: Annotated[tuple[TermRef, ...], Strict(False)] = ()
    limit: Literal["none", "unknown"] = "none"
    attach: Annotated[tuple[Advice, ...], Strict(False)] = ()
    goes_wrong: Annotated[tuple[Advice, ...], Strict(False)] = ()
    entered_on: date
    checked_on: date
    confidence: Confidence

    @property
    def key(self) -> str:
        """The key of what it is, in the catalogue."""
        return f"remedy.{self.id}"


class Opening(LawModel):
    """What the silence of a body opens: the term that passed, and where one can go then."""

    rule: RuleId
    opens: _Rules
    confidence: Confidence

    @property
    def key(self) -> str:
        """The key of what it opens, in the catalogue."""
        return f"silence.{self.rule}"


class Retention(LawModel):
    """For how long a trace is kept. Off while `unverified`, unless unverified law is asked for."""

    id: TermName
    days: Annotated[int, Field(ge=1)]
    after: _Words
    custody: bool = False
    until_kinds: _Words
    confidence: Confidence
    source: Text


class Thresholds(LawModel):
    """How long before an end somebody is warned. Days; choices of this project."""

    limitation_days: Annotated[int, Field(ge=1)]
    retention_days: Annotated[int, Field(ge=1)]


class Practice(LawModel):
    """All of it. `texts` is the catalogue in English, message key to sentence."""

    remedies: tuple[RemedyRow, ...]
    silence: tuple[Opening, ...]
    retention: tuple[Retention, ...]
    warn: Thresholds
    texts: dict[str, str]

    @cached_property
    def opened_by(self) -> dict[str, Opening]:
        """What silence opens, by the rule that was not kept."""
        return {row.rule: row for row in self.silence}

    @cached_property
    def by_state(self) -> dict[tuple[str, str], tuple[RemedyRow, ...]]:
        """The remedies by machine and state, in the order of the data."""
        found: dict[tuple[str, str], list[RemedyRow]] = {}
        for row in self.remedies:
            for state in row.states:
                found.setdefault((row.machine, state), []).append(row)
        return {place: tuple(rows) for place, rows in found.items()}

    @cached_property
    def by_kind(self) -> dict[str, tuple[RemedyRow, ...]]:
        """The remedies that an event of a kind opens."""
        kinds = {kind for row in self.remedies for kind in row.after}
        return {kind: tuple(row for row in self.remedies if kind in row.after) for kind in sorted(kinds)}

    @cached_property
    def advice(self) -> dict[str, tuple[tuple[Said, ...], tuple[Said, ...]]]:
        """What each remedy must bring along and what usually goes wrong with it, in words."""
        return {row.id: (self._said(row.attach), self._said(row.goes_wrong)) for row in self.remedies}

    def _said(self, advice: tuple[Advice, ...]) -> tuple[Said, ...]:
        return tuple(Said(key=one.key, what=self.texts[one.key], source=one.source) for one in advice)

    def say(self, key: str, **facts: str) -> str:
        """The sentence of a key, with facts in their places."""
        return self.texts[key].format_map(facts)


_ROWS: Final = (
    "registration.yaml", "endings.yaml", "investigation.yaml", "requests.yaml", "courts.yaml", "committees.yaml",
)  # fmt: skip
_FILES: Final = {
    "silence.yaml": ("silence",),
    "running-out.yaml": ("retention", "warn"),
    "texts-en.yaml": ("texts",),
}


def read_practice(files: Mapping[str, bytes], rule_ids: Iterable[str], sources: Iterable[str]) -> Practice:
    """
    The data that these files hold.

    Args:
        files: name to bytes; those under `remedies/` are read.
        rule_ids: the ids of the rulebook, which provisions must be among.
        sources: the ids of described sources, which advice may name.

    Raises:
        LawError: a file is missing or unreadable, an entry does not fit, or names what is not there.
    """
    found: dict[str, Any] = {}
    for name, keys in _FILES.items():
        found |= content(FOLDER + name, keys, files)
    rows = [
        row
        for name in _ROWS
        for row in entries(FOLDER + name, content(FOLDER + name, ("remedies",), files)["remedies"], RemedyRow)
    ]
    practice = Practice(
        remedies=tuple(rows),
        silence=entries(f"{FOLDER}silence.yaml", found["silence"], Opening),
        retention=entries(f"{FOLDER}running-out.yaml", found["retention"], Retention),
        warn=model(f"{FOLDER}running-out.yaml", "warn", Thresholds, found["warn"]),
        texts=catalogue(f"{FOLDER}texts-en.yaml", found["texts"]),
    )
    ids = [row.id for row in practice.remedies]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise LawError(f"{FOLDER}: remedy {', '.join(twice)} stands twice; ids are unique")
    known = frozenset(rule_ids)
    refer(FOLDER, _rules(practice), known)
    refer(f"{FOLDER}texts-en.yaml", _keys(practice), practice.texts)
    refer(FOLDER, _sources(practice), {OWN, *known, *sources})
    return practice


def _rules(practice: Practice) -> Iterator[str]:
    for row in practice.remedies:
        yield from row.provisions
        yield from (term.rule for term in row.terms)
    for opening in practice.silence:
        yield opening.rule
        yield from opening.opens


def _keys(practice: Practice) -> Iterator[str]:
    for row in practice.remedies:
        yield row.key
        yield from (advice.key for advice in (*row.attach, *row.goes_wrong))
    yield from (row.key for row in practice.silence)
    yield from (f"retention.{row.id}" for row in practice.retention)


def _sources(practice: Practice) -> Iterator[str]:
    for row in practice.remedies:
        yield from (advice.source for advice in (*row.attach, *row.goes_wrong))
