"""The sentences of a derivation, in English. A further language is a further catalogue with the same keys."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from law.calendar import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Final[Mapping[str, str]] = {
    "provision": "{article}, {instrument} ({version}): {act_due}, owed by {owed_by}, within {length} of {trigger}.",
    "provision.immediate": "{article}, {instrument} ({version}): {act_due}, owed by {owed_by}, at once on {trigger}.",
    "unverified": "No source was found for this version: check it before relying on it.",
    "day_uncertain": "The day from which this version holds, {since}, is the earliest possible one.",
    "start.day": "The term is set going on {day}.",
    "start.minute": "The term is set going on {day} at {time}.",
    "not_counted.day": "That day is not counted (CPC 48(2)); the first day counted is {day}.",
    "counted.day": "That day is the first day counted (CPC 48(2), stay in an institution).",
    "not_counted.hour": "That hour is not counted (CPC 48(2)); counted from {day}, {time}.",
    "to_the_minute": "Counted to the minute from {day}, {time}.",
    "minute_unknown": "The hour is not known; counted from the end of {day}, the reading most favourable to who owes.",
    "calendar": "Counted in plain calendar time; the day of the trigger is not counted.",
    "last.days": "Non-working days are included (CPC 48(3)); the last of {length} is {day}.",
    "last.calendar": "The last of {length} is {day}.",
    "last.number": "The term of {length} ends on the same number: {day} (CPC 48(4)).",
    "last.number.missing": "The last month of {length} lacks that number; it ends on the last day: {day} (CPC 48(4)).",
    "last.number.calendar": "The term of {length} ends on {day}.",
    "off.weekly": "{day} is not worked: {name} ({basis}).",
    "off.holiday": "{day} is not worked: {name} ({basis}).",
    "off.religious": "{day} is not worked: {name} ({basis}).",
    "off.moved": "{day} is not worked: {name}, instead of {instead_of} ({basis}).",
    "off.transferred": "{day} is not worked: {name}, instead of {instead_of} ({basis}).",
    "moved": "A non-working last day moves to the next working day: {day} (CPC 48(4), last paragraph).",
    "no_shift": "The term does not move for a non-working day.",
    "zone_changed": "The clocks changed within the term; it is counted in hours that passed.",
    "at_once": "The law says at once and gives no number; taken as due by the end of the same day.",
    "end.day": "It ends on {day} at 24:00 (CPC 48(4)).",
    "end.day.calendar": "It ends with {day}, at 24:00.",
    "end.minute": "It ends on {day} at {time}.",
    "unit.hours": "{number} hours",
    "unit.hours.one": "1 hour",
    "unit.calendar_days": "{number} calendar days",
    "unit.calendar_days.one": "1 calendar day",
    "unit.months": "{number} months",
    "unit.months.one": "1 month",
    "unit.years": "{number} years",
    "unit.years.one": "1 year",
}
"""Message key to sentence."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LENGTH: Final = re.compile(r"(\d+) (hours|calendar_days|months|years)")


def sentence(key: str, values: Mapping[str, str], catalogue: Mapping[str, str] = ENGLISH) -> str:
    """
    A message in words.

    Args:
        key: the key of the message.
        values: what its gaps take; a day as `2023-10-09` and a length as `7 calendar_days`, which are put into words.
        catalogue: the sentences of a language.
    """
    return catalogue[key].format_map({name: _shown(value, catalogue) for name, value in values.items()})


def _shown(value: str, catalogue: Mapping[str, str]) -> str:
    if _DAY.fullmatch(value):
        return spoken(date.fromisoformat(value))
    length = _LENGTH.fullmatch(value)
    if length is None:
        return value
    return catalogue[f"unit.{length[2]}{'.one' if length[1] == '1' else ''}"].format(number=length[1])
