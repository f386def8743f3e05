"""
Calling a program at an address that somebody typed, without being led anywhere else.

The name is resolved here, every address that it has is looked at, and the connection goes to one of those addresses:
a name that answers differently the second time leads nowhere. Certificates are checked against the name. Redirects are
not followed and answers not read.

Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Final

import httpx

from models.errors import AryzError, RefusedError

PATIENCE: Final = 10.0
"""Seconds that a program has for its answer."""

_LONGEST: Final = 2000
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_REMEDY: Final = "name one such as https://program.example.org/aryz"
_INSIDE: Final = "leads into a private network; the operator can allow that (ARYZ_WEBHOOKS_INTERNAL=1)"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotReached(AryzError):
    """The program was not reached, or did not answer as it should. The address is not repeated."""


def check_address(url: str, *, internal: bool) -> httpx.URL:
    """
    An address as somebody typed it, looked at before anything is sent.

    Raises:
        RefusedError: it is no address of the web, not by https, or plainly leads inside.
    """
    try:
        read = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise RefusedError(f"this is no address; {_REMEDY}") from None
    if len(url) > _LONGEST or not read.host or read.scheme not in {"http", "https"}:
        raise RefusedError(f"this is no address of the web; {_REMEDY}")
    if read.userinfo or read.fragment:
        raise RefusedError(f"an address holds no password and no #; {_REMEDY}")
    if read.scheme == "http" and not internal:
        raise RefusedError(f"calls go by https only; {_REMEDY}")
    literal = _literal(read.host)
    if literal is not None and not internal and not outside(literal):
        raise RefusedError(f"this address {_INSIDE}")
    return read


async def call(url: str, body: bytes, headers: Mapping[str, str], *, internal: bool) -> int:
    """
    Send a body; returns the status of the answer.

    Args:
        url: where.
        body: what.
        headers: besides `Host`.
        internal: whether addresses of private networks and of this machine may be called.

    Raises:
        RefusedError: the address is none, or leads inside.
        NotReached: nobody is there, or answers in time.
    """
    read = check_address(url, internal=internal)
    try:
        async with asyncio.timeout(PATIENCE):
            address = await _resolved(read, internal=internal)
            return await _sent(read, address, body, headers)
    except TimeoutError:
        raise NotReached(f"no answer within {PATIENCE:g} s") from None
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise NotReached(f"not reached ({type(error).__name__})") from None


def outside(address: Address) -> bool:
    """Whether an address is one of the open internet, also where it is an IPv4 address in the form of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return outside(inner)
    return address.is_global and not address.is_multicast


async def _resolved(url: httpx.URL, *, internal: bool) -> str:
    """The address to connect to: the first one, if all are of the open internet."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached("the name has no address") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise NotReached("the name has no address")
    if not internal and not all(outside(address) for address in addresses):
        raise RefusedError(f"the name {_INSIDE}")
    return str(addresses[0])


async def _sent(url: httpx.URL, address: str, body: bytes, headers: Mapping[str, str]) -> int:
    named = {**headers, "Host": url.netloc.decode("ascii")}
    extensions = {"sni_hostname": url.raw_host.decode("ascii")} if url.scheme == "https" else {}
    async with (
        httpx.AsyncClient(verify=_trusted(), trust_env=False, follow_redirects=False, timeout=PATIENCE) as client,
        client.stream(
            "POST", url.copy_with(host=address), content=body, headers=named, extensions=extensions
        ) as answer,
    ):
        return answer.status_code


@cache
def _trusted() -> ssl.SSLContext:
    """Who signs certificates, as this machine knows them: read once, for it takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
