"""The steps of a form, for telling and for correcting: what is sent is kept, then looked at, then told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from models.case import Body
from models.errors import Erased, RefusedError, ServerError
from models.events import Event
from web.case_page import today_of
from web.drafts import Done, Drafts, Kept, Typed
from web.house import house_of, person_of
from web.reading import Told, read
from web.render import page, speech_of
from web.telling import Checked, Draft, base_of, checked, numbered_by_others, reason, save
from web.telling_form import Form, one
from web.telling_page import form_values, learned_early, learned_when, typed
from web.wording import Words

TAKEN: Final = N_("Another person told something under this number meanwhile; yours has the next one now.")

Drafting = Callable[[Form, Told, date], Draft]
"""Makes the draft that a form says."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    One form on its way: where its pages are, and what it would tell.

    `form_at` and `check_at` are paths without a query; `kind` is that of the form, `target` the event to be corrected.
    """

    request: Request
    told: Told
    kind: str
    token: str
    drafting: Drafting
    form_at: str
    check_at: str
    save_at: str
    target: Event | None = None

    @property
    def reference(self) -> str:
        """The case."""
        return self.told.state.reference

    @property
    def today(self) -> date:
        """The day of the case's own place."""
        return today_of(self.told.state, house_of(self.request))

    @property
    def drafts(self) -> Drafts:
        """Where the forms of this person are kept."""
        return Drafts(house_of(self.request).shelf, person_of(self.request).id, self.reference)

    def kept(self) -> Kept | None:
        """The form as it was sent last."""
        return self.drafts.get(self.token)

    def to_form(self, **query: str) -> Response:
        """Go to the form."""
        return self._to(self.form_at, {"kind": self.kind} | query if self.target is None else query)

    def to_check(self, **query: str) -> Response:
        """Go to the page that shows what would change."""
        return self._to(self.check_at, query if self.target is None else {"view": "check"} | query)

    def _to(self, path: str, query: Mapping[str, str]) -> Response:
        return RedirectResponse(f"{path}?{urlencode({**query, 'draft': self.token})}", 303)


async def told_of(request: Request, reference: str) -> Told:
    """
    The case that somebody tells something in.

    Raises:
        RefusedError: it was erased.
        UnknownCase, IntegrityError, StoreError: as `web.reading.read`.
    """
    house = house_of(request)
    try:
        return await read(house.store, house.shelf, reference)
    except Erased as error:
        raise RefusedError(f"{error}; nothing can be told in it any more") from None


async def sent(request: Request) -> Typed:
    """What a form sent, each name with its values. Files are none of it."""
    form = await request.form()
    return {name: tuple(value for value in form.getlist(name) if isinstance(value, str)) for name in form}


def looked(step: Step, form: Typed) -> Response:
    """A form was sent to be looked at: to the page of what it changes, or back to it with what is wrong."""
    step = replace(step, token=step.drafts.keep(step.token, form))
    if one(form, "step") == "edit":
        return step.to_form()
    seen = _checked(step, form)
    return step.to_check() if seen.ready else step.to_form(look="1")


async def saved(step: Step, form: Typed) -> Response:
    """A form was sent to be saved: it is told, unless it must be looked at again first."""
    step = replace(step, token=step.drafts.keep(step.token, form))
    seen = _checked(step, form, base_of(form, "checked") or 0)
    draft, repeats = seen.draft, seen.preview is not None and seen.preview.repeated
    if draft.event is None or not seen.ready or (seen.news and not repeats):
        return step.to_check() if seen.ready else step.to_form(look="1")
    house = house_of(step.request)
    desk = house.desk(person_of(step.request))
    try:
        receipt, kept = await save(house, desk, step.reference, draft)
    except ServerError:
        return shown_check(step, seen, form, status=503)
    except RefusedError as error:
        other = await numbered_by_others(desk, step.reference, draft.event)
        if other is None:
            return shown_form(step, draft, form, status=409, why=reason(error))
        step.drafts.keep(step.token, {**form, "event": (other,)})
        return step.to_check(taken="1")
    step.drafts.keep(step.token, {**form, "event": (draft.id,)}, Done(draft.event, receipt, kept))
    return step.to_check(done="1")


