"""What is worth a word beside a receipt: a day that was not told although a term runs from it, or looks like a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cli.refusals import early
from law.published import BOOK, CALENDAR, zone_of
from lifecycle.claims import BY_TRIGGER
from lifecycle.machines import MACHINES
from lifecycle.norms import Norms
from models.dates import Interval
from models.events import Event
from models.messages import Receipt


def may_need_a_day(event: Event, receipt: Receipt) -> bool:
    """Whether the law may count a term from the day on which an event became known, and no such day was told."""
    claims = [claim for claim in BY_TRIGGER.get(event.kind, ()) if claim.from_knowledge]
    phases = {state.phase for state in MACHINES["complaint"].table.states}
    return bool(claims) and event.known_on is None and receipt.phase in phases and not receipt.repeated


def hints(
    reference: str, told: Sequence[tuple[Event, Receipt]], jurisdiction: str, region: str | None, today: date
) -> Iterator[str]:
    """
    One line for each event that deserves one.

    Args:
        reference: the case.
        told: the events, each with its receipt.
        jurisdiction: country of the case, as KZ.
        region: code of its region, if it has one.
        today: the local day.
    """
    norms = Norms(BOOK, CALENDAR, zone_of(jurisdiction, region), jurisdiction, BOOK.latest_entry)
    for event, receipt in told:
        if may_need_a_day(event, receipt) and (rules := _counted_from_knowledge(event, norms, today)):
            yield (
                f"{event.id}: the time to appeal runs from the day you learned of it ({', '.join(rules)}), and that "
                f"day was not told: tell it with --known-on, now as "
                f"`aryz case tell {reference} corrected --target {event.id} --known-on DAY`"
            )
        if odd := early(event):
            yield f"{event.id}: known_on: {odd}"


def _counted_from_knowledge(event: Event, norms: Norms, today: date) -> list[str]:
    """The rules with a term that would run if the event had become known when it happened."""
    start = event.date.interval if event.date.known else Interval(today, today)
    claims = [claim for claim in BY_TRIGGER.get(event.kind, ()) if claim.from_knowledge]
    running = [claim.rule for claim in claims if norms.reckon(claim.rule, claim.term, start) is not None]
    return list(dict.fromkeys(running))
