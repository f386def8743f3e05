"""What a board asks of the terms of a case without reading them: kept beside its row, and following from them."""

from __future__ import annotations

from collections.abc import Iterable

from models.register import DueRow


def ends(terms: Iterable[DueRow], at: str) -> dict[str, str | None]:
    """
    The columns of a register row that follow from its terms.

    `owed_first`: when the first duty of an authority ends or ended; overdue is what lies before now. `due_last`: when
    the last term ends. `next_at`: when the next one ends of which the ledger does not say that it passed.

    Args:
        terms: the terms of the case.
        at: when its last record was recorded.
    """
    known = tuple(terms)
    return {
        "owed_first": min((due.due_at for due in known if not due.own), default=None),
        "due_last": max((due.due_at for due in known), default=None),
        "next_at": min((due.due_at for due in known if not due.passed_recorded or due.due_at > at), default=None),
    }
