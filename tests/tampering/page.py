"""docs/threats.md from its text and the attacks that are run: `python -m tests.tampering.page` writes it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from store.opening import database_url, open_store
from tests.tampering.families import Names
from tests.tampering.judging import Outcome, all_outcomes
from tests.tampering.stage import make_stage

PAGE: Final = Path(__file__).parents[2] / "docs" / "threats.md"
_TEXT: Final = Path(__file__).with_name("threats.md.in")
_MARK: Final = "<!-- attacks -->\n"
_HEAD: Final = "| attack | times | found by | the report names |\n|---|---:|---|---|\n"


def page(outcomes: Sequence[Outcome]) -> str:
    """The page with the table of these attacks in it."""
    return _TEXT.read_text(encoding="utf-8").replace(_MARK, table(outcomes))


def table(outcomes: Sequence[Outcome]) -> str:
    """One row a family; flipped bits together by table."""
    rows = []
    for (group, name), some in groupby(outcomes, _row):
        of = list(some)
        by = ", ".join(sorted({str(one.found_by) for one in of}))
        names = ", ".join(dict.fromkeys(_named(one) for one in of))
        rows.append((group, f"| {name} | {len(of)} | {by} | {names} |\n"))
    parts = []
    for group, lines in groupby(sorted(rows, key=lambda row: _order(rows, row[0])), lambda row: row[0]):
        parts.append(f"**{group[0].upper()}{group[1:]}**\n\n{_HEAD}{''.join(line for _, line in lines)}\n")
    return "".join(parts)


def summary(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many attacks were found by what."""
    ways = sorted({one.found_by for one in outcomes})
    return {way: sum(one.found_by == way for one in outcomes) for way in ways}


async def run(folder: Path) -> tuple[list[Outcome], float]:
    """Make a stage in the folder and run every attack; also how many seconds of the processor they took."""
    stage = await make_stage(folder)
    async with await open_store(database_url(folder), keys=stage.place) as store:
        return await all_outcomes(store, stage)


def _row(outcome: Outcome) -> tuple[str, str]:
    family = outcome.family
    if family.name.startswith("flip a bit of"):
        return "flipped bits", f"a bit in `{family.name.split('`')[1].split('.')[0]}`, any column"
    return family.group, family.name


def _named(outcome: Outcome) -> str:
    told = outcome.alone or outcome.family.names is Names.UNTOLD
    return str(outcome.family.names) if told else "nothing"


def _order(rows: Sequence[tuple[str, str]], group: str) -> int:
    return [name for name, _ in rows].index(group)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        found, seconds = asyncio.run(run(Path(made)))
    PAGE.write_text(page(found), encoding="utf-8")
    sys.stdout.write(f"{len(found)} attacks, {seconds:.0f} s of processor: {summary(found)}\n")
