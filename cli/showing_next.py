"""Printing what can be done next: remedies at home, bodies abroad, and what authorities have left undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from cli.console import say
from models.assessment import Assessment, Warn
from models.remedies import Remedy, Route

_UNVERIFIED: Final = "unverified"
_LIMITS: Final = {"none": "no last day", "unknown": "last day: count by hand"}
_STANDS: Final = {"under_way": "under way", "not_yet": "not open yet", "missed": "missed"}


def shown_remedies(remedies: Sequence[Remedy], *, how: bool) -> None:
    """
    Print remedies, one line each, in the order given.

    `how` adds what must be attached and what usually goes wrong.
    """
    for one in remedies:
        where = "" if one.proceeding == "main" else f"{one.proceeding}: "
        mark = "*" if one.confidence == _UNVERIFIED else ""
        rule = f" [{one.provisions[0].rule}{mark}]" if one.provisions else ""
        say(f"- {where}{_when(one)}: {one.what}{rule}")
        named = f" ({', '.join(one.to.bodies)})" if one.to.bodies else ""
        say(f"    to {one.to.what}{named}", style="dim")
        if how:
            _how(one)
    if any(one.confidence == _UNVERIFIED and one.provisions for one in remedies):
        say("* no source was found for this version of the rule: check it before relying on it")


def shown_routes(routes: Iterable[Route], *, how: bool) -> None:
    """
    Print the bodies abroad.

    `how` adds every condition with the events that show it, what must be attached and what usually goes wrong.
    """
    for one in routes:
        until = f"until {one.until}: " if one.until else ""
        say(f"- {until}{one.what}")  # the sentence itself says how it stands
        if not how:
            continue
        for part in one.conditions:
            shown = f" ({', '.join(part.evidence)})" if part.evidence else ""
            say(f"    {part.truth}: {part.what}{shown}", style="dim")
        for said in one.attach:
            say(f"    attach: {said.what}")
        for said in one.goes_wrong:
            say(f"    mind: {said.what}")


def shown_silence(warnings: Iterable[Warn]) -> None:
    """Print what authorities have left undone, and what that opens."""
    for one in warnings:
        say(f"- since {one.until}: {one.what}{f' [{one.provision}]' if one.provision else ''}")


def usable(assessment: Assessment) -> list[Remedy]:
    """What can still be used, or is under way, or opens later. What was missed stands among the warnings."""
    return [one for one in assessment.remedies if one.status != "missed"]


def _when(one: Remedy) -> str:
    stands = _STANDS.get(one.status)
    if one.status == "not_yet":
        return f"{stands}, from {one.opens}"
    until = f"until {one.until}" if one.until else _LIMITS.get(one.limit, "")
    return ", ".join(part for part in (stands, until) if part)


def _how(one: Remedy) -> None:
    for said in one.attach:
        say(f"    attach: {said.what}")
    for said in one.goes_wrong:
        source = "" if said.source in {None, "own"} else f" [{said.source}]"
        say(f"    mind: {said.what}{source}")
