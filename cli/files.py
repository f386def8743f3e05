"""Chronology files from the disk: read whole, checked and judged, with every fault of every file at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from cli.console import note
from cli.options import now
from law.grounds import Grounds
from law.published import zone_of
from models.case import Chronology
from models.errors import AryzError, ChronologyError, Fault
from models.reading import event_lines, read
from models.reading_yaml import MAX_BYTES

STDIN: Final = "-"


class Unreadable(AryzError):
    """A file cannot be read from the disk."""


@dataclass(frozen=True, slots=True)
class Source:
    """A chronology with the file that it came from: what messages call it, and its bytes."""

    name: str
    chronology: Chronology
    data: bytes = b""

    @property
    def case(self) -> str:
        """The public name of the case."""
        return self.chronology.header.reference

    def where(self, event: str | None) -> str:
        """The file, with the line in which an event begins."""
        line = _lines(self.data).get(event) if event is not None and self.data else None
        return self.name if line is None else f"{self.name}:{line}"


@lru_cache(maxsize=1)
def _lines(data: bytes) -> dict[str, int]:
    return event_lines(data)


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
    data = content(name)
    return Source(shown, read(data, shown, today(), Grounds()), data)


def chronologies(
    names: Sequence[str], *, several: bool = False, otherwise: str = "nothing was imported"
) -> list[Source]:
    """
    Many files, all of them read and judged before anything is said: each would be taken whole by its case.

    Args:
        names: the files.
        several: whether two of them may be of one case.
        otherwise: what is said where one cannot be read from the disk.

    Raises:
        ChronologyError: with the faults of all files, what a case would refuse among them.
    """
    faults: list[Fault] = []
    found: dict[str, Source] = {}
    sources: list[Source] = []
    for name in dict.fromkeys(names):
        try:
            source = chronology(name)
        except ChronologyError as error:
            faults += error.faults
        except Unreadable as error:
            where, _, problem = str(error).partition(": ")
            faults.append(Fault(where, None, None, problem, otherwise))
        else:
            if source.case in found and not several:
                faults.append(_twice(source, found[source.case]))
            faults += refused(source)
            found.setdefault(source.case, source)
            sources.append(source)
    if faults:
        raise ChronologyError(tuple(faults))
    return sources


def refused(source: Source) -> list[Fault]:
    """What the case of a file would refuse of it."""
    from cli.law_of import norms_now
    from cli.refusals import refusals

    norms = norms_now(source.chronology.header, None, unverified=False)
    found = refusals(source.chronology, norms, norms.zone.local(now())[0])
    return [told_of(source, event, reason) for event, reason in found]


def remark(source: Source) -> None:
    """Say on stderr what is no fault of a file and still odd in it."""
    from cli.refusals import early_news

    for event, odd in early_news(source.chronology):
        note(f"{source.where(event)}: event {event}: known_on: {odd}")


def told_of(source: Source, event: str | None, reason: str) -> Fault:
    """What a case says of an event of a file, with its place in the file."""
    problem, _, remedy = reason.partition("; ")
    return Fault(source.where(event), event, None, problem, remedy or "nothing of the file was told")


def _twice(source: Source, first: Source) -> Fault:
    problem = f"is case {source.case}, which {first.name} is too"
    return Fault(source.name, None, "case.reference", problem, "import one of them, or give one another reference")
