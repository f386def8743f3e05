"""What every answer says to the browser, and how large a question may be. Plain ASGI: nothing gets around it."""

from __future__ import annotations

from email.message import Message as Header
from typing import Final

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content-Security-Policy of every page: nothing from elsewhere, nothing inline."""

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
_TLS_ONLY: Final = {"Strict-Transport-Security": "max-age=31536000"}
BODY_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a form or of an API message. Documents have a limit of their own."""


class Answering:
    """
    Middleware: the headers of every answer, and the largest body.

    `streams` are path endings of POST requests whose bodies are read piece by piece, with a limit of their own.
    """

    def __init__(self, app: ASGIApp, *, secure: bool, streams: tuple[str, ...] = ("/documents",)) -> None:
        self._app = app
        self._streams = streams
        self._headers = _FIXED | (_TLS_ONLY if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        asked = Headers(scope=scope)
        if foreign_letters(asked.get("content-type", "")):
            await no_such_letters(scope, receive, answered)
            return
        if scope["path"].endswith(self._streams):
            await self._app(scope, receive, answered)
            return
        length = asked.get("content-length", "")
        if length.isdigit() and int(length) > BODY_LIMIT:
            await too_large(scope, receive, answered)
            return
        await self._app(scope, _counted(receive), answered)


no_such_letters: Final = PlainTextResponse("forms are read as UTF-8 only\n", 415)


def foreign_letters(content_type: str) -> bool:
    """
    Whether a form names another encoding than UTF-8. No browser does.

    Forms are decoded before anybody is asked who they are, by whatever codec is named, and one of Python's takes
    minutes for what a form may hold.
    """
    message = Header()
    message["content-type"] = content_type
    named = message.get_param("charset")
    return named is not None and str(named).lower() not in {"utf-8", "utf8"}


class TooLarge(HTTPException):
    """A body without a length grew beyond the limit."""

    def __init__(self) -> None:
        super().__init__(413)


too_large: Final = PlainTextResponse(
    f"what was sent is larger than {BODY_LIMIT} bytes; documents are added on the page of the case\n", 413
)


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise TooLarge
        return message

    return counted
