"""Visiting the pages: over ASGI for most tests, as a person of some role with a session of their own."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

import httpx
from fastapi import FastAPI

from models.records import TellerRole
from web.house import House

ORIGIN: Final = "http://127.0.0.1:9233"
_CSRF: Final = re.compile(r'name="csrf" value="([^"]+)"')


class Visit:
    """
    One browser, as far as it has no JavaScript: keeps cookies, sends the origin, puts the token into forms.

    `client` is the bare HTTP client. `id` is the account's, once signed in.
    """

    def __init__(self, app: FastAPI, house: House, language: str = "en") -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        headers = {"accept-language": language}
        self.client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
        self.house = house
        self.id = ""
        self.csrf = ""

    async def sign_in(self, role: str, *, name: str = "", language: str = "en") -> str:
        """Make an account of this role with a session, and come with its cookie; gives the account's id."""
        now, people = self.house.clock(), self.house.people
        named = name or f"{role} {secrets.token_hex(4)}"
        made = await people.accounts.create(TellerRole(role), name=named, login=named, now=now, language=language)
        token = await people.sessions.begin(made.id, now)
        session = await people.sessions.find(token, now)
        assert session is not None
        self.client.cookies.set(self.house.settings.cookie, token, domain="127.0.0.1")
        self.id, self.csrf = made.id, session.csrf
        return made.id

    async def get(self, path: str, **more: Any) -> httpx.Response:
        """Look at a page."""
        return await self.client.get(path, **more)

    async def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form, as a browser sends one of this session."""
        headers = {"origin": ORIGIN, **more.pop("headers", {})}
        return await self.client.post(path, data={"csrf": self.csrf, **(data or {})}, headers=headers, **more)

    async def close(self) -> None:
        """Close the connection."""
        await self.client.aclose()


def token_of(page: httpx.Response) -> str:
    """The token that the forms of a page carry."""
    found = _CSRF.search(page.text)
    assert found is not None, "the page has no form with a token"
    return found[1]
