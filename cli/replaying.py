"""Bringing together what `aryz audit replay` shows: a case, and its histories against today's code."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.errors import RefusedError, ServerError

if TYPE_CHECKING:
    from settings import Settings
    from store.opening import Store
    from workflows.looking_back import Case, History
    from workflows.replaying import Fetched, Replayed


async def gathered(chosen: Settings, reference: str, *, history: bool | None) -> tuple[Case, History]:
    """
    A case, every record verified, and its histories replayed.

    Args:
        chosen: the settings of this installation.
        reference: the case.
        history: True where its histories must be replayed, False where they must not; None for where there are any.

    Raises:
        UnknownCase: the ledger has no record of it.
        IntegrityError: a record does not hold, or what was sealed as its history is none.
        ServerError: a history must be replayed, and no server answers.
        RefusedError: a history must be replayed, and there is none.
    """
    from cli.desk import at_store
    from workflows.looking_back import History, case_of, histories_of

    async with at_store(chosen) as store:
        found, missing = await _from_server(chosen, reference) if history is not False else ((), None)
        case = case_of(reference, await store.ledger.entries(reference))
        if history is False:
            return case, History(why="that was not asked for (--no-history)")
        if case.norms is None:
            return case, _none("the case was erased, and nobody can read its histories any more", asked=history)
        found = await histories_of(store, case, found)
        if not found:
            if history and missing is not None:
                raise missing
            return case, _none(str(missing or "neither the server nor the store has one"), asked=history)
        return case, History(runs=await _replayed(store, case, found))


def _none(why: str, *, asked: bool | None) -> History:
    from workflows.looking_back import History

    if asked:
        raise RefusedError(f"no history was replayed: {why}")
    return History(why=why)


async def _from_server(chosen: Settings, reference: str) -> tuple[tuple[Fetched, ...], ServerError | None]:
    """The histories that the server has, or why it gives none."""
    from cli.desk import at_server
    from workflows.replaying import fetched

    try:
        async with at_server(chosen) as (client, _):
            return await fetched(client, reference), None
    except ServerError as error:
        return (), error


async def _replayed(store: Store, case: Case, found: Sequence[Fetched]) -> tuple[Replayed, ...]:
    from cli.desk import silent
    from workflows.codec import data_converter
    from workflows.replaying import replayed

    with _hushed(logging.getLogger("temporalio")):  # what fails is told below, in one line
        return await replayed(found, case.entries, data_converter(store.keys_at_hand()), silent())


@contextlib.contextmanager
def _hushed(logger: logging.Logger) -> Iterator[None]:
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