def form_page(step: Step, beginning: Form, *, look: bool) -> Response:
    """The form as it was sent last, or as it begins; `look`: with what is wrong with it."""
    kept = step.kept()
    form: Form = kept.form if kept is not None else beginning
    draft = step.drafting(form, step.told, step.today)
    if not look or kept is None:
        return shown_form(step, Draft(draft.id, draft.kind, None), form)
    seen = checked(draft, step.told, step.today, len(step.told.records))
    refused = seen.preview.refused if seen.preview is not None else None
    return shown_form(step, draft, form, why=reason(refused) if refused else None, refused=refused)


def check_page(step: Step, *, done: bool, taken: bool) -> Response | None:
    """What the form that was sent last would change, or its receipt; None where it is not here any more."""
    kept = step.kept()
    if kept is None:
        return None
    if done and kept.done is not None:
        return _receipt(step, kept.done)
    seen = _checked(step, kept.form)
    if not seen.ready:
        return step.to_form(look="1")
    return shown_check(step, seen, kept.form, taken=taken)


def _checked(step: Step, form: Form, since: int | None = None) -> Checked:
    draft = step.drafting(form, step.told, step.today)
    base = base_of(form) if since is None else since
    return checked(draft, step.told, step.today, len(step.told.records) if base is None else base)


def shown_form(step: Step, draft: Draft, form: Form, *, status: int = 200, **more: Any) -> Response:  # noqa: ANN401 (of a template)
    """The form of a kind, or of an event to be corrected, with what was typed."""
    words = Words(speech_of(step.request), step.told.state.timeline.scene.bodies)
    base = base_of(form)
    values = {
        "reference": step.reference,
        "told": step.told,
        "state": step.told.state,
        "words": words,
        "step": step,
        "target": step.target,
        "draft": draft,
        "base": len(step.told.records) if base is None else base,
        "why": None,
        "refused": None,
        **form_values(step.told, step.kind, form, draft.faults, words),
        **more,
    }
    return page(step.request, "tell_form.html", status=status, **values)


def shown_check(step: Step, seen: Checked, form: Form, *, status: int = 200, taken: bool = False) -> Response:
    """The page that shows what a draft changes, and saves it. With status 503: the case did not answer, try again."""
    event = seen.draft.event
    if event is None:
        raise ValueError("a draft with faults is not shown as an event")
    values = {
        "reference": step.reference,
        "told": step.told,
        "state": step.told.state,
        "words": Words(speech_of(step.request), _bodies(step, seen.draft)),
        "step": step,
        "seen": seen,
        "event": event,
        "target": step.target,
        "typed": typed(form),
        "silent": status == 503,
        "taken": TAKEN if taken or one(form, "event") not in {"", event.id} else None,
        "patience": house_of(step.request).settings.patience,
        "early": learned_early(event),
        "from_knowledge": learned_when(step.told.state, event, step.today),
    }
    answer = page(step.request, "tell_check.html", status=status, **values)
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


def _receipt(step: Step, done: Done) -> Response:
    words = Words(speech_of(step.request), step.told.state.timeline.scene.bodies)
    values: dict[str, Any] = {
        "receipt": done.receipt,
        "event": done.event,
        "kept": done.kept,
        "words": words,
        "target": step.target,
    }
    return page(step.request, "tell_receipt.html", reference=step.reference, told=step.told, **values)


def _bodies(step: Step, draft: Draft) -> Mapping[str, Body]:
    """The bodies of the case with the one that the form adds."""
    header = (draft.opening or step.told.state.opening).header
    return {body.id: body for body in header.bodies}
