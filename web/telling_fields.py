"""Which fields the form of a kind of event asks for, and in which form each is asked. Data, held complete by tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.carried import usual
from models.events import Event
from models.kinds import KINDS, Group
from models.reading_fields import words_of

NOT_TOLD_HERE: Final = frozenset({"assigned", "corrected"})
"""Kinds that have forms of their own: a case is given to a lawyer, an event is corrected, where it stands."""


class Input(StrEnum):
    """The form in which a field is asked for."""

    DAY = "day"
    KNOWN = "known"
    CLOCK = "clock"
    EVENT = "event"
    PROCEEDING = "proceeding"
    ACTOR = "actor"
    BODY = "body"
    GROUND = "ground"
    LIST = "list"
    LINES = "lines"
    WORD = "word"
    WORDS = "words"
    TRUTH = "truth"
    SENTENCE = "sentence"
    COUNSEL = "counsel"
    TEXT = "text"


INPUTS: Final[dict[str, Input]] = {
    "date": Input.DAY,
    "at": Input.CLOCK,
    "until": Input.DAY,
    "after": Input.EVENT,
    "before": Input.EVENT,
    "known_on": Input.KNOWN,
    "proceeding": Input.PROCEEDING,
    "by": Input.ACTOR,
    "to": Input.BODY,
    "target": Input.EVENT,
    "ground": Input.GROUND,
    "articles": Input.LIST,
    "asserted_by": Input.WORD,
    "disputed": Input.TEXT,
    "source": Input.TEXT,
    "summary": Input.TEXT,
    "examination": Input.WORD,
    "injuries": Input.WORD,
    "form": Input.WORD,
    "relied_on": Input.WORDS,
    "not_addressed": Input.WORDS,
    "victim_heard": Input.TRUTH,
    "instructions": Input.LINES,
    "instructions_met": Input.WORD,
    "identical_to": Input.EVENT,
    "pressure": Input.TRUTH,
    "forum": Input.WORD,
    "violations": Input.LIST,
    "no_violation": Input.LIST,
    "remedies": Input.LINES,
    "person": Input.WORD,
    "sentence": Input.SENTENCE,
    "measure": Input.WORD,
    "counsel": Input.COUNSEL,
    "number": Input.TEXT,
    "registered": Input.TRUTH,
    "medical_exam": Input.TRUTH,
    "heard": Input.TRUTH,
    "file_access": Input.TRUTH,
}
"""Every field of an event that somebody can tell, and how it is asked for."""

PERSONAL: Final = frozenset({"by", "summary", "disputed", "source", "instructions", "remedies", "number"})
"""Fields in which people write freely: they are kept with the personal data."""

_ALWAYS: Final = ("at", "known_on", "summary")
_BASIS: Final = ("proceeding", "asserted_by", "disputed", "source")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `words` are those of its list; `needed`: without it the event says nothing."""

    name: str
    input: Input
    needed: bool = False
    words: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """The form of a kind: what it needs, what it usually carries, on what it rests, and all else."""

    kind: str
    needed: tuple[Field, ...]
    usual: tuple[Field, ...]
    basis: tuple[Field, ...]
    rest: tuple[Field, ...]

    @property
    def all(self) -> tuple[Field, ...]:
        """Every field of the form."""
        return (*self.needed, *self.usual, *self.basis, *self.rest)


def asking(kind: str) -> Asking:
    """
    The form of a kind of event.

    Raises:
        KeyError: there is no such kind.
    """
    needed = tuple(dict.fromkeys(("date", *KINDS[kind].needs)))
    more = tuple(name for name in (*usual(kind), *_ALWAYS) if name not in needed)
    basis = tuple(name for name in _BASIS if name not in {*needed, *more})
    rest = tuple(name for name in INPUTS if name not in {*needed, *more, *basis})
    return Asking(kind, *(tuple(_field(name, kind) for name in names) for names in (needed, more, basis, rest)))


def _field(name: str, kind: str) -> Field:
    needed = name == "date" or name in KINDS[kind].needs
    words = tuple(words_of(name)) if INPUTS[name] in {Input.WORD, Input.WORDS, Input.GROUND} else ()
    return Field(name, INPUTS[name], needed, words, name in PERSONAL)


def groups() -> tuple[tuple[Group, tuple[str, ...]], ...]:
    """The kinds that can be told by a form, by the chapter of the vocabulary that they belong to."""
    kinds = [kind for kind in KINDS.values() if kind.name not in NOT_TOLD_HERE]
    return tuple((group, tuple(kind.name for kind in kinds if kind.group is group)) for group in Group)


def default_of(field: str) -> object:
    """What a field holds where nothing was told."""
    return Event.model_fields[field].get_default(call_default_factory=True)
