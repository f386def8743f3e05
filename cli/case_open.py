"""`aryz case open`: a case from its header, given as options or as a file."""

from __future__ import annotations

import asyncio
import json as text
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import as_json, say
from cli.failing import WrongUsage
from cli.options import Account, Address, Data, Json, Region, settings
from cli.regions import region_code

if TYPE_CHECKING:
    from models.case import Header
    from models.messages import Receipt
    from settings import Settings

NewReference = Annotated[
    str | None,
    typer.Argument(metavar="[REFERENCE]", help="Its public name, 3 to 40 of a-z, 0-9, -. Never a person's name."),
]
Jurisdiction = Annotated[str, typer.Option("--jurisdiction", metavar="CC", help="Country, as KZ.")]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="A line for people; personal data.")]
Bodies = Annotated[
    list[str] | None,
    typer.Option("--body", metavar="ID:KIND[:LEVEL[:UNDER]]", help="An authority, as city-police:police:city:mia."),
]
Accused = Annotated[
    list[str] | None, typer.Option("--accused", metavar="ID", help="A body whose people are said to have done it.")
]
Proceedings = Annotated[
    list[str] | None, typer.Option("--proceeding", metavar="ID:KIND", help="A proceeding, as main:complaint.")
]
HeaderFile = Annotated[
    str | None, typer.Option("--file", metavar="FILE", help="Take the header of this chronology file instead.")
]


def open_(
    reference: NewReference = None,
    jurisdiction: Jurisdiction = "KZ",
    title: Title = None,
    region: Region = None,
    body: Bodies = None,
    accused: Accused = None,
    proceeding: Proceedings = None,
    file: HeaderFile = None,
    data: Data = None,
    address: Address = None,
    account: Account = None,
    json: Json = False,
) -> None:
    """
    Open a case. Opened again with more bodies or proceedings, it is amended.

    To amend it, name again all that it has (title, bodies, accused, proceedings) and what is new: what is given
    replaces what was there. Bodies and proceedings that it has cannot be left out.

    Example: aryz case open spring-2024 --body city-police:police:city:mia --accused city-police
    """
    if file is not None and (title or body or accused or proceeding):
        raise WrongUsage("--file brings the whole header; leave --title, --body, --accused and --proceeding out")
    if file is None and reference is None:
        raise WrongUsage("name the case: a REFERENCE, or --file FILE")
    told = {"reference": reference, "jurisdiction": jurisdiction, "title": title}
    header = _from_file(file, reference) if file else _from_options(told, body, accused, proceeding)
    receipt = asyncio.run(_opened(settings(data, account, address), header, region_code(region)))
    if json:
        as_json(receipt)
        return
    say(f"case {header.reference}: {receipt.phase}, {receipt.state.replace('_', ' ')}")
    say(f"record {receipt.record}, hash {receipt.hash}")


async def _opened(chosen: Settings, header: Header, region: str | None) -> Receipt:
    from cli.desk import at_desk
    from law.published import BOOK
    from models.records import Opening

    opening = Opening(header=header, region=region, law_known_on=BOOK.latest_entry)
    async with at_desk(chosen, opens=True) as desk:
        return await desk.open(opening)


def _from_file(file: str, reference: str | None) -> Header:
    from cli.files import chronology

    header = chronology(file).chronology.header
    if reference is not None and reference != header.reference:
        raise WrongUsage(f"{file} is case {header.reference}, not {reference}; leave the REFERENCE out")
    return header


def _from_options(
    case: dict[str, str | None], bodies: list[str] | None, accused: list[str] | None, proceedings: list[str] | None
) -> Header:
    """The header as a file would give it: so it is checked as a file is."""
    from cli.files import today
    from models.case import FORMAT
    from models.errors import ChronologyError
    from models.reading import read

    told: dict[str, Any] = {"format": FORMAT, "case": case}
    if bodies:
        told["bodies"] = [_parts("--body", one, ("id", "kind", "level", "under"), 2) for one in bodies]
    if accused:
        told["accused"] = accused
    if proceedings:
        told["proceedings"] = [_parts("--proceeding", one, ("id", "kind"), 2) for one in proceedings]
    try:
        return read(text.dumps(told).encode(), "the command line", today()).header
    except ChronologyError as error:
        raise ChronologyError(tuple(replace(fault, where="the command line") for fault in error.faults)) from None


def _parts(option: str, text: str, names: tuple[str, ...], least: int) -> dict[str, str | None]:
    parts = text.split(":")
    if not least <= len(parts) <= len(names):
        raise WrongUsage(
            f"{option} {text!r}: write {':'.join(names[:least])}{''.join(f'[:{n}]' for n in names[least:])}"
        )
    return {name: part or None for name, part in zip(names, parts, strict=False)}
