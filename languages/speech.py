"""Saying things in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from typing import Final

from babel.numbers import format_decimal

from languages import days
from languages.catalogues import ENGLISH, catalogue
from languages.filling import article, fill, said
from languages.phrases import SINCE, SINCE_UNKNOWN
from languages.vocabulary import DAYS, HELD, WORDS, english
from law.published import CRITERIA
from models.dates import UNKNOWN as UNKNOWN_DAY


class Speech:
    """
    One language: everything that Aryz says, said in it. Get one from `translator`.

    Where a translation is missing, the English is said.
    """

    def __init__(self, language: str) -> None:
        self.language: Final = language
        self._law = catalogue(language, "law")
        self._pages = catalogue(language, "pages")

    def text(self, msgid: str, **values: object) -> str:
        """
        A message of the pages or of the law.

        Args:
            msgid: its English text.
            values: what fills its gaps, written `%(name)s`.
        """
        found = self._pages.gettext(msgid)
        if found == msgid:
            found = self._law.gettext(msgid)
        return found % values if values else found

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """A message of the pages with a number, `%(num)s`; other gaps are filled as in `text`."""
        return self.unfilled(one, many, n) % {"num": self.number(n), **values}

    def unfilled(self, one: str, many: str, n: int) -> str:
        """The form of a message of the pages for a number, its gaps left open: templates fill them."""
        return self._pages.ngettext(one, many, n)

    def say(self, key: str, values: Mapping[str, str], catalogue: Mapping[str, str]) -> str:
        """
        A message of the law or the lifecycle.

        Args:
            key: its key.
            values: what fills its gaps, as judgements write it: days as ISO 8601, lengths as `7 calendar_days`.
            catalogue: the English sentences of its kind, such as `law.wording.ENGLISH` or `PRACTICE.texts`.
        """
        return self.filled(catalogue[key], values)

    def said(self, sentence: str) -> str:
        """An English sentence of a judgement (`what`, `text`) or of the rulebook (a title) in this language."""
        return sentence if self.language == ENGLISH else said(sentence, self)

    def finding(self, rule: str, part: str = "title") -> str:
        """The `title` of a finding, or what it `holds`, or when it is `certain` or `possible`; empty where not said."""
        template = CRITERIA.texts.get(f"finding.{rule}.{part}")
        if template is None:
            return english("issue", rule) if part == "title" else ""
        return self.filled(template, {one.id: str(one.length) for one in CRITERIA.thresholds})

    def word(self, kind: str, key: str) -> str:
        """
        A name of the code in words.

        Args:
            kind: what it is a name of, one of `languages.vocabulary.WORDS`.
            key: the name.

        Raises:
            KeyError: there is no such kind.
        """
        return self._law.pgettext(kind, english(kind, str(key)))

    def value(self, field: str, told: str) -> str:
        """What a field of an event or of a heading holds: a word of its list, a day, or what somebody typed."""
        if field in DAYS:
            return self.day(told)
        kind = HELD.get(field, "")
        return self.word(kind, told) if told in WORDS.get(kind, ()) else told

    def day(self, told: object, *, weekday: bool = False) -> str:
        """A day as told (a date, `2007-04`, `2007`, `unknown`, two with `/` between them) in words."""
        written = "" if told is None else str(told)
        return days.in_words(written, self.language, self.text, weekday=weekday) or written

    def since(self, told: object) -> str:
        """From which day on, as told."""
        written = str(told)
        if written in {"", "None", UNKNOWN_DAY}:
            return self.text(SINCE_UNKNOWN)
        return self.text(SINCE).format(day=days.after(written, self.language, self.text) or written)

    def moment(self, instant: str | datetime, zone: str | tzinfo) -> str:
        """A moment (with its offset from UTC) as the clock of a zone shows it."""
        return days.moment(instant, zone, self.language, self.text)

    def number(self, number: float) -> str:
        """A number as the language writes it."""
        return format_decimal(number, locale=self.language)

    def article(self, cited: str) -> str:
        """An article (`105(2)`, `kz-pc-146-2`) as the language cites it."""
        return article(cited, self)

    def message(self, msgid: str) -> str | None:
        """A message of the law without gaps; None where there is no translation of it."""
        found = self._law.gettext(msgid)
        return None if found == msgid else found

    def filled(self, template: str, values: Mapping[str, str]) -> str:
        """A message of the law, by its English text, with its gaps filled in the language."""
        gaps = {name: fill(name, value, self) for name, value in values.items()}
        return self._law.gettext(template).format_map(gaps)

    def counted(self, one: str, many: str, n: int, context: str | None = None) -> str:
        """A message of the law with a number, not filled."""
        if context is None:
            return self._law.ngettext(one, many, n)
        return self._law.npgettext(context, one, many, n)


@cache
def translator(language: str) -> Speech:
    """
    The speech of a language: one of `LANGUAGES`.

    Raises:
        ValueError: there is no such language.
    """
    return Speech(language)


def N_(msgid: str) -> str:  # noqa: N802 (the name that gettext gives it)
    """Mark a message for translation where it cannot be translated yet."""
    return msgid


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 (as above, for two forms)
    """Mark a message with a number for translation: what `Speech.plural` takes."""
    return one, many
