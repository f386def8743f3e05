"""
What somebody is typing, kept in memory until it is told: so that Back, Forward and Reload find it again.

Pages are not to be stored by browsers, so a browser that goes back asks again; what was typed must then be here. It may
name people: it never leaves this process, and only who typed it gets it back. Lost with the process, nothing is lost
that a page does not also carry itself.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from models.events import Event
from models.messages import Receipt
from web.shelf import Shelf

SIZE: Final = 200_000
"""Letters of one form that are kept: twice what an event may have."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")

Typed = dict[str, Sequence[str]]
"""A form as it was typed: each name with its values."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was told of a form: the event, its receipt, and whether the ledger had it then."""

    event: Event
    receipt: Receipt
    kept: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A form, and what was told of it."""

    form: Typed
    done: Done | None = None


@dataclass(frozen=True, slots=True)
class Drafts:
    """The forms of one person about one case."""

    shelf: Shelf
    person: str
    reference: str

    def get(self, token: str) -> Kept | None:
        """The form that this person typed under a token."""
        return cast("Kept | None", self.shelf.drafts.get((self.reference, self.person, token)))

    def keep(self, token: str, form: Typed, done: Done | None = None) -> str:
        """Keep a form under its token, or under a new one; gives the token."""
        token = token if is_token(token) else new_token()
        if sum(len(value) for values in form.values() for value in values) <= SIZE:
            kept = {name: values for name, values in form.items() if name not in {"csrf", "step"}}
            self.shelf.drafts.put((self.reference, self.person, token), Kept(kept, done))
        return token


def new_token() -> str:
    """A name for a form that nobody can guess."""
    return secrets.token_urlsafe(18)


def is_token(text: str) -> bool:
    """Whether a text has the form of such a name."""
    return _TOKEN.fullmatch(text) is not None
