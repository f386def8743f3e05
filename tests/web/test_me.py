"""One's own account: settings, password, second factor, sessions, tokens, and proving again who one is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher

from models.records import TellerRole
from store.people import People
from tests.web.visiting import Visit, token_of
from web.app import create_app
from web.entering import BY_ACCOUNT
from web.house import House, utc_now

PASSWORD = "four plums under snow"  # noqa: S105 (of nobody)
ANOTHER = "seven pears in the rain"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in no time."""
    monkeypatch.setattr(People.__init__, "__defaults__", (PasswordHasher(time_cost=1, memory_cost=64, parallelism=1),))


async def _in(visit: Visit) -> str:
    """Sign in an operator with a password."""
    made = await visit.sign_in("operator", name="Oleg Testov")
    people, now = visit.house.people, visit.house.clock()
    await people.passwords.change(made, PASSWORD, now)
    await _again(visit, made)
    return made


async def _again(visit: Visit, id_: str) -> str:
    people, now = visit.house.people, visit.house.clock()
    token = await people.sessions.begin(id_, now)
    visit.client.cookies.set("aryz", token, domain="127.0.0.1")
    session = await people.sessions.find(token, now)
    assert session is not None
    visit.csrf = session.csrf
    return token


async def test_settings_are_kept_and_followed(visit: Visit) -> None:
    """After choosing Kazakh, pages are in Kazakh; what does not exist is refused in words."""
    await _in(visit)
    kept = await visit.post("/me", {"language": "kk", "zone": "Asia/Aqtobe", "mail": "digest"})
    assert kept.headers["location"] == "/me?done=settings"
    shown = await visit.get("/me?done=settings")
    assert '<html lang="kk">' in shown.text
    assert "<option selected>Asia/Aqtobe</option>" in shown.text
    wrong = await visit.post("/me", {"language": "kk", "zone": "Mars/Base", "mail": "all"})
    assert wrong.status_code == 422


async def test_no_form_goes_without_the_token_of_its_session(visit: Visit) -> None:
    """Every form of one's account and of the operator's pages is refused without the token, and from elsewhere."""
    made = await _in(visit)
    right = visit.csrf
    for path in ("/me", "/me/password", "/me/second", "/me/tokens", "/me/sessions", "/me/again", "/signout",
                 "/admin/rules", "/admin/people/new", f"/admin/people/{made}"):  # fmt: skip
        visit.csrf = "another"
        assert (await visit.post(path)).status_code == 403, path
        visit.csrf = right
        assert (await visit.post(path, headers={"origin": "https://evil.example"})).status_code == 403, path
    assert (await visit.get("/me")).status_code == 200


async def test_a_changed_password_ends_every_other_session(visit: Visit, visitor: Callable[..., Visit]) -> None:
    """The old password and the other sessions are worth nothing; this one goes on under another token."""
    made = await _in(visit)
    other = visitor()
    await _again(other, made)
    form = {"current": PASSWORD, "chosen": ANOTHER, "again": ANOTHER}
    for wrong, said in (
        ({"current": "wrong"}, "This is not your password"),
        ({"again": "different"}, "not the same"),
        ({"chosen": "oleg testov", "again": "oleg testov"}, "12 characters"),
    ):
        refused = await visit.post("/me/password", form | wrong)
        assert refused.status_code == 422
        assert said in refused.text
    before = visit.client.cookies["aryz"]
    assert (await visit.post("/me/password", form)).headers["location"] == "/me?done=password"
    assert visit.client.cookies["aryz"] != before
    assert (await visit.get("/me")).status_code == 200
    assert (await other.get("/me")).status_code == 303
    assert await visit.house.people.passwords.verify_own(made, ANOTHER)


async def test_passwords_cannot_be_tried_in_an_open_session(visit: Visit) -> None:
    """Whoever sits down at an open session cannot try passwords through."""
    await _in(visit)
    answers = [await visit.post("/me/again", {"password": "wrong"}) for _ in range(BY_ACCOUNT + 1)]
    assert [answer.status_code for answer in answers] == [401] * BY_ACCOUNT + [429]
    assert (await visit.post("/me/password", {"current": PASSWORD})).status_code == 429


