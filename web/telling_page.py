"""What the pages of telling and correcting show: lists to choose from, what was typed, what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from babel.dates import get_month_names

from lifecycle.claims import BY_TRIGGER
from lifecycle.next import next_kinds
from lifecycle.state import CaseState
from models.dates import PartialDate
from models.events import Event
from models.kinds import KINDS
from models.words import BodyKind, Branch, CounselKind, Level, ProceedingKind, Role, SentenceKind
from web.reading import Told
from web.telling_fields import asking, groups
from web.telling_form import NEW, Fault, Form, one
from web.wording import Words

HIDDEN: Final = frozenset({"csrf", "step", "base", "checked", "event", "kind", "new.id", "other.id", "draft"})
"""Names that a form sets itself; all others are what a person typed."""


def chooser(told: Told) -> dict[str, Any]:
    """What may happen next in each proceeding, then every kind by its chapter."""
    state = told.state
    following = [(one_, next_kinds(state, one_.id)) for one_ in state.opening.header.proceedings]
    return {"following": [(proceeding, kinds) for proceeding, kinds in following if kinds], "groups": groups()}


def form_values(told: Told, kind: str, form: Form, faults: Mapping[str, Fault], words: Words) -> dict[str, Any]:
    """What the form of a kind shows. `form` is what was typed, or what it begins with."""
    state = told.state
    header = state.opening.header
    return {
        "asked": asking(kind),
        "kind": kind,
        "given": lambda name: one(form, name),
        "given_all": lambda name: tuple(form.get(name, ())),
        "faults": faults,
        "bodies": [(body.id, words.body(body.id)) for body in header.bodies],
        "proceedings": header.proceedings,
        "events": events(state),
        "roles": tuple(Role),
        "sentences": tuple(SentenceKind),
        "counsels": tuple(CounselKind),
        "body_kinds": tuple(BodyKind),
        "levels": tuple(Level),
        "branches": tuple(Branch),
        "proceeding_kinds": tuple(ProceedingKind),
        "months": months(words.speech.language),
        "new": NEW,
        "typed": typed(form),
    }


def begun(told: Told, kind: str, query: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """What a form begins with: the proceeding, and what a link to it proposed."""
    header = told.state.opening.header
    names = {one_.id for one_ in header.proceedings}
    asked = query.get("proceeding", "")
    proceeding = asked if asked in names else "main" if "main" in names else header.proceedings[0].id
    form: dict[str, Sequence[str]] = {"proceeding": (proceeding,)}
    if query.get("target", "") in told.state.told and "target" in {field.name for field in asking(kind).all}:
        form["target"] = (query["target"],)
    if query.get("to", "") in {body.id for body in header.bodies}:
        form["to"] = (query["to"],)
    return form


def typed(form: Form) -> list[tuple[str, str]]:
    """What a person typed, to be carried by the page that shows what it changes."""
    return [(name, value) for name, values in form.items() if name not in HIDDEN for value in values if value]


def events(state: CaseState) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """The events that another can be about, latest first: decisions, then all others."""
    told = [event for event in reversed(state.timeline.in_order()) if event.kind != "corrected"]
    decisions = tuple(event for event in told if KINDS[event.kind].decision)
    return decisions, tuple(event for event in told if not KINDS[event.kind].decision)


def months(language: str) -> list[tuple[str, str]]:
    """The months by number, in words."""
    names = get_month_names("wide", context="stand-alone", locale=language)
    return [(f"{number:02d}", str(names[number])) for number in range(1, 13)]


def learned_early(event: Event) -> bool:
    """Whether an event is said to have become known certainly before it happened: mostly a slip."""
    learned = event.known_on
    return isinstance(learned, PartialDate) and learned.known and event.date.known and learned.last < event.date.first


def learned_when(state: CaseState, event: Event, today: date) -> tuple[str, ...]:
    """The rules with a term that runs from the day on which an event became known, where that day is not told."""
    if event.known_on is not None or event.kind == "corrected":
        return ()
    norms = state.timeline.scene.norms
    start = event.date.interval if event.date.known else PartialDate.of(today).interval
    claims = [claim for claim in BY_TRIGGER.get(event.kind, ()) if claim.from_knowledge]
    running = [claim.rule for claim in claims if norms.reckon(claim.rule, claim.term, start) is not None]
    return tuple(dict.fromkeys(running))
