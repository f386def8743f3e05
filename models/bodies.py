"""Authorities and their lines of command: who stands above, below, or under the same ministry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from models.case import Body
from models.words import Branch

_MINISTRIES: Final = frozenset(branch.value for branch in Branch if branch is not Branch.NONE)


class Relation(Enum):
    """How one body stands to another."""

    SAME = "the same body"
    ABOVE = "above it"
    BELOW = "below it"
    SAME_MINISTRY = "under the same ministry"
    NONE = "not related"

    @property
    def dependent(self) -> bool:
        """Whether the one cannot be taken for independent of the other."""
        return self is not Relation.NONE


@dataclass(frozen=True, slots=True)
class Command:
    """The bodies of a case with who is under whom."""

    bodies: Mapping[str, Body]

    @classmethod
    def of(cls, bodies: Iterable[Body]) -> Command:
        """The lines of command among these bodies."""
        return cls(MappingProxyType({body.id: body for body in bodies}))

    def line(self, body: str) -> tuple[str, ...]:
        """The body, then everyone above it up to the top. A circle in the file ends where it closes."""
        line = [body]
        while (known := self.bodies.get(line[-1])) is not None and known.under not in line:
            line.append(known.under)
        return tuple(line)

    def ministry(self, body: str) -> str | None:
        """The top of its line, or None where it answers to nobody or to nobody known. Its own id may be that name."""
        return next((above for above in self.line(body) if above in _MINISTRIES), None)

    def relation(self, body: str, other: str) -> Relation:
        """How `body` stands to `other`: the closest relation that holds."""
        if body == other:
            return Relation.SAME
        if body in self.line(other):
            return Relation.ABOVE
        if other in self.line(body):
            return Relation.BELOW
        ministry = self.ministry(body)
        return Relation.SAME_MINISTRY if ministry and ministry == self.ministry(other) else Relation.NONE

    def dependent_on_any(self, body: str, others: Iterable[str]) -> bool:
        """Whether the body is one of the others, in line with one, or under the same ministry as one."""
        return any(self.relation(body, other).dependent for other in others)
