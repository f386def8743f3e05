"""Days and moments in words: full dates, months, years, spans, and what is not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from languages.phrases import MOMENT, NEVER, SPAN, UNKNOWN, WEEKDAY

Text = Callable[[str], str]
"""What gives the sentence of a language for an English one."""

_DAY: Final[Mapping[str, str]] = {"en": "d MMMM y", "ru": "d MMMM y 'года'", "kk": "y 'жылғы' d MMMM"}
_MONTH: Final[Mapping[str, str]] = {"en": "LLLL y", "ru": "LLLL y 'года'", "kk": "y 'жылғы' MMMM"}
_YEAR: Final[Mapping[str, str]] = {"en": "y", "ru": "y 'год'", "kk": "y 'жыл'"}

_AFTER: Final[Mapping[str, tuple[str, str]]] = {"ru": ("MMMM y 'года'", "y 'года'")}
"""A month and a year after a preposition such as `since`, where the language has another form for that."""

_FORM: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
_SPAN: Final = re.compile(r"([\d-]{4,10})(?:/| to | … )([\d-]{4,10}(?:T\d\d:\d\d)?)")


def in_words(told: str, language: str, text: Text, *, weekday: bool = False) -> str | None:
    """
    A day in words, None where it is none.

    Args:
        told: `2007-03-29`, `2007-04`, `2007`, `unknown`, `never`, two of them (`2007-04-01/2007-04-09`), or a day with
            its time (`2023-10-09T24:00`).
        language: the language.
        text: its sentences.
        weekday: whether to name the day of the week of a full date.
    """
    if told in {"", "unknown"}:
        return text(UNKNOWN)
    if told == "never":
        return text(NEVER)
    if (moment := _MOMENT.fullmatch(told)) is not None:
        day = in_words(moment[1], language, text, weekday=weekday)
        return None if day is None else text(MOMENT).format(day=day, time=moment[2])
    if (span := _SPAN.fullmatch(told)) is not None:
        first, last = (in_words(one, language, text) for one in span.groups())
        return None if first is None or last is None else text(SPAN).format(first=first, last=last)
    return _partial(told, language, text, weekday=weekday)


def _partial(told: str, language: str, text: Text, *, weekday: bool) -> str | None:
    form = _FORM.fullmatch(told)
    if form is None:
        return None
    year, month, day = form.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day is None:
        return format_date(first, _YEAR[language] if month is None else _MONTH[language], locale=language)
    said = format_date(first, _DAY[language], locale=language)
    if not weekday:
        return said
    return text(WEEKDAY).format(day=said, weekday=format_date(first, "EEEE", locale=language))


def after(told: str, language: str, text: Text) -> str | None:
    """A day as it follows `since`: as `in_words`, with the month or the year in the form that the language wants."""
    form, patterns = _FORM.fullmatch(told), _AFTER.get(language)
    if form is None or form[3] is not None or patterns is None:
        return in_words(told, language, text)
    first = date(int(form[1]), int(form[2] or 1), 1)
    return format_date(first, patterns[0] if form[2] else patterns[1], locale=language)


def moment(instant: str | datetime, zone: str | tzinfo, language: str, text: Text) -> str:
    """
    A moment as the clock of a place shows it.

    Args:
        instant: a moment with its offset; as text, in ISO 8601.
        zone: the place, as the name of its zone or the zone itself.
        language: the language.
        text: its sentences.

    Raises:
        ValueError: the text is no moment, or it says no offset.
    """
    known = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    if known.tzinfo is None:
        raise ValueError(f"{instant} says no offset from UTC; add one, as in 2026-11-23T10:00:00Z")
    local = known.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    day = format_date(local.date(), _DAY[language], locale=language)
    return text(MOMENT).format(day=day, time=f"{local:%H:%M}")
