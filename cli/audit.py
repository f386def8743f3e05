"""`aryz audit`: whether the ledger is what it must be, and what others need to say so too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.audit_checkpoint import checkpoint, cosign
from cli.audit_export import export
from cli.audit_reconcile import reconcile
from cli.audit_replay import replay
from cli.audit_timestamp import timestamp
from cli.audit_verify import Asked, verified
from cli.bundle_check import bundle_of, verify_bundle
from cli.completing import cases as known_cases
from cli.options import Data, Json, settings

app = typer.Typer(no_args_is_help=True, help="The ledger: whether anybody rewrote it.")

Cases = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CASE]...|FILE.zip",
        help="Only these cases (default: all), or a bundle of one case.",
        autocompletion=known_cases,
    ),
]
Since = Annotated[
    list[Path] | None,
    typer.Option(
        "--since", metavar="FILE", help="An older checkpoint, kept elsewhere, that must still hold.", dir_okay=False
    ),
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help="Public key of the ledger, or a file of them. Default: ledger.pub."),
]
Witness = Annotated[
    list[str] | None,
    typer.Option("--witness", metavar="KEY", help="For a bundle: public key of a witness that must have signed it."),
]
Receipt = Annotated[
    list[str] | None,
    typer.Option("--receipt", metavar="N:HASH", help="For a bundle: a record that must stand in it."),
]


@app.command()
def verify(
    cases: Cases = None,
    since: Since = None,
    key: Key = None,
    witness: Witness = None,
    receipt: Receipt = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """
    Check every record, the tree over them, what was signed, the payloads and the register.

    Exit status 3 if anything does not hold, or if there is nothing to verify; the first fault told is the first bad
    record of the ledger. A ledger put back to an older copy of itself is found with --since, and by a witness. Nothing
    is written, no server is needed. A bundle (FILE.zip) is checked by itself, with no data folder at all.

    Example: aryz audit verify --since checkpoint-of-may.txt
    """
    bundle = bundle_of(cases or (), witness or (), receipt or (), since or ())
    if bundle is not None:
        verify_bundle(bundle, [key] if key else [], witness or (), receipt or (), json=json)
        return
    verified(settings(data), Asked(tuple(cases or ()), tuple(since or ()), key), json=json)


app.command("checkpoint")(checkpoint)
app.command("cosign")(cosign)
app.command("timestamp")(timestamp)
app.command("reconcile")(reconcile)
app.command("replay")(replay)
app.command("export")(export)
