"""Sealing a case on its page: who is not on the list sees nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from store.opening import Store
from tests.web.test_board import keep
from tests.web.visiting import Visit

SEAL = "/cases/quiet-one/seal"


async def test_a_case_is_sealed_and_opened_again(visit: Visit, visitor: Callable[..., Visit], store: Store) -> None:
    """Whoever is left out is answered as if there were no such case; the seal can be taken off."""
    me, other, auditor, lawyer = visit, visitor(), visitor(), visitor()
    await me.sign_in("coordinator", name="Aigul")
    await other.sign_in("coordinator", name="Bolat")
    listed = await auditor.sign_in("auditor", name="Clara")
    await keep(store, quiet_one={"lawyer": await lawyer.sign_in("lawyer", name="Dana")})
    page = await me.get(SEAL)
    assert all(name in page.text for name in ("Aigul", "Bolat", "Clara", "Dana"))
    sealed = await me.post(SEAL, {"do": "seal", "account": [listed, "u-nobody"]})
    assert (sealed.status_code, sealed.headers["location"]) == (303, "/cases/quiet-one")
    assert await store.people.seals.people("quiet-one") == frozenset({me.id, listed})
    absent = await other.get("/cases/no-such-case/seal")
    hidden = await other.get(SEAL)
    assert (hidden.status_code, hidden.text) == (404, absent.text.replace("no-such-case", "quiet-one"))
    assert (await other.post(SEAL, {"do": "open"})).status_code == 404
    assert "sealed: only the people below" in (await me.get(SEAL)).text
    await me.post(SEAL, {"do": "open"})
    assert (await other.get(SEAL)).status_code == 200
    what = [row.what for row in await store.people.accesses.list(account=me.id, reference="quiet-one")]
    assert [one for one in what if ":" not in one] == ["unsealed", "sealed"]


async def test_only_coordinators_seal(visit: Visit, store: Store) -> None:
    """A lawyer of the case cannot seal it, nor see who may see it."""
    await keep(store, quiet_one={"lawyer": await visit.sign_in("lawyer")})
    assert (await visit.get(SEAL)).status_code == 403
    assert (await visit.post(SEAL, {"do": "seal"})).status_code == 403
    assert await store.people.seals.people("quiet-one") is None
