"""`aryz person`: who works here, where no browser is at hand. One-time links are printed once and kept nowhere."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from cli.console import as_json, clean, say, table
from cli.failing import WrongUsage
from cli.options import Data, Json, Reference, now, settings

if TYPE_CHECKING:
    from settings import Settings
    from store.people import People

app = typer.Typer(no_args_is_help=True, help="People: who signs in, in which role, and one-time links.")

_PAGES: Final = "http://127.0.0.1:9233"
T = TypeVar("T")
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="coordinator, lawyer, auditor or operator.")]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="Of the person. It is sealed.")]
Email = Annotated[
    str | None, typer.Option("--email", metavar="ADDRESS", help="The person signs in with it; without, with the name.")
]
Language = Annotated[str, typer.Option("--language", metavar="en|ru|kk", help="Of pages and mail.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Of the account, as aryz person list shows it.")]
Second = Annotated[bool, typer.Option("--second-factor", help="Take the second factor away too: it was lost.")]


@app.command()
def add(role: Role, name: Name, email: Email = None, language: Language = "en", data: Data = None) -> None:
    """
    Make an account, and print its one-time link once.

    Whoever opens the link chooses a password. It works once, within 72 hours.

    Example: aryz person add --role lawyer --name "A. Serikova"
    """
    from models.records import TellerRole

    async def added(people: People) -> tuple[str, str]:
        made = await people.accounts.create(TellerRole(role), name=name, mail=email, language=language, now=now())
        await _noted(people, "people_new", made.id)
        return made.id, await people.invitations.make(made.id, now())

    if role not in set(TellerRole):
        raise WrongUsage(f"--role {role!r}: one of coordinator, lawyer, auditor, operator")
    id_, token = asyncio.run(_at_people(settings(data), added))
    say(f"account {id_} is made; its one-time link, shown only now:")
    say(_link(settings(data), token))


@app.command("list")
def list_(data: Data = None, json: Json = False) -> None:
    """
    List who works here.

    Example: aryz person list
    """
    found = asyncio.run(_at_people(settings(data), _listed))
    if json:
        as_json(found)
        return
    headings = ("id", "name", "role", "standing", "second factor", "last seen")
    table(
        headings,
        [(
            one["account"],
            clean(one["name"]),
            one["role"],
            one["standing"],
            "in use" if one["second_factor"] else "",
            (one["seen_at"] or "")[:10],
        ) for one in found],
    )  # fmt: skip


@app.command()
def reset(account: Id, second_factor: Second = False, data: Data = None) -> None:
    """
    Print a new one-time link for somebody who has lost the password. The password in use holds until the link is used.

    Example: aryz person reset u-7kq2mw9xt4hb
    """

    async def again(people: People) -> str:
        token = await people.invitations.reset(account, now(), second=second_factor)
        await _noted(people, "people_reset_second" if second_factor else "people_reset", account)
        return token

    token = asyncio.run(_at_people(settings(data), again))
    say(f"a new one-time link of {account}, shown only now:")
    say(_link(settings(data), token))


@app.command()
def disable(account: Id, data: Data = None) -> None:
    """
    Keep somebody out: sessions end, tokens are revoked. Nothing of the account is lost.

    Example: aryz person disable u-7kq2mw9xt4hb
    """

    async def out(people: People) -> None:
        await people.accounts.disable(account, now())
        await _noted(people, "people_disable", account)

    asyncio.run(_at_people(settings(data), out))
    say(f"account {account} is disabled")


@app.command()
def enable(account: Id, data: Data = None) -> None:
    """
    Let somebody in again who was kept out.

    Example: aryz person enable u-7kq2mw9xt4hb
    """

    async def again(people: People) -> None:
        await people.accounts.enable(account, now())
        await _noted(people, "people_enable", account)

    asyncio.run(_at_people(settings(data), again))
    say(f"account {account} is enabled")


@app.command()
def admit(account: Id, reference: Reference, data: Data = None) -> None:
    """
    Let somebody see a sealed case, where nobody who may see it is left to say so on the pages.

    It is written into the access log.

    Example: aryz person admit u-7kq2mw9xt4hb spring-2024
    """

    async def admitted(people: People) -> bool:
        await people.accounts.by_id(account)
        done = await people.seals.admit(reference, account)
        if done:
            await people.accesses.add(
                "command-line", "operator", "people_admit", now(), reference=reference, detail=account, each=True
            )
        return done

    done = asyncio.run(_at_people(settings(data), admitted))
    say(f"{account} may see the case {reference}" if done else f"case {reference} is not sealed; nothing was changed")


async def _listed(people: People) -> list[dict[str, Any]]:
    names = await people.accounts.names()
    return [
        {
            "account": one.id,
            **dataclasses.asdict(names[one.id]),
            "role": one.role.value,
            "standing": "disabled" if not one.enabled else "active" if one.ready else "invited",
            "second_factor": one.second,
            "language": one.language,
            "zone": one.zone,
            "seen_at": one.seen_at.isoformat() if one.seen_at else None,
        }
        for one in await people.accounts.list()
    ]


async def _noted(people: People, what: str, account: str) -> None:
    """Write into the access log what was done about whom. At the command line it is the machine's own operator."""
    await people.accesses.add("command-line", "operator", what, now(), detail=account, each=True)


async def _at_people(chosen: Settings, work: Callable[[People], Awaitable[T]]) -> T:
    from cli.desk import at_store

    async with at_store(chosen) as store:
        return await work(store.people)


def _link(chosen: Settings, token: str) -> str:
    return f"{chosen.public_url or _PAGES}/invited/{token}"
