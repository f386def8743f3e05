"""What is asked of a board, in its address: so that a board can be linked, kept and come back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from starlette.datastructures import QueryParams

from languages import N_
from lifecycle.machines import MACHINES
from lifecycle.table import State
from lifecycle.telling import instant_text
from models.records import TellerRole
from store.boards import Board, Sort
from web.house import Person
from web.regions import COUNTRIES, REGIONS

PAGE: Final = 50
"""How many cases a page shows."""

LAST_PAGE: Final = 100
"""As far as anybody turns pages; the rest is found by asking more narrowly, or in the file."""

NOBODY: Final = "none"
"""In place of a lawyer: nobody."""

_WEEK: Final = timedelta(days=7)
_LONGEST: Final = 40
_MOST: Final = 60

TABS: Final = {
    "all": N_("All"),
    "overdue": N_("Overdue"),
    "week": N_("Due this week"),
    "forgotten": N_("Nothing is due: forgotten"),
    "mine": N_("Mine"),
    "free": N_("Without a lawyer"),
}
_OF_LAWYERS: Final = ("all", "overdue", "week", "forgotten")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One board. `lawyers` may hold `NOBODY`. `back`: the other way round than the order usually goes.

    What an address asks for and nobody knows is left out, so that an old link still shows something.
    """

    tab: str = "all"
    search: str = ""
    phases: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    lawyers: tuple[str, ...] = ()
    sort: Sort = Sort.OVERDUE
    back: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab leaves cases out."""
        return any((self.search, self.phases, self.states, self.regions, self.countries, self.lawyers))

    def query(self, **other: Any) -> dict[str, Any]:  # noqa: ANN401 (fields of this class)
        """The address of this board, or of another that differs in these fields: what stands after the `?`."""
        one = replace(self, **other)
        said = {
            "tab": one.tab if one.tab != "all" else "",
            "q": one.search,
            "phase": one.phases,
            "state": one.states,
            "region": one.regions,
            "country": one.countries,
            "lawyer": one.lawyers,
            "sort": one.sort.value if one.sort is not Sort.OVERDUE else "",
            "back": "1" if one.back else "",
            "page": str(one.page) if one.page > 1 else "",
        }
        return {name: value for name, value in said.items() if value}

    def board(self, person: Person, now: datetime, hidden: Iterable[str]) -> Board:
        """The question to the store, within what this person may see."""
        at = instant_text(now)
        lawyers = tuple(one for one in self.lawyers if one != NOBODY)
        asked: dict[str, Any] = {
            "search": self.search or None,
            "phase": self.phases or None,
            "state": self.states or None,
            "region": self.regions or None,
            "jurisdiction": self.countries or None,
            "lawyer": lawyers or None,
            "unassigned": True if NOBODY in self.lawyers else None,
        }
        asked |= _tab(self.tab, at, now, person)
        if person.role is TellerRole.LAWYER:
            asked |= {"lawyer": person.id, "unassigned": None}
        return Board(**asked, hidden=tuple(sorted(hidden)), sort=self.sort, backwards=self.back)


def asked_by(params: QueryParams) -> Asked:
    """The board of an address."""
    tab, sort = params.get("tab", ""), params.get("sort", "")
    page = params.get("page", "")
    return Asked(
        tab=tab if tab in TABS else "all",
        search=params.get("q", "").strip()[:_LONGEST],
        phases=_known(params, "phase", phases()),
        states=_known(params, "state", states()),
        regions=_known(params, "region", REGIONS),
        countries=_known(params, "country", COUNTRIES),
        lawyers=tuple(dict.fromkeys(one[:64] for one in params.getlist("lawyer") if one))[:_MOST],
        sort=Sort(sort) if sort in set(Sort) else Sort.OVERDUE,
        back=params.get("back") == "1",
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 5 else 1,
    )


def tabs_of(person: Person) -> dict[str, str]:
    """The boards that there are for a person; all that a lawyer sees is the lawyer's own."""
    names = _OF_LAWYERS if person.role is TellerRole.LAWYER else tuple(TABS)
    return {name: TABS[name] for name in names}


@cache
def phases() -> tuple[str, ...]:
    """The phases in which a case can stand."""
    return tuple(dict.fromkeys(state.phase for state in _states()))


@cache
def states() -> Mapping[str, str]:
    """The states in which a case can stand, each with its path. Where two machines share a name, the complaint's."""
    paths = {state.name: f"{state.phase}.{state.name}" for state in reversed(_states())}
    return dict(reversed(paths.items()))


def _states() -> list[State]:
    machines = [MACHINES[name] for name in ("complaint", "side", "communication")]
    return [state for machine in machines for state in machine.table.states]


def _known(params: QueryParams, name: str, words: Iterable[str]) -> tuple[str, ...]:
    given = set(params.getlist(name))
    return tuple(word for word in words if word in given)


def _tab(tab: str, at: str, now: datetime, person: Person) -> dict[str, Any]:
    if tab == "overdue":
        return {"overdue_at": at}
    if tab == "week":
        return {"due_after": at, "due_before": instant_text(_end_of_day(now + _WEEK, person))}
    if tab == "forgotten":
        return {"forgotten_at": at}
    if tab == "free":
        return {"lawyer": None, "unassigned": True}
    return {"lawyer": person.id, "unassigned": None} if tab == "mine" else {}


def _end_of_day(moment: datetime, person: Person) -> datetime:
    local = moment.astimezone(person.time_zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(moment.tzinfo)
