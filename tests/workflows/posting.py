"""A mail server of the tests, on loopback: it keeps what it takes, and refuses, delays or dies as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from activities.outward import Outward
from cli.server import free_port
from models.records import TellerRole
from store.opening import Store
from store.people.account import Account
from tests.store.telling import append, chain, due

PUBLIC = "https://cases.example.org"
NAME = "Aliya Nurlanova"
"""A name that no mail, calendar or call may ever hold."""


@dataclass
class Box:
    """What the server has taken. `answer` says what it answers to a recipient, `falls` hangs up before its answer."""

    taken: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str], str] = lambda _: "250 OK"
    falls: int = 0

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        assert server is not None
        assert session is not None
        assert isinstance(options, list)
        said = self.answer(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take a mail; or take it and hang up without saying so."""
        assert session is not None
        read = message_from_bytes(cast(bytes, envelope.original_content), policy=default)
        self.taken.append(read)
        if self.falls:
            self.falls -= 1
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 taken"

    def said(self) -> str:
        """Everything that was taken, as text."""
        return "\n".join(f"{one['To']} {one['Subject']}\n{one.get_content()}" for one in self.taken)


class Server(Controller):
    """A mail server on loopback."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, hostname="127.0.0.1", port=free_port())

    @property
    def outward(self) -> Outward:
        """Settings that lead to it."""
        return Outward(PUBLIC, f"smtp://127.0.0.1:{self.port}", "aryz@example.org")


async def person(store: Store, role: str, name: str, language: str = "en") -> Account:
    """Somebody with an address, in Almaty."""
    return await store.people.accounts.create(
        TellerRole(role),
        name=f"{NAME} {name}",
        mail=f"{name}@example.org",
        now=datetime(2026, 11, 1, tzinfo=UTC),
        language=language,
    )


async def case(store: Store, reference: str, ends: str, lawyer: str | None = None, **said: Any) -> None:
    """A case in which the prosecutor owes a decision until an instant."""
    rule = {"rule": "cpc-105-2-prosecutor-terms", "term": "general", "owed_by": "south-police"}
    entries = chain(reference, 2, told=NAME)
    duties = (due(ends, **(rule | said)),) if ends else ()
    await store.ledger.append([append(*entries, lawyer=lawyer, duties=duties)])
