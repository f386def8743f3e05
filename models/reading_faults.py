"""Collecting what is wrong in a chronology, and saying it: where, what, and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from models.errors import ChronologyError, Fault

MAX_FAULTS: Final = 100
"""How many faults are told at once. Whoever has more has one cause, not a hundred."""

LIKE_A_WORD: Final = 0.65
"""How alike a mistyped word and the word that was meant are at least, as difflib counts."""

LIKE_AN_ID: Final = 0.8
"""The same for ids: `e20` and `e03` are alike and mean different things."""

_SHORT_LIST: Final = 20
_LONG_LIST: Final = 500
_MAX_SHOWN: Final = 40
_WORD: Final = re.compile(r"[A-Za-z0-9<][A-Za-z0-9_.:/+<-]*")

Remedy = str | Callable[[], str]
"""What would be right; as a call where finding it out costs time."""


@dataclass(frozen=True, slots=True)
class _Note:
    line: int | None
    problem: str
    remedy: Remedy
    event: str | None
    key: str | None


class Faults:
    """The faults of one file, noted as they are found and raised together in the order of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._notes: list[_Note] = []

    @property
    def full(self) -> bool:
        """Whether more faults are noted than will be told."""
        return len(self._notes) > MAX_FAULTS

    def add(
        self, line: int | None, problem: str, remedy: Remedy, *, event: str | None = None, key: str | None = None
    ) -> None:
        """Note a fault. `problem` continues the sentence that `key` begins; neither repeats free text of the file."""
        self._notes.append(_Note(line, problem, remedy, event, key))

    def only(self, line: int | None, problem: str, remedy: str) -> ChronologyError:
        """The error to raise where nothing after this fault can be read."""
        self.add(line, problem, remedy)
        return self._error()

    def raise_any(self) -> None:
        """
        Go on only if nothing is wrong.

        Raises:
            ChronologyError: with every fault noted, the first hundred in full.
        """
        if self._notes:
            raise self._error()

    def _error(self) -> ChronologyError:
        notes = sorted(self._notes, key=lambda note: note.line or 0)
        faults = [self._fault(note) for note in notes[:MAX_FAULTS]]
        if self.full:
            faults.append(Fault(self.name, None, None, f"has more faults than these {MAX_FAULTS}", "mend these first"))
        return ChronologyError(tuple(faults))

    def _fault(self, note: _Note) -> Fault:
        where = f"{self.name}:{note.line}" if note.line else self.name
        remedy = note.remedy if isinstance(note.remedy, str) else note.remedy()
        return Fault(where, note.event, note.key, note.problem, remedy)


def shown(value: object) -> str:
    """
    A value of the file as a message may repeat it.

    One word of plain letters, cut at 40 characters. Anything longer may be what somebody told, and is not repeated.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    text = str(value)
    if not _WORD.fullmatch(text):
        return "what stands here"
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"


def closest(word: object, words: Collection[str], otherwise: str, *, likeness: float = LIKE_A_WORD) -> str:
    """
    The remedy for a word that is none of `words`: the one that was meant, or all where they are few.

    `otherwise` is said where nothing comes close and the words are many. `likeness` is difflib's ratio, 0 to 1.
    """
    text = str(word)
    near: list[str] = []
    if len(text) <= 2 * _MAX_SHOWN and len(words) <= _LONG_LIST:
        for form in (text.strip().lower().replace(" ", "_"), text):
            near = near or difflib.get_close_matches(form, words, n=1, cutoff=likeness)
    meant = f"did you mean {near[0]}?" if near else ""
    listed = f"one of: {', '.join(words)}" if 0 < len(words) <= _SHORT_LIST else ""
    return " ".join(part for part in (meant, listed) if part) or otherwise
