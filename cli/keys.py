"""`aryz keys`: which keys there are, new ones in their place, and what other key stores have destroyed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.completing import cases as known_cases
from cli.console import as_json, say
from cli.failing import WrongUsage
from cli.keys_given import public_keys
from cli.options import Data, Json, settings
from models.errors import IntegrityError

if TYPE_CHECKING:
    from settings import Settings
    from store.keys.cases import CaseKeys
    from store.keys.opening import Place

app = typer.Typer(no_args_is_help=True, help="The keys: which there are, new ones, and what was destroyed.")

What = Annotated[str, typer.Argument(metavar="ledger|master|case", help="Which key.")]
Case = Annotated[
    str | None, typer.Argument(metavar="[CASE]", help="Whose key, after `case`.", autocompletion=known_cases)
]
Witness = Annotated[str, typer.Argument(metavar="KEY", help="Public key of a witness, or a file of them.")]
Other = Annotated[
    Path, typer.Argument(metavar="FOLDER|FILE", help="Another folder of keys, or what aryz keys tombstones wrote.")
]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where they go.", dir_okay=False)]


@app.command()
def show(data: Data = None, json: Json = False) -> None:
    """
    Show public keys and counts. No secret is ever shown.

    Example: aryz keys show
    """
    told = asyncio.run(_shown(settings(data)))
    if json:
        as_json(told)
        return
    for key in told["ledger"]:
        say(f"ledger   {key}")
    if not told["signs"]:
        say("         its secret half is not here: this installation can check and not sign")
    for key in told["witnesses"]:
        say(f"witness  {key}")
    for name in told["masters"]:
        current = ", current" if name == told["masters"][-1] else ""
        say(f"master   {name}: wraps {told['wrapped'].get(name, 0)} keys{current}")
    say(f"cases    {told['data_keys']} keys, {told['tombstones']} erased, {told['holds']} on legal hold")


@app.command()
def rotate(what: What, case: Case = None, data: Data = None) -> None:
    """
    Make a new key. What older ones signed or sealed stays valid and readable.

    `ledger`: the key that signs checkpoints; the old one signs for the new. Start the workers again, and give others
    the new ledger.pub. `master`: the key that wraps the keys of cases, all of which are wrapped anew (where
    ARYZ_MASTER_KEY holds it: under the last one there). `case`: the key of one case, for what is told from now on.

    Example: aryz keys rotate ledger
    """
    chosen = settings(data)
    if (what == "case") != (case is not None) or what not in {"ledger", "master", "case"}:
        raise WrongUsage("write: aryz keys rotate ledger, aryz keys rotate master, or aryz keys rotate case CASE")
    say(_ledger(chosen) if what == "ledger" else asyncio.run(_master(chosen) if case is None else _case(chosen, case)))


@app.command()
def trust(witness: Witness, data: Data = None) -> None:
    """
    Know a witness, so that its signatures count.

    Example: aryz keys trust witness.pub
    """
    from ledger.keytext import COSIGNATURE
    from store.signing import trust_witness

    for key in public_keys([witness], "KEY"):
        if key.kind != COSIGNATURE:
            raise IntegrityError(
                f"{key.name}: is the key of a ledger and not of a witness; make one: aryz witness init"
            )
        new = trust_witness(settings(data).keys_place, key)
        say(f"{key.name} is known as a witness{'' if new else ' already'}")


@app.command()
def tombstones(out: Out, data: Data = None) -> None:
    """
    Write which cases were erased, for another key store to learn (aryz keys reconcile).

    Example: aryz keys tombstones --out tombstones.json
    """
    from store.keys.tombstones import written

    stones = asyncio.run(_stones(settings(data)))
    out.write_text(written(stones), "utf-8")
    say(f"{len(stones)} erased {'case' if len(stones) == 1 else 'cases'} written to {out}")


@app.command()
def reconcile(other: Other, data: Data = None) -> None:
    """
    Destroy here what another key store has destroyed: after a restore, so that no erased person comes back.

    Example: aryz keys reconcile tombstones.json
    """
    learned = asyncio.run(_reconciled(settings(data), other))
    for case in learned:
        say(f"{case}: erased here too")
    say(f"{len(learned)} {'case was' if len(learned) == 1 else 'cases were'} not known as erased here")


async def _shown(chosen: Settings) -> dict[str, Any]:
    from store.keys.opening import open_keys
    from store.signing import signer_of, verifiers_of, witnesses_of

    place = chosen.keys_place
    async with await open_keys(place) as keys:
        wrapped = await keys.wrapped_under()
        return {
            "ledger": [key.text for key in verifiers_of(place)],
            "signs": signer_of(place) is not None,
            "witnesses": [key.text for key in witnesses_of(place)],
            "masters": list(place.masters().ids),
            "wrapped": wrapped,
            "data_keys": sum(wrapped.values()) - await keys.of_no_case(),
            "tombstones": len(await keys.tombstones()),
            "holds": len(await keys.held()),
        }


def _ledger(chosen: Settings) -> str:
    from store.signing import PUBLIC
    from store.signing import rotate as new_key

    place = chosen.keys_place
    _, new = new_key(place)
    return (
        f"the ledger signs with {new.text} from the next start of its workers on; the old key has signed that\n"
        f"start the workers again (`aryz up`), and hand the new {place.folder / PUBLIC} to auditors and witnesses"
    )


async def _master(chosen: Settings) -> str:
    from store.keys.master_file import VARIABLE, add_master

    place = chosen.keys_place
    given = place.environment.get(VARIABLE)
    async with await _opened(place) as keys:
        if not given:
            add_master(place.master)
        count = await keys.rewrap()
        named = keys.masters.current
    return (
        f"{named} wraps from now on; {count} keys were wrapped anew. Keep the older key: older backups need it\n"
        "when none does any more, or after an erasure, remove it with its backups, a minute from now or later: take "
        f"its line out of {VARIABLE if given else place.master} (docs/secrecy.md)"
    )


async def _case(chosen: Settings, case: str) -> str:
    from cli.desk import at_store

    async with at_store(chosen) as store:
        if not await store.ledger.exists(case):
            raise WrongUsage(f"{case}: there is no such case")
        key = await store.keys_at_hand().rotate_data_key(case)
    return f"{key.id} seals what is told from now on; other processes take it up within a minute"


async def _stones(chosen: Settings) -> Any:  # noqa: ANN401 (tombstones, whose module is loaded late)

    async with await _opened(chosen.keys_place) as keys:
        return await keys.tombstones()


async def _reconciled(chosen: Settings, other: Path) -> tuple[str, ...]:
    from store.keys.tombstones import tombstones_of

    stones = await tombstones_of(other)
    async with await _opened(chosen.keys_place) as keys:
        return await keys.reconcile(stones)


async def _opened(place: Place) -> CaseKeys:
    from store.keys.opening import open_keys

    return await open_keys(place)
