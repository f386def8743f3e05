"""Killed workers, killed servers, a locked and a full database, while fifty cases are told: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.__main__ import run


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_everything_fails_for_a_while(tmp_path: Path) -> None:
    """What was acknowledged is in the ledger once and in order, and ledger, register and history tell the same case."""
    assert await run(tmp_path, seed=7, cases=50, seconds=12) == []
