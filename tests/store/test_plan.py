"""The plan of an append: whatever is repeated, split or overlapping, one chain comes out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.register import Append
from store.plan import plan
from tests.store.telling import append, chain

ENTRIES = chain("abaev", 8)
SPANS = st.tuples(st.integers(0, 7), st.integers(1, 8)).filter(lambda span: span[0] < span[1])


def _append(span: tuple[int, int]) -> Append:
    return append(*ENTRIES[span[0] : span[1]])


@given(st.lists(st.lists(SPANS, min_size=1, max_size=4), max_size=6))
def test_any_telling_gives_one_chain(batches: list[list[tuple[int, int]]]) -> None:
    """Spans in any order, with gaps, repeats and overlaps: the ledger is always the unbroken beginning of the chain."""
    stored: dict[tuple[str, int], str] = {}
    for spans in batches:
        made = plan(map(_append, spans), stored)
        reach = len(stored)
        for (start, end), outcome in zip(spans, made.outcomes, strict=True):
            assert (outcome is None) == (start <= reach)
            reach = max(reach, end) if outcome is None else reach
        stored |= {("abaev", row["seq"]): row["hash"] for row in made.ledger}
        assert stored == {("abaev", each.record.seq): each.hash for each in ENTRIES[:reach]}
        assert [row["seq"] for row in made.payloads] == [row["seq"] for row in made.ledger]
