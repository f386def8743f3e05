"""What fills the gaps of a message, in the language of the message: days, lengths, articles, words, other messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from languages.matching import message_of, values_of
from languages.phrases import ARTICLE, EITHER, PLACE, UNITS, WITHIN
from languages.refusals import MORE
from law.published import BOOK

if TYPE_CHECKING:
    from languages.speech import Speech

_DATED: Final = frozenset(
    {"act", "date", "day", "earliest", "end", "first", "from", "instead_of", "last", "latest", "since", "until"}
)
"""Gaps that hold a day, also one told as a month or a year only."""

_WEEKDAYS: Final = frozenset({"day", "instead_of"})
_LENGTH: Final = re.compile(r"(\d+) (hours|calendar_days|months|years)")
_FULL: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?")
_NUMBERED: Final = re.compile(r"\d[\d()., /-]*[a-z]?")
_NAMED: Final = {"kind": "event", "form": "term", "counts": "term", "field": "field"}
"""Gaps that hold a name of the code, and what it is a name of."""

_LISTED: Final = {"terms": ("term", ", "), "fields": ("field", " and "), "kinds": ("event", ", ")}
"""Gaps that hold several of them, and how they are joined."""


class Number(str):
    """A number that can be said with its unit: `{length_years:years}` in a message gives `2 years` in its language."""

    __slots__ = ("_unit",)
    _unit: Callable[[str, int], str]

    def __new__(cls, digits: str, unit: Callable[[str, int], str]) -> Number:  # noqa: PYI034 (Self is of typing_extensions in 3.10 only)
        """`unit` says a number with a unit."""
        made = super().__new__(cls, digits)
        made._unit = unit
        return made

    def __format__(self, unit: str) -> str:
        return self._unit(unit, int(self)) if unit else str(self)


def fill(name: str, value: str, speech: Speech) -> str:
    """
    What fills a gap, in words.

    Args:
        name: the name of the gap.
        value: what fills it: English, a day, a length, a name of the code, or what a person typed.
        speech: the language.
    """
    if value.isdecimal() and name not in _DATED:
        return Number(value, lambda unit, number: with_unit(unit, number, speech, WITHIN))
    if name in _DATED or _FULL.fullmatch(value):
        return speech.day(value, weekday=name in _WEEKDAYS)
    if (length := _LENGTH.fullmatch(value)) is not None:
        return with_unit(length[2], int(length[1]), speech)
    return _worded_gap(name, value, speech)


def _worded_gap(name: str, value: str, speech: Speech) -> str:
    if name in _NAMED:
        return speech.word(_NAMED[name], value.rpartition(".")[0] or value if name == "field" else value)
    if name in _LISTED:
        kind, sign = _LISTED[name]
        return ", ".join(speech.word(kind, one) for one in value.split(sign))
    if name in _OWN:
        return _OWN[name](value, speech)
    return said(value, speech)


def said(value: str, speech: Speech) -> str:
    """An English sentence or phrase of the law in a language; what is none stays as it is."""
    return _known(value, speech) or _several(value, speech) or value


def _known(value: str, speech: Speech) -> str | None:
    known = speech.message(value)
    if known is not None:
        return known
    found = message_of(value)
    return None if found is None else speech.filled(*found)


def _several(value: str, speech: Speech) -> str | None:
    """Sentences joined by a semicolon, alternatives joined by `or`."""
    first, sign, second = value.partition(" or ")
    if sign and (one := _known(first, speech)) and (other := _known(second, speech) or _several(second, speech)):
        return speech.text(EITHER).format(first=one, second=other)
    parts = value.split("; ")
    for number in range(1, len(parts)):
        one = _known("; ".join(parts[:number]), speech)
        rest = "; ".join(parts[number:])
        if one is not None and (other := _known(rest, speech) or _several(rest, speech)):
            return f"{one}; {other}"
    return None


def article(value: str, speech: Speech) -> str:
    """The number of an article as the language cites it; what is no plain number is a message."""
    known = speech.message(value)
    if known is not None:
        return known
    spoken = _spoken(value)
    found = message_of(spoken)
    number = speech.filled(*found) if found is not None else spoken
    return speech.text(ARTICLE).format(number=number) if found is not None or _NUMBERED.fullmatch(number) else number


def _spoken(value: str) -> str:
    from lifecycle.notes import spoken_article  # noqa: PLC0415

    return spoken_article(value) if value.startswith("kz") else value


def _place(value: str, speech: Speech) -> str:
    """An article and its instrument, or the instrument alone."""
    for instrument in _instruments():
        if value.casefold() == instrument.casefold():
            alone = said(instrument, speech)
            return alone[0].upper() + alone[1:]
        if value.endswith(f", {instrument}"):
            number = value.removesuffix(f", {instrument}")
            number = next((one for one in _worded() if one.casefold() == number.casefold()), number)
            named = article(number, speech)
            return speech.text(PLACE).format(article=named, instrument=said(instrument, speech))
    return value


def _listing(value: str, speech: Speech) -> str:
    """Names of a case, decisions with their kind: `e08 opening_refused, e12 terminated and 3 more`."""
    whole, found = _known(value, speech), values_of(MORE, value)
    if whole is not None and (found is not None or " " not in value):
        return whole
    return ", ".join(_named(*one.partition(" ")[::2], speech) for one in value.split(", "))


def _named(event: str, kind: str, speech: Speech) -> str:
    return f"{event} ({speech.word('event', kind)})" if kind else event


@lru_cache(maxsize=1)
def _instruments() -> tuple[str, ...]:
    return tuple(sorted({rule.instrument for rule in BOOK.rules}, key=len, reverse=True))


@lru_cache(maxsize=1)
def _worded() -> tuple[str, ...]:
    return tuple({rule.article for rule in BOOK.rules if not _NUMBERED.fullmatch(rule.article)})


def with_unit(unit: str, number: int, speech: Speech, context: str | None = None) -> str:
    """A number with its unit, `7 calendar days`; `context` is `within` where the language has a case for that."""
    one, many = UNITS[unit]
    return speech.counted(one, many, number, context).format(number=speech.number(number))


_OWN: Final[Mapping[str, Callable[[str, Speech], str]]] = {"article": article, "listed": _listing, "place": _place}
"""Gaps that have a way of their own to be said."""
