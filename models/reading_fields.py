"""What pydantic finds wrong in a value of a chronology, in our own words, with its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.base import Article, Clock, Reference, Slug, Treaty
from models.case import Body, CaseHead, Country, Proceeding, Victim
from models.events import Actor, Counsel, Event, RuleId, Sentence
from models.kinds import KINDS
from models.reading_faults import Faults, Remedy, closest, shown
from models.reading_yaml import Rows, Table

_INNER: Final[dict[str, type[BaseModel]]] = {"by": Actor, "sentence": Sentence, "counsel": Counsel}
_MODELS: Final[dict[str, type[BaseModel]]] = {**_INNER, "bodies": Body, "proceedings": Proceeding, "case": CaseHead}
_NOT_IN_FILES: Final = frozenset({"position"})
_SEE: Final = "see docs/chronology.md"
_DATES: Final = "a day (2007-03-29), a month (2007-04), a year (2007) or unknown"
_ID: Final = "an id has 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit"


def _pattern(form: object) -> str:
    """The pattern of an annotated text type, as pydantic will name it."""
    return next(str(part.pattern) for part in _constraints(form) if getattr(part, "pattern", None))


def _constraints(form: object) -> list[Any]:
    return [
        inner for part in get_args(form)[1:] for inner in (part.metadata if isinstance(part, FieldInfo) else [part])
    ]


IS_ID: Final = re.compile(_pattern(Slug).replace("$", r"\Z"))
"""What has the form of an id."""

IS_RULE: Final = re.compile(_pattern(RuleId).replace("$", r"\Z"))
"""What has the form of the id of a rule of law."""

_FORMS: Final = {
    _pattern(Slug): _ID,
    _pattern(Reference): "a reference has 3 to 40 of a-z, 0-9 and '-', and does not begin with '-'",
    _pattern(Article): "write country, code and number, such as kz-pc-146-2 or kz1997-pc-347-1",
    _pattern(Treaty): "write treaty and article, such as CAT-12 or ICCPR-2-3",
    _pattern(Clock): "write a local time from 00:00 to 23:59, such as 09:30",
    _pattern(Country): "write the two capital letters of ISO 3166-1, such as KZ",
    _pattern(RuleId): "write a ground of the format or the id of a rule of law",
}

_NO_KEYS: Final = {
    "<<": "merge keys are not read; write the keys out",
    "position": "the order of the file says it; remove it",
}

_ADD: Final = {
    "reference": "add the name of the case, 3 to 40 of a-z, 0-9 and '-'",
    "jurisdiction": "add the two capital letters of ISO 3166-1, such as KZ",
    "date": f"add {_DATES}",
    "by": "add by: {role: …}, with body: ID where an authority acts",
    "to": "add the id of the body that it is addressed to",
    "target": "add the id of the event that it is about",
    "articles": "add the offence articles, such as [kz-pc-146-2]",
    "case": "add case: {reference: …, title: …, jurisdiction: KZ}",
    "id": f"add an id of its own; {_ID}",
    "format": "begin the file with format: aryz.chronology/1",
}

_TYPES: Final[dict[str, tuple[str, str]]] = {
    "bool_type": ("true or false expected", "write true or false, without quotes"),
    "int_type": ("a whole number expected", "write digits only, without quotes"),
    "greater_than_equal": ("is below zero", "write 0 or more"),
    "string_type": ("a text expected", "write one text; true and false are texts only in quotes"),
    "tuple_type": ("a list expected", "write [one, two], or every entry in its own line after '- '"),
    "model_type": ("a mapping expected", "write {key: value}, or every key in its own line"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping of the file with what messages call it: the event it is or belongs to, and the path of its key."""

    table: Table
    event: str | None = None
    path: str = ""

    def key(self, name: str) -> str:
        """The path of one of its keys."""
        return f"{self.path}.{name}" if self.path else name


def words_of(field: str, model: type[BaseModel] = Event) -> list[str]:
    """The closed list of words of a field; empty where it has none."""
    annotation = model.model_fields[field].annotation
    lists = [
        member
        for member in (annotation, *get_args(annotation))
        if isinstance(member, type) and issubclass(member, StrEnum)
    ]
    return [word.value for words in lists for word in words]


def missing(path: str) -> str:
    """What to add where a needed key is missing. `path` is the key as messages name it, `bodies[mvd].kind`."""
    parent, _, field = path.rpartition(".")
    if field in _ADD:
        return _ADD[field]
    words = words_of(field, _MODELS.get(parent.partition("[")[0], Event))
    return f"add one of: {', '.join(words)}" if words else "add one from the table of kinds in docs/chronology.md"


