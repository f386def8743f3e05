"""Telling what happened, and correcting what was told: form, check, saved. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from lifecycle.numbering import free_id
from models.errors import Erased, RefusedError, ServerError, UnknownCase
from models.events import Event
from models.kinds import KINDS
from web.case_page import today_of
from web.correcting import correction_of, filled, target_of
from web.house import house_of, person_of
from web.reading import Told, read
from web.render import page, speech_of
from web.telling import Checked, Draft, base_of, checked, draft_of, numbered_by_others, reason, save
from web.telling_fields import NOT_TOLD_HERE
from web.telling_form import Fault, Form, one
from web.telling_page import begun, chooser, form_values, learned_early, learned_when, typed
from web.wording import Words

router = APIRouter()
_SAVE: Final = "save"
_EDIT: Final = "edit"
TAKEN: Final = N_("Another person told something under this number meanwhile; yours has the next one now.")


@router.get("/cases/{reference}/tell", name="tell")
async def tell(request: Request, reference: str) -> Response:
    """Offer what may happen next, then every kind; with a kind, its form."""
    told = await _told(request, reference)
    kind = request.query_params.get("kind", "")
    if kind not in KINDS or kind in NOT_TOLD_HERE:
        return page(request, "tell.html", reference=reference, told=told, **chooser(told))
    form = begun(told, kind, request.query_params)
    return _form(request, told, Draft(free_id(told.state.told), kind, None), form)


@router.post("/cases/{reference}/tell/check", name="tell_check")
async def tell_check(request: Request, reference: str) -> Response:
    """Show what an event would change, or what is wrong with it. Nothing is stored."""
    told, form = await _told(request, reference), await _sent(request)
    draft = draft_of(form, told, today_of(told.state, house_of(request)))
    if one(form, "step") == _EDIT:
        return _form(request, told, Draft(draft.id, draft.kind, None), form)
    return _looked(request, told, draft, form)


@router.post("/cases/{reference}/tell", name="tell")
async def tell_saved(request: Request, reference: str) -> Response:
    """Tell an event that was checked, and show the receipt."""
    told, form = await _told(request, reference), await _sent(request)
    draft = draft_of(form, told, today_of(told.state, house_of(request)))
    return await _saved(request, told, draft, form)


@router.get("/cases/{reference}/events/{event}/correct", name="correct")
async def correct(request: Request, reference: str, event: str) -> Response:
    """Show an event as it stands, to be put right."""
    told = await _told(request, reference)
    target = _target(told, event)
    if target.id != event:
        place = request.app.url_path_for("correct", reference=reference, event=target.id)
        return RedirectResponse(place, 303)
    draft = Draft(free_id(told.state.told), "corrected", None)
    return _form(request, told, draft, filled(target), target)


@router.post("/cases/{reference}/events/{event}/correct", name="correct")
async def correct_sent(request: Request, reference: str, event: str) -> Response:
    """Show what a correction would change; tell it when that was seen."""
    told, form = await _told(request, reference), await _sent(request)
    target = _target(told, event)
    draft = correction_of(form, told, target, today_of(told.state, house_of(request)))
    if one(form, "step") == _EDIT:
        return _form(request, told, Draft(draft.id, draft.kind, None), form, target)
    if one(form, "step") == _SAVE:
        return await _saved(request, told, draft, form, target)
    return _looked(request, told, draft, form, target)


async def _told(request: Request, reference: str) -> Told:
    house = house_of(request)
    try:
        return await read(house.store, house.shelf, reference)
    except Erased as error:
        raise RefusedError(str(error)) from None


async def _sent(request: Request) -> dict[str, Sequence[str]]:
    """What a form sent, each name with its values. Files are none of it."""
    form = await request.form()
    return {name: tuple(str(value) for value in form.getlist(name) if isinstance(value, str)) for name in form}


def _target(told: Told, event: str) -> Event:
    target = target_of(told, event)
    if target is None:
        raise UnknownCase(f"case {told.state.reference}: has no such event that can be corrected")
    return target


def _looked(
    request: Request,
    told: Told,
    draft: Draft,
    form: Form,
    target: Event | None = None,
    **more: Any,  # noqa: ANN401
) -> Response:
    """The page that shows what a draft would change; the form again where something is wrong with it."""
    today = today_of(told.state, house_of(request))
    base = base_of(form)
    seen = checked(draft, told, today, len(told.records) if base is None else base)
    if draft.event is None or not seen.ready:
        refused = seen.preview.refused if seen.preview is not None else None
        why = reason(refused) if refused is not None else None
        return _form(request, told, draft, form, target, status=422, why=why, refused=refused)
    return _check(request, told, seen, form, target, **more)


async def _saved(request: Request, told: Told, draft: Draft, form: Form, target: Event | None = None) -> Response:
    """Tell a draft, unless it must be looked at again first."""
    house, person = house_of(request), person_of(request)
    today = today_of(told.state, house)
    seen = checked(draft, told, today, _last_seen(form))
    repeats = seen.preview is not None and seen.preview.repeated
    if draft.event is None or not seen.ready or (seen.news and not repeats):
        return _looked(request, told, draft, form, target)
    desk, reference = house.desk(person), told.state.reference
    try:
        receipt, kept = await save(desk, house.store, reference, draft)
    except ServerError as error:
        return _check(request, told, seen, form, target, status=503, silent=str(error))
    except RefusedError as error:
        other = await numbered_by_others(desk, reference, draft.event)
        if other is not None:
            fresh = Draft(other, draft.kind, draft.event.model_copy(update={"id": other}), {}, draft.opening)
            return _looked(request, told, fresh, form, target, renumbered=True)
        return _form(request, told, draft, form, target, status=409, why=reason(error))
    words = Words(speech_of(request), _bodies(told, draft))
    return page(
        request,
        "tell_receipt.html",
        reference=reference,
        told=told,
        event=draft.event,
        receipt=receipt,
        kept=kept,
        words=words,
        target=target,
    )


def _last_seen(form: Form) -> int:
    """Up to which record the person has seen the case: nothing, where no check was made."""
    return base_of(form, "checked") or 0


def _form(  # noqa: PLR0913 (what a form shows)
    request: Request,
    told: Told,
    draft: Draft,
    form: Form,
    target: Event | None = None,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 (of a template)
) -> Response:
    """The form of a kind, or of an event to be corrected, with what was typed."""
    if target is None and (draft.kind not in KINDS or draft.kind in NOT_TOLD_HERE):
        return page(request, "tell.html", status=status, reference=told.state.reference, told=told, **chooser(told))
    words = Words(speech_of(request), told.state.timeline.scene.bodies)
    faults: Mapping[str, Fault] = draft.faults
    values = form_values(told, target.kind if target is not None else draft.kind, form, faults, words)
    base = base_of(form)
    shown = {
        "reference": told.state.reference,
        "told": told,
        "state": told.state,
        "words": words,
        "target": target,
        "draft": draft,
        "base": len(told.records) if base is None else base,
        "why": None,
        "refused": None,
        **values,
        **more,
    }
    return page(request, "tell_form.html", status=status, **shown)


def _check(  # noqa: PLR0913 (what a check shows)
    request: Request,
    told: Told,
    seen: Checked,
    form: Form,
    target: Event | None = None,
    *,
    status: int = 200,
    silent: str | None = None,
    renumbered: bool = False,
) -> Response:
    """The page that shows what a draft changes, and saves it."""
    words = Words(speech_of(request), _bodies(told, seen.draft))
    event = seen.draft.event
    today = today_of(told.state, house_of(request))
    shown = {
        "reference": told.state.reference,
        "told": told,
        "state": told.state,
        "words": words,
        "seen": seen,
        "event": event,
        "target": target,
        "typed": typed(form),
        "silent": silent,
        "taken": TAKEN if renumbered or (one(form, "event") not in {"", seen.draft.id}) else None,
        "patience": house_of(request).settings.patience,
        "early": event is not None and learned_early(event),
        "from_knowledge": learned_when(told.state, event, today) if event is not None else (),
    }
    return page(request, "tell_check.html", status=status, **shown)


def _bodies(told: Told, draft: Draft) -> Mapping[str, Any]:
    """The bodies of the case with the one that the form adds."""
    header = (draft.opening or told.state.opening).header
    return {body.id: body for body in header.bodies}
