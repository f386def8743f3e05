"""The form in which a machine is written down: rows of data, nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HISTORY: Final = "before_closing"
"""The pseudo-destination of a row that leads back to where the proceeding stood before it was closed."""


@dataclass(frozen=True, slots=True)
class State:
    """A state inside its phase. `meaning` is for the docs; `law` names the state of the statutory lifecycle, if any."""

    phase: str
    name: str
    meaning: str
    law: str = ""

    @property
    def path(self) -> str:
        """`phase.name`, as postures and records write it."""
        return f"{self.phase}.{self.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """
    One transition: an event of kind `trigger` leads to `dest` if `guard` holds.

    It fires from every state, because facts are not norms. `lawful` names the states from which the law (or, where it
    is silent, settled practice) expects it: that is what diagrams draw and what is offered as the next step.
    Rows of one trigger are tried in order; the first whose guard holds is taken; if none holds, the state stays.
    """

    trigger: str
    dest: str
    lawful: tuple[str, ...]
    guard: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A whole machine. `ends` are the states in which a story may rest for good."""

    name: str
    states: tuple[State, ...]
    initial: str
    rows: tuple[Row, ...]
    ends: tuple[str, ...]
