"""The sentences of a derivation, in English. A further language is a further catalogue with the same keys."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from law.calendar import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Final[Mapping[str, str]] = {
    "provision": "{place} ({version}): {act_due}; owed by: {owed_by}; term: {length} from {trigger}.",
    "provision.immediate": "{place} ({version}): {act_due}; owed by: {owed_by}; at once on {trigger}.",
    "unverified": "No source was found for this version: check it before relying on it.",
    "day_uncertain": "The day from which this version holds, {since}, is the earliest possible one.",
    "start.day": "What starts the term happened on {day}.",
    "start.minute": "What starts the term happened on {day} at {time}.",
    "not_counted.day": "That day is not counted (CPC 48(2)); the first day counted is {day}.",
    "counted.day": "That day is the first day counted (CPC 48(2), stay in an institution).",
    "not_counted.hour": "That hour is not counted (CPC 48(2)); counted from {day}, {time}.",
    "to_the_minute": "Counted to the minute from {day}, {time}.",
    "minute_unknown": (
        "The hour is not known; counted from the end of {day}, the reading most favourable to whoever owes."
    ),
    "calendar": "Counted in plain calendar time; the day of the trigger is not counted.",
    "last.days": "Non-working days are counted (CPC 48(3)); the last day of {length} is {day}.",
    "last.calendar": "The last day of {length} is {day}.",
    "last.number": "The term of {length} ends on the same number: {day} (CPC 48(4)).",
    "last.number.missing": (
        "{length} later the month has no such number: the term ends on its last day, {day} (CPC 48(4))."
    ),
    "last.number.missing.calendar": (
        "{length} later the month has no such number: the term ends on its last day, {day}."
    ),
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
    "begins": "Begins with {event} ({kind}, {date}).",
    "counted_from.act": "Counted from the act complained of, told in {event} ({date}).",
    "counted_from.arrival": "Counted from the arrival of the case, told in {event} ({date}) (CPC 192(7)).",
    "arrival.unknown": (
        "The day on which the case arrived is not told: counted from the quashing, the earliest day (CPC 192(7))."
    ),
    "receipt.unknown": "The day of receipt is not told: it lies between {first} and {last}.",
    "no_term": "{article}, {instrument} ({version}): {title}. The law gives no term for it.",
    "by_hand": "The calendar of working days does not reach the end of this term: count it by hand.",
    "opens.silence": "Opens when {day} has passed at {time} without an answer.",
    "opens.force": "Opens when the term of appeal has passed unused: {day} at {time}.",
    "uncertain": "The date is uncertain: the term ends between {earliest} and {latest}.",
    "form": "Opened by {event} in the form {form}: the term is that of this form, counted from the registration.",
    "stop.suspended": "Not counted: from {since} to {until}, suspended by {event} (CPC 45(7)).",
    "stop.complaint": (
        "Possibly not counted: from {since} to {until}, while the file may lie with {body} on the complaint {event} "
        "(CPC 192(3)(2))."
    ),
    "stop.spent": "These days lie before the extension, which named the end anew.",
    "stood_still": "Stood still for {most}: ends on {day} at 24:00.",
    "stood_still.at_most": "Stood still for at most {most}: ends between {earliest} and {day} at 24:00.",
    "stood_still.range": "Stood still for {least} to {most}: ends between {earliest} and {day} at 24:00.",
    "stands_still": "Stands still since {first} (suspended).",
    "stands_still.range": "Stands still since a day between {first} and {last} (suspended).",
    "extended": "Extended by {event}: ends on {day} at 24:00.",
    "extended.range": "Extended by {event}: ends between {earliest} and {day} at 24:00.",
    "extended.unnamed": "Extended by {event} without a day: ends on {day} at 24:00 at the latest (CPC 192(4)).",
    "extended.open": "Extended by {event} without a day: no end can be counted (CPC 192(5)).",
    "extended.beyond": "That is more than {length} from the registration, the most of this level (CPC 192(4)).",
    "extended.answer": "Extended with notice by {event}: ends on {day} at 24:00 (CPC 105(2)).",
    "alternative": "One of the alternatives {terms}: the most favourable counts, which is {counts}.",
    "restored": "Taken late and decided on its merits by {event}: the term counts as restored (CPC 50).",
    "doubt.reading": "Possibly owed: whether the provision covers this is a question of its reading.",
    "doubt.unseen": "Possibly met: what would meet it is seldom told outside the file.",
    "doubt.condition": "Possibly owed: the provision has a condition of which nothing is told.",
    "doubt.practice": "Possibly owed: a practice that the authorities describe, not a provision of law.",
    "doubt.receipt": "Possibly met: neither the receipt nor the answer is told.",
    "forensic.mandatory": (
        "No official examination of the harm is told. It is mandatory, without a term (CPC 271(1)(2)): move for it."
    ),
    "forensic.lawyer": "The lawyer can commission a forensic examination directly, without waiting (CPC 272-1).",
    "forensic.request": "Ask for an examination with written questions: answered in three days (CPC 272(5)).",
    "forensic.mind": "The mandatory examination of the mind is about the ability to testify: ask for trauma expressly.",
    "forensic.both": "Both body and mind are assessed, with diagrams and photographs (Istanbul Protocol 629-636).",
    "safety.ask": "Ask for measures of safety: the body in charge must decide within 24 hours (CPC 96(1), 96(4)).",
    "safety.appeal": "A refusal can be appealed to the prosecutor or a court; new circumstances allow a new request.",
    "safety.places": (
        "The person is held by a body in line with the accused one. CPC 134 names the places; it opens guardhouses to "
        "servicemen only."
    ),
    "safety.institutions": "Ask for a remand prison or another place under another ministry (Law 353-I).",
    "safety.colony": "A convict may ask any officer, also orally, for a transfer to a safe place; it is owed at once.",
    "legal_aid.counselling": "Persons subjected to torture have free counselling: advice, not a lawyer in the case.",
    "legal_aid.representation": "A lawyer is mandatory, and free where means lack: move for one (CPC 76(2)).",
    "legal_aid.no_representation": (
        "A free lawyer in the case is for minors, those who do not know the language, and those whose state keeps "
        "them from defending themselves (CPC 76(2)): check each."
    ),
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
