"""The few sentences of this package itself: articles, alternatives, numbers with their unit, open dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ARTICLE: Final = "art. {number}"
PLACE: Final = "{article}, {instrument}"
OLDER: Final = "{number} of the code of 1997"
EITHER: Final = "{first} or {second}"
SPAN: Final = "{first} to {last}"
UNKNOWN: Final = "date unknown"
MOMENT: Final = "{day}, {time}"
WEEKDAY: Final = "{weekday} {day}"
NEVER: Final = "not told"
SINCE: Final = "since {day}"
SINCE_UNKNOWN: Final = "since a day not known"

PHRASES: Final = (ARTICLE, PLACE, OLDER, EITHER, SPAN, UNKNOWN, MOMENT, WEEKDAY, NEVER, SINCE, SINCE_UNKNOWN)

UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "hours": ("{number} hour", "{number} hours"),
    "days": ("{number} day", "{number} days"),
    "calendar_days": ("{number} calendar day", "{number} calendar days"),
    "months": ("{number} month", "{number} months"),
    "years": ("{number} year", "{number} years"),
    "times": ("{number} time", "{number} times"),
}
"""A number with its unit, for one and for many."""

WITHIN: Final = "within"
"""The context in which a number with its unit follows `within` or `more than`: languages with cases need it."""
