"""The catalogues, read once from the packaged .po files and kept in memory: the repository holds no .mo file."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "ru", "kk")
"""What Aryz speaks: English, which every message is written in, Russian and Kazakh."""

DOMAINS: Final = ("law", "pages")
"""The catalogues: what the law and the lifecycle say, and what the pages say."""


@cache
def catalogue(language: str, domain: str) -> NullTranslations:
    """
    One catalogue of a language.

    Args:
        language: one of `LANGUAGES`.
        domain: one of `DOMAINS`.

    Raises:
        ValueError: there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language of Aryz; it speaks {', '.join(LANGUAGES)}")
    packaged = files("languages") / language / f"{domain}.po"
    if language == ENGLISH or not packaged.is_file():
        return NullTranslations()
    with packaged.open("rb") as source:
        read = read_po(source, locale=language, domain=domain)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)
