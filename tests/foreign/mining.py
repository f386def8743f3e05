"""
Read event logs with pm4py and replay them on the project's machines: `python mining.py FOLDER`.

Run by another Python, in an environment of its own: pm4py is AGPL and is neither imported by the project nor installed
with it. Nothing of the project is imported here either. The folder holds `log.xes`, `log.jsonocel` and `machines.json`
(for each kind of proceeding the steps of its machine); what was found is printed as JSON.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")

import pm4py
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils import petri_utils


def net_of(steps: list[list[str]]) -> tuple[Any, Any, Any]:
    """A machine as a net: a place for each state, a transition for each step, a silent way to the end from each."""
    net = PetriNet("machine")
    places = {name: PetriNet.Place(name) for name in {"none", *(state for step in steps for state in step[1:])}}
    end = PetriNet.Place("end")
    net.places.update((*places.values(), end))
    arrows: list[tuple[str | None, Any, Any]] = [
        (label, places[before], places[after]) for label, before, after in steps
    ]
    arrows += [(None, place, end) for place in places.values()]
    for number, (label, before, after) in enumerate(arrows):
        transition = PetriNet.Transition(f"t{number}", label)
        net.transitions.add(transition)
        petri_utils.add_arc_from_to(before, transition, net)
        petri_utils.add_arc_from_to(transition, after, net)
    return net, Marking({places["none"]: 1}), Marking({end: 1})


def main(folder: Path) -> None:
    """Read both logs, replay each kind of proceeding on its machine, print what was found."""
    log = pm4py.read_xes(str(folder / "log.xes"), return_legacy_log_object=False)
    machines = json.loads((folder / "machines.json").read_text("utf-8"))
    fits = {}
    for kind, steps in machines.items():
        moved = log[(log["case:proceeding"] == kind) & (log["step"] != "stayed")]
        if len(moved):
            net, first, last = net_of(steps)
            replayed = pm4py.conformance_diagnostics_token_based_replay(moved, net, first, last, activity_key="step")
            fits[kind] = [bool(one["trace_is_fit"]) for one in replayed]
    objects = pm4py.read_ocel2_json(str(folder / "log.jsonocel"))
    found = {
        "traces": int(log["case:concept:name"].nunique()),
        "events": len(log),
        "in_order": bool(
            log.groupby("case:concept:name")["time:timestamp"].apply(lambda at: at.is_monotonic_increasing).all()
        ),
        "fits": fits,
        "ocel_events": len(objects.events),
        "ocel_objects": len(objects.objects),
        "ocel_types": sorted(objects.objects["ocel:type"].unique()),
        "ocel_relations": len(objects.relations),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
