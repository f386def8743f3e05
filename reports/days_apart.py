"""Two views of a case side by side: where it stood, what was owed, what was found, and what of it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from models.assessment import Finding, Obligation, PostureLine
from models.base import Frozen
from reports.replay_view import View

T = TypeVar("T")


class Pair(Frozen, Generic[T]):
    """The same thing in the first view and in the second: None where one has it not, and whether they differ."""

    name: str
    first: T | None
    second: T | None
    differs: bool


class Apart(Frozen):
    """
    Two views of a case.

    `posture` is by proceeding; where the case was erased there is none, and `machines` say where each stood. Of
    obligations and findings those that differ come first.
    """

    first: View
    second: View
    posture: tuple[Pair[PostureLine], ...] = ()
    machines: tuple[Pair[str], ...] = ()
    obligations: tuple[Pair[Obligation], ...] = ()
    findings: tuple[Pair[Finding], ...] = ()

    @property
    def differing(self) -> int:
        """How many things differ."""
        groups: tuple[Iterable[Pair[Any]], ...] = (self.posture, self.machines, self.obligations, self.findings)
        return sum(pair.differs for group in groups for pair in group)


def apart(first: View, second: View) -> Apart:
    """Two views of the same case, side by side."""
    one, two = first.assessment, second.assessment
    if one is None or two is None:
        return Apart(first=first, second=second, machines=_pairs(first.machines, second.machines, str))
    obligations = _pairs(_named(one.obligations, _owed), _named(two.obligations, _owed), _stands)
    findings = _pairs(_named(one.findings, _rule), _named(two.findings, _rule), _found)
    return Apart(
        first=first,
        second=second,
        posture=_pairs(one.posture, two.posture, lambda line: line),
        obligations=_first_differing(obligations),
        findings=_first_differing(findings),
    )


def _owed(one: Obligation) -> str:
    return f"{one.rule} {one.term} {one.anchor} {one.owed_by} {one.proceeding}"


def _rule(one: Finding) -> str:
    return one.rule


def _stands(one: Obligation) -> Hashable:
    """What a reader sees of an obligation: how it was counted may differ without that."""
    return one.status, one.due, one.due_earliest, one.certainty, one.late, one.met_by


def _found(one: Finding) -> Hashable:
    return one.certainty, one.since, one.count, one.evidence


def _named(things: Iterable[T], name: Callable[[T], str]) -> dict[str, T]:
    """Things by their names; of two of one name the second is told apart by its number."""
    seen: Counter[str] = Counter()
    named: dict[str, T] = {}
    for one in things:
        said = name(one)
        seen[said] += 1
        named[said if seen[said] == 1 else f"{said} {seen[said]}"] = one
    return named


def _pairs(first: Mapping[str, T], second: Mapping[str, T], shown: Callable[[T], object]) -> tuple[Pair[T], ...]:
    return tuple(_pair(name, first.get(name), second.get(name), shown) for name in dict.fromkeys((*first, *second)))


def _pair(name: str, one: T | None, two: T | None, shown: Callable[[T], object]) -> Pair[T]:
    differs = shown(one) != shown(two) if one is not None and two is not None else True
    return Pair(name=name, first=one, second=two, differs=differs)


def _first_differing(pairs: tuple[Pair[T], ...]) -> tuple[Pair[T], ...]:
    return tuple(sorted(pairs, key=lambda pair: not pair.differs))
