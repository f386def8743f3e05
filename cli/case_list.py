"""`aryz case list` and `due`: the boards, from the register. No server needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.completing import cases, phases, states
from cli.console import as_json, say, table
from cli.failing import WrongUsage
from cli.options import Data, Json, Region, now, settings
from cli.regions import region_code

if TYPE_CHECKING:
    from models.register import BoardRow
    from settings import Settings
    from store.register import Board

Sorting = Literal["reference", "opened", "updated", "due"]

Phase = Annotated[
    str | None,
    typer.Option("--phase", metavar="PHASE", help="Only cases in this phase, as appeal.", autocompletion=phases),
]
State = Annotated[
    str | None,
    typer.Option("--state", metavar="STATE", help="Only cases in this state, as suspended.", autocompletion=states),
]
Lawyer = Annotated[str | None, typer.Option("--lawyer", metavar="ACCOUNT", help="Only cases of this lawyer.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only where an authority has not answered in time.")]
Forgotten = Annotated[
    bool, typer.Option("--forgotten", help="Only where no term is running, and the case is neither closed nor erased.")
]
Sort = Annotated[Sorting, typer.Option("--sort", help="Order: by name, longest open, last changed, or soonest due.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, max=1_000_000, help="At most so many.")]
Within = Annotated[
    int | None,
    typer.Option(
        "--within",
        metavar="DAYS",
        min=0,
        max=36_525,
        help="Only what ends in so many days, and what authorities left undone.",
    ),
]
OneCase = Annotated[str | None, typer.Argument(metavar="[REFERENCE]", help="Only this case.", autocompletion=cases)]


def list_(
    phase: Phase = None,
    state: State = None,
    region: Region = None,
    lawyer: Lawyer = None,
    overdue: Overdue = False,
    forgotten: Forgotten = False,
    sort: Sort = "reference",
    limit: Limit = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """
    Show the board: each case with what is due next from whom, and how often it was refused and quashed.

    Of a case that was erased it says since when; a legal hold is marked.

    Example: aryz case list --overdue --sort opened
    """
    from cli.board import show
    from reports.board import board
    from store.register import Board, Sort

    moment = now()
    asked = Board(
        phase=_among("--phase", phase, phases),
        state=_among("--state", state, states),
        region=region_code(region),
        lawyer=lawyer,
        overdue_at=_text(moment) if overdue else None,
        sort=Sort(sort),
        limit=limit,
        forgotten_at=_text(moment) if forgotten else None,
    )
    rows, held = asyncio.run(_rows(settings(data), asked))
    lines = board(rows, moment, held)
    if json:
        as_json(lines)
    elif lines:
        show(lines)
    else:
        say("no cases" if asked == Board(sort=Sort(sort)) else "no case is like that")


def _among(option: str, word: str | None, words: Callable[[str], list[str]]) -> str | None:
    """A word of the machines as an option gives it: `opening refused` is `opening_refused`."""
    if word is None:
        return None
    named = word.strip().replace(" ", "_")
    if named not in words(""):
        raise WrongUsage(f"{option} {word!r} is none; one of: {', '.join(words(''))}")
    return named


def due(
    reference: OneCase = None, overdue: Overdue = False, within: Within = None, data: Data = None, json: Json = False
) -> None:
    """
    Show what is due, in one case or in all, soonest first, what is overdue included.

    With --within, rights of the victim's side that have lapsed already are left out; what authorities owe stays.

    Example: aryz case due --within 7
    """
    moment = now()
    at = _text(moment)
    until = _text(moment + timedelta(days=within)) if within is not None else None
    rows = asyncio.run(_due_in(settings(data), reference))
    found = [
        {"case": row.reference, **one.model_dump(), "overdue": one.due_at <= at}
        for row in rows
        for one in row.duties
        if (not overdue or (one.due_at <= at and not one.own))
        and (until is None or (one.due_at <= until and not (one.own and one.due_at <= at)))
    ]
    found.sort(key=lambda one: (one["due_at"], one["case"], one["rule"]))
    if json:
        as_json(found)
    elif found:
        _say(found)
    else:
        say("nothing is due")


def _say(found: list[dict[str, Any]]) -> None:
    rows = [
        [one["due"], one["case"], one["owed_by"], one["rule"], one["term"], one["anchor"], _standing(one)]
        for one in found
    ]
    table(("due", "case", "owed by", "rule", "term", "from", "status"), rows)


def _standing(one: dict[str, Any]) -> str:
    if not one["overdue"]:
        return "pending"
    return "lapsed" if one["own"] else "overdue"


async def _rows(chosen: Settings, asked: Board) -> tuple[tuple[BoardRow, ...], dict[str, str]]:
    """The cases of a board, and the reasons of the legal holds: the keys say which are in force."""
    from cli.desk import at_store

    async with at_store(chosen) as store:
        return await store.register.cases(asked), await store.keys_at_hand().held()


async def _due_in(chosen: Settings, reference: str | None) -> tuple[BoardRow, ...]:
    """The case named, or all that can be read."""
    from cli.case_erase import refuse_erased
    from cli.desk import at_store
    from models.errors import UnknownCase
    from store.register import EVERYTHING

    async with at_store(chosen) as store:
        if reference is None:
            return tuple(row for row in await store.register.cases(EVERYTHING) if row.erased_at is None)
        row = await store.register.row(reference)
        if row is None:
            raise UnknownCase(f"no case {reference}; `aryz case list` shows those there are")
        if row.erased_at is not None:
            await refuse_erased(store, await store.ledger.entries(reference), row)
        return (row,)


def _text(moment: Any) -> str:  # noqa: ANN401 (a datetime)
    return str(moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
