"""Which cases a program asks for, as a question to the register. Nobody is shown more than the board would show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from lifecycle.telling import instant_text
from models.base import Frozen, Slug
from models.records import TellerRole
from store.boards import Board, Sort
from web.house import House, Person

MOST: Final = 200
"""Cases on one page."""

_DEEPEST: Final = 100_000

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
Part = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CasesAsked(Frozen):
    """Filters, order and page of the cases."""

    search: Part | None = Field(None, description="A part of the reference.")
    phase: Word | None = Field(None, description="Only cases in this phase, as `appeal`.")
    state: Word | None = Field(None, description="Only cases in this state, as `suspended`.")
    jurisdiction: Country | None = Field(None, description="Only cases of this country, as `KZ`.")
    region: Region | None = Field(None, description="Only cases of this region (ISO 3166-2), as `KZ-KUS`.")
    lawyer: Slug | None = Field(None, description="Only cases of the lawyer with this account.")
    unassigned: bool | None = Field(None, description="Only cases without a lawyer, or only those with one.")
    halted: bool | None = Field(None, description="Only cases that are halted, or only those that are not.")
    overdue: bool = Field(False, description="Only where an authority has not answered in time.")
    due_within: int | None = Field(None, ge=0, le=36_525, description="Only where a term ends within so many days.")
    forgotten: bool = Field(False, description="Only where nothing is due from anybody.")
    sort: Sort = Field(Sort.REFERENCE, description="The order.")
    backwards: bool = Field(False, description="The other way round.")
    page: int = Field(1, ge=1, le=_DEEPEST, description="Which page, from 1.")
    per_page: int = Field(50, ge=1, le=MOST, description="Cases on a page.")

    def on(self, page: int) -> dict[str, str]:
        """The parameters of another page of the same question."""
        given = self.model_copy(update={"page": page}).model_dump(mode="json", exclude_defaults=True)
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


async def board_of(house: House, person: Person, asked: CasesAsked) -> Board:
    """
    The board that answers: without the sealed cases that this person may not see, for a lawyer only the own ones.

    Args:
        house: of the installation.
        person: who asks.
        asked: for what.
    """
    now = house.clock()
    at = instant_text(now)
    within = asked.due_within is not None
    board = Board(
        search=asked.search,
        phase=asked.phase,
        state=asked.state,
        jurisdiction=asked.jurisdiction,
        region=asked.region,
        lawyer=asked.lawyer,
        unassigned=asked.unassigned,
        halted=asked.halted,
        overdue_at=at if asked.overdue else None,
        due_after=at if within else None,
        due_before=_later(now, asked.due_within) if asked.due_within is not None else None,
        forgotten_at=at if asked.forgotten else None,
        hidden=tuple(sorted(await house.people.seals.hidden_from(person.id))),
        sort=asked.sort,
        backwards=asked.backwards,
        limit=asked.per_page,
        offset=(asked.page - 1) * asked.per_page,
    )
    return board if person.role is not TellerRole.LAWYER else _own(board, person, asked)


def _own(board: Board, person: Person, asked: CasesAsked) -> Board:
    """The cases of a lawyer. Whoever asks for those of another, or of nobody, gets none."""
    others = asked.lawyer not in {None, person.id} or asked.unassigned is True
    return board.model_copy(update={"lawyer": person.id, "unassigned": None, **({"only": ()} if others else {})})


def _later(now: datetime, days: int) -> str:
    return instant_text(now + timedelta(days=days))
