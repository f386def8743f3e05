"""Which rules of law a stated ground may name."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from law.published import BOOK


class Grounds(Container[str]):
    """
    The rules that a ground may name: those of the rulebook, and any of a code that it does not hold.

    Old cases rest on codes of their day (`kz1997-cpc-37-1-2`) or of other countries, which nobody has entered.
    """

    def __contains__(self, rule: object) -> bool:
        return rule in BOOK.ids or str(rule).partition("-")[0] not in _HELD


_HELD: Final = frozenset(rule.partition("-")[0] for rule in BOOK.ids)
