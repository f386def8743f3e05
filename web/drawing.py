"""The second factor as pages show it: the secret as text, and as a picture that a telephone reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyotp
import segno
from markupsafe import Markup

from web.house import House

ISSUER: Final = "Aryz"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A secret to be taken over by a program: `secret` in groups of four, `picture` as SVG."""

    secret: str
    picture: Markup


async def drawn(house: House, account: str) -> Drawn:
    """The secret that is to be the second factor of an account."""
    secret = await house.people.second.enrol(account)
    named = await house.people.accounts.named(account)
    address = pyotp.TOTP(secret).provisioning_uri(name=named.login, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return Drawn(" ".join(groups), Markup(picture))  # noqa: S704 (made of squares by segno; it holds no text)
