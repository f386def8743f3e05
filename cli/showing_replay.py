"""Printing a replay: a step, a case on a day, what became of its histories. Legible in 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cli.columns import folded
from cli.console import clean, say, width
from reports.replay_words import facts, heading

if TYPE_CHECKING:
    from reports.replay import Step
    from reports.replay_view import View
    from workflows.replaying import Replayed

_NAMES: Final = 17
"""Letters that the names of what is said take at the left."""


def show_step(step: Step, last: int) -> None:
    """One step: `last` is the number of the last record."""
    say(f"Record {step.number} of {last}. {heading(step)}", style="bold")
    before = ""
    for name, value in facts(step):
        _fact("" if name == before else name, value)
        before = name
    say(f"  {step.hash}", style="dim")


def _fact(name: str, value: str) -> None:
    room = max(20, width() - _NAMES - 3)
    lines = [part for line in value.split("\n") for part in folded(clean(line), room).split("\n")]
    if len(name) > _NAMES:
        say(f"  {name}")
        name = ""
    for line in lines:
        say(f"  {name:<{_NAMES}} {line}".rstrip())
        name = ""


def show_view(view: View) -> None:
    """A case as it stood on a day and as it was known on a day."""
    from cli.showing import show

    on = f" as it stood on {view.as_of}" if view.as_of else ""
    known = f", as known on {view.known_at} (UTC)" if view.known_at else ""
    say(f"Case {view.case}{on}{known}: {view.records} records", style="bold")
    if view.step is not None and view.assessment is not None:
        say(f"What had happened last was told in record {view.step}.")
    if view.assessment is not None:
        show(view.assessment)
        say()
        known_at = f" --known-at {view.known_at}" if view.known_at else ""
        say(
            f"All of it, with the derivations: aryz case show {view.case} --as-of {view.as_of}{known_at} --why",
            style="dim",
        )
        return
    say("The case was erased; where its machines stood after the last of these records:")
    for machine, state in view.machines.items():
        _fact(machine, state)


def show_runs(runs: Sequence[Replayed], why: str | None) -> None:
    """What the replay of the histories gave: a line for each run, or why there was none."""
    if why is not None:
        say(f"The history was not replayed: {why}")
    for one in runs:
        say(run_line(one), style="bold red" if one.outcome == "differs" else "")


def run_line(one: Replayed) -> str:
    """What the replay of one run gave, in one line."""
    where = "" if one.place == "server" else ", sealed in the store"
    head = f"run {one.run} ({one.events} events{where}): {one.outcome}"
    if one.outcome == "same":
        waiting = f", {one.waiting} of them not yet confirmed by the ledger" if one.waiting else ""
        return f"{head}: today's code does what this history holds, and comes to record {one.records}{waiting}"
    return f"{head}: {one.why}"
