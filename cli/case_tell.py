"""`aryz case tell` and `assign`: what happened, told to a running case."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.completing import bodies, kinds
from cli.console import as_json, note, say
from cli.failing import WrongUsage
from cli.options import Account, Address, Data, Json, Reference, settings

if TYPE_CHECKING:
    from cli.telling import Make
    from models.messages import Receipt

Kind = Annotated[
    str | None, typer.Argument(metavar="[KIND]", help="What happened, as forwarded.", autocompletion=kinds)
]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="When: 2007-03-29, 2007-04, 2007 or unknown.")]
At = Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="Local time of day, where hours matter.")]
By = Annotated[str | None, typer.Option("--by", metavar="ROLE[:BODY]", help="Who did it, as official:city-police.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="BODY", help="Whom it was addressed to.", autocompletion=bodies)
]
Target = Annotated[str | None, typer.Option("--target", metavar="EVENT", help="The event that it is about.")]
Proceeding = Annotated[str | None, typer.Option("--proceeding", metavar="ID", help="The proceeding. Default: main.")]
Ground = Annotated[str | None, typer.Option("--ground", metavar="GROUND", help="The stated legal ground.")]
Articles = Annotated[
    list[str] | None, typer.Option("--article", metavar="ARTICLE", help="An offence article, as kz-pc-146-2.")
]
Summary = Annotated[str | None, typer.Option("--summary", metavar="TEXT", help="One sentence; personal data.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Any other key of an event, as victim_heard=false."),
]
Id = Annotated[str | None, typer.Option("--id", metavar="EVENT", help="Its id. Default: the next free number, as e07.")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", metavar="DATE", help="When the victim's side learned of it, or never.")
]
EventFile = Annotated[
    str | None, typer.Option("--file", metavar="FILE", help="One event or a list, YAML or JSON; - is standard input.")
]
Lawyer = Annotated[str, typer.Argument(metavar="LAWYER", help="The lawyer's account: an opaque id, never a name.")]


def tell(
    reference: Reference,
    kind: Kind = None,
    date: Date = None,
    at: At = None,
    by: By = None,
    to: To = None,
    target: Target = None,
    proceeding: Proceeding = None,
    ground: Ground = None,
    article: Articles = None,
    summary: Summary = None,
    set_: Set = None,
    id_: Id = None,
    known_on: KnownOn = None,
    file: EventFile = None,
    data: Data = None,
    address: Address = None,
    account: Account = None,
    json: Json = False,
) -> None:
    """
    Tell a case what happened, and get a receipt. What cannot have happened is refused, with the reason.

    Told again under the same id, an event changes nothing and gets its first receipt.

    Example: aryz case tell spring-2024 forwarded --date 2024-04-04 --by official:city-prosecutor --to city-police
    """
    words: dict[str, Any] = {
        "kind": kind,
        "date": date,
        "at": at,
        "by": _actor(by),
        "to": to,
        "target": target,
        "proceeding": proceeding,
        "ground": ground,
        "articles": article,
        "summary": summary,
        "known_on": known_on,
    }
    make = _made(words, set_ or [], file, id_)
    from cli.telling import hints, told_to

    chosen = settings(data, account, address)
    told = asyncio.run(told_to(chosen, reference, make, id_, asks=file is None))
    _answer(reference, [receipt for _, receipt in told], asyncio.run(hints(chosen, reference, told)), json=json)


def assign(
    reference: Reference,
    lawyer: Lawyer,
    data: Data = None,
    address: Address = None,
    account: Account = None,
    json: Json = False,
) -> None:
    """
    Give a case to a lawyer. It is told to the case as an event and shows on the board.

    Example: aryz case assign spring-2024 lawyer-07
    """
    from cli.telling import told_to
    from models.records import Teller, TellerRole

    try:
        Teller(id=lawyer, role=TellerRole.LAWYER)
    except ValueError:
        raise WrongUsage(
            "LAWYER is an account id of 1 to 64 letters, digits, '.', '_' or '-'; a person's name is not kept here"
        ) from None
    words = {"kind": "assigned", "date": _today(), "by": {"role": "counsel", "name": lawyer}}
    chosen = settings(data, account, address)
    told = asyncio.run(told_to(chosen, reference, _from_words(words, []), None, asks=True))
    if json:
        as_json([receipt for _, receipt in told])
        return
    for _, receipt in told:
        say(f"case {reference} is with {lawyer} now (event {receipt.event}, record {receipt.record})")


def _made(words: dict[str, Any], further: list[str], file: str | None, id_: str | None) -> Make:
    """What makes the events: the words given, or a file. Not both, not none."""
    given = [name for name, value in {**words, "id": id_, "set": further}.items() if value]
    if file is not None and given:
        raise WrongUsage(f"--file brings whole events; leave {', '.join(given)} out")
    if file is None and words["kind"] is None:
        raise WrongUsage("say what happened: a KIND, or --file FILE")
    return _from_file(file) if file is not None else _from_words(words, further)


def _from_words(words: dict[str, Any], further: list[str]) -> Make:
    from cli.event_words import event_of

    return lambda id_, place: (event_of({"id": id_, **words}, further, place),)


def _from_file(file: str) -> Make:
    from cli.event_words import events_in
    from cli.files import STDIN, content

    data, name = content(file), "standard input" if file == STDIN else file
    return lambda _, place: events_in(data, name, place)


def _actor(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    role, _, body = text.partition(":")
    return {"role": role, "body": body} if body else {"role": role}


def _today() -> str:
    from cli.files import today

    return today().isoformat()


def _answer(reference: str, receipts: list[Receipt], found: list[str], *, json: bool) -> None:
    """The receipts and what is worth a word beside them, which has no place in JSON."""
    if json:
        as_json(receipts)
    for receipt in () if json else receipts:
        _say(reference, receipt)
    for hint in found:
        note(hint) if json else say(f"hint: {hint}")


def _say(reference: str, receipt: Receipt) -> None:
    again = " (told before, nothing changed)" if receipt.repeated else ""
    say(f"{reference} {receipt.event}: {receipt.phase}, {receipt.state.replace('_', ' ')}{again}", style="bold")
    say(f"record {receipt.record}, hash {receipt.hash}")
    for name, found in (("raised", receipt.raised), ("cleared", receipt.cleared)):
        if found:
            say(f"findings {name}: {', '.join(found)}")
    for due in receipt.due:
        say(f"due {due.due}: {due.owed_by} ({due.rule}, {due.term}, from {due.anchor})")
    if not receipt.due:
        say("no term is running")