async def test_what_is_grave_asks_for_the_password_again(house: House) -> None:
    """After ten minutes a grave page leads to the password, and back; the token is another afterwards."""
    at = [utc_now()]

    def clock() -> datetime:
        return at[0]

    moved = replace(house, clock=clock)
    visit = Visit(create_app(moved), moved)
    await _in(visit)
    assert (await visit.get("/me/second")).status_code == 200
    at[0] += timedelta(minutes=11)
    asked = await visit.get("/me/second")
    assert asked.headers["location"] == "/me/again?next=%2Fme%2Fsecond"
    page = await visit.get(asked.headers["location"])
    assert 'value="/me/second"' in page.text
    before, visit.csrf = visit.client.cookies["aryz"], token_of(page)
    assert (await visit.post("/me/again", {"password": "wrong"})).status_code == 401
    proved = await visit.post("/me/again", {"password": PASSWORD, "next": "/me/second"})
    assert proved.headers["location"] == "/me/second"
    assert visit.client.cookies["aryz"] != before
    assert (await visit.get("/me/second")).status_code == 200
    await visit.close()


async def test_the_second_factor_comes_and_goes(visit: Visit) -> None:
    """It is put in use with a code, gives recovery codes once and anew, and can be taken away unless required."""
    made = await _in(visit)
    people = visit.house.people
    secret = _secret(await visit.get("/me/second"))
    assert (await visit.post("/me/second", {"do": "on", "code": "1"})).status_code == 422
    on = await visit.post("/me/second", {"do": "on", "code": pyotp.TOTP(secret).at(visit.house.clock())})
    first = _codes(on)
    assert len(first) == 10
    assert (await people.accounts.by_id(made)).second
    anew = _codes(await visit.post("/me/second", {"do": "codes"}))
    assert len(anew) == 10
    assert not first & anew
    await people.second.require(TellerRole.OPERATOR, required=True)
    assert (await visit.post("/me/second", {"do": "off"})).status_code == 422
    await people.second.require(TellerRole.OPERATOR, required=False)
    assert (await visit.post("/me/second", {"do": "off"})).headers["location"] == "/me?done=second_off"
    assert not (await people.accounts.by_id(made)).second


async def test_sessions_are_listed_and_ended(visit: Visit, visitor: Callable[..., Visit]) -> None:
    """Each other session can be ended by itself or with all others; somebody else's cannot."""
    made = await _in(visit)
    others = [visitor(), visitor(), visitor()]
    for other in others:
        await _again(other, made)
    stranger = visitor()
    await stranger.sign_in("operator")
    page = await visit.get("/me")
    shown = re.findall(r'name="session" value="([0-9a-f]{16})"', page.text)
    assert len(shown) == 3
    assert (await stranger.post("/me/sessions", {"session": shown[0]})).status_code == 303
    assert len(re.findall(r'name="session"', (await visit.get("/me")).text)) == 3
    await visit.post("/me/sessions", {"session": shown[0]})
    assert sorted([(await other.get("/me")).status_code for other in others]) == [200, 200, 303]
    await visit.post("/me/sessions")
    assert [(await other.get("/me")).status_code for other in others] == [303, 303, 303]
    assert (await visit.get("/me")).status_code == 200
    assert (await stranger.get("/me")).status_code == 200


async def test_a_token_for_a_program_is_shown_once(visit: Visit) -> None:
    """It is made with a label and scopes, shown that once, works, and is worth nothing when it is revoked."""
    made = await _in(visit)
    assert (await visit.post("/me/tokens", {"label": "x", "days": "30"})).status_code == 422
    page = await visit.post("/me/tokens", {"label": "<b>copy</b>", "days": "30", "scope": ["read", "tell"]})
    found = re.search(r"aryz_[\w-]{43}", page.text)
    assert found is not None
    assert "&lt;b&gt;copy" in page.text
    people, now = visit.house.people, visit.house.clock()
    assert await people.tokens.find(found[0], now) is not None
    assert found[0] not in (await visit.get("/me/tokens")).text
    (token,) = await people.tokens.of(made)
    assert (await visit.post("/me/tokens", {"revoke": token.id})).status_code == 303
    assert await people.tokens.find(found[0], now) is None


def _secret(page: httpx.Response) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found is not None
    return found[1].replace(" ", "")


def _codes(page: httpx.Response) -> set[str]:
    return set(re.findall(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", page.text))
