"""Reading the calendar: weekly days off, holidays with their years, and the days that yearly decisions moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, get_args

from pydantic import Field, Strict

from law.calendar import Calendar, DayOff
from law.reading import cited, mapping, model, sources_of
from law.rules import Confidence, LawModel, Source, Text, Texts
from models.errors import LawError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER: Final = "calendar/"
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS: Final = get_args(Weekday)
_DAY: Final = timedelta(days=1)


class Entry(LawModel):
    """What every entry of the calendar carries: the act it rests on, its sources and the confidence in them."""

    basis: Text
    confidence: Confidence
    checked_on: date
    notes: Texts = ()
    sources: Annotated[tuple[Source, ...], Strict(False), Field(min_length=1)]

    @property
    def counts(self) -> bool:
        """Whether the entry makes a day off: an unverified one is carried, but no deadline moves for it."""
        return self.confidence != "unverified"


class Weekly(Entry):
    """The weekly days off of a time."""

    since: Annotated[date | None, Field(alias="from")]
    to: date | None
    weekdays: Annotated[tuple[Weekday, ...], Strict(False)]


class Holiday(Entry):
    """A holiday on the same days of every year. `moves`: whether a coincidence with a day off frees another day."""

    name: Text
    month: Annotated[int, Field(ge=1, le=12)]
    days: Annotated[tuple[int, ...], Strict(False), Field(min_length=1)]
    since: Annotated[date | None, Field(alias="from")]
    to: date | None
    moves: bool


class Religious(Entry):
    """A day off on a day of its own in each year; it never moves."""

    name: Text
    day: date


class Transferred(Entry):
    """A day off moved by a decision: `worked` is worked, `free` is not."""

    worked: date
    free: date


class Moves(Entry):
    """The rule that a holiday on a day off frees the next working day."""

    text: Text


class Cover(LawModel):
    """The days that the data speaks for."""

    since: Annotated[date, Field(alias="from")]
    to: date


class Unsettled(LawModel):
    """A covered year for which decisions were still to come."""

    year: int
    why: Text


_E = TypeVar("_E", bound=Entry)


class _Data:
    """The entries of all calendar files, checked."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._sources = sources_of(files)
        self._lists: dict[str, tuple[str, Any]] = {}
        for name in sorted(files):
            if name.startswith(FOLDER) and name.endswith(".yaml"):
                for key, value in mapping(name, files[name]).items():
                    if key in self._lists or key not in _KEYS:
                        raise LawError(f"{name}: {key}: is unknown or stands twice; the keys are {', '.join(_KEYS)}")
                    self._lists[key] = (name, value)
        missing = [key for key in _KEYS if key not in self._lists]
        if missing:
            raise LawError(f"{FOLDER}: {', '.join(missing)} missing; the calendar needs {', '.join(_KEYS)}")

    def one(self, key: str) -> tuple[str, Any]:
        return self._lists[key]

    def entries(self, key: str, kind: type[_E]) -> list[_E]:
        name, raw = self._lists[key]
        if not isinstance(raw, list):
            raise LawError(f"{name}: {key}: must be a list")
        return [self._entry(name, f"{key} {number}", kind, one) for number, one in enumerate(raw, start=1)]

    def moves(self) -> Moves:
        name, raw = self._lists["moves"]
        return self._entry(name, "moves", Moves, raw)

    def _entry(self, name: str, where: str, kind: type[_E], raw: object) -> _E:
        if not isinstance(raw, dict):
            raise LawError(f"{name}: {where}: is no mapping; it has basis:, confidence: and sources: at least")
        return model(name, where, kind, cited(name, where, raw, self._sources))


_KEYS: Final = ("covers", "unsettled", "weekly", "moves", "holidays", "religious", "transferred")


def read_calendar(files: Mapping[str, bytes]) -> Calendar:
    """
    The calendar that the files under `calendar/` hold.

    Args:
        files: name to bytes, with `sources.yaml` beside them.

    Raises:
        LawError: a file cannot be read, an entry does not fit, or a weekday has no rule; names file, entry and key.
    """
    data = _Data(files)
    name, raw = data.one("covers")
    cover = model(name, "covers", Cover, raw)
    name, raw = data.one("unsettled")
    unsettled = [model(name, f"unsettled {n}", Unsettled, one) for n, one in enumerate(raw or [], start=1)]
    off = _weekly(cover, data.entries("weekly", Weekly))
    moving = _holidays(cover, data.entries("holidays", Holiday), off)
    for day in data.entries("religious", Religious):
        if day.counts:
            off[day.day] = DayOff("religious", day.name, day.basis)
    _move(moving, off, data.moves().basis)
    _transfer(data.entries("transferred", Transferred), off)
    return Calendar(cover.since, cover.to, off, {one.year: one.why for one in unsettled})


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _weekly(cover: Cover, entries: list[Weekly]) -> dict[date, DayOff]:
    off: dict[date, DayOff] = {}
    spoken_for: set[date] = set()
    for entry in entries:
        free = {_WEEKDAYS.index(name) for name in entry.weekdays}
        for day in _days(max(cover.since, entry.since or date.min), min(cover.to, entry.to or date.max)):
            spoken_for.add(day)
            if day.weekday() in free:
                off[day] = DayOff("weekly", "weekly day off", entry.basis)
    silent = next((day for day in _days(cover.since, cover.to) if day not in spoken_for), None)
    if silent:
        raise LawError(f"{FOLDER}: weekly: no entry speaks for {silent}; let the entries cover every day without a gap")
    return off


def _holidays(cover: Cover, entries: list[Holiday], off: dict[date, DayOff]) -> list[tuple[date, str]]:
    """Enter the holidays; give back those that fell on a weekly day off and free another day."""
    moving: list[tuple[date, str]] = []
    for entry in entries:
        if not entry.counts:
            continue
        for year in range(cover.since.year, cover.to.year + 1):
            for number in entry.days:
                day = _day(entry, year, number)
                if (entry.since or date.min) <= day <= (entry.to or date.max) and cover.since <= day <= cover.to:
                    if entry.moves and day in off:
                        moving.append((day, entry.name))
                    off[day] = DayOff("holiday" if entry.moves else "religious", entry.name, entry.basis)
    return sorted(moving)


def _day(entry: Holiday, year: int, number: int) -> date:
    try:
        return date(year, entry.month, number)
    except ValueError:
        problem = f"month {entry.month} of {year} has no day {number}"
        raise LawError(f"{FOLDER}: holidays: {entry.name}: {problem}; a holiday has a day in every year") from None


def _move(moving: list[tuple[date, str]], off: dict[date, DayOff], basis: str) -> None:
    for day, name in moving:
        free = day + _DAY
        while free in off:
            free += _DAY
        off[free] = DayOff("moved", f"day off for {name}", basis, instead_of=day)


def _transfer(entries: list[Transferred], off: dict[date, DayOff]) -> None:
    for entry in entries:
        if not entry.counts:
            continue
        if entry.worked not in off or entry.free in off:
            problem = f"{entry.worked} is no day off, or {entry.free} is one already"
            raise LawError(f"{FOLDER}transferred.yaml: {entry.free}: {problem}; a day off moves to a working day")
        del off[entry.worked]
        off[entry.free] = DayOff("transferred", "transferred day off", entry.basis, instead_of=entry.worked)
