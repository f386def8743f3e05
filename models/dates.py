"""Dates of reduced precision (ISO 8601-2, EDTF level 0) as intervals, with comparison in three values."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

UNKNOWN: Final = "unknown"
_FORM: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Truth(Enum):
    """The answer to a question about uncertain dates."""

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Interval:
    """The days between `first` and `last`, both included. What is known of a day."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether only one day is meant."""
        return self.first == self.last

    def before(self, other: Interval) -> Truth:
        """Whether this day lies before the other: certain for every reading, possible for some, or no."""
        if self.last < other.first:
            return Truth.CERTAIN
        return Truth.POSSIBLE if self.first < other.last else Truth.NO

    def same_day(self, other: Interval) -> Truth:
        """Whether both are one and the same day."""
        if self.exact and self == other:
            return Truth.CERTAIN
        return Truth.NO if self.last < other.first or other.last < self.first else Truth.POSSIBLE

    def by(self, day: date) -> Truth:
        """Whether this day has come at the end of `day`."""
        if self.last <= day:
            return Truth.CERTAIN
        return Truth.POSSIBLE if self.first <= day else Truth.NO

    def narrowed(self, not_before: date | None = None, not_after: date | None = None) -> Interval:
        """The part of this interval within the bounds; unchanged where the bounds would leave no day."""
        first = max(self.first, not_before) if not_before else self.first
        last = min(self.last, not_after) if not_after else self.last
        return Interval(first, last) if first <= last else self


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """
    A date as it was told: a day, a month, a year, or unknown.

    `text` is what was written and what is written back; `interval` the days that it may mean. Equality is by `text`.

    Source: ISO 8601-2:2019, EDTF level 0.
    """

    text: str
    interval: Interval = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """
        Read `2007-03-29`, `2007-04`, `2007` or `unknown`.

        Raises:
            ValueError: no such form, or no such day in the calendar. The message says what would be right.
        """
        return _parsed(text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The exact day."""
        return _parsed(day.isoformat())

    @property
    def first(self) -> date:
        """The earliest day that it may mean."""
        return self.interval.first

    @property
    def last(self) -> date:
        """The latest day that it may mean."""
        return self.interval.last

    @property
    def exact(self) -> bool:
        """Whether it names one day."""
        return self.interval.exact

    @property
    def known(self) -> bool:
        """Whether anything at all is known of it."""
        return self.text != UNKNOWN

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:  # noqa: ANN401 (pydantic's own signature)
        return core_schema.no_info_plain_validator_function(
            _validated,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )


def _validated(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, int) and not isinstance(value, bool):  # a bare year: YAML reads 1969 as a number
        return _parsed(str(value))
    if isinstance(value, str):
        return _parsed(value)
    raise ValueError(_REMEDY)


_REMEDY: Final = "write a day (2007-03-29), a month (2007-04), a year (2007) or unknown"


@lru_cache(maxsize=65536)
def _parsed(text: str) -> PartialDate:
    if text == UNKNOWN:
        return PartialDate(UNKNOWN, Interval(date.min, date.max))
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError(f"is no date; {_REMEDY}")
    year, month, day = form.groups()
    try:
        return PartialDate(text, _interval(int(year), int(month) if month else None, int(day) if day else None))
    except ValueError:
        raise ValueError(f"is a day that does not exist; {_REMEDY}") from None


def _interval(year: int, month: int | None, day: int | None) -> Interval:
    if day is not None and month is not None:
        exact = date(year, month, day)
        return Interval(exact, exact)
    if month is None:
        return Interval(date(year, 1, 1), date(year, 12, 31))
    return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
