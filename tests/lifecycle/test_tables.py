"""The tables of the machines: sound by themselves, and checked when the program starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from lifecycle.beside import ALL
from lifecycle.complaint import COMPLAINT, PHASES
from lifecycle.guards import GUARDS
from lifecycle.machines import MACHINES, Machine, TableError, built, compiled
from lifecycle.table import HISTORY, Row, State, Table
from models.kinds import KINDS

TABLES = (COMPLAINT, *ALL)
TRACK_GUARDS = {"", "by_addressee", "answered"}


def _name(table: Table) -> str:
    return table.name


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_every_row_is_about_a_kind_of_event(table: Table) -> None:
    """No row waits for something that cannot be told."""
    assert {row.trigger for row in table.rows} <= KINDS.keys()


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_every_guard_has_a_meaning(table: Table) -> None:
    """No row names a guard that nobody decides."""
    assert {row.guard for row in table.rows} <= GUARDS.keys() | TRACK_GUARDS


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_no_state_is_defined_twice(table: Table) -> None:
    """A path names one state."""
    paths = [state.path for state in table.states]

    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_an_open_row_ends_the_choice(table: Table) -> None:
    """Behind a row without a guard stands no other row of its kind: it could never be taken."""
    for kind in {row.trigger for row in table.rows}:
        guards = [row.guard for row in table.rows if row.trigger == kind]
        assert "" not in guards[:-1]


def test_the_six_phases_come_first() -> None:
    """The complaint machine has the six phases in their order, then trial and closed."""
    phases = list(dict.fromkeys(state.phase for state in COMPLAINT.states))

    assert phases == [*PHASES, "trial", "closed"]


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_a_state_that_nothing_leads_to_is_found(table: Table) -> None:
    """A table with a state that no lawful step reaches is refused by name."""
    lonely = State("nowhere", "lonely", "No row leads here")

    with pytest.raises(TableError, match=rf"machine {table.name}: cannot be reached: nowhere\.lonely"):
        compiled(replace(table, states=(*table.states, lonely)))


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_a_state_without_a_way_out_is_found(table: Table) -> None:
    """A table with a state that leads to no end is refused by name."""
    trap = State("nowhere", "trap", "No row leads away")
    row = Row("noted", trap.path, (table.initial,))

    with pytest.raises(TableError, match=rf"machine {table.name}: no way to an end from: nowhere\.trap"):
        compiled(replace(table, states=(*table.states, trap), rows=(*table.rows, row)))


@pytest.mark.parametrize(
    "changed",
    [
        {"initial": "no.state"},
        {"ends": ("no.state",)},
        {"rows": (*COMPLAINT.rows, Row("noted", "no.state", ("registration.alleged",)))},
        {"rows": (*COMPLAINT.rows, Row("noted", "closed.closed", ("no.state",)))},
    ],
    ids=["initial", "end", "destination", "source"],
)
def test_a_stranger_is_found(changed: dict[str, Any]) -> None:
    """A table that names a state which it does not have is refused, wherever the name stands."""
    with pytest.raises(TableError, match=r"machine complaint: rows name states that it does not have: no\.state"):
        compiled(replace(COMPLAINT, **changed))


def test_every_row_is_needed_by_the_law_or_by_a_story() -> None:
    """Taking the only row into a state away makes the table unsound."""
    rows = tuple(row for row in COMPLAINT.rows if row.dest != "forwarding.returned")

    with pytest.raises(TableError, match=r"forwarding\.returned"):
        compiled(replace(COMPLAINT, rows=rows))


class Told:
    """A model for a machine of `transitions`: answers every guard as `holding` says."""

    def __init__(self, table: Table) -> None:
        self.holding: set[str] = set()
        self.state = table.initial
        history = [f"{HISTORY}:{state.path}" for state in table.states]
        for guard in {*(row.guard for row in table.rows if row.guard), *history}:
            setattr(self, guard, partial(self._holds, guard))

    def _holds(self, guard: str) -> bool:
        return guard in self.holding


def _looked_up(machine: Machine, state: str, trigger: str, holding: str, before: str) -> str:
    for step in machine.candidates(state, trigger):
        if step.guard in {"", holding}:
            return before if step.guard == "was_closed" else step.dest
    return state


@pytest.mark.parametrize("table", TABLES, ids=_name)
def test_look_ups_do_what_a_running_machine_does(table: Table) -> None:
    """For every state, kind and guard that holds, the compiled look-up goes where `transitions` itself goes."""
    machine, model, running = MACHINES[table.name], Told(table), built(table)
    running.add_model(model)
    before = table.states[0].path
    for state in table.states:
        for trigger in sorted(machine.triggers & running.events.keys()):
            for holding in sorted({row.guard for row in table.rows if row.trigger == trigger} | {"none"}):
                model.holding = {holding, f"{HISTORY}:{before}"}
                running.set_state(state.path, model)
                if machine.candidates(state.path, trigger):
                    model.trigger(trigger)  # type: ignore[attr-defined]
                assert model.state == _looked_up(machine, state.path, trigger, holding, before)


def test_a_closed_proceeding_returns_to_any_state() -> None:
    """Reopening leads back to whichever state was left, as a running machine of `transitions` does it."""
    model, running = Told(COMPLAINT), built(COMPLAINT)
    running.add_model(model)

    for state in COMPLAINT.states:
        model.holding = {"was_closed", f"{HISTORY}:{state.path}"}
        running.set_state("closed.closed", model)
        model.trigger("reopened")  # type: ignore[attr-defined]
        assert model.state == state.path
