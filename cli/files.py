"""Chronology files from the disk: read whole and checked, with every fault of every file at once."""

from __future__ import annotations

import sys
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cli.options import now
from law.published import BOOK, zone_of
from models.case import Chronology
from models.errors import AryzError, ChronologyError, Fault
from models.reading import read
from models.reading_yaml import MAX_BYTES

STDIN: Final = "-"


class Unreadable(AryzError):
    """A file cannot be read from the disk."""


@dataclass(frozen=True, slots=True)
class Source:
    """A chronology with the file that it came from."""

    name: str
    chronology: Chronology

    @property
    def case(self) -> str:
        """The public name of the case."""
        return self.chronology.header.reference


class Grounds(Container[str]):
    """
    The rules that a ground may name: those of the rulebook, and any of a code that it does not hold.

    Old cases rest on codes of their day (`kz1997-cpc-37-1-2`) or of other countries, which nobody has entered.
    """

    def __contains__(self, rule: object) -> bool:
        return rule in BOOK.ids or str(rule).partition("-")[0] not in _HELD


_HELD: Final = frozenset(rule.partition("-")[0] for rule in BOOK.ids)


def today() -> date:
    """The local day in Kazakhstan."""
    return zone_of("KZ").local(now())[0]


def content(name: str) -> bytes:
    """
    What a file holds, at most one byte more than the largest file that is read; `-` is standard input.

    Raises:
        Unreadable: it is not there, is a folder, or may not be read.
    """
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(f"{name}: there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(
            f"{name}: is a folder; name the chronology files in it, as {name.rstrip('/')}/*.yaml"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no name of a file"
        raise Unreadable(f"{name}: cannot be read ({reason})") from None


def chronology(name: str) -> Source:
    """
    One chronology file.

    Raises:
        Unreadable: it cannot be read from the disk.
        ChronologyError: with every fault in it.
    """
    shown = "standard input" if name == STDIN else name
    return Source(shown, read(content(name), shown, today(), Grounds()))


def chronologies(names: Sequence[str]) -> list[Source]:
    """
    Many files, all of them read before anything is said.

    Raises:
        ChronologyError: with the faults of all files; two files of one case are a fault.
    """
    faults: list[Fault] = []
    found: dict[str, Source] = {}
    for name in dict.fromkeys(names):
        try:
            source = chronology(name)
        except ChronologyError as error:
            faults += error.faults
        except Unreadable as error:
            where, _, problem = str(error).partition(": ")
            faults.append(Fault(where, None, None, problem, "nothing was imported"))
        else:
            if source.case in found:
                faults.append(_twice(source, found[source.case]))
            found.setdefault(source.case, source)
    if faults:
        raise ChronologyError(tuple(faults))
    return list(found.values())


def _twice(source: Source, first: Source) -> Fault:
    problem = f"is case {source.case}, which {first.name} is too"
    return Fault(source.name, None, "case.reference", problem, "import one of them, or give one another reference")
