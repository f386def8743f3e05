"""Choosing the language of this browser, before anybody is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from languages import LANGUAGES
from web.addresses import back
from web.house import house_of
from web.render import LANGUAGE_COOKIE

router = APIRouter()


@router.post("/language", name="language")
async def choose(
    request: Request, language: Annotated[str, Form(max_length=8)], next_: Annotated[str, Form(alias="next")] = "/"
) -> Response:
    """Take a language for this browser, and go back to the page where it was chosen."""
    answer = RedirectResponse(back(next_), 303)
    if language in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=365 * 86400,
            httponly=True,
            samesite="strict",
            secure=house_of(request).settings.secure,
        )
    return answer
