"""From what was typed into a form to an event, or to what is wrong with each field and what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from languages import N_
from law.grounds import Grounds
from lifecycle.state import CaseState
from models.base import Article, Treaty
from models.dates import UNKNOWN, PartialDate
from models.events import NEVER, Event
from models.reading_fields import IS_RULE
from models.words import CounselKind, Role, SentenceKind
from web.telling_fields import INPUTS, Asking, Field, Input

TEXT_LIMIT: Final = 4_000
"""Letters of one text. A document is added to the case instead."""

NEW: Final = "+"
"""What a list of bodies or proceedings gives where another one is described below it."""

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SIGNS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_GROUNDS: Final = Grounds()
_ARTICLE: Final[TypeAdapter[str]] = TypeAdapter(Article)
_TREATY: Final[TypeAdapter[str]] = TypeAdapter(Treaty)

MISSING: Final = N_("This is needed here.")
NO_DAY: Final = N_("There is no such day: %(text)s. Give day, month and year; leave out the day, or day and month.")
NO_DATE: Final = N_("Give the year at least, or say that the date is not known.")
FUTURE: Final = N_("This day has not come yet. Tell it when it has happened.")
NO_CLOCK: Final = N_("Write hours and minutes, as 09:30.")
NO_WORD: Final = N_("Choose one of the list.")
NO_GROUND: Final = N_("No rule of law has this id. Choose a ground of the list, or write an id such as %(example)s.")
NO_ARTICLE: Final = N_("%(text)s is not written as an article: write country, code and number, as kz-pc-146-2.")
NO_TREATY: Final = N_("%(text)s is not written as an article of a treaty: write CAT-12 or ICCPR-2-3.")
NO_NUMBER: Final = N_("Write a whole number of months, in digits.")
TOO_LONG: Final = N_("This is longer than %(most)s letters. Add a document to the case instead.")
WRONG: Final = N_("This is not of the form that is taken here.")

Form = Mapping[str, Sequence[str]]
"""What was typed: each name with its values."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, and what would be accepted: a message and what fills its gaps."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)


class Unfit(Exception):
    """A field does not hold what it takes."""

    def __init__(self, text: str, /, **values: str) -> None:
        super().__init__(text)
        self.fault = Fault(text, values)


@dataclass(frozen=True, slots=True)
class Known:
    """What a form can refer to: the case, with the new body or proceeding that the form describes; and the day."""

    state: CaseState
    bodies: frozenset[str]
    proceedings: frozenset[str]
    today: date
    new_body: str | None = None
    new_proceeding: str | None = None


