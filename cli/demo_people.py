"""The accounts of `aryz demo`: one for each role, with passwords of this demonstration alone."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from models.dates import PartialDate
from models.events import Actor, Event
from models.records import Teller, TellerRole
from models.words import Role

if TYPE_CHECKING:
    from store.people import People
    from web.settings import DemoLogin
    from workflows.desk import Desk

ROLES: Final = (TellerRole.COORDINATOR, TellerRole.LAWYER, TellerRole.AUDITOR, TellerRole.OPERATOR)
_WITH_THE_LAWYER: Final = 4


async def demo_logins(people: People) -> tuple[DemoLogin, ...]:
    """An account of each role, ready to sign in."""
    from web.settings import DemoLogin

    made = []
    for role in ROLES:
        now, password = datetime.now(UTC), secrets.token_urlsafe(9)
        account = await people.accounts.create(role, name=f"Demo {role.value}", login=role.value, now=now)
        await people.passwords.change(account.id, password, now)
        made.append(DemoLogin(role.value, role.value, password))
    return tuple(made)


async def give_some(desk: Desk, people: People, references: list[str], today: date) -> None:
    """Put some of the cases into the hands of the demonstration's lawyer."""
    lawyer = next(iter(await people.accounts.list(TellerRole.LAWYER)))
    by = Actor(role=Role.COUNSEL, name=lawyer.id)
    for reference in sorted(references)[:_WITH_THE_LAWYER]:
        told = Event(id="given-to-lawyer", kind="assigned", date=PartialDate.of(today), by=by)
        await desk.tell(reference, [told])


def teller() -> Teller:
    """As whom the cases of the demonstration are told."""
    return Teller(id="demo", role=TellerRole.COORDINATOR)
