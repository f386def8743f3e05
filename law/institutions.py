"""Ministries and services over time: under whom a kind of authority stands on a day, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, Strict

from law.findings import Edge
from law.reading import cited, mapping, model, sources_of
from law.rules import Confidence, LawModel, RuleId, Source, Text
from models.bodies import Command, Relation
from models.case import Body
from models.dates import Interval, Truth
from models.errors import LawError
from models.words import BodyKind, Branch, Level

FOLDER: Final = "institutions/"
"""Where the files of this reader lie among the law data."""

_DAY: Final = timedelta(days=1)
_COUNTRY: Final = "KZ"


def holds(since: Edge | None, until: Edge | None, day: Interval) -> Truth:
    """Whether something that began and ended on days known within bounds holds on a day. `until` is the last day."""
    if (since and day.last < since.earliest) or (until and day.first > until.latest):
        return Truth.NO
    begun = since is None or day.first >= since.latest
    lasting = until is None or day.last <= until.earliest
    return Truth.CERTAIN if begun and lasting else Truth.POSSIBLE


class Institution(LawModel):
    """
    Under whom authorities of one kind stood, from one day to another.

    `which`: whether all authorities of the kind stand there or only some of them. `replaces`: an older entry that this
    one corrects. `since` is the first day and `until` the last; where one is missing it holds from or for always.
    """

    id: RuleId
    kind: Annotated[BodyKind, Strict(False)]
    name: Text
    under: Annotated[Branch, Strict(False)]
    which: Literal["all", "some"]
    since: Edge | None = None
    until: Edge | None = None
    entered_on: date
    checked_on: date
    confidence: Confidence
    says: Text
    rule: RuleId | None = None
    replaces: RuleId | None = None
    sources: Annotated[tuple[Source, ...], Strict(False), Field(min_length=1)]

    def on(self, day: Interval) -> Truth:
        """Whether every authority of the kind stood there on a day."""
        found = holds(self.since, self.until, day)
        weak = self.which == "some" or self.confidence == "unverified"
        return Truth.POSSIBLE if weak and found is Truth.CERTAIN else found

    def followed_by(self, other: Institution) -> bool:
        """Whether the other begins on the day after this one ends, on whichever day that was."""
        if self.until is None or other.since is None:
            return False
        ends = (self.until.earliest + _DAY, self.until.latest + _DAY)
        return ends == (other.since.earliest, other.since.latest)


@dataclass(frozen=True, slots=True)
class Placed:
    """What is known of the place of a kind of authority on a day; `entries` are those that may hold."""

    kind: BodyKind
    entries: tuple[Institution, ...]
    certainty: Truth

    @property
    def branches(self) -> frozenset[str]:
        """The ministries and services that it may stand under."""
        return frozenset(entry.under.value for entry in self.entries)

    @property
    def branch(self) -> str | None:
        """The one that it stands under; None where nothing is known or several are possible."""
        return next(iter(self.branches)) if len(self.branches) == 1 else None


@dataclass(frozen=True, slots=True)
class Completed:
    """
    The lines of command of a case, completed where its file is silent.

    `command` takes a looked-up ministry where exactly one is certain; `looked_up` says what was found for each silent
    body. What the file says is never changed.
    """

    told: Command
    command: Command
    looked_up: Mapping[str, Placed]

    def ministries(self, body: str) -> frozenset[str]:
        """The ministries that a body may stand under: the one of the file, else those looked up for its line."""
        told = self.told.ministry(body)
        if told is not None:
            return frozenset({told})
        found = [self.looked_up[above].branches for above in self.told.line(body) if above in self.looked_up]
        return frozenset().union(*found)

    def relation(self, body: str, other: str) -> tuple[Relation, Truth]:
        """
        How `body` stands to `other`, and how surely.

        Certain only where the file itself says it: a body without a line may also be one of another country, or one
        that answers to nobody.
        """
        told = self.told.relation(body, other)
        if told.dependent:
            return told, Truth.CERTAIN
        if self.ministries(body) & self.ministries(other):
            return Relation.SAME_MINISTRY, Truth.POSSIBLE
        return Relation.NONE, Truth.NO


class Institutions:
    """All entries. Immutable."""

    def __init__(self, entries: Iterable[Institution]) -> None:
        self.entries: Final = tuple(entries)

    def ministry(
        self, kind: BodyKind, on: date | Interval, known_on: date | None = None, *, unverified: bool = False
    ) -> Placed:
        """
        Under whom a kind of authority of Kazakhstan stands on a day.

        Args:
            kind: the kind of authority.
            on: the day; an interval where it is known only so far.
            known_on: only what had been entered by this day counts.
            unverified: whether entries without any source count.
        """
        day = on if isinstance(on, Interval) else Interval(on, on)
        possible = [
            entry
            for entry in self._known(known_on)
            if entry.kind is kind and (unverified or entry.confidence != "unverified") and entry.on(day) is not Truth.NO
        ]
        return Placed(kind, tuple(possible), _certainty(possible, day))

    def completed(
        self,
        bodies: Iterable[Body],
        on: date | Interval,
        jurisdiction: str = _COUNTRY,
        known_on: date | None = None,
    ) -> Completed:
        """
        The lines of command of a case on a day: as its file says, and looked up where it says `none` or nothing.

        Only authorities of Kazakhstan are looked up; for another jurisdiction the file stands alone.
        """
        told = tuple(bodies)
        silent = [body for body in told if _silent(body)] if jurisdiction == _COUNTRY else []
        found = {body.id: self.ministry(body.kind, on, known_on) for body in silent}
        looked_up = {body: placed for body, placed in found.items() if placed.entries}
        return Completed(Command.of(told), Command.of(_filled(body, looked_up) for body in told), looked_up)

    def _known(self, known_on: date | None) -> tuple[Institution, ...]:
        known = [entry for entry in self.entries if known_on is None or entry.entered_on <= known_on]
        replaced = {entry.replaces for entry in known}
        return tuple(entry for entry in known if entry.id not in replaced)


def _silent(body: Body) -> bool:
    return body.under == Branch.NONE.value and body.level is not Level.INTERNATIONAL


def _filled(body: Body, looked_up: Mapping[str, Placed]) -> Body:
    placed = looked_up.get(body.id)
    if placed is None or placed.branch is None or placed.certainty is not Truth.CERTAIN:
        return body
    return body.model_copy(update={"under": placed.branch})


def _certainty(possible: list[Institution], day: Interval) -> Truth:
    """Certain where one place holds whichever day a change was; an entry and its successor then count together."""
    if not possible:
        return Truth.NO
    if len({entry.under for entry in possible}) > 1:
        return Truth.POSSIBLE
    firm = [entry for entry in possible if entry.which == "all" and entry.confidence != "unverified"]
    first = next((entry for entry in firm if holds(entry.since, None, day) is Truth.CERTAIN), None)
    while first is not None:
        if holds(None, first.until, day) is Truth.CERTAIN:
            return Truth.CERTAIN
        first = next((entry for entry in firm if first.followed_by(entry)), None)
    return Truth.POSSIBLE


def read_institutions(files: Mapping[str, bytes], rule_ids: Iterable[str]) -> Institutions:
    """
    The institutions that these files hold.

    Args:
        files: name to bytes; those under `institutions/` are read, and the description of the sources.
        rule_ids: the ids of the rulebook, which `rule` must be among.

    Raises:
        LawError: a file cannot be read, an entry does not fit, an id stands twice, or a reference leads nowhere.
    """
    sources = sources_of(files)
    entries: dict[str, Institution] = {}
    for name in sorted(files):
        if not name.startswith(FOLDER):
            continue
        content = mapping(name, files[name])
        if set(content) != {"institutions"} or not isinstance(content["institutions"], list):
            raise LawError(f"{name}: holds no list of institutions; its one key is institutions")
        for number, raw in enumerate(content["institutions"], start=1):
            where = f"institution {raw.get('id', number) if isinstance(raw, dict) else number}"
            full = cited(name, where, raw, sources) if isinstance(raw, dict) else raw
            entry = model(name, where, Institution, full)
            if entry.id in entries:
                raise LawError(f"{name}: {where}: stands twice; ids are unique")
            entries[entry.id] = entry
    _refer(entries, frozenset(rule_ids))
    return Institutions(entries.values())


def _refer(entries: Mapping[str, Institution], rules: frozenset[str]) -> None:
    for entry in entries.values():
        if entry.rule is not None and entry.rule not in rules:
            raise LawError(f"{FOLDER}: {entry.id}: {entry.rule} is no rule of the rulebook; name one that is")
        if entry.replaces is not None and entry.replaces not in entries:
            raise LawError(f"{FOLDER}: {entry.id}: there is no entry {entry.replaces} to replace")
        for edge in (entry.since, entry.until):
            if edge is not None and edge.latest < edge.earliest:
                raise LawError(f"{FOLDER}: {entry.id}: a day lies between {edge.latest} and {edge.earliest}")
