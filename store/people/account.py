"""An account as the rest of Aryz sees it: an opaque id and a role, and apart from them what is personal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, select

from models.records import TellerRole
from store.people.rows import read_instant
from store.people.tables import accounts

ROLES: Final = (TellerRole.COORDINATOR, TellerRole.LAWYER, TellerRole.AUDITOR, TellerRole.OPERATOR)
"""The roles that a person can have."""

LANGUAGES: Final = ("en", "ru", "kk")
"""The languages that a person can choose."""

ZONE: Final = "Asia/Almaty"
"""The zone of a person who has not chosen one."""


class MailChoice(StrEnum):
    """Which mail a person gets: none, the reminders of terms, the digest of a morning, or both."""

    NONE = "none"
    REMINDERS = "reminders"
    DIGEST = "digest"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Account:
    """
    An account. Nothing in it is personal: names are asked for apart (`Accounts.named`).

    `ready`: it has a password. `second`: it has a second factor in use. Times are UTC; `seen_at` None: never.
    """

    id: str
    role: TellerRole
    language: str
    zone: str
    mail: MailChoice
    enabled: bool
    ready: bool
    second: bool
    made_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """What is personal of an account. `mail` None: no address is known. `login` is what it signs in with."""

    name: str
    login: str
    mail: str | None = None

    def __repr__(self) -> str:
        return "Named(…)"


COLUMNS: Final = (
    accounts.c.id,
    accounts.c.role,
    accounts.c.language,
    accounts.c.zone,
    accounts.c.mail,
    accounts.c.enabled,
    accounts.c.password.is_not(None).label("ready"),
    accounts.c.totp_on,
    accounts.c.made_at,
    accounts.c.seen_at,
)
SELECT: Final = select(*COLUMNS)


def read_account(row: Row[Any]) -> Account:
    """The account of a row that begins with `COLUMNS`."""
    id_, role, language, zone, mail, enabled, ready, second, made_at, seen_at = row[: len(COLUMNS)]
    return Account(
        id=id_,
        role=TellerRole(role),
        language=language,
        zone=zone,
        mail=MailChoice(mail),
        enabled=bool(enabled),
        ready=bool(ready),
        second=bool(second),
        made_at=read_instant(made_at),
        seen_at=read_instant(seen_at) if seen_at else None,
    )


def normal_login(login: str) -> str:
    """A sign-in name as it is looked up: spaces around it, letter case and ways of writing a letter do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()
