"""The operator's pages: people come, change and go; the machines are seen; no case is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from models.records import TellerRole
from store.people import People
from tests.web.visiting import ORIGIN, Visit
from web.app import create_app
from web.house import House, utc_now
from workflows.desk import Desk

PASSWORD = "four plums under snow"  # noqa: S105 (of nobody)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in no time."""
    monkeypatch.setattr(People.__init__, "__defaults__", (PasswordHasher(time_cost=1, memory_cost=64, parallelism=1),))


async def _operator(visit: Visit) -> str:
    made = await visit.sign_in("operator", name="Oleg Testov")
    people, now = visit.house.people, visit.house.clock()
    await people.passwords.change(made, PASSWORD, now)
    token = await people.sessions.begin(made, now)
    visit.client.cookies.set("aryz", token, domain="127.0.0.1")
    session = await people.sessions.find(token, now)
    assert session is not None
    visit.csrf = session.csrf
    return made


async def _invited(visit: Visit, name: str = "Anna", role: str = "lawyer") -> tuple[str, str]:
    """The id of a person whom the operator invited, and the link."""
    form = {"name": name, "mail": f"{name}@example.org", "role": role, "language": "ru"}
    page = await visit.post("/admin/people/new", form)
    link = re.search(r'id="link">([^<]+)<', page.text)
    account = await visit.house.people.accounts.find(f"{name}@example.org")
    assert link is not None
    assert account is not None
    assert set(re.findall(r'method="post" action="(/admin[^"]*)"', page.text)) == {f"/admin/people/{account.id}"}
    return account.id, link[1]


async def test_an_invited_person_works_until_the_role_changes(visit: Visit, visitor: Callable[..., Visit]) -> None:
    """From invitation to a first session; another role or a disabled account puts out at once."""
    operator = await _operator(visit)
    anna, link = await _invited(visit, role="operator")
    assert link.startswith(f"{ORIGIN}/invited/")
    assert link not in (await visit.get(f"/admin/people/{anna}")).text
    hers = visitor()
    await hers.post(link, {"password": PASSWORD, "again": PASSWORD})
    hers.csrf = re.findall(r'name="csrf" value="([^"]+)"', (await hers.get("/signin/second")).text)[0]
    await hers.post("/signin/second", {"later": "yes"})
    assert (await hers.get("/admin")).status_code == 200
    changed = await visit.post(f"/admin/people/{anna}", {"do": "role", "role": "auditor"})
    assert changed.status_code == 303
    assert (await hers.get("/admin")).status_code == 303
    assert (await visit.post(f"/admin/people/{anna}", {"do": "disable"})).status_code == 303
    assert await visit.house.people.passwords.verify("anna@example.org", PASSWORD) is None
    assert "Forget this person" in (await visit.get(f"/admin/people/{anna}")).text
    await visit.post(f"/admin/people/{anna}", {"do": "enable"})
    assert (await visit.post(f"/admin/people/{anna}", {"do": "forget"})).status_code == 409
    renamed = await visit.post(
        f"/admin/people/{anna}", {"do": "names", "name": "Anna Later", "mail": "later@example.org"}
    )
    assert renamed.status_code == 303
    assert await visit.house.people.passwords.verify("later@example.org", PASSWORD) is not None
    noted = [(row.what, row.detail) for row in await visit.house.people.accesses.list(account=operator) if row.detail]
    assert noted == [(f"people_{what}", anna) for what in ("names", "enable", "disable", "role", "new")]


async def test_the_last_operator_stays(visit: Visit) -> None:
    """The only operator can neither disable nor demote themselves; the page says why."""
    operator = await _operator(visit)
    for form in ({"do": "disable"}, {"do": "role", "role": "lawyer"}):
        refused = await visit.post(f"/admin/people/{operator}", form)
        assert refused.status_code == 409
        assert "last operator" in refused.text
    assert (await visit.get("/admin")).status_code == 200


