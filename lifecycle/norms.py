"""The law as one case sees it: a rulebook pinned to the day it was known, the calendar, the zone of the place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from law.calendar import Calendar
from law.derivation import derive
from law.rulebook import Rulebook
from law.rules import Rule, Version
from law.terms import Due, Start, due, end_of, last_day
from law.zones import Zone
from models.assessment import StepLine
from models.dates import Interval
from models.errors import CalendarGap, NotInForce
from models.records import Provision

Line = tuple[StepLine, str]
"""A line of a derivation: its key and values, and the line in English."""

_TREATY: Final = ("cat-", "op-", "hrc-", "sr-")
_DOMESTIC: Final = "KZ"
_REASONABLE: Final = (date(1900, 1, 1), date(2200, 1, 1))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """
    A term reckoned: the version applied and the earliest and latest moment at which it can end.

    The two differ where the anchor's date is an interval. Both are None where the calendar does not reach.
    """

    version: Version
    provision: Provision
    earliest: Due | None
    latest: Due | None


@dataclass(frozen=True)
class Norms:
    """
    The law that applies to a case.

    `known_on` pins the rulebook: only what had been entered by that day counts, so that an old history gives the old
    answer. Domestic rules apply in Kazakhstan, treaty rules everywhere. `unverified` admits rules without any source.

    A rule that was read, but not in the wording of the day asked for, applies with that older version's confidence,
    `unverified`, which everything derived from it says: a right that may end is better shown than hidden.
    """

    book: Rulebook
    calendar: Calendar
    zone: Zone
    jurisdiction: str
    known_on: date
    unverified: bool = False
    _memory: dict[tuple[str, str, date, date, int | None], Reckoned | None] = field(
        default_factory=dict, repr=False, compare=False
    )
    _workings: dict[tuple[Provision, str, Start], tuple[Line, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def reckon(self, rule: str, term: str, anchor: Interval, minute: int | None = None) -> Reckoned | None:
        """
        When a term that starts with an event on `anchor` ends.

        Returns None where the rule does not apply: another jurisdiction, not in force on the day, not verified, or no
        day known to start from. The answer depends on law and dates only, and is remembered.
        """
        if not self._applies(rule) or anchor.first < _REASONABLE[0] or anchor.last > _REASONABLE[1]:
            return None
        key = (rule, term, anchor.first, anchor.last, minute)
        if key not in self._memory:
            self._memory[key] = self._reckoned(rule, term, anchor, minute)
        return self._memory[key]

    def known(self, on: date) -> Norms:
        """The same law as it was known on another day."""
        return Norms(self.book, self.calendar, self.zone, self.jurisdiction, on, self.unverified)

    def in_force(self, rule: str, day: date) -> Provision | None:
        """The provision that a rule sets on a day; None where it does not apply: as for `reckon`."""
        if not self._applies(rule):
            return None
        try:
            version = self.book.version(rule, day, self.known_on, unverified=self._admits(rule))
        except NotInForce:
            return None
        return Provision(rule=rule, version=version.key, hash=version.hash)

    def cited(self, provision: Provision) -> tuple[Rule, Version]:
        """The rule and the version that a provision names."""
        rule = self.book.rule(provision.rule)
        return rule, next(version for version in rule.versions if version.key == provision.version)

    def working(self, provision: Provision, term: str, start: Start) -> tuple[Line, ...]:
        """The derivation of a term's end. Raises CalendarGap where the calendar does not reach. Remembered."""
        key = (provision, term, start)
        if key not in self._workings:
            rule, version = self.cited(provision)
            steps = derive(version.term(term), version, rule, start, self.calendar, self.zone)
            self._workings[key] = tuple((StepLine(key=step.key, values=dict(step.values)), step.text) for step in steps)
        return self._workings[key]

    def last_day(self, provision: Provision, term: str, start: date) -> date:
        """The last day of a term that starts on a day, before any shift to a working day."""
        return last_day(self.cited(provision)[1].term(term), start)

    def later(self, provision: Provision, term: str, day: date, by: int = 0) -> Due | None:
        """The end of a day `by` days later, shifted as the term shifts. None where the calendar does not reach."""
        later = day + timedelta(days=by)
        if not self.cited(provision)[1].term(term).shifts:
            return self.end_of(later)
        try:
            return self.end_of(self.calendar.next_working(later))
        except CalendarGap:
            return None

    def end_of(self, day: date) -> Due:
        """The end of a day at the place of the case."""
        return end_of(day, self.zone)

    def _applies(self, rule: str) -> bool:
        return rule.startswith(_TREATY) or self.jurisdiction == _DOMESTIC

    def _admits(self, rule: str) -> bool:
        """Whether versions of unseen wording count: of a rule that has been read in another version, or where asked."""
        entered = (version for version in self.book.rule(rule).versions if version.entered_on <= self.known_on)
        return self.unverified or any(version.verified for version in entered)

    def _reckoned(self, rule: str, term: str, anchor: Interval, minute: int | None) -> Reckoned | None:
        try:
            version = self.book.version(rule, anchor.first, self.known_on, unverified=self._admits(rule))
        except NotInForce:
            return None
        length = next((found for found in version.terms if found.name == term), None)
        if length is None:
            return None
        provision = Provision(rule=rule, version=version.key, hash=version.hash)
        try:
            earliest = due(length, Start(anchor.first, minute), self.calendar, self.zone)
            latest = earliest if anchor.exact else due(length, Start(anchor.last, minute), self.calendar, self.zone)
        except CalendarGap:
            return Reckoned(version, provision, None, None)
        return Reckoned(version, provision, earliest, latest)
