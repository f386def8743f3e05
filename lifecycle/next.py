"""What may happen next: the lawful steps out of where a case stands. Others can happen too, and are then findings."""

from __future__ import annotations

from lifecycle.machines import MACHINES
from lifecycle.posture import begin, machine_of
from lifecycle.state import CaseState


def next_kinds(state: CaseState, proceeding: str = "main") -> tuple[str, ...]:
    """The kinds of events that the law expects next in a proceeding, and in the requests that it has under way."""
    known = state.timeline.scene.proceedings.get(proceeding)
    if known is None:
        return ()
    machine = machine_of(known.kind)
    posture = state.timeline.standing.postures.get(proceeding) or begin(machine)
    kinds = [row.trigger for row in machine.table.rows if posture.state in row.lawful]
    for track in state.timeline.standing.tracks:
        if track.proceeding == proceeding:
            kinds += [row.trigger for row in MACHINES[track.machine].table.rows if track.state in row.lawful]
    return tuple(dict.fromkeys(kinds))
