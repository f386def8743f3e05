"""What a name, an address, a role, a language and a zone of an account must look like."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import available_timezones

from models.errors import PeopleError
from models.records import TellerRole
from store.people.account import LANGUAGES, ROLES, Named, normal_login

_MAIL: Final = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[^\s@<>\"',;:\\()\[\]]{1,190}")
_NAME: Final = 120


def checked(named: Named) -> Named:
    """
    The same, if it can be kept.

    Raises:
        PeopleError: the name or the address is none.
    """
    if not named.name or len(named.name) > _NAME or not named.name.isprintable():
        raise PeopleError("name", f"a name has 1-{_NAME} characters in one line")
    if named.mail is not None and not _MAIL.fullmatch(named.mail):
        raise PeopleError("mail", "this is no e-mail address; write one such as somebody@example.org, or none")
    if not normal_login(named.login) or len(named.login) > 256:
        raise PeopleError("login", "a sign-in name has 1-256 characters")
    return named


def role_of(role: TellerRole) -> str:
    """
    The role as it is stored.

    Raises:
        PeopleError: no person can have it.
    """
    if role not in ROLES:
        raise PeopleError("role", f"a person is one of {', '.join(ROLES)}")
    return role.value


def language_of(language: str) -> str:
    """
    The language, if Aryz speaks it.

    Raises:
        PeopleError: it does not.
    """
    if language not in LANGUAGES:
        raise PeopleError("language", f"the languages are {', '.join(LANGUAGES)}")
    return language


def zone_of(zone: str) -> str:
    """
    The time zone, if there is one of this name.

    Raises:
        PeopleError: there is none.
    """
    if zone not in available_timezones():
        raise PeopleError("zone", "this is no time zone; write one such as Asia/Almaty")
    return zone
