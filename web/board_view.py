"""What a board shows: its lines, who is who, and what can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from languages import N_, Speech
from models.records import TellerRole
from reports.board import BoardLine, board
from store.boards import Sort
from web.board_asked import LAST_PAGE, PAGE, Asked
from web.house import House, Person

COLUMNS: Final[Mapping[str, str]] = {
    "reference": N_("Case"),
    "overdue": N_("Overdue since"),
    "due": N_("Next"),
    "opened": N_("Open for"),
    "findings": N_("Findings"),
    "updated": N_("Changed"),
}
"""The orders of a board, and what they are called."""

_YEAR, _MONTH = 365.2425, 30.436875
_MANY: Final = 2
_TIMED: Final = len("2026-11-26T15:40")


@dataclass(frozen=True, slots=True)
class Shown:
    """
    One page of a board.

    `total`: how many cases it has on all pages. `names`: of lawyers, by account. `changed`: when the case of a line was
    changed last, by reference.
    """

    asked: Asked
    lines: tuple[BoardLine, ...]
    total: int
    names: Mapping[str, str]
    changed: Mapping[str, str]

    @property
    def pages(self) -> int:
        """How many pages can be turned."""
        return min(max(-(-self.total // PAGE), 1), LAST_PAGE)

    @property
    def first(self) -> int:
        """The number of the first case on this page."""
        return (self.asked.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last case on this page."""
        return self.first + len(self.lines) - 1

    @property
    def cut(self) -> bool:
        """Whether there are more cases than pages can show."""
        return self.total > PAGE * LAST_PAGE


async def shown(house: House, person: Person, asked: Asked) -> Shown:
    """
    A page of a board, as far as this person may see.

    Raises:
        StoreError: the database cannot be read.
    """
    now = house.clock()
    question = asked.board(person, now, await house.people.seals.hidden_from(person.id))
    part = question.model_copy(update={"limit": PAGE, "offset": (asked.page - 1) * PAGE})
    rows, total = await asyncio.gather(house.store.register.cases(part), house.store.register.count(question))
    changed = {row.reference: row.updated_at for row in rows}
    names = await _names(house, person, sorted({row.lawyer for row in rows if row.lawyer is not None}))
    return Shown(asked, board(rows, now), total, names, changed)


async def lawyers(house: House, person: Person) -> dict[str, str]:
    """The lawyers whose cases can be asked for, by account, in the order of their names."""
    if person.role is TellerRole.LAWYER:
        return {}
    ids = [account.id for account in await house.people.accounts.list(TellerRole.LAWYER)]
    names = await _names(house, person, ids)
    return dict(sorted(names.items(), key=lambda each: each[1].casefold()))


async def _names(house: House, person: Person, ids: Sequence[str]) -> dict[str, str]:
    """The names behind accounts; whoever checks from outside sees the ids."""
    named = ids and person.role in {TellerRole.COORDINATOR, TellerRole.LAWYER}
    known = await house.people.accounts.names(ids) if named else {}
    return {id_: known[id_].name if id_ in known else id_ for id_ in ids}


def age(days: int | None, speech: Speech) -> str:
    """For how long, roughly: in years, months or days, whichever says most in one number; empty where not known."""
    if days is None:
        return ""
    years, months = int(days / _YEAR), int(days / _MONTH)
    if years >= _MANY:
        return speech.plural("%(num)s year", "%(num)s years", years)
    if months >= _MANY:
        return speech.plural("%(num)s month", "%(num)s months", months)
    return speech.plural("%(num)s day", "%(num)s days", max(days, 0))


@lru_cache(maxsize=8192)
def short(moment: str, language: str) -> str:
    """
    A day, or the end of a term, as short as the language writes it; with the time of day where that matters.

    Args:
        moment: `2026-11-26`, `2026-11-26T24:00`, `2026-11-26T15:40`, or an instant, of which the day is said.
        language: one of `LANGUAGES`.
    """
    day = format_date(date.fromisoformat(moment[:10]), "medium", locale=language)
    time = moment[11:16] if len(moment) == _TIMED else ""
    return day if time in ("", "24:00") else f"{day}, {time}"


def turned(asked: Asked, sort: Sort) -> Asked:
    """The board that a press on the heading of an order leads to: in that order, or in it the other way round."""
    return replace(asked, sort=sort, back=asked.sort is sort and not asked.back, page=1)
