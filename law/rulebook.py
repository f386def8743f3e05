"""Looking rules up: by id, by day, by what was known on a day, by citation."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from law.citations import instrument_of, normal, of_1997, places
from law.suggesting import suggested
from models.errors import NotInForce, UnknownRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from law.rules import Rule, Version

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Table:
    """The versions of a rule along time: `versions[i]` holds from `starts[i]` until the next start; None is a gap."""

    starts: tuple[date, ...]
    versions: tuple[Version | None, ...]

    def at(self, day: date) -> Version | None:
        return self.versions[bisect_right(self.starts, day) - 1]

    @property
    def first_day(self) -> date | None:
        """The first day on which any version holds."""
        return next((day for day, version in zip(self.starts, self.versions, strict=True) if version), None)


class Rulebook:
    """All rules. Immutable; the tables behind `version` are made once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self.ids: Final[frozenset[str]] = frozenset(self._rules)
        self.rules: Final[tuple[Rule, ...]] = tuple(self._rules.values())
        entries = {version.entered_on for rule in self.rules for version in rule.versions}
        self.latest_entry: Final[date] = max(entries, default=date.min)
        self.first_entry: Final[date] = min(entries, default=date.min)
        self._entries: Final = tuple(sorted(entries))
        self._now = {
            (rule.id, unverified): _table(rule, unverified, self.latest_entry)
            for rule in self.rules
            for unverified in (True, False)
        }
        self._then: dict[tuple[str, bool, date], _Table] = {}
        self._cited = _cited(self.rules)

    def __len__(self) -> int:
        return len(self._rules)

    def rule(self, rule_id: str) -> Rule:
        """
        The rule of this id.

        Raises:
            UnknownRule: there is none; the message names ids that are close.
        """
        rule = self._rules.get(rule_id)
        if rule is None:
            hint = suggested(rule_id, self.rules)
            raise UnknownRule(f"no rule {rule_id!r}; {hint}")
        return rule

    def version(self, rule_id: str, on: date, known_on: date | None = None, unverified: bool = False) -> Version:  # noqa: FBT001, FBT002 (fixed by contract)
        """
        The version of a rule that holds on a day.

        Args:
            rule_id: id of the rule.
            on: the day of the event that is judged.
            known_on: only what had been entered by this day counts; None for all that is entered.
            unverified: whether a version without any source may be given. Show such a version as unverified.

        Raises:
            UnknownRule: no rule has this id.
            NotInForce: no version holds on the day; the message says from which day one does.
        """
        table = self._now.get((rule_id, unverified))
        if table is None:
            self.rule(rule_id)
            raise AssertionError(rule_id)  # pragma: no cover (rule() has raised)
        if known_on is not None and known_on < self.latest_entry:
            table = self._known(rule_id, known_on, unverified=unverified)
        version = table.at(on)
        if version is None:
            raise NotInForce(self._why_not(rule_id, on, known_on, table))
        return version

    def find(self, citation: str) -> tuple[Rule, ...]:
        """
        The rules that a citation names, in the order of the rulebook; empty when it names none.

        `105(2)`, `Article 105(2) CPC` and the citations of the Index on Torture are understood. Naming the code
        (CPC, PC, PEC) keeps rules of other instruments out; `347-1 PC 1997` names the older code.
        """
        code = instrument_of(citation)
        found = self._cited.get(citation.strip().casefold()) or self._cited.get(normal(citation).casefold(), ())
        if of_1997(citation):
            return tuple(r for r in found if "1997" in r.instrument and (code is None or code in r.instrument))
        named = tuple(r for r in found if code is None or r.instrument.startswith(code) or citation in r.cited_as)
        return named or tuple(r for r in found if code is not None and code in r.instrument)  # a code of 1997

    def _known(self, rule_id: str, known_on: date, *, unverified: bool) -> _Table:
        """The table of what had been entered by a day; equal for all days between two entries."""
        index = bisect_right(self._entries, known_on)
        snapshot = self._entries[index - 1] if index else date.min
        key = (rule_id, unverified, snapshot)
        if key not in self._then:
            self._then[key] = _table(self._rules[rule_id], unverified, snapshot)
        return self._then[key]

    def _why_not(self, rule_id: str, on: date, known_on: date | None, table: _Table) -> str:
        known = f" as known on {known_on}" if known_on else ""
        first = table.first_day
        wider = self._now[rule_id, True].at(on)
        if known_on is None and wider is not None and not wider.verified:
            remedy = f"only {wider.label!r} covers it and is unverified: ask with unverified=True and show it as such"
        elif first is None:
            remedy = f"the first entry of this rulebook is of {self._entries[0]}"
        elif on < first:
            remedy = f"the first formalised day is {first}; what held before is not recorded"
        else:
            remedy = f"it held from {first} on, not any more on this day"
        return f"{rule_id} has no version in force on {on}{known}; {remedy}"


def _table(rule: Rule, unverified: bool, known_on: date) -> _Table:  # noqa: FBT001 (half of a key)
    """Cut time at every start and end; in each piece the latest entry wins, so that a correction overlays its elder."""
    versions = [v for v in rule.versions if v.entered_on <= known_on and (unverified or v.verified)]
    cuts = {date.min}
    for version in versions:
        cuts.add(version.start or date.min)
        if version.in_force_to and version.in_force_to < date.max:
            cuts.add(version.in_force_to + _DAY)
    starts = tuple(sorted(cuts))
    return _Table(starts, tuple(_holding(versions, day) for day in starts))


def _holding(versions: list[Version], day: date) -> Version | None:
    holding = [v for v in versions if (v.start or date.min) <= day <= (v.in_force_to or date.max)]
    return max(holding, key=lambda version: version.entered_on, default=None)


def _cited(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    index: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        names = [*places(rule.article), normal(rule.article), *rule.cited_as, *(normal(name) for name in rule.cited_as)]
        for name in names:
            index.setdefault(name.casefold(), {})[rule.id] = rule
    return {name: tuple(found.values()) for name, found in index.items()}
