"""Who may change a case: asked before anything is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import cast

import pytest
from temporalio.client import Client

from models.case import CaseHead, Header
from models.errors import RefusedError
from models.events import Event
from models.records import Opening, Teller, TellerRole
from workflows.desk import Desk

OPENING = Opening(header=Header(case=CaseHead(reference="one-case", jurisdiction="KZ")), law_known_on=date(2026, 11, 1))
DEEDS: dict[str, Callable[[Desk], Awaitable[object]]] = {
    "open": lambda desk: desk.open(OPENING),
    "amend": lambda desk: desk.amend(OPENING),
    "tell": lambda desk: desk.tell("one-case", [Event(id="e1", kind="noted")]),
    "adopt": lambda desk: desk.adopt("one-case", date(2026, 11, 1)),
    "hold": lambda desk: desk.hold("one-case", "court_order"),
    "release": lambda desk: desk.release("one-case"),
    "erase": lambda desk: desk.erase("one-case", "consent_withdrawn"),
}
MAY = {
    TellerRole.COORDINATOR: set(DEEDS),
    TellerRole.LAWYER: {"amend", "tell"},
    TellerRole.INTEGRATION: {"amend", "tell"},
}


@pytest.mark.parametrize("role", [role for role in TellerRole if role is not TellerRole.SYSTEM])
@pytest.mark.parametrize("deed", DEEDS)
async def test_a_role_does_what_is_its_own(role: TellerRole, deed: str) -> None:
    """Whoever may not is told who may; whoever may gets as far as the server, which is not there."""
    desk = Desk(cast("Client", None), task_queue="none", teller=Teller(id="u1", role=role))
    if deed in MAY.get(role, set()):
        with pytest.raises(AttributeError):
            await DEEDS[deed](desk)
    else:
        with pytest.raises(RefusedError, match=f"the role {role.value} does not do this; who does: coordinator"):
            await DEEDS[deed](desk)
