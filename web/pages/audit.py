"""Audit: what the ledger has signed, whether all of it holds, and who has looked at what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from ledger.checkpoint import open_checkpoint
from ledger.cosignature import cosignatures
from ledger.keytext import to_base64
from lifecycle.comparing import Difference
from models.base import REFERENCE_FORM
from models.errors import IntegrityError, KeysError
from models.register import BoardRow
from store.found import Found, Verified
from store.signing import verifiers_of, witnesses_of
from store.tree import Signed
from web.auditing import Check, checks_of
from web.guard import check_case
from web.house import House, Person, house_of, person_of
from web.render import page

router = APIRouter()

_CHECKPOINTS: Final = 10
_ACCESSES: Final = 50
_FAULTS: Final = 200
_REFERENCE: Final = re.compile(REFERENCE_FORM)
STAGES: Final = {
    "": N_("Beginning."),
    "verifying records": N_("Verifying records."),
    "opening payloads": N_("Opening what was told."),
    "opening documents": N_("Opening documents."),
    "comparing the register": N_("Comparing the register."),
    "verifying the access log": N_("Verifying the access log."),
    "comparing": N_("Comparing cases with Temporal."),
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    A checkpoint as it is shown. `signers` are the names of the witnesses, with the instants at which they signed.

    `wrong`: it is not what this ledger signed.
    """

    size: int
    made_at: str
    root: str = ""
    origin: str = ""
    signers: tuple[tuple[str, str], ...] = ()
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a check somebody may see: of cases that are sealed for others only that there is something."""

    check: Check
    faults: tuple[Found, ...] = ()
    differences: tuple[Difference, ...] = ()
    elsewhere: int = 0
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether a verification that came to its end found nothing wrong, and something to verify."""
        result = self.check.result
        return result is not None and not result.faults and bool(result.cases) and self.check.wrong is None

    @property
    def sound(self) -> tuple[int, int]:
        """How many cases hold, and of how many."""
        result = self.check.result or Verified()
        return len(result.cases.keys() - result.bad().keys()), len(result.cases)


@router.get("/audit", name="audit")
async def audit(request: Request) -> Response:
    """Show the head of the ledger, its checkpoints, the last checks, and the access log."""
    house, person = house_of(request), person_of(request)
    hidden = await house.people.seals.hidden_from(person.id)
    latest = await house.store.tree.newest(_CHECKPOINTS)
    asked = request.query_params
    before, account = asked.get("before", ""), asked.get("account", "").strip()[:64]
    case, wanted = await _case(request, house, person)
    log = await house.people.accesses.list(
        account=account or None,
        reference=case.reference if case else None,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
        limit=_ACCESSES + 1,
    )
    known = checks_of(request).last
    return page(
        request,
        "audit.html",
        checkpoints=_checkpoints(house, latest),
        checks={kind: _shown(check, hidden) for kind, check in known.items()},
        stages=STAGES,
        case=case,
        wanted=wanted,
        held=(await house.store.keys_at_hand().held()).get(case.reference) if case else None,
        log=[one for one in log[:_ACCESSES] if one.reference not in hidden],
        older=log[_ACCESSES - 1].number if len(log) > _ACCESSES else None,
        head=await house.people.accesses.head(),
        account=account,
        fresh=person.session is None or person.fresh(house.clock()),
    )


@router.post("/audit/verify", name="audit_verify")
async def verify(request: Request, what: Annotated[Literal["ledger", "reconcile"], Form()] = "ledger") -> Response:
    """Begin a check, and show how far it is."""
    house, person = house_of(request), person_of(request)
    checks_of(request).begin(what, house, person.id)
    return RedirectResponse(f"{request.app.url_path_for('audit')}#{what}", 303)


async def _case(request: Request, house: House, person: Person) -> tuple[BoardRow | None, str]:
    """The case that is asked for, and what was typed; none where this person may not see it."""
    wanted = request.query_params.get("case", "").strip().lower()[:64]
    if not _REFERENCE.fullmatch(wanted):
        return None, wanted
    await check_case(house, person, wanted, "audit:case")
    return await house.store.register.row(wanted), wanted


def _shown(check: Check, hidden: frozenset[str]) -> Shown:
    faults = check.result.in_order() if check.result is not None else []
    seen = [one for one in faults if one.case not in hidden]
    differences = [one for one in check.differences if one.case not in hidden]
    elsewhere = len(faults) - len(seen) + len(check.differences) - len(differences)
    return Shown(check, tuple(seen[:_FAULTS]), tuple(differences[:_FAULTS]), elsewhere, max(0, len(seen) - _FAULTS))


def _checkpoints(house: House, kept: Iterable[Signed]) -> tuple[Checkpoint, ...]:
    place = house.store.place
    try:
        log, witnesses = (verifiers_of(place), witnesses_of(place)) if place is not None else ((), ())
    except KeysError as error:
        return tuple(Checkpoint(one.size, one.made_at, wrong=str(error)) for one in kept)
    found = []
    for one in kept:
        try:
            opened = open_checkpoint(one.note, log, witnesses)
        except IntegrityError as error:
            found.append(Checkpoint(one.size, one.made_at, wrong=str(error)))
            continue
        signers = tuple((each.witness, _instant(each.time)) for each in cosignatures(opened.opened))
        root, origin = to_base64(opened.checkpoint.root), opened.checkpoint.origin
        found.append(Checkpoint(one.size, one.made_at, root, origin, signers))
    return tuple(found)


def _instant(seconds: int) -> str:
    """When a witness signed; its word is not believed to be a time that can be."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).isoformat()
