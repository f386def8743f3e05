"""
The tables made into machines of the `transitions` package, checked, and compiled to look-ups.

`transitions` holds the tables and answers which transitions exist; nothing is ever executed on its models: no
callbacks, no timers, no auto-transitions, no state in the machine. What the fold uses is read out of the machine once,
at import, as plain frozen dictionaries (the machines are shared between all cases of a worker).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from transitions.extensions.nesting import HierarchicalMachine, NestedState

from lifecycle import beside
from lifecycle.complaint import COMPLAINT
from lifecycle.table import HISTORY, Row, Table


class _Path(NestedState):
    separator = "."


class _Nested(HierarchicalMachine):
    state_cls = _Path


@dataclass(frozen=True, slots=True)
class Step:
    """Where a transition leads if its guard holds. `dest` is a state path, or `HISTORY`."""

    guard: str
    dest: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A compiled machine."""

    table: Table
    steps: Mapping[tuple[str, str], tuple[Step, ...]]
    triggers: frozenset[str]

    def candidates(self, state: str, trigger: str) -> tuple[Step, ...]:
        """The transitions out of `state` for an event of kind `trigger`, in the order in which they are tried."""
        return self.steps.get((state, trigger), ())


class TableError(ValueError):
    """A table is wrong. Raised at import: no program runs with a machine that has a hole."""


def built(table: Table) -> HierarchicalMachine:
    """The machine of the `transitions` package for this table. Diagrams and tests read it."""
    return _Nested(
        model=None,
        states=_nested(table),
        transitions=[transition for row in table.rows for transition in _transitions(table, row)],
        initial=table.initial,
        auto_transitions=False,
        send_event=False,
        name=table.name,
    )


def compiled(table: Table) -> Machine:
    """
    The look-ups for a table.

    Raises:
        TableError: a state that cannot be reached, a trap, no way to an end, a row that names no state.
    """
    _check(table)
    machine = built(table)
    triggers = frozenset(row.trigger for row in table.rows)
    steps = {
        (state.path, trigger): _steps(machine, state.path, trigger) for state in table.states for trigger in triggers
    }
    return Machine(table, MappingProxyType({key: found for key, found in steps.items() if found}), triggers)


def _steps(machine: Any, state: str, trigger: str) -> tuple[Step, ...]:  # noqa: ANN401 (the package has no such type)
    found = machine.events[trigger].transitions.get(state, ())
    return tuple(_step(transition) for transition in found)


def _step(transition: Any) -> Step:  # noqa: ANN401 (the package has no such type)
    guards = [condition.func for condition in transition.conditions]
    history = [guard for guard in guards if guard.startswith(f"{HISTORY}:")]
    plain = next((guard for guard in guards if guard not in history), "")
    return Step(plain, transition.dest)


def _nested(table: Table) -> list[dict[str, Any]]:
    phases = dict.fromkeys(state.phase for state in table.states)
    return [
        {"name": phase, "children": [state.name for state in table.states if state.phase == phase]} for phase in phases
    ]


def _transitions(table: Table, row: Row) -> Iterable[dict[str, Any]]:
    sources = [state.path for state in table.states]
    conditions = [row.guard] if row.guard else []
    if row.dest != HISTORY:
        yield {"trigger": row.trigger, "source": sources, "dest": row.dest, "conditions": conditions}
        return
    for state in table.states:  # one transition a state that may have been left; which one is decided by the memory
        yield {
            "trigger": row.trigger,
            "source": list(row.lawful),
            "dest": state.path,
            "conditions": [*conditions, f"{HISTORY}:{state.path}"],
        }


def _check(table: Table) -> None:
    paths = {state.path for state in table.states}
    named = {table.initial, *table.ends, *(row.dest for row in table.rows if row.dest != HISTORY)}
    named.update(source for row in table.rows for source in row.lawful)
    if strangers := named - paths:
        raise TableError(
            f"machine {table.name}: rows name states that it does not have: {', '.join(sorted(strangers))}"
        )
    edges = lawful_edges(table)
    if lost := paths - _reached(edges, {table.initial}):
        raise TableError(f"machine {table.name}: cannot be reached: {', '.join(sorted(lost))}")
    back = {(after, before) for before, after in edges}
    if traps := paths - _reached(back, set(table.ends)):
        raise TableError(f"machine {table.name}: no way to an end from: {', '.join(sorted(traps))}")


def lawful_edges(table: Table) -> set[tuple[str, str]]:
    """
    The pairs of states that a lawful step joins.

    The way back to where it was closed is not among them: it leads to no state that was not reached before.
    """
    return {(source, row.dest) for row in table.rows if row.dest != HISTORY for source in row.lawful}


def _reached(edges: set[tuple[str, str]], start: set[str]) -> set[str]:
    reached, frontier = set(start), set(start)
    while frontier:
        frontier = {after for before, after in edges if before in frontier} - reached
        reached |= frontier
    return reached


MACHINES: Final[Mapping[str, Machine]] = MappingProxyType(
    {table.name: compiled(table) for table in (COMPLAINT, *beside.ALL)}
)
"""Every machine by its name."""
