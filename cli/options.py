"""Options that several commands have, and the settings that follow from them and from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.completing import cases
from cli.failing import WrongUsage

if TYPE_CHECKING:
    from settings import Settings

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Data folder of `aryz up`. [env: ARYZ_DATA]", file_okay=False),
]
Address = Annotated[
    str | None,
    typer.Option("--address", metavar="HOST:PORT", help="Where the Temporal server listens. [env: TEMPORAL_ADDRESS]"),
]
Account = Annotated[
    str | None, typer.Option("--as", metavar="ACCOUNT", help="Who tells: an opaque account id. [env: ARYZ_ACCOUNT]")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON with fixed keys instead of text.")]
Reference = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="The public name of the case.", autocompletion=cases)
]
Region = Annotated[str | None, typer.Option("--region", metavar="CODE", help="Region of the case, as KZ-KUS.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="How it stood at the end of this day. Default: today.")
]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", metavar="DAY", help="Only law that had been entered by this day.")
]


@dataclass
class Given:
    """What was given before the name of the command; a command's own option goes before it."""

    data: Path | None = None
    address: str | None = None
    account: str | None = None


GIVEN: Final = Given()


def settings(data: Path | None = None, account: str | None = None, address: str | None = None) -> Settings:
    """
    The settings: a command's own option, else the one before the command, else the environment, else the default.

    Raises:
        WrongUsage: one of them has no value that can be meant.
    """
    from pydantic import ValidationError

    from settings import Settings

    chosen = {"data": data or GIVEN.data, "account": account or GIVEN.account}
    if address or GIVEN.address:
        os.environ["TEMPORAL_ADDRESS"] = address or GIVEN.address or ""
    try:
        read = Settings.model_validate({name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        raise WrongUsage(_wrong(error.errors()[0]["loc"])) from None
    return read.model_copy(update={"data": read.data.expanduser().absolute()})


def _wrong(place: tuple[int | str, ...]) -> str:
    name = str(place[0]).upper() if place else "?"
    remedies = {
        "ACCOUNT": "--as or ARYZ_ACCOUNT: an account is 1 to 64 letters, digits, '.', '_' or '-'",
        "ROLE": "ARYZ_ROLE: one of coordinator, lawyer, auditor, operator, integration",
    }
    return remedies.get(name, f"ARYZ_{name}: has no value that can be meant")


def day(text: str | None, option: str) -> date | None:
    """
    A day as an option gives it.

    Raises:
        WrongUsage: it is no day of the calendar.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == len("2007-03-29") else _no_day(text, option)
    except ValueError:
        return _no_day(text, option)


def _no_day(text: str, option: str) -> date:
    raise WrongUsage(f"{option} {text!r} is no day; write it as 2007-03-29")


def now() -> datetime:
    """This moment in UTC. The one clock of the command line."""
    return datetime.now(UTC)
