"""`aryz audit`: whether the ledger is what it must be, and what others need to say so too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.audit_checkpoint import checkpoint, cosign
from cli.audit_timestamp import timestamp
from cli.audit_verify import Asked, verified
from cli.completing import cases as known_cases
from cli.options import Data, Json, settings

app = typer.Typer(no_args_is_help=True, help="The ledger: whether anybody rewrote it.")

Cases = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", help="Only these cases. Default: all.", autocompletion=known_cases),
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


@app.command()
def verify(cases: Cases = None, since: Since = None, key: Key = None, data: Data = None, json: Json = False) -> None:
    """
    Check every record, the tree over them, what was signed, the payloads and the register.

    Exit status 3 if anything does not hold, or if there is nothing to verify; the first fault told is the first bad
    record of the ledger. A ledger put back to an older copy of itself is found with --since, and by a witness. Nothing
    is written, no server is needed.

    Example: aryz audit verify --since checkpoint-of-may.txt
    """
    verified(settings(data), Asked(tuple(cases or ()), tuple(since or ()), key), json=json)


app.command("checkpoint")(checkpoint)
app.command("cosign")(cosign)
app.command("timestamp")(timestamp)
