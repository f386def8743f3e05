"""What is said of offences, in words: message keys with their values, and articles as lawyers write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from law.published import OFFENCES
from law.wording import sentence
from models.dates import Interval, Truth

CODE_OF_2014: Final = date(2015, 1, 1)
"""The first day of the present Penal Code and Criminal Procedure Code."""

Meanings = tuple[tuple[str, Truth], ...]
"""What an article may mean, each with how surely."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something said in words: the key of a message and what fills its gaps (days as ISO 8601)."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.spoken(OFFENCES.texts)

    def spoken(self, catalogue: Mapping[str, str]) -> str:
        """The sentence in the language of a catalogue."""
        return sentence(self.key, self.values, catalogue)


@dataclass(frozen=True, slots=True)
class Words:
    """How an article and its meanings are put into words."""

    article: str

    def note(self, key: str, **values: str) -> Note:
        """A note about the article."""
        return Note(key, {"article": spoken_article(self.article), **values})

    @staticmethod
    def meant(meanings: Meanings) -> str:
        """`torture or cruel treatment`."""
        texts = OFFENCES.texts
        return " or ".join(texts.get(f"means.{means}", spoken_article(means)) for means, _ in meanings)


def spoken_article(article: str) -> str:
    """`kz-pc-146-2` as `146(2)`; one of 1997 as `347-1 of the code of 1997`; of another country as it is."""
    country, _, rest = article.partition("-")
    _, _, number = rest.partition("-")
    if country == "kz1997":
        return f"{_parts(number, inserted={'347', '141'})} of the code of 1997"
    return _parts(number, inserted=()) if country == "kz" else article


def _parts(number: str, inserted: Iterable[str]) -> str:
    """Steps in brackets; of an article that was inserted (`347-1`) the second number belongs to it."""
    steps = number.split("-")
    head = 2 if steps[0] in inserted and len(steps) > 1 else 1
    return "-".join(steps[:head]) + "".join(f"({step})" for step in steps[head:])


def told(day: Interval) -> str:
    """A day, or the two between which it lies."""
    return day.first.isoformat() if day.exact else f"{day.first.isoformat()} to {day.last.isoformat()}"
