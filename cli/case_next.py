"""`aryz case next`: what the victim's side can do now, to whom and until when, and what may happen next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import as_json, say
from cli.options import AsOf, Data, Json, Reference, day, now, settings

if TYPE_CHECKING:
    from models.assessment import Assessment

How = Annotated[bool, typer.Option("--how", help="Add what to attach, what usually goes wrong, and every condition.")]


def next_(reference: Reference, as_of: AsOf = None, how: How = False, data: Data = None, json: Json = False) -> None:
    """
    Show what can be done next in a case: to whom, until when, and what is silent or runs out.

    Example: aryz case next gerasimov --how
    """
    from cli.case_show import read
    from lifecycle.assessment import assess_case
    from lifecycle.next import next_kinds

    at = day(as_of, "--as-of")
    state = asyncio.run(read(settings(data), reference)).state
    judged = assess_case(state, at or state.timeline.scene.norms.zone.local(now())[0])
    following = {one.id: list(next_kinds(state, one.id)) for one in state.opening.header.proceedings}
    if json:
        as_json(_plain(reference, judged, following))
        return
    say(f"{reference}, as of {judged.as_of}", style="bold")
    _shown(judged, how=how)
    from cli.showing import heading

    heading("What may happen next")
    for name, kinds in following.items():
        say(f"{name}: {', '.join(kinds) or 'nothing that the law expects'}")


def _plain(reference: str, judged: Assessment, following: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "case": reference,
        "as_of": judged.as_of,
        "next": following,
        "warnings": [one.model_dump(mode="json") for one in judged.warnings],
        "remedies": [one.model_dump(mode="json") for one in judged.remedies],
        "routes": [one.model_dump(mode="json") for one in judged.routes],
    }


def _shown(judged: Assessment, *, how: bool) -> None:
    from cli.showing import heading
    from cli.showing_next import shown_remedies, shown_routes, shown_silence, usable

    remedies = usable(judged)
    heading("What can be done")
    if not remedies:
        say("Nothing is known here.")
    shown_remedies(remedies, how=how)
    silent = [one for one in judged.warnings if one.rule == "silence"]
    if silent:
        heading("Who is silent, and what that opens")
        shown_silence(silent)
    others = [one for one in judged.warnings if one.rule not in {"silence", "remedy_open", "international_route"}]
    if others:
        heading("Mind")
    for one in others:
        until = f"until {one.until}: " if one.until else ""
        say(f"- {one.rule.replace('_', ' ')}: {until}{one.what}")
    heading("Abroad")
    shown_routes(judged.routes, how=how)
