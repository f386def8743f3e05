"""Mermaid state diagrams of the tables: the lawful steps, drawn so that they can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lifecycle.complaint import COMPLAINT
from lifecycle.machines import lawful_edges
from lifecycle.table import HISTORY, Table

_LABEL: Final = 3
_OVERVIEW: Final = (
    ("registration", "forwarding", "forwarded"),
    ("forwarding", "registration", "received, checked"),
    ("registration", "classification", "classified"),
    ("classification", "investigation", "opened"),
    ("registration", "termination", "opening refused"),
    ("forwarding", "termination", "opening refused"),
    ("forwarding", "investigation", "opened"),
    ("registration", "investigation", "opened"),
    ("investigation", "investigation", "suspended, resumed"),
    ("investigation", "termination", "terminated"),
    ("investigation", "trial", "sent to court"),
    ("termination", "appeal", "appealed"),
    ("appeal", "termination", "rejected"),
    ("appeal", "registration", "refusal quashed"),
    ("appeal", "investigation", "termination quashed"),
    ("termination", "registration", "complained again, quashed"),
    ("termination", "investigation", "quashed, resumed"),
)
_BACK: Final = {("appeal", "registration"), ("appeal", "investigation"), ("termination", "registration"),
                ("termination", "investigation"), ("forwarding", "registration")}  # fmt: skip


def overview() -> str:
    """
    The six phases and the trial as boxes, the loops labelled.

    Raises:
        ValueError: an edge is drawn that the table does not have.
    """
    phases = {(one.partition(".")[0], other.partition(".")[0]) for one, other in lawful_edges(COMPLAINT)}
    if wrong := [edge[:2] for edge in _OVERVIEW if edge[:2] not in phases]:
        raise ValueError(f"the overview draws steps that the complaint machine does not have: {wrong}")
    lines = ["flowchart LR"]
    names = dict.fromkeys(name for edge in _OVERVIEW for name in edge[:2])
    lines += [f"  {name}([{name}])" if name == "trial" else f"  {name}[{name}]" for name in names]
    lines += [f"  {one} -->|{label}| {other}" for one, other, label in _OVERVIEW]
    back = [str(number) for number, edge in enumerate(_OVERVIEW) if edge[:2] in _BACK]
    lines.append(f"  linkStyle {','.join(back)} stroke:#999,stroke-dasharray:4")
    return "\n".join(lines) + "\n"


def diagram(table: Table) -> str:
    """All states in their phases and all lawful steps; a step from every state of a phase leaves the phase's box."""
    lines = ["stateDiagram-v2", f"  [*] --> {_id(table.initial)}"]
    phases = dict.fromkeys(state.phase for state in table.states)
    for phase in phases:
        own = [state for state in table.states if state.phase == phase]
        lines.append(f"  state {phase} {{")
        lines += [f"    {_id(state.path)}: {state.name}" for state in own]
        lines.append("  }")
    lines += [f"  {one} --> {other}: {label}" for one, other, label in _edges(table)]
    lines += [f"  {_id(end)} --> [*]" for end in table.ends]
    return "\n".join(lines) + "\n"


def phase_diagram(table: Table, phase: str) -> str:
    """The states of one phase and the lawful steps that lead into them; other phases are single boxes."""
    own = [state for state in table.states if state.phase == phase]
    kinds: dict[tuple[str, str], dict[str, None]] = {}
    for row in table.rows:
        if row.dest.partition(".")[0] == phase:
            for source in row.lawful:
                inside = source.partition(".")[0] == phase
                name = source.partition(".")[2] if inside else _outside(source.partition(".")[0])
                kinds.setdefault((name, row.dest.partition(".")[2]), {})[row.trigger] = None
    lines = ["stateDiagram-v2"]
    lines += [f"  [*] --> {state.name}" for state in own if state.path == table.initial]
    lines += [f"  {name}: {name[:-1]}" for name in dict.fromkeys(one for one, _ in kinds) if name.endswith("_")]
    lines += [f"  {state.name}" for state in own]
    lines += [f"  {one} --> {other}: {_label(triggers)}" for (one, other), triggers in kinds.items()]
    return "\n".join(lines) + "\n"


def _outside(phase: str) -> str:
    """The box of another phase: its name with a mark, so that no state of the same name is meant."""
    return f"{phase}_"


def _edges(table: Table) -> Iterator[tuple[str, str, str]]:
    kinds: dict[tuple[str, str], dict[str, None]] = {}
    for row in table.rows:
        if row.dest != HISTORY:
            for source in _sources(table, row.lawful):
                kinds.setdefault((source, _id(row.dest)), {})[row.trigger] = None
    for (source, dest), triggers in kinds.items():
        yield source, dest, _label(triggers)


def _sources(table: Table, lawful: Iterable[str]) -> Iterator[str]:
    left = dict.fromkeys(lawful)
    for phase in dict.fromkeys(path.partition(".")[0] for path in left):
        own = [state.path for state in table.states if state.phase == phase]
        if len(own) > 1 and set(own) <= left.keys():
            yield phase
        else:
            yield from (_id(path) for path in own if path in left)


def _label(triggers: Iterable[str]) -> str:
    names = list(triggers)
    return " / ".join(names[:_LABEL]) + (" …" if len(names) > _LABEL else "")


def _id(path: str) -> str:
    return path.replace(".", "_")
