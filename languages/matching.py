"""
From an English sentence back to its message: which one it is, and what fills its gaps.

A judgement says every sentence in English beside its key. Some of its parts were filled into others before (a remedy
into a warning, a condition into a route); to say the whole in another language each part must be known again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from string import Formatter
from typing import Final

from languages.phrases import OLDER
from languages.refusals import CANDIDATES, EVENT, EVENT_NEXT, MORE, REASONS
from law.published import CRITERIA, FORUMS, OFFENCES, PRACTICE

_LETTERS: Final = re.compile(r"[A-Za-z]")
_FORMS: Final = {
    **dict.fromkeys(("candidates", "opens", "reason", "what", "why"), ".+?"),
    **dict.fromkeys(("event", "field", "kind", "proceeding"), r"[\w.-]+"),
    "number": r"\d[\d()-]*",
}
"""What some gaps hold: whole sentences, joined by semicolons if several; names; numbers, with their parts."""

_ENOUGH: Final = 5
"""Letters that a message must have beside its gaps to be known by them."""


def values_of(template: str, sentence: str) -> Mapping[str, str] | None:
    """What fills the gaps of a message in a sentence; None where the sentence is not of this message."""
    found = _pattern(template).fullmatch(sentence)
    return None if found is None else found.groupdict()


def message_of(sentence: str) -> tuple[str, Mapping[str, str]] | None:
    """The message of a sentence and what fills its gaps; None where no message with gaps says it."""
    for template in _with_gaps():
        values = values_of(template, sentence)
        if values is not None:
            return template, values
    return None


def gaps(template: str) -> frozenset[str]:
    """The names of the gaps of a message."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@lru_cache(maxsize=1024)
def _pattern(template: str) -> re.Pattern[str]:
    parts, seen = [], set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{_FORMS.get(name, '[^;]+?')})")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


@lru_cache(maxsize=1)
def _with_gaps() -> tuple[str, ...]:
    """The messages with gaps that can be known by their letters, those with most letters first."""
    found = {one for one in _texts() if gaps(one) and _weight(one) >= _ENOUGH}
    return tuple(sorted(found, key=lambda one: (-_weight(one), one)))


def _texts() -> Iterator[str]:
    for texts in (PRACTICE.texts, FORUMS.texts, OFFENCES.texts, CRITERIA.texts):
        yield from texts.values()
    yield from (OLDER, *REASONS, *CANDIDATES, MORE, EVENT, EVENT_NEXT)


def _weight(template: str) -> int:
    return len(_LETTERS.findall("".join(literal for literal, *_ in Formatter().parse(template))))
