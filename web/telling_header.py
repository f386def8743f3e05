"""A body or a proceeding that the case does not know yet, described in the form of what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lifecycle.numbering import free_name
from lifecycle.state import CaseState
from models.case import Body, Header, Proceeding
from models.records import Opening
from models.words import BodyKind, Branch, Level, ProceedingKind
from web.telling_form import MISSING, NEW, NO_WORD, TEXT_LIMIT, TOO_LONG, Fault, Form, Known, one

_BODY_FIELDS: Final = ("to", "by.body")


@dataclass(frozen=True, slots=True)
class Added:
    """The header of a case with what a form adds to it: None where it adds nothing. `faults` by field."""

    opening: Opening | None
    body: Body | None
    proceeding: Proceeding | None
    faults: dict[str, Fault]


def added(form: Form, state: CaseState) -> Added:
    """
    What a form adds to the header of a case.

    The id of a new body is chosen once and carried by the form, so that a form that is sent twice adds one body.
    """
    faults: dict[str, Fault] = {}
    body = _body(form, state, faults) if any(one(form, name) == NEW for name in _BODY_FIELDS) else None
    proceeding = _proceeding(form, state, faults) if one(form, "proceeding") == NEW else None
    header = state.opening.header
    with_body = _with_body(header, body, accused=bool(one(form, "new.accused")))
    whole = _with_proceeding(with_body, proceeding)
    opening = state.opening.model_copy(update={"header": whole}) if whole != header else None
    return Added(opening, body, proceeding, faults)


def known(state: CaseState, more: Added, today: date) -> Known:
    """What the rest of the form can refer to."""
    header = (more.opening or state.opening).header
    return Known(
        state,
        frozenset(body.id for body in header.bodies),
        frozenset(proceeding.id for proceeding in header.proceedings),
        today,
        more.body.id if more.body else None,
        more.proceeding.id if more.proceeding else None,
    )


def _body(form: Form, state: CaseState, faults: dict[str, Fault]) -> Body | None:
    name, kind, level, under = (one(form, f"new.{part}") for part in ("name", "kind", "level", "under"))
    bodies = {body.id: body for body in state.opening.header.bodies}
    if not name:
        faults["new.name"] = Fault(MISSING)
    if len(name) > TEXT_LIMIT:
        faults["new.name"] = Fault(TOO_LONG, {"most": str(TEXT_LIMIT)})
    if kind not in set(BodyKind):
        faults["new.kind"] = Fault(NO_WORD if kind else MISSING)
    if level and level not in set(Level):
        faults["new.level"] = Fault(NO_WORD)
    if under and under not in {*bodies, *Branch}:
        faults["new.under"] = Fault(NO_WORD)
    if any(field.startswith("new.") for field in faults):
        return None
    described = {"name": name, "kind": kind, "level": level or None, "under": under or Branch.NONE.value}
    taken = {*bodies, *Branch}
    return _same_or_new(form, "new.id", bodies, described, free_name(kind, taken))


def _same_or_new(form: Form, field: str, bodies: dict[str, Body], described: dict[str, Any], free: str) -> Body:
    """The body under the id that the form carries, where that is free or stands for this very body already."""
    carried = one(form, field)
    wanted = Body.model_validate({"id": free, **described})
    if carried in bodies and bodies[carried] == wanted.model_copy(update={"id": carried}):
        return bodies[carried]
    return wanted


def _proceeding(form: Form, state: CaseState, faults: dict[str, Fault]) -> Proceeding | None:
    kind, title = one(form, "other.kind"), one(form, "other.title")
    if kind not in set(ProceedingKind):
        faults["other.kind"] = Fault(NO_WORD if kind else MISSING)
        return None
    if len(title) > TEXT_LIMIT:
        faults["other.title"] = Fault(TOO_LONG, {"most": str(TEXT_LIMIT)})
        return None
    proceedings = {one_.id: one_ for one_ in state.opening.header.proceedings}
    carried = one(form, "other.id")
    wanted = Proceeding(id=free_name(kind, proceedings), kind=ProceedingKind(kind), title=title)
    same = proceedings.get(carried)
    return same if same == wanted.model_copy(update={"id": carried}) and same is not None else wanted


def _with_body(header: Header, body: Body | None, *, accused: bool) -> Header:
    if body is None or body in header.bodies:
        return header
    blamed = (*header.accused, body.id) if accused else header.accused
    return header.model_copy(update={"bodies": (*header.bodies, body), "accused": blamed})


def _with_proceeding(header: Header, proceeding: Proceeding | None) -> Header:
    if proceeding is None or proceeding in header.proceedings:
        return header
    return header.model_copy(update={"proceedings": (*header.proceedings, proceeding)})