def one(form: Form, name: str) -> str:
    """The one value of a name: without signs that cannot be seen, and without spaces around it."""
    values = form.get(name) or [""]
    return _SIGNS.sub("", values[0].replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_fields(form: Form, asking: Asking, known: Known) -> tuple[dict[str, Any], dict[str, Fault]]:
    """
    The fields that were filled in, as an event takes them, and what is wrong with the others.

    A field that was left empty is in neither, unless it is needed.
    """
    told: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for asked in asking.all:
        try:
            value = _READERS[asked.input](form, asked, known)
        except Unfit as error:
            faults[asked.name] = error.fault
            continue
        if value not in (None, "", [], ()):
            told[asked.name] = value
        elif asked.needed:
            faults[asked.name] = Fault(NO_DATE if asked.input is Input.DAY else MISSING)
    return told, faults


def made(told: Mapping[str, Any], id_: str, kind: str) -> tuple[Event | None, dict[str, Fault]]:
    """The event of these fields; where it is none, in which fields it fails."""
    try:
        return Event.model_validate({"id": id_, "kind": kind, **told}), {}
    except ValidationError as error:
        fields = {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}
        return None, {name if name in INPUTS else "": Fault(WRONG) for name in fields}


def _text(form: Form, asked: Field, _: Known) -> str:
    value = one(form, asked.name)
    if len(value) > TEXT_LIMIT:
        raise Unfit(TOO_LONG, most=str(TEXT_LIMIT))
    return value


def _day(form: Form, asked: Field, known: Known) -> str | None:
    """A day of its parts: `unknown` where that was said, None where nothing was."""
    if one(form, f"{asked.name}.unknown"):
        return UNKNOWN
    year, month, day = (one(form, f"{asked.name}.{part}") for part in ("year", "month", "day"))
    if not (year or month or day):
        return None
    text = "-".join(
        part for part in (year.zfill(4), month.zfill(2) if month else "", day.zfill(2) if day else "") if part
    )
    shown = "-".join(part or "?" for part in (year, month, day))[:20]
    if not year or (day and not month):
        raise Unfit(NO_DAY, text=shown)
    try:
        found = PartialDate.parse(text)
    except ValueError:
        raise Unfit(NO_DAY, text=shown) from None
    if asked.name != "until" and found.first > known.today:
        raise Unfit(FUTURE)
    return text


def _known_on(form: Form, asked: Field, known: Known) -> str | None:
    if one(form, f"{asked.name}.unknown") == NEVER:
        return NEVER
    day = _day(form, asked, known)
    return None if day == UNKNOWN else day


def _clock(form: Form, asked: Field, _: Known) -> str | None:
    text = one(form, asked.name)
    if text and not _CLOCK.fullmatch(text):
        raise Unfit(NO_CLOCK)
    return text or None


def _listed(value: str, words: Sequence[str] | frozenset[str]) -> str | None:
    if value and value not in words:
        raise Unfit(NO_WORD)
    return value or None


def _event(form: Form, asked: Field, known: Known) -> str | None:
    return _listed(one(form, asked.name), frozenset(known.state.told))


def _proceeding(form: Form, asked: Field, known: Known) -> str | None:
    value = one(form, asked.name)
    return known.new_proceeding if value == NEW else _listed(value, known.proceedings)


def _named_body(value: str, known: Known) -> str | None:
    return known.new_body if value == NEW else _listed(value, known.bodies)


def _body(form: Form, asked: Field, known: Known) -> str | None:
    return _named_body(one(form, asked.name), known)


def _actor(form: Form, asked: Field, known: Known) -> dict[str, str] | None:
    role, name = one(form, f"{asked.name}.role"), one(form, f"{asked.name}.name")
    body = _named_body(one(form, f"{asked.name}.body"), known)
    if len(name) > TEXT_LIMIT:
        raise Unfit(TOO_LONG, most=str(TEXT_LIMIT))
    _listed(role, tuple(Role))
    if not role and (body or name):
        role = Role.OFFICIAL.value if body else ""
    if not role:
        if name:
            raise Unfit(MISSING)
        return None
    return {"role": role, **({"body": body} if body else {}), **({"name": name} if name else {})}


def _ground(form: Form, asked: Field, _: Known) -> str | None:
    """A word of the list, or the id of a rule: of the rulebook, or of another country's law, which it does not hold."""
    rule = one(form, f"{asked.name}.rule")
    if rule and not (IS_RULE.match(rule) and rule in _GROUNDS):
        raise Unfit(NO_GROUND, example="cpc-35-1-2-no-elements")
    return rule or _listed(one(form, asked.name), asked.words)


def _list(form: Form, asked: Field, _: Known) -> list[str]:
    values = [part for part in re.split(r"[\s,;]+", one(form, asked.name)) if part]
    adapter, wrong = (_ARTICLE, NO_ARTICLE) if asked.name == "articles" else (_TREATY, NO_TREATY)
    for value in values:
        try:
            adapter.validate_python(value)
        except ValidationError:
            raise Unfit(wrong, text=value[:30]) from None
    return list(dict.fromkeys(values))


def _lines(form: Form, asked: Field, known: Known) -> list[str]:
    return [line.strip() for line in _text(form, asked, known).splitlines() if line.strip()]


def _word(form: Form, asked: Field, _: Known) -> str | None:
    return _listed(one(form, asked.name), asked.words)


def _words(form: Form, asked: Field, _: Known) -> list[str]:
    return [word for value in form.get(asked.name, ()) if (word := _listed(value, asked.words))]


def _truth(form: Form, asked: Field, _: Known) -> bool | None:
    return {"yes": True, "no": False}.get(one(form, asked.name))


def _sentence(form: Form, asked: Field, _: Known) -> dict[str, Any] | None:
    kind, months = _listed(one(form, f"{asked.name}.kind"), tuple(SentenceKind)), one(form, f"{asked.name}.months")
    if months and not (months.isascii() and months.isdigit() and len(months) <= 4):
        raise Unfit(NO_NUMBER)
    if kind is None:
        if months:
            raise Unfit(MISSING)
        return None
    return {"kind": kind, **({"months": int(months)} if months else {})}


def _counsel(form: Form, asked: Field, _: Known) -> dict[str, Any] | None:
    kind = _listed(one(form, f"{asked.name}.kind"), tuple(CounselKind))
    served = one(form, f"{asked.name}.former_law_enforcement") == "yes"
    if kind is None:
        return None
    return {"kind": kind, **({"former_law_enforcement": True} if served else {})}


_READERS: Final[Mapping[Input, Callable[[Form, Field, Known], Any]]] = {
    Input.DAY: _day,
    Input.KNOWN: _known_on,
    Input.CLOCK: _clock,
    Input.EVENT: _event,
    Input.PROCEEDING: _proceeding,
    Input.ACTOR: _actor,
    Input.BODY: _body,
    Input.GROUND: _ground,
    Input.LIST: _list,
    Input.LINES: _lines,
    Input.WORD: _word,
    Input.WORDS: _words,
    Input.TRUTH: _truth,
    Input.SENTENCE: _sentence,
    Input.COUNSEL: _counsel,
    Input.TEXT: _text,
}