async def test_a_reset_link_is_shown_once_and_noted(visit: Visit) -> None:
    """A new link lets a person choose another password; with the second factor taken away where asked."""
    await _operator(visit)
    anna, first = await _invited(visit)
    page = await visit.post(f"/admin/people/{anna}", {"do": "reset_second"})
    link = re.search(r'id="link">([^<]+)<', page.text)
    assert link is not None
    assert link[1] != first
    assert (await visit.get(first)).status_code == 410
    assert (await visit.get(link[1])).status_code == 200
    assert (await visit.post(f"/admin/people/{anna}", {"do": "anything"})).status_code == 422
    assert (await visit.get("/admin/people/u-nobody")).status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "lawyer", "auditor"])
async def test_only_operators_look_after_people(visit: Visit, house: House, role: str) -> None:
    """Everybody else is refused on every page of the operator, to look and to change."""
    made = await visit.sign_in(role)
    for path in ("/admin", "/admin/rules", "/admin/health", "/admin/people/new", f"/admin/people/{made}"):
        assert (await visit.get(path)).status_code == 403
    for path in ("/admin/rules", "/admin/people/new", f"/admin/people/{made}"):
        assert (await visit.post(path, {"do": "role", "role": "operator"})).status_code == 403
    assert (await house.people.accounts.by_id(made)).role.value == role


async def test_roles_are_given_by_who_proved_it_again(house: House) -> None:
    """Ten minutes after signing in an operator gives the password again before people or rules are changed."""
    at = [utc_now()]

    def clock() -> datetime:
        return at[0]

    moved = replace(house, clock=clock)
    visit = Visit(create_app(moved), moved)
    made = await _operator(visit)
    at[0] += timedelta(minutes=11)
    assert (await visit.get("/admin/people/new")).headers["location"] == "/me/again?next=%2Fadmin%2Fpeople%2Fnew"
    for path in ("/admin/people/new", f"/admin/people/{made}", "/admin/rules"):
        assert (await visit.post(path, {"do": "out"})).headers["location"].startswith("/me/again")
    assert (await visit.get("/admin")).status_code == 200
    await visit.close()


async def test_rules_for_second_factors(visit: Visit) -> None:
    """An operator says which roles must have one; what was changed is noted."""
    operator = await _operator(visit)
    await visit.post("/admin/rules", {"required": ["coordinator", "lawyer"]})
    await visit.post("/admin/rules", {"required": ["lawyer"]})
    people = visit.house.people
    assert await people.second.rules() == {TellerRole.LAWYER}
    noted = [(row.what, row.detail) for row in await people.accesses.list(account=operator) if row.detail]
    assert noted == [
        ("second_optional", "coordinator"),
        ("second_required", "lawyer"),
        ("second_required", "coordinator"),
    ]
    assert "required" in (await visit.get("/admin")).text


async def test_what_was_typed_is_shown_as_text(visit: Visit) -> None:
    """A name or address with markup in it is text on every page that shows it; a wrong address is refused."""
    await _operator(visit)
    name = "<script>alert(1)</script>"
    refused = await visit.post("/admin/people/new", {"name": name, "mail": f'"{name}', "role": "lawyer"})
    assert refused.status_code == 422
    assert name not in refused.text
    made = await visit.post("/admin/people/new", {"name": name, "mail": "", "role": "lawyer"})
    assert made.status_code == 200
    assert name not in made.text + (await visit.get("/admin")).text


async def test_health_without_a_worker(visit: Visit) -> None:
    """Where no worker runs, the page says what that means; the keys are counted."""
    await _operator(visit)
    page = await visit.get("/admin/health")
    assert "none: what is told waits" in page.text
    assert re.search(r"wraps \d+ key", page.text)


async def test_health_with_a_worker(visit: Visit, telling: Desk) -> None:
    """Where a worker runs, it is counted."""
    assert telling is not None
    await _operator(visit)
    page = await visit.get("/admin/health")
    for _ in range(20):
        if "for cases" in page.text:
            break
        page = await visit.get("/admin/health")
    assert re.search(r"[1-9]\d* for cases", page.text)
