"""
Telling an event by a form: kind, form, check, saved. Nothing is stored until the person has seen what it changes.

The number of the event is chosen when the form is first shown and goes along with it, so that a form that is sent twice
is answered twice with one receipt. The form also carries up to which record it was made: what others told since is
shown before anything is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from languages import N_
from lifecycle.decision import Refused, Repeated, decide
from lifecycle.numbering import free_id
from lifecycle.state import CaseState
from models.errors import RefusedError
from models.events import Event
from models.messages import EVENT_LIMIT, Receipt
from models.records import Opening, Record, RecordKind
from reports.preview import Preview, preview
from web.api.settling import settled
from web.house import House
from web.reading import Told
from web.telling_fields import NOT_TOLD_HERE, Asking, asking
from web.telling_form import Fault, Form, made, one, read_fields
from web.telling_header import added, known
from workflows.desk import Desk

NO_KIND: Final = N_("This kind cannot be told by this form.")
TOO_LARGE: Final = N_("This is too much for one event. Add a document to the case instead.")
_TOLD: Final = frozenset({RecordKind.OPENED, RecordKind.AMENDED, RecordKind.TOLD, RecordKind.LAW_ADOPTED})


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a form says: an event, or what is wrong with each field.

    `opening` is the header with what the form adds to it, None where it adds nothing; `new_ids` the ids of what it
    adds, for the form to carry.
    """

    id: str
    kind: str
    event: Event | None
    faults: Mapping[str, Fault] = field(default_factory=dict)
    opening: Opening | None = None
    new_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with what it would change, and what others told since the form was made."""

    draft: Draft
    preview: Preview | None
    news: tuple[Record, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be saved: nothing is wrong with it, and the case would take it, or has it already."""
        return self.preview is not None and self.preview.refused is None


def draft_of(form: Form, told: Told, today: date) -> Draft:
    """
    What a form says of a new event.

    The number that the form carries stays, unless another event has it by now.
    """
    kind = one(form, "kind")
    state = told.state
    wanted = one(form, "event") or free_id(state.told)
    asked = _asking(kind)
    if asked is None:
        return Draft(wanted, kind, None, {"kind": Fault(NO_KIND)})
    more = added(form, state)
    fields, faults = read_fields(form, asked, known(state, more, today))
    faults = {**faults, **more.faults}
    ids = {name: what.id for name, what in (("new.id", more.body), ("other.id", more.proceeding)) if what is not None}
    if faults:
        return Draft(wanted, kind, None, faults, more.opening, ids)
    event, wrong = made(fields, wanted, kind)
    if event is not None and _bytes(event) > EVENT_LIMIT:
        event, wrong = None, {"": Fault(TOO_LARGE)}
    if event is not None and taken(state, event):
        event = event.model_copy(update={"id": free_id(state.told)})
    return Draft(event.id if event else wanted, kind, event, wrong, more.opening, ids)


def _asking(kind: str) -> Asking | None:
    try:
        return asking(kind) if kind not in NOT_TOLD_HERE else None
    except KeyError:
        return None


def _bytes(event: Event) -> int:
    return len(event.model_dump_json(exclude_unset=True).encode())


def taken(state: CaseState, event: Event) -> bool:
    """Whether another event has this number already; the same event told before is no other."""
    there = state.told.get(event.id)
    return there is not None and not isinstance(decide(state, event, date.max), Repeated)


def checked(draft: Draft, told: Told, today: date, base: int) -> Checked:
    """What a draft would change now, and what was told since record `base`."""
    seen = preview(told.state, draft.event, today, draft.opening) if draft.event is not None else None
    return Checked(draft, seen, news(told, base, draft.id))


def news(told: Told, base: int, own: str) -> tuple[Record, ...]:
    """What people told after the first so many records, but for the event at hand."""
    return tuple(record for record in told.since(base) if record.kind in _TOLD and record.event != own)


def base_of(form: Form, name: str = "base") -> int | None:
    """Up to which record a form was made; None where it does not say."""
    text = one(form, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


async def save(house: House, desk: Desk, reference: str, draft: Draft) -> tuple[Receipt, bool]:
    """
    Tell what was checked; gives the receipt, and whether the ledger has it already.

    A body or proceeding that the case does not know is named first. All of it can be repeated without harm.

    Raises:
        RefusedError: it cannot have happened, or the case takes nothing now.
        ServerError: the server or every worker is away, or slow. Telling it again is safe.
    """
    if draft.event is None:
        raise ValueError("a draft with faults is not told")
    if draft.opening is not None:
        await desk.amend(draft.opening)
    receipt = (await desk.tell(reference, (draft.event,)))[-1]
    return receipt, await settled(house, reference, receipt.record)


async def numbered_by_others(desk: Desk, reference: str, event: Event) -> str | None:
    """The next free number, where the case already holds another event under this one's; None where it does not."""
    names = [line.event for line in await desk.timeline(reference)]
    return free_id(names) if event.id in names else None


def reason(error: RefusedError | Refused) -> str:
    """Why something was refused, and what would be accepted, without the name of the event that is not told yet."""
    return error.reason if isinstance(error, Refused) else str(error)
