"""Printing what happened in a case, with the day on which it was learned and the record that keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cli.console import clean, say, table
from cli.showing import heading
from lifecycle.timeline import replaced

if TYPE_CHECKING:
    from datetime import date

    from lifecycle.state import CaseState
    from models.events import Event

_CORRECTED: Final = "corrected"
_ROOM: Final = 40
"""Letters of a corrected value that are shown: a sentence is only begun."""


def happened(state: CaseState, at: date) -> None:
    """Print the events that had happened by the end of a day, in order, and the corrections among them."""
    heading("What happened")
    rows = []
    days = {place.id: place.day for place in state.timeline.places}
    for event in state.timeline.in_order():
        if days[event.id] > at.toordinal():
            continue
        told = state.told[event.id]
        line = _correction(event) if event.kind == _CORRECTED else _line(event)
        rows.append([event.id, *line, told.recorded_at[:10], str(told.seq)])
    if not rows:
        say("Nothing by this day.")
        return
    table(("event", "happened", "what", "by", "proceeding", "known on", "recorded", "record"), rows)


def _line(event: Event) -> list[str]:
    by = (event.by.body or event.by.role.value) if event.by else ""
    to = f" → {event.to}" if event.to else ""
    about = f" of {event.target}" if event.target else ""
    side = str(event.known_on) if event.known_on else ""
    what = f"{event.kind.replace('_', ' ')}{about}"
    where = "" if event.proceeding == "main" else event.proceeding
    return [f"{event.date}{f' {event.at}' if event.at else ''}", what, by + to, where, side]


def _correction(event: Event) -> list[str]:
    """A correction has no day of its own, and all that it says is of its target."""
    values = event.model_dump(mode="json", include=set(replaced(event)), exclude_none=True)
    fields = ", ".join(f"{name} {_short(value)}" for name, value in values.items())
    return ["", f"corrected {event.target}: {fields or 'nothing'}", "", "", ""]


def _short(value: object) -> str:
    text = clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _ROOM else f"{text[:_ROOM]}…"
