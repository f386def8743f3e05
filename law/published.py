"""
The published law: the packaged data, read once when this module is imported.

This is the only place in the pure core that reads files. The data files are part of the program exactly as its code is:
they are packaged with it, locked by content hashes, and never change while it runs, so that reading them at import is
like importing a module. Everything else takes a rulebook, a calendar or zones as arguments.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from law.calendar_data import read_calendar
from law.findings import read_criteria
from law.forums import read_forums
from law.institutions import read_institutions
from law.offences import read_offences
from law.reading import read_rulebook, sources_of
from law.remedies import read_practice
from law.zones import read_zones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


def _packaged(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _packaged(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield prefix + entry.name, entry.read_bytes()


DATA: Final = dict(_packaged(files("law") / "data"))
"""The packaged files, name to bytes."""

BOOK: Final = read_rulebook(DATA)
CALENDAR: Final = read_calendar(DATA)
CRITERIA: Final = read_criteria(DATA, BOOK.ids)
INSTITUTIONS: Final = read_institutions(DATA, BOOK.ids)
OFFENCES: Final = read_offences(DATA, CRITERIA, BOOK.ids)
PRACTICE: Final = read_practice(DATA, BOOK.ids, sources_of(DATA))
FORUMS: Final = read_forums(DATA, BOOK.ids)
ZONES: Final = read_zones(DATA)
zone_of: Final = ZONES.zone_of
