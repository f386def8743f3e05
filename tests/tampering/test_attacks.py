"""Every attack on the database is found: by verifying, by an earlier checkpoint, or by a witness."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from ledger.checkpoint import Checkpoint
from store.opening import database_url, open_store
from store.schema import metadata
from tests.structure.tree import ROOT
from tests.tampering.families import Way
from tests.tampering.flips import COLUMNS, UNBOUND
from tests.tampering.judging import FAMILIES, Outcome, verified
from tests.tampering.page import PAGE, page, run
from tests.tampering.stage import Stage, make_stage

AT_LEAST: Final = 500
SECONDS: Final = 240
"""Far above what all attacks take on one core that is not shared."""

pytestmark = pytest.mark.timeout(900)
"""The attacks are run once for all tests here, and count as time of the first."""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Outcome], float]:
    """Every attack, run once."""
    return asyncio.run(run(tmp_path_factory.mktemp("attacked")))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The ledger before anybody attacked it."""
    return asyncio.run(make_stage(tmp_path_factory.mktemp("stage")))


@pytest.mark.slow
def test_enough_is_tried(attacked: tuple[list[Outcome], float]) -> None:
    """At least 500 attacks, no family twice, and within a few minutes of one processor."""
    outcomes, seconds = attacked

    assert len(outcomes) >= AT_LEAST
    assert max(Counter(family.name for family in FAMILIES).values()) == 1
    assert seconds < SECONDS


@pytest.mark.slow
def test_each_is_found_the_way_it_must_be(attacked: tuple[list[Outcome], float]) -> None:
    """What needs a witness or an earlier checkpoint passes without one, and everything else does not."""
    assert [str(one) for one in attacked[0] if not one.as_expected] == []


@pytest.mark.slow
def test_the_first_bad_record_is_named(attacked: tuple[list[Outcome], float]) -> None:
    """Where a record was touched, the first one that the report names is it, or the first that cannot be trusted."""
    assert [str(one) for one in attacked[0] if one.alone and not one.named] == []


@pytest.mark.slow
def test_the_page_is_what_was_found(attacked: tuple[list[Outcome], float]) -> None:
    """docs/threats.md is fresh: run `python -m tests.tampering.page`."""
    assert PAGE.read_text(encoding="utf-8") == page(attacked[0])


async def test_an_untouched_ledger_is_sound(stage: Stage) -> None:
    """Nothing is found where nobody was: neither alone nor against a checkpoint; and the tree has full tiles."""
    async with await open_store(database_url(stage.folder), keys=stage.place) as store:
        assert await verified(store, stage, ()) == []
        assert len(await store.tree.tiles()) >= 2

    sizes = [stage.seen(number).size for number in range(3)]
    assert sizes == sorted(set(sizes))
    assert sizes[-1] > 600
    assert isinstance(stage.seen(1), Checkpoint)


def test_every_column_is_attacked(stage: Stage) -> None:
    """A bit is flipped in every column that holds anything, except in those of which the page says why not."""
    tried = {(table, column) for table, columns in COLUMNS.items() for column, count in columns.items() if count} | {
        (table, column) for table, columns in UNBOUND.items() for column in columns
    }
    with contextlib.closing(sqlite3.connect(stage.file)) as db:
        filled = {
            (table.name, column.name)
            for table in metadata.sorted_tables
            for column in table.columns
            if db.execute(f"SELECT 1 FROM {table.name} WHERE {column.name} IS NOT NULL LIMIT 1").fetchone()  # noqa: S608
        }

    assert filled - tried == set()


def test_what_shows_it_is_there() -> None:
    """Every file that the page names exists."""
    named = re.findall(r"`((?:tests|docs|store|ledger|verifier)/[\w/.-]+)`", PAGE.read_text(encoding="utf-8"))

    assert len(named) > 20
    assert [name for name in named if not (ROOT / Path(name)).exists()] == []


@pytest.mark.slow
def test_some_need_a_witness(attacked: tuple[list[Outcome], float]) -> None:
    """A ledger put back, forked or rewritten with its own key cannot be told from a sound one by itself."""
    ways = Counter(one.found_by for one in attacked[0])

    assert ways[Way.SINCE] > 50
    assert ways[Way.VERIFY] > AT_LEAST
