"""
Local time in Kazakhstan as cited data, so that hour terms are computed on instants.

Not `zoneinfo`: that reads files of the machine, which may be years old, and a term must come out the same everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, Strict

from law.reading import cited, mapping, model, sources_of
from law.rules import Confidence, LawModel, Source, Text, Texts
from models.errors import LawError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "zones.yaml"
DAY_MINUTES: Final = 1440
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_MINUTES: Final = date(1970, 1, 1).toordinal() * DAY_MINUTES
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Zone:
    """
    A region's offsets from UTC along time.

    `starts[i]` is the local minute (day ordinal times 1440, plus minute of day) from which `offsets[i]` minutes hold.
    """

    id: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def instant(self, day: date, minute_of_day: int) -> datetime:
        """
        The instant (UTC) of a local minute; 1440 is the end of the day.

        A local time that stands twice, because the clocks went back, is its first occurrence; the end of the day of
        the change is the end of its 25th hour.
        """
        local = day.toordinal() * DAY_MINUTES + minute_of_day
        offset = self.offsets[bisect_right(self.starts, local) - 1]
        return _EPOCH + (local - offset - _EPOCH_MINUTES) * _MINUTE

    def local(self, instant: datetime) -> tuple[date, int]:
        """The local day and minute of day of an instant; seconds are dropped."""
        universal = (instant - _EPOCH) // _MINUTE + _EPOCH_MINUTES
        index = len(self.starts) - 1
        while index > 0 and universal < self.starts[index] - self.offsets[index - 1]:
            index -= 1
        day, minute = divmod(universal + self.offsets[index], DAY_MINUTES)
        return date.fromordinal(day), minute


UNIVERSAL: Final = Zone("utc", (0,), (0,))
"""UTC, for jurisdictions whose law is not in here: only treaty terms, which are counted in days, are computed there."""


class Zones:
    """The zones by jurisdiction and region."""

    def __init__(self, zones: Mapping[tuple[str, str | None], Zone]) -> None:
        self._zones: Final = dict(zones)

    def zone_of(self, jurisdiction: str, region: str | None = None) -> Zone:
        """
        The zone of a place.

        Args:
            jurisdiction: ISO 3166-1 alpha-2, such as `KZ`.
            region: name or ISO 3166-2 code of a region, or its capital; without one, or with one that is not
                listed, the zone of most regions.

        Returns:
            The zone; UTC for a jurisdiction without data.
        """
        named = _plain(region) if region else None
        return self._zones.get((jurisdiction, named)) or self._zones.get((jurisdiction, None), UNIVERSAL)


def _plain(region: str) -> str:
    words = region.casefold().replace("-", " ").split()
    return " ".join(word for word in words if word not in ("region", "oblast", "city"))


class Offset(LawModel):
    """An offset from UTC in minutes and the local day from which it holds; null for always."""

    since: Annotated[date | None, Field(alias="from")]
    minutes: Annotated[int, Field(ge=-DAY_MINUTES, le=DAY_MINUTES)]


class ZoneEntry(LawModel):
    """A zone as data. Without `regions` it is the zone of all regions that no other entry names."""

    id: Text
    jurisdiction: Text
    regions: Texts
    confidence: Confidence
    checked_on: date
    notes: Texts = ()
    offsets: Annotated[tuple[Offset, ...], Strict(False), Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Strict(False), Field(min_length=1)]


def read_zones(files: Mapping[str, bytes]) -> Zones:
    """
    The zones that `zones.yaml` holds.

    Raises:
        LawError: the file is missing or unreadable, or an entry does not fit; names file, entry and key.
    """
    if FILE not in files:
        raise LawError(f"{FILE}: is missing; it holds the offsets from UTC")
    raw = mapping(FILE, files[FILE]).get("zones")
    if not isinstance(raw, list):
        raise LawError(f"{FILE}: zones: must be a list")
    sources = sources_of(files)
    zones: dict[tuple[str, str | None], Zone] = {}
    for number, one in enumerate(raw, start=1):
        where = f"zone {number}"
        entry = model(FILE, where, ZoneEntry, cited(FILE, where, one, sources))
        zone = _zone(entry)
        for region in entry.regions or (None,):
            if (entry.jurisdiction, region) in zones:
                raise LawError(f"{FILE}: zone {entry.id}: {region or 'all other regions'}: stands in two zones")
            zones[entry.jurisdiction, region] = zone
    return Zones(zones)


def _zone(entry: ZoneEntry) -> Zone:
    days = [offset.since or date.min for offset in entry.offsets]
    if days != sorted(set(days)) or days[0] != date.min:
        raise LawError(f"{FILE}: zone {entry.id}: offsets: start with from: null and go on in order of time")
    starts = (0, *(day.toordinal() * DAY_MINUTES for day in days[1:]))
    return Zone(entry.id, starts, tuple(offset.minutes for offset in entry.offsets))
