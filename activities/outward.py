"""Where Aryz speaks to the world outside by itself: by which mail server, from which address, and to which networks."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from models.errors import ServerError

_PORTS: Final = {"smtp": 587, "smtps": 465}
_REMEDY: Final = "set it to smtp://user:password@host:587 or smtps://user:password@host:465"


@dataclass(frozen=True, slots=True)
class Postbox:
    """
    The mail server that takes mail.

    `tls` from the first byte (smtps); `starttls`: it must be turned on before anything is said. Only a server on this
    same machine is spoken to in the clear.
    """

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    starttls: bool = True

    @property
    def domain(self) -> str:
        """The domain of the sender, for the ids of mails."""
        return self.sender.rpartition("@")[2] or self.host


@dataclass(frozen=True, slots=True)
class Outward:
    """
    What the operator allows.

    `public_url` is where people reach the pages. Without `smtp_url` and `mail_from` no mail is sent. `internal`:
    programs on this machine and in private networks may be called.
    """

    public_url: str = "http://127.0.0.1:9233"
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    internal: bool = False

    def postbox(self) -> Postbox | None:
        """
        The mail server; None where none is named.

        Raises:
            ServerError: what is set names none. The URL is not repeated: it holds a password.
        """
        if self.smtp_url is None:
            return None
        if not self.mail_from or "@" not in self.mail_from:
            raise ServerError("ARYZ_SMTP_URL is set and ARYZ_MAIL_FROM is no address; set it to who the mails are from")
        parts = urlsplit(self.smtp_url)
        try:
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ServerError(f"ARYZ_SMTP_URL names a port that is none; {_REMEDY}") from None
        if parts.scheme not in _PORTS or not host:
            raise ServerError(f"ARYZ_SMTP_URL names no mail server; {_REMEDY}")
        tls = parts.scheme == "smtps"
        return Postbox(
            host=host,
            port=port or _PORTS[parts.scheme],
            sender=self.mail_from,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            starttls=not tls and not _loopback(host),
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
