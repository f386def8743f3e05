"""`aryz witness`: see that a ledger only grows, and sign that one saw it. For another member of the coalition."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.console import as_json, note, say
from cli.failing import BROKEN, NotDone
from cli.keys_given import public_keys, small_file
from cli.options import Json, now

app = typer.Typer(no_args_is_help=True, help="Be a witness: see that a ledger only grows. No server, no database.")

State = Annotated[
    Path, typer.Option("--state", metavar="DIR", help="Folder of the witness: key and memory.", file_okay=False)
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the witness is called, as witness.example.org.")]
Asked = Annotated[
    Path, typer.Argument(metavar="REQUEST", help="What aryz audit checkpoint --since wrote.", dir_okay=False)
]
Log = Annotated[str, typer.Option("--log", metavar="KEY", help="Public key of the ledger, or a file of them.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it there instead of printing it.", dir_okay=False)
]


@app.command()
def init(name: Name, state: State) -> None:
    """
    Make the key of a witness and print its public half.

    Whoever keeps the ledger takes it with: aryz keys trust KEY.

    Example: aryz witness init witness.example.org --state ~/witness
    """
    from store.witnessing import make_witness

    say(make_witness(state, name).text)


@app.command()
def sign(request: Asked, state: State, log: Log, out: Out = None) -> None:
    """
    Sign the checkpoint of a request, if the ledger still begins with what this witness saw last.

    Exit status 3 if it does not, or if anything else is wrong with it; what shows that the ledger was rewritten is
    kept in the folder of the witness, an older request than it has seen as a note. What was seen is on its disk
    before anything is printed.

    Example: aryz witness sign request.txt --state ~/witness --log ledger.pub --out answer.txt
    """
    from store.witnessing import Refused, witnessed

    answer = witnessed(state, small_file(request), public_keys([log], "--log"), int(now().timestamp()))
    if isinstance(answer, Refused):
        kept = f"; kept: {answer.kept}" if answer.kept else ""
        note(f"refused ({answer.refusal.wrong}): {answer.refusal.why}{kept}")
        raise NotDone(BROKEN)
    if out is None:
        sys.stdout.write(answer.decode())
        return
    out.write_bytes(answer)
    say(f"signed; written to {out}")


@app.command()
def show(state: State, json: Json = False) -> None:
    """
    Show the public key of a witness, what it saw last, and what it refused.

    Example: aryz witness show --state ~/witness
    """
    from ledger.keytext import to_base64
    from store.witnessing import NOTES, public_key, refused, seen_last

    key, seen, evidence, notes = public_key(state), seen_last(state), refused(state), refused(state, NOTES)
    if json:
        last = [{"ledger": one.origin, "records": one.size, "root": to_base64(one.root)} for one in seen]
        as_json({"key": key.text, "seen": last, "evidence": list(evidence), "notes": list(notes)})
        return
    say(key.text)
    for one in seen:
        say(f"{one.origin}: {one.size} records, root {to_base64(one.root)}")
    for name in evidence:
        say(f"evidence: {name}")
    for name in notes:
        say(f"note: {name}")
