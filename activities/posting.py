"""
Handing one mail after another to a mail server, and knowing what became of each.

What matters is who has the mail afterwards: only the server's answer to the text of the mail makes it the server's. A
connection lost while waiting for that answer leaves it unknown, and that is said as such.

Source: RFC 5321, 4.5.3.2 and 6.1.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, formataddr
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import aiosmtplib

from models.errors import AryzError

if TYPE_CHECKING:
    from datetime import datetime

    from activities.outward import Postbox
    from reports.digest import Letter

PATIENCE: Final = 30.0
"""Seconds that one step of the conversation may take."""

_WIRE: Final = POLICY.clone(cte_type="7bit")
_PERMANENT: Final = 500


class Unreachable(AryzError):
    """The server cannot be reached, or does not let us in. No mail was taken."""


class NotNow(AryzError):
    """The server does not take this mail now. It was not taken."""


class Never(AryzError):
    """The server does not take this mail, nor would it later: there is no such box."""


class Unsure(AryzError):
    """The connection was lost before the server's answer: it may have taken the mail."""


class Post:
    """A conversation with a mail server; it begins with the first mail. Use it as an asynchronous context manager."""

    def __init__(self, box: Postbox, *, patience: float = PATIENCE) -> None:
        self._box = box
        self._patience = patience
        self._server: aiosmtplib.SMTP | None = None

    async def send(self, message: EmailMessage, to: str) -> None:
        """
        Return when the server has taken a mail.

        Raises:
            Unreachable, NotNow, Never, Unsure: it has not, or nobody knows; see there. No address is repeated.
        """
        if not to.isascii():
            raise Never("the address has letters that plain mail does not carry")
        server = await self._connected()
        try:
            await server.mail(self._box.sender)
            await server.rcpt(to)
        except aiosmtplib.SMTPResponseException as error:
            await self._again(server)
            raise (Never if error.code >= _PERMANENT else NotNow)(f"the server answers {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            self.leave()
            raise Unreachable(f"the connection was lost ({type(error).__name__})") from None
        try:
            await server.data(message.as_bytes(policy=_WIRE))
        except aiosmtplib.SMTPResponseException as error:
            await self._again(server)
            raise (Never if error.code >= _PERMANENT else NotNow)(f"the server answers {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            self.leave()
            raise Unsure(f"the connection was lost before the answer ({type(error).__name__})") from None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._server is not None:
            return self._server
        box = self._box
        server = aiosmtplib.SMTP(
            hostname=box.host,
            port=box.port,
            username=box.user,
            password=box.password,
            use_tls=box.tls,
            start_tls=box.starttls,
            timeout=self._patience,
            local_hostname="aryz.invalid",
        )
        try:
            await server.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            server.close()
            raise Unreachable(f"the mail server at {box.host}:{box.port}: {type(error).__name__}") from None
        self._server = server
        return server

    async def _again(self, server: aiosmtplib.SMTP) -> None:
        """Ready for another mail."""
        try:
            await server.rset()
        except (aiosmtplib.SMTPException, OSError):
            self.leave()

    def leave(self) -> None:
        """Hang up."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def close(self) -> None:
        """Say goodbye."""
        if self._server is not None:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._server.quit()
        self.leave()


@contextlib.asynccontextmanager
async def posting(box: Postbox) -> AsyncIterator[Post]:
    """A conversation with a mail server, ended when left."""
    post = Post(box)
    try:
        yield post
    finally:
        await post.close()


def written(letter: Letter, mail: str, to: str, box: Postbox, at: datetime) -> EmailMessage:
    """
    A mail as it travels. Sent again under the same id it is the same mail to programs that look.

    Args:
        letter: what it says.
        mail: its id in the store; a digest of it is the Message-ID.
        to: the address.
        box: where it is sent from.
        at: when.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = formataddr(("Aryz", box.sender))
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{sha256(mail.encode()).hexdigest()[:40]}@{box.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