def check_keys(faults: Faults, place: Place, known: Sequence[str], what: str) -> None:
    """Every key of the mapping is one of the format's, stands once, and is a word."""
    for key, line in place.table.lines.items():
        if key not in known:
            path = place.key(key if shown(key) == key else "?")
            remedy = _NO_KEYS.get(key) or partial(closest, key, known, "remove it")
            faults.add(line, f"is no key of {what}", remedy, event=place.event, key=path)
    for key, line in place.table.twice:
        first = f"it stands in line {place.table.lines[key]} already; keep one"
        path = place.key(key if shown(key) == key else "?")
        faults.add(line, "is given twice", first, event=place.event, key=path)
    for line in place.table.odd:
        faults.add(line, "holds a list or a mapping where a key should be", "a key is one word", event=place.event)


def check_event_keys(faults: Faults, place: Place) -> None:
    """The keys of an event and of the mappings in it."""
    check_keys(faults, place, [name for name in Event.model_fields if name not in _NOT_IN_FILES], "an event")
    for name, model in _INNER.items():
        inner = place.table.get(name)
        if isinstance(inner, Table):
            check_keys(faults, Place(inner, place.event, name), list(model.model_fields), name)


def check_header_keys(faults: Faults, top: Table) -> None:
    """The keys of a file and of the mappings in it but the events."""
    check_keys(faults, Place(top), ["format", "case", "victim", "bodies", "accused", "proceedings", "events"], "a file")
    for name, model, what in (("case", CaseHead, "the case"), ("victim", Victim, "the victim")):
        if isinstance(table := top.get(name), Table):
            check_keys(faults, Place(table, path=name), list(model.model_fields), what)
    lists: tuple[tuple[str, type[BaseModel], str], ...] = (
        ("bodies", Body, "a body"),
        ("proceedings", Proceeding, "a proceeding"),
    )
    for name, row, what in lists:
        for number, table in tables(top.get(name)):
            path = f"{name}[{label(table, number)}]"
            check_keys(faults, Place(table, path=path), list(row.model_fields), what)


def tables(rows: object) -> list[tuple[int, Table]]:
    """The mappings in a list of the file, each with its place counted from 1."""
    if not isinstance(rows, Rows):
        return []
    return [(number, row) for number, row in enumerate(rows, start=1) if isinstance(row, Table)]


def label(table: Table, number: int) -> str:
    """What messages call a mapping of a list: its id if it is one, else its place, `#3`."""
    name = text(table.get("id"))
    return name if name is not None and IS_ID.match(name) else f"#{number}"


def text(value: object) -> str | None:
    """A scalar as the models will see it, or None where it is no text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def note(faults: Faults, place: Place, error: ValidationError) -> None:
    """Note what pydantic found, once for every key."""
    seen: set[str] = set()
    for detail in error.errors(include_url=False):
        line, path, field = _spot(place, detail["loc"])
        if detail["type"] == "extra_forbidden" or path in seen:  # unknown keys are told by check_keys
            continue
        seen.add(path)
        problem, remedy = ("is missing", missing(path)) if detail["type"] == "missing" else _said(detail, field)
        faults.add(line, problem, remedy, event=place.event, key=path)


def _spot(place: Place, loc: tuple[int | str, ...]) -> tuple[int, str, str]:
    """The line of an error, the path of its key, and the last key on it."""
    within: Any = place.table
    line, path, field = place.table.line, place.path, ""
    for part in loc:
        if isinstance(within, Table) and isinstance(part, str):
            line = within.lines.get(part, within.line)
            path, field = f"{path}.{part}" if path else part, part
            within = within.get(part)
        elif isinstance(within, Rows) and isinstance(part, int):
            line, within = within.lines[part], within[part]
            path += f"[{label(within, part + 1) if isinstance(within, Table) else f'#{part + 1}'}]"
        else:  # which member of a union did not fit is nobody's business
            break
    return line, path, field


def _said(detail: ErrorDetails, field: str) -> tuple[str, Remedy]:
    kind, value = detail["type"], detail.get("input")
    if kind in _TYPES:
        return _TYPES[kind]
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} has not the right form", _FORMS[detail["ctx"]["pattern"]]
    if kind == "enum":
        return _no_word(value, re.findall(r"'([^']+)'", detail["ctx"]["expected"]), field)
    if kind == "value_error":
        return _no_value(value, str(detail["ctx"]["error"]), field)
    return "is not of the form that this key takes", _SEE


def _no_value(value: object, problem: str, field: str) -> tuple[str, Remedy]:
    if field == "kind":
        return f"{shown(value)} is no kind of event", partial(closest, value, list(KINDS), _SEE)
    never = ", or never" if field == "known_on" else ""
    return f"{shown(value)} {problem.partition(';')[0]}", f"write {_DATES}{never}"


def _no_word(value: object, words: list[str], field: str) -> tuple[str, Remedy]:
    if field == "ground":
        return f"{shown(value)} is no ground", lambda: f"{closest(value, words, '')}, or the id of a rule of law"
    return f"{shown(value)} is not among the words of this key", partial(closest, value, words, _SEE)
