"""
Regions as options give them: codes of ISO 3166-2.

Source: ISO 3166-2:KZ, the numbers of November 2022 and the letters that they replaced.
"""

from __future__ import annotations

import re
from typing import Final

from cli.failing import WrongUsage

_FORM: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_NUMBERS: Final = "10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79"
_LETTERS: Final = "AKM AKT ALA ALM AST ATY BAY KAR KUS KZY MAN PAV SEV SHY VOS YUZ ZAP ZHA"
_KNOWN: Final = {"KZ": frozenset({"KZ", *(f"KZ-{part}" for part in f"{_NUMBERS} {_LETTERS}".split())})}


def region_code(text: str | None) -> str | None:
    """
    A region as an option gives it. Of countries that are not listed here the form alone is checked.

    Raises:
        WrongUsage: it is no code of a region.
    """
    if text is None:
        return None
    if not _FORM.fullmatch(text):
        raise WrongUsage(f"--region {text!r} is no code of a region; write one of ISO 3166-2, as KZ-KUS")
    country = text[:2]
    if text not in _KNOWN.get(country, {text}):
        raise WrongUsage(
            f"--region {text!r} is no region of {country}; its regions are {country}- with one of "
            f"{_NUMBERS.replace(' ', ', ')}, or with the letters used before, {_LETTERS.replace(' ', ', ')}"
        )
    return text
