"""
Sign-in through a provider that the organisation has already: OpenID Connect, code flow with PKCE, state and nonce.

The provider only vouches for an e-mail address. Whose account it is, and with which role, stays ours.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE, S256); RFC 9207 (`iss` in the answer); RFC 9700.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.errors import AryzError
from web.settings import LOOPBACK, WebSettings

_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA"]
_PATIENCE: Final = 10.0
_LEEWAY: Final = 60
_LARGEST: Final = 512 * 1024


class NotVouched(AryzError):
    """The provider did not vouch for anybody, or its word cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What this browser was sent to the provider with, kept in a cookie of its own until it comes back."""

    state: str
    nonce: str
    verifier: str
    to: str

    def written(self) -> str:
        """As the cookie holds it."""
        return urlencode({"s": self.state, "n": self.nonce, "v": self.verifier, "to": self.to})


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it describes itself."""

    issuer: str
    client_id: str
    client_secret: str
    back: str
    described: dict[str, Any]

    def address(self, asked: Asked, *, again: bool) -> str:
        """Where the browser is sent to sign in. `again`: even if it is signed in there already."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": "openid email",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": create_s256_code_challenge(asked.verifier),
            "code_challenge_method": "S256",
            **({"prompt": "login"} if again else {}),
        }
        place = _place(self.described, "authorization_endpoint")
        return f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"

    async def vouched(self, asked: Asked, answer: dict[str, str], now: datetime) -> str:
        """
        The e-mail address that the provider vouches for.

        Args:
            asked: what the browser was sent with.
            answer: the query with which it came back.
            now: the moment.

        Raises:
            NotVouched: it vouches for nobody, or its word does not hold.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
            raise NotVouched("the answer is not that to this browser's question")
        if answer.get("iss", self.issuer) != self.issuer or "error" in answer or not answer.get("code"):
            raise NotVouched("the provider answered with an error, or another one answered")
        async with _client() as client:
            told = await self._exchanged(client, answer["code"], asked.verifier)
            keys = await _json(client, _place(self.described, "jwks_uri"))
        return _address_in(self._claims(told, keys, asked.nonce, now))

    async def _exchanged(self, client: httpx.AsyncClient, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        known = self.described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = "client_secret_basic" in known
        form |= {} if basic else {"client_id": self.client_id, "client_secret": self.client_secret}
        auth = httpx.BasicAuth(self.client_id, self.client_secret) if basic else None
        return await _json(client, _place(self.described, "token_endpoint"), form=form, auth=auth)

    def _claims(self, told: dict[str, Any], keys: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        try:
            token = jwt.decode(str(told.get("id_token")), KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]  # whatever was sent
            claims = CodeIDToken(
                token.claims,
                token.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}},
                {"nonce": nonce, "client_id": self.client_id, "access_token": told.get("access_token")},
            )
            claims.validate(int(now.timestamp()), _LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError):
            raise NotVouched("the provider's word is not signed by it, not meant for us, or too old") from None
        return dict(claims)


async def provider_of(settings: WebSettings, back: str) -> Provider:
    """
    The provider that the operator named.

    Args:
        settings: of the pages.
        back: the path to which it sends people back.

    Raises:
        NotVouched: none is named, it does not answer, or describes another one.
    """
    issuer, client_id, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if not issuer or not client_id or not secret:
        raise NotVouched("no provider is set: ARYZ_OIDC_ISSUER, ARYZ_OIDC_CLIENT_ID, ARYZ_OIDC_CLIENT_SECRET")
    _check_safe(issuer)
    async with _client() as client:
        described = await _json(client, get_well_known_url(issuer, external=True))
    if described.get("issuer") != issuer:
        raise NotVouched("the provider calls itself by another name than ARYZ_OIDC_ISSUER")
    return Provider(issuer, client_id, secret, settings.origin + back, described)


def new_question(to: str) -> Asked:
    """A question that nobody can guess. `to`: the page that was asked for."""
    return Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), to)


def _address_in(claims: dict[str, Any]) -> str:
    address = claims.get("email")
    if not isinstance(address, str) or claims.get("email_verified") is not True:
        raise NotVouched("the provider does not say that it has verified an e-mail address")
    return address


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=False)


async def _json(
    client: httpx.AsyncClient, url: str, *, form: dict[str, str] | None = None, auth: httpx.Auth | None = None
) -> dict[str, Any]:
    try:
        headers = {"Accept": "application/json"}
        answer = await client.request("POST" if form else "GET", url, data=form, auth=auth, headers=headers)
        told = answer.json() if answer.status_code == 200 and len(answer.content) <= _LARGEST else None
    except (httpx.HTTPError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise NotVouched("the provider does not answer as it should")
    return told


def _place(described: dict[str, Any], name: str) -> str:
    place = str(described.get(name, ""))
    _check_safe(place)
    return place


def _check_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise NotVouched("a provider is reached by https only")
