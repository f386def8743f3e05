"""Signing in: one answer for every wrong way, two steps, and nothing left over from before."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from models.records import TellerRole
from store.people import People, first_operator
from tests.web.visiting import Visit, token_of
from web.app import create_app
from web.entering import BY_ACCOUNT, BY_ADDRESS
from web.house import House, utc_now
from web.settings import DemoLogin, WebSettings

PASSWORD = "four plums under snow"  # noqa: S105 (of nobody)
OPERATOR = TellerRole.OPERATOR


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in no time."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(People.__init__, "__defaults__", (cheap,))


async def _person(house: House, name: str = "Oleg Testov", role: TellerRole = OPERATOR) -> str:
    people, now = house.people, house.clock()
    first, _, _ = name.lower().partition(" ")
    made = await people.accounts.create(role, name=name, mail=f"{first}@example.org", now=now)
    await people.invitations.accept(await people.invitations.make(made.id, now), PASSWORD, now)
    return made.id


async def _sent(
    visit: Visit, login: str = "oleg@example.org", password: str = PASSWORD, to: str = "/"
) -> tuple[int, str]:
    answer = await visit.post("/signin", {"login": login, "password": password, "next": to})
    return answer.status_code, answer.headers.get("location", "")


async def test_name_and_password_let_in(visit: Visit, house: House) -> None:
    """An operator comes to the people, an asked-for page comes first, and signing out ends the session."""
    await _person(house)
    assert await _sent(visit) == (303, "/admin")
    people = await visit.get("/admin")
    assert "Oleg Testov" in people.text
    visit.csrf = token_of(people)
    out = await visit.post("/signout")
    assert (out.status_code, out.headers["location"]) == (303, "/signin")
    assert (await visit.get("/admin")).headers["location"] == "/signin?next=%2Fadmin"
    assert await _sent(visit, to="/me") == (303, "/me")
    assert await _sent(visit, to="//evil.example") == (303, "/admin")


async def test_a_name_that_nobody_has_is_answered_as_a_wrong_password(visit: Visit, house: House) -> None:
    """Unknown name, wrong password and disabled account give the same page, to the last letter but the name typed."""
    await _person(house)
    other = await _person(house, "Second Testov")
    await house.people.accounts.disable(other, house.clock())
    pages = []
    for login, password in (
        ("oleg@example.org", "x" * 12),
        ("nobody@example.org", PASSWORD),
        ("second@example.org", PASSWORD),
    ):
        answer = await visit.post("/signin", {"login": login, "password": password})
        pages.append((answer.status_code, answer.text.replace(login, "")))
        assert "set-cookie" not in answer.headers
    assert pages[0][0] == 401
    assert pages[0] == pages[1] == pages[2]


async def test_guessing_is_stopped(visit: Visit, house: House) -> None:
    """After some attempts for a name, known or not, even the right password must wait; the page says how long."""
    await _person(house)
    for ways in (("OLEG@example.org ", "\uff4fleg@example.org"), ("nobody@example.org",)):
        answers = [await _sent(visit, ways[n % len(ways)], "wrong wrong wrong") for n in range(BY_ACCOUNT + 1)]
        assert [status for status, _ in answers] == [401] * BY_ACCOUNT + [429]
    told = await visit.post("/signin", {"login": "oleg@example.org", "password": PASSWORD})
    assert told.status_code == 429
    assert re.search(r"Try again in 1\d minutes", told.text)
    assert int(told.headers["retry-after"]) > 600


async def test_guessing_many_names_from_one_address_is_stopped(visit: Visit) -> None:
    """One address may not try one password with many names."""
    answers = await asyncio.gather(*(_sent(visit, f"name{n}@example.org", "wrong") for n in range(BY_ADDRESS + 5)))
    assert sum(status == 429 for status, _ in answers) == 5


async def test_the_session_is_another_after_signing_in(visit: Visit, house: House) -> None:
    """A token that was in the browser before is worth nothing afterwards, and the cookie is strict."""
    await _person(house)
    visit.client.cookies.set("aryz", "fixed-by-somebody", domain="127.0.0.1")
    answer = await visit.post("/signin", {"login": "oleg@example.org", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "fixed-by-somebody" not in cookie
    assert all(word in cookie for word in ("aryz=", "HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in cookie
    assert await house.people.sessions.find("fixed-by-somebody", house.clock()) is None


async def test_behind_https_the_cookie_is_for_https_and_this_host_only(house: House) -> None:
    """With a public address the cookie has the prefix that browsers hold to this host and to TLS."""
    await _person(house)
    safe = replace(house, settings=WebSettings(public_url="https://127.0.0.1:9233"))
    visit = Visit(create_app(safe), safe)
    headers = {"origin": "https://127.0.0.1:9233"}
    answer = await visit.post("/signin", {"login": "oleg@example.org", "password": PASSWORD}, headers=headers)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-aryz=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"))
    await visit.close()


async def test_the_second_step(visit: Visit, house: House) -> None:
    """With a second factor the password alone opens nothing; a code counts once, a recovery code too."""
    made, second = await _person(house), house.people.second
    program = pyotp.TOTP(await second.enrol(made))
    codes = await second.confirm(made, program.at(house.clock() - timedelta(seconds=30)), house.clock())
    assert codes is not None
    assert await _sent(visit, to="/me") == (303, "/signin/second?next=%2Fme")
    assert (await visit.get("/admin")).status_code == 303
    visit.csrf = token_of(await visit.get("/signin/second?next=%2Fme"))
    assert (await visit.post("/signin/second", {"code": "12345"})).status_code == 401
    code = program.at(house.clock())
    entered = await visit.post("/signin/second", {"code": f"{code[:3]} {code[3:]}", "next": "/me"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/me")
    assert (await visit.get("/admin")).status_code == 200
    await _sent(visit)
    visit.csrf = token_of(await visit.get("/signin/second"))
    assert (await visit.post("/signin/second", {"code": code})).status_code == 401
    assert (await visit.post("/signin/second", {"code": codes[0]})).status_code == 303
    await _sent(visit)
    visit.csrf = token_of(await visit.get("/signin/second"))
    assert (await visit.post("/signin/second", {"code": codes[0]})).status_code == 401


async def test_codes_cannot_be_tried_through(visit: Visit, house: House) -> None:
    """Guesses of a code are counted for the account, also over several sign-ins."""
    made, second = await _person(house), house.people.second
    program = pyotp.TOTP(await second.enrol(made))
    await second.confirm(made, program.at(house.clock()), house.clock())
    statuses = []
    for _ in range(3):
        await _sent(visit)
        visit.csrf = token_of(await visit.get("/signin/second"))
        statuses += [(await visit.post("/signin/second", {"code": "99"})).status_code for _ in range(4)]
    assert statuses == [401] * BY_ACCOUNT + [429] * (12 - BY_ACCOUNT)


async def test_a_role_that_must_have_a_second_factor_sets_it_up_at_the_door(visit: Visit, house: House) -> None:
    """Who has none sees a picture and the secret, cannot put it off, and gets ten recovery codes once."""
    await _person(house)
    await house.people.second.require(OPERATOR, required=True)
    assert (await _sent(visit))[1] == "/signin/second"
    asked = await visit.get("/signin/second")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", asked.text)
    assert secret is not None
    assert "<svg" in asked.text
    assert "Not now" not in asked.text
    visit.csrf = token_of(asked)
    assert (await visit.post("/signin/second", {"later": "yes"})).status_code == 401
    code = pyotp.TOTP(secret[1].replace(" ", "")).at(house.clock())
    shown = await visit.post("/signin/second", {"code": code})
    assert len(re.findall(r"<code>[a-z2-9]{4}(?:-[a-z2-9]{4}){3}</code>", shown.text)) == 10
    assert (await visit.get("/admin")).status_code == 200


async def test_an_invited_person_comes_in_once(visit: Visit, house: House, visitor: Callable[..., Visit]) -> None:
    """The link asks for a password, lets in without a second factor where none is required, and is then used up."""
    made = await house.people.accounts.create(
        OPERATOR, name="Anna Newcomer", mail="anna@example.org", now=house.clock()
    )
    link = "/invited/" + await house.people.invitations.make(made.id, house.clock())
    assert "anna@example.org" in (await visit.get(link)).text
    for password, again, said in (
        ("short", "short", "at least 12 characters"),
        ("anna newcomer", "anna newcomer", "one of the first"),
        (PASSWORD, PASSWORD + "x", "not the same"),
    ):
        refused = await visit.post(link, {"password": password, "again": again})
        assert refused.status_code == 422
        assert said in refused.text
    chosen = await visit.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert chosen.headers["location"] == "/signin/second"
    assert (await visit.get("/me")).status_code == 303
    visit.csrf = token_of(await visit.get("/signin/second"))
    assert (await visit.post("/signin/second", {"later": "yes"})).headers["location"] == "/admin"
    assert (await visit.get("/admin")).status_code == 200
    other = visitor()
    assert (await other.get(link)).status_code == 410
    assert (await other.post(link, {"password": PASSWORD, "again": PASSWORD})).status_code == 410


async def test_forms_of_the_door_come_from_this_site_and_session(visit: Visit, house: House) -> None:
    """A form sent by another site is refused, and so is a second step without the token of its sign-in."""
    await _person(house)
    evil = {"headers": {"origin": "https://evil.example"}}
    form = {"login": "oleg@example.org", "password": PASSWORD}
    assert (await visit.post("/signin", form, **evil)).status_code == 403
    assert (await visit.post("/invited/x", form, **evil)).status_code == 403
    await house.people.second.require(OPERATOR, required=True)
    await _sent(visit)
    visit.csrf = "of-another-session"
    assert (await visit.post("/signin/second", {"code": "123456"})).status_code == 403
    assert (await visit.post("/signin/second", {"code": "123456"}, **evil)).status_code == 403


async def test_a_session_ends_by_itself(house: House) -> None:
    """After half an hour without use the browser is led back to the sign-in page."""
    at = [utc_now()]

    def clock() -> datetime:
        return at[0]

    moved = replace(house, clock=clock)
    visit = Visit(create_app(moved), moved)
    await visit.sign_in("operator")
    assert (await visit.get("/me")).status_code == 200
    at[0] += timedelta(minutes=31)
    assert (await visit.get("/me")).headers["location"] == "/signin?next=%2Fme"
    await visit.close()


async def test_a_link_from_a_mail_finds_the_session(visit: Visit) -> None:
    """A browser does not send a strict cookie with a link from elsewhere: the page asks once more from here."""
    cross = {"headers": {"sec-fetch-site": "cross-site"}}
    onward = await visit.get("/signin?next=%2Fcases%2Fabaev", **cross)
    assert '<meta http-equiv="refresh" content="0; url=/cases/abaev">' in onward.text
    assert 'name="password"' in (await visit.get("/signin?next=%2Fcases%2Fabaev")).text
    assert "<script>alert" not in (await visit.get('/signin?next=/"><script>alert(1)</script>', **cross)).text


async def test_a_demonstration_shows_its_accounts_and_nothing_else_does(visit: Visit, house: House) -> None:
    """Names and passwords stand on the page of a demonstration only."""
    assert "demonstration" not in (await visit.get("/signin")).text
    demo = replace(house, settings=replace(house.settings, demo=(DemoLogin("lawyer", "demo-lawyer", "plums in snow"),)))
    shown = Visit(create_app(demo), demo)
    text = (await shown.get("/signin")).text
    assert "demo-lawyer" in text
    assert "plums in snow" in text
    await shown.close()


async def test_the_first_operator_says_who_they_are(house: House, visitor: Callable[..., Visit]) -> None:
    """The link of the first start asks for name and address, and the account speaks the language of its browser."""
    token = await first_operator(house.people, house.clock)
    visit = visitor("kk")
    assert 'name="mail"' in (await visit.get(f"/invited/{token}")).text
    form = {"name": "Aigerim", "mail": "aigerim@example.org", "password": PASSWORD, "again": PASSWORD}
    refused = await visit.post(f"/invited/{token}", form | {"mail": "no address"})
    assert refused.status_code == 422
    assert (await visit.post(f"/invited/{token}", form)).status_code == 303
    account = await house.people.passwords.verify("aigerim@example.org", PASSWORD)
    assert account is not None
    assert account.language == "kk"
    assert await first_operator(house.people, house.clock) is None
