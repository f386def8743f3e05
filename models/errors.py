"""
Everything that Aryz raises on purpose.

    AryzError
    ├── ChronologyError      a chronology cannot be read; carries every fault found
    ├── LawError             the law asked for is not there, or its data is wrong
    │   ├── UnknownRule      no rule has this id
    │   ├── NotInForce       the rule has no version on the day asked for
    │   └── CalendarGap      the calendar does not cover the day
    ├── IntegrityError       the ledger does not say what it must say
    ├── StoreError           the store cannot be used
    │   └── KeysError        the keys cannot be used: master key missing, unknown or readable by others
    │       └── NoKey        a case has none, and none was to be made
    ├── SealedError          sealed bytes cannot be opened: another key, another place, damaged
    │   └── Erased           the key of their case was destroyed: nobody can open them any more
    ├── Held                 a legal hold forbids to destroy the key of a case
    ├── PeopleError          an account cannot be made or changed as asked; carries a code
    ├── ServerError          the Temporal server cannot be reached or used
    ├── UnknownCase          no case has this reference
    └── RefusedError         what was told cannot have happened, or is not accepted now
        └── NotTaken         a document is not taken in: too large, empty, broken off

Inside the core a refusal is not an error but a value (`lifecycle.decision.Refused`); `RefusedError` is what a client
of a running case gets.
No message carries a name, a summary or any other free text that a person typed.
"""

from __future__ import annotations

from dataclasses import dataclass


class AryzError(Exception):
    """Base of all errors of Aryz. `str(error)` is one line fit to be shown to the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong in a chronology.

    `where` is the file with the line if known, `event` the event id, `key` the path of the key; `problem` says what is
    wrong and `remedy` what would be right.
    """

    where: str
    event: str | None
    key: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = [self.where]
        if self.event:
            place.append(f"event {self.event}")
        if self.key:
            place.append(self.key)
        return f"{': '.join(place)}: {self.problem}; {self.remedy}"


class ChronologyError(AryzError):
    """A chronology cannot be read. `faults` holds every fault found, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class LawError(AryzError):
    """The law asked for is not there, or its data is wrong."""


class UnknownRule(LawError):
    """No rule has this id."""


class NotInForce(LawError):
    """The rule has no formalised version on the day asked for."""


class CalendarGap(LawError):
    """The calendar of working days does not cover the day asked for."""


class IntegrityError(AryzError):
    """The ledger does not say what it must say: a different record in the same place, or a broken chain."""


class StoreError(AryzError):
    """The store cannot be opened, read or written."""


class KeysError(StoreError):
    """The keys cannot be used: no master key, an unknown one, one that others can read, or a key store without it."""


class NoKey(KeysError):
    """A case has no key here, and none was to be made."""


class SealedError(AryzError):
    """Sealed bytes cannot be opened: another key, taken from another place, or damaged."""


class Erased(SealedError):
    """The key of a case was destroyed. What was sealed under it cannot be read any more, and nothing new is sealed."""


class Held(AryzError):
    """A legal hold forbids to destroy the key of a case."""


class PeopleError(AryzError):
    """
    An account, a right or what belongs to it cannot be made or changed as asked.

    `code` says why in one word, for pages that say it in the language of their reader.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class ServerError(AryzError):
    """The Temporal server cannot be reached, or refuses what was asked."""


class UnknownCase(AryzError):
    """No case has this reference."""


class RefusedError(AryzError):
    """What was told was refused, and nothing was changed: it cannot have happened, or the case is halted."""


class NotTaken(RefusedError):
    """A document was not taken in, and nothing of it was kept. `code` says why, as it stands in its case's custody."""

    def __init__(self, said: str, code: str) -> None:
        self.code = code
        super().__init__(said)
