"""The data behind international routes: the bodies, what each wants, and since when a State accepts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, Strict, StringConstraints

from law.entries import catalogue, content, entries, refer
from law.reading import model
from law.rules import Confidence, LawModel, RuleId, TermName, Text
from models.remedies import Said
from models.words import Forum

FOLDER: Final = "forums/"
"""Where the files of this reader lie among the law data."""

ConditionName = Literal[
    "act", "acceptance", "period", "same_matter", "exhaustion", "delay", "consent", "recent", "detention"
]
"""The conditions that are checked against a chronology."""

Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
_Forum = Annotated[Forum, Strict(False)]
_Words = Annotated[tuple[Text, ...], Strict(False)]
_Rules = Annotated[tuple[RuleId, ...], Strict(False)]


class Where(LawModel):
    """Where something was read."""

    title: Text


class Acceptance(LawModel):
    """Since when a State accepts individual complaints to a body."""

    jurisdiction: Jurisdiction
    forum: _Forum
    since: date
    provision: RuleId | None = None
    entered_on: date
    confidence: Confidence
    source: Where


class Reservation(LawModel):
    """A reservation by which a State also bars what another procedure has examined before."""

    jurisdiction: Jurisdiction
    forum: _Forum
    same_matter: Literal["ever"]
    confidence: Confidence
    source: Where


class Late(LawModel):
    """The terms after which lateness counts as abuse: since exhaustion, and since another procedure ended."""

    rule: RuleId
    exhaustion: TermName
    other_procedure: TermName


class Owed(LawModel):
    """A term of the State towards a body."""

    rule: RuleId
    term: TermName


class ForumRow(LawModel):
    """
    One body.

    `same_matter`: whether a past examination elsewhere bars it (`ever`), only a present one (`pending`), or none.
    `bars`: whether it counts as such a procedure for the others. `provisions` are the rules behind its conditions.
    """

    id: _Forum
    name: Text
    basis: Text
    conditions: Annotated[tuple[ConditionName, ...], Strict(False), Field(min_length=1)]
    same_matter: Literal["ever", "pending", "none"]
    bars: Literal["certain", "possible", "no"]
    recent_years: Annotated[int, Field(ge=1)] | None = None
    late: Late | None = None
    provisions: dict[ConditionName, _Rules]
    answer: Owed | None = None
    follow_up: Owed | None = None
    attach: _Words = ()
    goes_wrong: _Words = ()
    entered_on: date
    confidence: Confidence
    source: Text


class Years(LawModel):
    """A number of years on which an answer turns."""

    length: Annotated[int, Field(ge=1)]
    confidence: Confidence
    source: Text | None = None


class Forums(LawModel):
    """All of it. `texts` is the catalogue in English, message key to sentence."""

    forums: tuple[ForumRow, ...]
    acceptances: tuple[Acceptance, ...]
    reservations: tuple[Reservation, ...]
    late_years: Years
    prolonged_years: Years
    texts: dict[str, str]

    @cached_property
    def accepted(self) -> dict[tuple[str, str], Acceptance]:
        """The acceptances by State and body."""
        return {(one.jurisdiction, one.forum.value): one for one in self.acceptances}

    @cached_property
    def reserved(self) -> frozenset[tuple[str, str]]:
        """The States and bodies with a reservation against what was examined before."""
        return frozenset((one.jurisdiction, one.forum.value) for one in self.reservations)

    @cached_property
    def advice(self) -> dict[str, tuple[tuple[Said, ...], tuple[Said, ...]]]:
        """What to send to each body and what usually goes wrong, in words."""
        return {row.id.value: (self._said(row.attach), self._said(row.goes_wrong)) for row in self.forums}

    def _said(self, keys: tuple[str, ...]) -> tuple[Said, ...]:
        return tuple(Said(key=key, what=self.texts[key]) for key in keys)

    def say(self, key: str, **facts: str) -> str:
        """The sentence of a key, with facts in their places."""
        return self.texts[key].format_map(facts)


_FORUM_KEYS: Final = ("forums", "late_years", "prolonged_years")
_ACCEPTANCE_KEYS: Final = ("acceptances", "reservations")


def read_forums(files: Mapping[str, bytes], rule_ids: Iterable[str]) -> Forums:
    """
    The data that these files hold.

    Args:
        files: name to bytes; those under `forums/` are read.
        rule_ids: the ids of the rulebook, which provisions must be among.

    Raises:
        LawError: a file is missing or unreadable, an entry does not fit, or names what is not there.
    """
    name, accepted = f"{FOLDER}forums.yaml", f"{FOLDER}acceptances.yaml"
    found: dict[str, Any] = {
        **content(name, _FORUM_KEYS, files),
        **content(accepted, _ACCEPTANCE_KEYS, files),
        **content(f"{FOLDER}texts-en.yaml", ("texts",), files),
    }
    forums = Forums(
        forums=entries(name, found["forums"], ForumRow),
        acceptances=entries(accepted, found["acceptances"], Acceptance),
        reservations=entries(accepted, found["reservations"], Reservation),
        late_years=model(name, "late_years", Years, found["late_years"]),
        prolonged_years=model(name, "prolonged_years", Years, found["prolonged_years"]),
        texts=catalogue(f"{FOLDER}texts-en.yaml", found["texts"]),
    )
    refer(FOLDER, _rules(forums), rule_ids)
    refer(
        f"{FOLDER}texts-en.yaml", (key for row in forums.forums for key in (*row.attach, *row.goes_wrong)), forums.texts
    )
    return forums


def _rules(forums: Forums) -> Iterator[str]:
    for row in forums.forums:
        yield from (rule for rules in row.provisions.values() for rule in rules)
        yield from (owed.rule for owed in (row.late, row.answer, row.follow_up) if owed is not None)
    yield from (one.provision for one in forums.acceptances if one.provision is not None)
