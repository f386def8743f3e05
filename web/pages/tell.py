"""
Telling what happened, and correcting what was told: form, check, saved. Works without JavaScript.

What is sent is kept under the token of its form (`web.drafts`) and answered with a page to be fetched: every page in a
browser's history can be gone back to and loaded again.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from models.errors import UnknownCase
from models.events import Event
from models.kinds import KINDS
from web.correcting import correction_of, filled, target_of
from web.drafts import is_token, new_token
from web.reading import Told
from web.render import page
from web.telling import draft_of
from web.telling_fields import NOT_TOLD_HERE
from web.telling_form import one
from web.telling_page import begun, chooser
from web.telling_steps import Step, check_page, form_page, looked, saved, sent, told_of

router = APIRouter()
LOST: Final = N_("What you typed is not here any more: the pages were started again meanwhile. Nothing was told.")


@router.get("/cases/{reference}/tell", name="tell")
async def tell(request: Request, reference: str) -> Response:
    """Offer what may happen next, then every kind; with a kind, its form."""
    told, query = await told_of(request, reference), request.query_params
    kind = query.get("kind", "")
    if not _can_be_told(kind):
        return _chooser(request, told, lost="lost" in query)
    if not is_token(query.get("draft", "")):
        return _named(request)
    step = _telling(request, told, kind, query["draft"])
    return form_page(step, begun(told, kind, query), look="look" in query)


@router.get("/cases/{reference}/tell/check", name="tell_check")
async def tell_check(request: Request, reference: str) -> Response:
    """Show what the event that was sent would change, or its receipt."""
    told, query = await told_of(request, reference), request.query_params
    step = _telling(request, told, "", query.get("draft", ""))
    kept = step.kept()
    step = _telling(request, told, one(kept.form, "kind") if kept is not None else "", step.token)
    found = check_page(step, done="done" in query, taken="taken" in query)
    return found or RedirectResponse(f"{step.form_at}?lost=1", 303)


@router.post("/cases/{reference}/tell/check", name="tell_check")
async def tell_sent(request: Request, reference: str) -> Response:
    """Look at an event that was sent. Nothing is told."""
    told, form = await told_of(request, reference), await sent(request)
    if not _can_be_told(one(form, "kind")):
        return _chooser(request, told, status=422)
    return looked(_telling(request, told, one(form, "kind"), one(form, "draft")), form)


@router.post("/cases/{reference}/tell", name="tell")
async def tell_saved(request: Request, reference: str) -> Response:
    """Tell an event that was looked at."""
    told, form = await told_of(request, reference), await sent(request)
    if not _can_be_told(one(form, "kind")):
        return _chooser(request, told, status=422)
    return await saved(_telling(request, told, one(form, "kind"), one(form, "draft")), form)


@router.get("/cases/{reference}/events/{event}/correct", name="correct")
async def correct(request: Request, reference: str, event: str) -> Response:
    """Show an event as it stands, to be put right; or what the correction that was sent would change."""
    told, query = await told_of(request, reference), request.query_params
    target = _target(told, event)
    if target.id != event:
        return RedirectResponse(request.app.url_path_for("correct", reference=reference, event=target.id), 303)
    if not is_token(query.get("draft", "")):
        return _named(request)
    step = _correcting(request, told, target, query["draft"])
    if query.get("view") == "check":
        found = check_page(step, done="done" in query, taken="taken" in query)
        return found or RedirectResponse(step.form_at, 303)
    return form_page(step, filled(target), look="look" in query)


@router.post("/cases/{reference}/events/{event}/correct", name="correct")
async def correct_sent(request: Request, reference: str, event: str) -> Response:
    """Look at a correction that was sent; tell it when that was done."""
    told, form = await told_of(request, reference), await sent(request)
    step = _correcting(request, told, _target(told, event), one(form, "draft"))
    return await saved(step, form) if one(form, "step") == "save" else looked(step, form)


def _can_be_told(kind: str) -> bool:
    return kind in KINDS and kind not in NOT_TOLD_HERE


def _chooser(request: Request, told: Told, *, status: int = 200, lost: bool = False) -> Response:
    reference = told.state.reference
    return page(request, "tell.html", status=status, reference=reference, lost=LOST if lost else None, **chooser(told))


def _named(request: Request) -> Response:
    """The same page under a token of its own."""
    query = {**request.query_params, "draft": new_token()}
    return RedirectResponse(f"{request.url.path}?{urlencode(query)}", 303)


def _telling(request: Request, told: Told, kind: str, token: str) -> Step:
    path = request.app.url_path_for
    reference = told.state.reference
    form_at, check_at = path("tell", reference=reference), path("tell_check", reference=reference)
    return Step(request, told, kind, token, draft_of, str(form_at), str(check_at), str(form_at))


def _correcting(request: Request, told: Told, target: Event, token: str) -> Step:
    place = str(request.app.url_path_for("correct", reference=told.state.reference, event=target.id))
    return Step(
        request,
        told,
        target.kind,
        token,
        lambda form, known, today: correction_of(form, known, target, today),
        place,
        place,
        place,
        target,
    )


def _target(told: Told, event: str) -> Event:
    """
    The event to be corrected.

    Raises:
        UnknownCase: there is none, or it is not corrected but done again: giving a case to a lawyer.
    """
    target = target_of(told, event)
    if target is None:
        raise UnknownCase(f"case {told.state.reference}: has no such event that can be corrected")
    return target
