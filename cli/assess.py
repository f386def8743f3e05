"""`aryz assess`: the judgement of a file, with no server at all."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import as_json, clean, say
from cli.options import AsOf, Json, day, now

File = Annotated[str, typer.Argument(metavar="FILE", help="A chronology file, YAML or JSON; - reads standard input.")]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="DAY", help="Only what the victim's side had learned by this day."),
]
LawKnownOn = Annotated[
    str | None, typer.Option("--law-known-on", metavar="DAY", help="Only law that had been entered by this day.")
]
Unverified = Annotated[bool, typer.Option("--unverified", help="Apply also rules without a seen source.")]
Why = Annotated[bool, typer.Option("--why", help="Show how the end of every term was found.")]


def assess(
    file: File,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    law_known_on: LawKnownOn = None,
    unverified: Unverified = False,
    why: Why = False,
    json: Json = False,
) -> None:
    """
    Judge a chronology file: where it stands, what is due, what can be done. Keeps nothing.

    Example: aryz assess examples/gerasimov.yaml --as-of 2007-06-18 --why
    """
    from cli.files import chronology
    from cli.law_of import norms_now
    from cli.showing import show
    from lifecycle.assessment import assess as judge

    at, known, law = day(as_of, "--as-of"), day(known_at, "--known-at"), day(law_known_on, "--law-known-on")
    told = chronology(file).chronology
    norms = norms_now(told.header, law, unverified=unverified)
    judged = judge(told, norms, at or norms.zone.local(now())[0], known)
    if json:
        as_json(judged)
        return
    known_by = f", as known on {judged.known_at}" if judged.known_at else ""
    title = clean(told.header.case.title)
    say(f"{judged.case}{f': {title}' if title else ''}", style="bold")
    say(f"as of {judged.as_of}{known_by}")
    show(judged, why=why)
