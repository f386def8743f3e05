"""People: everything about who works here and what they may do, in one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from argon2 import PasswordHasher

from models.records import TellerRole
from store.database import Database
from store.keys.cases import CaseKeys
from store.people.accesses import Accesses
from store.people.accounts import Accounts
from store.people.assignments import Assignments
from store.people.filters import Filters
from store.people.forgetting import Forgetting
from store.people.invitations import Invitations
from store.people.passwords import HASHER, Passwords
from store.people.seals import Seals
from store.people.second import SecondFactor
from store.people.secrecy import Secrecy
from store.people.sessions import Sessions
from store.people.throttle import Throttle
from store.people.tokens import Tokens


class People:
    """Accounts and what belongs to them, for one event loop."""

    def __init__(self, database: Database, keys: CaseKeys | None, hasher: PasswordHasher = HASHER) -> None:
        secrecy = Secrecy(database, keys)
        self.accounts = Accounts(database, secrecy)
        self.passwords = Passwords(database, secrecy, hasher)
        self.invitations = Invitations(database, self.passwords)
        self.second = SecondFactor(database, secrecy)
        self.forgetting = Forgetting(database, secrecy)
        self.sessions = Sessions(database)
        self.tokens = Tokens(database, secrecy)
        self.seals = Seals(database)
        self.filters = Filters(database, secrecy)
        self.accesses = Accesses(database)
        self.assignments = Assignments(database)
        self.throttle = Throttle(database, secrecy)


async def first_operator(people: People, clock: Callable[[], datetime]) -> str | None:
    """
    The first operator of an installation that has no account yet.

    Args:
        people: of the installation.
        clock: the moment, in UTC.

    Returns:
        The token of the link that lets the operator in, to be printed once; None: there are accounts already. An
        operator who has never come in gets another link, and the older one is void.
    """
    known = await people.accounts.list()
    waiting = [each for each in known if each.role is TellerRole.OPERATOR and each.enabled and not each.ready]
    if len(known) > len(waiting):
        return None
    operator = (
        waiting[0]
        if waiting
        else await people.accounts.create(TellerRole.OPERATOR, name="Operator", login="operator", now=clock())
    )
    return await people.invitations.make(operator.id, clock())
