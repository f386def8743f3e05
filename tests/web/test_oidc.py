"""Sign-in through a provider: a small one of this test's own, spoken to over real HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.responses import JSONResponse

from cli.server import free_port
from models.records import TellerRole
from tests.web.visiting import Visit
from web.app import create_app
from web.house import House
from web.serving import Address, serving


@dataclass
class Small:
    """A provider with one user. `lies` are claims put in place of the right ones, None leaves one out."""

    issuer: str
    key: ECKey = field(
        default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
    )
    signing: ECKey | None = None
    lies: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    named: str | None = None
    exchanged: int = 0

    def authorize(self, address: str, code: str = "code-1") -> str:
        """What the browser brings back after its user signed in there."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"/signin/oidc/back?code={code}&state={self.asked['state']}&iss={self.issuer}"

    def token(self, form: dict[str, str], authorization: str) -> JSONResponse:
        """The token endpoint: checks the client's secret, the code and the verifier as RFC 7636 wants it."""
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        secret = base64.b64encode(b"aryz:provider-secret").decode()
        right = challenge == self.asked["code_challenge"] and form["redirect_uri"] == self.asked["redirect_uri"]
        if authorization != f"Basic {secret}" or form["code"] != "code-1" or not right or self.exchanged:
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.exchanged += 1
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "42",
            "aud": "aryz",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "email": "Anna@Example.org",
            "email_verified": True,
        } | self.lies
        said = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "ES256", "kid": "one"}, said, self.signing or self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
async def provider(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Small]:
    """The provider, listening on a port of this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    port = free_port()
    small, app = Small(f"http://127.0.0.1:{port}"), FastAPI()

    @app.get("/.well-known/openid-configuration")
    def described() -> dict[str, str]:
        return {
            "issuer": small.named or small.issuer,
            "authorization_endpoint": f"{small.issuer}/authorize",
            "token_endpoint": f"{small.issuer}/token",
            "jwks_uri": f"{small.issuer}/keys",
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return dict(KeySet([small.key]).as_dict(private=False))

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return small.token(form, request.headers.get("authorization", ""))

    app.state.leaving = asyncio.Event()
    async with serving(app, Address(port=port)):
        yield small


@pytest.fixture
async def coming(provider: Small, house: House) -> AsyncIterator[Visit]:
    """Somebody who comes to a house that knows the provider and has an account for Anna, an operator."""
    named = {"oidc_issuer": provider.issuer, "oidc_client_id": "aryz", "oidc_client_secret": "provider-secret"}
    settings = replace(house.settings, **named)  # type: ignore[arg-type]  # by their names
    known = replace(house, settings=settings)
    await house.people.accounts.create(TellerRole.OPERATOR, name="Anna", mail="anna@example.org", now=house.clock())
    visit = Visit(create_app(known), known)
    yield visit
    await visit.close()


async def _through(coming: Visit, provider: Small) -> httpx.Response:
    away = await coming.get("/signin/oidc?next=/admin")
    assert away.status_code == 303
    return await coming.get(provider.authorize(away.headers["location"]))


async def test_an_address_that_is_vouched_for_lets_its_account_in(coming: Visit, provider: Small) -> None:
    """Anna comes in with the role that she has here, and to the page she asked for."""
    assert "/signin/oidc?next=" in (await coming.get("/signin")).text
    back = await _through(coming, provider)
    assert back.status_code == 200
    assert 'content="0; url=/admin"' in back.text
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["scope"] == "openid email"
    assert (await coming.get("/admin")).status_code == 200
    again = await coming.get("/me/again?next=/admin/rules")
    assert 'name="password"' not in again.text
    assert "prompt=login" in (await coming.get("/signin/oidc")).headers["location"]


async def test_who_has_a_second_factor_still_needs_it(coming: Visit, provider: Small) -> None:
    """The provider stands in for the password only."""
    await coming.house.people.second.require(TellerRole.OPERATOR, required=True)
    assert "url=/signin/second" in (await _through(coming, provider)).text
    assert (await coming.get("/admin")).status_code == 303


@pytest.mark.parametrize(
    "lies",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["aryz", "other"], "azp": "other"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1_000_000_000},
        {"exp": None},
    ],
)
async def test_a_word_that_does_not_hold_lets_nobody_in(coming: Visit, provider: Small, lies: dict[str, Any]) -> None:
    """A stranger, an address not verified, another nonce, audience or issuer, or an old word: nobody comes in."""
    provider.lies = lies
    assert (await _through(coming, provider)).status_code == 403
    assert (await coming.get("/admin")).status_code == 303


async def test_a_word_signed_by_another_key_is_none(coming: Visit, provider: Small) -> None:
    """A token with the right claims and a foreign signature lets nobody in."""
    provider.signing = ECKey.generate_key("P-256", {"kid": "one"})
    assert (await _through(coming, provider)).status_code == 403


async def test_an_answer_belongs_to_the_browser_that_asked(coming: Visit, provider: Small) -> None:
    """Another state, no cookie, another issuer's answer, an error, or the same answer twice is refused."""
    address = (await coming.get("/signin/oidc")).headers["location"]
    good = provider.authorize(address)
    kept = coming.client.cookies.get("aryz-oidc")
    assert kept is not None
    for wrong in (
        good.replace("state=", "state=x"),
        good.replace(provider.issuer, "http://127.0.0.1:1"),
        f"/signin/oidc/back?error=access_denied&state={provider.asked['state']}",
    ):
        coming.client.cookies.set("aryz-oidc", kept, domain="127.0.0.1")
        assert (await coming.get(wrong)).status_code == 403
    coming.client.cookies.clear()
    assert (await coming.get(good)).status_code == 403
    coming.client.cookies.set("aryz-oidc", kept, domain="127.0.0.1")
    assert (await coming.get(good)).status_code == 200
    coming.client.cookies.clear()
    coming.client.cookies.set("aryz-oidc", kept, domain="127.0.0.1")
    assert (await coming.get(good)).status_code == 403


async def test_a_disabled_account_stays_out(coming: Visit, provider: Small) -> None:
    """The operator's word counts more than the provider's."""
    people, now = coming.house.people, coming.house.clock()
    other = await people.accounts.create(TellerRole.OPERATOR, name="Other", login="other", now=now)
    await people.invitations.accept(await people.invitations.make(other.id, now), "four plums under snow", now)
    anna = await people.accounts.find("anna@example.org")
    assert anna is not None
    await people.accounts.disable(anna.id, now)
    assert (await _through(coming, provider)).status_code == 403


async def test_a_provider_that_is_another_one_is_not_used(coming: Visit, provider: Small) -> None:
    """One that calls itself by another name, or is reached without TLS, is not asked."""
    provider.named = "http://127.0.0.1:1"
    assert (await coming.get("/signin/oidc")).status_code == 503
    plain = replace(coming.house.settings, oidc_issuer="http://provider.example.org")
    visit = Visit(create_app(replace(coming.house, settings=plain)), coming.house)
    assert (await visit.get("/signin/oidc")).status_code == 503
    await visit.close()


async def test_without_a_provider_there_is_none(visit: Visit) -> None:
    """Where none is set, the page does not offer it, and its address leads nowhere."""
    assert "/signin/oidc" not in (await visit.get("/signin")).text
    assert (await visit.get("/signin/oidc")).status_code == 503
