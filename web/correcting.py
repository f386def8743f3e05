"""Correcting an event by a form: the fields of the event as they stand, and a `corrected` event of what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from languages import N_
from lifecycle.numbering import free_id
from models.dates import PartialDate
from models.events import NEVER, Event
from models.words import Ground
from web.case_view import root_of
from web.reading import Told
from web.telling import Draft, taken
from web.telling_fields import INPUTS, Input, asking, default_of
from web.telling_form import Fault, Form, made, one, read_fields
from web.telling_header import added, known

SAME: Final = N_("Nothing is changed yet: put right what was told wrongly.")
NOT_EMPTY: Final = N_(
    "A correction puts something else here; it cannot take away what was told, nor bring back what stands where "
    "nothing was told. Tell with the kind noted that it does not hold."
)
CORRECTED: Final = "corrected"


def target_of(told: Told, event: str) -> Event | None:
    """The event as it stands that a correction of this id would correct; None where there is none, or it is barred."""
    root = root_of(told.state, event)
    found = told.state.timeline.events.get(root) if root is not None else None
    return None if found is None or found.kind == "assigned" else found


def filled(event: Event) -> dict[str, Sequence[str]]:
    """What the form of an event holds before anything is changed in it."""
    form: dict[str, Sequence[str]] = {}
    for name, kind in INPUTS.items():
        form |= _FILLED.get(kind, _plain)(name, getattr(event, name))
    return form


def correction_of(form: Form, told: Told, event: Event, today: date) -> Draft:
    """The correction that a form says of an event: only the fields in which it says something else."""
    state = told.state
    wanted = one(form, "event") or free_id(state.told)
    more = added(form, state)
    touched = _touched(form, event)
    fields, faults = read_fields(form, asking(event.kind), known(state, more, today))
    faults = {name: fault for name, fault in faults.items() if name in touched} | more.faults
    ids = {name: what.id for name, what in (("new.id", more.body), ("other.id", more.proceeding)) if what is not None}
    before = {name: value for name in INPUTS if (value := getattr(event, name)) is not None and name not in touched}
    after = {name: value for name, value in fields.items() if name in touched}
    read, wrong = made({**before, **after}, wanted, event.kind)
    if faults or read is None:
        return Draft(wanted, CORRECTED, None, {**faults, **wrong}, more.opening, ids)
    changed = {name for name in touched if getattr(read, name) != getattr(event, name)}
    emptied = {name: Fault(NOT_EMPTY) for name in changed if getattr(read, name) == default_of(name)}
    if emptied or not changed:
        return Draft(wanted, CORRECTED, None, emptied or {"": Fault(SAME)}, more.opening, ids)
    made_event = _correction(read, changed, wanted, event, in_main="main" in state.timeline.scene.proceedings)
    if taken(state, made_event):
        made_event = made_event.model_copy(update={"id": free_id(state.told)})
    return Draft(made_event.id, CORRECTED, made_event, {}, more.opening, ids)


def _correction(read: Event, changed: set[str], id_: str, event: Event, *, in_main: bool) -> Event:
    """The event that puts the changed fields in place of the told ones."""
    fields = read.model_dump(mode="json", include=changed, exclude_none=True)
    place = {} if in_main else {"proceeding": event.proceeding}
    return Event.model_validate({"id": id_, "kind": CORRECTED, "target": event.id, **place, **fields})


def _touched(form: Form, event: Event) -> set[str]:
    """The fields of a form that no longer hold what they held when it was first shown."""
    first = filled(event)

    def held(source: Form, field: str) -> dict[str, list[str]]:
        names = [name for name in source if name == field or name.startswith(f"{field}.")]
        every = {name: sorted(one({name: [value]}, name) for value in source[name]) for name in names}
        return {name: values for name, values in every.items() if any(values)}

    return {field for field in INPUTS if held(form, field) != held(first, field)}


def _plain(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (any value of any field)
    return {name: (str(value),)} if value is not None else {}


def _day(name: str, value: PartialDate | str | None) -> dict[str, Sequence[str]]:
    if value is None:
        return {}
    if isinstance(value, str):
        return {f"{name}.unknown": (NEVER,)} if value == NEVER else {}
    if not value.known:
        return {f"{name}.unknown": ("yes",)}
    parts = zip(("year", "month", "day"), value.text.split("-"), strict=False)
    return {f"{name}.{part}": (text,) for part, text in parts}


def _actor(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (an actor or nothing)
    if value is None:
        return {}
    parts = {"role": value.role.value, "body": value.body, "name": value.name}
    return {f"{name}.{part}": (text,) for part, text in parts.items() if text}


def _ground(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (a ground or nothing)
    if value is None:
        return {}
    return {name: (str(value),)} if str(value) in set(Ground) else {f"{name}.rule": (str(value),)}


def _several(name: str, value: Sequence[str]) -> dict[str, Sequence[str]]:
    return {name: tuple(str(one_) for one_ in value)}


def _listed(name: str, value: Sequence[str]) -> dict[str, Sequence[str]]:
    return {name: (", ".join(value),)} if value else {}


def _lines(name: str, value: Sequence[str]) -> dict[str, Sequence[str]]:
    return {name: ("\n".join(value),)} if value else {}


def _truth(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (true, false or nothing)
    return {} if value is None else {name: ("yes" if value else "no",)}


def _sentence(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (a sentence or nothing)
    if value is None:
        return {}
    months = {f"{name}.months": (str(value.months),)} if value.months is not None else {}
    return {f"{name}.kind": (value.kind.value,), **months}


def _counsel(name: str, value: Any) -> dict[str, Sequence[str]]:  # noqa: ANN401 (a lawyer's kind or nothing)
    if value is None:
        return {}
    served = {f"{name}.former_law_enforcement": ("yes",)} if value.former_law_enforcement else {}
    return {f"{name}.kind": (value.kind.value,), **served}


_FILLED: Final[dict[Input, Any]] = {
    Input.DAY: _day,
    Input.KNOWN: _day,
    Input.ACTOR: _actor,
    Input.GROUND: _ground,
    Input.WORDS: _several,
    Input.LIST: _listed,
    Input.LINES: _lines,
    Input.TRUTH: _truth,
    Input.SENTENCE: _sentence,
    Input.COUNSEL: _counsel,
}
