"""`aryz law adopt`: what is asked of it, and what it says."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.main import app

RUN = CliRunner()


@pytest.mark.parametrize("words", [["--known-on", "2026-11-23"], ["--known-on", "2026-11-23", "--all", "some-case"]])
def test_adopting_asks_for_cases_or_for_all(words: list[str]) -> None:
    """Neither nobody nor both: the one line says what to say."""
    result = RUN.invoke(app, ["law", "adopt", *words])

    assert result.exit_code != 0
    assert "name the cases, or say --all" in str(result.exception) + result.output
