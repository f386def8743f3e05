"""What the shell offers when Tab is pressed. Quick and silent: no server is asked, what cannot be read is left out."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import typer

_MOST: Final = 200


def cases(context: typer.Context, incomplete: str) -> list[str]:
    """The references of the cases in the data folder."""
    return [row[0] for row in _asked(context, _CASES, f"{incomplete}%")]


def kinds(incomplete: str) -> list[str]:
    """The kinds of events."""
    from models.kinds import KINDS

    return [name for name in KINDS if name.startswith(incomplete)]


def phases(incomplete: str) -> list[str]:
    """The phases in which a proceeding can stand."""
    return list(dict.fromkeys(phase for phase, _ in _states() if phase.startswith(incomplete)))


def states(incomplete: str) -> list[str]:
    """The states in which a proceeding can stand."""
    return list(dict.fromkeys(state for _, state in _states() if state.startswith(incomplete)))


def _states() -> list[tuple[str, str]]:
    from lifecycle.machines import MACHINES

    machines = [MACHINES[name] for name in ("complaint", "side", "communication")]
    return [(state.phase, state.name) for machine in machines for state in machine.table.states]


def rules(incomplete: str) -> list[str]:
    """The ids of rules of law."""
    from law.published import BOOK

    return sorted(name for name in BOOK.ids if name.startswith(incomplete))


def bodies(context: typer.Context, incomplete: str) -> list[str]:
    """The authorities that the case knows, from its latest header."""
    # While an option still lacks its value nothing is read into `params`: what was typed is in `args`.
    reference = context.params.get("reference") or next(iter(context.args), None)
    known = asyncio.run(_bodies(_folder(context), reference)) if isinstance(reference, str) else []
    return [body for body in known if body.startswith(incomplete)]


async def _bodies(data: Path, reference: str) -> list[str]:
    """What was told is sealed: it is opened as everywhere else, and where that cannot be nothing is offered."""
    from models.errors import AryzError
    from settings import Settings
    from store.keys.opening import Place
    from store.reading import open_to_read

    chosen = Settings().model_copy(update={"data": data})
    try:
        async with open_to_read(chosen.store_url, Place(chosen.keys_folder, chosen.keys_url)) as opened:
            told = [entry.payload.opening for entry in await opened.store.ledger.entries(reference) if entry.payload]
    except AryzError:
        return []
    headers = [opening.header for opening in told if opening is not None]
    return [body.id for body in headers[-1].bodies] if headers else []


_CASES: Final = f"SELECT reference FROM register WHERE reference LIKE ? ORDER BY reference LIMIT {_MOST}"  # noqa: S608 (a number)


def _asked(context: typer.Context, query: str, value: str) -> list[tuple[str]]:
    path = _folder(context) / "aryz.db"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            return connection.execute(query, (value,)).fetchall()
    except (sqlite3.Error, OSError):
        return []


def _folder(context: typer.Context) -> Path:
    given = context.params.get("data") or (context.find_root().params.get("data")) or os.environ.get("ARYZ_DATA")
    if given:
        return Path(str(given)).expanduser()
    from platformdirs import user_data_path

    return user_data_path("aryz", appauthor=False)
