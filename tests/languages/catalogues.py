"""The catalogues as the tests read them."""

from __future__ import annotations

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from languages.catalogues import DOMAINS
from tests.languages.extract import ROOT, TRANSLATED

PAIRS = tuple((language, domain) for language in TRANSLATED for domain in DOMAINS)
"""Every language with every catalogue."""


def read(language: str, domain: str) -> Catalog:
    """One catalogue."""
    with (ROOT / "languages" / language / f"{domain}.po").open("rb") as source:
        return read_po(source, locale=language)


def messages(language: str, domain: str) -> list[Message]:
    """Its messages, without the header."""
    return [one for one in read(language, domain) if one.id]


def told(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def english(message: Message) -> tuple[str, ...]:
    """The English of a message, one or two."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)
